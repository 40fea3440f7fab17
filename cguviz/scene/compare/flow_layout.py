"""Layout of a flow strip: groups of small units, an order with few crossings, widths, labels."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.columns import Columns, Floats, Int16s, Ints, Longs, starts_of
from cguviz.model.texts import Texts
from cguviz.scene.compare.flow import Flow, Streams, Way
from cguviz.scene.look.text_fitting import shorten
from cguviz.scene.look.text_fitting import width as text_width

LEAST_BAR = 26.0
"""Units whose bars would be narrower share one: there is no room for a name."""
GAP = 6.0
"""Between bars at least."""
THINNEST, THREAD = 3.0, 0.8
"""A bar, and a ribbon, is at least so wide: it can be hit, and seen."""
BAR = 12.0
"""Height of a bar."""
NAME, NOTE = 12.0, 11.0
"""Text sizes of names and figures."""
LABELS = 32.0
"""Height of the two lines of text above, or below, the bars."""
LEAST_HEIGHT = 2 * (LABELS + BAR) + 20.0
NAMED = 6
"""Units of a group that its title names."""
WAYS = {Way.STAYED: "in their place", Way.MERGED: "merged with their unit", Way.MOVED: "moved"}


def flow(table: Streams, *, width: float, height: float, caption: tuple[str, ...] = ()) -> Flow:
    """Lay out a flow strip.

    Parameters
    ----------
    table
        What flows.
    width, height
        Pixels; `height` is raised to `LEAST_HEIGHT`.
    caption
        Passed on.
    """
    height = max(height, LEAST_HEIGHT)
    sides = _bars(table, width)
    scale = min(_scale(side, width) for side in sides)
    top, bottom = LABELS + BAR, height - LABELS - BAR
    placed = [_places(side, scale, width, y) for side, y in zip(sides, (top - BAR, bottom), strict=True)]
    ribbons = _ribbons(table, sides, placed, scale)
    texts = [_texts(table, side, box, width) for side, box in zip(sides, placed, strict=True)]
    count = len(placed[0])
    units = [unit for side in sides for unit in side.units]
    tint = np.concatenate([_bar_tints(side) for side in sides])
    names = [name for side in texts for name in side.spoken]
    ends = ribbons.ends + np.array([0, count], np.int32)
    ribbon_tint = np.where(tint[ends[:, 0]] >= 0, tint[ends[:, 0]], tint[ends[:, 1]])
    return Flow(
        width=width,
        height=height,
        box=np.concatenate(placed),
        change=np.repeat(np.array([0, 1], np.uint8), [count, len(placed[1])]),
        label=Texts.of(text for side in texts for text in side.label),
        note=Texts.of(text for side in texts for text in side.note),
        title=Texts.of(text for side in texts for text in side.title),
        name=Texts.of(names),
        tint=tint,
        unit_starts=np.cumsum([0, *map(len, units)]).astype(np.int64),
        unit=np.array([number for bar in units for number in bar], np.int32),
        ribbon=ribbons.edge,
        top=top,
        bottom=bottom,
        ends=ends,
        way=ribbons.way.astype(np.uint8),
        ribbon_tint=ribbon_tint.astype(np.int16),
        ribbon_title=Texts.of(
            f"{names[a]} → {names[b]}: {items:,} item{'s' if items != 1 else ''}"
            + (f" · size {size:,}" if table.measure == "size" else "")
            + f" · {WAYS[Way(way)]}"
            for (a, b), items, size, way in zip(
                ends.tolist(), ribbons.items.tolist(), ribbons.size[:, 1].tolist(), ribbons.way.tolist(), strict=True
            )
        ),
        stream_starts=ribbons.starts,
        stream=ribbons.stream,
        caption=caption,
    )


@dataclasses.dataclass(frozen=True)
class _FlowSide:
    """The bars of one side in their order, left to right.

    Attributes
    ----------
    change
        Whether it is the change side.
    units
        The units of each bar.
    size
        (bars,) int64.
    bar
        (units,) int64: the bar of each unit.
    names, tint
        Of the units.
    growth
        (units,) int64: how much larger each is than what became it; None for the base.
    """

    change: bool
    units: list[list[int]]
    size: Longs
    bar: Longs
    names: list[str]
    tint: Int16s
    growth: Longs | None


def _bars(table: Streams, width: float) -> tuple[_FlowSide, _FlowSide]:
    """Group the small units of both sides by their main partner, and order the bars."""
    sizes, links = (table.base_sizes, table.change_sizes), (table.base_unit, table.change_unit)
    large = [size * width >= max(int(size.sum()), 1) * LEAST_BAR for size in sizes]
    partner = [
        _partners(links[side], links[1 - side], table.size[:, side], len(sizes[side]), len(sizes[1 - side]))
        for side in (0, 1)
    ]
    bars = []
    for side in (0, 1):
        groups: dict[tuple[int, int], list[int]] = {}
        for unit, (big, other) in enumerate(zip(large[side].tolist(), partner[side].tolist(), strict=True)):
            key = (0, unit) if big else (1, other if other >= 0 and large[1 - side][other] else -1)
            groups.setdefault(key, []).append(unit)
        bars.append(list(groups.values()))
    # The side with fewer bars keeps the order of its units; the other follows it.
    leader = 0 if len(bars[0]) < len(bars[1]) else 1
    bars[leader].sort(key=lambda units: (len(units) > 1, units[0]))
    follower = 1 - leader
    bars[follower] = _order_by_partner(table, bars[follower], _number(bars[leader], len(sizes[leader])), follower)
    growth = table.change_sizes.copy()
    stays = table.way != Way.MOVED
    np.subtract.at(growth, table.change_unit[stays], table.base_sizes[table.base_unit[stays]])
    names = (table.base_names.tolist(), table.change_names.tolist())
    tints = (table.base_tint, table.change_tint)
    made = [
        _FlowSide(
            change=bool(side),
            units=bars[side],
            size=np.array([int(sizes[side][units].sum()) for units in bars[side]], np.int64),
            bar=_number(bars[side], len(sizes[side])),
            names=names[side],
            tint=tints[side],
            growth=growth if side else None,
        )
        for side in (0, 1)
    ]
    return made[0], made[1]


def _order_by_partner(table: Streams, bars: list[list[int]], place: Longs, side: int) -> list[list[int]]:
    """Order bars as their partners on the other side stand: matched units, else the middle of all partners.

    Parameters
    ----------
    bars
        Of the side that follows.
    place
        (units of the other side,) int64: the bar of each.
    side
        0 if the base follows, 1 if the change does.
    """
    links = (table.base_unit, table.change_unit)
    units = len((table.base_sizes, table.change_sizes)[side])
    own, there = _number(bars, units)[links[side]], place[links[1 - side]].astype(np.float64)
    # What stayed or merged decides, however much moved elsewhere, so that wide ribbons do not cross.
    weight = (table.size[:, side] + 1e-6) * np.where(table.way == Way.MOVED, 1e-9, 1.0)
    total = np.bincount(own, weight, len(bars))
    middle = np.bincount(own, weight * there, len(bars)) / np.where(total > 0, total, 1.0)
    key = np.where(total > 0, middle, np.inf).round(3).tolist()
    stays = np.bincount(own, table.way == Way.STAYED, len(bars)).tolist()
    return [bars[k] for k in sorted(range(len(bars)), key=lambda k: (key[k], not stays[k], len(bars[k]) > 1, k))]


def _partners(unit: Ints, other: Ints, weight: Longs, units: int, others: int) -> Longs:
    """Return (units,) int64: the unit of the other side with which each shares the most, -1 for none."""
    found = np.full(units, -1, np.int64)
    order = np.lexsort((-other, weight))
    found[unit[order]] = other[order]
    del others
    return found


def _number(bars: list[list[int]], units: int) -> Longs:
    """Return (units,) int64: the bar of each unit."""
    number = np.full(units, -1, np.int64)
    for bar, members in enumerate(bars):
        number[members] = bar
    return number


def _scale(side: _FlowSide, width: float) -> float:
    """Return the pixels per size at which all bars of a side fit, however thin some would be."""
    count = len(side.units)
    room = width - max(count - 1, 0) * GAP - count * THINNEST
    return max(room, 1.0) / max(int(side.size.sum()), 1)


def _places(side: _FlowSide, scale: float, width: float, y: float) -> Floats:
    """Return (bars, 4) float64: bars in a row, spread over the width; a single one stands in the middle."""
    wide = np.maximum(side.size * scale, THINNEST)
    count = len(wide)
    spare = max(width - float(wide.sum()), 0.0)
    gap = spare / (count - 1) if count > 1 else 0.0
    left = np.cumsum(wide) - wide + np.arange(count) * gap + (spare / 2 if count == 1 else 0.0)
    return np.column_stack([left, np.full(count, y), left + wide, np.full(count, y + BAR)])


@dataclasses.dataclass(frozen=True, eq=False)
class _Ribbons(Columns):
    """Ribbons in the order to paint; columns as in `Flow`, `ends` counting the bars of each side from 0."""

    edge: Floats
    ends: Ints
    way: Longs
    size: Longs
    items: Longs
    starts: Longs
    stream: Ints


def _ribbons(table: Streams, sides: tuple[_FlowSide, _FlowSide], placed: list[Floats], scale: float) -> _Ribbons:
    """Gather streams between the same bars that went the same way, and find both ends of each ribbon."""
    a, b = sides[0].bar[table.base_unit], sides[1].bar[table.change_unit]
    width = max(len(sides[1].units), 1)
    keys, which = np.unique((a * width + b) * len(Way) + table.way, return_inverse=True)
    way, pair = keys % len(Way), keys // len(Way)
    first, last = pair // width, pair % width
    size = np.zeros((len(keys), 2), np.int64)
    np.add.at(size, which, table.size)
    items = np.bincount(which, np.diff(table.starts), len(keys)).astype(np.int64)
    edge = np.empty((len(keys), 4))
    for side, (own, other) in enumerate(((first, last), (last, first))):
        thick = size[:, side] * scale
        order = np.lexsort((way, other, own))
        before = np.cumsum(thick[order]) - thick[order]
        head = np.searchsorted(own[order], np.arange(len(sides[side].units)))
        start = before - np.append(before, 0.0)[head][own[order]] + placed[side][own[order], 0]
        edge[order, 2 * side] = start
        edge[order, 2 * side + 1] = start + np.maximum(thick[order], THREAD)
    order = np.lexsort((-size.max(axis=1), way)) if len(keys) else np.empty(0, np.int64)
    rank = np.empty(len(keys), np.int32)
    rank[order] = np.arange(len(keys), dtype=np.int32)
    stream = np.argsort(rank[which], kind="stable").astype(np.int32)
    return _Ribbons(
        edge=edge[order],
        ends=np.column_stack([first, last])[order].astype(np.int32).reshape(-1, 2),
        way=way[order],
        size=size[order],
        items=items[order],
        starts=starts_of(rank[which][stream], len(keys)),
        stream=stream,
    )


def _bar_tints(side: _FlowSide) -> Int16s:
    return np.array([side.tint[units[0]] if len(units) == 1 else -1 for units in side.units], np.int16)


@dataclasses.dataclass(frozen=True)
class _BarTexts:
    """The texts of one side's bars: beside them, in tooltips, and in ribbons' tooltips."""

    label: list[str]
    note: list[str]
    title: list[str]
    spoken: list[str]


def _texts(table: Streams, side: _FlowSide, box: Floats, width: float) -> _BarTexts:
    """Write names and figures, each no wider than to the next bar."""
    ends = [*box[1:, 0].tolist(), width + GAP] if len(box) else []
    unit = "size " if table.measure == "size" else ""
    what = "" if table.measure == "size" else " items"
    texts = _BarTexts([], [], [], [])
    for units, size, left, end in zip(side.units, side.size.tolist(), box[:, 0].tolist(), ends, strict=True):
        room = end - left - GAP
        several = len(units) > 1
        names = [side.names[k] for k in units]
        grown = 0 if several or side.growth is None else int(side.growth[units[0]])
        delta = f" ({grown:+,})".replace("-", "−") if grown else ""
        spoken = f"{len(units):,} small units" if several else names[0]
        choices = (spoken, f"{len(units):,} units") if several else _shorter(spoken, room)
        texts.label.append(next((text for text in choices if text_width(text) * NAME <= room), ""))
        # A figure without a name would be taken for a number of units.
        notes = (f"{size:,}{delta}", f"{size:,}") if texts.label[-1] else ()
        texts.note.append(next((text for text in notes if text_width(text) * NOTE <= room), ""))
        listed = f": {', '.join(names[:NAMED])}{' …' if len(names) > NAMED else ''}" if several else ""
        texts.title.append(f"{spoken}{listed} · {unit}{size:,}{what}{delta}")
        texts.spoken.append(spoken)
    return texts


def _shorter(name: str, room: float) -> tuple[str, ...]:
    """Return a unit's name in shorter and shorter forms: of a path its end, of "cgu.07" the number."""
    return (name, shorten(name, room / NAME)) if "::" in name else (name, name.removeprefix("cgu."))
