"""Self-profiles: every bar is what an independent reading finds, on a thread with rustc's name for it."""

from __future__ import annotations

import collections
import re
from pathlib import Path

import numpy as np
import pytest

from cguviz.formats.self_profile import reader as self_profile
from cguviz.model.capture import Capture
from cguviz.model.times.work import Work, unit_bars, work_of
from cguviz.progress import silent
from tests.formats.slow_self_profile import Slow, read_slowly
from tests.timelines import TIMELINES, file_id, files_named, fits_together, plain, source

PROFILES = files_named("*.mm_profdata", "*.mm_profdata.gz")
SIZES = "ArtifactSize"
WORKERS = ("codegen_module_optimize", "codegen_module_perform_lto", "codegen_copy_artifacts_from_incr_cache")
FILE_NAME = re.compile(r'^"?[^.]+-[0-9a-f]{16}\.(.+)\.rcgu\.o"?$')

Read = tuple[Capture, Slow]


@pytest.fixture(scope="module", params=PROFILES, ids=file_id)
def both(request: pytest.FixtureRequest) -> Read:
    """Return a profile as we read it, and read slowly."""
    path: Path = request.param
    (capture,) = self_profile.read([source(path)], silent)
    return capture, read_slowly(plain(path))


def sample(name: str) -> Capture:
    (capture,) = self_profile.read([source(TIMELINES / f"{name}.mm_profdata.gz")], silent)
    return capture


def bare(argument: str) -> str:
    """Return the unit in the argument of an event."""
    match = FILE_NAME.match(argument)
    return match[1] if match else argument.strip('"')


def names_unit(label: str) -> bool:
    return label.startswith(("codegen_module", "LLVM_", "codegen_copy_artifacts"))


def test_every_interval_is_a_span(both: Read) -> None:
    capture, slow = both
    timeline = capture.timeline
    assert timeline is not None
    fits_together(timeline)
    threads = sorted({thread for _, _, thread, _, _ in slow.intervals})
    activities = timeline.activities.tolist()
    ours = [
        (activities[activity], threads[thread], start, end)
        for activity, thread, start, end in zip(
            timeline.activity.tolist(),
            timeline.thread.tolist(),
            timeline.start.tolist(),
            timeline.end.tolist(),
            strict=True,
        )
    ]
    assert ours == [(label, thread, start, end) for label, _, thread, start, end in slow.intervals]
    assert len(timeline.threads) == len(threads)


def test_a_span_has_the_unit_that_its_event_names(both: Read) -> None:
    capture, slow = both
    timeline = capture.timeline
    assert timeline is not None
    units = timeline.units.tolist()
    for (label, arguments, *_), unit in zip(slow.intervals, timeline.unit.tolist(), strict=True):
        if names_unit(label) and arguments:
            assert units[unit] == bare(arguments[0])


def test_other_spans_of_a_worker_have_its_unit(both: Read) -> None:
    capture, slow = both
    timeline = capture.timeline
    assert timeline is not None
    units = timeline.units.tolist()
    named: dict[int, set[str]] = collections.defaultdict(set)
    for label, arguments, thread, *_ in slow.intervals:
        if names_unit(label) and arguments:
            named[thread].add(bare(arguments[0]))
    for kind, label, arguments, thread, _ in slow.numbers:
        if kind == "ArtifactSize" and label == "cgu_instructions" and not named.get(thread):
            named[thread] = {bare(arguments[0])}
    whole = {
        bare(arguments[0]) for label, arguments, *_ in slow.intervals if label == "LLVM_lto_optimize" and arguments
    }
    works = {thread for label, _, thread, *_ in slow.intervals if label in WORKERS}
    main = {thread for label, _, thread, *_ in slow.intervals if label == "codegen_crate"}
    for thread in set(named) - (works - main):
        named[thread] = set()
    for (label, arguments, thread, *_), unit in zip(slow.intervals, timeline.unit.tolist(), strict=True):
        if not (names_unit(label) and arguments):
            mine = whole if label == "LLVM_fatlto" else named[thread]
            assert (units[unit] if unit >= 0 else "") == (next(iter(mine)) if len(mine) == 1 else "")


def test_sizes_are_kept_per_unit(both: Read) -> None:
    capture, slow = both
    timeline = capture.timeline
    assert timeline is not None
    units = timeline.units.tolist()
    for label, column in (
        ("codegen_unit_size_estimate", timeline.estimate),
        ("cgu_instructions", timeline.instructions),
    ):
        want = {bare(what[0]): value for kind, name, what, _, value in slow.numbers if (kind, name) == (SIZES, label)}
        assert {unit: size for unit, size in zip(units, column.tolist(), strict=True) if size >= 0} == want
    files = [(what, value) for kind, name, what, _, value in slow.numbers if (kind, name) == (SIZES, "object_file")]
    objects = [(what[0], value) for what, value in files]
    assert (timeline.object_bytes >= 0).sum() == len(objects)
    for name, value in objects:
        assert value in timeline.object_bytes[[unit in name for unit in units]]


def test_the_crate_and_its_start_are_known(both: Read) -> None:
    capture, slow = both
    timeline = capture.timeline
    assert timeline is not None
    assert f"--crate-name {capture.crate} " in f"{slow.metadata['cmd']} "
    assert timeline.began == slow.metadata["start_time"]


def test_a_worker_is_named_after_its_work(both: Read) -> None:
    timeline = both[0].timeline
    assert timeline is not None
    stage = {"opt": Work.OPTIMIZE, "lto": Work.LTO, "cpy": Work.COPY}
    threads, units, works = timeline.threads.tolist(), timeline.units.tolist(), work_of(timeline)
    for row, name in enumerate(threads):
        mine = timeline.thread == row
        kind, _, rest = name.partition(" ")
        if kind in stage:
            assert stage[kind] in works[timeline.activity[mine]]
        if kind in stage and rest:
            (unit,) = set(timeline.unit[mine].tolist())
            assert units[unit].endswith(f"-{rest}") or units[unit].startswith(rest)
        if name == "rustc":
            assert not any(work in works[timeline.activity[mine]] for work in (Work.OPTIMIZE, Work.COPY))
    workers = [name for name in threads if name.split()[0] in stage and " " in name]
    assert len(set(workers)) == len(workers)


def test_threads_have_rustcs_names() -> None:
    timeline = sample("image-0.24.3_rel16").timeline
    assert timeline is not None
    numbers = [f"cgu.{number:02}" for number in range(16)]
    assert sorted(timeline.threads) == sorted(
        ["rustc", "coordinator", *(f"opt {unit}" for unit in numbers), *(f"lto {unit}" for unit in numbers)]
    )
    assert timeline.threads.tolist()[:4] == ["rustc", "coordinator", "opt cgu.00", "opt cgu.15"]


def test_incremental_units_are_cut_to_what_the_system_shows() -> None:
    timeline = sample("regex-syntax_dbg_incremental_128cgu").timeline
    assert timeline is not None
    assert timeline.threads[2] == "opt 09uvk4xydy6"
    assert timeline.units[0].startswith("09uvk4xydy6")
    assert max(map(len, timeline.threads)) == 15


def test_modules_of_other_crates_are_told_apart() -> None:
    timeline = sample("demo_bin_rel_thinlto_127modules").timeline
    assert timeline is not None
    lto = [name for name in timeline.threads if name.startswith("lto ")]
    assert len(set(lto)) == len(lto) == 127
    assert "lto core.c1f1a4ba060b9bfa-cgu.0" in lto


def test_fat_lto_is_one_bar_on_the_main_thread() -> None:
    timeline = sample("demo_bin_rel_fatlto").timeline
    assert timeline is not None
    rows = (work_of(timeline) == Work.LTO)[timeline.activity]
    assert {timeline.threads[thread] for thread in timeline.thread[rows].tolist()} == {"rustc"}
    # All of it, linking, optimizing and emitting one module, is the bar of the unit that LLVM names.
    (bar,) = np.flatnonzero(rows & unit_bars(timeline)).tolist()
    assert timeline.activities[timeline.activity[bar]] == "LLVM_fatlto"
    assert timeline.units[timeline.unit[bar]] == "demo.5c5765f3d9a63cef-cgu.08"
    assert (timeline.start[bar], timeline.end[bar]) == (3_257_304_094, 37_142_009_820)


def test_a_profile_without_arguments_says_so() -> None:
    capture = sample("measureme-fixture-v9_2023")
    assert ["name no unit, because events had no arguments" in remark.text for remark in capture.remarks] == [True]
    assert capture.timeline is not None
    assert "opt 2k5gus7axza" in capture.timeline.threads.tolist()


def test_a_compilation_without_code_says_so() -> None:
    capture = sample("measureme-fixture-v8_2021")
    assert [remark.text for remark in capture.remarks] == [
        "The compilation generated no code: its profile has no bars of codegen units."
    ]
