r"""Reader of `perf script`: samples of Linux threads, and the kernel's own records of their lives.

```
opt cgu.00  4258/4274   3019.147:    1000000 cpu-clock:          a sample; its stack follows, indented
      rustc 4258/4258   3018.286809: PERF_RECORD_FORK(4258:4262):(4258:4258)      with --show-task-events
 opt cgu.00 4258/4274   3019.150000: PERF_RECORD_SWITCH IN                         with --show-switch-events
```

Record with `perf record -k CLOCK_MONOTONIC -e cpu-clock -F 1000 --switch-events`, print with `perf script -F +pid`
(and `--show-task-events --show-switch-events` for exact lives).
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable

import numpy as np

from cguviz.errors import LoadError
from cguviz.formats.source import Source
from cguviz.formats.traces.sampled_threads import GAP, SampledThread, merge_ranges, timeline_of
from cguviz.formats.traces.spans import crate_of_units, timed_capture
from cguviz.model.capture import Capture
from cguviz.model.columns import Longs
from cguviz.model.times.timeline import UNKNOWN
from cguviz.progress import Progress

# `(?<! ) ++` takes a run of blanks whole, from its start: a line of nothing else is then read once, not n² times.
LINE = re.compile(
    rb"^ *(\S[^\n]*?)(?<! ) ++(?:(\d{1,9})/)?(\d{1,9}) +(?:\[\d+\] +)?(\d{1,12})\.(\d{1,9}): +"
    rb"(?:(\d{1,15}) +([^\s:]+)(?::[a-zA-Z]*)*: *|PERF_RECORD_(\w+)([^\n]*))$",
    re.MULTILINE,
)
RECORD = re.compile(
    rb"^ *\S[^\n]*?(?<! ) ++(?:\d+/)?\d+ +(?:\[\d+\] +)?\d+\.\d{6,9}: +(?:\d+ +[^\s:]+:|PERF_RECORD_)", re.MULTILINE
)
CLOCKS = (b"cpu-clock", b"task-clock")
"""Events whose period is a time, in nanoseconds."""
INTERVAL = 1_000_000
"""Nanoseconds between samples of events that count something else; `-F 1000`, as recommended."""

_RELATED = re.compile(rb"\((\d+):(\d+)\):\((\d+):(\d+)\)")
_NAMED = re.compile(rb"(?: exec)?: (.+):(\d+)/(\d+)")


@dataclasses.dataclass(frozen=True)
class _ThreadRecords:
    """The records of a thread: its names, births, deaths, samples (time, period) and switches (time, in)."""

    names: list[bytes] = dataclasses.field(default_factory=list)
    born: list[int] = dataclasses.field(default_factory=list)
    died: list[int] = dataclasses.field(default_factory=list)
    samples: list[tuple[int, int]] = dataclasses.field(default_factory=list)
    switches: list[tuple[int, bool]] = dataclasses.field(default_factory=list)
    timed: list[bool] = dataclasses.field(default_factory=list)


def sniff(head: bytes) -> bool:
    """Say whether a file is the output of `perf script`."""
    return b"\0" not in head and RECORD.search(head) is not None


def read(sources: Iterable[Source], progress: Progress) -> list[Capture]:
    """Read outputs of `perf script`, each a capture without items.

    Raises
    ------
    LoadError
        There is no sample and no switch of a thread in it.
    """
    return [_read_one(source, progress) for source in sources]


def _read_one(source: Source, progress: Progress) -> Capture:
    """Read one output of `perf script`."""
    seen: dict[tuple[int, int], _ThreadRecords] = {}
    data = source.data
    for count, match in enumerate(LINE.finditer(data)):
        if not count % 10_000:
            progress("reading the samples", match.end() / len(data))
        _take(seen, match)
    seen = {key: thread for key, thread in seen.items() if key[1]}  # thread 0 is the kernel's idle loop
    times = [time for thread in seen.values() for time in _times(thread)]
    if not times:
        message = "no thread is seen running; print samples or switches with perf script -F +pid --show-switch-events."
        raise LoadError(message, source.path)
    names = {process: _name(thread) for (process, number), thread in seen.items() if process == number}
    threads = [
        _sampled_thread(thread, f"{names.get(process, 'process')} ({process})", max(times))
        for (process, _), thread in sorted(seen.items(), key=_place)
    ]
    first = min(born for thread in threads for born, _ in thread.lives)
    threads = [_since(thread, first) for thread in threads]
    timeline, remarks = timeline_of("perf", threads, began=0, path=source.path)
    return timed_capture(crate_of_units(timeline.units.tolist()), timeline, source.path, remarks)


def _take(seen: dict[tuple[int, int], _ThreadRecords], match: re.Match[bytes]) -> None:
    """Add a line to its thread."""
    name, process, thread, seconds, fraction, period, event, record, rest = match.groups()
    time = int(seconds) * 1_000_000_000 + int(fraction.ljust(9, b"0"))
    pid = int(process if process is not None else thread)
    if record == b"FORK" and (related := _RELATED.search(rest)):
        _thread(seen, int(related[1]), int(related[2])).born.append(time)
        return
    if record == b"COMM" and (named := _NAMED.match(rest)):
        _thread(seen, int(named[2]), int(named[3])).names.append(named[1])
        return
    if record == b"EXIT" and (related := _RELATED.search(rest)):
        _thread(seen, int(related[1]), int(related[2])).died.append(time)
        return
    mine = _thread(seen, pid, int(thread))
    if record == b"SWITCH":
        mine.switches.append((time, rest.strip().startswith(b"IN")))
    elif period is not None:
        mine.samples.append((time, int(period)))
        mine.timed.append(event in CLOCKS)
    if record in (None, b"SWITCH"):
        mine.names.append(name)


def _thread(seen: dict[tuple[int, int], _ThreadRecords], process: int, thread: int) -> _ThreadRecords:
    """Return the records of a thread."""
    return seen.setdefault((process, thread), _ThreadRecords())


def _times(thread: _ThreadRecords) -> list[int]:
    """Return the times of all samples and switches of a thread."""
    return [time for time, _ in thread.samples] + [time for time, _ in thread.switches]


def _place(item: tuple[tuple[int, int], _ThreadRecords]) -> tuple[int, int]:
    """Return the process and thread of an entry, by which threads are sorted."""
    (process, thread), _ = item
    return process, thread


def _name(thread: _ThreadRecords) -> str:
    """Return the last name of a thread."""
    return thread.names[-1].decode("utf-8", "replace") if thread.names else "?"


def _sampled_thread(thread: _ThreadRecords, process: str, last: int) -> SampledThread:
    """Build a sampled thread from its records."""
    times = _times(thread) or thread.born or thread.died or [last]
    starts, ends, cpu = _by_switches(thread, last) if thread.switches else _by_samples(thread)
    born = min([*thread.born[:1], *starts[:1].tolist()], default=min(times))
    died = thread.died[-1] if thread.died else max(times)
    return SampledThread(
        name=_name(thread), process=process, lives=((born, max(born, died)),), starts=starts, ends=ends, cpu=cpu
    )


def _since(thread: SampledThread, first: int) -> SampledThread:
    """Return a thread whose times begin at a first moment."""
    starts, ends = thread.starts - first, thread.ends - first
    lives = tuple((born - first, died - first) for born, died in thread.lives)
    return dataclasses.replace(thread, lives=lives, starts=starts, ends=ends)


def _by_samples(thread: _ThreadRecords) -> tuple[Longs, Longs, int]:
    """Return ranges of running from samples: each means that its thread ran for the period before it."""
    samples = sorted(thread.samples)
    timed = bool(thread.timed) and all(thread.timed)
    ends = np.array([time for time, _ in samples], np.int64)
    periods = np.array([period if timed else INTERVAL for _, period in samples], np.int64)
    interval = int(np.median(periods)) if len(periods) else INTERVAL
    starts, stops = merge_ranges(ends - periods, ends, GAP * interval)
    return starts, stops, int(periods.sum()) if timed else UNKNOWN


def _by_switches(thread: _ThreadRecords, last: int) -> tuple[Longs, Longs, int]:
    """Return ranges of running from the scheduler's switches, to the nanosecond."""
    starts: list[int] = []
    ends: list[int] = []
    running = -1
    for time, runs in sorted(thread.switches):
        if runs and running < 0:
            running = time
        elif not runs and running >= 0:
            starts.append(running)
            ends.append(time)
            running = -1
    if running >= 0:  # it was never taken off again: it ended, or the recording did
        starts.append(running)
        ends.append(max(running, thread.died[-1] if thread.died else last))
    begin, stop = np.array(starts, np.int64), np.array(ends, np.int64)
    return begin, stop, int((stop - begin).sum())
