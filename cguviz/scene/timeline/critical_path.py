"""The critical path, for which everything waited, and the long pole. Knows bars, not their drawing."""

from __future__ import annotations

import numpy as np

from cguviz.model.columns import Bools, Longs
from cguviz.scene.timeline.chart import ON_UNITS, Bars, Part

SLACK = 2_000_000
"""Nanoseconds between a cause and its effect: starting and waking a thread takes half a millisecond on an idle machine,
two on a busy one."""
RECENT = 64
"""Of what ended before a bar began only so much can be its cause: more do not end at the same time."""


def pole_of(bars: Bars) -> int:
    """Return the unit whose work ends last, -1 without any."""
    rows = _work(bars)
    return int(bars.unit[rows[np.argmax(bars.end[rows])]]) if len(rows) else -1


def critical_of(bars: Bars) -> Bools:
    """Return (n,) bool: the critical bars, from the last one back through the cause of each wait.

    A piece of work that began as soon as the unit's stage before it was done waited for that; any other for whatever
    ended last before it began: a job token, the thread that generates, or the last of all stages before the thin link.

    Returns
    -------
    (n,) bool; bars of work on units, and of the front end, that the end of the last unit depends on.
    """
    critical = np.zeros(len(bars), np.bool_)
    rows = _work(bars)
    if not len(rows):
        return critical
    rows = rows[np.argsort(bars.end[rows], kind="stable")]
    ends = bars.end[rows]
    stages: dict[int, list[int]] = {}
    for row in rows.tolist():
        stages.setdefault(int(bars.unit[row]), []).append(row)
    row = int(rows[-1])
    while row >= 0:
        critical[row] = True
        ended = int(np.searchsorted(ends, bars.start[row] + 1))
        row = _cause(bars, row, rows[max(ended - RECENT, 0) : ended].tolist(), stages)
    critical[bars.part == Part.FRONT] = True
    return critical


def _cause(bars: Bars, row: int, before: list[int], stages: dict[int, list[int]]) -> int:
    """Return the bar for which a bar waited among the bars that ended before its start, -1 for none."""
    start = int(bars.start[row])
    own = [one for one in stages[int(bars.unit[row])] if one != row and bars.end[one] <= start]
    if own and start - int(bars.end[own[-1]]) <= SLACK:
        return own[-1]
    before = [one for one in before if one != row and bars.start[one] < start]
    if not before:
        return -1
    same = [one for one in before if bars.lane[one] == bars.lane[row] and start - int(bars.end[one]) <= SLACK]
    return same[-1] if same else before[-1]


def _work(bars: Bars) -> Longs:
    """Return the bars of work on units."""
    return np.flatnonzero(np.isin(bars.part, ON_UNITS) & (bars.unit >= 0) & (bars.end > bars.start))
