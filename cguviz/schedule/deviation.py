"""Deviation of a simulated back end from the measured one, with its reasons."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.times.costs import Costs, Overhead, measured_costs
from cguviz.model.times.timeline import Timeline
from cguviz.model.times.work import ON_UNITS, unit_bars
from cguviz.schedule.measures import backend, main_threads, peak_parallel
from cguviz.schedule.overhead import waits_of
from cguviz.schedule.simulation import ScheduleOptions, simulate

NS_PER_MS = 1e6
NEAR = 0.05
"""Up to this part of the measured time a simulation counts as near."""
IDLE = 500_000
"""Nanoseconds before a piece of work on an idle machine, at most: medians of profiles are 0.1 to 0.3 ms."""


@dataclasses.dataclass(frozen=True)
class Deviation:
    """A simulated back end beside the measured one whose costs it has; times in nanoseconds.

    Attributes
    ----------
    measured, simulated
        From the first generation to the end of the last unit.
    ratio
        Simulated by measured, less 1: 0.05 is 5 % too long.
    peak
        Threads at work on units at once, at most, in the profile; the simulation had as many tokens. Spans are wall
        time: with more threads at work than processors they hold the waiting for a processor too.
    busy
        Work on units, measured, all together.
    work
        What the simulation takes if nothing passes between pieces of work.
    pieces, waited, longest
        How many pieces of work there were, what passed before them, all together, and what passed before one of them,
        at most.
    ran
        Part of the time of their bars in which threads really ran, -1.0 where the profile does not tell.
    generated
        Whether the profile tells how long units took to be generated.
    """

    measured: int
    simulated: int
    ratio: float
    peak: int
    busy: int
    work: int
    pieces: int
    waited: int
    longest: int
    ran: float
    generated: bool


def deviation_of(measured: Timeline, costs: Costs, overhead: Overhead, rustc: str) -> Deviation | None:
    """Simulate a measured back end with its own costs and threads, and return the deviation.

    Parameters
    ----------
    measured
        The profile.
    costs, overhead
        Taken from it.
    rustc
        A key of `COORDINATORS`.

    Returns
    -------
    None where the profile has no back end.
    """
    began, ended = backend(measured)
    if ended == began:
        return None
    # What passed by the clock can only be simulated by the clock, even where processor times are known.
    clock = measured_costs(measured, by_clock=True)
    row = {name: number for number, name in enumerate(clock.units.tolist())}
    costs = clock.take(np.array([row[name] for name in costs.units], np.int64)).replace(size=costs.size)
    peak = max(1, peak_parallel(measured))
    same = ScheduleOptions(peak, rustc=rustc, main_threads=main_threads(measured), overhead=overhead)
    bare = dataclasses.replace(same, overhead=Overhead(overhead.thin_link))
    (start, end), (_, work) = (backend(simulate(costs, options)) for options in (same, bare))
    waits = waits_of(measured, rustc)
    passed = [wait for stage in ON_UNITS for wait in waits[stage]]
    return Deviation(
        measured=ended - began,
        simulated=end - start,
        ratio=(end - start) / (ended - began) - 1,
        peak=peak,
        busy=int(costs.total.sum()),
        work=work,
        pieces=len(passed),
        waited=sum(passed),
        longest=max(passed, default=0),
        ran=_ran(measured),
        generated=bool(costs.generate.any()),
    )


def explain_deviation(found: Deviation) -> str:
    """Describe in one sentence how far the simulation is from the profile, and why."""
    threads = f"{found.peak:,} thread{'' if found.peak == 1 else 's'}"
    said = f"{_ms(found.measured)} with {threads} at once; simulated so {_ms(found.simulated)}, {found.ratio:+.1%}"
    reasons: list[str] = []
    if found.pieces and found.measured - found.work > NEAR * found.measured:
        before = found.waited / found.pieces
        pieces = f"each of {found.pieces:,} pieces" if found.pieces > 1 else "a piece"
        if not found.generated:
            waiting = ", in which units are generated: of that this profile does not tell"
        else:
            waiting = ", waiting for a processor or a token" if before > IDLE else ""
        reasons.append(f"{_ms(found.work)} of work, and {_ms(before)} before {pieces}{waiting}")
    if abs(found.ratio) > NEAR:
        reasons.append(f"single waits of up to {_ms(found.longest)} are averaged")
    if 0 <= found.ran < 1 - NEAR:
        reasons.append(f"threads ran in {found.ran:.0%} of the time that their bars last")
    return f"{said}: {'; '.join(reasons)}" if reasons else said


def _ran(timeline: Timeline) -> float:
    """Return the part of their bars in which threads really ran, -1.0 where no profiler counted CPU time."""
    rows = np.flatnonzero(unit_bars(timeline) & (timeline.cpu[timeline.thread] >= 0))
    lasted = int((timeline.end - timeline.start)[rows].sum())
    ran = int(timeline.cpu[np.unique(timeline.thread[rows])].sum())
    return ran / lasted if lasted else -1.0


def _ms(time: float) -> str:
    return f"{time / NS_PER_MS:,.1f} ms"
