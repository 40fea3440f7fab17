"""Stages of dumps, built from their lines: the units, and the items in each.

It knows the order of lines inside a dump, and copes with lines that are missing or stand among those of another
crate, whose compiler wrote at the same time. Whether the result agrees with its header is asked in `debug_log_check`;
which stages are of one crate in `debug_log_captures`.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.formats.debug_log.grammar import LogStatement, Token
from cguviz.formats.debug_log.scan import Scan
from cguviz.model.columns import Columns, Longs, starts_of

_REMEMBERED = 16
"""Dumps that may be interrupted at the same time; cargo starts a compiler per core."""
_ASIDE = (Token.MERGED, Token.UNFINISHED, Token.EVENT)
_UNIT_STARTS = (Token.UNIT, Token.UNIT_OF_2023, Token.UNIT_UNTIL_2023)


@dataclasses.dataclass(frozen=True)
class LogUnit:
    """A codegen unit as a dump announces it.

    Attributes
    ----------
    line
        Where it begins.
    stated
        Its lines, by what they state.
    """

    line: int
    stated: dict[Token, LogStatement]

    @property
    def name(self) -> bytes:
        """Name of the unit; where that line is lost, `CGU[3]`."""
        for token, group in ((Token.NAME, 0), (Token.UNIT_OF_2023, 1), (Token.UNIT_UNTIL_2023, 0)):
            if token in self.stated:
                return self.stated[token].texts[group]
        return b"CGU[%d]" % self.index

    @property
    def index(self) -> int:
        """Number of the unit in the dump; -1 where the grammar has none."""
        for token in (Token.UNIT, Token.UNIT_OF_2023):
            if token in self.stated:
                return int(self.stated[token].texts[0])
        return -1

    @property
    def items(self) -> int:
        """Announced number of items; -1 where there is none."""
        for token, group in ((Token.SIZES, 0), (Token.UNIT_OF_2023, 2)):
            if token in self.stated:
                return int(self.stated[token].texts[group])
        return -1


@dataclasses.dataclass(frozen=True, eq=False)
class LogStage(Columns):
    """One dump: a stage with its units and item lines.

    Attributes
    ----------
    line
        Where it begins.
    label
        As printed, without colon; "" where that line is lost.
    crate, compiler
        What cargo and the compiler said before it, or "".
    stated
        The lines of its header, by what they state.
    units
        In the order of the dump.
    starts
        (u + 1,) int64: items `rows[starts[k]:starts[k + 1]]` are in unit `k`.
    rows
        (p,) int64, rows of the `Scan`.
    """

    line: int
    label: str
    crate: str
    compiler: str
    stated: dict[Token, LogStatement]
    units: tuple[LogUnit, ...]
    starts: Longs
    rows: Longs


@dataclasses.dataclass(frozen=True)
class _Draft:
    """A stage whose items are not yet known."""

    line: int
    label: str
    crate: str
    compiler: str
    stated: dict[Token, LogStatement]
    units: list[LogUnit]

    @property
    def next_index(self) -> int:
        """Number that the next unit would have."""
        return self.units[-1].index + 1 if self.units else 0

    @property
    def lacks_units(self) -> bool:
        """Whether fewer units have come than the stage announces."""
        return Token.UNITS in self.stated and int(self.stated[Token.UNITS].texts[0]) > len(self.units)


def stages_of(scan: Scan) -> tuple[list[LogStage], Longs]:
    """Build the stages of a log from its lines.

    Parameters
    ----------
    scan
        All its lines.

    Returns
    -------
    stages, orphans
        The dumps in the order of the log, and the rows of items that no unit was announced for.
    """
    drafts = _draft(scan.statements)
    units = [unit for draft in drafts for unit in draft.units]
    owner = np.repeat(np.arange(len(drafts)), [len(draft.units) for draft in drafts])
    home = _homes(scan.line, units, drafts)
    _return_surplus(home, scan.line, units, owner)
    order = np.argsort(home, kind="stable")
    starts = starts_of(home[order].astype(np.int32), len(units))
    first = np.searchsorted(owner, np.arange(len(drafts) + 1)).tolist()
    stages = [
        LogStage(
            line=draft.line,
            label=draft.label,
            crate=draft.crate,
            compiler=draft.compiler,
            stated=draft.stated,
            units=tuple(draft.units),
            starts=starts[start : end + 1] - starts[start],
            rows=order[starts[start] : starts[end]],
        )
        for draft, start, end in zip(drafts, first[:-1], first[1:], strict=True)
    ]
    return stages, order[: starts[0]]


def _draft(statements: tuple[LogStatement, ...]) -> list[_Draft]:
    """Sort the lines other than items into stages and units."""
    drafts: list[_Draft] = []
    label: LogStatement | None = None
    current: _Draft | None = None
    crate = compiler = ""
    for statement in statements:
        token = statement.token
        if token is Token.CRATE:
            crate = statement.texts[0].decode().replace("-", "_")
        elif token is Token.COMPILER:
            compiler = statement.texts[0].decode()
        elif token is Token.LABEL:
            label = statement
            if statement.logged:
                drafts.append(_begin(label, statement, crate, compiler))
                current, label = drafts[-1], None
        elif token not in _ASIDE:
            following = current if label is None else None
            if following is not None:
                following = _continue(following, drafts, statement)
            if following is None:
                drafts.append(_begin(label, statement, crate, compiler))
                following, label = drafts[-1], None
            current = following
            _take(current, statement)
    return drafts


def _begin(label: LogStatement | None, statement: LogStatement, crate: str, compiler: str) -> _Draft:
    """Begin a stage at a line, with its label if that was found."""
    if label is None:
        return _Draft(line=statement.line, label="", crate=crate, compiler=compiler, stated={}, units=[])
    return _Draft(
        line=label.line,
        label=label.texts[0].decode(),
        crate=crate,
        compiler=compiler,
        stated={Token.LABEL: label},
        units=[],
    )


def _continue(current: _Draft, drafts: list[_Draft], statement: LogStatement) -> _Draft | None:
    """Return the stage to which a line belongs; None if the line begins a stage whose label is lost."""
    if statement.token is Token.UNIQUE:
        return None if current.units else current
    if statement.token not in (Token.UNIT, Token.UNIT_OF_2023):
        return current
    index = int(statement.texts[0])
    if index == current.next_index:
        return current
    for other in drafts[-_REMEMBERED:][::-1]:
        if other.next_index == index and other.lacks_units:
            return other
    return None if index == 0 and current.next_index > 1 else current


def _take(stage: _Draft, statement: LogStatement) -> None:
    """Add a line to its stage, or to the last unit of it."""
    token = statement.token
    units = stage.units
    if token in _UNIT_STARTS:
        units.append(LogUnit(statement.line, {token: statement}))
    elif token is Token.NAME:
        known = units[-1].stated.get(token) if units else None
        if not units or (known is not None and known.texts != statement.texts):
            units.append(LogUnit(statement.line, {}))
        units[-1].stated.setdefault(token, statement)
    elif token is Token.SIZES:
        if units:
            units[-1].stated.setdefault(token, statement)
    else:
        stage.stated.setdefault(token, statement)


def _homes(line: Longs, units: list[LogUnit], drafts: list[_Draft]) -> Longs:
    """Return (r,) int64: the unit of each item line, -1 where none was announced in that stage."""
    borders = [(unit.line, number) for number, unit in enumerate(units)]
    borders += [(draft.line, -1) for draft in drafts]
    borders.append((0, -1))
    # A stage without label begins at its first unit's line, and that unit counts.
    borders.sort()
    border = np.array(borders, np.int64)
    homes: Longs = border[np.searchsorted(border[:, 0], line, side="right") - 1, 1]
    return homes


def _return_surplus(home: Longs, line: Longs, units: list[LogUnit], owner: Longs) -> None:
    """Give items that follow a complete unit back to the unit of another crate that it interrupted.

    ```
    - CGU[7] of a, 12 items     5 items follow
    - CGU[0] of b,  3 items     10 items follow: the last 7 are a's
    ```
    """
    announced = np.array([unit.items for unit in units], np.int64)
    counts = np.bincount(home[home >= 0], minlength=len(units))
    surplus = np.where(announced >= 0, counts - announced, 0)
    waiting: list[int] = []
    for number in np.flatnonzero(surplus).tolist():
        if surplus[number] < 0:
            waiting = [*waiting[1 - _REMEMBERED :], number]
            continue
        for other in waiting[::-1]:
            if owner[other] != owner[number] and surplus[other] + surplus[number] <= 0:
                end = np.searchsorted(line, units[number].line) + counts[number]
                home[end - surplus[number] : end] = other
                surplus[other] += surplus[number]
                break
