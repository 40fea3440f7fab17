"""Vectors worked out from rustc's source: sizes 40, 30, 20, 10, and what happens when."""

from __future__ import annotations

import pytest

from cguviz.model.times.costs import Overhead
from cguviz.schedule import ScheduleOptions, backend, simulate
from tests.schedule.drawn import costs, drawn

SIZE, GENERATE, OPTIMIZE, LTO = [40, 30, 20, 10], [4, 3, 2, 1], [16, 12, 8, 4], [8, 6, 4, 2]


@pytest.mark.parametrize("rustc", ["1.85", "1.95"])
@pytest.mark.parametrize(
    ("jobs", "makespan", "generate", "optimize"),
    [
        (32, 20, "0:0-4 3:4-5 1:5-8 2:8-10", "0:4-20 3:5-9 1:8-20 2:10-18"),
        (2, 30, "0:0-4 3:4-5 1:9-12 2:20-22", "0:4-20 3:5-9 1:12-24 2:22-30"),
        (1, 50, "0:0-4 3:20-21 1:25-28 2:40-42", "0:4-20 3:21-25 1:28-40 2:42-50"),
    ],
)
def test_without_lto(rustc: str, jobs: int, makespan: int, generate: str, optimize: str) -> None:
    timeline = simulate(costs(SIZE, GENERATE, OPTIMIZE), ScheduleOptions(jobs=jobs, rustc=rustc))
    assert (drawn(timeline, "generate"), drawn(timeline, "optimize")) == (generate, optimize)
    assert backend(timeline) == (0, makespan)


def test_with_lto() -> None:
    timeline = simulate(costs(SIZE, GENERATE, OPTIMIZE, LTO), ScheduleOptions(jobs=3))
    assert "2:9-11" in drawn(timeline, "generate")
    assert "2:11-19" in drawn(timeline, "optimize")
    assert drawn(timeline, "lto") == "0:20-28 1:20-26 2:20-24 3:24-26"
    assert backend(timeline) == (0, 28)


def test_the_main_threads_token_works_in_the_lto_loop_of_1_85_as_in_that_of_1_95() -> None:
    old, new = (
        simulate(costs(SIZE, GENERATE, OPTIMIZE, LTO), ScheduleOptions(jobs=3, rustc=rustc))
        for rustc in ("1.85", "1.95")
    )
    assert drawn(old, "lto") == drawn(new, "lto")


def test_the_thin_link_holds_everything_up() -> None:
    timeline = simulate(costs(SIZE, GENERATE, OPTIMIZE, LTO), ScheduleOptions(jobs=3, overhead=Overhead(thin_link=7)))
    assert drawn(timeline, "lto") == "0:27-35 1:27-33 2:27-31 3:31-33"
    assert drawn(timeline, "LLVM_thin_lto_global_analysis") == "-1:20-27"
    assert "coordinator" in timeline.threads.tolist()


def test_a_unit_from_the_incremental_cache_is_copied_and_not_generated() -> None:
    copied = costs([3, 2, 1], [4, 0, 4], [5, 0, 5], copy=[0, 1, 0])
    timeline = simulate(copied, ScheduleOptions(jobs=2))
    assert drawn(timeline, "copy").startswith("1:")
    assert "1:" not in drawn(timeline, "generate") + drawn(timeline, "optimize")
    assert "cpy cgu.1" in timeline.threads.tolist()


def test_units_of_other_crates_have_only_lto() -> None:
    imported = costs([3, 2, 0], [4, 3, 0], [5, 5, 0], [6, 6, 7])
    timeline = simulate(imported, ScheduleOptions(jobs=2))
    assert "2:" not in drawn(timeline, "generate") + drawn(timeline, "optimize")
    assert drawn(timeline, "lto").startswith("2:")


def test_fat_lto_is_one_piece_of_work() -> None:
    timeline = simulate(costs(SIZE, GENERATE, OPTIMIZE, [0, 9, 0, 0]), ScheduleOptions(jobs=32))
    assert drawn(timeline, "lto") == "1:20-29"


def test_what_passes_between_pieces_of_work_is_added_before_each_but_the_first() -> None:
    overhead = Overhead(generate=1, optimize=2, lto=3, thin_link=4)
    timeline = simulate(costs([2, 1], [10, 10], [20, 20], [5, 5]), ScheduleOptions(jobs=32, overhead=overhead))
    assert drawn(timeline, "generate") == "0:0-10 1:11-21"
    assert drawn(timeline, "optimize") == "0:12-32 1:23-43"
    assert drawn(timeline, "lto") == "0:50-55 1:50-55"
    alone = simulate(costs([2, 1], [10, 10], [20, 20]), ScheduleOptions(jobs=1, overhead=overhead))
    assert drawn(alone, "generate") == "0:0-10 1:33-43"


def test_waiting_threads_leave_their_core_to_others() -> None:
    slow = ScheduleOptions(jobs=32, cores=1, overhead=Overhead(generate=6))
    timeline = simulate(costs([2, 1], [10, 10], [10, 10]), slow)
    # The optimization has the core for itself for 6 and shares it until it is done.
    assert drawn(timeline, "optimize") == "0:10-24 1:30-40"
    assert drawn(timeline, "generate") == "0:0-10 1:16-30"


def test_main_threads_of_z_threads_generate_the_first_units_at_once() -> None:
    timeline = simulate(costs(SIZE, GENERATE, OPTIMIZE), ScheduleOptions(jobs=32, main_threads=2))
    assert drawn(timeline, "generate") == "0:0-4 3:0-1 1:4-7 2:7-9"
    assert drawn(timeline, "optimize").startswith("0:4-20 3:4-8")
    assert timeline.threads.tolist().count("rustc") == 2


def test_two_threads_on_one_core_take_turns() -> None:
    timeline = simulate(costs([2, 1], [10, 10], [10, 10]), ScheduleOptions(jobs=32, cores=1))
    assert drawn(timeline, "generate") == "0:0-10 1:10-30"
    assert drawn(timeline, "optimize") == "0:10-30 1:30-40"
