"""The rule `differencing`: packing by largest differences, the Karmarkar–Karp method for several bins."""

from __future__ import annotations

import dataclasses
import functools
import heapq

from cguviz.model.partition import Partition
from cguviz.partition.options import COUNT, RuleOptions, option
from cguviz.partition.rules.bins import INLINE, INLINE_MEANING, Bin, absorb, bins_of, by_size, finish
from cguviz.partition.rules.merge import UNITS
from cguviz.partition.start import Start, check_units


@dataclasses.dataclass(frozen=True)
class DifferencingOptions(RuleOptions):
    """Options of `differencing`; see each field's meaning."""

    units: int | None = option(None, "number of units (-C codegen-units), by default 16", COUNT)
    inline: str = option("before", INLINE_MEANING, INLINE)


def differencing(start: Start, options: DifferencingOptions) -> Partition:
    """Pack units by the largest differencing method.

    rust-lang/rust#90789 (November 2021, closed: dearer, no significant benefit); Karmarkar and Karp, "The differencing
    method of set partitioning" (1982). Published.

    ```
    each unit is a tuple (size, 0, …, 0) of N loads; until one tuple is left:
        the two with the largest difference of heaviest and lightest are combined,
        the heaviest of one with the lightest of the other
    ```

    Parameters
    ----------
    start
        Units that have not been merged, with sizes.
    options
        See `DifferencingOptions`.
    """
    check_units(start, options.units)
    # Loads and the bins they hold, the heaviest first. Equal differences go in the order of size, then of name.
    bins = by_size(bins_of(start, copies=options.inline == "before"))
    empty = (options.units or UNITS) - 1
    heap = [
        _entry([one.size] + [0] * empty, [[one]] + [[] for _ in range(empty)], number)
        for number, one in enumerate(bins)
    ]
    heapq.heapify(heap)
    while len(heap) > 1:
        _, number, loads, held = heapq.heappop(heap)
        _, _, other_loads, other_held = heapq.heappop(heap)
        paired = [
            (load + other, some + rest)
            for load, some, other, rest in zip(loads, held, other_loads[::-1], other_held[::-1], strict=True)
        ]
        paired.sort(key=lambda pair: -pair[0])
        heapq.heappush(heap, _entry([load for load, _ in paired], [some for _, some in paired], number))
    weight = start.placement_sizes
    ((_, _, _, packed),) = heap
    whole = [functools.reduce(lambda one, other: absorb(one, other, weight), some) for some in packed if some]
    return finish(start, whole, incremental=start.incremental)


def _entry(loads: list[int], held: list[list[Bin]], number: int) -> tuple[int, int, list[int], list[list[Bin]]]:
    """Return the heap entry of a partial packing: the largest difference of loads comes first."""
    return loads[-1] - loads[0], number, loads, held
