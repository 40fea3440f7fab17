"""Costs of units that were not compiled: the measured costs of other units, moved with their items."""

from __future__ import annotations

import numpy as np

from cguviz.model.columns import Bools, Floats, Longs, expand, starts_of
from cguviz.model.partition import Partition
from cguviz.model.times.costs import Costs, costs_of


def by_content(costs: Costs, base: Partition, change: Partition) -> Costs:
    """Return costs for the units of another partition: measured costs move with the items.

    An item costs its size at the rate of the unit it was compiled in: what made a unit slow goes where its items go.
    Copies of inlined items were compiled in several; then those units count from which the root items of the new unit
    come, by their sizes, so that units that did not change cost what they cost. Where none of these has a copy, the
    units that do count alike. Items that the base does not hold cost what the base costs on average. Fat LTO, which is
    of all units together, takes as long as it took; the largest unit gives it the name.

    Parameters
    ----------
    costs
        Of the units of `base`, by name. Units without, and those that were copied from the incremental cache, tell
        nothing of their items.
    base, change
        Two partitions of the same items. A placement without a size counts 1.
    """
    row_of = {name: row for row, name in enumerate(costs.units)}
    place = np.array([row_of.get(name, -1) for name in base.units], np.int64)
    unit_size = np.bincount(base.unit, _weights(base), len(base.units))
    known = (place >= 0) & (unit_size > 0) & (np.append(costs.copy, 1)[place] == 0)
    which, unit, share = _origins(base, change, known)
    size = _weights(change)
    covered = np.bincount(which, minlength=len(change)) > 0
    whole = float(unit_size[known].sum())
    stages = []
    for column in (costs.generate, costs.optimize, costs.own_lto):
        rate = np.zeros(len(base.units))
        rate[known] = column[place[known]] / unit_size[known]
        mean = float(column[place[known]].sum()) / whole if whole else 0.0
        each = np.where(covered, np.bincount(which, rate[unit] * share, len(change)), mean)
        spent = np.bincount(change.unit, size * each, len(change.units))
        stages.append(np.rint(spent).astype(np.int64))
    moved = costs_of(change.units, change.unit_sizes, *stages)
    if not costs.fat_lto or not len(moved):
        return moved
    lto = np.zeros(len(moved), np.int64)
    lto[np.argmax(moved.size)] = costs.fat_lto
    return moved.replace(lto=lto)


def _origins(base: Partition, change: Partition, known: Bools) -> tuple[Longs, Longs, Floats]:
    """Return the base units that each placement of the change comes from, with the share of each.

    Returns
    -------
    which, unit, share
        (m,) placement of the change, unit of the base, and float64; the shares of one placement add up to 1.
    """
    items = int(max(base.item.max(initial=-1), change.item.max(initial=-1))) + 1
    rows = np.flatnonzero(known[base.unit])
    rows = rows[np.argsort(base.item[rows], kind="stable")]
    which, member = expand(starts_of(base.item[rows], items), change.item)
    unit = base.unit[rows[member]].astype(np.int64)
    # What root items each pair of units shares.
    pair = change.unit[which].astype(np.int64) * len(base.units) + unit
    pairs, number = np.unique(pair, return_inverse=True)
    root = ~change.inlined[which]
    shared = np.bincount(number, np.where(root, _weights(change)[which], 0.0), len(pairs))[number]
    total = np.bincount(which, shared, len(change))[which]
    count = np.bincount(which, minlength=len(change))[which]
    share = np.divide(shared, total, out=1.0 / count, where=total > 0)
    return which, unit, share


def _weights(partition: Partition) -> Floats:
    """Return (placements,) float64: the size estimate, 1 where it is unknown."""
    return np.where(partition.size >= 0, partition.size, 1).astype(np.float64)
