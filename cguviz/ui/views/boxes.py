"""Boxes of a scene by item, and items by box. No widgets."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.columns import Ints, Longs, expand
from cguviz.model.uses import Uses
from cguviz.scene.scene import Scene


@dataclasses.dataclass(frozen=True, eq=False)
class SceneBoxes:
    """Where the slots of a scene are in it.

    Attributes
    ----------
    scene
        The picture.
    item
        (s,) int32 the item of each slot.
    box
        (s,) int32 the box of each slot, -1 where it is folded away or not drawn.
    """

    scene: Scene
    item: Ints
    box: Ints

    def of_slots(self, slots: Longs | Ints) -> Ints:
        """Return (k,) int32 the boxes that hold any of some slots, each once."""
        boxes = np.unique(self.box[slots])
        return boxes[boxes >= 0].astype(np.int32)

    def of_items(self, items: Longs | Ints) -> Ints:
        """Return (k,) int32 the boxes that hold any copy of the items, each once."""
        wanted = np.zeros(int(self.item.max(initial=-1)) + 1, np.bool_)
        wanted[items[items < len(wanted)]] = True
        return self.of_slots(np.flatnonzero(wanted[self.item]))

    def slots_of(self, boxes: Longs | Ints) -> Ints:
        """Return the slots in some boxes, in their order."""
        _, within = expand(self.scene.box_slots_starts, boxes)
        return self.scene.box_slots[within]

    def items_of(self, boxes: Longs | Ints) -> list[int]:
        """Return the items in some boxes, each once, in the order of the boxes."""
        return list(dict.fromkeys(self.item[self.slots_of(boxes)].tolist()))

    def ends(self, items: tuple[int, ...], boxes: Ints, uses: Uses | None) -> tuple[Ints, Ints] | None:
        """Return the boxes of the users of some items, and the boxes of the items used by them.

        None where the selected `boxes` hold nothing but the items: then all uses of the boxes are theirs.
        """
        if uses is None or not items or set(self.items_of(boxes)) <= set(items):
            return None
        chosen = np.zeros(len(uses.starts), np.bool_)
        chosen[[item for item in items if item < len(chosen)]] = True
        user = uses.user
        return self.of_items(user[chosen[uses.used]]), self.of_items(uses.used[chosen[user]])


def boxes_of(scene: Scene, item: Ints) -> SceneBoxes:
    """Turn the scene's "slots of each box" around.

    Parameters
    ----------
    item
        (s,) int32 the item of each slot.
    """
    box = np.full(len(item), -1, np.int32)
    counts = np.diff(scene.box_slots_starts)
    box[scene.box_slots] = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    return SceneBoxes(scene, item, box)
