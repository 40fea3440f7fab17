"""The rule `two-smallest`: rustc's merging until July 2023, the two smallest units again and again."""

from __future__ import annotations

import dataclasses

from cguviz.model.partition import Partition
from cguviz.partition.options import COUNT, FLAG, RuleOptions, option
from cguviz.partition.rules.bins import INLINE, INLINE_MEANING, absorb, bins_of, by_size, joined_names, unite
from cguviz.partition.rules.merge import UNITS, UNITS_INCREMENTAL, UNITS_MEANING
from cguviz.partition.start import Start, check_units


@dataclasses.dataclass(frozen=True)
class TwoSmallestOptions(RuleOptions):
    """Options of `two-smallest`; see each field's meaning."""

    units: int | None = option(None, UNITS_MEANING, COUNT)
    inline: str = option("after", INLINE_MEANING, INLINE)
    incremental: bool | None = option(
        None, "as in incremental builds: 256 units, joined names; by default as the capture was built", FLAG
    )


def two_smallest(start: Start, options: TwoSmallestOptions) -> Partition:
    """Unite the two smallest units until there are few enough.

    rustc's rule from 2016 (#32779) to July 2023, sizes in MIR statements since #47415; read in rustc 1.63. Exact for
    1.63 to 1.70 with `inline=after`: sizes are those of root items, and the copies of inlined items, which came after
    merging, are those of all united units. Units are numbered in the order in which merging left them, without
    leading zeros, so that number 0 need not be the largest.

    Parameters
    ----------
    start
        Units that have not been merged, with sizes.
    options
        See `TwoSmallestOptions`.
    """
    check_units(start, options.units)
    incremental = start.incremental if options.incremental is None else options.incremental
    units = options.units or (UNITS_INCREMENTAL if incremental else UNITS)
    weight = start.placement_sizes
    bins = bins_of(start, copies=options.inline == "before")
    while len(bins) > units:
        bins = by_size(bins)
        smallest = bins.pop()
        bins[-1] = absorb(bins[-1], smallest, weight)
    names = joined_names(start, bins) if incremental else [f"{start.crate}-cgu.{row}" for row in range(len(bins))]
    return unite(start, bins, names)
