"""LLVM time traces: every pass where an independent reading finds it, sums left out, functions added up."""

from __future__ import annotations

import collections
import json
from pathlib import Path
from typing import Any

import pytest

from cguviz.errors import LoadError
from cguviz.formats.source import Source
from cguviz.formats.traces import llvm_time_trace
from cguviz.model.texts import Texts
from cguviz.model.times.timed_functions import items_of
from cguviz.model.times.timeline import Timeline
from cguviz.progress import silent
from tests.timelines import file_id, files_named, fits_together, plain, source

TRACES = files_named("*.llvm_timings.json.gz")


def read(path: Path) -> Timeline:
    (capture,) = llvm_time_trace.read([source(path)], silent)
    assert capture.timeline is not None
    fits_together(capture.timeline)
    return capture.timeline


def events(path: Path) -> list[dict[str, Any]]:
    found = json.loads(plain(path))["traceEvents"]
    return [event for event in found if event["ph"] == "X" and not event["name"].startswith("Total ")]


@pytest.mark.parametrize("path", TRACES, ids=file_id)
def test_every_pass_is_a_span(path: Path) -> None:
    timeline = read(path)
    threads = {
        event["tid"]: event["args"]["name"]
        for event in json.loads(plain(path))["traceEvents"]
        if event["ph"] == "M" and event["name"] == "thread_name"
    }
    want = collections.Counter(
        (threads[event["tid"]], event["name"], event["ts"] * 1000, (event["ts"] + event["dur"]) * 1000)
        for event in events(path)
    )
    names, activities = timeline.threads.tolist(), timeline.activities.tolist()
    found = collections.Counter(
        (names[thread], activities[activity], start, end)
        for thread, activity, start, end in zip(
            timeline.thread.tolist(),
            timeline.activity.tolist(),
            timeline.start.tolist(),
            timeline.end.tolist(),
            strict=True,
        )
    )
    more = found - want
    assert not want - found
    # Only the bars of whole work items are ours.
    assert {activity for _, activity, _, _ in more} <= {"optimize", "lto"}
    for name, _, start, end in more:
        mine = [event for event in want if event[0] == name]
        assert (start, end) == (min(event[2] for event in mine), max(event[3] for event in mine))
    assert not any(activity.startswith("Total") for _, activity, _, _ in found)


@pytest.mark.parametrize("path", TRACES, ids=file_id)
def test_every_worker_has_its_unit(path: Path) -> None:
    timeline = read(path)
    units = timeline.units.tolist()
    for row, name in enumerate(timeline.threads):
        mine = {units[unit] for unit in timeline.unit[timeline.thread == row].tolist() if unit >= 0}
        stage, _, rest = name.partition(" ")
        if stage in ("opt", "lto"):
            assert len(mine) == 1
            assert all(unit.endswith(f"-{rest}") or unit.startswith(rest) for unit in mine)


@pytest.mark.parametrize("path", TRACES, ids=file_id)
def test_functions_are_added_up_once(path: Path) -> None:
    functions = read(path).functions
    assert functions is not None
    want: dict[str, int] = collections.Counter()
    by_thread = collections.defaultdict(list)
    for event in events(path):
        by_thread[event["tid"]].append(event)
    for mine in by_thread.values():
        until = -1
        for event in sorted(mine, key=lambda each: (each["ts"], -each["dur"])):
            symbol = event.get("args", {}).get("detail", "")
            if symbol.startswith(("_R", "_ZN")) and event["ts"] >= until:
                want[symbol] += event["dur"] * 1000
                until = event["ts"] + event["dur"]
    found: dict[str, int] = collections.Counter()
    symbols = functions.symbols.tolist()
    for symbol, time in zip(functions.symbol.tolist(), functions.time.tolist(), strict=True):
        found[symbols[symbol]] += time
    assert found == want


def test_functions_join_items_by_symbol_and_without_the_hash() -> None:
    functions = read(TRACES[0]).functions
    assert functions is not None
    symbols = functions.symbols.tolist()
    items = Texts.of(["", *reversed(symbols), "_ZN1a1bE"])
    assert items_of(functions, items).tolist() == [symbols[::-1].index(symbol) + 1 for symbol in symbols]
    legacy = functions.replace(symbols=Texts.of(["_ZN1a1b17h0123456789abcdefE", "_ZN1c17h0123456789abcdefE"]))
    other = ["_ZN1a1b17hffffffffffffffffE", "_ZN1c17h1111111111111111E", "_ZN1c17h2222222222222222E"]
    assert items_of(legacy, Texts.of(other)).tolist() == [0, -1]


def test_a_trace_of_sums_alone() -> None:
    text = b'{"traceEvents":[{"ph":"X","pid":1,"tid":1,"ts":0,"dur":5,"name":"Total OptFunction","args":{}}]}'
    with pytest.raises(LoadError, match="holds no passes"):
        llvm_time_trace.read([Source("a", text)], silent)
