"""Measures of a whole back end, simulated or real, from its timeline."""

from __future__ import annotations

import numpy as np

from cguviz.model.columns import Longs
from cguviz.model.times.timeline import Timeline
from cguviz.model.times.work import Work, unit_bars, work_of

THIN_LINK = "LLVM_thin_lto_global_analysis"
"""rustc's own name in self-profiles for looking at all units together before LTO."""


def backend(timeline: Timeline) -> tuple[int, int]:
    """Return the start of the first unit's generation and the end of the last unit, in nanoseconds, or (0, 0).

    Parameters
    ----------
    timeline
        In which spans of other work may stand too.
    """
    rows = unit_bars(timeline)
    if not rows.any():
        return 0, 0
    return int(timeline.start[rows].min()), int(timeline.end[rows].max())


def peak_parallel(timeline: Timeline) -> int:
    """Return the largest number of threads at work on units at once; an end at another's start does not overlap."""
    rows = unit_bars(timeline) & (timeline.end > timeline.start)
    # Spans of one thread may overlap: a thread counts once however many of them are open.
    thread, start, end = timeline.thread[rows], timeline.start[rows], timeline.end[rows]
    moment = np.append(start, end)
    step = np.repeat(np.array((1, -1), np.int64), len(start))
    who = np.append(thread, thread)
    order = np.lexsort((step, moment, who))
    open_before = np.cumsum(step[order]) - step[order]  # of the same thread: each thread's steps add up to 0
    turns = (open_before == 0) | (open_before + step[order] == 0)
    moment, step = moment[order][turns], step[order][turns]
    busy = np.cumsum(step[np.lexsort((step, moment))])
    return int(busy.max(initial=0))


def in_flight(timeline: Timeline, size: Longs) -> tuple[int, float]:
    """Return the largest share of a crate that is in memory as LLVM modules at once.

    A unit's module lives from its generation to the end of its optimization, and during its LTO.

    Parameters
    ----------
    timeline
        Measured or simulated.
    size
        (u,) sizes of its units.

    Returns
    -------
    units, share
        The number of units, and the part of the crate's size that is in units, each at its own worst moment.
    """
    work = np.where(unit_bars(timeline), work_of(timeline)[timeline.activity], Work.OTHER)
    moments: list[tuple[int, int, int]] = []
    for stages in ((Work.GENERATE, Work.OPTIMIZE), (Work.LTO,)):
        rows = np.isin(work, stages)
        for unit in np.unique(timeline.unit[rows]).tolist():
            mine = rows & (timeline.unit == unit)
            moments.append((int(timeline.start[mine].min()), 1, unit))
            moments.append((int(timeline.end[mine].max()), -1, unit))
    whole = max(int(size.sum()), 1)
    units = most = held = largest = 0
    for _, step, unit in sorted(moments):
        units += step
        held += step * int(size[unit])
        most, largest = max(most, units), max(largest, held)
    return most, largest / whole


def memory_of(timeline: Timeline) -> tuple[int, int] | None:
    """Return the bytes that the compiler held at most, and when it began to generate units; None where not measured."""
    memory = timeline.memory
    if memory is None or not len(memory):
        return None
    before = int(np.searchsorted(memory.moment, backend(timeline)[0], side="right")) - 1
    return int(memory.resident.max()), int(memory.resident[max(before, 0)])


def main_threads(timeline: Timeline) -> int:
    """Return the number of threads on which units were generated, at least 1: more than one with `-Z threads`."""
    generated = (work_of(timeline) == Work.GENERATE)[timeline.activity] & unit_bars(timeline)
    return max(1, len(np.unique(timeline.thread[generated])))


def thin_link_ns(timeline: Timeline) -> int:
    """Return the nanoseconds that the thin link took, 0 without one."""
    rows = np.array([name == THIN_LINK for name in timeline.activities], np.bool_)[timeline.activity]
    return int((timeline.end - timeline.start)[rows].sum())


def long_pole(timeline: Timeline) -> int:
    """Return the unit whose work ends last, for which everything waits, or -1."""
    rows = np.flatnonzero(unit_bars(timeline))
    return int(timeline.unit[rows[np.argmax(timeline.end[rows])]]) if len(rows) else -1
