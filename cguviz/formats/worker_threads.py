"""Threads of rustc by what they do: a self-profile keeps neither their names nor the system's numbers.

Every work item of rustc's back end has a thread of its own, so the one unit that a worker's events name is the unit of
all of them.
"""

from __future__ import annotations

import numpy as np

from cguviz.model.columns import Ints
from cguviz.model.threads import COORDINATOR, MAIN, thread_names

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
NONE, SEVERAL = -1, -2


def fill_units(thread: Ints, unit: Ints, otherwise: list[int]) -> Ints:
    """Give all spans of a thread with one unit that unit.

    Parameters
    ----------
    thread, unit
        (s,) int32 of the spans; unit -1 where the event names none.
    otherwise
        For each thread the unit to take if no event names one, or -1.

    Returns
    -------
    (s,) int32.
    """
    only = only_units(thread, unit, len(otherwise))
    only = np.where(only == NONE, np.array(otherwise, np.int32), only).astype(np.int32)
    return np.where(unit >= 0, unit, np.maximum(only, -1)[thread]).astype(np.int32)


def only_units(thread: Ints, unit: Ints, count: int) -> Ints:
    """Return for each thread the one unit that its spans name, `NONE` (-1) or `SEVERAL` (-2)."""
    high = np.full(count, NONE, np.int32)
    np.maximum.at(high, thread, unit)
    low = np.full(count, np.iinfo(np.int32).max, np.int32)
    known = unit >= 0
    np.minimum.at(low, thread[known], unit[known])
    return np.where((high == low) | (high == NONE), high, SEVERAL).astype(np.int32)


def name_threads(thread: Ints, activity: Ints, unit: Ints, activities: list[str], units: list[str]) -> list[str]:
    """Name the threads as rustc does."""
    number = {name: row for row, name in enumerate(activities)}
    count = int(thread.max(initial=-1)) + 1
    has = np.zeros((count, len(activities)), np.bool_)
    has[thread, activity] = True
    only = only_units(thread, unit, count)
    work: list[tuple[str, str]] = []
    for row in range(count):
        mine = has[row]
        held = [stage for name, stage in WORKERS if name in number and mine[number[name]]]
        front = any(mine[number[name]] for name in FRONT if name in number)
        if held and not front:
            work.append((held[0] if len(held) == 1 else "worker", units[only[row]] if only[row] >= 0 else ""))
        elif not front and any(mine[number[name]] for name in COORDINATION if name in number):
            work.append((COORDINATOR, ""))
        else:
            work.append((MAIN, ""))
    return thread_names(work)
