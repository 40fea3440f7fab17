r"""Threads under a sampling profiler: their lives and the ranges when they ran, as spans.

```
life of the thread   ▕ optimize                                   ▏      only where the thread works on one unit
seen running            ▕on cpu▏   ▕on cpu        ▏   ▕on cpu▏
```

On Linux and macOS the life of such a thread is exactly one work item. On a busy machine it runs but a part of that.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from cguviz.formats.symbols.unit_names import work_of_thread
from cguviz.formats.traces.spans import Names
from cguviz.model.capture import Remark
from cguviz.model.columns import Bools, Longs
from cguviz.model.texts import EMPTY, Texts
from cguviz.model.times.timeline import Timeline

ON_CPU = "on cpu"
GAP = 2
"""Sampling intervals without activity that do not end a span."""
NAMED = 3
"""Threads that a remark names one by one."""


@dataclasses.dataclass(frozen=True)
class SampledThread:
    """A thread under a sampling profiler.

    Attributes
    ----------
    name
        As the system shows it.
    process
        Names its process, unlike every other process.
    lives
        (birth, death) in nanoseconds; several where the profiler made one thread of all that had the same name.
    starts, ends
        (k,) int64 nanoseconds: when it ran.
    cpu
        Nanoseconds that it ran, -1 where not known.
    """

    name: str
    process: str
    lives: tuple[tuple[int, int], ...]
    starts: Longs
    ends: Longs
    cpu: int


def merge_ranges(starts: Longs, ends: Longs, gap: int) -> tuple[Longs, Longs]:
    """Unite ranges that are less than `gap` apart; both in ascending order."""
    if not len(starts):
        return starts, ends
    first = np.ones(len(starts), np.bool_)
    first[1:] = starts[1:] - np.maximum.accumulate(ends)[:-1] >= gap
    rows = np.flatnonzero(first)
    return starts[rows], np.maximum.reduceat(ends, rows)


def active_ranges(times: Longs, active: Bools, interval: int) -> tuple[Longs, Longs]:
    """Turn samples into ranges: a sample stands for the time since the one before, the first for an interval."""
    before = np.empty_like(times)
    before[1:] = times[:-1]
    before[:1] = times[:1] - interval
    return merge_ranges(before[active], times[active], GAP * interval)


def timeline_of(
    source: str, threads: Sequence[SampledThread], *, began: int, path: str
) -> tuple[Timeline, list[Remark]]:
    """Build a timeline of sampled threads, with remarks on units that cannot be told."""
    activities, units = Names(), Names()
    thread: list[int] = []
    activity: list[int] = []
    unit: list[int] = []
    start: list[int] = []
    end: list[int] = []
    blurred: dict[str, int] = {}
    reused: list[str] = []
    for row, seen in enumerate(threads):
        work, name = work_of_thread(seen.name)
        mine = units.add(name) if name else -1
        if work:
            lives = len(seen.lives)
            thread += [row] * lives
            activity += [activities.add(work)] * lives
            unit += [mine] * lives
            start += [born for born, _ in seen.lives]
            end += [died for _, died in seen.lives]
            if lives > 1:
                reused.append(f"“{seen.name}” ({lives} lives)")
            if not name:
                blurred[seen.name] = blurred.get(seen.name, 0) + 1
        ran = len(seen.starts)
        thread += [row] * ran
        activity += [activities.add(ON_CPU)] * ran
        unit += [mine] * ran
        start += seen.starts.tolist()
        end += seen.ends.tolist()
    processes = Names()
    process = np.array([processes.add(seen.process) for seen in threads], np.int32)
    timeline = Timeline(
        source=source,
        threads=Texts.of(seen.name for seen in threads),
        activities=Texts.of(activities.texts),
        units=Texts.of(units.texts),
        thread=np.array(thread, np.int32),
        activity=np.array(activity, np.int32),
        unit=np.array(unit, np.int32),
        start=np.array(start, np.int64),
        end=np.array(end, np.int64),
        processes=Texts.of(processes.texts) if len(processes.texts) > 1 else EMPTY,
        process=process,
        cpu=np.array([seen.cpu for seen in threads], np.int64),
        began=began,
    )
    remarks = [
        Remark(f"{count} threads are called “{name}”: the system cut the name before it tells the module.", path=path)
        for name, count in blurred.items()
    ]
    if reused:
        more = f" and {len(reused) - NAMED:,} more" if len(reused) > NAMED else ""
        text = f"Threads of one name were merged: {', '.join(reused[:NAMED])}{more}; record without --reuse-threads."
        remarks.append(Remark(text, path=path))
    return timeline, remarks
