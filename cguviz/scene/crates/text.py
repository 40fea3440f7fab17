"""A whole build and its crates in words. Strings only."""

from __future__ import annotations

from cguviz.model.build import Build, CrateKind, label_of
from cguviz.model.columns import Bools
from cguviz.scene.crates.table import COLUMNS, KINDS, cell_text
from cguviz.scene.timeline.text import duration

PLURALS = {
    CrateKind.LIBRARY: "libraries",
    CrateKind.BINARY: "programs",
    CrateKind.PROC_MACRO: "proc macros",
    CrateKind.BUILD_SCRIPT: "build scripts",
    CrateKind.SCRIPT_RUN: "their runs",
    CrateKind.TEST: "tests",
    CrateKind.OTHER: "others",
}
BY_KEY = {column.key: column for column in COLUMNS}
TOLD = ("front_ns", "codegen_ns", "link_ns", "units", "unit_ns", "duplication")
"""Columns that are told of a crate, in this order."""
PATH = 8
"""Crates of the critical path that are named; of a longer one the last."""


def headline(build: Build) -> str:
    """Return the title of a build: "app 0.1.0 · rustc 1.95.0 (59807616e 2026-04-14)"."""
    return " · ".join(part for part in (build.title, build.compiler) if part)


def machine(build: Build) -> str:
    """Return the numbers of jobs and processors: "2 jobs, 2 processors"; "" where cargo does not tell."""
    counts = ((build.jobs, "job"), (build.cores, "processor"))
    return ", ".join(f"{count:,} {name}{'s' if count > 1 else ''}" for count, name in counts if count)


def time_text(whole: int, by_kind: dict[CrateKind, int], codegen: int, *, count: int) -> str:
    """Return the time by kind of crate: "32 crates in 9.19 s: libraries 10.2 s, proc macros 4.05 s …"."""
    parts = [f"{PLURALS[kind]} {duration(time)}" for kind, time in by_kind.items()]
    crates = f"{count:,} {'crates' if count != 1 else 'crate'} in {duration(whole)}"
    generated = f"; code generation {duration(codegen)}" if codegen else ""
    return f"{crates}: {', '.join(parts)}{generated}"


def path_of(build: Build, critical: Bools) -> str:
    """Return the critical path in words: "… › syn 1.0.107 › serde_derive 1.0.152 › app 0.1.0 (bin app)"."""
    names = [label_of(build, row) for row in range(len(build)) if critical[row]]
    more = ["…"] if len(names) > PATH else []
    return " › ".join(more + names[-PATH:])


def facts(build: Build, row: int, *, waited: int, token: bool, critical: bool) -> list[str]:
    """Return lines on a crate: its name, its times, the cause of its wait.

    Parameters
    ----------
    waited, token
        The crate it waited for, -1 for none, and whether only for its job token.
    critical
        Whether it is on the critical path.
    """
    start, end = int(build.start[row]), int(build.end[row])
    lines = [
        label_of(build, row) + ("" if build.target[row] else f": {KINDS[CrateKind(int(build.kind[row]))]}"),
        f"Whole: {duration(end - start)}, from {duration(start)} to {duration(end)}",
    ]
    told = [BY_KEY[key] for key in TOLD if BY_KEY[key].value(build, row) is not None]
    lines += [f"{column.heading}: {cell_text(column, build, row)}" for column in told]
    if build.pole[row]:
        pole, longest, share = (cell_text(BY_KEY[key], build, row) for key in ("long_pole", "longest", "longest_share"))
        lines.append(f"Long pole: {pole}, {duration(int(build.pole_time[row]))}")
        lines.append(f"Longest unit: {longest}, {duration(int(build.longest_time[row]))}, {share} of code generation")
    if build.ready[row] >= 0:
        early = end - int(build.ready[row])
        lines.append(f"Metadata ready at {duration(int(build.ready[row]))}, {duration(early)} before its end")
    if waited >= 0:
        lines.append(f"Began after {label_of(build, waited)}" + (", which left it a job token" if token else ""))
    if critical:
        lines.append("On the critical path: had it been shorter, all would have been done sooner")
    return lines
