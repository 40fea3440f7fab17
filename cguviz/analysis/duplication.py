"""Duplication: items with several copies in one partition, what the copies cost, and why there are several."""

from __future__ import annotations

import dataclasses
import re
from enum import StrEnum

import numpy as np

from cguviz.model.columns import Bytes, Columns, Floats, Ints, Longs
from cguviz.model.items import Items
from cguviz.model.partition import Partition
from cguviz.model.paths.table import Paths
from cguviz.model.times.item_costs import CostSource, ItemCosts

GLUE = "std::ptr::drop_in_place"
"""The generic item of all drop glue, as `Paths` has it."""


class Reason(StrEnum):
    """Reasons for which rustc gives each unit that uses an item a copy of its own."""

    DROP_GLUE = "drop glue"
    SHIM = "shim"
    CLOSURE = "closure"
    GENERIC = "generic"
    INLINE = "#[inline]"


REASONS = tuple(Reason)
_LIFETIMES = re.compile(r"(?:::)?<'\w+(?:, '\w+)*>")


@dataclasses.dataclass(frozen=True, eq=False)
class Duplicates(Columns):
    """Items with two or more copies, the largest waste first, then by name.

    Attributes
    ----------
    item
        (k,) int32.
    copies, size, wasted
        (k,) int64 placements, size estimate of one, and of all but one; unknown sizes are 0.
    nanoseconds
        (k,) int64 processor time of all copies but one, as the units' times divide among their items; -1 where unknown.
    reason
        (k,) uint8 index into `REASONS`.
    placed, unique
        Size estimate of all placements, and of each placed item once.
    """

    item: Ints
    copies: Longs
    size: Longs
    wasted: Longs
    nanoseconds: Longs
    reason: Bytes
    placed: int
    unique: int


def duplicates(partition: Partition, items: Items, paths: Paths, costs: ItemCosts | None = None) -> Duplicates:
    """Find the items of a partition that have several copies.

    Parameters
    ----------
    partition, items, paths
        Of one capture.
    costs
        Of the items, where times were measured.
    """
    count = len(items)
    copies = partition.copies(count).astype(np.int64)
    size = np.zeros(count, np.int64)
    np.maximum.at(size, partition.item, np.maximum(partition.size, 0))
    several = np.flatnonzero(copies >= 2)
    wasted = size[several] * (copies[several] - 1)
    spent = None if costs is None else item_times(costs)
    times = np.full(len(several), -1, np.int64)
    if spent is not None:
        times = np.where(spent[several] < 0, -1, np.rint(spent[several] * (copies[several] - 1))).astype(np.int64)
    names = items.name.tobytes()
    order = sorted(range(len(several)), key=lambda row: (-int(wasted[row]), names[several[row]]))
    rows = several[np.array(order, np.int64)]
    return Duplicates(
        item=rows.astype(np.int32),
        copies=copies[rows],
        size=size[rows],
        wasted=wasted[order] if order else wasted,
        nanoseconds=times[order] if order else times,
        reason=np.array([reason_of(items.name[item], paths.generics[paths.generic[item]]) for item in rows], np.uint8),
        placed=int(np.maximum(partition.size, 0).sum()),
        unique=int(size[copies > 0].sum()),
    )


def reason_of(name: str, generic: str) -> int:
    """Return the place in `REASONS` of the reason for which an item is copied, as its name tells it.

    Parameters
    ----------
    name
        Of the item.
    generic
        The same without generic arguments: as long where it has none.
    """
    if generic == GLUE:
        return REASONS.index(Reason.DROP_GLUE)
    if " - shim" in name:
        return REASONS.index(Reason.SHIM)
    if generic.endswith("}") and "{closure" in generic:
        return REASONS.index(Reason.CLOSURE)
    return REASONS.index(Reason.GENERIC if len(generic) < len(drop_lifetimes(name)) else Reason.INLINE)


def drop_lifetimes(name: str) -> str:
    """Return a name without lists of lifetimes alone: for those nothing is generated more than once."""
    return _LIFETIMES.sub("", name)


def item_times(costs: ItemCosts) -> Floats | None:
    """Return (items,) float64: the nanoseconds that one copy of each item takes, on average over its copies.

    The time of a unit divides among its items by their weights, stage by stage. Items of units that nobody measured
    have -1.

    Returns
    -------
    None where no time was measured.
    """
    base, units = costs.base, costs.units
    if costs.source is CostSource.MEDIANS or not costs.measured.any():
        return None
    known = costs.measured[base.unit]
    spent = np.zeros(len(base))
    for column, weight in (
        (units.generate, costs.generate),
        (units.optimize, costs.optimize),
        (units.own_lto, costs.lto),
    ):
        work = np.maximum(weight[base.item], 0.0)
        whole = np.bincount(base.unit, work, len(base.units))
        rate = np.divide(column, whole, out=np.zeros(len(whole)), where=whole > 0)
        spent += work * rate[base.unit]
    count = len(costs.generate)
    copies = np.bincount(base.item[known], minlength=count)
    total = np.bincount(base.item[known], spent[known], count)
    return np.where(copies > 0, total / np.maximum(copies, 1), -1.0)
