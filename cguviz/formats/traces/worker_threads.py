"""Threads of rustc by their work: a self-profile keeps neither their names nor the system's numbers.

Every work item of rustc's back end has a thread of its own, so the one unit that a worker's events name is the unit of
all of them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cguviz.model.columns import Bools, Ints, Longs
from cguviz.model.times.threads import COORDINATOR, MAIN, SHORT, thread_names

WORKERS = (
    ("codegen_module_perform_lto", "lto"),
    ("codegen_module_optimize", "opt"),
    ("codegen_copy_artifacts_from_incr_cache", "cpy"),
    ("compile functions", "opt"),
)
"""Events that only one kind of thread has, and what rustc calls the thread."""
COORDINATION = ("LLVM_passes", "LLVM_thinlto", "LLVM_module_optimize")
"""Events of the coordinator: the whole back end, and the allocator's shim."""
FRONT = ("codegen_crate", "codegen_module", "analysis", "type_check_crate", "finish_ongoing_codegen")
"""Events of the main thread."""
FAT_LTO, WHOLE_MODULE = "LLVM_fatlto", "LLVM_lto_optimize"
"""All of fat LTO on the main thread, and its work on the module that it makes of all units."""
NONE, SEVERAL = -1, -2
LANE = "worker"
"""A row that stands for several threads, as crox packs them."""


def stages_of(thread: Ints, activity: Ints, activities: list[str]) -> list[str]:
    """Return the work of each thread: `MAIN`, `COORDINATOR`, "opt", "lto", "cpy", or "worker" for several of these."""
    number = {name: row for row, name in enumerate(activities)}
    has = np.zeros((int(thread.max(initial=-1)) + 1, len(activities)), np.bool_)
    has[thread, activity] = True

    def any_of(mine: Bools, names: Sequence[str]) -> bool:
        return any(mine[number[name]] for name in names if name in number)

    stages: list[str] = []
    for mine in has:
        held = [stage for name, stage in WORKERS if any_of(mine, [name])]
        if any_of(mine, FRONT):
            stages.append(MAIN)
        elif held:
            stages.append(held[0] if len(held) == 1 and not any_of(mine, COORDINATION[:2]) else LANE)
        else:
            stages.append(COORDINATOR if any_of(mine, COORDINATION) else MAIN)
    return stages


def fill_units(thread: Ints, unit: Ints, workers: Bools, otherwise: Ints) -> Ints:
    """Fill in the unit of all spans of a worker thread whose spans name one unit only.

    Parameters
    ----------
    thread, unit
        (s,) int32 of the spans; unit -1 where the event names none.
    workers
        (threads,) whether a thread is one work item.
    otherwise
        (threads,) int32: the unit to take if no event names one, or -1.

    Returns
    -------
    (s,) int32.
    """
    only = only_units(thread, unit, len(workers))
    only = np.where(only == NONE, otherwise, np.maximum(only, NONE))
    only = np.where(workers, only, NONE).astype(np.int32)
    return np.where(unit >= 0, unit, only[thread]).astype(np.int32)


def name_fat_lto(activities: list[str], thread: Ints, activity: Ints, unit: Ints, bounds: tuple[Longs, Longs]) -> Ints:
    """Fill in a unit for fat LTO: all modules are linked into one, which rustc names only afterwards.

    Parameters
    ----------
    activities
        Names.
    thread, activity, unit
        (s,) int32 of the spans; unit -1 where the event names none.
    bounds
        (s,) int64 starts and ends.

    Returns
    -------
    (s,) int32.
    """
    if FAT_LTO not in activities or WHOLE_MODULE not in activities:
        return unit
    start, end = bounds
    named = np.flatnonzero((activity == activities.index(WHOLE_MODULE)) & (unit >= 0))
    filled = unit.copy()
    for row in np.flatnonzero((activity == activities.index(FAT_LTO)) & (unit < 0)).tolist():
        inside = named[(thread[named] == thread[row]) & (start[named] >= start[row]) & (end[named] <= end[row])]
        filled[row] = unit[inside[0]] if len(inside) else NONE
    return filled


def only_units(thread: Ints, unit: Ints, count: int) -> Ints:
    """Return for each thread the only unit that its spans name, `NONE` (-1) or `SEVERAL` (-2)."""
    high = np.full(count, NONE, np.int32)
    np.maximum.at(high, thread, unit)
    low = np.full(count, np.iinfo(np.int32).max, np.int32)
    known = unit >= 0
    np.minimum.at(low, thread[known], unit[known])
    return np.where((high == low) | (high == NONE), high, SEVERAL).astype(np.int32)


def name_threads(stages: list[str], thread: Ints, unit: Ints, units: list[str]) -> list[str]:
    """Name the threads as rustc does."""
    only = only_units(thread, unit, len(stages)).tolist()
    named = [row >= 0 and stage in SHORT.values() for row, stage in zip(only, stages, strict=True)]
    return thread_names(
        [(stage, units[row] if known else "") for stage, row, known in zip(stages, only, named, strict=True)]
    )
