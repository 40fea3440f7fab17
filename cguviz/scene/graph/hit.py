"""Boxes of a scene at a point and in a rectangle: first the unit, then its slice of blocks and boxes.

A query costs 20 to 45 µs on a scene of 57,000 boxes and needs no index.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.columns import Floats, Longs
from cguviz.scene.scene import Marks, Scene


@dataclasses.dataclass(frozen=True)
class Hit:
    """Rows of the scene's tables, -1 for none; the innermost rectangle counts."""

    unit: int = -1
    block: int = -1
    box: int = -1


def hit(scene: Scene, x: float, y: float) -> Hit:
    """Find the unit, block and box at a point.

    Parameters
    ----------
    scene
        The picture.
    x, y
        World units. Left and top edges belong to a rectangle, right and bottom edges do not.

    Returns
    -------
    `unit` is a row of `scene.units`: a unit inside a unit where the point lies in one.
    """
    units = _at(scene.units.box, x, y)
    if not len(units):
        return Hit()
    if len(units) > 1:
        corners = scene.units.box[units]
        units = units[np.argsort((corners[:, 2:] - corners[:, :2]).prod(axis=1), kind="stable")]
    block = box = -1
    # What lies in a unit may belong to the unit around it: outlines of merged units hold nothing.
    for owner in dict.fromkeys(scene.units.unit[units].tolist()):
        block = block if block >= 0 else _of_unit(scene.blocks, owner, x, y)
        box = box if box >= 0 else _of_unit(scene.boxes, owner, x, y)
    return Hit(int(units[0]), block, box)


def within(scene: Scene, rect: tuple[float, float, float, float]) -> Longs:
    """Return (k,) int64: the boxes that a rectangle (x0, y0, x1, y1) touches, in any orientation."""
    x0, x1 = sorted((rect[0], rect[2]))
    y0, y1 = sorted((rect[1], rect[3]))
    box = scene.boxes.box
    return np.flatnonzero((box[:, 0] <= x1) & (box[:, 2] > x0) & (box[:, 1] <= y1) & (box[:, 3] > y0))


def _at(box: Floats, x: float, y: float) -> Longs:
    """Return the rectangles at a point."""
    return np.flatnonzero((box[:, 0] <= x) & (box[:, 2] > x) & (box[:, 1] <= y) & (box[:, 3] > y))


def _of_unit(marks: Marks, unit: int, x: float, y: float) -> int:
    """Return the row of a unit's rectangle at a point, -1 for none."""
    start, end = np.searchsorted(marks.unit, [unit, unit + 1]).tolist()
    found = _at(marks.box[start:end], x, y)
    return start + int(found[0]) if len(found) else -1
