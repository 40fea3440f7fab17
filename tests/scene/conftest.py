"""Scenes of the samples, each built once."""

from collections.abc import Callable

import pytest

from cguviz.model.capture import Capture
from cguviz.model.paths.table import split
from cguviz.scene.graph.describe import graph
from cguviz.scene.scene import Scene
from tests.scene.simple import simple_layout


def scene_of(capture: Capture, stage: str = "") -> Scene:
    """Build the scene of a stage on the simple layout."""
    partition = capture.partition(stage)
    paths = split(capture.items, capture.crate)
    return graph(capture, partition, simple_layout(partition, paths), paths)


@pytest.fixture(scope="session")
def toy_scene(toy: Capture) -> Scene:
    return scene_of(toy, "PLACE")


@pytest.fixture(scope="session")
def regex_scene(regex: Capture) -> Scene:
    return scene_of(regex, "MERGE")


@pytest.fixture(scope="session")
def build_scene() -> Callable[..., Scene]:
    return scene_of
