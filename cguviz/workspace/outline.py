"""The order of what the outline and the table show: pure functions from a survey, a column and a filter."""

from __future__ import annotations

import dataclasses
from enum import IntEnum

import numpy as np

from cguviz.model.columns import Bools, Columns, Ints, Longs, starts_of
from cguviz.model.items import Items
from cguviz.model.partition import Partition
from cguviz.workspace.survey import Survey


class Column(IntEnum):
    """What an outline can be sorted by."""

    NAME = 0
    SIZE = 1
    ITEMS = 2
    COPIES = 3
    INSTRUCTIONS = 4


@dataclasses.dataclass(frozen=True, eq=False)
class Totals(Columns):
    """The figures of units, blocks and placements, by `Column` without the name.

    Attributes
    ----------
    unit, block, row
        (4, u), (4, m) and (4, p) int64: size estimate, items, copies, instructions. Copies are, for units and
        blocks, how many of their items are inlined; for a placement, how many units hold its item. -1 where not
        known.
    """

    unit: Longs
    block: Longs
    row: Longs


def totals(survey: Survey, items: Items, partition: Partition) -> Totals:
    """Add up the figures of every level of the outline."""
    instructions = items.instructions[partition.item]
    ones = np.ones(len(partition), np.int64)
    summed = np.stack([partition.size, ones, partition.inlined.astype(np.int64), instructions])
    row = np.stack([partition.size, ones, survey.copies[partition.item].astype(np.int64), instructions])
    return Totals(_sum(summed, partition.starts), _sum(summed[:, survey.row], survey.block_starts), row)


def _sum(values: Longs, starts: Longs) -> Longs:
    """Add the columns of each group; a group of which nothing is known stays -1."""
    known = np.zeros((len(values), values.shape[1] + 1), np.int64)
    np.cumsum(np.maximum(values, 0), axis=1, out=known[:, 1:])
    any_known = np.zeros_like(known)
    np.cumsum(values >= 0, axis=1, out=any_known[:, 1:])
    total = known[:, starts[1:]] - known[:, starts[:-1]]
    return np.where(any_known[:, starts[1:]] > any_known[:, starts[:-1]], total, -1)


@dataclasses.dataclass(frozen=True, eq=False)
class Tree(Columns):
    """What is shown, in its order; a CSR at each level.

    Attributes
    ----------
    unit
        (u',) int32 units.
    block_starts, block
        (u' + 1,) int64 and (m',) int32: blocks of `Survey` in each unit.
    row_starts, row
        (m' + 1,) int64 and (p',) int64: placements in each block.
    """

    unit: Ints
    block_starts: Longs
    block: Ints
    row_starts: Longs
    row: Longs


def arrange(
    survey: Survey,
    figures: Totals,
    items: Ints,
    *,
    column: Column,
    descending: bool,
    keep: Bools | None = None,
) -> Tree:
    """Order the outline.

    Parameters
    ----------
    survey, figures
        Of one stage.
    items
        (p,) int32 the item of each placement.
    column, descending
        The order, the same on every level; equal ones stay in the order of names.
    keep
        (p,) the placements to show; units and blocks without any are left out. None for all.
    """
    if column is Column.NAME:
        unit_key, block_key, row_key = survey.unit_rank, survey.block_module, survey.label_rank[items]
    else:
        unit_key, block_key, row_key = (level[column - 1] for level in (figures.unit, figures.block, figures.row))
    sign = -1 if descending else 1
    units = len(survey.unit_rank)
    unit_order = np.lexsort((survey.unit_rank, sign * unit_key.astype(np.int64)))
    unit_place = np.empty(units, np.int64)
    unit_place[unit_order] = np.arange(units)
    block_order = np.lexsort((survey.block_module, sign * block_key.astype(np.int64), unit_place[survey.block_unit]))
    block_place = np.empty(len(block_order), np.int64)
    block_place[block_order] = np.arange(len(block_order))
    block_of = np.repeat(np.arange(len(block_order)), np.diff(survey.block_starts))
    rows = survey.row
    if keep is not None:
        chosen = keep[rows]
        rows, block_of = rows[chosen], block_of[chosen]
    key = row_key[rows].astype(np.int64)
    order = np.lexsort((survey.label_rank[items[rows]], sign * key, block_place[block_of]))
    rows, block_of = rows[order], block_of[order]
    alive = np.bincount(block_of, minlength=len(block_order))[block_order] > 0
    block = block_order[alive].astype(np.int32)
    block_unit = survey.block_unit[block]
    place = unit_place[block_unit]
    shown = np.unique(place)
    if keep is None:
        # A unit without items is rare but real (rustc emits empty ones): it keeps its line.
        shown = np.arange(units)
    return Tree(
        unit_order[shown].astype(np.int32),
        np.searchsorted(place, np.append(shown, units)).astype(np.int64),
        block,
        starts_of(np.searchsorted(block_place[block], block_place[block_of]).astype(np.int32), len(block)),
        rows,
    )


def sorted_rows(keys: Longs, ties: Ints, rows: Longs, *, descending: bool) -> Longs:
    """Return `rows` ordered by `keys[rows]`, then `ties[rows]` (always ascending)."""
    sign = -1 if descending else 1
    return rows[np.lexsort((ties[rows], sign * keys[rows].astype(np.int64)))]
