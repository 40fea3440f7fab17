"""The published measurements of about 1,000 crates: a table of units, their MIR in numbers, and times.

N. Nethercote, 1 August 2023: `aux/2023/08/01/{Debug,Opt}-Top1000-*.txt` of the blog nnethercote.github.io. They are no
captures of a compilation, because no unit's items are named: `Capture.measurements` is all they are opened as.

```
# Inputs
# - sttic: number of `static` items
…
cgu_name                                     sttic rfn__ … est__ t_all__ t_gen__ t_opt__ t_lto__
CGU-syn.34e0b73ce4aa46ac-cgu.00_____________     0   318 … 17649   130.5    25.1   105.4     0.0
```

Times are in milliseconds, r stands for root and i for inlined items. The text above the table says that `est__` is
about `sttic + bb___ + stmt_`, but in 12,263 of its 12,265 rows it is exactly `7 * bb + 4 * proj + sttic` (the rule of
rust-lang/rust#115085), in the other two one more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePath

import numpy as np

from cguviz.errors import LoadError
from cguviz.formats.source import Source
from cguviz.model.capture import Capture, Remark
from cguviz.model.columns import Bools, Floats, Longs
from cguviz.model.items import Items
from cguviz.model.texts import EMPTY, Texts
from cguviz.model.times import measurements as names
from cguviz.model.times.measurements import Measurements, crate_of
from cguviz.progress import Progress

NAME, ESTIMATE = "cgu_name", "est__"
TIMES = ("t_gen__", "t_opt__", "t_lto__")
TOTAL = "t_all__"
NS_PER_MS = 1_000_000
PREFIX = "CGU-"
LARGEST = 1e12
"""Counts and milliseconds beyond this are no measurement."""

INPUTS: Mapping[str, str] = {
    "sttic": names.STATICS,
    "rfn__": names.ROOT_ITEMS,
    "ifn__": names.INLINED_ITEMS,
    "rbb__": names.ROOT_BLOCKS,
    "ibb__": names.INLINED_BLOCKS,
    "rssd_": "root scopes",
    "issd_": "inlined scopes",
    "rstmt": names.ROOT_STATEMENTS,
    "istmt": names.INLINED_STATEMENTS,
    "rplac": "root places",
    "iplac": "inlined places",
    "rproj": names.ROOT_PROJECTIONS,
    "iproj": names.INLINED_PROJECTIONS,
    "rcnst": "root constants",
    "icnst": "inlined constants",
    "rdecl": "root locals",
    "idecl": "inlined locals",
}
"""Columns, and what they count."""

_HEADER = re.compile(rb"^cgu_name[ \t]+[\w \t]*\bt_gen__", re.MULTILINE)


def sniff(head: bytes) -> bool:
    """Say whether a file begins like the published tables."""
    return _HEADER.search(head) is not None


def read(source: Source, remarks: list[Remark]) -> Measurements:
    """Read a published table.

    Parameters
    ----------
    source
        The whole file.
    remarks
        Gets one for rows that are left out, because they are cut off or hold something else than counts and times.

    Raises
    ------
    LoadError
        There is no table, it lacks a column that is needed, or no row can be read.
    """
    columns: list[str] = []
    rows: list[list[str]] = []
    odd: list[int] = []
    lines: list[int] = []
    for number, line in enumerate(source.data.decode("utf-8", "replace").splitlines(), 1):
        fields = line.split()
        if not fields or fields[0].startswith("#"):
            continue
        if fields[0] == NAME:
            columns = columns or _check(fields, source.path, number)
        elif len(fields) == len(columns):
            rows.append(fields)
            lines.append(number)
        else:
            odd.append(number)
    if not columns:
        raise LoadError(f"holds no table of units; expected a line that begins with {NAME}.", source.path)
    table = _numbers(rows, len(columns) - 1)
    fine: Bools = np.logical_and.reduce((table >= 0) & (table < LARGEST))  # what is no number is neither
    good = fine.tolist()
    odd = sorted(odd + [line for line, whole in zip(lines, good, strict=True) if not whole])
    if odd:
        text = f"{len(odd):,} rows of the table cannot be read and were left out, line {odd[0]:,} the first of them."
        remarks.append(Remark(text, odd[0], source.path))
    if not any(good):
        raise LoadError("holds no unit; expected a row for each below the names of the columns.", source.path)
    units = [fields[0].removeprefix(PREFIX).rstrip("_") for fields, whole in zip(rows, good, strict=True) if whole]
    return _measurements(columns, units, table[:, fine])


def read_alone(sources: Iterable[Source], progress: Progress) -> list[Capture]:
    """Read a published table as a capture that holds nothing but measurements, named after its file.

    Raises
    ------
    LoadError
        As `read` does.
    """
    captures = []
    for source in sources:
        progress("reading measurements", 0.0)
        remarks: list[Remark] = []
        table = read(source, remarks)
        none = np.empty(0, np.int64)
        items = Items(name=EMPTY, symbol=EMPTY, kind=none.astype(np.uint8), size=none, instructions=none, blocks=none)
        name = PurePath(source.path.rpartition("!")[2]).name.partition(".")[0]
        captures.append(
            Capture(name, "", items, (), remarks=tuple(remarks), sources=(source.path,), measurements=table)
        )
    return captures


def _check(columns: list[str], path: str, line: int) -> list[str]:
    """Check the names of the columns."""
    missing = [name for name in (ESTIMATE, *TIMES) if name not in columns]
    if missing or len(set(columns)) < len(columns):
        what = f"lacks the column {missing[0]}" if missing else "names a column twice"
        raise LoadError(f"the table {what}; expected the published ones, {ESTIMATE} {' '.join(TIMES)}.", path, line)
    return columns


def _numbers(rows: list[list[str]], width: int) -> Floats:
    """Return (columns, rows) float64; other texts than numbers become NaN."""
    try:
        return np.array([row[1:] for row in rows], np.float64).reshape(-1, width).T
    except ValueError:
        return np.array([[_number(text) for text in row[1:]] for row in rows], np.float64).reshape(-1, width).T


def _number(text: str) -> float:
    """Return the number in a text, NaN for other texts."""
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _measurements(columns: list[str], units: list[str], table: Floats) -> Measurements:
    """Build the measurements from the table's columns."""
    of = {name: table[row] for row, name in enumerate(columns[1:])}
    counted = [name for name in of if name not in {ESTIMATE, TOTAL, *TIMES}]
    crates: dict[str, int] = {}
    crate = [crates.setdefault(crate_of(unit, unit), len(crates)) for unit in units]
    generate, optimize, lto = (_whole(of[name] * NS_PER_MS) for name in TIMES)
    return Measurements(
        crates=Texts.of(crates),
        crate=np.array(crate, np.int32),
        units=Texts.of(units),
        inputs=Texts.of(INPUTS.get(name, name) for name in counted),
        values=_whole(np.array([of[name] for name in counted]).reshape(len(counted), len(units))),
        size=_whole(of[ESTIMATE]),
        generate=generate,
        optimize=optimize,
        lto=lto,
    )


def _whole(values: Floats) -> Longs:
    """Return values as whole numbers."""
    return np.rint(values).astype(np.int64)
