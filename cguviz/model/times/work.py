"""Kinds of work in a compilation, the same for activities of every source, whatever their names."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

import numpy as np

from cguviz.model.columns import Bools, Bytes
from cguviz.model.times.timeline import Timeline


class Work(IntEnum):
    """A kind of work."""

    OTHER = 0
    """The front end, and whatever concerns no unit."""
    GENERATE = 1
    """MIR to LLVM IR, one unit after the other on rustc's main thread."""
    OPTIMIZE = 2
    """LLVM on one unit; without LTO up to its object file."""
    LTO = 3
    """Link-time optimization of one unit, up to its object file."""
    COPY = 4
    """An object file taken over from an earlier build."""
    LINK = 5
    """The linker, and what prepares its work."""
    ON_CPU = 6
    """A sampling profiler saw the thread run; nests in one of the others."""


WORK: Mapping[str, Work] = {
    "generate": Work.GENERATE,
    "codegen_module": Work.GENERATE,
    "codegen cgu": Work.GENERATE,
    "optimize": Work.OPTIMIZE,
    "codegen_module_optimize": Work.OPTIMIZE,
    "OptModule": Work.OPTIMIZE,
    "compile functions": Work.OPTIMIZE,
    "compile assembly": Work.OPTIMIZE,
    "write object file": Work.OPTIMIZE,
    "lto": Work.LTO,
    "codegen_module_perform_lto": Work.LTO,
    "LLVM_fatlto": Work.LTO,
    "LLVM_lto_optimize": Work.LTO,
    "copy": Work.COPY,
    "codegen_copy_artifacts_from_incr_cache": Work.COPY,
    "link": Work.LINK,
    "link_crate": Work.LINK,
    "link_binary": Work.LINK,
    "link_rlib": Work.LINK,
    "run_linker": Work.LINK,
    "on cpu": Work.ON_CPU,
}
"""Activities by the names that sources give them. Those of a self-profile that only nest in one of these are left to
`OTHER`: a unit's bar is the outermost span of its work."""


ON_UNITS = (Work.GENERATE, Work.OPTIMIZE, Work.LTO, Work.COPY)
"""Work on one unit, in the order of the stages."""


def work_of(timeline: Timeline) -> Bytes:
    """Return the kind of work of each activity.

    Returns
    -------
    (activities,) uint8 of `Work`; `work_of(timeline)[timeline.activity]` is the work of each span.
    """
    return np.array([WORK.get(name, Work.OTHER) for name in timeline.activities], np.uint8)


def unit_bars(timeline: Timeline) -> Bools:
    """Return (spans,) bool: the bars of units, which are outermost spans of work on one unit.

    LLVM's passes run in LTO once more; what is called optimization there is LTO.

    Returns
    -------
    (s,) bool.
    """
    on_unit = np.isin(work_of(timeline), ON_UNITS)[timeline.activity] & (timeline.unit >= 0)
    rows = np.flatnonzero(on_unit)
    # Of equal spans the later row is the outer one.
    rows = rows[np.lexsort((-rows, -timeline.end[rows], timeline.start[rows], timeline.thread[rows]))]
    # Ranks instead of times: shifted behind those of the thread before, they do not overflow.
    _, rank = np.unique(timeline.end[rows], return_inverse=True)
    key = timeline.thread[rows].astype(np.int64) * (len(rows) + 1) + rank
    inner = key[1:] <= np.maximum.accumulate(key)[:-1]
    on_unit[rows[1:][inner]] = False
    return on_unit
