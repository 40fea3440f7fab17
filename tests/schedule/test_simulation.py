"""What holds for every schedule, whatever units cost."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.errors import CguvizError
from cguviz.model.columns import equal
from cguviz.model.times.costs import Costs, Overhead
from cguviz.schedule import COORDINATORS, ORDERS, ScheduleOptions, backend, ideal_ns, long_pole, peak_parallel, simulate
from tests.schedule.drawn import any_costs, costs, longs, spans_of

OPTIONS = st.builds(
    ScheduleOptions,
    jobs=st.integers(1, 8),
    order=st.sampled_from(sorted(ORDERS)),
    rustc=st.sampled_from(sorted(COORDINATORS)),
    main_threads=st.integers(1, 3),
    overhead=st.builds(Overhead, thin_link=st.integers(0, 5)),
    parallel=st.booleans(),
)


@given(any_costs(), OPTIONS)
def test_every_unit_goes_through_its_stages_once_and_takes_what_it_costs(
    units: Costs, options: ScheduleOptions
) -> None:
    stages: dict[int, dict[str, tuple[int, int]]] = {unit: {} for unit in range(len(units))}
    for _, activity, unit, start, end in spans_of(simulate(units, options)):
        if unit >= 0:
            assert activity not in stages[unit]
            stages[unit][activity] = start, end
    linked = [*("generate", "optimize"), *(["lto"] if units.lto.any() else [])]
    columns = {"generate": units.generate, "optimize": units.optimize, "lto": units.lto}
    imported = units.imported.tolist()
    for unit, done in stages.items():
        assert sorted(done, key=linked.index) == (["lto"] if imported[unit] else linked)
        assert all(end - start == columns[name][unit] for name, (start, end) in done.items())
        assert imported[unit] or done["generate"][1] <= done["optimize"][0]
    if units.lto.any():
        optimized = max((done["optimize"][1] for done in stages.values() if "optimize" in done), default=0)
        assert min(done["lto"][0] for done in stages.values()) == optimized + options.overhead.thin_link


@given(any_costs(), OPTIONS)
def test_no_more_threads_work_than_there_are_tokens(units: Costs, options: ScheduleOptions) -> None:
    timeline = simulate(units, dataclasses.replace(options, main_threads=1))
    assert peak_parallel(timeline) <= (options.jobs if options.parallel else 1)
    work = int(units.total.sum())
    link = options.overhead.thin_link if units.lto.any() else 0
    assert work <= options.jobs * max(backend(timeline)[1] - link, 0)
    assert backend(timeline)[1] <= work + link


@given(any_costs(), OPTIONS)
def test_the_same_arguments_give_the_same_timeline(units: Costs, options: ScheduleOptions) -> None:
    assert equal(simulate(units, options), simulate(units, options))


@given(any_costs(), OPTIONS)
def test_one_token_leaves_no_time_unused(units: Costs, options: ScheduleOptions) -> None:
    alone = dataclasses.replace(options, jobs=1, main_threads=1)
    link = options.overhead.thin_link if units.lto.any() else 0
    assert max((span[4] for span in spans_of(simulate(units, alone))), default=0) == int(units.total.sum()) + link


@given(any_costs(), OPTIONS)
def test_cores_enough_for_all_change_nothing(units: Costs, options: ScheduleOptions) -> None:
    options = dataclasses.replace(options, main_threads=1)
    timeline = simulate(units, options)
    crowded = simulate(units, dataclasses.replace(options, cores=options.jobs))
    assert spans_of(timeline) == spans_of(crowded)


@given(any_costs(lto=False), OPTIONS)
def test_without_lto_both_coordinators_are_one(units: Costs, options: ScheduleOptions) -> None:
    old, new = (simulate(units, dataclasses.replace(options, rustc=rustc)) for rustc in COORDINATORS)
    assert equal(old, new)


@given(st.integers(1, 30), st.integers(1, 50), st.integers(1, 500))
def test_units_of_a_perfect_gradient_come_close_to_the_ideal(units: int, generate: int, optimize: int) -> None:
    ratio = optimize / (optimize + generate)
    shares = [ratio**row * 10**9 for row in range(units)]
    gradient = costs(
        [units - row for row in range(units)],
        [round(share * generate) for share in shares],
        [round(share * optimize) for share in shares],
    )
    fastest = backend(simulate(gradient, ScheduleOptions(jobs=1000, order="largest")))[1]
    assert fastest == pytest.approx(ideal_ns(gradient, 1000), rel=1e-6, abs=units + 1)


def test_the_ideal_knows_its_limits() -> None:
    even = costs([1] * 4, [0] * 4, [8] * 4, [4] * 4)
    assert ideal_ns(even, 1) == 48
    assert ideal_ns(even, 4) == 12
    assert ideal_ns(even, 99, 5) == 17
    assert ideal_ns(costs([1], [3], [5]), 99) == 8
    assert ideal_ns(costs([], [], []), 4) == 0


def test_the_ideal_splits_no_fat_lto_and_generates_nothing_of_other_crates() -> None:
    assert ideal_ns(costs([1] * 4, [0] * 4, [8] * 4, [0, 12, 0, 0]), 4) == 8 + 12
    assert ideal_ns(costs([1] * 3, [0] * 3, [8, 8, 0], [4, 4, 4]), 99) == 8 + 4


def test_threads_are_named_as_rustc_names_them() -> None:
    units = costs([2, 1], [1, 1], [1, 1], [1, 1])
    names = simulate(units, ScheduleOptions(jobs=4)).threads.tolist()
    assert names == ["rustc", "opt cgu.0", "opt cgu.1", "lto cgu.0", "lto cgu.1"]


def test_the_long_pole_is_what_ends_last() -> None:
    assert long_pole(simulate(costs([3, 2, 1], [1, 1, 1], [1, 50, 1]), ScheduleOptions(jobs=8))) == 1
    assert long_pole(simulate(costs([], [], []))) == -1


def test_no_units_take_no_time() -> None:
    empty = simulate(costs([], [], []))
    assert (len(empty), backend(empty), peak_parallel(empty)) == (0, (0, 0), 0)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (ScheduleOptions(jobs=0), "0 jobs cannot be simulated; take 1 to 1,048,576."),
        (ScheduleOptions(jobs=-3), "-3 jobs cannot be simulated"),
        (ScheduleOptions(cores=-1), "-1 cores cannot be simulated"),
        (ScheduleOptions(main_threads=0), "0 threads cannot be simulated"),
        (ScheduleOptions(overhead=Overhead(copy=-1)), "-1 ns besides the work on units"),
        (ScheduleOptions(order="random"), "there is no order 'random'; there are interleaved, "),
        (ScheduleOptions(rustc="2.0"), "there is no rustc '2.0'; there are 1.85, 1.95."),
    ],
)
def test_options_that_cannot_be_are_refused(options: ScheduleOptions, said: str) -> None:
    with pytest.raises(CguvizError, match=said.replace("(", r"\(")):
        simulate(costs([1], [1], [1]), options)


@pytest.mark.parametrize(
    ("units", "said"),
    [
        (costs([1], [-1], [1]), "cannot be negative"),
        (costs([-1], [1], [1]), "cannot be negative"),
        (costs([1, 1], [1 << 62, 1 << 62], [1, 1]), "more than 36 years"),
        (costs([1], [1], [1]).replace(lto=longs(1, 2)), "not of one length"),
    ],
)
def test_costs_that_cannot_be_are_refused(units: Costs, said: str) -> None:
    with pytest.raises(CguvizError, match=said):
        simulate(units)
