"""Codegen units and the placements of items in them at one stage of partitioning."""

from __future__ import annotations

import dataclasses
from enum import IntEnum

import numpy as np

from cguviz.model.columns import Bools, Bytes, Columns, Ints, Longs, expand, starts_of
from cguviz.model.texts import Texts
from cguviz.model.uses import Uses


class Mode(IntEnum):
    """The ways in which an item is in a unit."""

    ROOT = 0
    INLINED = 1


LINKAGES = (
    "",
    "External",
    "Internal",
    "Available",
    "OnceAny",
    "OnceODR",
    "WeakAny",
    "WeakODR",
    "Appending",
    "Private",
    "ExternalWeak",
    "Common",
)
"""rustc's names of linkages; the first stands for "not known"."""

VISIBILITIES = ("", "Default", "Hidden", "Protected")


@dataclasses.dataclass(frozen=True, eq=False)
class Partition(Columns):
    """One stage: units, and one placement for each (item, unit), ordered by unit.

    Attributes
    ----------
    stage
        The label of the dump (PLACE, MERGE, INTERNALIZE, …) or the name of a what-if.
    units
        (u,) unit names in the order of the dump.
    starts
        (u + 1,) int64: placements `starts[k]:starts[k + 1]` are in unit `k`.
    item
        (p,) int32, in the order of the dump inside a unit.
    mode
        (p,) uint8 `Mode`.
    linkage
        (p,) uint8, index into `LINKAGES`.
    visibility
        (p,) uint8, index into `VISIBILITIES`.
    size
        (p,) int64 size estimate of the placement; -1 where not known.
    """

    stage: str
    units: Texts
    starts: Longs
    item: Ints
    mode: Bytes
    linkage: Bytes
    visibility: Bytes
    size: Longs

    def __len__(self) -> int:
        return len(self.item)

    @property
    def unit(self) -> Ints:
        """(p,) int32: the unit of each placement, ascending."""
        return np.repeat(np.arange(len(self.units), dtype=np.int32), np.diff(self.starts))

    @property
    def inlined(self) -> Bools:
        """(p,) whether each placement is a copy of an inlined item."""
        return np.equal(self.mode, Mode.INLINED)

    @property
    def unit_sizes(self) -> Longs:
        """(u,) int64: the sum of the size estimates of each unit; unknown sizes count as 0."""
        total = np.zeros(len(self.item) + 1, np.int64)
        np.cumsum(np.maximum(self.size, 0), out=total[1:])
        return total[self.starts[1:]] - total[self.starts[:-1]]

    def copies(self, items: int) -> Ints:
        """Return (items,) int32: the number of placements of each item."""
        return np.bincount(self.item, minlength=items).astype(np.int32)


@dataclasses.dataclass(frozen=True, eq=False)
class PlacedUses(Columns):
    """Uses between placements, which can be drawn as lines.

    A copy of the user uses the copy of the used item in its own unit where there is one (inside); else the use
    is cut, and goes to the item's root, or to its first copy if it has no root. Uses of items that are placed
    nowhere are left out.

    Attributes
    ----------
    source, target
        (k,) int32 placements, ordered by source.
    use
        (k,) int32 row of `Uses`.
    cut
        (k,) bool: source and target are in different units.
    """

    source: Ints
    target: Ints
    use: Ints
    cut: Bools


def placed_uses(partition: Partition, uses: Uses) -> PlacedUses:
    """Connect the placements of a partition by the uses of their items.

    Parameters
    ----------
    partition, uses
        Of the same items.
    """
    items = len(uses.starts) - 1
    unit = partition.unit
    source, use = expand(uses.starts, partition.item)
    used = uses.used[use].astype(np.int64)
    key = unit.astype(np.int64) * items + partition.item
    order = np.argsort(key, kind="stable")
    wanted = unit[source].astype(np.int64) * items + used
    slot = np.searchsorted(key[order], wanted)
    near = np.append(order, 0)[slot]
    inside = (slot < len(key)) & (key[near] == wanted) if len(key) else np.zeros(len(use), np.bool_)
    home = np.full(items, -1, np.int64)
    # Written last wins: later copies first, then earlier ones, then roots.
    for rows in (np.arange(len(key))[::-1], np.flatnonzero(partition.mode != Mode.INLINED)[::-1]):
        home[partition.item[rows]] = rows
    target = np.where(inside, near, home[used])
    kept = target >= 0
    return PlacedUses(
        source[kept].astype(np.int32), target[kept].astype(np.int32), use[kept].astype(np.int32), ~inside[kept]
    )


def partition_of(
    stage: str,
    units: Texts,
    unit: Ints,
    item: Ints,
    mode: Bytes,
    linkage: Bytes,
    visibility: Bytes,
    size: Longs,
) -> Partition:
    """Build a partition from placements in any order; the order inside a unit is kept."""
    order = np.argsort(unit, kind="stable")
    return Partition(
        stage=stage,
        units=units,
        starts=starts_of(unit[order], len(units)),
        item=item[order],
        mode=mode[order],
        linkage=linkage[order],
        visibility=visibility[order],
        size=size[order],
    )
