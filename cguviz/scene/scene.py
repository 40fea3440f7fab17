"""The description of a picture of nested boxes.

Three levels of rectangles (units, module blocks, items), each in world coordinates, and the links between the
item boxes. What a rectangle *is* (its role) and which module it belongs to (its tint) are stated here; which
colour, dash or hatch that means is the theme's business, and what is drawn at which magnification the painter's.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.columns import Bools, Bytes, Columns, Floats, Int16s, Ints, Longs
from cguviz.model.layout import CAPTION
from cguviz.model.texts import EMPTY, Texts
from cguviz.scene.role import Role


@dataclasses.dataclass(frozen=True, eq=False)
class Marks(Columns):
    """Rectangles of one level.

    Attributes
    ----------
    box
        (n, 4) float64 x0, y0, x1, y1 in world units.
    role
        (n,) uint8 `Role`.
    tint
        (n,) int16 number of the module's colour, -1 for none; stable per crate.
    unit
        (n,) int32: the row of the scene's units that each belongs to; ascending for blocks and boxes.
    label
        (n,) short text to show in it; "" for none.
    title
        (n,) what a tooltip says first: the full path or name.
    """

    box: Floats
    role: Bytes
    tint: Int16s
    unit: Ints
    label: Texts
    title: Texts

    def __len__(self) -> int:
        return len(self.role)


@dataclasses.dataclass(frozen=True, eq=False)
class Links(Columns):
    """Uses between item boxes, each (source, target) pair once, ordered by source.

    Attributes
    ----------
    out_starts
        (boxes + 1,) int64: links `out_starts[b]:out_starts[b + 1]` leave box `b`.
    target
        (k,) int32 box.
    source
        (k,) int32 box, ascending.
    in_starts, incoming
        (boxes + 1,) int64 and (k,) int64: links `incoming[in_starts[b]:in_starts[b + 1]]` enter box `b`.
    call
        (k,) bool: a direct call (else only a reference).
    cut
        (k,) bool: between two units.
    weight
        (k,) int32 the number of placed uses it stands for.
    """

    out_starts: Longs
    target: Ints
    source: Ints
    in_starts: Longs
    incoming: Longs
    call: Bools
    cut: Bools
    weight: Ints

    def __len__(self) -> int:
        return len(self.target)


@dataclasses.dataclass(frozen=True, eq=False)
class Scene(Columns):
    """One picture.

    Attributes
    ----------
    bounds
        (4,) float64 the world rectangle to show.
    units
        Codegen units first (row = unit number), then, in a comparison, frames: of units that became one, of merged
        units, of units that only the other side has. The label is the unit's name as shown, the title its full name.
    unit_note
        (units,) the figures behind a unit's name: "335 items · size 9,859".
    blocks
        Module blocks.
    boxes
        Items and stacks.
    box_slots_starts, box_slots
        (boxes + 1,) int64 and (slots,) int32: the slots in each box: placements, for a single partition; in a
        comparison slots of the union, the same numbers on both sides.
    box_block
        (boxes,) int32 row of `blocks`, -1 for none.
    box_item
        (boxes,) int32 the item of each box (of a stack: its first).
    links
        None where the capture has no uses.
    caption
        Crate, compiler, stage and the statistics line; one line each.
    legend
        (role, text) rows, in the order to show them.
    tint_names
        (name, tint) rows: what the colours of the largest groups of modules stand for, largest first;
        tint -1 for a remark that stands for no colour.
    symbol
        (items,) the linker symbols of the items that `box_item` numbers.
    head
        World height of the strip that holds the name of a unit; see `heads`.
    """

    bounds: Floats
    units: Marks
    unit_note: Texts
    blocks: Marks
    boxes: Marks
    box_slots_starts: Longs
    box_slots: Ints
    box_block: Ints
    box_item: Ints
    links: Links | None
    caption: tuple[str, ...]
    legend: tuple[tuple[Role, str], ...]
    tint_names: tuple[tuple[str, int], ...] = ()
    symbol: Texts = EMPTY
    head: float = CAPTION


__all__ = ["Links", "Marks", "Role", "Scene"]


SMALL_HEADS = (Role.INNER, Role.FORMER, Role.PANE)
"""Frames whose names stand in strips of `CAPTION`, however large the picture."""


MODULE_SIZE = 11.0
"""World height of a module's name."""


def block_heads(scene: Scene) -> Floats:
    """Return (blocks,) float64: the world height of the strip above the items of each block, 0 where no name fits."""
    top = np.full(len(scene.blocks), -np.inf)
    inside = np.flatnonzero(scene.box_block >= 0)
    np.maximum.at(top, scene.box_block[inside], -scene.boxes.box[inside, 1])
    head = np.where(np.isfinite(top), -top - scene.blocks.box[:, 1], 0.0)
    return np.where(head >= MODULE_SIZE, head, 0.0)


def heads(scene: Scene) -> Floats:
    """Return (units,) float64: the world height of the strip at the top of each unit that holds its name."""
    return np.where(np.isin(scene.units.role, SMALL_HEADS), CAPTION, scene.head)
