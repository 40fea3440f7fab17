"""Timelines read slowly and by other means than ours: what the readers of profiles and builds are held against.

Bars come as (thread, activity, start, end), nanoseconds; of threads only the name. Written from the descriptions of
the formats, with the rules for samples of `cguviz.formats.traces.sampled_threads`: a sample tells of the time before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

Bar = tuple[str, str, int, int]
Times = tuple[float, float]

MS = 1_000_000
PERIOD = MS
WORK = {"opt": "optimize", "lto": "lto", "cpy": "copy"}


def crox_bars(data: bytes) -> list[Bar]:
    """Read every span of a trace by crox; threads have their number for a name."""
    spans = [event for event in json.loads(data) if event["ph"] == "X"]
    first = min(event["ts"] for event in spans)
    return [
        (str(event["tid"]), event["name"], (event["ts"] - first) * 1000, (event["ts"] + event["dur"] - first) * 1000)
        for event in spans
    ]


def united(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join what is less than two milliseconds apart."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if found and start - found[-1][1] < 2 * PERIOD:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def with_life(name: str, ran: Iterable[tuple[int, int]], born: int, died: int) -> list[Bar]:
    """Return the bars of one thread: its work, if it is a worker's, and when it ran."""
    bars = [(name, "on cpu", *each) for each in ran]
    return [(name, WORK[name[:3]], born, died), *bars] if name[3:4] == " " and name[:3] in WORK else bars


def firefox_bars(data: bytes) -> list[Bar]:
    """Read a processed profile with samples a millisecond apart and CPU time in microseconds."""
    found: list[Bar] = []
    for thread in json.loads(data)["threads"]:
        samples = thread["samples"]
        times, now = [], 0.0
        for step in samples.get("timeDeltas") or []:
            now += step
            times.append(now)
        times = times or samples.get("time") or []
        ran = [
            (round(times[row - 1] * MS), round(times[row] * MS))
            for row in range(1, len(times))
            if samples["threadCPUDelta"][row] > 0.05 * 1000 * (times[row] - times[row - 1])
        ]
        born, died = thread["registerTime"], thread["unregisterTime"]
        found += with_life(thread["name"], united(ran), round(born * MS), round(died * MS))
    return found


def perf_bars(data: bytes) -> list[Bar]:
    """Read what `perf script` prints, with the kernel's records or with samples of a millisecond alone."""
    line = re.compile(r"^ *(.+?) +(\d+)/(\d+) +(\d+)\.(\d{6}): +(.*?) *$")
    name: dict[str, str] = {}
    born: dict[str, int] = {}
    died: dict[str, int] = {}
    running: dict[str, int] = {}
    ran: dict[str, list[tuple[int, int]]] = {}
    last = 0
    for text in data.decode().splitlines():
        match = None if text[:1] == "\t" else line.match(text)
        if match is None:
            continue
        comm, process, thread, seconds, micros, what = match.groups()
        time = int(seconds + micros) * 1000
        fork = re.match(r"PERF_RECORD_FORK\(\d+:(\d+)\)", what)
        leaves = re.match(r"PERF_RECORD_EXIT\(\d+:(\d+)\)", what)
        named = re.match(r"PERF_RECORD_COMM(?: exec)?: (.+):\d+/(\d+)$", what)
        if fork:
            born.setdefault(fork[1], time)
        elif leaves:
            died[leaves[1]] = time
        elif named:
            name[named[2]] = named[1]
        elif process != "0":
            name[thread] = comm
            last = max(last, time)
            if what == "PERF_RECORD_SWITCH IN":
                running.setdefault(thread, time)
            elif what.startswith("PERF_RECORD_SWITCH OUT"):
                ran.setdefault(thread, [])
                if thread in running:
                    ran[thread].append((running.pop(thread), time))
            elif "PERF_RECORD" not in what:
                ran.setdefault(thread, []).append((time - PERIOD, time))
    for thread, time in running.items():
        ran.setdefault(thread, []).append((time, died.get(thread, last)))
    switched = b"PERF_RECORD_SWITCH" in data
    bars: list[Bar] = []
    for thread, ranges in ran.items():
        mine = ranges if switched else united(ranges)
        start = min([*[begin for begin, _ in mine][:1], born.get(thread, 1 << 62)])
        bars += with_life(name[thread], mine, start, died.get(thread, max(end for _, end in mine)))
    return bars


def page_parts(units: Iterable[dict[str, object]]) -> list[dict[str, Times]]:
    """Return the parts of each unit of a page of cargo's, "" for all of it: seconds since the start of the build."""
    found = []
    for unit in units:
        match unit:
            case {"start": float(start) | int(start), "duration": float(whole) | int(whole)}:
                parts = {"": (start, start + whole)}
            case _:
                raise AssertionError(unit)
        match unit.get("rmeta_time"):
            case float(ready):
                parts["codegen"] = (start + ready, start + whole)
        match unit.get("sections"):
            case list(sections):
                for name, times in sections:
                    parts[name] = (start + times["start"], start + times["end"])
        found.append(parts)
    return found


def log_parts(data: bytes) -> list[dict[str, Times]]:
    """Return the same of cargo's log."""
    found: dict[int, dict[str, Times]] = {}
    for text in data.decode().splitlines():
        event = json.loads(text)
        match event["reason"]:
            case "unit-started" | "unit-section-started":
                part = event.get("section", "")
                found.setdefault(event["index"], {})[part] = (event["elapsed"], event["elapsed"])
            case "unit-finished" | "unit-section-finished":
                parts, part = found[event["index"]], event.get("section", "")
                parts[part] = (parts[part][0], event["elapsed"])
    return list(found.values())
