"""Effects of an edge: the root items that move and the calls that turn when unmerged units are united otherwise."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.analysis.comparison import assign
from cguviz.model.columns import Columns, Ints, Longs
from cguviz.model.items import Items
from cguviz.model.partition import Partition, placed_uses
from cguviz.model.uses import Uses

Grouping = frozenset[frozenset[int]]
"""Units of an unmerged partition that end in one unit, for all units."""


@dataclasses.dataclass(frozen=True, eq=False)
class UnmergedRoots(Columns):
    """The roots of an unmerged partition and the calls between its units.

    Attributes
    ----------
    roots, size
        (u,) int64 root items of each unit, and their size estimates.
    caller, callee
        (k,) int32 pairs of different units with calls from the first to the second.
    calls
        (k,) int64 uses of functions by functions between them; none where the capture does not tell the uses.
    """

    roots: Longs
    size: Longs
    caller: Ints
    callee: Ints
    calls: Longs


def ground_of(partition: Partition, items: Items, uses: Uses | None) -> UnmergedRoots:
    """Count the roots of each unit and the calls between units.

    Parameters
    ----------
    partition
        Unmerged.
    items, uses
        Of the same capture.
    """
    units = len(partition.units)
    unit, root = partition.unit, ~partition.inlined
    roots = np.bincount(unit[root], minlength=units)
    size = np.bincount(unit[root], np.maximum(partition.size[root], 0), units).astype(np.int64)
    pair, calls = np.empty(0, np.int64), np.empty(0, np.int64)
    if uses is not None:
        placed = placed_uses(partition, uses.between_functions(items))
        crossing = unit[placed.source[placed.cut]].astype(np.int64) * units + unit[placed.target[placed.cut]]
        pair, calls = np.unique(crossing, return_counts=True)
    caller, callee = (pair // max(units, 1)).astype(np.int32), (pair % max(units, 1)).astype(np.int32)
    return UnmergedRoots(roots=roots, size=size, caller=caller, callee=callee, calls=calls)


def effect(ground: UnmergedRoots, before: Grouping, after: Grouping) -> tuple[int, int]:
    """Count the root items that change their unit, and the calls that become cut or inside.

    Units are matched one to one so that the most root size is shared, as in `cguviz.analysis.comparison`.

    Parameters
    ----------
    ground
        As `ground_of` gives it.
    before, after
        How its units are united.
    """
    old, new = _numbered(before, len(ground.roots)), _numbered(after, len(ground.roots))
    match = assign(old, new, ground.size + 1, len(before), len(after))
    moved = int(ground.roots[match[old] != new].sum())
    was, becomes = old[ground.caller] == old[ground.callee], new[ground.caller] == new[ground.callee]
    return moved, int(ground.calls[was != becomes].sum())


def _numbered(grouping: Grouping, units: int) -> Ints:
    """Return (units,) int32: the number of the group of each unit."""
    number = np.zeros(units, np.int32)
    for row, members in enumerate(sorted(grouping, key=min)):
        number[list(members)] = row
    return number
