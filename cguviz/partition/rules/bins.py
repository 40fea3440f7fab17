"""Bins: sets of whole units while a rule unites them, and the partition that they make in the end.

A bin knows which units of the start it holds, and the inlined items that have a copy in them: uniting two bins
leaves one copy. Roots are in one unit only, so that of them the sum of sizes is enough.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from cguviz.model.columns import Longs, starts_of
from cguviz.model.partition import Partition
from cguviz.model.texts import Texts
from cguviz.partition.options import choice
from cguviz.partition.start import Start

INLINE = choice("before", "after")
INLINE_MEANING = (
    "inlined items are placed before the rule runs, and their copies count in the sizes (#112375, #112695), or after it"
)


@dataclasses.dataclass(frozen=True, eq=False)
class Bin:
    """Units of the start that will be one unit.

    Attributes
    ----------
    members
        Units of the start, the one that absorbed the others first.
    copies
        (k,) int64: the inlined items with a copy in it, ascending; empty where copies do not count.
    root_size, size
        Size estimates of its roots, and of all that counts.
    """

    members: tuple[int, ...]
    copies: Longs
    root_size: int
    size: int


def bins_of(start: Start, *, copies: bool) -> list[Bin]:
    """Return a bin for each unit, ordered by name.

    Parameters
    ----------
    start
        The units.
    copies
        Whether the copies of inlined items count.
    """
    partition, weight = start.partition, start.placement_sizes
    found = []
    for unit in start.by_name:
        rows = slice(int(partition.starts[unit]), int(partition.starts[unit + 1]))
        inlined = partition.inlined[rows]
        items = partition.item[rows].astype(np.int64)
        root_size = int(weight[items[~inlined]].sum())
        held = np.unique(items[inlined]) if copies else np.empty(0, np.int64)
        found.append(Bin((unit,), held, root_size, root_size + int(weight[held].sum())))
    return found


def absorb(into: Bin, other: Bin, weight: Longs) -> Bin:
    """Unite two bins; copies of an item become one.

    Parameters
    ----------
    into, other
        The bins.
    weight
        (items,) int64 size estimate of each item.
    """
    copies = np.union1d(into.copies, other.copies) if len(other.copies) else into.copies
    root_size = into.root_size + other.root_size
    return Bin(into.members + other.members, copies, root_size, root_size + int(weight[copies].sum()))


def by_size(bins: Sequence[Bin]) -> list[Bin]:
    """Sort bins by falling size; equal bins keep their order, as in rustc's stable sorts."""
    return sorted(bins, key=lambda one: -one.size)


def numbered_names(start: Start, count: int) -> list[str]:
    """Return rustc's names of merged units since #112946: all of one width, the largest is number 0."""
    width = len(str(count))
    return [f"{start.crate}-cgu.{number:0{width}}" for number in range(count)]


def joined_names(start: Start, bins: Sequence[Bin]) -> list[str]:
    """Return the names of units in incremental builds: the members' names, sorted, with `--` between.

    rustc makes a hash of the whole where names are not to be readable; this is what it hashes.
    """
    names = start.partition.units.tobytes()
    return [b"--".join(sorted(names[unit] for unit in one.members)).decode("utf-8", "replace") for one in bins]


def finish(start: Start, bins: Sequence[Bin], *, incremental: bool) -> Partition:
    """Name bins as rustc names merged units since #112946, and make a partition of them.

    Incremental: named after their members. Else: numbered by descending size.
    """
    if incremental:
        return unite(start, bins, joined_names(start, bins))
    return unite(start, by_size(bins), numbered_names(start, len(bins)))


def unite(start: Start, bins: Sequence[Bin], names: Sequence[str]) -> Partition:
    """Make a partition whose units are bins; every item of a member is in the unit, once.

    Parameters
    ----------
    start
        What the bins were made of.
    bins
        Together they hold every unit once.
    names
        One for each bin; units are ordered by them.
    """
    partition = start.partition
    order = sorted(range(len(bins)), key=lambda one: names[one].encode())
    place = np.zeros(len(partition.units), np.int64)
    for number, one in enumerate(order):
        place[list(bins[one].members)] = number
    unit = place[partition.unit]
    # Of several copies of an item the first stays; a root before a copy.
    rows = np.lexsort((partition.inlined, partition.item, unit))
    items = max(len(start.items), 1)
    key = unit[rows] * items + partition.item[rows]
    rows = rows[np.append(True, key[1:] != key[:-1])[: len(key)]]
    return Partition(
        stage=partition.stage,
        units=Texts.of([names[one] for one in order]),
        starts=starts_of(unit[rows].astype(np.int32), len(bins)),
        item=partition.item[rows],
        mode=partition.mode[rows],
        linkage=partition.linkage[rows],
        visibility=partition.visibility[rows],
        size=partition.size[rows],
    )
