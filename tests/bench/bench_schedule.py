"""How long a schedule of 256 units takes to simulate; at most 50 ms. Measured with CPython 3.11: 9 to 11 ms CPU."""

from __future__ import annotations

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from cguviz.model.texts import Texts
from cguviz.model.times.costs import NO_OVERHEAD, Costs, Overhead, costs_of
from cguviz.schedule import COORDINATORS, ScheduleOptions, simulate
from cguviz.schedule.overhead import overhead_of

UNITS = 256


def drawn_costs() -> Costs:
    random = np.random.default_rng(1)
    columns = (random.integers(1, 10**high, UNITS) for high in (5, 7, 8, 8))
    return costs_of(Texts.of(f"x-cgu.{unit:03}" for unit in range(UNITS)), *columns)


@pytest.mark.parametrize("rustc", sorted(COORDINATORS))
@pytest.mark.parametrize("cores", [0, 4])
@pytest.mark.parametrize("overhead", [NO_OVERHEAD, Overhead(*[1_000_000] * 5)], ids=["bare", "overhead"])
def test_simulate(benchmark: BenchmarkFixture, rustc: str, cores: int, overhead: Overhead) -> None:
    timeline = benchmark(simulate, drawn_costs(), ScheduleOptions(jobs=16, rustc=rustc, cores=cores, overhead=overhead))
    assert len(timeline) == 3 * UNITS + (overhead.thin_link > 0)


def test_overhead(benchmark: BenchmarkFixture) -> None:
    overhead = Overhead(*[1_000_000] * 5)
    timeline = simulate(drawn_costs(), ScheduleOptions(jobs=16, overhead=overhead))
    assert benchmark(overhead_of, timeline, "1.85").thin_link == overhead.thin_link
