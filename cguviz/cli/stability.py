"""`cguviz stability`: how near each unmerged unit is to an edge at which other units are merged."""

from __future__ import annotations

import argparse
import json
from typing import Any

import numpy as np

from cguviz.analysis.stability import UnmergedRoots, effect, ground_of
from cguviz.cli.command import Choice, file_named, load, tell_remarks
from cguviz.errors import CguvizError
from cguviz.model.paths.table import split
from cguviz.model.unit_labels import unit_labels
from cguviz.partition import start_of
from cguviz.partition.rules.merge import MIN_SIZE, UNITS, UNITS_INCREMENTAL
from cguviz.partition.stability import WITHIN, Margin, Merging, follow, margins, merged_anew
from cguviz.partition.start import check_units, is_merged

LISTED = 20
"""Units that the report names; `--json` names all."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `stability`."""
    parser.add_argument(
        "file", type=file_named, metavar="FILE", help="capture, or FILE:STAGE, or FILE:CRATE:STAGE; unmerged units"
    )
    parser.add_argument("--units", type=int, metavar="N", help="largest number of units, as -C codegen-units names it")
    parser.add_argument(
        "--within", type=int, default=WITHIN, metavar="D", help=f"statements to look at, at most (default {WITHIN})"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(chosen: argparse.Namespace) -> int:
    """Print the margins of each unmerged unit.

    Raises
    ------
    CguvizError
        The units were merged already, or have no sizes.
    """
    if chosen.within < 1:
        raise CguvizError("--within takes a number of statements of 1 or more.")
    for number, choice in enumerate(load([chosen.file])):
        found = document(choice, chosen.units, chosen.within)
        if chosen.json:
            print(json.dumps(found, indent=1, ensure_ascii=False))
        else:
            print(("\n" if number else "") + text(choice, found))
            tell_remarks(choice.capture)
    return 0


def document(choice: Choice, units: int | None, within: int) -> dict[str, Any]:
    """Return the JSON object of one capture.

    Parameters
    ----------
    choice
        A stage that was not merged, by default the first such of the capture.
    units
        The number that -C codegen-units names; None for a build that names none.
    within
        The most statements that a unit grows or shrinks by.

    Raises
    ------
    CguvizError
        There is no stage that was not merged, or it has no sizes.
    """
    capture = choice.capture
    unmerged = [stage for stage in capture.partitions if not is_merged(stage)]
    partition = capture.partition(choice.stage) if choice.stage else next(iter(unmerged), None)
    if partition is None or is_merged(partition):
        raise CguvizError(f"{capture.crate}: there is no stage of unmerged units; a dump or a recording has PLACE.")
    start = start_of(capture, partition)
    if len(partition) and not (partition.size >= 0).any():
        raise CguvizError(f"{capture.crate}: no size estimates are known, and merging goes by them.")
    check_units(start, units)
    limit = units or (UNITS_INCREMENTAL if start.incremental else UNITS)
    merging = follow(start, units=limit, min_size=0 if units or start.incremental else MIN_SIZE)
    paths = capture.paths or split(capture.items, capture.crate)
    labels = unit_labels(partition, capture, paths)
    ground = ground_of(partition, capture.items, capture.uses)
    rows = [
        {"unit": partition.units[margin.unit], "label": labels[margin.unit], **_row(margin, merging, ground)}
        for margin in margins(merging, within=within)
    ]
    fragile = [row["grow"] is not None or row["shrink"] is not None for row in rows]
    roots = int(ground.roots.sum())
    return {
        "units": len(partition.units),
        "within": within,
        "fragile_share": round(int(ground.roots[np.array(fragile, np.bool_)].sum()) / roots, 4) if roots else 0.0,
        "rows": sorted(rows, key=lambda row: (_edge(row), -row["roots_moved"], row["unit"])),
    }


def _row(margin: Margin, merging: Merging, ground: UnmergedRoots) -> dict[str, Any]:
    """Return the margins of a unit, and the effect of the nearer edge."""
    steps = [by for by in (margin.grow, margin.shrink and -margin.shrink) if by is not None]
    moved, flipped = 0, 0
    if steps:
        after = merged_anew(merging, margin.unit, min(steps, key=abs))
        moved, flipped = effect(ground, merging.grouping, after)
    return {"grow": margin.grow, "shrink": margin.shrink, "roots_moved": moved, "calls_flipped": flipped}


def _edge(row: dict[str, Any]) -> float:
    """Return the distance to the nearer edge."""
    return min((float(row[side]) for side in ("grow", "shrink") if row[side] is not None), default=float("inf"))


def text(choice: Choice, found: dict[str, Any]) -> str:
    """Return the report: the share of fragile roots, and the units that are nearest to an edge."""
    near = [row for row in found["rows"] if _edge(row) < float("inf")]
    share = f"{100 * found['fragile_share']:.1f} % of root items are in them"
    units = f"{len(near):,} of {found['units']:,} unmerged units"
    lines = [f"{choice.capture.crate}: {units} are within {found['within']} statements of an edge; {share}"]
    if near:
        lines.append(f"{'grow':>6} {'shrink':>6} {'roots moved':>11} {'calls turned':>12}  unit")
    for row in near[:LISTED]:
        grow, shrink = (f"+{row['grow']}" if row["grow"] else "·"), (f"-{row['shrink']}" if row["shrink"] else "·")
        lines.append(f"{grow:>6} {shrink:>6} {row['roots_moved']:>11,} {row['calls_flipped']:>12,}  {row['label']}")
    if len(near) > LISTED:
        lines.append(f"and {len(near) - LISTED:,} more; --json lists all")
    return "\n".join(lines)
