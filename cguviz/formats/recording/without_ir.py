"""A recording without LLVM IR: what the lists of mono items alone tell."""

from __future__ import annotations

import numpy as np

from cguviz.formats.recording.lists import homes, outcomes
from cguviz.formats.recording.merge import MERGE
from cguviz.formats.recording.place import PLACE, place_name
from cguviz.model.capture import Capture
from cguviz.model.partition import partition_of
from cguviz.model.texts import Texts


def capture_of_lists(plain: Capture, told: Capture | None) -> Capture:
    """Make a capture of lists: items without symbols, uses and sizes.

    Parameters
    ----------
    plain
        Mono items of the plain build: the stage MERGE.
    told
        Those of the unmerged build, None if it never printed them. Where they fit the plain ones item by item, they
        are the stage PLACE.
    """
    last = plain.partition().replace(stage=MERGE)
    kept = plain.replace(partitions=(last,))
    if told is None:
        return kept
    found = homes(told, plain)
    if set(found) != set(told.partition().units):
        return kept
    item = np.full(len(told.items), -1, np.int32)
    taken: set[int] = set()
    for line, able in enumerate(outcomes(told, plain, found)):
        row = next((row for row in able if row not in taken), -1)
        item[line] = row
        taken.add(row)
    stage = told.partition()
    if (item[stage.item] < 0).any() or not set(last.item.tolist()) <= set(item[stage.item].tolist()):
        return kept
    first = partition_of(
        PLACE,
        Texts.of(map(place_name, stage.units)),
        unit=stage.unit,
        item=item[stage.item],
        mode=stage.mode,
        linkage=stage.linkage,
        visibility=stage.visibility,
        size=stage.size,
    )
    return kept.replace(partitions=(first, last))
