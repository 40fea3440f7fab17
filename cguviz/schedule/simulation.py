"""The simulation of a back end: costs and options become a timeline."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.errors import CguvizError
from cguviz.model.columns import Bools
from cguviz.model.texts import Texts
from cguviz.model.times.costs import NO_OVERHEAD, Costs, Overhead
from cguviz.model.times.threads import COORDINATOR, MAIN, SHORT, thread_names
from cguviz.model.times.timeline import Timeline
from cguviz.model.times.work import Work
from cguviz.schedule.coordinator import COORDINATORS
from cguviz.schedule.machine import Done, Machine, play
from cguviz.schedule.measures import THIN_LINK
from cguviz.schedule.order import ORDERS, generation_order
from cguviz.schedule.protocol import Item

SOURCE = "simulated"
ACTIVITIES = {
    Work.GENERATE: "generate",
    Work.OPTIMIZE: "optimize",
    Work.LTO: "lto",
    Work.COPY: "copy",
    Work.OTHER: THIN_LINK,
}
LONGEST = 1 << 60
"""Nanoseconds (36 years) that all units may cost together, so that no time overflows."""
MOST = 1 << 20
"""Jobs, cores and threads that a machine may have."""


@dataclasses.dataclass(frozen=True)
class ScheduleOptions:
    """The options of a simulation besides costs.

    Attributes
    ----------
    jobs
        Job tokens, the implicit one included: cargo's `-j`. rustc alone makes a jobserver of 32.
    order
        A key of `ORDERS`.
    rustc
        A key of `COORDINATORS`.
    cores
        Processors that all threads share evenly; 0 gives each thread its own, as costs of single threads assume.
    main_threads
        `-Z threads`: more than one generate the first units at once.
    overhead
        What passes besides the work on units. Nothing passes before the very first piece of it.
    parallel
        False for `-Z no-parallel-backend`.
    """

    jobs: int = 16
    order: str = "interleaved"
    rustc: str = "1.85"
    cores: int = 0
    main_threads: int = 1
    overhead: Overhead = NO_OVERHEAD
    parallel: bool = True

    def check(self) -> None:
        """Refuse options that cannot be simulated.

        Raises
        ------
        CguvizError
            A number is out of range, or a name is none of its table.
        """
        for name, value, least in (("jobs", self.jobs, 1), ("cores", self.cores, 0), ("threads", self.main_threads, 1)):
            if not least <= value <= MOST:
                raise CguvizError(f"{value:,} {name} cannot be simulated; take {least} to {MOST:,}.")
        for passing in dataclasses.astuple(self.overhead):
            if not 0 <= passing <= LONGEST:
                raise CguvizError(f"{passing:,} ns besides the work on units cannot be simulated; take 0 or more.")
        for what, name, table in (("order", self.order, tuple(ORDERS)), ("rustc", self.rustc, tuple(COORDINATORS))):
            if name not in table:
                raise CguvizError(f"there is no {what} {name!r}; there are {', '.join(table)}.")


DEFAULTS = ScheduleOptions()


def simulate(costs: Costs, options: ScheduleOptions = DEFAULTS) -> Timeline:
    """Simulate the code generation of one crate, and return its timeline.

    There is an LTO phase if any unit has LTO costs. Which item goes first, rustc decides there by the length of its
    bitcode; the time it takes stands in for that. Everything is determined by the arguments; what ends at the same
    time ends in the order in which it started.

    Parameters
    ----------
    costs
        Of the units; those of size 0 too.
    options
        The machine and rustc.

    Returns
    -------
    Timeline
        From the start of code generation. Thread 0 is the main thread; each piece of a worker has a thread of its own,
        as in rustc. Activities are the words of `cguviz.model.times.work`; a unit's wait is the time between its spans.

    Raises
    ------
    CguvizError
        The options or costs cannot be simulated.
    """
    options.check()
    _check(costs)
    order = units_to_generate(costs, ~costs.imported, options.order)
    coordinator = COORDINATORS[options.rustc](lto_items(costs), options.parallel)
    machine = Machine(options.jobs - 1, options.cores, options.main_threads, options.overhead.thin_link)

    def begin(work: Work, unit: int, length: int, now: int) -> tuple[int, int, int]:
        return unit, options.overhead.before(work) if now else 0, length

    played = play(coordinator, costs, order, machine, begin)
    return _timeline([one for one in played if one.work is not Work.OTHER or one.end > one.start], costs, options)


def units_to_generate(costs: Costs, wanted: Bools, order: str) -> list[int]:
    """Return the rows of wanted units in the order of generation.

    Units of other crates are there already.
    """
    rows = np.flatnonzero(wanted)
    return [int(row) for row in rows[generation_order(costs.units.take(rows), costs.size[rows], order)]]


def lto_items(costs: Costs) -> list[Item]:
    """Return the LTO items that run after the thin link: one item with fat LTO, else one for each unit."""
    return [Item(Work.LTO, unit, int(costs.lto[unit])) for unit in np.flatnonzero(costs.lto).tolist()]


def _check(costs: Costs) -> None:
    """Refuse costs that cannot be simulated."""
    columns = (costs.size, costs.generate, costs.optimize, costs.lto, costs.copy)
    if any(len(column) != len(costs.units) for column in columns):
        raise CguvizError("the columns of these costs are not of one length.")
    if any(int(column.min(initial=0)) < 0 for column in columns):
        raise CguvizError("sizes and times of units cannot be negative.")
    # As floating point first: the sum of int64 could have overflowed already.
    if sum(float(column.sum(dtype=np.float64)) for column in columns[1:]) > LONGEST:
        raise CguvizError("these units cost more than 36 years together; times are in nanoseconds.")


def _timeline(done: list[Done], costs: Costs, options: ScheduleOptions) -> Timeline:
    """Build the timeline of the finished pieces of work."""
    names = costs.units.tolist()
    workers = {one.thread: one for one in done if one.thread >= 0 and one.work in SHORT}
    work = dict.fromkeys(range(options.main_threads), (MAIN, ""))
    if any(one.thread < 0 for one in done):
        work[-1] = COORDINATOR, ""
    work |= {number: (SHORT[workers[number].work], names[workers[number].unit]) for number in sorted(workers)}
    place = {number: row for row, number in enumerate(work)}
    spans = sorted(done, key=lambda one: (one.start, place[one.thread], one.end))
    activities = list(ACTIVITIES)
    return Timeline(
        source=SOURCE,
        threads=Texts.of(thread_names(list(work.values()))),
        activities=Texts.of(ACTIVITIES.values()),
        units=costs.units,
        thread=np.array([place[one.thread] for one in spans], np.int32),
        activity=np.array([activities.index(one.work) for one in spans], np.int32),
        unit=np.array([one.unit for one in spans], np.int32),
        start=np.array([one.start for one in spans], np.int64),
        end=np.array([one.end for one in spans], np.int64),
        estimate=costs.size,
        jobs=options.jobs,
    )
