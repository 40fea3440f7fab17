"""Sizes of the placements in a layout: size estimates, or LLVM instructions where no source has estimates."""

from __future__ import annotations

import numpy as np

from cguviz.model.columns import Longs
from cguviz.model.comparison import Comparison, Union
from cguviz.model.items import Items
from cguviz.model.partition import Partition


def placed_sizes(items: Items, partition: Partition) -> Longs:
    """Return (p,) int64: the size of each placement, -1 where it is not known."""
    return partition.size if bool((partition.size > 0).any()) else items.instructions[partition.item].astype(np.int64)


def measure_of(items: Items, partition: Partition) -> str:
    """Name the measure of the sizes of placements."""
    if bool((partition.size > 0).any()):
        return "size estimates"
    return "LLVM instructions" if bool((items.instructions >= 0).any()) else "the same for all: no sizes are known"


def union_sizes(comparison: Comparison, both: Union) -> Longs:
    """Return (slots,) int64: the size that each slot has on either side, the larger where they differ."""
    sizes = np.full(len(both.slots), -1, np.int64)
    for slot, partition in ((both.base_slot, comparison.base), (both.change_slot, comparison.change)):
        np.maximum.at(sizes, slot, placed_sizes(comparison.items, partition))
    return sizes
