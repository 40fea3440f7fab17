"""What cargo tells of a build and what the compilers tell of its crates, put together.

Bars are cargo's where it tells of them, parts of a bar the compiler's, which knows them to the nanosecond; both by the
absolute clock. What a crate waited for is told by cargo (what each end let begin), and by how the compiler was called.
"""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Iterable, Sequence

import numpy as np

from cguviz.formats.account import NOWHEN, Account, Ran
from cguviz.formats.cargo.compile_command import read_command
from cguviz.formats.cargo.crates import Compiled, Span
from cguviz.formats.cargo.pairs import paired, plain
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
class Row:
    """One crate of the build to be: what cargo ran, and what the compiler tells of it."""

    ran: Ran
    compiled: Compiled | None


def joined(told: Account | None, compiled: Sequence[Compiled], remarks: Sequence[Remark]) -> Build:
    """Put a build together.

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
        rows = [Row(_as_ran(one, began), one) for one in compiled]
    else:
        began = told.began
        rows = _told_rows(told, compiled, said)
    rows = sorted((Row(_within(row.ran), row.compiled) for row in rows), key=lambda row: row.ran.start)
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


def _told_rows(told: Account, compiled: Sequence[Compiled], said: list[Remark]) -> list[Row]:
    pairs = paired(told, compiled)
    said += told.remarks
    said += pairs.remarks
    rows: list[Row] = []
    for number, ran in enumerate(told.ran):
        one = pairs.by_clock.get(number)
        other = pairs.by_name.get(number)
        if one is not None:
            ran = _refined(ran, one, one.began - told.began)
        elif other is not None:
            ran = _refined(ran, dataclasses.replace(other, ready=UNKNOWN, codegen=NOWHEN, link=NOWHEN), ran.start)
        rows.append(Row(ran, one or other))
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
        Row(dataclasses.replace(_as_ran(one, told.began), kind=CrateKind.OTHER, target=UNLISTED), one) for one in inside
    ]
    if inside:
        text = f"cargo does not list {_some(inside)}, which ran meanwhile; a build script may have compiled them."
        said.append(Remark(text, path=told.path))
    if outside:
        said.append(Remark(f"Left out, being of another build than cargo tells of: {_some(outside)}.", path=told.path))
    return rows


def _some(compiled: Sequence[Compiled]) -> str:
    """Name the first crates of many."""
    names = list(dict.fromkeys(one.crate or one.file for one in compiled))
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _as_ran(one: Compiled, began: int) -> Ran:
    """Describe what only the compiler tells of as cargo would."""
    command = one.command
    late = one.began - began if one.began else 0
    ran = Ran(
        UNKNOWN,
        command.package or one.crate or "?",
        command.version,
        TARGETS.get(command.kind, "").format(one.crate),
        one.crate,
        command.kind,
        late,
        late + max(one.end, 0),
    )
    return _refined(ran, one, late)


def _refined(ran: Ran, one: Compiled, late: int) -> Ran:
    """Take from the compiler what it knows better; `late` is when it began, in nanoseconds of the build."""

    def shifted(moment: int, otherwise: int) -> int:
        return min(max(moment + late, ran.start), ran.end) if moment >= 0 else otherwise

    def span(found: Span, otherwise: Span) -> Span:
        return (shifted(found[0], UNKNOWN), shifted(found[1], UNKNOWN)) if found != NOWHEN else otherwise

    kind = ran.kind if one.command.kind is CrateKind.OTHER else one.command.kind
    return dataclasses.replace(
        ran,
        version=ran.version or one.command.version,
        kind=kind,
        ready=UNKNOWN if kind is not CrateKind.LIBRARY else shifted(one.ready, ran.ready),
        codegen=span(one.codegen, ran.codegen if kind is ran.kind else NOWHEN),
        link=span(one.link, ran.link),
    )


def _within(ran: Ran) -> Ran:
    """Keep the parts of a crate within it: cargo rounds some of its times and others not."""

    def held(moment: int) -> int:
        return min(max(moment, ran.start), ran.end) if moment >= 0 else UNKNOWN

    codegen, link = ((held(first), held(last)) for first, last in (ran.codegen, ran.link))
    return dataclasses.replace(ran, ready=held(ran.ready), codegen=codegen, link=link)


def _edges(rows: Sequence[Row]) -> Edges:
    """Return (before, after) and whether only the metadata was needed."""
    number = {row.ran.number: place for place, row in enumerate(rows) if row.ran.number >= 0}
    by_hash = {row.compiled.command.hash: place for place, row in enumerate(rows) if row.compiled is not None}
    by_hash.pop("", None)
    edges: Edges = {}
    for place, row in enumerate(rows):
        ran = row.ran
        for found, on_metadata in ((ran.unlocks, False), (ran.unlocks_by_metadata, True)):
            for other in _known(found, number):
                edges[place, other] = on_metadata
        for other in _known(ran.needs, number):
            both = rows[other].ran.kind is CrateKind.LIBRARY and ran.kind is CrateKind.LIBRARY
            edges.setdefault((other, place), both)
        if row.compiled is not None:
            for found_hash, on_metadata in row.compiled.command.externs:
                if found_hash in by_hash:
                    edges[by_hash[found_hash], place] = on_metadata
    for before, after in _of_scripts(rows):
        edges.setdefault((before, after), False)
    return {pair: on_metadata for pair, on_metadata in edges.items() if pair[0] != pair[1]}


def _known(found: Iterable[int], number: dict[int, int]) -> list[int]:
    return [number[one] for one in found if one in number]


def _of_scripts(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Return what each package's build script lets begin: its run, or where nobody tells of that, what it is for."""
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


def _table(rows: Sequence[Row], edges: Edges) -> Build:
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
        Texts.of(one.package for one in ran),
        Texts.of(one.version for one in ran),
        Texts.of(targets),
        np.fromiter((one.kind for one in ran), np.uint8, len(rows)),
        longs(one.start for one in ran),
        longs(one.end for one in ran),
        longs(one.ready for one in ran),
        longs(one.codegen[0] for one in ran),
        longs(one.codegen[1] for one in ran),
        longs(one.link[0] for one in ran),
        longs(one.link[1] for one in ran),
        longs(one.unit_time for one in told),
        Texts.of(one.pole for one in told),
        longs(one.pole_time for one in told),
        Texts.of(one.longest for one in told),
        longs(one.longest_time for one in told),
        longs(one.units for one in told).astype(np.int32),
        longs(one.placed for one in told),
        longs(one.unique for one in told),
        Texts.of(one.file for one in told),
        np.fromiter((before for before, _ in pairs), np.int32, len(pairs)),
        np.fromiter((after for _, after in pairs), np.int32, len(pairs)),
        np.fromiter((edges[pair] for pair in pairs), np.bool_, len(pairs)),
        words=UnitWords.of({name: text for one in told for name, text in one.words.by_name().items()}),
    )


_NOTHING = Compiled("", read_command(""), "", "")
