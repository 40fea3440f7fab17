"""Pairing of profiles with the runs in cargo's account.

Eleven profiles may be called `build_script_build`, and one crate may be compiled twice, for a proc macro and for the
program. They are told apart by what the compiler was called with, and by the clock: a compiler runs while cargo says
that it does. What remains ambiguous is said.
"""

from __future__ import annotations

import collections
import dataclasses
import itertools
from collections.abc import Sequence

from cguviz.formats.account import Account, CargoRun
from cguviz.formats.cargo.crates import CompiledCrate
from cguviz.model.build import CrateKind
from cguviz.model.capture import Remark

EARLY, LATE = 100_000_000, 1_000_000_000
"""Nanoseconds that a compiler may seem to begin before cargo started it (cargo rounds to 10 ms), and after it."""
ALIKE = 20_000_000
"""Two compilations of one crate that began this near to one another are not told apart by the clock."""


@dataclasses.dataclass(frozen=True)
class Pairs:
    """Compiled crates by the run of cargo to which they belong.

    Attributes
    ----------
    by_clock
        Numbers of `Account.ran` to the compilation that ran then.
    by_name
        Numbers to one that has the right name, but ran at another time: its bars cannot be cargo's.
    rest
        Compilations that cargo does not list.
    remarks
        What was ambiguous.
    """

    by_clock: dict[int, CompiledCrate]
    by_name: dict[int, CompiledCrate]
    rest: tuple[CompiledCrate, ...]
    remarks: tuple[Remark, ...]


def pair(told: Account, compiled: Sequence[CompiledCrate]) -> Pairs:
    """Find the run in cargo's account for each compiled crate."""
    near: list[tuple[int, int, int]] = []
    for number, one in enumerate(compiled):
        if told.began and one.began:
            for row, ran in enumerate(told.ran):
                late = one.began - told.began - ran.start
                if -EARLY <= late <= max(ran.end - ran.start, LATE) and _may_be(one, ran):
                    near.append((abs(late), row, number))
    by_clock: dict[int, CompiledCrate] = {}
    taken: set[int] = set()
    for _, row, number in sorted(near):
        if row not in by_clock and number not in taken:
            by_clock[row] = compiled[number]
            taken.add(number)
    remarks = _unsure(told, compiled, near, taken)
    left = [one for number, one in enumerate(compiled) if number not in taken]
    by_name, rest, more = _by_name(told, left, set(by_clock))
    return Pairs(by_clock, by_name, tuple(rest), (*remarks, *more))


def _may_be(one: CompiledCrate, ran: CargoRun) -> bool:
    """Say whether a compiled crate can be a run of cargo, times aside."""
    command = one.command
    if ran.kind is CrateKind.SCRIPT_RUN:
        return False
    if command.kind not in (CrateKind.OTHER, ran.kind) and {command.kind, ran.kind} != {
        CrateKind.LIBRARY,
        CrateKind.PROC_MACRO,
    }:
        return False
    if command.version and ran.version and command.version != ran.version:
        return False
    if ran.kind is CrateKind.BUILD_SCRIPT:
        return plain(command.package) == plain(ran.package)
    names = {plain(ran.package), plain(ran.crate)} if not ran.crate else {plain(ran.crate)}
    return plain(one.crate) in names or bool(
        command.package and not ran.crate and plain(command.package) == plain(ran.package)
    )


def plain(name: str) -> str:
    """Return a name as rustc writes it."""
    return name.replace("-", "_")


def _unsure(
    told: Account, compiled: Sequence[CompiledCrate], near: list[tuple[int, int, int]], taken: set[int]
) -> list[Remark]:
    """Return remarks on compiled crates that fit two runs equally well."""
    fits: dict[int, list[int]] = collections.defaultdict(list)
    for _, row, number in near:
        fits[number].append(row)
    remarks = []
    for number, rows in fits.items():
        starts = sorted(told.ran[row].start for row in rows)
        if number in taken and any(later - first < ALIKE for first, later in itertools.pairwise(starts)):
            crate = compiled[number].crate
            text = f"{crate} was compiled twice at the same time; which of the two this is cannot be told."
            remarks.append(Remark(text, path=compiled[number].file))
    return remarks


def _by_name(
    told: Account, left: list[CompiledCrate], done: set[int]
) -> tuple[dict[int, CompiledCrate], list[CompiledCrate], list[Remark]]:
    """Pair runs that are still free with the only compiled crate of their name."""
    found: dict[int, CompiledCrate] = {}
    rest: list[CompiledCrate] = []
    remarks: list[Remark] = []
    for one in left:
        rows = [row for row, ran in enumerate(told.ran) if row not in done and row not in found and _may_be(one, ran)]
        if len(rows) == 1:
            found[rows[0]] = one
        else:
            rest.append(one)
            if rows:
                text = f"This may be any of {len(rows)} compilations of {one.crate}; it was left out."
                remarks.append(Remark(text, path=one.file))
    return found, rest, remarks
