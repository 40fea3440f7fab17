"""Uses counted by the units at both ends, and an order in which units that use each other much are neighbours."""

from __future__ import annotations

import numpy as np

from cguviz.model.columns import Floats, Ints, Longs
from cguviz.model.partition import Partition, PlacedUses
from cguviz.model.unit_matrix import UnitMatrix

MOST = 700
"""Above so many units the clustering, which takes 0.1 s for 400 and grows with their square, is left out."""
NEVER = -1.0


def unit_matrix(partition: Partition, placed: PlacedUses) -> UnitMatrix:
    """Count the placed uses by the units of both ends.

    Parameters
    ----------
    partition, placed
        As from `placed_uses`. The uses of pairs of a unit and itself are those inside; all others are cut.
    """
    unit, units = partition.unit.astype(np.int64), max(len(partition.units), 1)
    key = unit[placed.source] * units + unit[placed.target]
    order = np.argsort(key, kind="stable")
    pairs, first = np.unique(key[order], return_index=True)
    starts = np.append(first, len(key)).astype(np.int64)
    return UnitMatrix((pairs // units).astype(np.int32), (pairs % units).astype(np.int32), starts, order)


def cluster(user: Ints, used: Ints, count: Longs, *, units: int) -> Longs:
    """Order units so that units that use each other much are near.

    Parameters
    ----------
    user, used, count
        (k,) pairs of units and the uses between them; uses inside units do not matter.
    units
        Their number. Numbers decide between equals, so that canonical numbers give a canonical order.

    Returns
    -------
    (units,) int64: units in their order.

    Notes
    -----
    Average linkage on the cosine of uses in either direction; of each two clusters that are joined, those ends come
    together that use each other most (after Eisen et al., PNAS 95, 1998, who show matrices that way).
    """
    order = list(range(units))
    if units > MOST or not len(count):
        return np.array(order, np.int64)
    near = _nearness(user, used, count, units)
    like = near.copy()
    np.fill_diagonal(like, NEVER)
    members: list[list[int]] = [[unit] for unit in order]
    for _ in range(units - 1):
        first, second = divmod(int(like.argmax()), units)
        if like[first, second] <= 0:
            break
        first, second = min(first, second), max(first, second)
        left, right = len(members[first]), len(members[second])
        joined = (like[first] * left + like[second] * right) / (left + right)
        gone = (like[first] == NEVER) | (like[second] == NEVER)
        joined[gone] = NEVER
        like[first], like[:, first] = joined, joined
        like[second], like[:, second] = NEVER, NEVER
        members[first] = _join(members[first], members[second], near)
        members[second] = []
    members.sort(key=lambda cluster: (-len(cluster), cluster[:1]))
    return np.array([unit for cluster in members for unit in cluster], np.int64)


def _nearness(user: Ints, used: Ints, count: Longs, units: int) -> Floats:
    """Return (u, u): uses in either direction by the geometric mean of all that either unit has with others."""
    both = np.zeros((units, units))
    np.add.at(both, (user, used), count)
    both += both.T
    np.fill_diagonal(both, 0.0)
    total = np.sqrt(np.maximum(both.sum(axis=1), 1.0))
    near: Floats = both / total / total[:, None]
    return near


def _join(left: list[int], right: list[int], near: Floats) -> list[int]:
    """Join two clusters, either way round, so that the units with most uses between them touch."""
    ways = [(one, other) for one in (left, left[::-1]) for other in (right, right[::-1])]
    one, other = max(ways, key=lambda way: float(near[way[0][-1], way[1][0]]))
    return one + other
