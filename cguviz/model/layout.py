"""Slots, and their layout as boxes (world coordinates, y down)."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.columns import Bools, Bytes, Columns, Floats, Ints, Longs
from cguviz.model.partition import Partition
from cguviz.model.texts import Texts


@dataclasses.dataclass(frozen=True, eq=False)
class Slots(Columns):
    """Places for items: a row for each (item, unit) of one partition, or of the union of two.

    Attributes
    ----------
    units
        (u,) unit names.
    unit
        (s,) int32, ascending.
    inner
        (s,) int32: the unit inside the unit that the slot belongs to (a comparison nests a base unit that was
        merged away in its heir), -1 for none. Numbers are dense over the whole table, and each inner unit lies
        in one unit.
    item
        (s,) int32.
    inlined
        (s,) bool.
    sides
        (s,) uint8: which sides of a comparison have the slot: 1 base, 2 change, 3 both. Slots of different sides
        never share a stack. All 3 for a single partition.
    """

    units: Texts
    unit: Ints
    inner: Ints
    item: Ints
    inlined: Bools
    sides: Bytes

    def __len__(self) -> int:
        return len(self.item)


def slots_of(partition: Partition) -> Slots:
    """Return the slots of a single partition: slot `i` is placement `i`."""
    none = np.full(len(partition), -1, np.int32)
    both = np.full(len(partition), 3, np.uint8)
    return Slots(
        units=partition.units,
        unit=partition.unit,
        inner=none,
        item=partition.item,
        inlined=partition.inlined,
        sides=both,
    )


SMALL_MODULES = -1
"""The module of a block that gathers the modules with few items in their unit."""
COPIES = -2
"""The module of the strip that holds the inlined copies of a unit."""


@dataclasses.dataclass(frozen=True, eq=False)
class Layout(Columns):
    """Boxes in world coordinates.

    Boxes are rows (x0, y0, x1, y1) with x0 < x1 and y0 < y1.

    Everything lies inside its parent: box ⊂ block ⊂ inner unit ⊂ unit; siblings do not overlap.

    Attributes
    ----------
    engine
        The name of the layout in `LAYOUTS`.
    unit_box
        (u, 4) float64; a unit's caption goes into its top `caption` world units, that of an inner unit into `CAPTION`.
    inner_box, inner_unit
        (k, 4) float64 and (k,) int32.
    block_box, block_unit, block_module
        (m, 4) float64, (m,) int32 ascending, (m,) int32: index into `Paths.modules`, `SMALL_MODULES` or `COPIES`.
    box, box_unit, box_block
        (b, 4) float64, (b,) int32 ascending, (b,) int32 (-1 for none). A box is an item, or a stack: the
        monomorphisations of one generic item in one unit.
    slot_box
        (s,) int32: the box of each slot; -1 where the slot is folded away.
    caption
        World height of the strip that holds a unit's caption: at least `CAPTION`, more in large pictures, where
        that would be too low to be read when all is in view.
    """

    engine: str
    unit_box: Floats
    inner_box: Floats
    inner_unit: Ints
    block_box: Floats
    block_unit: Ints
    block_module: Ints
    box: Floats
    box_unit: Ints
    box_block: Ints
    slot_box: Ints
    caption: float = 30.0

    @property
    def bounds(self) -> Floats:
        """(4,) float64: the smallest rectangle around all units; (0, 0, 1, 1) if there are none."""
        if not len(self.unit_box):
            return np.array([0.0, 0.0, 1.0, 1.0])
        return np.concatenate([self.unit_box[:, :2].min(axis=0), self.unit_box[:, 2:].max(axis=0)])

    @property
    def counts(self) -> Longs:
        """(b,) int64: the number of slots in each box; above 1 the box is a stack."""
        return np.bincount(self.slot_box[self.slot_box >= 0], minlength=len(self.box)).astype(np.int64)


@dataclasses.dataclass(frozen=True, eq=False)
class EarlierLayout(Columns):
    """The boxes of an earlier layout, for slots that are to be laid out now.

    Rectangles as in `Layout`.

    Attributes
    ----------
    unit_box
        (u, 4) float64: the former place of each unit; not a number for new ones.
    gone_box
        (g, 4) float64: places of units that are no more.
    slot_box
        (s, 4) float64: the box that each slot was in; not a number for what was not there, or in another unit.
    slot_block
        (s,) int32: row of `block_box`, -1 for none.
    block_box, block_module
        (m, 4) float64, (m,) int32 as in `Layout`, modules in the numbering of now.
    caption
        As in `Layout`.
    """

    unit_box: Floats
    gone_box: Floats
    slot_box: Floats
    slot_block: Ints
    block_box: Floats
    block_module: Ints
    caption: float


ITEM_WIDTH = 120.0
ITEM_HEIGHT = 22.0
"""World size of an item's box: a label of 13 world units with room above and below."""
LABEL_HEIGHT = 13.0
CAPTION = 30.0
"""World height of the strip that holds the caption of a unit in a small picture."""
