"""Order of the units in a picture: units that use each other are near, callers above."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from cguviz.model.columns import Floats, Longs

UPWARD = 1.2
"""Weight of a use that points up against one that is long."""
STEPS = 400
MANY = 64
MANY_STEPS = 10
"""Above `MANY` units, many swaps are made at once in so many steps, each 15 ms at 400 units; twice as many steps gain
a tenth."""
MOST = 1_000
"""More units are only ordered: their tables of distances would take gigabytes at the 10,000 that `-C codegen-units`
of compiler_builtins allows."""


def grid_of(units: int) -> tuple[int, int]:
    """Return the rows and columns of a grid for units: about as many of both, so boxes get the aspect of the whole."""
    rows = max(round(math.sqrt(units)), 1)
    return rows, -(-units // rows)


class UnitUses(NamedTuple):
    """Uses between units.

    Attributes
    ----------
    units
        How many there are.
    user, used
        (k,) int64 units, each pair once, never a unit and itself.
    weight
        (k,) float64 uses by the one of the other.
    """

    units: int
    user: Longs
    used: Longs
    weight: Floats


def arrange(between: UnitUses, rows: int, columns: int) -> Longs:
    """Order units by the rows of a grid, so that units with many uses between them are near.

    Parameters
    ----------
    between
        Uses between them.
    rows, columns
        Of the grid; as many of its slots as there are units are filled, from the top left.

    Returns
    -------
    (u,) int64: the units in the order of the slots.

    Notes
    -----
    Best-swap descent on the sum of log(1 + uses) × distance + 1.2 × log(1 + net uses) × distance upwards; the gain
    of every swap follows from products of u × u matrices (a quadratic assignment problem, after Burkard and Rendl
    1984): one for nearness, which is symmetric; for the direction sums over rows of the grid are enough.
    """
    units = between.units
    if units > MOST:
        return _by_flow(_net_uses(between))
    uses = np.zeros((units, units))
    uses[between.user, between.used] = between.weight
    slot = np.arange(units)
    down, across = (slot // columns) * (columns / rows), slot % columns
    far = np.hypot(down[:, None] - down[None], across[:, None] - across[None]).astype(np.float64)
    up = np.maximum(down[:, None] - down[None], 0.0)
    near = np.log1p(uses + uses.T) / 2
    net = UPWARD * np.log1p(np.maximum(uses - uses.T, 0.0))
    order = _by_flow(net.sum(axis=1) - net.sum(axis=0))
    at_once = 1 if units <= MANY else units // 4
    known: float | None = None
    for _ in range(STEPS if units <= MANY else MANY_STEPS):
        place = np.ix_(order, order)
        gain = _gains_of_nearness(near[place], far) + _gains_of_order(net[place], up, columns)
        swaps = _best(gain, at_once)
        if not len(swaps):
            break
        changed, after = _swap(order, swaps), None
        if len(swaps) > 1:
            before = _cost(near, net, far, up, order) if known is None else known
            after = _cost(near, net, far, up, changed)
            if after >= before - 1e-9:
                at_once = max(len(swaps) // 2, 1)
                changed, after = _swap(order, swaps[:1]), None
        order, known = changed, after
    return order


def _by_flow(net: Floats) -> Longs:
    """Order units by how much more they use others than they are used, (u,) float64; heavy users first."""
    return np.lexsort((np.arange(len(net)), -np.round(net, 9)))


def _net_uses(between: UnitUses) -> Floats:
    """Return (u,) float64: the weight of each unit's uses of others less the weight of its uses by others."""
    out = np.bincount(between.user, between.weight, between.units).astype(np.float64)
    return out - np.bincount(between.used, between.weight, between.units)


def _gains_of_nearness(flow: Floats, distance: Floats) -> Floats:
    """Return (u, u): the saving in the sum of flow × distance by each swap of two slots, both symmetric."""
    product = flow @ distance
    saved = _own_less_crossed(product)
    return 2 * (saved - 2 * flow * distance)


def _gains_of_order(flow: Floats, distance: Floats, columns: int) -> Floats:
    """Return (u, u): the saving by each swap of two slots, for a directed flow and distances between rows."""
    starts = np.arange(0, len(flow), columns)
    row = np.arange(len(flow)) // columns
    of_rows = distance[np.ix_(starts, starts)]
    # Products of u × u matrices, by way of the few rows of the grid.
    out = (np.add.reduceat(flow, starts, axis=1) @ of_rows.T)[:, row]
    back = (np.add.reduceat(flow, starts, axis=0).T @ of_rows)[:, row]
    both = flow * distance
    turned = flow * (distance.T - distance)
    return _own_less_crossed(out) + _own_less_crossed(back) - 2 * (both + both.T) - turned - turned.T


def _own_less_crossed(product: Floats) -> Floats:
    """Return (u, u): the diagonal entries of two slots, less the two entries where their rows and columns cross."""
    own = np.diagonal(product)
    crossed: Floats = own[:, None] + own[None] - product - product.T
    return crossed


def _best(gain: Floats, count: int) -> Longs:
    """Return (swaps, 2) slots: up to `count` swaps with the largest gains that share no slot."""
    upper = np.triu(np.round(gain, 6), 1)
    units = len(gain)
    wanted = min(4 * count, units * units)
    flat = np.argpartition(-upper, wanted - 1, axis=None)[:wanted] if wanted < units * units else np.arange(units**2)
    flat = flat[np.lexsort((flat, -upper.ravel()[flat]))]
    taken: set[int] = set()
    swaps: list[tuple[int, int]] = []
    for place in flat.tolist():
        first, second = divmod(place, units)
        if upper[first, second] <= 0 or len(swaps) == count:
            break
        if first not in taken and second not in taken:
            taken |= {first, second}
            swaps.append((first, second))
    return np.array(swaps, np.int64).reshape(-1, 2)


def _swap(order: Longs, swaps: Longs) -> Longs:
    """Swap the units in pairs of slots."""
    changed = order.copy()
    changed[swaps[:, 0]], changed[swaps[:, 1]] = order[swaps[:, 1]], order[swaps[:, 0]]
    return changed


def _cost(near: Floats, net: Floats, far: Floats, up: Floats, order: Longs) -> float:
    """Return the cost of an order of units, which the descent makes small."""
    return float((near[np.ix_(order, order)] * far).sum() + (net[np.ix_(order, order)] * up).sum())
