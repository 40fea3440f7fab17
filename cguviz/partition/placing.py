"""Placement of the copies of inlined items for given units of the roots.

```
seeds of a unit:   its roots, and the copies that no use explains but that came with them
copies of a unit:  all inlined items that the seeds reach through inlined items only
```

The uses of a capture come from LLVM IR, in which a few of rustc's own uses have vanished: they explain all of
rustc's copies in debug builds, 94 to 99 % in release builds (of serde's 22 only 15), and none beyond them. A copy that
no use explains was made for some root of its unit; it goes where the roots of its unit go, so that no item that was
placed is ever lost.
"""

from __future__ import annotations

import numpy as np

from cguviz.errors import PartitionError
from cguviz.model.columns import Bools, Ints, Longs, expand
from cguviz.model.partition import Partition, partition_of
from cguviz.model.texts import Texts
from cguviz.model.uses import Uses
from cguviz.partition.options import choice
from cguviz.partition.start import Start

CARRY = choice("most", "all")
CARRY_MEANING = (
    "where copies that no use explains go: to the unit that takes most of the roots they were with, or to all"
    " units that take some"
)


def reach(seeds: Longs, uses: Uses, inlined: Bools) -> Longs:
    """Return the inlined items that the seeds of each unit reach through inlined items only.

    Collected as `place_mono_items` of rustc does, for all units at once.

    Parameters
    ----------
    seeds
        (k,) int64 unit times items plus item.
    uses
        Of all items.
    inlined
        (items,) whether each is inlined.

    Returns
    -------
    (c,) int64 unit times items plus item, ascending; seeds are not among them unless reached.
    """
    items = max(len(inlined), 1)
    seen = np.zeros(0, np.int64)
    front = np.unique(seeds)
    while len(front):
        which, row = expand(uses.starts, front % items)
        used = uses.used[row]
        kept = inlined[used]
        front = np.setdiff1d((front[which] // items * items + used)[kept], seen)
        seen = np.union1d(seen, front)
    return seen


def count_explained(start: Start) -> tuple[int, int]:
    """Count the copies of inlined items that uses explain, and all copies.

    Returns
    -------
    explained, copies
        How many of its copies the roots of their unit reach, and how many there are.

    Raises
    ------
    PartitionError
        The start has no uses.
    """
    uses, partition = _uses(start), start.partition
    items = max(len(start.items), 1)
    key = partition.unit.astype(np.int64) * items + partition.item
    found = reach(key[start.roots], uses, start.inlined_items)
    copies = key[partition.inlined]
    return int(np.isin(copies, found).sum()), len(copies)


def place_copies(start: Start, goal: Ints, units: Texts, *, carry: str) -> Partition:
    """Put roots into new units and let the copies of inlined items follow.

    Parameters
    ----------
    start
        What the roots are taken from.
    goal
        (items,) int32 the new unit of each item that is a root.
    units
        The names of the new units, among them such as end up empty.
    carry
        `most` or `all`, see `CARRY_MEANING`; or `least`: of copies that no use explains only the first of each item
        that has no other copy stays.

    Raises
    ------
    PartitionError
        There are copies, and no uses.
    """
    partition = start.partition
    items = max(len(start.items), 1)
    # Hand-made graphs may have a root twice; the first is taken.
    root_item, first = np.unique(partition.item[start.roots].astype(np.int64), return_index=True)
    roots = start.roots[first]
    root_key = goal[root_item].astype(np.int64) * items + root_item
    copy_key = np.zeros(0, np.int64)
    if partition.inlined.any():
        uses, inlined = _uses(start), start.inlined_items
        key = partition.unit.astype(np.int64) * items + partition.item
        known = reach(key[roots], uses, inlined)
        loose = np.setdiff1d(key[partition.inlined], known)
        if carry == "least":
            alone = np.setdiff1d(loose % items, known % items)
            loose = loose[np.isin(loose % items, alone)]
            loose = loose[np.unique(loose % items, return_index=True)[1]]
        carried = _unexplained_copies(start, loose, goal, len(units), all_heirs=carry == "all")
        copy_key = np.union1d(carried, reach(np.concatenate([root_key, carried]), uses, inlined))
        copy_key = np.setdiff1d(copy_key, root_key)
    copy_row = np.full(items, -1, np.int64)
    copies = np.flatnonzero(partition.inlined)[::-1]
    copy_row[partition.item[copies]] = copies
    rows = np.concatenate([roots, copy_row[copy_key % items]])
    key = np.concatenate([root_key, copy_key])
    order = np.argsort(key, kind="stable")
    rows = rows[order]
    return partition_of(
        partition.stage,
        units,
        unit=(key[order] // items).astype(np.int32),
        item=partition.item[rows],
        mode=partition.mode[rows],
        linkage=partition.linkage[rows],
        visibility=partition.visibility[rows],
        size=partition.size[rows],
    )


def without_empty(partition: Partition) -> Partition:
    """Drop units without items, but keep at least one: rustc always makes a unit."""
    kept = np.flatnonzero(np.diff(partition.starts))
    if not len(kept):
        kept = np.arange(min(len(partition.units), 1))
    starts = np.append(partition.starts[kept], len(partition))
    return partition.replace(units=partition.units.take(kept), starts=starts)


def _unexplained_copies(start: Start, loose: Longs, goal: Ints, width: int, *, all_heirs: bool) -> Longs:
    """Return the keys, among `width` new units, of copies that no use explains."""
    partition = start.partition
    items, count = max(len(start.items), 1), len(partition.units)
    roots = start.roots
    item = partition.item[roots]
    pairs, back = np.unique(partition.unit[roots].astype(np.int64) * width + goal[item], return_inverse=True)
    weight = np.bincount(back, weights=np.maximum(start.placement_sizes[item], 1), minlength=len(pairs))
    origin, target = pairs // width, pairs % width
    if not all_heirs:
        # The heaviest first, then the first; of each origin the first is kept.
        order = np.lexsort((target, -weight, origin))
        origin, first = np.unique(origin[order], return_index=True)
        target = target[order][first]
    # Units without any root stay by themselves as far as there is such a unit, else go to the first.
    bare = np.setdiff1d(np.arange(count), origin)
    origin = np.concatenate([origin, bare])
    target = np.concatenate([target, np.where(bare < width, bare, 0)])
    order = np.argsort(origin, kind="stable")
    starts = np.searchsorted(origin[order], np.arange(count + 1)).astype(np.int64)
    which, row = expand(starts, loose // items)
    return np.unique(target[order][row] * items + loose[which] % items)


def _uses(start: Start) -> Uses:
    """Return the uses of a start, which must be known."""
    if start.uses is None:
        raise PartitionError("copies of inlined items can only be placed where the uses are known.")
    return start.uses
