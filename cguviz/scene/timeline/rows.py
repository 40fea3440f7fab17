"""Rows and lanes of bars: their order, and the threads that are left out."""

from __future__ import annotations

import dataclasses
import heapq
import re
from collections.abc import Callable, Mapping

import numpy as np

from cguviz.model.columns import Bools, Floats, Ints, Longs
from cguviz.model.texts import Texts
from cguviz.scene.timeline.arrangement import LANES, THREADS, UNITS
from cguviz.scene.timeline.chart import BUSY, ON_UNITS, Bars, Part, Rows

DETAIL = 0.45
"""Height of a lane of details."""
IDLE = 0.002
"""A thread without work on units that did less than this part of the whole time is idle."""
LANE = "lane 1"
"""The name of the first lane."""
NUMBER = re.compile("([0-9]+)")


@dataclasses.dataclass(frozen=True, eq=False)
class Placed:
    """Bars in their lanes, and the rows of these lanes.

    Attributes
    ----------
    bars, origin
        In the order of lanes; (n,) int64 row of each in the bars that were given.
    rows
        See there.
    hidden
        How many threads were left out.
    """

    bars: Bars
    origin: Longs
    rows: Rows
    hidden: int


@dataclasses.dataclass(frozen=True, eq=False)
class Grouped:
    """Bars, (n,) int32 the row of each, and the names of the rows; not yet in their order."""

    bars: Bars
    group: Ints
    names: list[str]


def _by_start(these: Grouped) -> Floats:
    """Return the first start in each group."""
    first = np.full(len(these.names), np.inf)
    real = these.bars.part != Part.WAITING
    np.minimum.at(first, these.group[real], these.bars.start[real])
    return first


def _by_duration(these: Grouped) -> Floats:
    """Return the work in each group, negative so that most work comes first."""
    real = np.isin(these.bars.part, BUSY)
    return -np.bincount(these.group[real], these.bars.length[real], len(these.names)).astype(np.float64)


def _by_name(these: Grouped) -> Floats:
    """Return the rank of each group's name."""
    return _ranks(these.names)


def _by_unit(these: Grouped) -> Floats:
    """Return the rank of each group's unit."""
    unit = _unit_of(these)
    known = [name if one >= 0 else "" for name, one in zip(these.names, unit.tolist(), strict=True)]
    # The end of a name tells units apart: "opt cgu.03" and "lto cgu.03" stand together.
    return _ranks([name.rpartition(" ")[2] for name in known])


SORTS: Mapping[str, Callable[[Grouped], Floats]] = {
    "start": _by_start,
    "unit": _by_unit,
    "duration": _by_duration,
    "name": _by_name,
}
"""How rows are ordered: by their first bar, by their unit, by their time (longest first), or by their name."""


def place(
    bars: Bars,
    threads: list[str],
    unit_label: list[str],
    *,
    kind: str = THREADS,
    sort: str = "start",
    idle: bool = False,
    details: tuple[Bars, Ints] | None = None,
) -> Placed:
    """Put bars into rows.

    Parameters
    ----------
    bars
        By thread, waiting included.
    threads, unit_label
        Names.
    kind
        One of `cguviz.scene.timeline.arrangement.KINDS`.
    sort
        A key of `SORTS`; lanes are always in the order of their first bar.
    idle
        Whether idle threads are shown.
    details
        Bars by thread, and their levels, that get lanes of their own below; only for a row per thread.
    """
    kept = np.ones(len(threads), np.bool_) if idle else _at_work(bars, len(threads))
    rows = np.flatnonzero(kept[bars.lane])
    hidden = int((~kept).sum())
    shown = _take(bars, rows)
    if kind == LANES:
        real = np.flatnonzero(shown.part != Part.WAITING)
        rows, shown = rows[real], _take(shown, real)
        group, names = _pack(shown, threads)
    elif kind == UNITS:
        group, names = _by_units(shown, threads, unit_label)
    else:
        group, names = shown.lane, threads
    these = Grouped(shown, group, names)
    count = len(names)
    used = np.bincount(group, minlength=count) > 0
    if kind == THREADS and idle:
        used |= kept
    key = SORTS["start" if kind == LANES else sort](these)
    order = [row for row in np.lexsort((np.arange(count), key)).tolist() if used[row]]
    rank = np.full(count, -1, np.int64)
    rank[order] = np.arange(len(order))
    extra, levels = details if details is not None and kind == THREADS else (None, np.empty(0, np.int32))
    return _lay_out(these, rows, order=order, rank=rank, extra=extra, levels=levels, hidden=hidden)


def _lay_out(
    these: Grouped, origin: Longs, order: list[int], rank: Longs, extra: Bars | None, levels: Ints, hidden: int
) -> Placed:
    """Give numbers to the lanes and put all into its order; `rank` is the row of each group."""
    bars = these.bars
    deep = np.zeros(len(order), np.int64)
    if extra is not None:
        within = np.flatnonzero(rank[extra.lane] >= 0)
        extra, levels = _take(extra, within), levels[within]
        np.maximum.at(deep, rank[extra.lane], levels.astype(np.int64) + 1)
    lane_starts = np.append(0, np.cumsum(deep + 1))
    height = np.full(int(lane_starts[-1]), DETAIL)
    height[lane_starts[:-1]] = 1.0
    lane_top = np.append(0.0, np.cumsum(height))
    lane = lane_starts[rank[these.group]]
    if extra is not None:
        lane = np.append(lane, lane_starts[rank[extra.lane]] + 1 + levels)
        bars = Bars(*(np.concatenate([getattr(bars, n), getattr(extra, n)]) for n in _COLUMNS))
        origin = np.append(origin, np.full(len(extra), -1))
    final = np.lexsort((bars.start, lane))
    placed = _take(bars, final).replace(lane=lane[final].astype(np.int32))
    rows = Rows(
        name=Texts.of(these.names[one] for one in order),
        unit=_unit_of(these)[order].astype(np.int32),
        top=lane_top[lane_starts],
        lane_starts=lane_starts,
        lane_top=lane_top[:-1],
        lane_height=height,
    )
    return Placed(placed, origin[final], rows, hidden)


_COLUMNS = ("lane", "start", "end", "part", "unit", "span")


def _take(bars: Bars, rows: Longs) -> Bars:
    """Return some rows of a table of bars."""
    return Bars(*(getattr(bars, name)[rows] for name in _COLUMNS))


def _at_work(bars: Bars, threads: int) -> Bools:
    """Return (threads,) bool: the threads with enough work for a row."""
    on_units = np.isin(bars.part, ON_UNITS)
    time = np.bincount(bars.lane, bars.length * (bars.part != Part.WAITING), threads)
    whole = int(bars.end.max() - bars.start.min()) if len(bars) else 0
    return (np.bincount(bars.lane[on_units], minlength=threads) > 0) | (time > IDLE * whole)


def _pack(bars: Bars, threads: list[str]) -> tuple[Ints, list[str]]:
    """Pack threads that live for one unit into lanes, first come first served; other threads keep their own."""
    count = len(threads)
    own = _unit_of(Grouped(bars, bars.lane, threads)) < 0
    first = np.full(count, np.iinfo(np.int64).max)
    last = np.zeros(count, np.int64)
    np.minimum.at(first, bars.lane, bars.start)
    np.maximum.at(last, bars.lane, bars.end)
    used = np.bincount(bars.lane, minlength=count) > 0
    lane_of = np.zeros(count, np.int64)
    names: list[str] = []
    free: list[int] = []
    working: list[tuple[int, int]] = []
    lanes = 0
    for thread in np.lexsort((np.arange(count), first)).tolist():
        if not used[thread]:
            continue
        if own[thread]:
            lane_of[thread] = len(names)
            names.append(threads[thread])
            continue
        while working and working[0][0] <= first[thread]:
            heapq.heappush(free, heapq.heappop(working)[1])
        if free:
            lane = heapq.heappop(free)
        else:
            lanes += 1
            lane = len(names)
            names.append(LANE if lanes == 1 else f"lane {lanes}")
        lane_of[thread] = lane
        heapq.heappush(working, (int(last[thread]), lane))
    return lane_of[bars.lane].astype(np.int32), names


def _by_units(bars: Bars, threads: list[str], unit_label: list[str]) -> tuple[Ints, list[str]]:
    """Give each unit a row, whatever thread worked on it; other bars stay with their thread."""
    group = np.where(bars.unit >= 0, bars.unit, len(unit_label) + bars.lane).astype(np.int32)
    return group, [*unit_label, *threads]


def _unit_of(these: Grouped) -> Longs:
    """Return (groups,) int64: the unit that all bars of a group share, else -1."""
    count = len(these.names)
    low, high = np.full(count, np.iinfo(np.int64).max), np.full(count, -1, np.int64)
    np.minimum.at(low, these.group, these.bars.unit)
    np.maximum.at(high, these.group, these.bars.unit)
    return np.where(low == high, high, -1)


def _ranks(names: list[str]) -> Floats:
    """Return the place of each name in alphabetical order, numbers by their value; equal names share a place."""
    keys = [tuple((int(part), "") if part.isdigit() else (-1, part) for part in NUMBER.split(name)) for name in names]
    rank = {key: place for place, key in enumerate(sorted(set(keys)))}
    return np.array([rank[key] for key in keys], np.float64)
