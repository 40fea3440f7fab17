"""Reader of Firefox Profiler's profiles, as samply writes them: running threads over time, by name.

Knows the processed format, JSON, from version 44 (samply 0.11) on. Of each thread only names, life and the columns of
times and CPU are decoded; stacks are passed over. What moved between versions matters little here: `time` became
`timeDeltas` (50), and tables that are not needed became shared (56, 60).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping

import numpy as np

from cguviz.errors import LoadError
from cguviz.formats.source import Source
from cguviz.formats.traces.json_stream import (
    CutError,
    SyntaxFaultError,
    blanks,
    first_member,
    line_of,
    next_member,
    skip,
    value,
)
from cguviz.formats.traces.sampled_threads import SampledThread, active_ranges, timeline_of
from cguviz.formats.traces.spans import crate_of_units, timed_capture
from cguviz.model.capture import Capture, Remark
from cguviz.model.columns import Floats, Longs
from cguviz.model.times.timeline import UNKNOWN
from cguviz.progress import Progress

OLDEST, NEWEST = 44, 71
"""Versions of the processed format whose columns are known: samply 0.11 to samply of September 2026."""
IDLE = 0.05
"""Part of the time since the sample before that a thread must have run to count as active; as Firefox draws it."""
CPU_UNITS: Mapping[str, float] = {"µs": 1e3, "ns": 1.0}
"""Nanoseconds; cycles, the third unit, have no fixed length."""
MS = 1_000_000
SILENT = 10
"""Sampling intervals without any sample, not even of waiting, after which it is another thread of the same name."""
LATEST = 1e13
"""Milliseconds beyond which no time can be meant."""

FIELDS = ("name", "processName", "pid", "tid", "isMainThread", "registerTime", "unregisterTime")
COLUMNS = ("length", "time", "timeDeltas", "threadCPUDelta", "weight")

_CRATE = re.compile(r"--crate-name[= ](\S+)")


def sniff(head: bytes) -> bool:
    """Say whether a file is a processed profile, in JSON."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and b'"preprocessedProfileVersion"' in head


def read(sources: Iterable[Source], progress: Progress) -> list[Capture]:
    """Read Firefox profiles, each a capture without items.

    Raises
    ------
    LoadError
        It is no JSON, of an older version, or holds no threads.
    """
    return [_read_one(source, progress) for source in sources]


def _read_one(source: Source, progress: Progress) -> Capture:
    """Read one Firefox profile."""
    meta: dict[str, object] = {}
    raw: list[dict[str, object]] = []
    remarks: list[Remark] = []
    try:
        _walk(source.data, meta, raw, progress)
    except CutError:
        remarks.append(Remark("The profile has no end; the threads before are shown.", path=source.path))
    except SyntaxFaultError as error:
        line = line_of(source.data, error.place)
        if not raw:
            raise LoadError("this Firefox profile is damaged JSON; save it again.", source.path, line) from error
        remarks.append(Remark("The profile is damaged here; the threads before are shown.", line, source.path))
    version = meta.get("preprocessedProfileVersion")
    if version is None and remarks:
        raise LoadError("this Firefox profile ends before it says its version; save it again.", source.path)
    if not isinstance(version, int) or version < OLDEST:
        message = f"this Firefox profile has version {version}; open and save it in a newer Firefox Profiler."
        raise LoadError(message, source.path)
    if version > NEWEST:
        text = f"The profile's version, {version}, is newer than those known here (to {NEWEST}); parts may be missing."
        remarks.append(Remark(text, path=source.path))
    threads = _threads(meta, raw)
    if not any(len(thread.starts) or died > born for thread in threads for born, died in thread.lives):
        raise LoadError("this Firefox profile holds no thread that ran; record it anew.", source.path)
    start = _number(meta.get("startTime"))
    began = 0 if start is None else round(start * 1000) * 1000  # the clock gives microseconds
    timeline, more = timeline_of("samply", threads, began=began, path=source.path)
    named = {match[1] for thread in threads if (match := _CRATE.search(thread.process))}
    crate = named.pop() if len(named) == 1 else crate_of_units(timeline.units.tolist())
    return timed_capture(crate, timeline, source.path, remarks + more)


def _walk(data: bytes, meta: dict[str, object], raw: list[dict[str, object]], progress: Progress) -> None:
    """Walk through the file; all that is read before it ends stays in `meta` and `raw`."""
    member = first_member(data, blanks(data, 3 if data.startswith(b"\xef\xbb\xbf") else 0))
    while member is not None:
        key, place = member
        if key == "meta":
            found, place = value(data, place)
            meta.update(found if isinstance(found, dict) else {})
        elif key == "threads" and data[place : place + 1] == b"[":
            place = blanks(data, place + 1)
            while data[place : place + 1] == b"{":
                thread: dict[str, object] = {}
                place = blanks(data, _read_object(data, place, FIELDS, thread))
                raw.append(thread)
                progress("reading the profile", min(1.0, place / len(data)))
                if data[place : place + 1] == b",":
                    place = blanks(data, place + 1)
            if place >= len(data):
                raise CutError
            if data[place : place + 1] != b"]":
                raise SyntaxFaultError(place)
            place += 1
        else:
            place = skip(data, place)
        member = next_member(data, place)


def _read_object(data: bytes, place: int, wanted: tuple[str, ...], into: dict[str, object]) -> int:
    """Decode the wanted members of an object, and return its end."""
    member = first_member(data, place)
    end = place + 1
    while member is not None:
        key, at = member
        if key == "samples" and wanted is FIELDS and data[at : at + 1] == b"{":
            columns: dict[str, object] = {}
            end = _read_object(data, at, COLUMNS, columns)
            into[key] = columns
        elif key in wanted:
            into[key], end = value(data, at)
        else:
            end = skip(data, at)
        member = next_member(data, end)
    end = blanks(data, end)
    while data[end : end + 1] == b",":
        end = blanks(data, end + 1)
    return end + 1


def _threads(meta: Mapping[str, object], raw: list[dict[str, object]]) -> list[SampledThread]:
    """Build the sampled threads of the profile."""
    interval = round((_number(meta.get("interval")) or 1.0) * MS)
    units = meta.get("sampleUnits")
    unit = CPU_UNITS.get(str(units.get("threadCPUDelta"))) if isinstance(units, dict) else None
    samples = [_samples(thread.get("samples")) for thread in raw]
    last = max((int(times[-1]) for times, _, _ in samples if len(times)), default=0)
    # Samples that weigh more than one stand for waiting too; a profiler that knows none cannot tell silence from it.
    complete = any((weights > 1).any() for _, _, weights in samples)
    found: list[SampledThread] = []
    for thread, (times, deltas, weights) in zip(raw, samples, strict=True):
        steps = np.diff(times, prepend=times[:1] - interval)
        share = np.ones(len(times))
        known = np.isfinite(deltas)
        if unit is not None:
            share[known] = deltas[known] * unit / np.maximum(steps[known], 1)
        else:
            share[known] = deltas[known] > 0
        share[:1] = 0.0  # what the first sample counts began before it
        starts, ends = active_ranges(times, share > IDLE, interval)
        counted = deltas[1:][known[1:]]
        cpu = (
            UNKNOWN if unit is None or not len(times) or len(counted) < len(times) - 1 else round(counted.sum() * unit)
        )
        lives = _lives(_life(thread, times, interval, last), times, weights if complete else steps / interval, interval)
        process = f"{thread.get('processName') or 'process'} ({thread.get('pid')})"
        found.append(
            SampledThread(
                name=str(thread.get("name", "")), process=process, lives=lives, starts=starts, ends=ends, cpu=cpu
            )
        )
    return found


def _samples(columns: object) -> tuple[Longs, Floats, Floats]:
    """Return times in nanoseconds, CPU deltas (NaN where the profile has none) and weights (1 there)."""
    if not isinstance(columns, dict):
        return np.empty(0, np.int64), np.empty(0), np.empty(0)
    steps = _column(columns.get("timeDeltas"))
    times = np.cumsum(np.nan_to_num(steps)) if len(steps) else np.nan_to_num(_column(columns.get("time")))
    deltas = np.full(len(times), np.nan)
    given = _column(columns.get("threadCPUDelta"))[: len(times)]
    deltas[: len(given)] = given
    weights = np.ones(len(times))
    given = np.nan_to_num(_column(columns.get("weight"))[: len(times)], nan=1.0)
    weights[: len(given)] = given
    return np.maximum.accumulate(np.rint(np.clip(times, -LATEST, LATEST) * MS).astype(np.int64)), deltas, weights


def _column(numbers: object) -> Floats:
    """Return a column of numbers; other values become NaN."""
    if not isinstance(numbers, list):
        return np.empty(0)
    good = [number if type(number) in (int, float) and abs(number) < LATEST else math.nan for number in numbers]
    return np.array(good, np.float64)


def _life(thread: Mapping[str, object], times: Longs, interval: int, last: int) -> tuple[int, int]:
    """Return the birth and death of a thread.

    Some programs register every thread at 0 and unregister it days later; then the samples must do.
    """
    born, died = _number(thread.get("registerTime")), _number(thread.get("unregisterTime"))
    first = int(times[0]) - interval if len(times) else 0
    final = int(times[-1]) if len(times) else first
    start = first if born is None or (born <= 0 and not thread.get("isMainThread")) else round(born * MS)
    if died is None or died * MS > last + 1000 * MS or died * MS < start:
        return start, max(start, final)
    return start, round(died * MS)


def _lives(whole: tuple[int, int], times: Longs, weights: Floats, interval: int) -> tuple[tuple[int, int], ...]:
    """Divide a life where samples are missing: `samply --reuse-threads` reuses a thread for another of its name.

    A sample tells of as many intervals before it as it weighs.
    """
    born, died = whole
    silent = times[1:] - times[:-1] - weights[1:] * interval
    gaps = np.flatnonzero(silent > SILENT * interval).tolist()
    ends = [*times[gaps].tolist(), died]
    starts = [born, *(times[[gap + 1 for gap in gaps]] - interval).tolist()]
    return tuple(zip(starts, ends, strict=True))


def _number(found: object) -> float | None:
    """Return a time in milliseconds, None for other values."""
    good = isinstance(found, int | float) and not isinstance(found, bool) and abs(found) < LATEST
    return float(found) if good and isinstance(found, int | float) else None
