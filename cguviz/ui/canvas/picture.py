"""A scene made ready for painting: columns in the order of brushes, so that one call draws one colour.

Built once per scene (about 10 ms for 60,000 boxes); knows no colours, only which rectangles share one.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.columns import Bools, Columns, Floats, Ints, Longs, expand
from cguviz.model.layout import ITEM_HEIGHT
from cguviz.model.texts import Texts
from cguviz.scene.look.text_fitting import plain
from cguviz.scene.scene import Links, Marks, Scene, block_heads, heads

TINTS = 1 << 10
"""More than any theme has."""


@dataclasses.dataclass(frozen=True, eq=False)
class PaintLevel(Columns):
    """The rectangles of one level, ordered by brush.

    Attributes
    ----------
    edges
        (4, n) float64: four contiguous columns x0, y0, x1, y1 (culling 60,000 takes 0.1 ms).
    row
        (n,) int32 row in the scene's marks.
    brush
        (n,) int32 ascending: what is filled alike: role × `TINTS` + tint + 1.
    """

    edges: Floats
    row: Ints
    brush: Ints


def level_of(marks: Marks, rows: Ints) -> PaintLevel:
    """Order rectangles by brush; equal brushes keep their order.

    Parameters
    ----------
    rows
        (n,) int32 the rows of `marks` to take.
    """
    brush = marks.role[rows].astype(np.int32) * TINTS + marks.tint[rows] + 1
    order = np.argsort(brush, kind="stable")
    row = rows[order]
    return PaintLevel(np.ascontiguousarray(marks.box[row].T), row, brush[order])


def visible_rows(level: PaintLevel, world: tuple[float, float, float, float]) -> Longs:
    """Return the positions in a level of the rectangles that touch a part of the world, ascending."""
    x0, y0, x1, y1 = level.edges
    hit: Bools = (x1 > world[0]) & (x0 < world[2]) & (y1 > world[1]) & (y0 < world[3])
    return np.flatnonzero(hit)


def runs(brush: Ints) -> list[tuple[int, int, int]]:
    """Return (brush, begin, end) for each run of equal values in an ascending column."""
    if not len(brush):
        return []
    begin = np.flatnonzero(np.r_[True, brush[1:] != brush[:-1]])
    end = np.append(begin[1:], len(brush))
    return list(zip(brush[begin].tolist(), begin.tolist(), end.tolist(), strict=True))


@dataclasses.dataclass(frozen=True, eq=False)
class PreparedScene(Columns):
    """A scene with the columns that painting needs.

    Attributes
    ----------
    scene
        What is painted.
    units, blocks, boxes
        Its levels.
    loose
        Boxes that lie in no block: all that there is to see of their units from afar.
    item_height
        Median world height of a box: the level of detail depends on its height in pixels.
    heads
        (units,) float64 world heights of the strips that hold their names.
    unit_labels, unit_notes
        (units,) their names, and their figures: all of them first, then fewer and fewer.
    block_labels
        (blocks,) names of modules.
    labels
        (boxes,) labels of the boxes; decoding them one by one would take half the time of drawing them.
    bare_labels
        (boxes,) the same without generic arguments.
    stacked
        (boxes,) bool: stands for more than one slot.
    block_heads
        (blocks,) float64 world heights of the strips that layouts leave for names of modules, 0 for none.
    block_items
        (blocks,) float64 world height of the highest box in each.
    """

    scene: Scene
    units: PaintLevel
    blocks: PaintLevel
    boxes: PaintLevel
    loose: PaintLevel
    item_height: float
    heads: Floats
    unit_labels: tuple[str, ...]
    unit_notes: tuple[tuple[str, ...], ...]
    block_labels: tuple[str, ...]
    labels: tuple[str, ...]
    bare_labels: tuple[str, ...]
    stacked: Bools
    block_heads: Floats
    block_items: Floats


def prepare(scene: Scene) -> PreparedScene:
    """Make a scene ready for painting."""
    height = scene.boxes.box[:, 3] - scene.boxes.box[:, 1]
    return PreparedScene(
        scene,
        units=_whole(scene.units),
        blocks=_whole(scene.blocks),
        boxes=_whole(scene.boxes),
        loose=level_of(scene.boxes, np.flatnonzero(scene.box_block < 0).astype(np.int32)),
        item_height=float(np.median(height)) if len(height) else ITEM_HEIGHT,
        heads=heads(scene),
        unit_labels=tuple(scene.units.label.tolist()),
        unit_notes=tuple(map(_fewer, scene.unit_note.tolist())),
        block_labels=tuple(scene.blocks.label.tolist()),
        labels=tuple(scene.boxes.label.tolist()),
        bare_labels=_bare(scene.boxes.label),
        stacked=np.diff(scene.box_slots_starts) > 1,
        block_heads=block_heads(scene),
        block_items=_highest(scene),
    )


def _bare(labels: Texts) -> tuple[str, ...]:
    """Return labels without generic arguments; few have any."""
    texts = labels.tolist()
    rows = [row for row, text in enumerate(texts) if "<" in text]
    for row, text in zip(rows, plain(labels.take(np.array(rows, np.int64))), strict=True):
        texts[row] = text
    return tuple(texts)


def _fewer(note: str) -> tuple[str, ...]:
    """Return figures, then the same without the last one, and so on."""
    parts = note.split(" · ") if note else []
    return tuple(" · ".join(parts[:count]) for count in range(len(parts), 0, -1))


def _highest(scene: Scene) -> Floats:
    height = np.zeros(len(scene.blocks))
    inside = np.flatnonzero(scene.box_block >= 0)
    np.maximum.at(height, scene.box_block[inside], scene.boxes.box[inside, 3] - scene.boxes.box[inside, 1])
    return height


def _whole(marks: Marks) -> PaintLevel:
    return level_of(marks, np.arange(len(marks), dtype=np.int32))


def touching(links: Links, boxes: Ints | Longs) -> tuple[Longs, Longs]:
    """Return the rows of the links that leave any of some boxes, and of the links that enter any."""
    _, leaving = expand(links.out_starts, np.asarray(boxes, np.int64))
    _, entering = expand(links.in_starts, np.asarray(boxes, np.int64))
    return leaving, links.incoming[entering]
