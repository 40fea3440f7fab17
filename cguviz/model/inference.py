"""Items of which root or inlined is inferred: how many, and how often such inferences were wrong."""

from __future__ import annotations

import numpy as np

from cguviz.model.columns import Bools
from cguviz.model.items import Items
from cguviz.model.partition import Partition

WRONG_WITH_IR, WRONG_BY_NAMES = 75, 8
"""One of so many inferences is wrong, with LLVM IR and by names and units alone. Measured against the dumps of 15
builds by rustc 1.85 (9 of 2,000 wrong; 3,569 of 27,900 by names) and, with LLVM IR, against what rustc 1.95 lets see of
36 crates, 12 of which were not looked at before (9 of 952 wrong), and of 5 incremental builds (7 of 240)."""


def are_inferred(items: Items) -> Bools:
    """Return (n,) bool: whether root or inlined is inferred of each item."""
    return np.zeros(len(items), np.bool_) if items.inferred is None else items.inferred != 0


def is_inferred(items: Items, item: int) -> bool:
    """Say whether root or inlined is inferred of one item."""
    return items.inferred is not None and bool(items.inferred[item])


def inferred_items(items: Items, partition: Partition) -> int:
    """Return the number of items placed in a partition of which root or inlined is inferred."""
    return len(np.unique(partition.item[are_inferred(items)[partition.item]]))


def wrong_inferences(items: Items) -> int:
    """Return of how many inferences for these items one was wrong where that could be checked."""
    return WRONG_WITH_IR if (items.instructions >= 0).any() else WRONG_BY_NAMES


def inference_line(items: Items, partition: Partition) -> str:
    """Return a sentence on the inferences about items of a partition, "" where there are none."""
    count = inferred_items(items, partition)
    if not count:
        return ""
    placed = len(np.unique(partition.item))
    return (
        f"root or inlined is inferred for {count:,} of {placed:,} items"
        f" (of such inferences 1 in {wrong_inferences(items)} was wrong)"
    )
