"""Fewer bars for views from afar: of bars shorter than a bucket of time only the longest of each bucket.

A view whose pixels are as long as a bucket looks the same with these as with all, and is drawn from a few thousand bars
instead of all. Buckets of the levels are 1, 1.5, 2, 3, 4, 6, 8, … times as long as those of the finest.
"""

from __future__ import annotations

import numpy as np

from cguviz.model.columns import Longs
from cguviz.scene.timeline.chart import Bars, Level

MANY = 20_000
"""Up to so many bars all are looked at for every frame."""
FINEST, COARSEST = 16, 8
"""Buckets are from 2^-16 to 2^-8 of the whole time: closer than that few bars are in sight anyway."""


def levels_of(bars: Bars, lanes: int) -> tuple[Level, ...]:
    """Return all bars as the first level, then the coarser ones.

    Parameters
    ----------
    bars
        Ordered by lane, then start.
    lanes
        How many there are.
    """
    found = [_level(bars, 0, np.arange(len(bars)), lanes)]
    if len(bars) <= MANY:
        return tuple(found)
    whole = int(bars.end.max() - bars.start.min())
    buckets = (whole * times >> power + 1 for power in range(FINEST, COARSEST - 1, -1) for times in (2, 3))
    found += [_level(bars, bucket, _longest(bars, bucket), lanes) for bucket in buckets if bucket]
    return tuple(found)


def _longest(bars: Bars, bucket: int) -> Longs:
    """Return the bars as long as a bucket, and of the others the longest that begins in each bucket of each lane."""
    length = bars.length
    rows = np.flatnonzero(length < bucket)
    if not len(rows):
        return np.arange(len(bars))
    column, lane = bars.start[rows] // bucket, bars.lane[rows]
    new = np.flatnonzero(np.append(True, (column[1:] != column[:-1]) | (lane[1:] != lane[:-1])))
    group = np.repeat(np.arange(len(new)), np.diff(np.append(new, len(rows))))
    best = np.flatnonzero(length[rows] == np.maximum.reduceat(length[rows], new)[group])
    best = best[np.append(True, group[best][1:] != group[best][:-1])]
    return np.sort(np.append(rows[best], np.flatnonzero(length >= bucket)))


def _level(bars: Bars, bucket: int, rows: Longs, lanes: int) -> Level:
    """Build a level from some bars."""
    starts = np.searchsorted(bars.lane[rows], np.arange(lanes + 1)).astype(np.int64)
    reach = bars.end[rows]
    for begin, stop in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        np.maximum.accumulate(reach[begin:stop], out=reach[begin:stop])
    return Level(bucket=bucket, rows=rows, start=bars.start[rows], end=bars.end[rows], reach=reach, starts=starts)
