"""`cguviz compare`: items that moved, merged, came and went between two partitions, and the figures of both."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from cguviz.analysis import statistics
from cguviz.analysis.comparison import compare, counts, givers, moves
from cguviz.cli import what_if, why
from cguviz.cli.command import Choice, NamedFile, file_named, load_one, tell_remarks
from cguviz.cli.markdown import markdown
from cguviz.cli.verdict import condition, failures
from cguviz.errors import CguvizError
from cguviz.model.comparison import Comparison
from cguviz.model.partition import Mode, Partition
from cguviz.model.paths.table import split
from cguviz.model.unit_labels import label_all, unit_labels
from cguviz.scene.compare.text import STRANGERS, changes, title

LISTED = 15
"""Moves that the report names; `--json` names all."""
GIVERS = 4
"""Base units that the report names behind a change unit."""
LONGEST = 72
"""Letters of an item's path in the report."""

FIGURES = (
    ("units", "units"),
    ("unique items", "unique_items"),
    ("placed items", "placed_items"),
    ("placed / unique items", "items_ratio"),
    ("placed size", "placed_size"),
    ("placed / unique size", "size_ratio"),
    ("mean unit size", "mean_unit_size"),
    ("uses inside a unit", "inside_uses"),
    ("uses cut", "cut_uses"),
)
"""Rows of the report: what is said, and the key in `--json`."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `compare`."""
    parser.add_argument("base", type=file_named, metavar="BASE", help="capture, or FILE:STAGE, or FILE:CRATE:STAGE")
    parser.add_argument(
        "change",
        type=file_named,
        nargs="?",
        metavar="CHANGE",
        help="what to set against it, named likewise (with rules: as the base)",
    )
    what_if.arguments(parser, "set against the base what this rule makes of CHANGE (repeat to apply several)")
    parser.add_argument("--units", type=int, metavar="N", help="how many units the last RULE shall make")
    parser.add_argument(
        "--why", action="store_true", help="say for each move at which step of merging both sides parted, and by what"
    )
    parser.add_argument(
        "--fail-if",
        action="append",
        default=[],
        type=condition,
        metavar="COND",
        help="end with 1 if a figure is so: 'cut_uses > +5%%' (against the base), 'moved > 0'; may be repeated",
    )
    parser.add_argument("--markdown", action="store_true", help="print a summary for a pull request")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(chosen: argparse.Namespace) -> int:
    """Compare two partitions and print the report.

    Raises
    ------
    CguvizError
        There is nothing to compare with.
    """
    if chosen.change is None and not chosen.rules:
        raise CguvizError("there is nothing to compare with: name a CHANGE, or a rule --with which to make it.")
    base, change = choose(chosen.base, chosen.change or chosen.base, chosen.rules, chosen.units)
    found = compare(base.capture, base.stage, change.capture, change.stage)
    told = why.reasons(base, change, found) if chosen.why else None
    said = document(base, change, found, told) if chosen.json or chosen.markdown or chosen.fail_if else {}
    if chosen.json:
        print(json.dumps(said, indent=1, ensure_ascii=False))
    elif chosen.markdown:
        print(markdown(title((base.capture, change.capture), (found.base, found.change)), FIGURES, said))
    else:
        print("\n".join([text(base, change, found), *([] if told is None else why.text(told))]))
    if not found.kin and len(found.base) and len(found.change):
        names = f"{base.capture.crate or 'the base'} and {change.capture.crate or 'the change'}"
        print(f"{names}: {STRANGERS}; take two captures of one crate.", file=sys.stderr)
    for capture in {id(side.capture): side.capture for side in (base, change)}.values():
        tell_remarks(capture)
    failed = failures(chosen.fail_if, said["base"], said["change"], said["items"]) if chosen.fail_if else []
    for sentence in failed:
        print(f"cguviz: {sentence}", file=sys.stderr)
    return 1 if failed else 0


def choose(
    base: NamedFile, change: NamedFile, rules: Sequence[str] = (), units: int | None = None
) -> tuple[Choice, Choice]:
    """Load both sides; two stages of one file share a capture, so that their items are the same.

    Parameters
    ----------
    base, change
        Both by their names.
    rules, units
        What is to be made of the change, see `what_if.apply_rules`.

    Raises
    ------
    CguvizError
        A file cannot be read, holds several crates, or has no such crate or stage.
    """
    first = load_one(base, "compared")
    if base.path != change.path or (change.crate or base.crate or first.capture.crate) != first.capture.crate:
        return first, what_if.apply_rules(load_one(change, "compared"), rules, units)
    first.capture.partition(change.stage)
    made = what_if.apply_rules(Choice(first.capture, change.stage), rules, units)
    # The stage that was made belongs to both, as if it had been in the file.
    return Choice(made.capture, base.stage or first.capture.stages[-1]), made


def figures(found: Comparison) -> tuple[statistics.Figures, statistics.Figures]:
    """Return the figures of base and change, as `info` prints them."""
    return (
        statistics.figures(found.base, found.items, found.base_uses),
        statistics.figures(found.change, found.items, found.change_uses),
    )


def document(base: Choice, change: Choice, found: Comparison, told: why.Reasons | None = None) -> dict[str, Any]:
    """Return the JSON object of a comparison; its keys are published.

    Parameters
    ----------
    base, change, found
        Both sides, and their comparison.
    told
        The reasons for the moves, where they are asked for.
    """
    base_figures, change_figures = figures(found)
    names, change_names = found.base.units.tolist(), found.change.units.tolist()
    labels = label_all(names, base.capture.words)
    change_labels = label_all(change_names, change.capture.words)
    items, sizes = np.diff(found.change.starts).tolist(), found.change.unit_sizes.tolist()
    listed = moves(found)
    sources, goals = _root_units(found.base, len(found.items)), _root_units(found.change, len(found.items))
    return {
        "base": statistics.as_json(base_figures),
        "change": statistics.as_json(change_figures),
        "items": counts(found),
        "units": [
            {
                "base": [names[k] for k in origins],
                "base_labels": [labels[k].text for k in origins],
                "change": change_names[unit],
                **change_labels[unit]._asdict(),
                "items": items[unit],
                "size": sizes[unit],
                **({} if told is None or unit not in told.units else {"why": why.why(told, told.units[unit])}),
            }
            for unit, origins in enumerate(givers(found))
        ],
        "moves": [
            {
                "item": found.items.name[item],
                "symbol": found.items.symbol[item],
                "from": [names[k] for k in sources[item]],
                "to": [change_names[k] for k in goals[item]],
                "size": size,
                **({} if told is None else {"why": why.why(told, told.turns[item])}),
            }
            for item, size in zip(listed.item.tolist(), listed.size.tolist(), strict=True)
        ],
        **({} if told is None else {"calls": why.calls(told)}),
    }


def _root_units(partition: Partition, items: int) -> list[list[int]]:
    """Return the units of which each item is a root."""
    found: list[list[int]] = [[] for _ in range(items)]
    roots = np.flatnonzero(partition.mode != Mode.INLINED)
    for item, unit in zip(partition.item[roots].tolist(), partition.unit[roots].tolist(), strict=True):
        found[item].append(unit)
    return found


def text(base: Choice, change: Choice, found: Comparison) -> str:
    """Return the report: changes, the figures of both sides, the origins of units, the largest moves."""
    lines = [
        title((base.capture, change.capture), (found.base, found.change)),
        changes(found, counts(found)),
        "",
        *_figures(found),
        "",
    ]
    paths = split(found.items, change.capture.crate)
    names = [
        unit_labels(partition, side.capture, paths) for partition, side in ((found.base, base), (found.change, change))
    ]
    lines += _units(found, names[0], names[1])
    listed = _moves(found, names[0], names[1])
    return "\n".join([*lines, *([""] if listed else []), *listed])


def _figures(found: Comparison) -> list[str]:
    """Return the table of both sides' figures as lines of text."""
    both = figures(found)
    tables = [statistics.as_json(side) for side in both]
    rows = [("", *(f"{what} {side.stage}" for what, side in zip(("base", "change"), both, strict=True)))]
    rows += [(said, *(_number(table[key]) for table in tables)) for said, key in FIGURES]
    largest = [max(side.unit_sizes, default=0) for side in both]
    means = [side.mean_unit_size for side in both]
    rows.insert(8, ("largest unit size", *(f"{size:,}" for size in largest)))
    ratios = [f"{size / mean:.2f}" if mean else "-" for size, mean in zip(largest, means, strict=True)]
    rows.insert(9, ("largest / mean", *ratios))
    return _table(rows)


def _number(value: object) -> str:
    """Write a figure; "-" for unknown ones."""
    if isinstance(value, float):
        return f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) else "-"


def _units(found: Comparison, names: list[str], change_names: list[str]) -> list[str]:
    """Return a line for each change unit, the largest first: figures, and the base units that gave it root items."""
    sizes = found.change.unit_sizes
    items = np.diff(found.change.starts).tolist()
    origins = givers(found)
    order = np.argsort(-sizes, kind="stable").tolist()
    figures = [
        (change_names[unit], f"{items[unit]:,} item{'s' * (items[unit] != 1)}", f"size {int(sizes[unit]):,}")
        for unit in order
    ]
    said = [f"from {_list_names([names[k] for k in origins[unit]])}" if origins[unit] else "new" for unit in order]
    gone = [names[k] for k in np.flatnonzero(found.heir < 0).tolist()]
    return [
        *(f"{row}  {whence}" for row, whence in zip(_table(figures), said, strict=True)),
        *([f"gone: {_list_names(gone)}"] if gone else []),
    ]


def _list_names(names: list[str]) -> str:
    """Write some names, the first `GIVERS` of them and the number of others."""
    more = f" and {len(names) - GIVERS:,} more" if len(names) > GIVERS else ""
    return ", ".join(names[:GIVERS]) + more


def _moves(found: Comparison, names: list[str], change_names: list[str]) -> list[str]:
    """Return the largest moves as lines: size, uses made internal where uses are known, item, both units."""
    listed = moves(found)
    if not len(listed.item):
        return []
    known = found.base_uses is not None and found.change_uses is not None
    rows = [("size", "uses made internal", "")]
    ends = [""]
    for row, item in enumerate(listed.item[:LISTED].tolist()):
        name = found.items.name[item]
        rows.append((f"{max(int(listed.size[row]), 0):,}", f"{int(listed.made_internal[row]):+,}", ""))
        short = name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
        ends.append(f"{short}  {names[int(listed.origin[row])]} → {change_names[int(listed.goal[row])]}")
    head = f"moved: {len(listed.item):,}" + (f", the {LISTED} largest:" if len(listed.item) > LISTED else "")
    columns = [row[:2] if known else row[:1] for row in rows]
    return [head, *(f"{row}  {end}".rstrip() for row, end in zip(_table(columns, left=False), ends, strict=True))]


def _table(rows: Sequence[Sequence[str]], *, left: bool = True) -> list[str]:
    """Align columns to the right, the first, if `left`, to the left."""
    if not rows:
        return []
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    first = str.ljust if left else str.rjust
    return [
        "  ".join([first(row[0], widths[0]), *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))])
        for row in rows
    ]
