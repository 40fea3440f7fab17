"""Stock of one stage: what the outline, the table and the inspector list, ready to be shown.

Everything is computed in the worker, so the window only looks things up.
"""

from __future__ import annotations

import dataclasses
import itertools
import re

import numpy as np

from cguviz.analysis.reasons import reasons
from cguviz.analysis.statistics import Figures, figures
from cguviz.analysis.unit_matrix import unit_matrix
from cguviz.model.capture import Capture
from cguviz.model.columns import Columns, Int16s, Ints, Longs
from cguviz.model.partition import Partition, placed_uses
from cguviz.model.paths.table import Paths, unique_labels
from cguviz.model.texts import Texts
from cguviz.model.unit_labels import unit_labels
from cguviz.model.uses import NO_INTS, Uses
from cguviz.scene.look.tints import tints
from cguviz.workspace.lists.totals import Totals, totals

NUMBER = re.compile("[0-9]+")


@dataclasses.dataclass(frozen=True, eq=False)
class Survey(Columns):
    """One stage of a capture, grouped and counted.

    A block is what one module has in one unit.

    Attributes
    ----------
    figures
        As rustc's own dump header counts the stage.
    unit_labels
        (u,) names of units as short as they can be told apart.
    labels
        (p,) a label for each placement, as short as can be told apart in its unit.
    tint
        (modules + 1,) int16 colour number of each module, as in the picture.
    block_unit, block_module
        (m,) int32, ordered by unit, then module.
    block_starts, row
        (m + 1,) int64 and (p,) int64: placements `row[block_starts[k]:block_starts[k + 1]]` are block `k`.
    totals
        The figures of units, blocks and placements.
    copies
        (n,) int32 placements of each item at this stage.
    users, useds
        (n,) int32 distinct items of this crate that use it, and that it uses; itself not counted. -1 where the
        capture has no uses.
    user_starts, user
        (n + 1,) int64 and (uses,) int32: the users of item `i` are `user[user_starts[i]:user_starts[i + 1]]`.
    user_row
        (uses,) int64 the row of `Uses` behind each.
    label_rank
        (n,) int32 place of each item's label in alphabetical order.
    unit_rank
        (u,) int32 place of each unit's name in alphabetical order, numbers by value.
    unit_from, unit_to, unit_uses
        (k,) int32: how many placed uses go from a unit to another one (or stay in it), ordered by both.
    reason
        (p,) int32 the placement that explains each inlined copy, see `cguviz.analysis.reasons.reasons`.
    first_labels
        Names of the units of the capture's first stage, as short as they can be told apart.
    united
        The capture with its items numbered as in a comparison; None where they are numbered as they were read.
    """

    figures: Figures
    unit_labels: Texts
    labels: Texts
    tint: Int16s
    block_unit: Ints
    block_module: Ints
    block_starts: Longs
    row: Longs
    totals: Totals
    copies: Ints
    users: Ints
    useds: Ints
    user_starts: Longs
    user: Ints
    user_row: Longs
    label_rank: Ints
    unit_rank: Ints
    unit_from: Ints
    unit_to: Ints
    unit_uses: Ints
    reason: Ints
    first_labels: Texts
    united: Capture | None = None


def survey(capture: Capture, partition: Partition, paths: Paths) -> Survey:
    """Take stock of one stage.

    Parameters
    ----------
    capture, partition, paths
        Of the same items.
    """
    items = len(capture.items)
    unit = partition.unit
    modules = max(len(paths.modules), 1)
    key = unit.astype(np.int64) * modules + paths.module[partition.item]
    row = np.argsort(key, kind="stable").astype(np.int64)
    blocks, first = np.unique(key[row], return_index=True)
    if capture.uses is None:
        users = useds = np.full(items, -1, np.int32)
        user_starts, user, user_row = np.zeros(items + 1, np.int64), NO_INTS, np.empty(0, np.int64)
        unit_from = unit_to = unit_uses = NO_INTS
        reason = np.full(len(partition), -1, np.int32)
    else:
        user_starts, user, user_row = capture.uses.by_used()
        users, useds = _degrees(capture.uses)
        placed = placed_uses(partition, capture.uses)
        reason = reasons(partition, placed, capture.uses)
        between = unit_matrix(partition, placed_uses(partition, capture.uses.between_functions(capture.items)))
        unit_from, unit_to, unit_uses = between.user, between.used, between.count.astype(np.int32)
    earliest = capture.partitions[0]
    block_starts = np.append(first, len(row)).astype(np.int64)
    copies = partition.copies(items)
    labels = Texts.of(unit_labels(partition, capture, paths))
    return Survey(
        figures=figures(partition, capture.items, capture.uses),
        unit_labels=labels,
        labels=unique_labels(paths, capture.items, partition.item, unit),
        tint=tints(paths, crate=capture.crate).module,
        block_unit=(blocks // modules).astype(np.int32),
        block_module=(blocks % modules).astype(np.int32),
        block_starts=block_starts,
        row=row,
        totals=totals(capture.items, partition, copies, row, block_starts),
        copies=copies,
        users=users,
        useds=useds,
        user_starts=user_starts,
        user=user,
        user_row=user_row,
        label_rank=ranks(paths.labels),
        unit_rank=ranks(labels),
        unit_from=unit_from,
        unit_to=unit_to,
        unit_uses=unit_uses,
        reason=reason,
        first_labels=labels if earliest is partition else Texts.of(unit_labels(earliest, capture, paths)),
    )


def _degrees(uses: Uses) -> tuple[Ints, Ints]:
    """Count the distinct users of each item and the distinct items it uses, itself left out."""
    items = len(uses.starts) - 1
    other = uses.user != uses.used
    users = np.bincount(uses.used[other], minlength=items).astype(np.int32)
    useds = np.bincount(uses.user[other], minlength=items).astype(np.int32)
    return users, useds


def ranks(names: Texts) -> Ints:
    """Return the place of each name in alphabetical order; equal names tie.

    Case and leading punctuation do not count, numbers go by their value.
    """
    keys = [NUMBER.sub(lambda number: number[0].zfill(9), name.casefold().lstrip("<&{*(")) for name in names.tolist()]
    if not keys:
        return NO_INTS
    order = np.array(sorted(range(len(keys)), key=keys.__getitem__), np.int64)
    new = [keys[right] != keys[left] for left, right in itertools.pairwise(order.tolist())]
    ranks = np.empty(len(keys), np.int32)
    ranks[order] = np.cumsum([False, *new])
    return ranks


def placements_of(partition: Partition, item: int) -> Ints:
    """Return the placements of one item, the root first, then by unit."""
    rows = np.flatnonzero(partition.item == item)
    return rows[np.argsort(partition.inlined[rows], kind="stable")].astype(np.int32)


def units_of(partition: Partition, rows: Ints | Longs) -> Longs:
    """Return the unit of some placements without unfolding the whole column."""
    return np.searchsorted(partition.starts, rows, side="right") - 1
