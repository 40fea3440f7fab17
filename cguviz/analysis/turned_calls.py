"""Calls that turned: uses that ran inside a unit on one side of a comparison and cross units on the other."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.columns import Bools, Columns, Ints, Longs
from cguviz.model.comparison import Comparison
from cguviz.model.partition import Partition, placed_uses
from cguviz.model.uses import Uses


@dataclasses.dataclass(frozen=True, eq=False)
class TurnedCalls(Columns):
    """Pairs of items whose uses turned, the most frequent first.

    Attributes
    ----------
    user, used
        (k,) int32 items of the comparison.
    count
        (k,) int64 placed uses that turned.
    cut
        (k,) bool: they became cut; else inside.
    """

    user: Ints
    used: Ints
    count: Longs
    cut: Bools


def turned_calls(comparison: Comparison) -> TurnedCalls | None:
    """Count the uses of functions by functions that became cut, or inside.

    A pair became cut where it was inside a unit in the base, and more of its placed uses cross units in the change; the
    other way round it became inside.

    Returns
    -------
    None where one side does not tell its uses.
    """
    if comparison.base_uses is None or comparison.change_uses is None:
        return None
    count = max(len(comparison.items), 1)
    sides = [
        _counted(partition, uses.between_functions(comparison.items), count)
        for partition, uses in (
            (comparison.base, comparison.base_uses),
            (comparison.change, comparison.change_uses),
        )
    ]
    keys = np.unique(np.concatenate([side[0] for side in sides]))
    (cut_before, inside_before), (cut_after, inside_after) = (_at(side, keys) for side in sides)
    became_cut = np.where(inside_before > 0, np.maximum(cut_after - cut_before, 0), 0)
    became_inside = np.where(inside_after > 0, np.maximum(cut_before - cut_after, 0), 0)
    # A user or used item of one side alone turned nothing.
    both = (cut_before + inside_before > 0) & (cut_after + inside_after > 0)
    turned = np.where(both, np.maximum(became_cut, became_inside), 0)
    rows = np.flatnonzero(turned)
    rows = rows[np.lexsort((keys[rows], -turned[rows]))]
    return TurnedCalls(
        user=(keys[rows] // count).astype(np.int32),
        used=(keys[rows] % count).astype(np.int32),
        count=turned[rows],
        cut=became_cut[rows] > 0,
    )


Counted = tuple[Longs, Longs, Longs]
"""Keys of pairs, and how many of their placed uses are cut, and inside."""


def _counted(partition: Partition, uses: Uses, count: int) -> Counted:
    placed = placed_uses(partition, uses)
    pair = uses.user[placed.use].astype(np.int64) * count + uses.used[placed.use]
    keys, place = np.unique(pair, return_inverse=True)
    cut = np.bincount(place, placed.cut, len(keys)).astype(np.int64)
    return keys, cut, np.bincount(place, minlength=len(keys)) - cut


def _at(side: Counted, keys: Longs) -> tuple[Longs, Longs]:
    """Return the counts of a side at some keys, 0 where it lacks them."""
    own, *columns = side
    found = np.searchsorted(own, keys)
    there = (found < len(own)) & (np.append(own, -1)[found] == keys)
    cut, inside = (np.where(there, np.append(column, 0)[found], 0) for column in columns)
    return cut, inside
