"""What each unit costs the compiler: the input of a simulation, the yardstick of estimates.

Knows how times are kept and added up from a timeline; not where rates come from.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.columns import Columns, Ints, Longs
from cguviz.model.texts import Texts
from cguviz.model.threads import COPY, GENERATE, LTO, OPTIMIZE
from cguviz.model.timeline import Timeline


@dataclasses.dataclass(frozen=True, eq=False)
class Costs(Columns):
    """One row for each unit.

    Attributes
    ----------
    units
        (u,) names, each once.
    size
        (u,) int64 size estimate; the order of generation depends on nothing else.
    generate, optimize, lto
        (u,) int64 nanoseconds that each stage takes where the thread has a core; 0 where there is none.
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

    @property
    def total(self) -> Longs:
        """(u,) int64 nanoseconds: all stages of each unit."""
        return self.generate + self.optimize + self.lto + self.copy


def costs_of(units: Texts, size: Longs, generate: Longs, optimize: Longs, lto: Longs) -> Costs:
    """Build costs of units of which none is taken from the incremental cache."""
    return Costs(units, size, generate, optimize, lto, np.zeros(len(size), np.int64))


def measured_costs(timeline: Timeline, units: Texts, size: Longs) -> Costs:
    """Add up the times that a timeline knows of units.

    Parameters
    ----------
    timeline
        Measured or simulated; the spans of one unit and activity are added.
    units, size
        (u,) names as in the timeline, and sizes. A unit without spans costs nothing.
    """
    row = {name: index for index, name in enumerate(units)}
    place = np.array([row.get(name, -1) for name in timeline.units], np.int32)
    unit = np.where(timeline.unit >= 0, np.append(place, -1)[timeline.unit], -1).astype(np.int32)
    activities = timeline.activities.tolist()
    length = timeline.end - timeline.start

    def summed(activity: str) -> Longs:
        wanted = activities.index(activity) if activity in activities else -2
        rows = (unit >= 0) & (timeline.activity == wanted)
        return _added(unit[rows], length[rows], len(units))

    return Costs(units, size, summed(GENERATE), summed(OPTIMIZE), summed(LTO), summed(COPY))


def _added(group: Ints, value: Longs, groups: int) -> Longs:
    total = np.zeros(groups, np.int64)
    np.add.at(total, group, value)
    return total
