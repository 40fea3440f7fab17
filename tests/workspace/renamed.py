"""Captures as another recording of a changed crate would be: without some items, in another order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cguviz.model.capture import Capture
from cguviz.model.items import Items
from cguviz.model.partition import partition_of
from cguviz.model.uses import Uses


def without_items(capture: Capture, gone: Sequence[int], *, seed: int = 0) -> Capture:
    """Return a capture without some items, the others in another order."""
    random = np.random.default_rng(seed)
    kept = random.permutation(np.setdiff1d(np.arange(len(capture.items)), gone))
    number = np.full(len(capture.items), -1, np.int32)
    number[kept] = np.arange(len(kept), dtype=np.int32)
    old, uses = capture.items, capture.uses
    items = Items(
        old.name.take(kept),
        old.symbol.take(kept),
        old.kind[kept],
        old.size[kept],
        old.instructions[kept],
        old.blocks[kept],
    )
    stages = []
    for stage in capture.partitions:
        rows = np.flatnonzero(number[stage.item] >= 0)
        stages.append(
            partition_of(
                stage.stage,
                stage.units,
                stage.unit[rows],
                number[stage.item[rows]],
                stage.mode[rows],
                stage.linkage[rows],
                stage.visibility[rows],
                stage.size[rows],
            )
        )
    if uses is not None:
        rows = np.flatnonzero((number[uses.user] >= 0) & (number[uses.used] >= 0))
        user, used = number[uses.user[rows]], number[uses.used[rows]]
        uses = Uses.of(user, used, uses.calls[rows], uses.references[rows], items=len(items))
    return capture.replace(items=items, partitions=tuple(stages), uses=uses, paths=None)
