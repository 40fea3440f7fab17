"""The figures of every level of the outline: units, the modules in them, the placements."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.columns import Columns, Ints, Longs
from cguviz.model.items import Items
from cguviz.model.partition import Partition


@dataclasses.dataclass(frozen=True, eq=False)
class Totals(Columns):
    """Size estimate, items, copies and LLVM instructions, in this order.

    Attributes
    ----------
    unit, block, row
        (4, u), (4, m) and (4, p) int64. Copies are, for units and blocks, how many of their items are inlined;
        for a placement, how many units hold its item. -1 where not known.
    """

    unit: Longs
    block: Longs
    row: Longs


def totals(items: Items, partition: Partition, copies: Ints, rows: Longs, block_starts: Longs) -> Totals:
    """Add up the figures.

    Parameters
    ----------
    items, partition
        Of one stage.
    copies
        (n,) int32 placements of each item.
    rows, block_starts
        (p,) and (m + 1,) int64: the placements of each block, as in `Survey`.
    """
    instructions = items.instructions[partition.item]
    ones = np.ones(len(partition), np.int64)
    summed = np.stack([partition.size, ones, partition.inlined.astype(np.int64), instructions])
    row = np.stack([partition.size, ones, copies[partition.item].astype(np.int64), instructions])
    return Totals(_sum(summed, partition.starts), _sum(summed[:, rows], block_starts), row)


def _sum(values: Longs, starts: Longs) -> Longs:
    """Add the columns of each group; a group of which nothing is known stays -1."""
    added = np.zeros((len(values), values.shape[1] + 1), np.int64)
    np.cumsum(np.maximum(values, 0), axis=1, out=added[:, 1:])
    known = np.zeros_like(added)
    np.cumsum(values >= 0, axis=1, out=known[:, 1:])
    total = added[:, starts[1:]] - added[:, starts[:-1]]
    return np.where(known[:, starts[1:]] > known[:, starts[:-1]], total, -1)
