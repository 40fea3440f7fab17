"""Reasons for placements: the chain of uses that brought an inlined copy, the first stage's unit of a root.

```
unit:   root ──uses──▶ inlined ──uses──▶ inlined copy       each step inside the unit; the shortest such chain
```
"""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.columns import Ints, expand, starts_of
from cguviz.model.partition import Partition, PlacedUses
from cguviz.model.uses import Uses


def reasons(partition: Partition, placed: PlacedUses, uses: Uses) -> Ints:
    """Return, for each inlined copy, the placement that made rustc place it in its unit.

    Parameters
    ----------
    partition, placed, uses
        As from `placed_uses`.

    Returns
    -------
    (p,) int32: the placement in the same unit that uses it, one step nearer to a root of the unit; -1 for roots, and
    for copies that no known use explains.

    Notes
    -----
    rustc collects the inlined items of a unit from its roots through inlined items only (`place_mono_items`,
    rust-lang/rust#112913). This is the same search in breadth, from all roots of all units at once; of several users
    at the same distance one that calls goes before one that refers, then the first.
    """
    inside = np.flatnonzero(~placed.cut & partition.inlined[placed.target] & (placed.source != placed.target))
    order = inside[np.lexsort((~uses.is_call[placed.use[inside]], placed.source[inside]))]
    source, target = placed.source[order], placed.target[order]
    calls = uses.is_call[placed.use[order]]
    starts = starts_of(source, len(partition))
    reason = np.full(len(partition), -1, np.int32)
    front = np.flatnonzero(~partition.inlined)
    known = ~partition.inlined
    while len(front):
        _, row = expand(starts, front)
        row = row[~known[target[row]]]
        row = row[np.lexsort((source[row], ~calls[row], target[row]))]
        reached, first = np.unique(target[row], return_index=True)
        reason[reached] = source[row[first]]
        known[reached] = True
        front = reached.astype(np.int64)
    return reason


def chain_to(reason: Ints, placement: int) -> tuple[int, ...]:
    """Return the placements from a root of the unit down to an inlined copy; empty for an unexplained copy."""
    chain = [placement]
    while reason[chain[-1]] >= 0:
        chain.append(int(reason[chain[-1]]))
    return tuple(reversed(chain)) if len(chain) > 1 else ()


@dataclasses.dataclass(frozen=True)
class RootOrigin:
    """The origin of a root item: its unit at the first stage, and the items that went with it.

    Attributes
    ----------
    unit
        Its unit at the first stage, by number; -1 for none.
    items
        The root items of that unit that are in the same unit still, itself among them.
    joined
        How many units of the first stage gave root items to the unit that it is in now.
    """

    unit: int
    items: tuple[int, ...]
    joined: int


def origin_of(first: Partition, partition: Partition, item: int, unit: int) -> RootOrigin:
    """Find the unit of a root item at the first stage, and the items with which it went to its present unit.

    Parameters
    ----------
    first, partition
        The first stage of a capture, and the stage at hand.
    item, unit
        A root item, and its unit at this stage.
    """
    home = np.full(int(max(first.item.max(initial=-1), partition.item.max(initial=-1))) + 1, -1, np.int32)
    roots = np.flatnonzero(~first.inlined)
    home[first.item[roots]] = first.unit[roots]
    rows = slice(partition.starts[unit], partition.starts[unit + 1])
    here = partition.item[rows][~partition.inlined[rows]]
    before = int(home[item])
    mates = here[home[here] == before] if before >= 0 else here[:0]
    return RootOrigin(before, tuple(mates.tolist()), len(np.unique(home[here][home[here] >= 0])))
