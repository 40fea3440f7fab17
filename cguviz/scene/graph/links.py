"""Uses between placements, gathered to links between boxes, and the links a selection lights."""

from __future__ import annotations

import numpy as np

from cguviz.model.columns import Bools, Ints, Longs, starts_of
from cguviz.model.partition import PlacedUses
from cguviz.scene.scene import Links, Scene

FEW_CUT = 80
"""Up to so many uses between units are drawn without asking: they are what one looks for."""


def links_of(placed: PlacedUses, *, call: Bools, slot_box: Ints, box_unit: Ints) -> Links:
    """Gather uses by pairs of boxes.

    Parameters
    ----------
    placed
        Uses between slots.
    call
        (k,) bool: whether each of them is a direct call.
    slot_box
        (s,) int32 box of each slot, -1 where it is folded away: its uses are left out.
    box_unit
        (b,) int32.

    Returns
    -------
    Each (source, target) pair once, ordered by source, then target. A link is a call if one of its uses is.
    """
    boxes = len(box_unit)
    source, target = slot_box[placed.source], slot_box[placed.target]
    shown = (source >= 0) & (target >= 0)
    key = source[shown].astype(np.int64) * boxes + target[shown]
    order = np.argsort(key, kind="stable")
    key = key[order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    pair = key[first]
    weight = np.diff(np.append(first, len(key))).astype(np.int32)
    is_call = np.logical_or.reduceat(call[shown][order], first) if len(first) else np.zeros(0, np.bool_)
    pair_source = (pair // max(boxes, 1)).astype(np.int32)
    pair_target = (pair % max(boxes, 1)).astype(np.int32)
    incoming = np.argsort(pair_target, kind="stable").astype(np.int64)
    return Links(
        out_starts=starts_of(pair_source, boxes),
        target=pair_target,
        source=pair_source,
        in_starts=starts_of(pair_target[incoming], boxes),
        incoming=incoming,
        call=is_call,
        cut=box_unit[pair_source] != box_unit[pair_target],
        weight=weight,
    )


def few_cut(links: Links | None) -> bool:
    """Say whether the uses between units are so few that they are drawn with the uses inside."""
    return links is not None and int(np.count_nonzero(links.cut)) <= FEW_CUT


def selection_links(scene: Scene, *, boxes: Ints, units: Ints) -> tuple[Longs, Longs]:
    """Return the links that a selection lights: inside units, and between them.

    Parameters
    ----------
    scene
        Without links, nothing is found.
    boxes, units
        int32 selected boxes and units, in any order.

    Returns
    -------
    callers, callees
        int64 rows of `scene.links`, ascending: links that come from outside the selection, and links that start in
        it. Links with both ends in selected units are in neither: they would drown those that leave.
    """
    if scene.links is None:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    whole = np.isin(scene.boxes.unit, units)
    chosen = whole.copy()
    chosen[boxes] = True
    starts, ends = chosen[scene.links.source], chosen[scene.links.target]
    inner = whole[scene.links.source] & whole[scene.links.target]
    return np.flatnonzero(ends & ~starts), np.flatnonzero(starts & ~inner)
