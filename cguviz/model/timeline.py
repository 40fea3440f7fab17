"""Threads over time: what a measured or simulated code generation did."""

from __future__ import annotations

import dataclasses

from cguviz.model.columns import Columns, Ints, Longs
from cguviz.model.texts import Texts


@dataclasses.dataclass(frozen=True, eq=False)
class Timeline(Columns):
    """Spans on threads.

    Attributes
    ----------
    source
        Where it comes from: "self-profile", "simulated", …
    threads, activities, units
        Names; spans point into them.
    thread, activity, unit
        (s,) int32; `unit` is -1 where a span concerns no codegen unit.
    start, end
        (s,) int64 nanoseconds since the start of the compilation.
    """

    source: str
    threads: Texts
    activities: Texts
    units: Texts
    thread: Ints
    activity: Ints
    unit: Ints
    start: Longs
    end: Longs

    def __len__(self) -> int:
        return len(self.start)
