"""The crates of a build as a table in text: what costs time, what everything waits for, what is there twice."""

from __future__ import annotations

import math

import numpy as np

from cguviz.model.build import Build, label_of

NS_PER_MS = 1e6
HEAD = ("crate", "code generation", "long pole", "takes", "share", "units", "duplicated", "file")
LEFT = (0, 2, 7)
"""Columns of words."""
UNKNOWN = "–"


def table(build: Build) -> str:
    """Return a line for each crate that has code, the longest code generation first.

    Columns: milliseconds from the first unit's generation to the end of the last; the unit that was done last, its own
    milliseconds, and these as a share of the former; the number of units; placed by unique size; what to open.
    """
    codegen = build.codegen
    rows = [row for row in np.argsort(-codegen, kind="stable").tolist() if build.units[row] > 0]
    cells = [HEAD, *(_cells(build, row, int(codegen[row])) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEAD))]
    return "\n".join(
        "  ".join(
            text.ljust(width) if column in LEFT else text.rjust(width)
            for column, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in cells
    )


def _cells(build: Build, row: int, codegen: int) -> tuple[str, ...]:
    pole = int(build.pole_time[row])
    duplication = float(build.duplication[row])
    return (
        label_of(build, row),
        _ms(codegen),
        _short(build.pole[row]) or UNKNOWN,
        _ms(pole),
        f"{pole / codegen:.0%}" if pole >= 0 and codegen > 0 else UNKNOWN,
        f"{int(build.units[row]):,}",
        UNKNOWN if math.isnan(duplication) else f"{duplication:.2f}×",
        build.file[row].rpartition("/")[2],
    )


def _ms(time: int) -> str:
    return f"{time / NS_PER_MS:,.0f} ms" if time >= 0 else UNKNOWN


def _short(unit: str) -> str:
    """Return what tells a unit from others of its crate: "cgu.03"; the hash of an incremental build's whole."""
    return unit.rpartition("-")[2]
