"""Boxes made of slots: items that stack or fold, and the cell in which each box lies.

A cell is what gets one picture of its own: the part of a unit outside its inner units, or one inner unit. Units,
cells, boxes and items are numbered canonically here (by name, by rank), so that all that follows cannot depend on
the order of a file.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.layout.call_order import Program
from cguviz.layout.places import UnitUses
from cguviz.model.columns import Bools, Floats, Ints, Longs, expand
from cguviz.model.layout import Slots
from cguviz.model.paths.table import Paths


@dataclasses.dataclass(frozen=True)
class Cells:
    """Cells for boxes: units, and the inner units inside them.

    Attributes
    ----------
    unit
        (c,) int32 canonical unit, ascending; the first cell of a unit is the unit itself, in which the others lie.
    inner
        (c,) int32 inner unit as numbered in the slots, -1 for the first cell of a unit.
    unit_order
        (u,) int64: the unit of the slots behind each canonical unit.
    """

    unit: Ints
    inner: Ints
    unit_order: Longs

    def __len__(self) -> int:
        return len(self.unit)


@dataclasses.dataclass(frozen=True)
class Boxes:
    """Boxes in canonical order: by cell, then by the rank of their first item.

    Attributes
    ----------
    cell
        (b,) int32, ascending.
    module, depth, order
        (b,) int32, int32, float64: of the first item, the least, the mean.
    copy
        (b,) bool: an inlined copy (a stack holds copies only or none).
    slot_box
        (s,) int32 box of each slot, -1 where folded away.
    slot_cell
        (s,) int32.
    """

    cell: Ints
    module: Ints
    depth: Ints
    order: Floats
    copy: Bools
    slot_box: Ints
    slot_cell: Ints

    def __len__(self) -> int:
        return len(self.cell)


def cells_of(slots: Slots, paths: Paths) -> tuple[Cells, Ints]:
    """Return the cells of all units, and the cell of each slot.

    Returns
    -------
    cells, slot_cell
        `slot_cell` is (s,) int32.
    """
    names = slots.units.tolist()
    unit_order = np.array(sorted(range(len(names)), key=names.__getitem__), np.int64)
    canonical = np.empty(len(names), np.int32)
    canonical[unit_order] = np.arange(len(names), dtype=np.int32)
    unit = canonical[slots.unit] if len(slots) else np.empty(0, np.int32)
    inners = int(slots.inner.max(initial=-1)) + 1
    inner_unit = np.zeros(inners, np.int32)
    inner_first = np.full(inners, np.iinfo(np.int64).max)
    nested = np.flatnonzero(slots.inner >= 0)
    inner_unit[slots.inner[nested]] = unit[nested]
    np.minimum.at(inner_first, slots.inner[nested], paths.rank[slots.item[nested]])
    all_unit = np.concatenate([np.arange(len(names)), inner_unit])
    all_first = np.concatenate([np.full(len(names), -1), inner_first])
    order = np.lexsort((all_first, all_unit))
    number = np.empty(len(order), np.int32)
    number[order] = np.arange(len(order), dtype=np.int32)
    cells = Cells(
        all_unit[order].astype(np.int32),
        np.where(order >= len(names), order - len(names), -1).astype(np.int32),
        unit_order,
    )
    return cells, np.where(slots.inner >= 0, number[len(names) + slots.inner], number[unit]).astype(np.int32)


def boxes_of(slots: Slots, paths: Paths, program: Program, slot_cell: Ints, *, stacks: bool, kept: Bools) -> Boxes:
    """Build the boxes of the slots: one for each slot, or for each stack of slots.

    Parameters
    ----------
    slots, paths, program
        Of the same items; the program in the order of `paths.rank`.
    slot_cell
        (s,) int32.
    stacks
        Whether the monomorphisations of one generic item in one cell share a box. Copies and roots, and the sides
        of a comparison, never do.
    kept
        (s,) bool: false for slots folded away.
    """
    rows = np.flatnonzero(kept)
    rank = paths.rank[slots.item[rows]]
    cell = slot_cell[rows]
    copy = slots.inlined[rows]
    if stacks:
        kind = paths.generic[slots.item[rows]].astype(np.int64) * 8 + slots.sides[rows] * 2 + copy
    else:
        kind = rank.astype(np.int64) * 8 + slots.sides[rows]
    order = np.lexsort((rank, kind, cell))
    rank, cell, kind, copy, rows = rank[order], cell[order], kind[order], copy[order], rows[order]
    first = np.ones(len(rows), np.bool_)
    first[1:] = (cell[1:] != cell[:-1]) | (kind[1:] != kind[:-1])
    heads = np.flatnonzero(first)
    group = np.cumsum(first) - 1
    # Boxes go by the rank of their first item, whether stacked or not.
    new = np.lexsort((rank[heads], cell[heads]))
    number = np.empty(len(heads), np.int32)
    number[new] = np.arange(len(heads), dtype=np.int32)
    slot_box = np.full(len(slots), -1, np.int32)
    slot_box[rows] = number[group]
    size = np.bincount(group, minlength=len(heads))
    module = np.empty(len(paths.rank), np.int32)
    module[paths.rank] = paths.module
    return Boxes(
        cell=cell[heads][new],
        module=module[rank[heads]][new],
        depth=np.minimum.reduceat(program.depth[rank], heads)[new] if len(heads) else np.empty(0, np.int32),
        order=(np.bincount(group, program.order[rank], len(heads)) / np.maximum(size, 1))[new],
        copy=copy[heads][new],
        slot_box=slot_box,
        slot_cell=slot_cell,
    )


def inside_uses(slots: Slots, paths: Paths, program: Program, boxes: Boxes, *, cells: Bools) -> tuple[Ints, Ints]:
    """Return the uses between different boxes of one cell.

    Parameters
    ----------
    cells
        (c,) bool: the cells wanted.

    Returns
    -------
    source, target
        (k,) int32 boxes, each pair once, ordered by source, then target.
    """
    rows = np.flatnonzero((boxes.slot_box >= 0) & cells[boxes.slot_cell])
    rank = paths.rank[slots.item[rows]].astype(np.int64)
    items = len(paths.rank)
    key = boxes.slot_cell[rows] * np.int64(items) + rank
    order = np.argsort(key)
    rows, rank, key = rows[order], rank[order], key[order]
    which, use = expand(program.starts, rank)
    wanted = boxes.slot_cell[rows][which] * np.int64(items) + program.used[use]
    found = np.searchsorted(key, wanted)
    found = np.minimum(found, max(len(key) - 1, 0))
    inside = key[found] == wanted if len(key) else np.zeros(len(wanted), np.bool_)
    source = boxes.slot_box[rows[which[inside]]]
    target = boxes.slot_box[rows[found[inside]]]
    pairs = np.unique(source[source != target] * np.int64(len(boxes) + 1) + target[source != target])
    return (pairs // (len(boxes) + 1)).astype(np.int32), (pairs % (len(boxes) + 1)).astype(np.int32)


def unit_uses(slots: Slots, paths: Paths, program: Program, cells: Cells, slot_cell: Ints) -> UnitUses:
    """Count the uses between units, of items that only the other unit (or it first) has."""
    units, items = len(cells.unit_order), len(paths.rank)
    unit = cells.unit[slot_cell].astype(np.int64)
    rank = paths.rank[slots.item].astype(np.int64)
    key = np.unique(unit * items + rank)
    unit, rank = key // max(items, 1), key % max(items, 1)
    home = np.full(items, -1, np.int64)
    roots = np.flatnonzero(~slots.inlined)
    home[rank[::-1]] = unit[::-1]
    at = np.lexsort((cells.unit[slot_cell[roots]],))[::-1]
    home[paths.rank[slots.item[roots[at]]]] = cells.unit[slot_cell[roots[at]]]
    which, use = expand(program.starts, rank)
    wanted = unit[which] * items + program.used[use]
    found = np.minimum(np.searchsorted(key, wanted), max(len(key) - 1, 0))
    cut = np.flatnonzero(key[found] != wanted) if len(key) else np.empty(0, np.int64)
    goes = home[program.used[use[cut]]]
    known = goes >= 0
    user, used = unit[which[cut[known]]], goes[known]
    pairs, count = np.unique((user * units + used)[user != used], return_counts=True)
    return UnitUses(units, pairs // max(units, 1), pairs % max(units, 1), count.astype(np.float64))
