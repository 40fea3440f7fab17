"""The neighbourhood of an item as the window gets it. Made in `focusing`."""

from __future__ import annotations

import dataclasses

from cguviz.model.columns import Columns, Ints
from cguviz.scene.scene import Scene


@dataclasses.dataclass(frozen=True, eq=False)
class Focused(Columns):
    """The answer to `Focus`.

    Attributes
    ----------
    scene
        The picture; its units are groups, and their titles the full names of units.
    item
        (n,) int32 the items that the scene's slots number.
    level
        (groups,) int32: steps from the item in the middle, callers below 0.
    left_out
        How many more items there are within these steps.
    """

    scene: Scene
    item: Ints
    level: Ints
    left_out: int
