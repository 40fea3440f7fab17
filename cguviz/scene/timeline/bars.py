"""Bars of a timeline: spans cut so that inner spans are seen, and the waiting between them.

```
span     ▕ codegen_crate ─────────────────────────────▏      codegen_crate encloses the units' generation
span         ▕ codegen_module 00 ▏▕ codegen_module 15 ▏
bars     ▕ - ▏▕       00         ▏▕        15         ▏
```
"""

from __future__ import annotations

import itertools

import numpy as np

from cguviz.model.columns import Bools, Bytes, Ints, Longs
from cguviz.model.times.timeline import Timeline
from cguviz.model.times.work import Work, work_of
from cguviz.scene.timeline.chart import ON_UNITS, PART_OF, Bars, Part

FAR = np.iinfo(np.int64).max


def bars_of(timeline: Timeline) -> Bars:
    """Return the bars that all threads show: work on units, and around it the outermost spans of anything else.

    Returns
    -------
    Ordered by thread (`lane` is the thread), then start.
    """
    part = parts_of(timeline)
    depth = timeline.depth()
    named = np.isin(part, (*ON_UNITS, Part.LINK))
    on_unit = np.isin(part, ON_UNITS) & (timeline.unit >= 0)
    inner, work = _outermost(timeline, on_unit), _outermost(timeline, named)
    # Fat LTO is one piece of work of no unit, around that of one; so is whatever only some sources name.
    around = _cut_out(timeline, _outermost(timeline, named & ~on_unit), inner)
    rest = _cut_out(timeline, np.flatnonzero((depth == 0) & ~named), work)
    row = np.concatenate([inner, around[0], rest[0]]).astype(np.int32)
    start = np.concatenate([timeline.start[inner], around[1], rest[1]])
    end = np.concatenate([timeline.end[inner], around[2], rest[2]])
    order = np.lexsort((-end, start, timeline.thread[row]))
    row, start, end = row[order], start[order], end[order]
    shown = part[row]
    # What encloses the generation of units began before it; the pieces between them are no front end.
    began = int(start[np.isin(shown, ON_UNITS)].min(initial=FAR))
    shown[(shown == Part.FRONT) & (start >= began)] = Part.OTHER
    return Bars(lane=timeline.thread[row], start=start, end=end, part=shown, unit=timeline.unit[row], span=row)


def parts_of(timeline: Timeline) -> Bytes:
    """Return (s,) uint8: the `Part` of each span; spans of the main thread before code generation are front end."""
    part = np.array([PART_OF[work] for work in Work], np.uint8)[work_of(timeline)][timeline.activity]
    # Of a unit's work whose unit nobody knows the bar is still that work; the front end ends where any begins.
    on_unit = np.isin(part, ON_UNITS)
    if not on_unit.any():
        return part
    began = int(timeline.start[on_unit].min())
    main = np.unique(timeline.thread[part == Part.GENERATE])
    before = np.isin(timeline.thread, main) & (timeline.start < began) & (part == Part.OTHER)
    part[before] = Part.FRONT
    return part


def waits_of(bars: Bars) -> Bars:
    """Return the waiting of units: from the end of one stage to the start of the next.

    Returns
    -------
    Bars without spans; `lane` is that of the stage that was waited for.
    """
    rows = np.flatnonzero(np.isin(bars.part, ON_UNITS) & (bars.unit >= 0))
    rows = rows[np.lexsort((bars.part[rows], bars.start[rows], bars.unit[rows]))]
    one, next_one = rows[:-1], rows[1:]
    kept = (bars.unit[one] == bars.unit[next_one]) & (bars.start[next_one] > bars.end[one])
    one, next_one = one[kept], next_one[kept]
    count = len(one)
    return Bars(
        lane=bars.lane[next_one],
        start=bars.end[one],
        end=bars.start[next_one],
        part=np.full(count, Part.WAITING, np.uint8),
        unit=bars.unit[one],
        span=np.full(count, -1, np.int32),
    )


def details_of(timeline: Timeline, bars: Bars) -> tuple[Bars, Ints]:
    """Return the spans inside the bars, and the depth of each.

    Returns
    -------
    bars, level
        Ordered by thread, then level, then start; (n,) int32 levels from 0.
    """
    shown = np.zeros(len(timeline), np.bool_)
    shown[bars.span[bars.span >= 0]] = True
    depth = timeline.depth()
    rows = np.flatnonzero(~shown)
    # Levels count from the first depth that has any: a span that stands in a bar leaves no gap.
    level = np.zeros(len(rows), np.int32)
    for thread in np.unique(timeline.thread[rows]).tolist():
        mine = timeline.thread[rows] == thread
        level[mine] = np.unique(depth[rows][mine], return_inverse=True)[1]
    order = np.lexsort((timeline.start[rows], level, timeline.thread[rows]))
    rows, level = rows[order], level[order]
    on_cpu = work_of(timeline)[timeline.activity[rows]] == Work.ON_CPU
    part = np.where(on_cpu, Part.ON_CPU, Part.DETAIL).astype(np.uint8)
    span = rows.astype(np.int32)
    return Bars(
        lane=timeline.thread[rows],
        start=timeline.start[rows],
        end=timeline.end[rows],
        part=part,
        unit=timeline.unit[rows],
        span=span,
    ), level


def join_bars(one: Bars, other: Bars) -> Bars:
    """Join two tables of bars, ordered by lane and start."""
    columns = [
        np.concatenate([getattr(one, name), getattr(other, name)])
        for name in ("lane", "start", "end", "part", "unit", "span")
    ]
    order = np.lexsort((columns[1], columns[0]))
    return Bars(*(column[order] for column in columns))


def _outermost(timeline: Timeline, wanted: Bools) -> Longs:
    """Return the wanted spans that no other wanted span on the same thread encloses."""
    rows = np.flatnonzero(wanted)
    thread, start, end = timeline.thread[rows], timeline.start[rows], timeline.end[rows]
    order = np.lexsort((-end, start, thread))
    kept = np.zeros(len(order), np.bool_)
    ordered, ends = thread[order], end[order]
    turns = np.flatnonzero(ordered[1:] != ordered[:-1]) + 1
    for begin, stop in itertools.pairwise([0, *turns.tolist(), len(order)]):
        if begin == stop:
            break
        reached = np.maximum.accumulate(ends[begin:stop])
        kept[order[begin:stop]] = np.append(True, ends[begin + 1 : stop] > reached[:-1])
    return rows[kept]


def _cut_out(timeline: Timeline, outer: Longs, inner: Longs) -> tuple[Longs, Longs, Longs]:
    """Cut the time of some spans out of others of the same thread.

    Returns
    -------
    (pieces,) span, start and end of what is left of `outer`.
    """
    rows, starts, ends = [], [], []
    both = np.intersect1d(timeline.thread[outer], timeline.thread[inner])
    alone = outer[~np.isin(timeline.thread[outer], both)]
    rows.append(alone)
    starts.append(timeline.start[alone])
    ends.append(timeline.end[alone])
    for thread in both.tolist():
        mine, cuts = outer[timeline.thread[outer] == thread], inner[timeline.thread[inner] == thread]
        edges = np.unique(
            np.concatenate([column[part] for part in (mine, cuts) for column in (timeline.start, timeline.end)])
        )
        left, right = edges[:-1], edges[1:]
        around, free = _holder(timeline, mine, left), _holder(timeline, cuts, left) < 0
        kept = (around >= 0) & free
        rows.append(around[kept])
        starts.append(left[kept])
        ends.append(right[kept])
    return _glue(np.concatenate(rows), np.concatenate(starts), np.concatenate(ends))


def _holder(timeline: Timeline, spans: Longs, moment: Longs) -> Longs:
    """Return (k,) int64: the span, among some disjoint ones, that holds each moment, -1 for none."""
    spans = spans[np.argsort(timeline.start[spans], kind="stable")]
    place = np.searchsorted(timeline.start[spans], moment, side="right") - 1
    found = spans[np.maximum(place, 0)]
    return np.where((place >= 0) & (timeline.end[found] > moment), found, -1)


def _glue(row: Longs, start: Longs, end: Longs) -> tuple[Longs, Longs, Longs]:
    """Join pieces of one span that touch."""
    order = np.lexsort((start, row))
    row, start, end = row[order], start[order], end[order]
    new = np.append(True, (row[1:] != row[:-1]) | (start[1:] != end[:-1])) if len(row) else np.empty(0, np.bool_)
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(row)) - 1
    return row[first], start[first], end[last] if len(row) else end
