"""What layout tests share: what must hold of every layout, and slots and captures in another order."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.layout import LayoutOptions, lay_out
from cguviz.model.capture import Capture
from cguviz.model.columns import Bools, Floats, Longs
from cguviz.model.items import Items
from cguviz.model.layout import CAPTION, Layout, Slots, slots_of
from cguviz.model.paths.table import split
from cguviz.model.uses import Uses

SLACK = 1e-6


def layout_of(capture: Capture, stage: str, options: LayoutOptions) -> tuple[Slots, Layout]:
    """Lay out one stage of a capture."""
    slots = slots_of(capture.partition(stage))
    return slots, lay_out(slots, split(capture.items, capture.crate), capture.uses, options=options)


def slot_boxes(layout: Layout) -> Floats:
    """Return (slots, 4) the box of each slot; slots folded away get -1."""
    return np.where(layout.slot_box[:, None] >= 0, layout.box[layout.slot_box], -1.0)


def inside(inner: Floats, outer: Floats) -> Bools:
    """Say which boxes lie in the boxes of the same row."""
    low: Bools = np.all(inner[:, :2] >= outer[:, :2] - SLACK, axis=1)
    high: Bools = np.all(inner[:, 2:] <= outer[:, 2:] + SLACK, axis=1)
    return np.logical_and(low, high)


def overlaps(boxes: Floats) -> int:
    """Count the pairs of boxes that overlap, by a sweep from left to right."""
    boxes = boxes[np.argsort(boxes[:, 0], kind="stable")]
    ends = np.searchsorted(boxes[:, 0], boxes[:, 2] - SLACK)
    found = 0
    for index, end in enumerate(ends.tolist()):
        others = boxes[index + 1 : end]
        apart = (others[:, 1] >= boxes[index, 3] - SLACK) | (others[:, 3] <= boxes[index, 1] + SLACK)
        found += int((~apart).sum())
    return found


def check(slots: Slots, layout: Layout) -> None:
    """Assert what holds of every layout: box in block in inner unit in unit, siblings apart, stacks of one kind."""
    shown = layout.slot_box >= 0
    box = layout.slot_box[shown]
    assert len(layout.slot_box) == len(slots)
    assert np.array_equal(np.unique(box), np.arange(len(layout.box)))
    assert np.array_equal(layout.box_unit[box], slots.unit[shown])
    for boxes in (layout.box, layout.block_box, layout.inner_box, layout.unit_box):
        assert np.all(boxes[:, :2] < boxes[:, 2:])
        assert overlaps(boxes) == 0
    assert np.all(np.diff(layout.box_unit) >= 0)
    assert np.all(np.diff(layout.block_unit) >= 0)
    room = layout.unit_box + np.array([0, CAPTION, 0, 0])
    assert inside(layout.box, room[layout.box_unit]).all()
    assert inside(layout.block_box, room[layout.block_unit]).all()
    assert inside(layout.inner_box, room[layout.inner_unit]).all()
    framed = layout.box_block >= 0
    assert inside(layout.box[framed], layout.block_box[layout.box_block[framed]]).all()
    nested = shown & (slots.inner >= 0)
    assert inside(layout.box[layout.slot_box[nested]], layout.inner_box[slots.inner[nested]]).all()
    kinds = np.unique(np.column_stack([box, slots.sides[shown], slots.inlined[shown], slots.inner[shown]]), axis=0)
    assert len(kinds) == len(layout.box)


@dataclasses.dataclass(frozen=True)
class Shuffled:
    """A stage in another order, and where each slot came from."""

    items: Items
    uses: Uses | None
    slots: Slots
    slot: Longs
    unit: Longs


def shuffle(capture: Capture, slots: Slots, seed: int) -> Shuffled:
    """Put items, uses, units and the slots of each unit into another order."""
    random = np.random.default_rng(seed)
    items, uses = capture.items, capture.uses
    item = random.permutation(len(items))
    item_at = np.argsort(item).astype(np.int32)
    unit = random.permutation(len(slots.units))
    unit_at = np.argsort(unit).astype(np.int32)
    slot = random.permutation(len(slots))
    slot = slot[np.argsort(unit_at[slots.unit[slot]], kind="stable")]
    return Shuffled(
        Items(
            items.name.take(item),
            items.symbol.take(item),
            items.kind[item],
            items.size[item],
            items.instructions[item],
            items.blocks[item],
        ),
        uses and Uses.of(item_at[uses.user], item_at[uses.used], uses.calls, uses.references, items=len(items)),
        Slots(
            slots.units.take(unit),
            unit_at[slots.unit[slot]],
            slots.inner[slot],
            item_at[slots.item[slot]],
            slots.inlined[slot],
            slots.sides[slot],
        ),
        slot,
        unit,
    )
