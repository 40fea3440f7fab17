"""Facts of a profile about one unit: times, waiting, and how its estimate compares. Facts as numbers, not as words."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.capture import Capture
from cguviz.model.columns import Ints
from cguviz.model.times.costs import measured_costs, shares
from cguviz.model.times.timed_functions import items_of
from cguviz.model.times.work import Work, work_of

STAGES = (Work.GENERATE, Work.OPTIMIZE, Work.LTO, Work.COPY)


@dataclasses.dataclass(frozen=True, eq=False)
class UnitTimes:
    """One unit of a profile; nanoseconds, 0 for stages there are none of, -1 for figures that are not known.

    Attributes
    ----------
    generate, optimize, lto, copy, waited
        How long each stage took by the clock, and how long the unit waited between them.
    ran
        For how long its threads had a processor in all stages; of several builds the median.
    start, end
        When its first stage began and its last was done, from the start of the compilation.
    last
        Whether no unit was done later: the long pole.
    instructions, object_bytes
        LLVM instructions after optimization; bytes of the object file.
    share
        Its share of all units' time by its share of all units' size estimates: 1.4 took 1.4 times what its estimate
        suggests; 0 where one of them is not known.
    functions
        (symbol, item, nanoseconds) of the functions LLVM spent most time on, the slowest first; item -1 where none is
        known by this symbol.
    """

    generate: int
    optimize: int
    lto: int
    copy: int
    waited: int
    ran: int
    start: int
    end: int
    last: bool
    instructions: int
    object_bytes: int
    share: float
    functions: tuple[tuple[str, int, int], ...]


def times_of_unit(capture: Capture, name: str, *, most: int = 20) -> UnitTimes | None:
    """Return the times of a unit in the profile of a capture, None where the profile does not know the unit.

    Parameters
    ----------
    capture
        With or without a profile.
    name
        The unit's full name.
    most
        How many functions are listed at most.
    """
    timeline = capture.timeline
    names = [] if timeline is None else timeline.units.tolist()
    if timeline is None or name not in names:
        return None
    unit = names.index(name)
    work = work_of(timeline)[timeline.activity]
    on_units = np.isin(work, STAGES) & (timeline.unit >= 0)
    mine = np.flatnonzero(on_units & (timeline.unit == unit))
    if not len(mine):
        return None
    costs = measured_costs(timeline, by_clock=True)
    known = bool((timeline.ran[mine] >= 0).all())
    start, end = int(timeline.start[mine].min()), int(timeline.end[mine].max())
    total = int(costs.total[unit])
    return UnitTimes(
        generate=int(costs.generate[unit]),
        optimize=int(costs.optimize[unit]),
        lto=int(costs.lto[unit]),
        copy=int(costs.copy[unit]),
        waited=end - start - total,
        ran=int(measured_costs(timeline).total[unit]) if known else -1,
        start=start,
        end=end,
        last=end == int(timeline.end[on_units].max()),
        instructions=int(timeline.instructions[unit]),
        object_bytes=int(timeline.object_bytes[unit]),
        share=float(shares(measured_costs(timeline))[unit]),
        functions=_functions(capture, unit, most),
    )


def _functions(capture: Capture, unit: int, most: int) -> tuple[tuple[str, int, int], ...]:
    timed = None if capture.timeline is None else capture.timeline.functions
    if timed is None:
        return ()
    rows = np.flatnonzero(timed.unit == unit)
    symbols, place = np.unique(timed.symbol[rows], return_inverse=True)
    spent = np.bincount(place, timed.time[rows], len(symbols))
    chosen = np.argsort(-spent, kind="stable")[:most]
    item: Ints = items_of(timed, capture.items.symbol)
    return tuple(
        (timed.symbols[symbol], int(item[symbol]), int(spent[row]))
        for row, symbol in zip(chosen.tolist(), symbols[chosen].tolist(), strict=True)
    )
