"""The rule `merge`: rustc's merging since July 2023, where units that share inlined items are united first."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from cguviz.model.columns import Longs
from cguviz.model.partition import Partition
from cguviz.partition.options import COUNT, FLAG, SIZE, RuleOptions, option
from cguviz.partition.rules.bins import Bin, absorb, bins_of, by_size, finish
from cguviz.partition.start import Start, check_units

UNITS, UNITS_INCREMENTAL = 16, 256
"""rustc's numbers of units where none is asked for."""

UNITS_MEANING = "largest number of units (-C codegen-units), by default 16, or 256 in incremental builds"

MIN_SIZE = 1800
"""rustc's `NON_INCR_MIN_CGU_SIZE` (#112448, tuned in #112695)."""


@dataclasses.dataclass(frozen=True)
class MergeOptions(RuleOptions):
    """Options of `merge`; see each field's meaning."""

    units: int | None = option(None, UNITS_MEANING, COUNT)
    min_size: int | None = option(
        None,
        "unite the smallest units until none is below this size; by default 1800 where neither units are given nor"
        " the build is incremental, else 0",
        SIZE,
    )
    incremental: bool | None = option(
        None, "as in incremental builds: 256 units, joined names; by default as the capture was built", FLAG
    )
    limit: bool = option(True, "whether there is a largest number of units at all (#112441)", FLAG)


def merge(start: Start, options: MergeOptions) -> Partition:
    """Merge units as `merge_codegen_units` does.

    rust-lang/rust#113777, merged 18 July 2023, with the minimum size of #112448 and #112695 and the names of
    #112946; read in rustc 1.85 and 1.96. Exact: unit by unit it gives the MERGE stage of rustc's own dumps.

    ```
    while there are more than N units:                     sorted by size, descending and stable
        the N-th unit absorbs that one after it with which it shares most inlined size (none: the next one);
        the last unit takes the place of the one that went (`swap_remove`)
    while a unit is below the minimum size:                sorted again
        the smallest is absorbed by the next smallest
    ```

    Parameters
    ----------
    start
        Units that have not been merged, with sizes.
    options
        See `MergeOptions`.
    """
    check_units(start, options.units)
    incremental = start.incremental if options.incremental is None else options.incremental
    units = options.units or (UNITS_INCREMENTAL if incremental else UNITS)
    min_size = options.min_size
    if min_size is None:
        min_size = 0 if incremental or options.units is not None else MIN_SIZE
    weight = start.placement_sizes
    bins = bins_of(start, copies=True)
    if options.limit:
        bins = merge_by_overlap(bins, units, weight)
    return finish(start, merge_small(bins, min_size, weight), incremental=incremental)


def merge_by_overlap(bins: list[Bin], units: int, weight: Longs) -> list[Bin]:
    """Unite bins until there are no more than `units`; the order of the result matters to later steps.

    rustc stops looking once a unit is not larger than the best overlap found, which no later one can exceed: the
    first of the largest overlaps is the same.
    """
    while len(bins) > units:
        bins = by_size(bins)
        into, others = bins[units - 1], bins[units:]
        overlaps = shared_sizes(into, others, weight)
        best = units + int(overlaps.argmax())
        bins[units - 1] = absorb(into, bins[best], weight)
        last = bins.pop()
        if best < len(bins):
            bins[best] = last
    return bins


def shared_sizes(one: Bin, others: Sequence[Bin], weight: Longs) -> Longs:
    """Return (others,) int64: the size of the inlined items that each bin shares with `one`."""
    shared = np.zeros(len(weight), np.int64)
    shared[one.copies] = weight[one.copies]
    starts = np.cumsum([0, *(len(other.copies) for other in others)])
    total: Longs = np.zeros(starts[-1] + 1, np.int64)
    np.cumsum(shared[np.concatenate([other.copies for other in others])], out=total[1:])
    overlaps: Longs = total[starts[1:]] - total[starts[:-1]]
    return overlaps


def merge_small(bins: list[Bin], min_size: int, weight: Longs) -> list[Bin]:
    """Unite the two smallest bins until none is below `min_size` or only one is left."""
    while len(bins) > 1 and any(one.size < min_size for one in bins):
        bins = by_size(bins)
        smallest = bins.pop()
        bins[-1] = absorb(bins[-1], smallest, weight)
    return bins
