"""The items and the unit under the pointer of a canvas, for moves by hand. No widgets."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.columns import Ints, Longs, expand
from cguviz.scene.graph.hit import Hit
from cguviz.scene.scene import Scene
from cguviz.ui.store.store import Store
from cguviz.workspace.state import workspace as ws


@dataclasses.dataclass(frozen=True, eq=False)
class DropTarget:
    """One partition on one canvas.

    Attributes
    ----------
    stage
        Its name.
    scene
        The picture.
    item
        (s,) int32 the item of each slot of the picture.
    units
        How many frames of the picture, from the first, are units of the partition.
    on_change
        Whether it is the change side of a comparison.
    """

    stage: str
    scene: Scene
    item: Ints
    units: int
    on_change: bool = False

    def unit_at(self, hit: Hit) -> int:
        """Return the frame under the pointer if it is a unit of the partition, else -1."""
        return hit.unit if 0 <= hit.unit < self.units else -1

    def items_at(self, hit: Hit) -> list[int]:
        """Return the items of the function, stack, module block or unit under the pointer."""
        boxes = self.scene.boxes
        rows: Longs | Ints
        if hit.box >= 0:
            rows = np.array([hit.box], np.int64)
        elif hit.block >= 0:
            rows = np.flatnonzero(self.scene.box_block == hit.block)
        elif self.unit_at(hit) >= 0:
            rows = np.flatnonzero(boxes.unit == hit.unit)
        else:
            return []
        _, slots = expand(self.scene.box_slots_starts, rows)
        return list(dict.fromkeys(self.item[self.scene.box_slots[slots]].tolist()))


def ground_of(store: Store, scene: Scene | None) -> DropTarget | None:
    """Return the ground for moves by hand of a canvas with this picture, None where nothing on the canvas can be moved.

    Maps of modules have no units to move to, and of two captures only one could be changed.
    """
    if scene is None:
        return None
    drawn, sides, workspace = store.drawn, store.sides, store.workspace
    if workspace.view == ws.GRAPH and drawn is not None and drawn.scene is scene:
        return DropTarget(drawn.partition.stage, scene, drawn.partition.item, len(drawn.partition.units))
    if workspace.view != ws.COMPARE or sides is None or sides.request.base.crate != sides.request.change.crate:
        return None
    comparison, pair = sides.compared.comparison, sides.compared.pair
    for on_change, (side, made) in enumerate(((comparison.base, pair.base), (comparison.change, pair.change))):
        if made is scene:
            return DropTarget(side.stage, scene, sides.compared.slot_item, len(side.units), bool(on_change))
    return None
