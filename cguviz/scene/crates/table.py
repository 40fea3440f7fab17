"""The table of the crates of a build: its columns, their values and words; no widgets, no files."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from pathlib import PurePath

import numpy as np

from cguviz.model.build import UNKNOWN, Build, CrateKind, label_of
from cguviz.model.columns import Longs
from cguviz.model.unit_labels import shorten_all
from cguviz.scene.timeline.text import duration

KINDS: Mapping[CrateKind, str] = {
    CrateKind.LIBRARY: "library",
    CrateKind.BINARY: "program",
    CrateKind.PROC_MACRO: "proc macro",
    CrateKind.BUILD_SCRIPT: "build script",
    CrateKind.SCRIPT_RUN: "build script run",
    CrateKind.TEST: "test",
    CrateKind.OTHER: "other",
}
NOT_KNOWN = "–"

Value = float | str | None


@dataclasses.dataclass(frozen=True)
class CrateColumn:
    """A column of the table of crates.

    Attributes
    ----------
    key
        For JSON and CSV: a word, with its unit where it has one.
    heading, tooltip
        For people.
    value
        Of a crate: a text or a number; None where it is not known.
    text
        How a number is shown; None for texts.
    """

    key: str
    heading: str
    tooltip: str
    value: Callable[[Build, int], Value]
    text: Callable[[float], str] | None = None


def cell_text(column: CrateColumn, build: Build, row: int) -> str:
    """Return the text of a cell."""
    value = column.value(build, row)
    if value is None:
        return NOT_KNOWN
    if isinstance(value, str):
        return value
    return str(value) if column.text is None else column.text(value)


def order_of(column: CrateColumn, build: Build, *, descending: bool) -> list[int]:
    """Return the crates in the order of a column; crates without a value come last."""
    values = [column.value(build, row) for row in range(len(build))]
    known = [row for row, value in enumerate(values) if value is not None]
    texts = column.text is None
    known.sort(key=lambda row: str(values[row]).casefold() if texts else values[row] or 0.0, reverse=descending)
    return known + [row for row, value in enumerate(values) if value is None]


def _label(build: Build, unit: str) -> str | None:
    """Return the label of a unit, None for none."""
    return shorten_all([unit], build.words)[0] if unit else None


def _value_of(pick: Callable[[Build], Longs]) -> Callable[[Build, int], Value]:
    """Return a function from build and row to a value, None where it is negative."""

    def value(build: Build, row: int) -> Value:
        found = int(pick(build)[row])
        return None if found < 0 else found

    return value


def _time(value: float) -> str:
    """Write a time."""
    return duration(round(value))


def _front(build: Build) -> Longs:
    """Return (n,) nanoseconds before code generation, -1 where unknown."""
    return np.where(build.codegen >= 0, build.codegen_start - build.start, UNKNOWN)


def _link(build: Build) -> Longs:
    """Return (n,) nanoseconds of linking, -1 where unknown."""
    known = (build.link_start >= 0) & (build.link_end >= 0)
    return np.where(known, build.link_end - build.link_start, UNKNOWN)


def _share(build: Build, row: int) -> Value:
    """Return the part of a crate's code generation that its longest unit takes."""
    codegen, longest = int(build.codegen[row]), int(build.longest_time[row])
    return longest / codegen if codegen > 0 and longest >= 0 else None


def _duplication(build: Build, row: int) -> Value:
    """Return the duplication of a crate, None where unknown."""
    found = float(build.duplication[row])
    return None if math.isnan(found) else found


def _file(build: Build, row: int) -> Value:
    """Return the name of a crate's file, None where there is none."""
    return PurePath(build.file[row]).name or None


COLUMNS = (
    CrateColumn("crate", "Crate", "Package, version, and which of its targets", label_of),
    CrateColumn("kind", "Kind", "What was compiled or run", lambda build, row: KINDS[CrateKind(int(build.kind[row]))]),
    CrateColumn(
        "codegen_ns",
        "Code generation",
        "By the clock, from the first unit's generation to the end of the last unit",
        _value_of(lambda build: build.codegen),
        _time,
    ),
    CrateColumn(
        "unit_ns",
        "Unit time",
        "Generation, optimization and LTO of all units, added up over threads",
        _value_of(lambda build: build.unit_time),
        _time,
    ),
    CrateColumn(
        "long_pole",
        "Long pole",
        "The unit that was done last",
        lambda build, row: _label(build, build.pole[row]),
    ),
    CrateColumn(
        "long_pole_ns",
        "Takes",
        "Generation, optimization and LTO of that unit",
        _value_of(lambda build: build.pole_time),
        _time,
    ),
    CrateColumn(
        "longest",
        "Longest unit",
        "The unit that took longest: with enough processors everything waits for it",
        lambda build, row: _label(build, build.longest[row]),
    ),
    CrateColumn(
        "longest_ns",
        "Takes",
        "Generation, optimization and LTO of that unit",
        _value_of(lambda build: build.longest_time),
        _time,
    ),
    CrateColumn(
        "longest_share",
        "Share",
        "The longest unit's time by that of code generation: 100 % is one unit that everything waited for",
        _share,
        lambda value: f"{value:.0%}",
    ),
    CrateColumn(
        "units",
        "Units",
        "Codegen units",
        lambda build, row: None if build.units[row] < 0 else int(build.units[row]),
        lambda value: f"{value:,.0f}",
    ),
    CrateColumn(
        "duplication",
        "Duplicated",
        "Size of all placements by size of all items: code that is in several units counts more than once",
        _duplication,
        lambda value: f"{value:.2f}×",
    ),
    CrateColumn("front_ns", "Front end", "From its start to the first unit's generation", _value_of(_front), _time),
    CrateColumn("link_ns", "Link", "The linker, or for a library its archive", _value_of(_link), _time),
    CrateColumn(
        "whole_ns", "Whole", "From its start to its end", _value_of(lambda build: build.end - build.start), _time
    ),
    CrateColumn("start_ns", "Begins", "Since the start of the build", _value_of(lambda build: build.start), _time),
    CrateColumn("file", "File", "What is opened to see the crate", _file),
)
CODEGEN = next(place for place, column in enumerate(COLUMNS) if column.key == "codegen_ns")
