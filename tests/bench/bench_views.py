"""What the matrix, the reasons and a neighbourhood of the largest capture cost: none may be waited for."""

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from cguviz.analysis.reasons import reasons
from cguviz.formats import load
from cguviz.model.capture import Capture
from cguviz.model.partition import placed_uses
from cguviz.model.paths.table import Paths, split
from cguviz.progress import silent
from cguviz.scene.look.theme import LIGHT
from cguviz.scene.matrix.svg import write_matrix
from cguviz.workspace.pictures.matrix import tabulate, tabulate_difference
from cguviz.workspace.pictures.neighbourhood import draw_neighbourhood
from cguviz.workspace.requests.views import HOPS, ORDERS, Around
from tests.captures import CAPTURES


@pytest.fixture(scope="module")
def largest() -> tuple[Capture, Paths]:
    (capture,) = load([str(CAPTURES[-1])], silent)
    return capture, split(capture.items, capture.crate)


@pytest.mark.parametrize("order", ORDERS)
def test_matrix(benchmark: BenchmarkFixture, largest: tuple[Capture, Paths], order: str) -> None:
    capture, paths = largest
    benchmark.pedantic(tabulate, (capture, "PLACE"), {"order": order, "paths": paths}, rounds=3)


def test_difference(benchmark: BenchmarkFixture, largest: tuple[Capture, Paths]) -> None:
    capture = largest[0].replace(paths=largest[1])
    benchmark.pedantic(tabulate_difference, (capture, "PLACE", capture, "MERGE"), {"order": ORDERS[0]}, rounds=2)


def test_matrix_as_svg(benchmark: BenchmarkFixture, largest: tuple[Capture, Paths]) -> None:
    scene = tabulate(largest[0], "PLACE", order=ORDERS[0], paths=largest[1]).scene
    benchmark.pedantic(write_matrix, (scene, LIGHT), rounds=2)


def test_reasons(benchmark: BenchmarkFixture, largest: tuple[Capture, Paths]) -> None:
    capture, partition = largest[0], largest[0].partition("PLACE")
    assert capture.uses is not None
    benchmark.pedantic(reasons, (partition, placed_uses(partition, capture.uses), capture.uses), rounds=3)


@pytest.mark.parametrize("hops", HOPS)
def test_neighbourhood_of_the_item_used_most(
    benchmark: BenchmarkFixture, largest: tuple[Capture, Paths], hops: int
) -> None:
    capture, paths = largest
    assert capture.uses is not None
    item = int(np.argmax(np.bincount(capture.uses.used)))
    place = (capture, capture.partition("MERGE"), paths, item)
    benchmark.pedantic(draw_neighbourhood, place, {"around": Around(hops), "aspect": 1.6}, rounds=3)
