"""The rule `greedy`: the next largest unit goes into the lightest bin."""

from __future__ import annotations

import dataclasses
import heapq

from cguviz.model.partition import Partition
from cguviz.partition.options import COUNT, RuleOptions, option
from cguviz.partition.rules.bins import INLINE, INLINE_MEANING, absorb, bins_of, by_size, finish
from cguviz.partition.rules.merge import UNITS
from cguviz.partition.start import Start, check_units


@dataclasses.dataclass(frozen=True)
class GreedyOptions(RuleOptions):
    """Options of `greedy`; see each field's meaning."""

    units: int | None = option(None, "number of units (-C codegen-units), by default 16", COUNT)
    inline: str = option("before", INLINE_MEANING, INLINE)


def greedy(start: Start, options: GreedyOptions) -> Partition:
    """Put each unit, the largest first, into the bin that is lightest by then.

    rust-lang/rust#112766 (csmoe, June 2023, closed: regressions); Graham's longest processing time first (1969).
    Published: the rule is told in the pull request; equal sizes go by name, equal bins by number. What units share
    is not looked at: a bin weighs the sum of its units.

    Parameters
    ----------
    start
        Units that have not been merged, with sizes.
    options
        See `GreedyOptions`.
    """
    check_units(start, options.units)
    units = options.units or UNITS
    weight = start.placement_sizes
    bins = by_size(bins_of(start, copies=options.inline == "before"))
    packed = bins[:units]
    heap = [(one.size, number) for number, one in enumerate(packed)]
    heapq.heapify(heap)
    for one in bins[units:]:
        load, number = heap[0]
        heapq.heapreplace(heap, (load + one.size, number))
        packed[number] = absorb(packed[number], one, weight)
    return finish(start, packed, incremental=start.incremental)
