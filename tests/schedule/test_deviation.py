"""Simulations driven by a profile's own costs, against the profile."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cguviz.formats import load
from cguviz.model.times.costs import Costs, Overhead, measured_costs
from cguviz.model.times.timeline import Memory, Timeline
from cguviz.model.times.work import ON_UNITS, Work
from cguviz.schedule import (
    COORDINATORS,
    Deviation,
    ScheduleOptions,
    backend,
    explain_deviation,
    in_flight,
    main_threads,
    memory_of,
    peak_parallel,
    simulate,
)
from cguviz.schedule.deviation import deviation_of
from cguviz.schedule.overhead import READY, bars_of, overhead_of, overhead_when_idle, waits_of
from cguviz.schedule.simulation import units_to_generate
from tests.schedule.drawn import any_costs, costs, longs
from tests.timelines import TIMELINES, file_id, files_named

NEAR = 0.05
FAR = {
    # Written by a test of rustc's profiler: 6 ms, and generation names no units.
    "measureme_repo_fixture_v9_2023": 0.15,
    "measureme-fixture-v9_2023": 0.15,
}
Z_THREADS = Path(__file__).parent.parent / "data" / "regex-syntax-z-threads-4.mm_profdata.gz"
PROFILES = files_named("*.mm_profdata", "*.mm_profdata.gz")


def profile(path: Path) -> Timeline:
    (capture,) = load([path])
    assert capture.timeline is not None
    return capture.timeline


@pytest.fixture(scope="module", params=PROFILES, ids=file_id)
def measured(request: pytest.FixtureRequest) -> tuple[str, Timeline]:
    """The name of a profile and its timeline."""
    return request.param.name.partition(".")[0], profile(request.param)


@pytest.mark.parametrize("rustc", sorted(COORDINATORS))
def test_a_simulation_is_near_the_profile_it_has_its_costs_from(measured: tuple[str, Timeline], rustc: str) -> None:
    name, timeline = measured
    costs = measured_costs(timeline)
    costs = costs.take(np.flatnonzero(costs.known))
    found = deviation_of(timeline, costs, overhead_of(timeline, rustc), rustc)
    if found is None:
        assert not len(costs)
    else:
        assert abs(found.ratio) <= FAR.get(name, NEAR)


def test_rustc_generated_units_in_the_order_that_is_simulated(measured: tuple[str, Timeline]) -> None:
    _, timeline = measured
    costs = measured_costs(timeline)
    order = units_to_generate(costs, costs.generate > 0, "interleaved")
    assert [unit for _, _, unit in bars_of(timeline)[Work.GENERATE]] == order


@pytest.mark.parametrize("rustc", sorted(COORDINATORS))
def test_rustc_began_nothing_before_the_simulated_coordinator_would(measured: tuple[str, Timeline], rustc: str) -> None:
    waits = waits_of(measured[1], rustc)
    # Of copies, all of which cost nothing to generate, rustc takes any.
    assert all(wait >= 0 for stage in (Work.GENERATE, Work.OPTIMIZE, Work.LTO) for wait in waits[stage])


def test_several_main_threads_generate_the_first_units_at_once() -> None:
    timeline = profile(Z_THREADS)
    assert main_threads(timeline) == 4
    costs = measured_costs(timeline)
    order = units_to_generate(costs, costs.generate > 0, "interleaved")
    bars = bars_of(timeline)[Work.GENERATE]
    first, rest = bars[:4], bars[4:]
    assert {unit for _, _, unit in first} == set(order[:4])
    assert [unit for _, _, unit in rest] == order[4:]
    assert max(start for start, _, _ in first[:3]) < min(end for _, end, _ in first[:3])
    waits = waits_of(timeline, "1.85")
    assert min(min(waits[work]) for work in (Work.GENERATE, Work.OPTIMIZE, Work.LTO)) >= 0
    found = deviation_of(timeline, costs.take(np.flatnonzero(costs.known)), overhead_of(timeline, "1.85"), "1.85")
    assert found is not None
    assert abs(found.ratio) < 0.01


TWO_TOKENS, ALL_TOKENS = (
    files_named(f"{name}.mm_profdata.gz")
    for name in ("miniz_oxide_rel_16cgu_localthinlto", "rustc_miniz_oxide_16cgu_SAME_RUN")
)


@pytest.mark.skipif(not (TWO_TOKENS and ALL_TOKENS), reason="the two builds of one crate are not here")
def test_a_build_with_more_threads_than_processors_is_foretold_by_one_with_as_many() -> None:
    few, many = profile(TWO_TOKENS[0]), profile(ALL_TOKENS[0])
    assert (peak_parallel(few), peak_parallel(many)) == (2, 12)
    overhead = overhead_of(few, "1.85")
    crowded = simulate(measured_costs(few), ScheduleOptions(32, cores=2, overhead=overhead))
    start, end = backend(many)
    assert backend(crowded)[1] == pytest.approx(end - start, rel=NEAR)
    # With a processor for each it would take 10 % less.
    roomy = simulate(measured_costs(few), ScheduleOptions(32, overhead=overhead))
    assert backend(roomy)[1] < 0.92 * (end - start)


@given(any_costs(), st.builds(Overhead, *[st.integers(0, 4)] * 5), st.integers(1, 5), st.sampled_from(["1.85", "1.95"]))
def test_what_passes_in_a_simulation_is_found_in_its_timeline(
    units: Costs, overhead: Overhead, jobs: int, rustc: str
) -> None:
    units = units.replace(generate=units.generate + 1, optimize=units.optimize + 1)
    timeline = simulate(units, ScheduleOptions(jobs, rustc=rustc, overhead=overhead))
    assume(peak_parallel(timeline) == jobs)
    waits = waits_of(timeline, rustc)
    assert {work: set(waits[work]) for work in ON_UNITS if waits[work]} == {
        work: {overhead.before(work)} for work in ON_UNITS if waits[work]
    }


def test_a_simulation_is_exactly_near_itself() -> None:
    units = costs([4, 3, 2], [5, 6, 7], [50, 40, 30], [9, 8, 7])
    overhead = Overhead(thin_link=3, generate=1, optimize=2, lto=4)
    timeline = simulate(units, ScheduleOptions(jobs=3, overhead=overhead))
    assert overhead_of(timeline, "1.85") == overhead
    found = deviation_of(timeline, measured_costs(timeline), overhead, "1.85")
    assert found is not None
    assert (found.ratio, found.peak, found.busy, found.pieces) == (0, 3, int(units.total.sum()), 8)
    assert (found.waited, found.longest) == (2 * 1 + 3 * 2 + 3 * 4, 4)


def test_a_back_end_begins_with_the_first_unit() -> None:
    timeline = simulate(costs([2, 1], [1, 1], [5, 5]))
    later = timeline.replace(start=timeline.start + 1000, end=timeline.end + 1000)
    assert backend(later) == (1000, backend(timeline)[1] + 1000)
    assert overhead_of(later, "1.95") == overhead_of(timeline, "1.95") == Overhead()


def test_nothing_is_compared_with_what_has_no_units() -> None:
    nothing = costs([], [], [])
    assert deviation_of(simulate(nothing), nothing, Overhead(), "1.85") is None


def test_reasons_are_told_with_numbers() -> None:
    near = Deviation(
        28_165_500_000, 28_197_800_000, 0.0011, 2, 55_196_300_000, 28_059_800_000, 47, 10**9, 10**8, -1, True
    )
    assert explain_deviation(near) == "28,165.5 ms with 2 threads at once; simulated so 28,197.8 ms, +0.1%"
    busy = dataclasses.replace(near, simulated=28_000_000_000, ratio=-0.0059, peak=1, work=20_000_000_000)
    assert explain_deviation(busy) == (
        "28,165.5 ms with 1 thread at once; simulated so 28,000.0 ms, -0.6%: 20,000.0 ms of work, and 21.3 ms before"
        " each of 47 pieces, waiting for a processor or a token"
    )
    far = dataclasses.replace(near, ratio=-0.3)
    assert explain_deviation(far).endswith("-30.0%: single waits of up to 100.0 ms are averaged")
    unknown = dataclasses.replace(busy, generated=False, pieces=1)
    assert explain_deviation(unknown).endswith(
        "of work, and 1,000.0 ms before a piece, in which units are generated: of that this profile does not tell"
    )


def test_a_profiler_that_counts_cpu_tells_how_crowded_it_was() -> None:
    timeline = profile(TIMELINES / "miniz_oxide.samply.json.gz")
    found = deviation_of(timeline, measured_costs(timeline), overhead_of(timeline, "1.85"), "1.85")
    assert found is not None
    assert (found.peak, round(found.ran, 2)) == (13, 0.13)
    assert explain_deviation(found).endswith("threads ran in 13% of the time that their bars last")


def test_a_bar_and_what_nests_in_it_count_once() -> None:
    timeline = simulate(costs([2, 1], [1, 1], [5, 5]))
    twice = _doubled(timeline)
    assert measured_costs(twice).total.tolist() == measured_costs(timeline).total.tolist() == [6, 6]
    assert peak_parallel(twice) == peak_parallel(timeline)


def _doubled(timeline: Timeline) -> Timeline:
    rows = [*range(len(timeline)), *range(len(timeline))]
    columns = {name: getattr(timeline, name)[rows] for name in ("thread", "activity", "unit", "start", "end", "ran")}
    return dataclasses.replace(timeline, **columns)


def test_modules_in_memory_are_those_between_generation_and_optimization() -> None:
    """With two jobs of 1.85: 0 is generated 0-4 and optimized 4-20, 3 at 4-9, 1 at 9-24, 2 at 20-30."""
    timeline = simulate(costs([40, 30, 20, 10], [4, 3, 2, 1], [16, 12, 8, 4]), ScheduleOptions(2))
    assert in_flight(timeline, longs(40, 30, 20, 10)) == (2, 0.7)
    alone = simulate(costs([40, 30], [4, 3], [16, 12]), ScheduleOptions(1))
    assert in_flight(alone, longs(40, 30)) == (1, 40 / 70)


def test_memory_is_told_as_it_was_measured() -> None:
    timeline = simulate(costs([40, 30], [4, 3], [16, 12]))
    assert memory_of(timeline) is None
    later = timeline.replace(start=timeline.start + 10, end=timeline.end + 10)
    assert memory_of(later.replace(memory=Memory(longs(0, 8, 11, 20), longs(5, 50, 70, 60)))) == (70, 50)


def test_on_a_busy_machine_a_forecast_leaves_the_waiting_out() -> None:
    timeline = simulate(costs([2, 1], [10**6] * 2, [10**7] * 2), ScheduleOptions(2, overhead=Overhead(0, *[10**7] * 4)))
    assert overhead_when_idle(timeline, "1.85") == overhead_of(timeline, "1.85")
    known = timeline.replace(ran=timeline.end - timeline.start)
    assert overhead_of(known, "1.85").optimize > READY
    assert overhead_when_idle(known, "1.85").optimize == READY
