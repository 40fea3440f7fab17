"""Whole builds on the command line: the table of crates as text and as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cguviz.analysis.builds import causes, critical_crates, totals
from cguviz.cli.command import NamedFile, terminal_progress
from cguviz.formats.opening_builds import is_account, open_build
from cguviz.model.build import Build
from cguviz.scene.crates.table import CODEGEN, COLUMNS, cell_text, order_of
from cguviz.scene.crates.text import BY_KEY, headline, machine, path_of, time_text

LEFT_OUT = ("unit_ns", "long_pole_ns", "link_ns", "start_ns")
"""Columns that only the JSON has: the table is wide enough without them."""


def open_as_build(files: Sequence[NamedFile]) -> Build | None:
    """Open files as a whole build; None where a spec names a stage or crate, or the files are something else.

    Several files are one only with cargo's own account among them: else they are captures, each told of by itself.

    Raises
    ------
    LoadError
        A file cannot be read.
    """
    paths = [Path(file.path) for file in files]
    if any(file.crate or file.stage for file in files) or (len(paths) > 1 and not any(map(is_account, paths))):
        return None
    progress = terminal_progress()
    build = open_build(paths, progress)
    progress("", 1.0)
    return build


def tell(build: Build, *, as_json: bool) -> None:
    """Print a build on stdout, and remarks on stderr unless they are in the JSON."""
    if as_json:
        print(json.dumps(document(build), indent=1, ensure_ascii=False))
        return
    print(text(build))
    tell_remarks(build)


def tell_remarks(build: Build) -> None:
    """Print the remarks of a build on stderr, one line each."""
    for remark in build.remarks:
        print(f"{remark.path}: {remark.text}" if remark.path else remark.text, file=sys.stderr)


def text(build: Build) -> str:
    """Return the report of a build: its time by kind of work, and its crates, the longest code generation first."""
    spans = totals(build)
    said = [
        headline(build),
        machine(build),
        time_text(spans.whole, spans.by_kind, spans.codegen, count=len(build)),
        f"critical path: {path_of(build, critical_crates(build, causes(build)))}",
    ]
    return "\n".join([*filter(None, said), "", *table(build)])


def table(build: Build) -> list[str]:
    """Return the table of crates as lines of text, numbers to the right."""
    rows = order_of(COLUMNS[CODEGEN], build, descending=True)
    chosen = [column for column in COLUMNS if column.key not in LEFT_OUT]
    filled = [column for column in chosen if any(column.value(build, row) is not None for row in rows)]
    cells = [
        [column.heading for column in filled],
        *([cell_text(column, build, row) for column in filled] for row in rows),
    ]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if column.text is None else cell.rjust(width)
            for cell, width, column in zip(line, widths, filled, strict=True)
        ).rstrip()
        for line in cells
    ]


def document(build: Build) -> dict[str, Any]:
    """Return the JSON object of a build; crates are in the order in which they began, `needs` numbers them."""
    found = causes(build)
    marked = critical_crates(build, found)
    spans = totals(build)
    needs: list[list[dict[str, object]]] = [[] for _ in range(len(build))]
    for before, after, on_metadata in zip(
        build.before.tolist(), build.after.tolist(), build.on_metadata.tolist(), strict=True
    ):
        needs[after].append({"crate": before, "metadata": on_metadata})
    return {
        "build": build.title,
        "crate": build.title.partition(" ")[0],
        "compiler": build.compiler,
        "sources": list(build.sources),
        "remarks": [{"path": remark.path, "line": remark.line, "text": remark.text} for remark in build.remarks],
        # As a capture says it that knows nothing but the time.
        "items": 0,
        "uses": None,
        "external_uses": None,
        "stages": [],
        "timeline": {"threads": len(build), "spans": _spans(build), "source": build.source},
        "jobs": build.jobs,
        "processors": build.cores,
        "began_ns": build.began,
        "whole_ns": spans.whole,
        "codegen_ns": spans.codegen,
        "by_kind_ns": {kind.name.lower(): time for kind, time in spans.by_kind.items()},
        "crates": [
            {column.key: column.value(build, row) for column in COLUMNS}
            | {
                "crate": build.crate[row],
                "version": build.version[row],
                "target": build.target[row],
                "long_pole": build.pole[row] or None,
                "long_pole_label": BY_KEY["long_pole"].value(build, row),
                "longest": build.longest[row] or None,
                "longest_label": BY_KEY["longest"].value(build, row),
                "metadata_ready_ns": _moment(int(build.ready[row])),
                "end_ns": int(build.end[row]),
                "placed_size": _moment(int(build.placed[row])),
                "unique_size": _moment(int(build.unique[row])),
                "file": build.file[row] or None,
                "critical": bool(marked[row]),
                "waited_for": _moment(int(found.crate[row])),
                "needs": needs[row],
            }
            for row in range(len(build))
        ],
    }


def _spans(build: Build) -> int:
    """Count the spans that are known of all crates."""
    return int(len(build) + (build.codegen >= 0).sum() + (build.link_start >= 0).sum())


def _moment(value: int) -> int | None:
    """Return a time for JSON, None where it is unknown."""
    return None if value < 0 else value
