"""Units folded in place: their contents are left out, and nothing else moves.

For comparisons, whose two sides must keep their places; in the graph of one partition a folded unit gives its room
away (`cguviz.layout`).
"""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.columns import Floats, Ints, Longs, expand, starts_of
from cguviz.scene.scene import Links, Marks, Role, Scene

FOLDABLE = (Role.UNIT, Role.INNER, Role.HEIR)
EPSILON = 1e-6
"""World units by which what was placed in a unit may stick out of it by rounding."""


def places_of(scenes: tuple[Scene, ...], names: frozenset[str]) -> Floats:
    """Return (k, 4) float64: the places of the units with these full names, in any of the scenes of one layout."""
    rows = [np.array([title in names for title in scene.units.title.tolist()], np.bool_) for scene in scenes]
    boxes = [scene.units.box[chosen] for scene, chosen in zip(scenes, rows, strict=True)]
    return np.unique(np.vstack([np.empty((0, 4)), *boxes]), axis=0)


def fold(scene: Scene, places: Floats) -> Scene:
    """Leave out the contents of some places.

    Parameters
    ----------
    scene
        One side of a comparison.
    places
        (k, 4) float64, see `places_of`.

    Returns
    -------
    The same units in the same rows; those just in a place are `Role.FOLDED`, those inside one shrink to nothing in its
    corner. Blocks and boxes inside are not there, nor are the links of these boxes; the others keep their order.
    """
    if not len(places):
        return scene
    units, corner = _fold_units(scene.units, places)
    blocks = np.flatnonzero(_inside(scene.blocks.box, places) < 0)
    boxes = np.flatnonzero(_inside(scene.boxes.box, places) < 0)
    which, slots = expand(scene.box_slots_starts, boxes)
    return scene.replace(
        units=units,
        blocks=_some(scene.blocks, blocks),
        boxes=_some(scene.boxes, boxes),
        box_slots_starts=starts_of(which.astype(np.int32), len(boxes)),
        box_slots=scene.box_slots[slots],
        # The last place is for boxes in no block, whose row is -1.
        box_block=_new_numbers(blocks, len(scene.blocks) + 1)[scene.box_block[boxes]],
        box_item=scene.box_item[boxes],
        links=None if scene.links is None else _some_links(scene.links, boxes, len(scene.boxes)),
        legend=(*scene.legend, (Role.FOLDED, "folded unit")) if corner else scene.legend,
    )


def _fold_units(units: Marks, places: Floats) -> tuple[Marks, bool]:
    """Mark the units in the places and shrink the units inside; say whether any is marked."""
    same = (units.box[:, None] == places).all(axis=2).any(axis=1)
    within = _inside(units.box, places)
    box = units.box.copy()
    # In the corner of the outermost: one pixel of its outline.
    inner = np.flatnonzero((within >= 0) & ~same)
    box[inner] = places[within[inner]][:, [0, 1, 0, 1]]
    filled = same & np.isin(units.role, FOLDABLE)
    role = np.where(filled, np.uint8(Role.FOLDED), units.role)
    return dataclasses.replace(units, box=box, role=role), bool(filled.any())


def _inside(boxes: Floats, places: Floats) -> Ints:
    """Return (n,) int32: a place that holds each box, the largest of several; -1 for none."""
    order = np.argsort((places[:, 2:] - places[:, :2]).prod(axis=1), kind="stable")
    found = np.full(len(boxes), -1, np.int32)
    for place in order.tolist():
        low, high = places[place, :2] - EPSILON, places[place, 2:] + EPSILON
        found[(boxes[:, :2] >= low).all(axis=1) & (boxes[:, 2:] <= high).all(axis=1)] = place
    return found


def _some(marks: Marks, rows: Longs) -> Marks:
    """Return some rows of a table of rectangles."""
    return Marks(
        box=marks.box[rows],
        role=marks.role[rows],
        tint=marks.tint[rows],
        unit=marks.unit[rows],
        label=marks.label.take(rows),
        title=marks.title.take(rows),
    )


def _new_numbers(kept: Longs, count: int) -> Ints:
    """Return (count,) int32: the new number of each old row, -1 for rows that are not kept."""
    number = np.full(count, -1, np.int32)
    number[kept] = np.arange(len(kept), dtype=np.int32)
    return number


def _some_links(links: Links, boxes: Longs, count: int) -> Links:
    """Return the links between some boxes."""
    number = _new_numbers(boxes, count)
    rows = np.flatnonzero((number[links.source] >= 0) & (number[links.target] >= 0))
    source, target = number[links.source[rows]], number[links.target[rows]]
    incoming = np.argsort(target, kind="stable").astype(np.int64)
    return Links(
        out_starts=starts_of(source, len(boxes)),
        target=target,
        source=source,
        in_starts=starts_of(target[incoming], len(boxes)),
        incoming=incoming,
        call=links.call[rows],
        cut=links.cut[rows],
        weight=links.weight[rows],
    )
