"""Processor times of a compiler's threads, as `cguviz.record.thread_times` samples them, and their way into a timeline.

```
NANOSECONDS<TAB>THREAD<TAB>RAN<TAB>WAITED<TAB>NAME     a thread: nanoseconds that it ran and waited for a processor
NANOSECONDS<TAB>0<TAB>BYTES<TAB>0<TAB>                 the memory that the process holds
```

Moments are nanoseconds since 1970. A thread is told of until it ends, so the last reading lies up to 10 ms before that.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

from cguviz.errors import LoadError
from cguviz.formats.source import Source
from cguviz.model.columns import Columns, Floats, Ints, Longs
from cguviz.model.texts import Texts
from cguviz.model.times.threads import CUT
from cguviz.model.times.timeline import UNKNOWN, Memory, Timeline
from cguviz.model.times.work import unit_bars

FIELDS = 5
MEMORY = 0
"""Number of the thread that stands for the memory of all."""
WAITING = 1e-3
"""The speed of the clock between bars of units."""
FINE = 0.01
"""Of the memory's peak: a reading that differs by less from the one before it is left out."""


@dataclasses.dataclass(frozen=True, eq=False)
class ThreadTimes(Columns):
    """Readings of the threads of one process, in the order in which they were made.

    Attributes
    ----------
    threads
        (t,) names, one for each thread.
    thread
        (k,) int32 into `threads`.
    moment, ran, waited
        (k,) int64 nanoseconds: since 1970, on a processor, and ready to run but without one.
    memory_moment, resident
        (m,) int64 nanoseconds since 1970 and bytes.
    """

    threads: Texts
    thread: Ints
    moment: Longs
    ran: Longs
    waited: Longs
    memory_moment: Longs
    resident: Longs


def read_thread_times(source: Source) -> ThreadTimes:
    """Read a file of thread times.

    Raises
    ------
    LoadError
        A line is none of this format.
    """
    numbers: dict[str, int] = {}
    names: list[str] = []
    rows: list[tuple[int, int, int, int]] = []
    memory: list[tuple[int, int]] = []
    for line, text in enumerate(source.data.decode("utf-8", "replace").splitlines(), 1):
        fields = text.split("\t", FIELDS - 1)
        try:
            moment, thread, ran, waited = map(int, fields[:4])
        except ValueError:
            said = "this line is no reading of a thread (time, thread, ran, waited, name); record again."
            raise LoadError(said, source.path, line) from None
        if thread == MEMORY:
            memory.append((moment, ran))
            continue
        row = numbers.setdefault(fields[1], len(names))
        if row == len(names):
            names.append("")
        names[row] = fields[-1]
        rows.append((row, moment, ran, waited))
    columns = np.array(rows, np.int64).reshape(-1, 4)
    held = np.array(memory, np.int64).reshape(-1, 2)
    return ThreadTimes(Texts.of(names), columns[:, 0].astype(np.int32), *(columns[:, 1:].T.copy()), *(held.T.copy()))


def with_thread_times(timeline: Timeline, times: ThreadTimes) -> Timeline:
    """Add processor times to a timeline of the same process: of its threads, and of each span on them.

    Parameters
    ----------
    timeline
        Knows when it began, or nothing is added.
    times
        Threads are found by the names that rustc gives them; of several that live at a time it is the one that ran
        most: rustc's first thread only waits for the second, which has its name.

    Returns
    -------
    The timeline with `cpu`, `waited`, `ran` and `memory`. Spans of threads that were never seen, being over within one
    look, have no processor time.
    """
    if not timeline.began or not len(timeline):
        return timeline
    cpu, waited = timeline.cpu.copy(), np.full(len(timeline.threads), UNKNOWN, np.int64)
    ran = np.full(len(timeline), UNKNOWN, np.int64)
    order = np.argsort(timeline.thread, kind="stable")
    first = np.searchsorted(timeline.thread[order], np.arange(len(timeline.threads) + 1))
    bars = unit_bars(timeline)
    for thread, row in _pairs(timeline, times).items():
        spans = order[first[thread] : first[thread + 1]]
        readings = np.flatnonzero(times.thread == row)
        start, end = timeline.start[spans], timeline.end[spans]
        moment, done = _clock(times, readings, timeline.began, int(start.min()), int(end.max()))
        at_work = _at_work(timeline, spans[bars[spans]])
        clock = at_work(moment)
        spent = np.interp(at_work(end), clock, done) - np.interp(at_work(start), clock, done)
        ran[spans] = np.minimum(np.rint(spent).astype(np.int64), end - start)
        cpu[thread] = round(float(done[-1]))
        waited[thread] = times.waited[readings[-1]]
    return timeline.replace(cpu=cpu, waited=waited, ran=ran, memory=_memory(times, timeline.began))


def _pairs(timeline: Timeline, times: ThreadTimes) -> dict[int, int]:
    """Return the sampled thread for each thread of the timeline that has one."""
    called: dict[str, list[int]] = {}
    for row, name in enumerate(times.threads.tolist()):
        called.setdefault(name, []).append(row)
    begin = np.full(len(times.threads), np.iinfo(np.int64).max)
    np.minimum.at(begin, times.thread, times.moment - times.ran - timeline.began)
    last = np.full(len(times.threads), np.iinfo(np.int64).min)
    np.maximum.at(last, times.thread, times.moment - timeline.began)
    most = np.zeros(len(times.threads), np.int64)
    np.maximum.at(most, times.thread, times.ran)
    start = np.full(len(timeline.threads), np.iinfo(np.int64).max)
    np.minimum.at(start, timeline.thread, timeline.start)
    end = np.full(len(timeline.threads), np.iinfo(np.int64).min)
    np.maximum.at(end, timeline.thread, timeline.end)
    found: dict[int, int] = {}
    for thread, name in enumerate(timeline.threads.tolist()):
        rows = called.get(name.encode()[:CUT].decode(errors="ignore"), [])
        together = [row for row in rows if min(last[row], end[thread]) > max(begin[row], start[thread])]
        if together:
            found[thread] = max(together, key=lambda row: int(most[row]))
    return found


def _clock(times: ThreadTimes, rows: Longs, began: int, start: int, end: int) -> tuple[Floats, Floats]:
    """Return moments since the compilation began, and the time that a thread had run by then, both ascending.

    What it ran after the last reading is its mean rate squared: of threads that shared processors with others, the
    last slice was mostly over when they were looked at (of 32 threads on a busy machine the last reading was 0.5 % too
    low on average, with the rate itself 4 % too high; on an idle machine both are exact).
    """
    moment, ran = times.moment[rows] - began, times.ran[rows]
    born = max(start, int(moment[0] - ran[0])) if start < moment[0] else int(moment[0] - ran[0])
    rate = min(1.0, float(ran[-1]) / max(1, int(moment[-1]) - born))
    more = max(0, end - int(moment[-1])) * rate * rate
    late = max(end, int(moment[-1]))
    return np.array([born, *moment, late], np.float64), np.array([0, *ran, ran[-1] + more], np.float64)


def _at_work(timeline: Timeline, bars: Longs) -> Callable[[Floats | Longs], Floats]:
    """Return a clock of a thread that hardly moves between its bars of units, once it has begun the first.

    The main thread waits there, and what it ran between two readings it ran in its bars, which are often shorter.
    """
    order = np.argsort(timeline.start[bars])
    edges = np.stack([timeline.start[bars][order], timeline.end[bars][order]], axis=1).reshape(-1).astype(np.float64)
    if not len(edges):
        return lambda moment: np.asarray(moment, np.float64)
    speed = np.where(np.arange(len(edges) - 1) % 2 == 0, 1.0, WAITING)
    inside = np.append(0.0, np.cumsum(np.diff(edges) * speed))

    def clock(moment: Floats | Longs) -> Floats:
        early, late = np.minimum(moment - edges[0], 0.0), np.maximum(moment - edges[-1], 0.0)
        return np.asarray(early + np.interp(moment, edges, inside) + late, np.float64)

    return clock


def _memory(times: ThreadTimes, began: int) -> Memory | None:
    """Return the memory over time, without readings that hardly differ; None without readings."""
    if not len(times.resident):
        return None
    fine = max(1, int(FINE * times.resident.max()))
    kept = [0]
    for row, resident in enumerate(times.resident.tolist()):
        if abs(resident - times.resident[kept[-1]]) >= fine:
            kept.append(row)
    return Memory(times.memory_moment[kept] - began, times.resident[kept])
