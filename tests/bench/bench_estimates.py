"""How long estimates take: judged in the worker, described and laid out in the window's own process.

The published measurements stand for the most there is (5,578 units of 588 crates) where they are installed, else their
excerpt of 39 units.
"""

from __future__ import annotations

import os
from pathlib import Path

from pytest_benchmark.fixture import BenchmarkFixture

from cguviz.formats import load
from cguviz.scene.estimates.picture import picture
from cguviz.workspace.estimates.make import MeasuredSource, estimates_of, source_of
from cguviz.workspace.estimates.plot import choose_scatter, plot_of
from cguviz.workspace.requests.scatter import Scatter
from tests.scene.plots import DEBUG

COMPLETE = Path(os.environ.get("CGUVIZ_CAPTURES", ".")).parent / "top1000" / "Debug-Top1000-1.txt.gz"
FILE = str(COMPLETE if COMPLETE.is_file() else DEBUG)


def measured() -> MeasuredSource:
    (capture,) = load([FILE])
    found = source_of(capture, "", capture.crate, 0)
    assert isinstance(found, MeasuredSource)
    return found


def test_all_estimators_are_judged(benchmark: BenchmarkFixture) -> None:
    source = measured()
    benchmark.extra_info["units"] = len(source.measurements)
    judged = benchmark(lambda: estimates_of([source]))
    assert len(judged.estimators) == 8


def test_a_scatter_is_described_and_laid_out(benchmark: BenchmarkFixture) -> None:
    estimates = estimates_of([measured()])
    wanted = choose_scatter(estimates, Scatter(), 0)
    assert wanted is not None
    made = benchmark(lambda: picture(plot_of(estimates, wanted), (1000, 700)))
    assert len(made.point)
