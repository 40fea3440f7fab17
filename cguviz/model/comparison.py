r"""A comparison of two partitions: items that stayed, merged, moved, came and went.

```
base units      b0   b1   b2   b3        match: b0–c0, b3–c1 (most shared size, one to one)
                  \  |     |    |        b1 went wholly into c0: merged
change units        c0 ····┼···c1        b2's roots went to c0 and c1: moved
```
"""

from __future__ import annotations

import dataclasses
from enum import IntEnum

import numpy as np

from cguviz.model.columns import Bools, Bytes, Columns, Ints, Longs
from cguviz.model.items import Items
from cguviz.model.layout import Slots
from cguviz.model.partition import Partition
from cguviz.model.texts import Texts
from cguviz.model.uses import Uses


class Fate(IntEnum):
    """The fate of an item between two partitions."""

    ABSENT = 0
    """Placed on neither side."""
    SAME = 1
    """A root on both sides, and its unit is matched with the one it was in."""
    MERGED = 2
    """A root on both sides whose whole unit went into another."""
    MOVED = 3
    """A root on both sides that left its unit."""
    COPIED = 4
    """On both sides, and inlined on at least one: its copies are compared one by one."""
    ADDED = 5
    REMOVED = 6


@dataclasses.dataclass(frozen=True, eq=False)
class Comparison(Columns):
    """The comparison of two partitions over one common table of items.

    Attributes
    ----------
    items
        (n,) the items of both sides; facts are the change side's where both have them.
    base, change
        The partitions; their `item` columns point into `items`.
    base_uses, change_uses
        Uses between `items`; None where a side has none.
    match
        (base units,) int32: the change unit with which most size is shared, one to one; -1 for none.
    heir
        (base units,) int32: where the unit lives on: its match, or the change unit it was merged into; -1 where
        its items were scattered.
    fate
        (n,) uint8 `Fate`.
    home_base, home_change
        (n,) int32: the unit of each item's root placement; -1 for none.
    dropped
        (base placements,) bool: copies of an inlined item that the change has no more.
    added
        (change placements,) bool: copies of an inlined item that the base did not have.
    """

    items: Items
    base: Partition
    change: Partition
    base_uses: Uses | None
    change_uses: Uses | None
    match: Ints
    heir: Ints
    fate: Bytes
    home_base: Ints
    home_change: Ints
    dropped: Bools
    added: Bools

    @property
    def merged(self) -> Bools:
        """(base units,) bool: the unit went wholly into a change unit that is matched with another."""
        return (self.match < 0) & (self.heir >= 0)

    @property
    def kin(self) -> bool:
        """Whether any item is on both sides."""
        return bool(np.isin(self.fate, (Fate.SAME, Fate.MERGED, Fate.MOVED, Fate.COPIED)).any())


@dataclasses.dataclass(frozen=True, eq=False)
class Union(Columns):
    """The slots of both panes of a comparison: the places of either side, once each.

    Attributes
    ----------
    slots
        Units are the change units, then the base units without heir ("gone"). Where a change unit is the heir of
        two or more base units, each of these is an inner unit of it.
    base_slot, change_slot
        (placements,) int32: the slot of each placement of either side.
    inner_base
        (inner units,) int32: the base unit of each inner unit.
    unit_base
        (units,) int32: the base unit that a unit is drawn for on the base side, where it is not drawn as inner
        units; -1 for none.
    unit_change
        (units,) int32: the change unit; -1 for units that are gone.
    """

    slots: Slots
    base_slot: Ints
    change_slot: Ints
    inner_base: Ints
    unit_base: Ints
    unit_change: Ints


def union(comparison: Comparison) -> Union:
    """Lay both sides over one another, so that a placement has the same slot on both sides unless it moved."""
    base, change = comparison.base, comparison.change
    gone = np.flatnonzero(comparison.heir < 0)
    place = comparison.heir.astype(np.int64)
    place[gone] = len(change.units) + np.arange(len(gone))
    units = Texts.of_bytes(change.units.tobytes() + base.units.take(gone).tobytes())
    shared = np.bincount(place, minlength=len(units)) > 1
    nested = np.flatnonzero(shared[place])
    nested = nested[np.argsort(place[nested], kind="stable")]
    inner = np.full(len(base.units), -1, np.int64)
    inner[nested] = np.arange(len(nested))

    count = max(len(comparison.items), 1)
    base_unit, change_unit = base.unit, change.unit
    # A base placement is (unit, inner, item); a change placement takes the place of a base placement of the same
    # item in the same unit (the first, where merged units each had a copy), else a new one without inner unit.
    base_key = place[base_unit] * count + base.item
    change_key = change_unit.astype(np.int64) * count + change.item
    order = np.argsort(base_key, kind="stable")
    spot = np.searchsorted(base_key[order], change_key)
    taken = np.append(order, 0)[spot]
    known = (spot < len(order)) & (np.append(base_key, -1)[taken] == change_key)
    fresh = np.flatnonzero(~known)

    unit = np.concatenate([place[base_unit], change_unit[fresh]]).astype(np.int32)
    within = np.concatenate([inner[base_unit], np.full(len(fresh), -1)]).astype(np.int32)
    item = np.concatenate([base.item, change.item[fresh]]).astype(np.int32)
    # A place is that of a copy if the item is inlined wherever it stands there.
    inlined = np.concatenate([base.inlined, change.inlined[fresh]])
    inlined[taken[known]] &= change.inlined[known]
    sides = np.concatenate([np.full(len(base), 1), np.full(len(fresh), 2)]).astype(np.uint8)
    sides[taken[known]] = 3

    rows = np.lexsort((item, within, unit))
    slot = np.empty(len(rows), np.int32)
    slot[rows] = np.arange(len(rows), dtype=np.int32)
    change_slot = np.empty(len(change), np.int32)
    change_slot[known] = slot[taken[known]]
    change_slot[fresh] = slot[len(base) + np.arange(len(fresh))]
    alone = np.full(len(units), -1, np.int32)
    single = np.flatnonzero(~shared[place])
    alone[place[single]] = single
    return Union(
        slots=Slots(
            units=units, unit=unit[rows], inner=within[rows], item=item[rows], inlined=inlined[rows], sides=sides[rows]
        ),
        base_slot=slot[: len(base)],
        change_slot=change_slot,
        inner_base=nested.astype(np.int32),
        unit_base=alone,
        unit_change=np.concatenate([np.arange(len(change.units)), np.full(len(gone), -1)]).astype(np.int32),
    )


@dataclasses.dataclass(frozen=True, eq=False)
class Moves(Columns):
    """The root items that left their unit, the largest first.

    Attributes
    ----------
    item
        (m,) int32.
    origin, goal
        (m,) int32: the base unit and the change unit.
    size
        (m,) int64 size estimate on the change side.
    made_internal
        (m,) int64: uses of or by the item that were cut before and are inside a unit now, less the reverse;
        only uses between items that are roots on both sides. 0 where a side knows no uses.
    copies
        (m,) int64: copies of inlined items that the change side gained, less those it lost, among the items that
        this one uses directly.
    """

    item: Ints
    origin: Ints
    goal: Ints
    size: Longs
    made_internal: Longs
    copies: Longs
