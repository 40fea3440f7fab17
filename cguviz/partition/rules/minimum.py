"""The rules `min-size` and `aggressive`: small units are united, up to a size or up to the largest unit."""

from __future__ import annotations

import dataclasses

from cguviz.model.partition import Partition
from cguviz.partition.options import SIZE, RuleOptions, option
from cguviz.partition.rules.bins import INLINE, INLINE_MEANING, absorb, bins_of, by_size, finish
from cguviz.partition.rules.merge import MIN_SIZE, merge_small
from cguviz.partition.start import Start


@dataclasses.dataclass(frozen=True)
class MinSizeOptions(RuleOptions):
    """Options of `min-size`; see each field's meaning."""

    min_size: int = option(MIN_SIZE, "size estimate below which no unit shall be", SIZE)
    inline: str = option("before", INLINE_MEANING, INLINE)


def min_size(start: Start, options: MinSizeOptions) -> Partition:
    """Unite the two smallest units while any is below a size.

    rust-lang/rust#112448 (merged June 2023) with the size of #112695: the second half of `merge` by itself, for any
    start. Exact for the order of rustc's steps.

    Parameters
    ----------
    start
        Any units with sizes.
    options
        See `MinSizeOptions`.
    """
    weight = start.placement_sizes
    bins = merge_small(bins_of(start, copies=options.inline == "before"), options.min_size, weight)
    return finish(start, bins, incremental=start.incremental)


@dataclasses.dataclass(frozen=True)
class AggressiveOptions(RuleOptions):
    """Options of `aggressive`; see each field's meaning."""

    inline: str = option("before", INLINE_MEANING, INLINE)


def aggressive(start: Start, options: AggressiveOptions) -> Partition:
    """Unite the two smallest units as long as the result is not larger than the largest unit.

    rust-lang/rust#112648 (June 2023, closed: size estimates are too inaccurate). A reconstruction: published is the
    condition and that it came after the limit and the minimum size; which pair is united is not, and the two
    smallest are taken here.

    Parameters
    ----------
    start
        Any units with sizes; at its time, merged ones.
    options
        See `AggressiveOptions`.
    """
    weight = start.placement_sizes
    bins = by_size(bins_of(start, copies=options.inline == "before"))
    largest = bins[0].size
    while len(bins) > 1:
        united = absorb(bins[-2], bins[-1], weight)
        if united.size > largest:
            break
        bins = by_size([*bins[:-2], united])
    return finish(start, bins, incremental=start.incremental)
