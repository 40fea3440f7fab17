"""Every bar of every profile is where an independent reading finds it; and no profile is left out.

Self-profiles, LLVM time traces and hand-made Chrome traces have such tests beside their other ones; here are the rest.
"""

from __future__ import annotations

import collections
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from cguviz.formats import load
from cguviz.formats.account import NOWHEN, CargoRun
from cguviz.formats.cargo import build_log as cargo_build_log
from cguviz.formats.cargo import timings_page as cargo_timings
from cguviz.model.times.timeline import Timeline
from tests.formats.cargo.test_cargo_builds import PAGES, units_of
from tests.formats.self_profile.test_self_profile import PROFILES
from tests.formats.slow_timelines import Bar, crox_bars, firefox_bars, log_parts, page_parts, perf_bars
from tests.formats.traces.test_chrome_trace import EXPECTED
from tests.formats.traces.test_llvm_time_trace import TRACES
from tests.timelines import TIMELINES, bars, file_id, files_named, plain, source

S = 1_000_000_000
CROX = files_named("*.crox*.json.gz")
FIREFOX = files_named("*samply*.json*", "minimal*.json")
PERF = files_named("*.perf-*.txt.gz")
LOGS = files_named("*build-analysis*.jsonl*")
ROUNDED = S // 100
"""cargo rounds starts to hundredths of a second: a part begins where the one before ends, if that is nearer."""
WITHOUT_BARS = ("COMMANDS.txt", "README.txt", "time-passes", "time-llvm-passes", "json_stdout", "stderr.jsonl")
"""What lies beside the profiles: words, tables of passes, and messages that say when but not for how long."""


def timeline_of(path: Path) -> Timeline:
    (capture,) = load([path])
    assert capture.timeline is not None
    return capture.timeline


def by_thread(found: Iterable[Bar], *, first: int = 0) -> list[list[tuple[str, int, int]]]:
    """Group bars by thread, whatever it is called."""
    threads = collections.defaultdict(list)
    for thread, activity, start, end in found:
        threads[thread].append((activity, start - first, end - first))
    return sorted(sorted(rows) for rows in threads.values())


@pytest.mark.parametrize("path", CROX, ids=file_id)
def test_crox(path: Path) -> None:
    timeline = timeline_of(path)
    rows = zip(timeline.thread.tolist(), *zip(*bars_in_order(timeline), strict=True), strict=True)
    found = [(str(thread), activity, start, end) for thread, activity, start, end in rows]
    want = crox_bars(plain(path))
    assert by_thread(found, first=min(row[2] for row in found)) == by_thread(want)


def bars_in_order(timeline: Timeline) -> list[tuple[str, int, int]]:
    activities = timeline.activities.tolist()
    columns = (timeline.activity.tolist(), timeline.start.tolist(), timeline.end.tolist())
    return [(activities[activity], start, end) for activity, start, end in zip(*columns, strict=True)]


@pytest.mark.parametrize(
    ("path", "read"),
    [*((path, firefox_bars) for path in FIREFOX), *((path, perf_bars) for path in PERF)],
    ids=lambda value: file_id(value) if isinstance(value, Path) else "",
)
def test_sampled_threads(path: Path, read: Callable[[bytes], list[Bar]]) -> None:
    found = sorted((thread, activity, start, end) for thread, activity, _, start, end in bars(timeline_of(path)))
    want = sorted(read(plain(path)))
    # perf counts from when the machine started.
    shift = 0 if read is firefox_bars else min(row[2] for row in found) - min(row[2] for row in want)
    want = [(thread, activity, start + shift, end + shift) for thread, activity, start, end in want]
    assert [row[:2] for row in found] == [row[:2] for row in want]
    # Sums of steps are rounded in another order.
    assert all(
        abs(mine - other) <= 1
        for one, two in zip(found, want, strict=True)
        for mine, other in zip(one[2:], two[2:], strict=True)
    )


def parts_of(ran: CargoRun) -> dict[str, tuple[int, int]]:
    parts = {"": (ran.start, ran.end), "codegen": ran.codegen, "link": ran.link}
    return {name: times for name, times in parts.items() if times != NOWHEN}


def drawn(parts: dict[str, tuple[float, float]]) -> dict[str, tuple[int, int]]:
    return {
        name: (round(start * S), round(end * S))
        for name, (start, end) in parts.items()
        if name in ("", "codegen", "link")
    }


@pytest.mark.parametrize("path", [*PAGES, *LOGS], ids=file_id)
def test_builds(path: Path) -> None:
    if path in LOGS:
        ran, want = cargo_build_log.read_build(source(path)).ran, log_parts(plain(path))
    else:
        ran, want = cargo_timings.read_build(source(path)).ran, page_parts(units_of(path))
    found = sorted(map(parts_of, ran), key=lambda parts: parts[""])
    wanted = sorted(map(drawn, want), key=lambda parts: parts[""])
    assert [parts.keys() for parts in found] == [parts.keys() for parts in wanted]
    for one, other in zip(found, wanted, strict=True):
        assert {name: pytest.approx(times, abs=ROUNDED) for name, times in other.items()} == one


def test_no_profile_is_left_out() -> None:
    tested = {*PROFILES, *TRACES, *CROX, *FIREFOX, *PERF, *PAGES, *LOGS}
    there = [path for path in files_named("*") if TIMELINES in path.parents or "timeline" in path.parts]
    profiles = {path for path in there if path.is_file() and not any(word in path.name for word in WITHOUT_BARS)}
    quirks = {path for path in profiles if path.parent.name == "quirks"}
    assert {path.stem for path in quirks} == set(EXPECTED)
    assert profiles - tested - quirks == set()
