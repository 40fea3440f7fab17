"""`cguviz generics`: generic definitions by their instances, copies, LLVM lines, units and time."""

from __future__ import annotations

import argparse
import json
from typing import Any

from cguviz.analysis.generics import GenericFunction, generics
from cguviz.cli.command import file_named, load_one, tell_remarks
from cguviz.errors import CguvizError
from cguviz.formats.symbols.definitions import definition
from cguviz.model.paths.table import split
from cguviz.schedule.item_costs import item_costs_of

LISTED = 30
"""Definitions that the report names; `--json` names all."""
NS_PER_MS = 1e6


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `generics`."""
    parser.add_argument("file", type=file_named, metavar="FILE", help="capture, or FILE:STAGE, or FILE:CRATE:STAGE")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(chosen: argparse.Namespace) -> int:
    """Print the generic definitions.

    Raises
    ------
    CguvizError
        There is no partition.
    """
    choice = load_one(chosen.file, "looked through")
    capture = choice.capture
    if not capture.partitions:
        raise CguvizError(f"{chosen.file}: there are no units; open a debug log, a recording or LLVM IR.")
    paths = capture.paths or split(capture.items, capture.crate)
    keys = [definition(symbol) if symbol.startswith("_R") else "" for symbol in capture.items.symbol.tolist()]
    partition = capture.partition(choice.stage)
    found = generics(partition, capture.items, paths, keys, item_costs_of(capture))
    if chosen.json:
        print(json.dumps({"functions": [_row(row) for row in found]}, indent=1, ensure_ascii=False))
        return 0
    title = f"{capture.crate} {partition.stage}"
    print(text(title, found, lines_known=bool((capture.items.instructions >= 0).any())))
    tell_remarks(capture)
    return 0


def _row(row: GenericFunction) -> dict[str, Any]:
    """Return a definition as JSON."""
    return {
        "function": row.function,
        "instances": len(row.items),
        "copies": row.copies,
        "size": row.size,
        "instructions": row.instructions,
        "ns": row.nanoseconds,
        "units": row.units,
        "shim": row.shim,
    }


def text(title: str, found: list[GenericFunction], *, lines_known: bool) -> str:
    """Return the report: one line for each definition, the most instructions first.

    Parameters
    ----------
    title
        Crate and stage.
    found
        As `generics` returns them.
    lines_known
        Whether the LLVM IR is known.
    """
    instances, copies = sum(len(row.items) for row in found), sum(row.copies for row in found)
    lines = [f"{title}: {len(found):,} generic definitions, {instances:,} instances, {copies:,} copies"]
    if not lines_known:
        lines.append("LLVM instructions are not known: record the crate, or open the LLVM IR of the same build, too")
    if found:
        lines += ["", f"{'instances':>9} {'copies':>7} {'units':>6} {'size':>8} {'LLVM':>8} {'time':>10}  definition"]
    for row in found[:LISTED]:
        time = "·" if row.nanoseconds is None else f"{row.nanoseconds / NS_PER_MS:,.1f} ms"
        lines.append(
            f"{len(row.items):>9,} {row.copies:>7,} {row.units:>6,} {row.size:>8,} {row.instructions:>8,} {time:>10}"
            f"  {row.function}"
        )
    if len(found) > LISTED:
        lines.append(f"and {len(found) - LISTED:,} more; --json lists all")
    return "\n".join(lines)
