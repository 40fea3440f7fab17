"""Joining cargo's account of a build with the profiles and captures of its crates.

Bars are cargo's where it tells of them, parts of a bar the compiler's, which knows them to the nanosecond; both by the
absolute clock. What a crate waited for is told by cargo (what each end let begin), and by how the compiler was called.
"""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Iterable, Sequence

import numpy as np

from cguviz.formats.account import NOWHEN, Account, CargoRun
from cguviz.formats.cargo.compile_command import read_command
from cguviz.formats.cargo.crates import CompiledCrate, Span
from cguviz.formats.cargo.pairs import pair, plain
from cguviz.model.build import UNKNOWN, Build, CrateKind
from cguviz.model.capture import Remark
from cguviz.model.texts import Texts
from cguviz.model.unit_words import UnitWords

TARGETS = {CrateKind.BINARY: "bin {}", CrateKind.TEST: "test {}", CrateKind.BUILD_SCRIPT: "build script"}
UNLISTED = "unlisted"
"""What ran without cargo's knowledge: a build script asks the compiler what it can do (autocfg)."""
LAST = 1_000_000_000
"""Nanoseconds after the end of cargo's last unit in which a profile still counts as one of the build."""
Edges = dict[tuple[int, int], bool]


@dataclasses.dataclass(frozen=True)
class BuildRow:
    """One crate of the build to be: cargo's run and the compiler's own record of it."""

    ran: CargoRun
    compiled: CompiledCrate | None


def join_build(told: Account | None, compiled: Sequence[CompiledCrate], remarks: Sequence[Remark]) -> Build:
    """Join cargo's account and the compiled crates into a build.

    Parameters
    ----------
    told
        What cargo tells, None where only compilers do.
    compiled
        At least one where cargo tells nothing.
    remarks
        What was odd so far.
    """
    said = list(remarks)
    if told is None:
        began = min((one.began for one in compiled if one.began), default=0)
        rows = [BuildRow(_run_of(one, began), one) for one in compiled]
    else:
        began = told.began
        rows = _account_rows(told, compiled, said)
    rows = sorted((BuildRow(_within(row.ran), row.compiled) for row in rows), key=lambda row: row.ran.start)
    last = max(rows, key=lambda row: row.ran.end).ran
    compiler = "" if told is None else told.compiler
    edges = _edges(rows)
    return _table(rows, edges).replace(
        source=told.source if told is not None else "self-profiles",
        title=(told.title if told is not None else "") or f"{last.package} {last.version}".strip(),
        compiler=compiler or next((one.compiler for one in compiled if one.compiler), ""),
        began=began,
        jobs=told.jobs if told is not None else 0,
        cores=told.cores if told is not None else 0,
        load=told.load if told is not None else None,
        remarks=tuple(said),
    )


def _account_rows(told: Account, compiled: Sequence[CompiledCrate], said: list[Remark]) -> list[BuildRow]:
    """Return the rows of cargo's account, with the compiled crates that belong to them."""
    pairs = pair(told, compiled)
    said += told.remarks
    said += pairs.remarks
    rows: list[BuildRow] = []
    for number, ran in enumerate(told.ran):
        one = pairs.by_clock.get(number)
        other = pairs.by_name.get(number)
        if one is not None:
            ran = _refine(ran, one, one.began - told.began)
        elif other is not None:
            ran = _refine(ran, dataclasses.replace(other, ready=UNKNOWN, codegen=NOWHEN, link=NOWHEN), ran.start)
        rows.append(BuildRow(ran, one or other))
    if pairs.by_name:
        names = ", ".join(sorted({one.crate for one in pairs.by_name.values()})[:3])
        text = (
            f"{len(pairs.by_name)} crates were recorded in another run than cargo tells of ({names}); bars are cargo's."
        )
        said.append(Remark(text, path=told.path))
    end = told.began + max(ran.end for ran in told.ran) + LAST
    inside = [one for one in pairs.rest if told.began and told.began <= one.began <= end]
    outside = [one for one in pairs.rest if one not in inside]
    rows += [
        BuildRow(dataclasses.replace(_run_of(one, told.began), kind=CrateKind.OTHER, target=UNLISTED), one)
        for one in inside
    ]
    if inside:
        text = f"cargo does not list {_some(inside)}, which ran meanwhile; a build script may have compiled them."
        said.append(Remark(text, path=told.path))
    if outside:
        said.append(Remark(f"Left out, being of another build than cargo tells of: {_some(outside)}.", path=told.path))
    return rows


def _some(compiled: Sequence[CompiledCrate]) -> str:
    """Write the names of the first crates of many."""
    names = list(dict.fromkeys(one.crate or one.file for one in compiled))
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _run_of(one: CompiledCrate, began: int) -> CargoRun:
    """Describe a crate that cargo's account lacks as a run of cargo."""
    command = one.command
    late = one.began - began if one.began else 0
    ran = CargoRun(
        number=UNKNOWN,
        package=command.package or one.crate or "?",
        version=command.version,
        target=TARGETS.get(command.kind, "").format(one.crate),
        crate=one.crate,
        kind=command.kind,
        start=late,
        end=late + max(one.end, 0),
    )
    return _refine(ran, one, late)


def _refine(ran: CargoRun, one: CompiledCrate, late: int) -> CargoRun:
    """Replace times by the compiler's better ones; `late` is its start, in nanoseconds of the build."""

    def move(moment: int, otherwise: int) -> int:
        return min(max(moment + late, ran.start), ran.end) if moment >= 0 else otherwise

    def span(found: Span, otherwise: Span) -> Span:
        return (move(found[0], UNKNOWN), move(found[1], UNKNOWN)) if found != NOWHEN else otherwise

    kind = ran.kind if one.command.kind is CrateKind.OTHER else one.command.kind
    return dataclasses.replace(
        ran,
        version=ran.version or one.command.version,
        kind=kind,
        ready=UNKNOWN if kind is not CrateKind.LIBRARY else move(one.ready, ran.ready),
        codegen=span(one.codegen, ran.codegen if kind is ran.kind else NOWHEN),
        link=span(one.link, ran.link),
    )


def _within(ran: CargoRun) -> CargoRun:
    """Clip the parts of a crate to its bar: cargo rounds some of its times and others not."""

    def clip(moment: int) -> int:
        return min(max(moment, ran.start), ran.end) if moment >= 0 else UNKNOWN

    codegen, link = ((clip(first), clip(last)) for first, last in (ran.codegen, ran.link))
    return dataclasses.replace(ran, ready=clip(ran.ready), codegen=codegen, link=link)


def _edges(rows: Sequence[BuildRow]) -> Edges:
    """Return the edges (before, after), and whether each needs only the metadata."""
    number = {row.ran.number: place for place, row in enumerate(rows) if row.ran.number >= 0}
    by_hash = {row.compiled.command.hash: place for place, row in enumerate(rows) if row.compiled is not None}
    by_hash.pop("", None)
    edges: Edges = {}
    for place, row in enumerate(rows):
        ran = row.ran
        for found, on_metadata in ((ran.unlocks, False), (ran.unlocks_by_metadata, True)):
            for other in _rows_of(found, number):
                edges[place, other] = on_metadata
        for other in _rows_of(ran.needs, number):
            both = rows[other].ran.kind is CrateKind.LIBRARY and ran.kind is CrateKind.LIBRARY
            edges.setdefault((other, place), both)
        if row.compiled is not None:
            for found_hash, on_metadata in row.compiled.command.externs:
                if found_hash in by_hash:
                    edges[by_hash[found_hash], place] = on_metadata
    for before, after in _of_scripts(rows):
        edges.setdefault((before, after), False)
    return {pair: on_metadata for pair, on_metadata in edges.items() if pair[0] != pair[1]}


def _rows_of(found: Iterable[int], number: dict[int, int]) -> list[int]:
    """Return the rows of some numbers that have one."""
    return [number[one] for one in found if one in number]


def _of_scripts(rows: Sequence[BuildRow]) -> list[tuple[int, int]]:
    """Return the edges of build scripts: to their run, or without a known run, to their package's crates."""
    by_package: dict[tuple[str, str], dict[CrateKind, list[int]]] = {}
    for place, row in enumerate(rows):
        kinds = by_package.setdefault((plain(row.ran.package), row.ran.version), {})
        kinds.setdefault(row.ran.kind, []).append(place)
    found: list[tuple[int, int]] = []
    for kinds in by_package.values():
        runs, scripts = kinds.get(CrateKind.SCRIPT_RUN, []), kinds.get(CrateKind.BUILD_SCRIPT, [])
        rest = [place for kind, places in kinds.items() if kind < CrateKind.BUILD_SCRIPT for place in places]
        for befores, afters in ((scripts, runs or rest), (runs, rest)):
            # Where a package is built twice, each waits for the last that was done by then.
            for after in afters:
                done = [one for one in befores if rows[one].ran.end <= rows[after].ran.start]
                if done:
                    found.append((max(done, key=lambda one: rows[one].ran.end), after))
    return found


def _table(rows: Sequence[BuildRow], edges: Edges) -> Build:
    """Build the columns of the build."""
    told = [row.compiled or _NOTHING for row in rows]
    ran = [row.ran for row in rows]

    def longs(values: Iterable[int]) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        return np.fromiter(values, np.int64, len(rows))

    pairs = sorted(edges)
    again: collections.Counter[str] = collections.Counter()
    targets: list[str] = []
    for one in ran:
        name = f"{one.package} {one.version} {one.target}"
        again[name] += 1
        # A crate may be compiled twice, for this machine and for another, or with other features.
        targets.append(f"{one.target} {again[name]}".strip() if again[name] > 1 else one.target)
    return Build(
        crate=Texts.of(one.package for one in ran),
        version=Texts.of(one.version for one in ran),
        target=Texts.of(targets),
        kind=np.fromiter((one.kind for one in ran), np.uint8, len(rows)),
        start=longs(one.start for one in ran),
        end=longs(one.end for one in ran),
        ready=longs(one.ready for one in ran),
        codegen_start=longs(one.codegen[0] for one in ran),
        codegen_end=longs(one.codegen[1] for one in ran),
        link_start=longs(one.link[0] for one in ran),
        link_end=longs(one.link[1] for one in ran),
        unit_time=longs(one.unit_time for one in told),
        pole=Texts.of(one.pole for one in told),
        pole_time=longs(one.pole_time for one in told),
        longest=Texts.of(one.longest for one in told),
        longest_time=longs(one.longest_time for one in told),
        units=longs(one.units for one in told).astype(np.int32),
        placed=longs(one.placed for one in told),
        unique=longs(one.unique for one in told),
        file=Texts.of(one.file for one in told),
        before=np.fromiter((before for before, _ in pairs), np.int32, len(pairs)),
        after=np.fromiter((after for _, after in pairs), np.int32, len(pairs)),
        on_metadata=np.fromiter((edges[pair] for pair in pairs), np.bool_, len(pairs)),
        words=UnitWords.of({name: text for one in told for name, text in one.words.by_name().items()}),
    )


_NOTHING = CompiledCrate("", read_command(""), "", "")
