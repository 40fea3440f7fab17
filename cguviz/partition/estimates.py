"""Size estimates that can replace rustc's own when a rule runs."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

from cguviz.errors import PartitionError
from cguviz.model.columns import Longs
from cguviz.model.items import Items, Kind
from cguviz.model.partition import Partition
from cguviz.partition.start import Start


@dataclasses.dataclass(frozen=True)
class Estimate:
    """A size estimate: a row of `ESTIMATES`.

    Attributes
    ----------
    name
        As it is typed.
    title
        As it is shown.
    sizes
        Gives (items,) int64 sizes; -1 where they are not known.
    source
        What to open where they are not known.
    pull_request
        Where it was proposed, or "".
    """

    name: str
    title: str
    sizes: Callable[[Start], Longs]
    pull_request: str = ""
    source: str = "the LLVM IR of the same build"


def _unknown(items: Items) -> Longs:
    """Return a size of -1 for each item."""
    return np.full(len(items), -1, np.int64)


def _sizes_from(column: Longs, items: Items) -> Longs:
    """Return counts of functions as sizes; statics and assembly, which have no counts, get 1 as in rustc."""
    return np.where(items.kind == Kind.FN, column, 1)


ESTIMATES: tuple[Estimate, ...] = (
    Estimate("rustc", "MIR statements, as rustc counts", lambda start: start.items.size, "#47415"),
    Estimate("blocks", "basic blocks", lambda start: _sizes_from(start.items.blocks, start.items), "#113047"),
    Estimate("items", "every item the same", lambda start: np.ones(len(start.items), np.int64), "#113649"),
    Estimate(
        "instructions",
        "LLVM instructions, unoptimized",
        lambda start: _sizes_from(start.items.instructions, start.items),
    ),
    Estimate(
        "times",
        "measured times of units, dealt out",
        lambda start: _unknown(start.items) if start.micros is None else start.micros,
        source="a self-profile of the same build",
    ),
)


def find_estimate(name: str) -> Estimate:
    """Return the estimate with a name.

    Raises
    ------
    PartitionError
        There is no such estimate.
    """
    for estimate in ESTIMATES:
        if estimate.name == name:
            return estimate
    raise PartitionError(f"there is no estimate {name!r}; there are {', '.join(one.name for one in ESTIMATES)}.")


def with_estimate(start: Start, estimate: Estimate) -> Start:
    """Return a start with the sizes of an estimate.

    Raises
    ------
    PartitionError
        The capture does not tell them for all placed items.
    """
    if estimate.name == "rustc":
        return start
    sizes = estimate.sizes(start)
    placed = sizes[start.partition.item]
    if len(placed) and placed.min() < 0:
        raise PartitionError(
            f"the estimate {estimate.name} is not known for {len(np.unique(start.partition.item[placed < 0])):,} items:"
            f" open {estimate.source} too."
        )
    return start.replace(items=start.items.replace(size=sizes), partition=start.partition.replace(size=placed))


def with_own_sizes(partition: Partition, start: Start) -> Partition:
    """Return a partition that a rule made under another estimate with the sizes that a start gives the items."""
    sizes = start.items.size.copy()
    sizes[start.partition.item] = start.partition.size
    return partition.replace(size=sizes[partition.item])
