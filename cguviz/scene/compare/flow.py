r"""The flow of sizes from base units to change units: its data, and the strip that shows it.

```
streams(comparison, …)     which unit gave how much to which, and by which items     once for each comparison
flow(streams, width, …)    bars and ribbons for a strip of some size                 whenever the window changes

  name   12 small units   name                 labels of the base, above its bars
  ████   ███              ██████               base: bars as wide as sizes
   \ \     \ \___          / /
    \ \     \    \        / /                  ribbons: stayed, merged, moved
  ██████   ██████  ████████                    change
  name     name    name                        labels of the change, below
```

Small units share a bar with those that go (or come) the same way, so 389 units against 16 can be read. Parts of a bar
without a ribbon are on one side only: copies and items that the other side does not have.
"""

from __future__ import annotations

import dataclasses
from enum import IntEnum

import numpy as np

from cguviz.model.columns import Bytes, Columns, Floats, Int16s, Ints, Longs, expand, starts_of
from cguviz.model.comparison import Comparison, Fate, Union
from cguviz.model.texts import Texts
from cguviz.scene.compare.units import UnitNames


class Way(IntEnum):
    """The ways in which items came from one unit to another."""

    STAYED = 0
    """The units are matched."""
    MERGED = 1
    """The whole base unit went into this one."""
    MOVED = 2
    """They left their unit."""


@dataclasses.dataclass(frozen=True, eq=False)
class Streams(Columns):
    """The streams of items between the units of both sides.

    Attributes
    ----------
    base_names, change_names
        Units as shown.
    base_tint, change_tint
        (units,) int16: the colour number of the module that most of the unit's root items are of.
    base_sizes, change_sizes
        (units,) int64: size estimates; numbers of placements where a side knows no sizes (`measure`).
    base_unit, change_unit
        (k,) int32 units of each stream, ordered by both.
    size
        (k, 2) int64: what leaves the base unit and what arrives, in the measure.
    way
        (k,) uint8 `Way`.
    starts, item
        (k + 1,) int64 and (m,) int32: the items of each stream.
    measure
        "size" or "items".
    """

    base_names: Texts
    change_names: Texts
    base_tint: Int16s
    change_tint: Int16s
    base_sizes: Longs
    change_sizes: Longs
    base_unit: Ints
    change_unit: Ints
    size: Longs
    way: Bytes
    starts: Longs
    item: Ints
    measure: str

    def __len__(self) -> int:
        return len(self.base_unit)


def streams(comparison: Comparison, both: Union, *, names: UnitNames) -> Streams:
    """Find the streams of items between units.

    Parameters
    ----------
    comparison, both
        What is compared, and its union: what shares a slot flows.
    names
        Of the units of both sides, and their tints.
    """
    base, change = comparison.base, comparison.change
    sized = all(len(side) == 0 or int(side.size.max()) > 0 for side in (base, change))
    weights = [np.maximum(side.size, 0) if sized else np.ones(len(side), np.int64) for side in (base, change)]
    at_base, at_change = _placement_pairs(comparison, both)
    units = max(len(change.units), 1)
    key = base.unit[at_base].astype(np.int64) * units + change.unit[at_change]
    pairs, which = np.unique(key, return_inverse=True)
    source, goal = (pairs // units).astype(np.int32), (pairs % units).astype(np.int32)
    size = np.zeros((len(pairs), 2), np.int64)
    np.add.at(size[:, 0], which, weights[0][at_base])
    np.add.at(size[:, 1], which, weights[1][at_change])
    order = np.argsort(which, kind="stable")
    lives_on = comparison.heir[source] == goal
    way = np.where(comparison.match[source] == goal, Way.STAYED, np.where(lives_on, Way.MERGED, Way.MOVED))
    return Streams(
        base_names=Texts.of(names.base),
        change_names=Texts.of(names.change),
        base_tint=np.array(names.tint, np.int16),
        change_tint=np.array(names.change_tint, np.int16),
        base_sizes=_unit_sums(base.unit, weights[0], len(base.units)),
        change_sizes=_unit_sums(change.unit, weights[1], len(change.units)),
        base_unit=source,
        change_unit=goal,
        size=size,
        way=way.astype(np.uint8),
        starts=starts_of(which[order].astype(np.int32), len(pairs)),
        item=base.item[at_base][order],
        measure="size" if sized else "items",
    )


def _placement_pairs(comparison: Comparison, both: Union) -> tuple[Longs, Longs]:
    """Return pairs of placements of base and change: in one slot, or root items that moved."""
    slots = len(both.slots)
    at = np.full((2, slots), -1, np.int64)
    at[0, both.base_slot] = np.arange(len(both.base_slot))
    at[1, both.change_slot] = np.arange(len(both.change_slot))
    shared = np.flatnonzero((at >= 0).all(axis=0))
    moved = comparison.fate == Fate.MOVED
    ends = []
    for side in (comparison.base, comparison.change):
        rows = np.flatnonzero(moved[side.item] & ~side.inlined)[::-1]
        first = np.full(len(moved), -1, np.int64)
        first[side.item[rows]] = rows
        ends.append(first[moved])
    both_ends = (ends[0] >= 0) & (ends[1] >= 0)
    return (
        np.concatenate([at[0, shared], ends[0][both_ends]]),
        np.concatenate([at[1, shared], ends[1][both_ends]]),
    )


def _unit_sums(unit: Ints, weight: Longs, units: int) -> Longs:
    """Add up weights by unit."""
    total = np.zeros(units, np.int64)
    np.add.at(total, unit, weight)
    return total


@dataclasses.dataclass(frozen=True, eq=False)
class Flow(Columns):
    """A flow strip: bars and ribbons in world units, which are pixels of the size asked for.

    Attributes
    ----------
    width, height
        Of the strip; labels included.
    box
        (n, 4) float64 bars x0, y0, x1, y1; those of the base first.
    change
        (n,) uint8: 0 base, 1 change.
    label, note
        (n,) texts beside the bar, already as short as their room; "" where there is none.
    title
        (n,) texts of tooltips: names and figures.
    name
        (n,) the unit of each bar, or how many there are.
    tint
        (n,) int16 colour number, -1 where the bar stands for several units.
    unit_starts, unit
        (n + 1,) int64 and (units of both sides,) int32: the units of each bar.
    ribbon
        (r, 4) float64: left and right end at the base, left and right end at the change; from `top` to `bottom`.
        In the order to paint: what moved last.
    top, bottom
        y of the ribbons' ends.
    ends
        (r, 2) int32 bars.
    way
        (r,) uint8 `Way`: looks differ.
    ribbon_tint
        (r,) int16: that of the base bar, else of the change bar.
    ribbon_title
        (r,) what a tooltip says.
    stream_starts, stream
        (r + 1,) int64 and (streams,) int32: rows of `Streams` in each ribbon.
    caption
        What is compared, and what the widths mean; one line each.
    """

    width: float
    height: float
    box: Floats
    change: Bytes
    label: Texts
    note: Texts
    title: Texts
    name: Texts
    tint: Int16s
    unit_starts: Longs
    unit: Ints
    ribbon: Floats
    top: float
    bottom: float
    ends: Ints
    way: Bytes
    ribbon_tint: Int16s
    ribbon_title: Texts
    stream_starts: Longs
    stream: Ints
    caption: tuple[str, ...]


STEPS = 16
"""Pieces of a ribbon's side as a polygon."""


def polygons(flow: Flow) -> Floats:
    """Return (r, 2 * (STEPS + 1), 2) float64: the outline of each ribbon."""
    part = np.linspace(0.0, 1.0, STEPS + 1)
    ease = part * part * (3 - 2 * part)
    start, end = flow.ribbon[:, :2], flow.ribbon[:, 2:]
    x = start[:, :, None] + (end - start)[:, :, None] * ease
    y = np.broadcast_to(flow.top + (flow.bottom - flow.top) * part, x.shape[::2])
    left, right = np.stack([x[:, 0], y], axis=2), np.stack([x[:, 1], y], axis=2)
    return np.concatenate([left, right[:, ::-1]], axis=1)


@dataclasses.dataclass(frozen=True)
class FlowHit:
    """Rows of a flow's tables, -1 for none."""

    bar: int = -1
    ribbon: int = -1


def hit(flow: Flow, x: float, y: float, *, reach: float = 1.5) -> FlowHit:
    """Find the bar or ribbon at a point; where ribbons overlap, the last one painted.

    Parameters
    ----------
    reach
        How far beside a ribbon still counts: many are thinner than a pointer can be held.
    """
    box = flow.box
    bars = np.flatnonzero((box[:, 0] - reach <= x) & (x <= box[:, 2] + reach) & (box[:, 1] <= y) & (y <= box[:, 3]))
    if len(bars):
        nearest = np.abs(box[bars][:, [0, 2]].mean(axis=1) - x).argmin()
        return FlowHit(bar=int(bars[nearest]))
    part = (y - flow.top) / (flow.bottom - flow.top)
    if not 0 <= part <= 1:
        return FlowHit()
    ease = part * part * (3 - 2 * part)
    here = flow.ribbon[:, :2] + (flow.ribbon[:, 2:] - flow.ribbon[:, :2]) * ease
    inside = np.flatnonzero((here[:, 0] <= x) & (x <= here[:, 1]))
    if not len(inside):
        inside = np.flatnonzero((here[:, 0] - reach <= x) & (x <= here[:, 1] + reach))
    return FlowHit(ribbon=int(inside[-1])) if len(inside) else FlowHit()


def items_of(flow: Flow, table: Streams, ribbon: int) -> Ints:
    """Return (m,) int32: the items of a ribbon, ascending."""
    rows = flow.stream[flow.stream_starts[ribbon] : flow.stream_starts[ribbon + 1]]
    _, members = expand(table.starts, rows)
    return np.unique(table.item[members])
