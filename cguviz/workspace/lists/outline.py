"""The order of lines in the outline and the table: pure functions from a survey, a column and a filter."""

from __future__ import annotations

import dataclasses
from enum import IntEnum

import numpy as np

from cguviz.model.columns import Bools, Columns, Ints, Longs, starts_of
from cguviz.workspace.lists.stage_index import Survey


class Column(IntEnum):
    """A figure or name that an outline can be sorted by."""

    NAME = 0
    SIZE = 1
    ITEMS = 2
    COPIES = 3
    INSTRUCTIONS = 4


@dataclasses.dataclass(frozen=True, eq=False)
class Tree(Columns):
    """The lines that are shown, in their order; a CSR at each level.

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
    items: Ints,
    *,
    column: Column,
    descending: bool,
    keep: Bools | None = None,
) -> Tree:
    """Order the outline.

    Parameters
    ----------
    survey
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
        totals = survey.totals
        unit_key, block_key, row_key = (level[column - 1] for level in (totals.unit, totals.block, totals.row))
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
