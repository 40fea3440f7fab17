"""Curves between boxes: short S-curves inside a unit, bundles through blocks and between units elsewhere.

A link inside a unit and inside one block (or where there are no blocks) is one cubic:

```
   ┌──user──┐            ┌─user─┐   ┌─used─┐          used ┌────┐◄─╮
   └───┬────┘            └──┬───┘   └──▲───┘               └────┘  │   a back edge leaves and
       ╰──────╮             ╰──────────╯                   ┌────┐  │   enters at the side
     ┌────────▼┐            one row: below it         user └────┘──╯
     └──used───┘
```

All others are bundled (D. Holten, Hierarchical Edge Bundles, 2006): the control polygon user, block, port of its
unit, port of the other unit, block, used is pulled towards a straight line by `1 - BETA` and is the polygon of a
clamped cubic B-spline, which is three cubics.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.columns import Bools, Columns, Floats, Ints, Longs
from cguviz.scene.scene import Scene

BETA = 0.8
STEPS = 8
"""Straight pieces per cubic: at 8 a bend of 200 pixels is off by less than a quarter of a pixel."""
BULGE = 14.0
"""World units that arcs and back edges stand off from their boxes."""

# The Bézier points of a clamped cubic B-spline with six control points (knots 0 0 0 0 1 2 3 3 3 3), by blossoming.
SPLINE_TO_CUBICS: Floats = np.array(
    [
        [1, 0, 0, 0, 0, 0],
        [0, 1, 0, 0, 0, 0],
        [0, 1 / 2, 1 / 2, 0, 0, 0],
        [0, 1 / 4, 7 / 12, 1 / 6, 0, 0],
        [0, 0, 2 / 3, 1 / 3, 0, 0],
        [0, 0, 1 / 3, 2 / 3, 0, 0],
        [0, 0, 1 / 6, 7 / 12, 1 / 4, 0],
        [0, 0, 0, 1 / 2, 1 / 2, 0],
        [0, 0, 0, 0, 1, 0],
        [0, 0, 0, 0, 0, 1],
    ]
)


@dataclasses.dataclass(frozen=True, eq=False)
class Routes(Columns):
    """The curves of k links.

    Attributes
    ----------
    single
        (a,) int64 positions among the k links that are one cubic each, ascending.
    cubic
        (a, 4, 2) float64 their Bézier points.
    bundled
        (c,) int64 positions of the others, ascending.
    spline
        (c, 10, 2) float64: Bézier points of three cubics that share their ends.
    """

    single: Longs
    cubic: Floats
    bundled: Longs
    spline: Floats


def routes(scene: Scene, rows: Longs) -> Routes:
    """Route links as curves.

    Parameters
    ----------
    scene
        With links.
    rows
        (k,) int64 rows of `scene.links`.

    Returns
    -------
    Ends lie on the outlines of the boxes; the first point is the user's.
    """
    assert scene.links is not None  # noqa: S101 - rows of links cannot come from a scene without
    source, target = scene.links.source[rows], scene.links.target[rows]
    bundled = scene.links.cut[rows] | (scene.box_block[source] != scene.box_block[target])
    near, far = np.flatnonzero(~bundled), np.flatnonzero(bundled)
    box = scene.boxes.box
    return Routes(
        near,
        _cubics(box[source[near]], box[target[near]]),
        far,
        _bundles(scene, source[far], target[far], scene.links.cut[rows[far]]),
    )


def polylines(curves: Routes) -> tuple[Floats, Longs]:
    """Flatten curves into points for a painter.

    Returns
    -------
    points, starts
        (m, 2) float64 and (k + 1,) int64: link `i` of the k links is `points[starts[i]:starts[i + 1]]`.
    """
    count = len(curves.single) + len(curves.bundled)
    length = np.empty(count, np.int64)
    length[curves.single] = STEPS + 1
    length[curves.bundled] = 3 * STEPS + 1
    starts = np.zeros(count + 1, np.int64)
    np.cumsum(length, out=starts[1:])
    points = np.empty((int(starts[-1]), 2))
    for rows, control, weights in (
        (curves.single, curves.cubic, _bernstein()),
        (curves.bundled, curves.spline, _three_cubics()),
    ):
        where = starts[rows][:, None] + np.arange(len(weights))
        points[where.reshape(-1)] = (weights @ control).reshape(-1, 2)
    return points, starts


def _bernstein() -> Floats:
    """Return (STEPS + 1, 4) weights of a cubic's Bézier points."""
    t = np.linspace(0.0, 1.0, STEPS + 1)[:, None]
    return np.hstack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3])


def _three_cubics() -> Floats:
    """Return (3 * STEPS + 1, 10) weights of three cubics that share their ends."""
    one = _bernstein()
    weights = np.zeros((3 * STEPS + 1, 10))
    for piece in range(3):
        weights[piece * STEPS : (piece + 1) * STEPS + 1, 3 * piece : 3 * piece + 4] = one
    return weights


def _cubics(user: Floats, used: Floats) -> Floats:
    """Return (n, 4, 2) Bézier points from (n, 4) boxes to (n, 4) boxes."""
    middle, used_middle = (user[:, 0] + user[:, 2]) / 2, (used[:, 0] + used[:, 2]) / 2
    down = used[:, 1] >= user[:, 3]
    up = used[:, 3] <= user[:, 1]
    same = (user == used).all(axis=1)
    fall = np.maximum((used[:, 1] - user[:, 3]) / 2, 0)
    points = np.empty((len(user), 4, 2))
    # In one row: out of the bottom, below the row, into the bottom.
    points[:, 0] = np.column_stack([middle, user[:, 3]])
    points[:, 3] = np.column_stack([used_middle, used[:, 3]])
    points[:, 1] = points[:, 0] + (0, BULGE)
    points[:, 2] = points[:, 3] + (0, BULGE)
    points[down, 3] = np.column_stack([used_middle, used[:, 1]])[down]
    points[down, 1] = (points[:, 0] + np.column_stack([np.zeros_like(fall), fall]))[down]
    points[down, 2] = (points[:, 3] - np.column_stack([np.zeros_like(fall), fall]))[down]
    side = up | same
    right = (used_middle >= middle) | same
    _sides(points, user, used, side & right, edge=2, sign=1.0)
    _sides(points, user, used, side & ~right, edge=0, sign=-1.0)
    # An item that uses itself: a small loop at its right side.
    third = (user[:, 3] - user[:, 1]) / 3
    points[same, 0, 1] += third[same]
    points[same, 1, 1] += third[same]
    points[same, 2, 1] -= third[same]
    points[same, 3, 1] -= third[same]
    return points


def _sides(points: Floats, user: Floats, used: Floats, rows: Bools, *, edge: int, sign: float) -> None:
    """Route some links from side to side: `edge` is the column of the box's side, `sign` the direction of the bulge."""
    start = np.column_stack([user[:, edge], (user[:, 1] + user[:, 3]) / 2])[rows]
    end = np.column_stack([used[:, edge], (used[:, 1] + used[:, 3]) / 2])[rows]
    outermost = np.maximum(start[:, 0] * sign, end[:, 0] * sign) * sign
    # Long back edges swing wider, so that several do not fall into one line.
    swing = outermost + sign * (BULGE + 0.06 * np.abs(start[:, 1] - end[:, 1]))
    points[rows, 0], points[rows, 3] = start, end
    points[rows, 1] = np.column_stack([swing, start[:, 1]])
    points[rows, 2] = np.column_stack([swing, end[:, 1]])


def _bundles(scene: Scene, source: Ints, target: Ints, cut: Bools) -> Floats:
    """Return (n, 10, 2) Bézier points of bundles between boxes."""
    boxes, blocks = scene.boxes, _centres(scene.blocks.box)
    start, end = _centres(boxes.box)[source], _centres(boxes.box)[target]
    gate, end_gate = start.copy(), end.copy()
    here, there = scene.units.box[boxes.unit[source[cut]]], scene.units.box[boxes.unit[target[cut]]]
    gate[cut], end_gate[cut] = _port(here, there), _port(there, here)
    block, end_block = scene.box_block[source], scene.box_block[target]
    hub, end_hub = (start + gate) / 2, (end + end_gate) / 2
    hub[block >= 0], end_hub[end_block >= 0] = blocks[block[block >= 0]], blocks[end_block[end_block >= 0]]
    # Inside a unit, a third and two thirds of the way between the blocks.
    gate[~cut] = (hub + (end_hub - hub) / 3)[~cut]
    end_gate[~cut] = (end_hub + (hub - end_hub) / 3)[~cut]
    control = np.stack([start, hub, gate, end_gate, end_hub, end], axis=1)
    straight = start[:, None] + (end - start)[:, None] * np.linspace(0, 1, 6)[None, :, None]
    control = BETA * control + (1 - BETA) * straight
    control[:, 0] = _ends(boxes.box[source], control[:, 1])
    control[:, 5] = _ends(boxes.box[target], control[:, 4])
    return SPLINE_TO_CUBICS @ control


def _port(box: Floats, other: Floats) -> Floats:
    """Return (n, 2): the point where links from a unit to another leave it, on the side that faces the other.

    The same point for all links between two units, so that they run together. Through the centres, as in the
    paper, half of them would first run away from where they are going: units are wide and full of boxes.
    """
    middle = (_centres(box) + _centres(other)) / 2
    return np.clip(middle, box[:, :2], box[:, 2:])


def _centres(box: Floats) -> Floats:
    """Return the centres of rectangles."""
    return (box[:, :2] + box[:, 2:]) / 2


def _ends(box: Floats, towards: Floats) -> Floats:
    """Return (n, 2) the middle of each box's bottom or top, whichever is nearer to a point."""
    middle = _centres(box)
    below = towards[:, 1] >= middle[:, 1]
    return np.column_stack([middle[:, 0], np.where(below, box[:, 3], box[:, 1])])
