"""The rule `nth`: the first unit beyond the limit is merged into the last unit within it."""

from __future__ import annotations

import dataclasses

from cguviz.model.partition import Partition
from cguviz.partition.options import COUNT, RuleOptions, option
from cguviz.partition.rules.bins import INLINE, INLINE_MEANING, absorb, bins_of, by_size, finish
from cguviz.partition.rules.merge import UNITS
from cguviz.partition.start import Start, check_units


@dataclasses.dataclass(frozen=True)
class NthOptions(RuleOptions):
    """Options of `nth`; see each field's meaning."""

    units: int | None = option(None, "number of units (-C codegen-units), by default 16", COUNT)
    inline: str = option("after", INLINE_MEANING, INLINE)


def nth(start: Start, options: NthOptions) -> Partition:
    """Unite the N-th and the (N+1)-th largest unit until there are N.

    rust-lang/rust#111712 (May 2023, closed: sizes far more even, but time, memory and binaries slightly worse).
    Published: the rule is told by its author. Names are those of today's rustc.

    Parameters
    ----------
    start
        Units that have not been merged, with sizes.
    options
        See `NthOptions`.
    """
    check_units(start, options.units)
    units = options.units or UNITS
    weight = start.placement_sizes
    bins = bins_of(start, copies=options.inline == "before")
    while len(bins) > units:
        bins = by_size(bins)
        following = bins.pop(units)
        bins[units - 1] = absorb(bins[units - 1], following, weight)
    return finish(start, bins, incremental=start.incremental)
