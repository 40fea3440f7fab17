"""Compile times of units: the input of a simulation, the yardstick of estimates.

Knows how times are kept and added up from a timeline; not where rates come from.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.columns import Bools, Columns, Floats, Ints, Longs
from cguviz.model.texts import Texts
from cguviz.model.times.timeline import Timeline
from cguviz.model.times.work import Work, unit_bars, work_of


@dataclasses.dataclass(frozen=True, eq=False)
class Costs(Columns):
    """Compile times of units, a row for each.

    Attributes
    ----------
    units
        (u,) names, each once.
    size
        (u,) int64 size estimate, at least 0; the order of generation depends on nothing else.
    generate, optimize, lto
        (u,) int64 nanoseconds that each stage takes where the thread has a core; 0 where there is no such stage.
    copy
        (u,) int64 nanoseconds; a unit with some is taken over from the incremental cache instead of being generated.
    """

    units: Texts
    size: Longs
    generate: Longs
    optimize: Longs
    lto: Longs
    copy: Longs

    def __len__(self) -> int:
        return len(self.size)

    def take(self, rows: Longs) -> Costs:
        """Return the costs of the units in some rows, in their order."""
        columns = (self.size, self.generate, self.optimize, self.lto, self.copy)
        return Costs(self.units.take(rows), *(column[rows] for column in columns))

    @property
    def total(self) -> Longs:
        """(u,) int64 nanoseconds: all stages of each unit."""
        return self.generate + self.optimize + self.lto + self.copy

    @property
    def fat_lto(self) -> int:
        """Nanoseconds of fat LTO: one piece of work for all units together, under the name of one; 0 without."""
        alone = np.count_nonzero(self.lto) == 1 and np.count_nonzero(self.optimize) > 1
        return int(self.lto.sum()) if alone else 0

    @property
    def own_lto(self) -> Longs:
        """(u,) int64 nanoseconds: LTO of each unit by itself."""
        return np.zeros_like(self.lto) if self.fat_lto else self.lto

    @property
    def known(self) -> Bools:
        """(u,) bool: whether each unit has any cost."""
        return self.total > 0

    @property
    def imported(self) -> Bools:
        """(u,) bool: whether each unit comes from another crate, so that its work begins with LTO."""
        return np.asarray((self.lto > 0) & (self.generate + self.optimize + self.copy == 0))


@dataclasses.dataclass(frozen=True)
class Overhead:
    """Nanoseconds that a back end takes besides the work on its units.

    Attributes
    ----------
    thin_link
        Between the last optimization and the first LTO, looking at all units together.
    generate, optimize, lto, copy
        Before each such piece of work, from when rustc could begin it: the coordinator is told, the jobserver gives a
        token, a thread is started or woken up, the system gives it a processor.
    """

    thin_link: int = 0
    generate: int = 0
    optimize: int = 0
    lto: int = 0
    copy: int = 0

    def before(self, work: Work) -> int:
        """Return the nanoseconds before a piece of work."""
        match work:
            case Work.GENERATE:
                return self.generate
            case Work.OPTIMIZE:
                return self.optimize
            case Work.LTO:
                return self.lto
            case Work.COPY:
                return self.copy
            case _:
                return 0


NO_OVERHEAD = Overhead()


def shares(costs: Costs) -> Floats:
    """Return (u,) float64: the share of time of each compiled unit by its share of size.

    Returns
    -------
    (u,) float64: the share of all units' time by the share of all units' size estimates, so 1.4 took 1.4 times what its
    estimate suggests; 0 where one of them is not known.
    """
    took = costs.generate + costs.optimize + costs.own_lto
    known = (took > 0) & (costs.size > 0)
    found = np.zeros(len(costs), np.float64)
    if known.any():
        time, size = took[known], costs.size[known]
        found[known] = (time / time.mean()) / (size / size.mean())
    return found


def costs_of(units: Texts, size: Longs, generate: Longs, optimize: Longs, lto: Longs) -> Costs:
    """Build costs of units that were all compiled, none taken from the incremental cache."""
    return Costs(
        units=units, size=size, generate=generate, optimize=optimize, lto=lto, copy=np.zeros(len(size), np.int64)
    )


def measured_costs(timeline: Timeline, *, by_clock: bool = False) -> Costs:
    """Add up the work on each unit in a timeline; of several builds alike, the medians.

    Of spans that nest the outermost counts. Where it is known how long threads ran, that is taken, and else the time by
    the clock, of which what several threads do at once for one stage of a unit counts once. Sizes that the timeline
    does not tell are 0.

    Parameters
    ----------
    timeline
        Measured or simulated.
    by_clock
        Whether to take the clock of this one build, whatever else is known.
    """
    units = len(timeline.units)
    work = np.where(unit_bars(timeline), work_of(timeline)[timeline.activity], Work.OTHER)

    def total_of(wanted: Work) -> Longs:
        rows = work == wanted
        unit, ran = timeline.unit[rows], timeline.ran[rows]
        lasted = _union_lengths(unit, timeline.start[rows], timeline.end[rows], units)
        told = np.bincount(unit, ran < 0, units) == 0
        return lasted if by_clock else np.where(told, np.bincount(unit, ran, units).astype(np.int64), lasted)

    costs = Costs(
        units=timeline.units,
        size=np.maximum(timeline.estimate, 0),
        generate=total_of(Work.GENERATE),
        optimize=total_of(Work.OPTIMIZE),
        lto=total_of(Work.LTO),
        copy=total_of(Work.COPY),
    )
    repeats = timeline.repeats
    if repeats is None or by_clock:
        return costs
    stages = {name: getattr(repeats, name).reshape(len(repeats), units) for name in ("generate", "optimize", "lto")}
    return costs.replace(**{name: np.median(stage, axis=0).astype(np.int64) for name, stage in stages.items()})


def _union_lengths(group: Ints, start: Longs, end: Longs, groups: int) -> Longs:
    """Return (groups,) int64: the length of the union of each group's intervals."""
    total = np.zeros(groups, np.int64)
    if not len(group):
        return total
    order = np.lexsort((start, group))
    group, start, end = group[order], start[order], end[order]
    # Shifting each group behind the one before lets one running maximum serve all.
    length = int(end.max() - start.min()) + 1
    shift = group.astype(np.int64) * length - int(start.min())
    reached = np.maximum.accumulate(end + shift)
    before = np.append(np.int64(-1), reached[:-1])
    new = (end + shift) - np.maximum(start + shift, before)
    np.add.at(total, group, np.maximum(new, 0))
    return total
