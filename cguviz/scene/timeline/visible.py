"""Visible bars of a timeline, bars at a point, and neighbours of bars. Knows time and lanes, no painter."""

from __future__ import annotations

import math

import numpy as np

from cguviz.model.columns import Floats, Ints, Longs
from cguviz.scene.timeline.chart import Concurrency, Level, Part, Track

NONE: Longs = np.empty(0, np.int64)


def visible_bars(
    track: Track, lanes: tuple[int, int], left: float, per_pixel: float, pixels: int
) -> tuple[Longs, Longs, Longs, Longs]:
    """Choose the bars worth drawing: of bars narrower than a pixel the longest of each column.

    Parameters
    ----------
    track, lanes
        Where to look: the first lane, and the one after the last.
    left
        Nanoseconds at the left edge.
    per_pixel
        Nanoseconds in the width of a pixel.
    pixels
        How many pixels wide the view is.

    Returns
    -------
    bar, lane, first, last
        (k,) int64 each: rows of bars, their lanes, and the columns `first` to `last` (exclusive, at least one) that
        each fills, inside the view. Narrow bars come first, so that those that fill columns are drawn over them.
        All lanes at once, as each step costs more to begin than to do.
    """
    level = next(one for one in reversed(track.levels) if one.bucket <= per_pixel)
    ranges = [_between(level, lane, left, left + pixels * per_pixel) for lane in range(*lanes)]
    if not ranges:
        return NONE, NONE, NONE, NONE
    # Slices are copied in a tenth of the time in which rows are picked.
    rows, start, end = (
        np.concatenate([column[low:high] for low, high in ranges]) for column in (level.rows, level.start, level.end)
    )
    lane = np.repeat(np.arange(*lanes), [max(high - low, 0) for low, high in ranges])
    # Rounding both edges alike lets bars that touch stay side by side.
    scale, shift = 1 / per_pixel, 0.5 - left / per_pixel
    first, last = (start * scale + shift).astype(np.int64), (end * scale + shift).astype(np.int64)
    narrow = np.flatnonzero(last <= first)
    np.minimum(np.maximum(first, 0, out=first), pixels - 1, out=first)
    np.minimum(np.maximum(last, first + 1, out=last), pixels, out=last)
    if not len(narrow):
        return rows, lane, first, last
    column, length = lane[narrow] * pixels + first[narrow], (end - start)[narrow]
    new = np.concatenate([[0], np.flatnonzero(column[1:] != column[:-1]) + 1])
    group = np.repeat(np.arange(len(new)), np.diff(new, append=len(column)))
    best = np.flatnonzero(length == np.maximum.reduceat(length, new)[group])
    of_best = group[best]
    # Of bars of one length the first.
    best = narrow[best[np.concatenate([[True], of_best[1:] != of_best[:-1]])]]
    wide = np.ones(len(rows), np.bool_)
    wide[narrow] = False
    chosen = np.concatenate([best, np.flatnonzero(wide)])
    return rows[chosen], lane[chosen], first[chosen], last[chosen]


def bar_at(track: Track, lane: int, moment: float, within: float) -> int:
    """Return the bar of a lane at a moment, or the nearest one at most `within` nanoseconds away; -1 for none."""
    low, high = _between(track.levels[0], lane, moment - within, moment + within)
    if low >= high:
        return -1
    start, end = track.bars.start[low:high], track.bars.end[low:high]
    away = np.maximum(np.maximum(start - moment, moment - end), 0)
    # Of bars at the same distance the shortest: the one that could not be hit otherwise.
    order = np.lexsort((end - start, away))
    best = int(order[0])
    return low + best if away[best] <= within else -1


def _between(level: Level, lane: int, left: float, right: float) -> tuple[int, int]:
    """Return the range of a lane's bars that overlap a stretch of time."""
    begin, stop = int(level.starts[lane]), int(level.starts[lane + 1])
    # Comparing with floats would convert the whole column for every frame.
    low = begin + int(np.searchsorted(level.reach[begin:stop], math.floor(left)))
    return low, begin + int(np.searchsorted(level.start[begin:stop], math.ceil(right), side="right"))


def lane_at(track: Track, height: float) -> int:
    """Return the lane at a height in rows, -1 outside."""
    rows = track.rows
    if not 0 <= height < rows.top[-1]:
        return -1
    return int(np.searchsorted(rows.lane_top, height, side="right")) - 1


def next_bar(track: Track, bar: int, step: int) -> int:
    """Return the next bar (`step` 1) or the previous bar (-1), waiting left out; the same bar where there is none.

    After the last bar of a lane comes the first one of the next: most threads do but one thing.
    """
    bars = track.bars
    other = bar + step
    while 0 <= other < len(bars):
        if bars.part[other] != Part.WAITING:
            return other
        other += step
    return bar


def lanes_of(track: Track, families: Ints) -> Ints:
    """Return the lanes with work on some families of units, ascending, without the generation lane, which has all."""
    units = np.flatnonzero(np.isin(track.family, families)).astype(np.int32)
    own = (track.bars.part != Part.WAITING) & (track.bars.part != Part.GENERATE)
    return np.unique(track.bars.lane[np.isin(track.bars.unit, units) & own])


def snap(tracks: tuple[Track, ...], moment: float, within: float) -> float:
    """Return the edge of a bar nearest to a moment, of any track, or the moment if none is near.

    Parameters
    ----------
    moment, within
        Nanoseconds.
    """
    best, distance = moment, within
    for track in tracks:
        # Moments at which anybody starts or stops are those of the graph of concurrency.
        edges = track.concurrency.moment
        place = int(np.searchsorted(edges, moment))
        for edge in edges[max(place - 1, 0) : place + 1].tolist():
            if abs(edge - moment) <= distance:
                best, distance = float(edge), abs(edge - moment)
    return best


def levels(graph: Concurrency, left: float, per_pixel: float, pixels: int) -> tuple[Floats, Floats]:
    """Return the heights of the graph of concurrency in each column of pixels.

    Returns
    -------
    busy, waiting
        (pixels,) float64: the mean over the time of the column, so that no peak narrower than a pixel stands out.
    """
    edges: Floats = left + np.arange(pixels + 1, dtype=np.float64) * per_pixel
    busy, waiting = areas_at(graph, edges)
    return np.diff(busy) / per_pixel, np.diff(waiting) / per_pixel


def areas_at(graph: Concurrency, moments: Floats) -> tuple[Floats, Floats]:
    """Return the areas under the graph up to some moments: of threads at work, and of waiting units."""
    if not len(graph.moment):
        return np.zeros(len(moments)), np.zeros(len(moments))
    # Steps are found by whole nanoseconds: comparing with floats would convert all of them for every frame.
    place = np.searchsorted(graph.moment, moments.astype(np.int64), side="right") - 1
    known = np.maximum(place, 0)
    since = np.where(place >= 0, moments - graph.moment[known], 0.0)
    return graph.busy_area[known] + graph.busy[known] * since, graph.waiting_area[known] + graph.waiting[known] * since
