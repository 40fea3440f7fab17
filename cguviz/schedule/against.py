"""How far a simulation is from what was measured, and why."""

from __future__ import annotations

import dataclasses

from cguviz.model.costs import measured_costs
from cguviz.model.timeline import Timeline
from cguviz.schedule.measures import backend, peak_parallel


@dataclasses.dataclass(frozen=True)
class Deviation:
    """A simulated back end against a measured one.

    Attributes
    ----------
    measured, simulated
        Nanoseconds from the first generation to the end of the last unit.
    ratio
        Simulated by measured, less 1: 0.05 is 5 % too long.
    measured_peak, simulated_peak
        Threads at work on units at once, at most.
    busy
        Nanoseconds of work on units, measured, all together. Spans are wall time: with more threads at work than
        processors they hold the waiting for a processor too, and costs taken from them are too high.
    pieces
        How many pieces of work there were. Between two of them threads are started and woken up, which a simulation
        does not count: half a millisecond each on an idle machine, two on a busy one.
    """

    measured: int
    simulated: int
    ratio: float
    measured_peak: int
    simulated_peak: int
    busy: int
    pieces: int


def against(measured: Timeline, simulated: Timeline) -> Deviation | None:
    """Compare the back ends of two timelines of the same build.

    Returns
    -------
    None where one of them has none.
    """
    (began, ended), (start, end) = backend(measured), backend(simulated)
    if ended == began or end == start:
        return None
    costs = measured_costs(measured)
    stages = (costs.generate, costs.optimize, costs.lto, costs.copy)
    return Deviation(
        ended - began,
        end - start,
        (end - start) / (ended - began) - 1,
        peak_parallel(measured),
        peak_parallel(simulated),
        int(costs.total.sum()),
        sum(int((stage > 0).sum()) for stage in stages),
    )
