"""What a picture of the largest capture costs: scene and SVG (at most 1 s of CPU for 57,451 placements)."""

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from cguviz.formats import load
from cguviz.layout import LayoutOptions, lay_out
from cguviz.model.capture import Capture
from cguviz.model.layout import Layout, slots_of
from cguviz.model.paths.table import Paths, split
from cguviz.progress import silent
from cguviz.scene.graph.describe import graph
from cguviz.scene.graph.hit import hit
from cguviz.scene.graph.routes import polylines, routes
from cguviz.scene.look.theme import LIGHT
from cguviz.scene.scene import Scene
from cguviz.scene.svg.graph import write
from tests.captures import CAPTURES

Laid = tuple[Capture, Paths, Layout]


@pytest.fixture(scope="module")
def laid() -> Laid:
    (capture,) = load([str(CAPTURES[-1])], silent)
    paths = split(capture.items, capture.crate)
    slots = slots_of(capture.partition("MERGE"))
    return capture, paths, lay_out(slots, paths, capture.uses, options=LayoutOptions(stacks=False))


@pytest.fixture(scope="module")
def scene(laid: Laid) -> Scene:
    capture, paths, layout = laid
    return graph(capture, capture.partition("MERGE"), layout, paths)


def test_scene(benchmark: BenchmarkFixture, laid: Laid) -> None:
    capture, paths, layout = laid
    benchmark.pedantic(graph, (capture, capture.partition("MERGE"), layout, paths), rounds=3)


def test_svg(benchmark: BenchmarkFixture, scene: Scene) -> None:
    text = benchmark.pedantic(write, (scene, LIGHT), rounds=3)
    benchmark.extra_info["MB"] = round(len(text) / 1e6, 1)


def test_routes_of_all_links(benchmark: BenchmarkFixture, scene: Scene) -> None:
    if scene.links is None:
        pytest.skip("no uses in this capture")
    benchmark.pedantic(lambda rows: polylines(routes(scene, rows)), (np.arange(len(scene.links)),), rounds=3)


def test_hit(benchmark: BenchmarkFixture, scene: Scene) -> None:
    x0, y0, x1, y1 = scene.bounds.tolist()
    benchmark(hit, scene, x0 + 0.37 * (x1 - x0), y0 + 0.61 * (y1 - y0))
