"""Shared parts of all readers of timelines: names numbered in order, counters by unit, captures without items."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np

from cguviz.model.capture import Capture, Remark
from cguviz.model.columns import Bools, Longs
from cguviz.model.items import Items
from cguviz.model.texts import EMPTY
from cguviz.model.times.timeline import UNKNOWN, Timeline

TIME_PASSES = "time passes"

ABOUT_UNITS = (
    *("codegen_module", "codegen_module_optimize", "codegen_module_perform_lto"),
    *("codegen_copy_artifacts_from_incr_cache", "codegen cgu", "compile functions", "compile assembly"),
    "write object file",
)
"""Activities of rustc whose first argument is a unit; besides, all that begin with `LLVM_`."""


@dataclasses.dataclass(frozen=True)
class Names:
    """Texts numbered in the order in which they came."""

    texts: list[str] = dataclasses.field(default_factory=list)
    number: dict[str, int] = dataclasses.field(default_factory=dict)

    def add(self, text: str) -> int:
        """Return the number of a text."""
        found = self.number.get(text)
        if found is None:
            found = self.number[text] = len(self.texts)
            self.texts.append(text)
        return found


def about_units(activities: Sequence[str]) -> Bools:
    """Return (activities,) bool: the activities of rustc that are about units."""
    return np.array([name in ABOUT_UNITS or name.startswith("LLVM_") for name in activities], np.bool_)


def crate_of_units(units: Sequence[str]) -> str:
    """Return the crate of most units: `regex` of `regex.f10ba03eb5ec7975-cgu.03`; "" if no name has a crate."""
    crates = [unit.partition(".")[0] for unit in units if "-cgu." in unit]
    return max(crates, key=crates.count, default="")


def unit_column(values: Mapping[int, int], units: int) -> Longs:
    """Turn a counter by unit into a column, -1 where nothing is known."""
    column = np.full(units, UNKNOWN, np.int64)
    column[list(values)] = list(values.values())
    return column


def timed_capture(crate: str, timeline: Timeline, path: str, remarks: Sequence[Remark]) -> Capture:
    """Build a capture that holds nothing but a timeline."""
    none = np.empty(0, np.int64)
    items = Items(name=EMPTY, symbol=EMPTY, kind=none.astype(np.uint8), size=none, instructions=none, blocks=none)
    return Capture(crate, "", items, (), timeline=timeline, remarks=tuple(remarks), sources=(path,))
