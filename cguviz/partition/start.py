"""The start of a rule: a partition, its items and uses, and how the compiler was run."""

from __future__ import annotations

import dataclasses
import re

import numpy as np

from cguviz.errors import PartitionError
from cguviz.model.capture import Capture
from cguviz.model.columns import Bools, Columns, Ints, Longs
from cguviz.model.items import Items
from cguviz.model.partition import Mode, Partition
from cguviz.model.times.costs import measured_costs
from cguviz.model.uses import Uses

NUMBERED = re.compile(r"^(?P<crate>.*?)[-.]cgu[-.]\d+$")
"""`regex.849e89ac1092afda-cgu.07`: the name of a merged unit of a build that is not incremental."""

UNSIZED = 1
"""What an item counts that has no size estimate, as rustc counts shims."""

MERGED_LABELS = ("MERGE", "INTERNALIZE", "POST MERGING", "POST INLINING", "FINAL")


@dataclasses.dataclass(frozen=True, eq=False)
class Start(Columns):
    """The input of a rule: a partition with all that rules may look at.

    Attributes
    ----------
    items
        Mono items; their sizes are those of the chosen estimate.
    uses
        Who uses whom; None where the capture does not tell.
    partition
        The partition to start from; its sizes are those of the chosen estimate.
    crate
        What numbered units are named after: `regex.849e89ac1092afda`.
    incremental
        Whether the build was incremental, as far as the capture shows.
    micros
        (items,) int64 microseconds of code generation that each item's share of its measured unit amounts to; -1
        for items of units that were not measured, None without a profile of the same build.
    unmerged
        The capture's first stage that has not been merged, "" for none.
    """

    items: Items
    uses: Uses | None
    partition: Partition
    crate: str = "crate"
    incremental: bool = False
    micros: Longs | None = None
    unmerged: str = ""

    @property
    def roots(self) -> Longs:
        """(r,) int64: the placements that are no copies of inlined items, ordered by item."""
        rows = np.flatnonzero(self.partition.mode != Mode.INLINED)
        return rows[np.argsort(self.partition.item[rows], kind="stable")]

    @property
    def inlined_items(self) -> Bools:
        """(items,) bool: the items that are inlined somewhere."""
        inlined = np.zeros(len(self.items), np.bool_)
        inlined[self.partition.item[self.partition.inlined]] = True
        return inlined

    @property
    def placement_sizes(self) -> Longs:
        """(items,) int64: the size estimate of each placed item, `UNSIZED` where it is unknown; 0 for unplaced ones."""
        sizes = np.zeros(len(self.items), np.int64)
        sizes[self.partition.item] = np.where(self.partition.size < 0, UNSIZED, self.partition.size)
        return sizes

    @property
    def unsized(self) -> int:
        """Number of placed items without a size estimate."""
        return int(np.unique(self.partition.item[self.partition.size < 0]).size)

    @property
    def by_name(self) -> list[int]:
        """The units in the order of their names (bytes), as rustc keeps them."""
        names = self.partition.units.tobytes()
        return sorted(range(len(names)), key=names.__getitem__)


def start_of(capture: Capture, partition: Partition) -> Start:
    """Return the start of a rule on a partition of a capture."""
    words = capture.words.by_name()
    names = [words.get(unit, unit) for stage in capture.partitions for unit in stage.units]
    numbered = [found["crate"] for name in names if (found := NUMBERED.match(name))]
    own = re.compile(rf"{re.escape(capture.crate)}\.[0-9a-f]+") if capture.crate else None
    readable = [found.group() for name in names if own and (found := own.match(name))]
    crate = (*numbered, *readable, capture.crate or "crate")[0]
    merged = any(stage.stage.upper() in MERGED_LABELS for stage in capture.partitions)
    volatile = any(name.endswith(".volatile") for name in names)
    incremental = volatile or (merged and not numbered)
    unmerged = next((stage.stage for stage in capture.partitions if not is_merged(stage)), "")
    return Start(
        items=capture.items,
        uses=capture.uses,
        partition=partition,
        crate=crate,
        incremental=incremental,
        micros=_dealt_times(capture),
        unmerged=unmerged,
    )


def _dealt_times(capture: Capture) -> Longs | None:
    """Deal the measured time of each unit to its items, by LLVM instructions, or by size estimate where unknown."""
    if capture.timeline is None:
        return None
    costs = measured_costs(capture.timeline)
    total = dict(zip(costs.units, (costs.total - costs.lto + costs.own_lto).tolist(), strict=True))
    for partition in capture.partitions:
        spent = np.array([total.get(unit, 0) for unit in partition.units], np.int64)
        if len(spent) and (spent > 0).all():
            items = capture.items
            weight = np.maximum(np.where(items.instructions >= 0, items.instructions, items.size), 1)[partition.item]
            unit = partition.unit
            share = spent[unit] * weight / np.bincount(unit, weight, len(spent))[unit]
            # A copied item costs in every unit that has it: its size is what one copy takes.
            copies = np.maximum(partition.copies(len(items)), 1)
            each = np.bincount(partition.item, share, len(items)) / copies / 1000
            return np.where(partition.copies(len(items)) > 0, np.maximum(np.rint(each), 1), -1).astype(np.int64)
    return None


def is_merged(partition: Partition) -> bool:
    """Say whether a partition has been merged, by its label or by its units' names."""
    return partition.stage.upper() in MERGED_LABELS or any(NUMBERED.match(name) for name in partition.units)


def check_units(start: Start, units: int | None) -> None:
    """Refuse a number of units that the items cannot fill.

    Raises
    ------
    PartitionError
        More units than placed items are asked for.
    """
    placed = len(np.unique(start.partition.item))
    if units is not None and units > placed:
        there = f"{placed:,} items" if placed > 1 else "one item"
        raise PartitionError(f"{there} cannot fill {units:,} units; ask for {placed:,} or fewer.")


def root_unit(start: Start) -> Ints:
    """Return (items,) int32: the unit in which each item is a root, -1 for none (the first, should there be two)."""
    home = np.full(len(start.items), -1, np.int32)
    rows = start.roots[::-1]
    home[start.partition.item[rows]] = start.partition.unit[rows]
    return home
