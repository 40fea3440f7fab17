"""What a comparison of the largest capture costs: at most 0.5 s of CPU; layout and both pictures 1.5 s."""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from cguviz.analysis.comparison import compare
from cguviz.formats import load
from cguviz.layout import LayoutOptions
from cguviz.model.capture import Capture
from cguviz.model.paths.table import Paths, split
from cguviz.progress import silent
from cguviz.scene.compare.flow_layout import flow
from cguviz.scene.compare.svg import write_pair
from cguviz.scene.look.theme import LIGHT
from cguviz.workspace.pictures.comparison import compare_sides
from cguviz.workspace.requests.options import MODULES
from cguviz.workspace.results.comparison import Compared
from tests.captures import CAPTURES


@pytest.fixture(scope="module")
def largest() -> tuple[Capture, Paths]:
    (capture,) = load([str(CAPTURES[-1])], silent)
    return capture, split(capture.items, capture.crate)


@pytest.fixture(scope="module")
def found(largest: tuple[Capture, Paths]) -> Compared:
    capture, paths = largest
    return compare_sides(capture, "PLACE", capture, "MERGE", paths=paths, options=LayoutOptions())


def test_comparison(benchmark: BenchmarkFixture, largest: tuple[Capture, Paths]) -> None:
    benchmark.pedantic(compare, (largest[0], "PLACE", largest[0], "MERGE"), rounds=3)


@pytest.mark.parametrize("stacks", [True, False])
def test_layout_and_both_pictures(benchmark: BenchmarkFixture, largest: tuple[Capture, Paths], stacks: bool) -> None:
    capture, paths = largest
    benchmark.pedantic(
        compare_sides,
        (capture, "PLACE", capture, "MERGE"),
        {"paths": paths, "options": LayoutOptions(stacks=stacks)},
        rounds=2,
    )


def test_module_map(benchmark: BenchmarkFixture, largest: tuple[Capture, Paths]) -> None:
    capture, paths = largest
    options = {"paths": paths, "options": LayoutOptions(), "view": MODULES}
    benchmark.pedantic(compare_sides, (capture, "PLACE", capture, "MERGE"), options, rounds=2)


def test_flow_strip(benchmark: BenchmarkFixture, found: Compared) -> None:
    benchmark(flow, found.streams, width=1600, height=260)


def test_svg(benchmark: BenchmarkFixture, found: Compared) -> None:
    text = benchmark.pedantic(write_pair, (found.pair, LIGHT), rounds=2)
    benchmark.extra_info["MB"] = round(len(text) / 1e6, 1)
