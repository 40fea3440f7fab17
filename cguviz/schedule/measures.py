"""What a timeline says of the back end as a whole, measured or simulated."""

from __future__ import annotations

import numpy as np

from cguviz.model.times.timeline import Timeline
from cguviz.model.times.work import Work, unit_bars, work_of

THIN_LINK = "LLVM_thin_lto_global_analysis"
"""rustc's own name in self-profiles for looking at all units together before LTO."""


def backend(timeline: Timeline) -> tuple[int, int]:
    """Return when the first unit begins to be generated and when the last one is done, in nanoseconds; (0, 0) if never.

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
    """Return how many threads work on units at once, at most; what ends when another starts does not overlap it."""
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


def main_threads(timeline: Timeline) -> int:
    """Return on how many threads units were generated, at least 1: more than one with `-Z threads`."""
    generated = (work_of(timeline) == Work.GENERATE)[timeline.activity] & unit_bars(timeline)
    return max(1, len(np.unique(timeline.thread[generated])))


def thin_link_ns(timeline: Timeline) -> int:
    """Return how many nanoseconds the thin link took, 0 without one."""
    rows = np.array([name == THIN_LINK for name in timeline.activities], np.bool_)[timeline.activity]
    return int((timeline.end - timeline.start)[rows].sum())


def long_pole(timeline: Timeline) -> int:
    """Return the unit that everything waits for: the one whose work ends last, or -1."""
    rows = np.flatnonzero(unit_bars(timeline))
    return int(timeline.unit[rows[np.argmax(timeline.end[rows])]]) if len(rows) else -1
