"""The neighbourhood of an item: its users and used items some steps far, each at its nearest, at most so many."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.columns import Columns, Ints, Longs, expand
from cguviz.model.uses import Uses


@dataclasses.dataclass(frozen=True, eq=False)
class Neighbourhood(Columns):
    """The items around an item, with their distance.

    Attributes
    ----------
    item
        (n,) int32, the item itself first.
    level
        (n,) int32: steps from it, users below 0, used items above 0, the item itself 0.
    left_out
        How many more there are within the steps, as far as these were followed.
    """

    item: Ints
    level: Ints
    left_out: int


def around(uses: Uses, item: int, *, hops: int, most: int) -> Neighbourhood:
    """Gather the neighbourhood of an item.

    Parameters
    ----------
    uses
        Of the items.
    item
        In the middle.
    hops
        Steps at most, of users upwards and of used items downwards.
    most
        Items at most. Nearer ones go first; where not all of a step fit, those that are used, or use, most often.
    """
    starts, user, _ = uses.by_used()
    ways = ((-1, starts, user), (1, uses.starts, uses.used))
    shown = np.zeros(len(uses.starts) - 1, np.bool_)
    shown[item] = True
    # What is above may be below, too: either way is followed by itself.
    reached = {way: shown.copy() for way, _, _ in ways}
    here = np.array([item], np.int64)
    items, levels = [here.astype(np.int32)], [np.zeros(1, np.int32)]
    fronts = {way: here for way, _, _ in ways}
    room, left_out = most - 1, 0
    for hop in range(1, hops + 1):
        for way, begin, ends in ways:
            found = _next(fronts[way], begin, ends)
            fronts[way] = found[~reached[way][found]]
            reached[way][fronts[way]] = True
        fresh = {-1: fronts[-1][~shown[fronts[-1]]]}
        shown[fresh[-1]] = True
        fresh[1] = fronts[1][~shown[fronts[1]]]
        shown[fresh[1]] = True
        for way, share in zip((-1, 1), _shares([len(fresh[-1]), len(fresh[1])], room), strict=True):
            kept, cut = fresh[way][:share], fresh[way][share:]
            left_out += len(cut)
            room -= len(kept)
            fronts[way] = np.setdiff1d(fronts[way], cut)
            items.append(kept.astype(np.int32))
            levels.append(np.full(len(kept), way * hop, np.int32))
    return Neighbourhood(np.concatenate(items), np.concatenate(levels), left_out)


def _next(front: Longs, starts: Longs, ends: Ints) -> Longs:
    """Return the items one step further, by falling number of uses to or from the front."""
    _, row = expand(starts, front)
    found, count = np.unique(ends[row], return_counts=True)
    return found[np.argsort(-count, kind="stable")].astype(np.int64)


def _shares(wanted: list[int], room: int) -> list[int]:
    """Divide the room between two so that neither is cut while the other has some left."""
    first, second = wanted
    half = room // 2
    least = min(first, max(half, room - second))
    return [least, min(second, room - least)]
