"""`cguviz duplicates`: items with several copies, and what the copies cost."""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from typing import Any

import numpy as np

from cguviz.analysis.duplication import REASONS, Duplicates, duplicates
from cguviz.cli.command import Choice, file_named, load_one, tell_remarks
from cguviz.errors import CguvizError
from cguviz.model.partition import Partition
from cguviz.model.paths.table import split
from cguviz.model.times.item_costs import CostSource
from cguviz.schedule.item_costs import item_costs_of

LISTED = 20
"""Items that the report names; `--json` names all."""
NS_PER_MS = 1e6


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `duplicates`."""
    parser.add_argument("file", type=file_named, metavar="FILE", help="capture, or FILE:STAGE, or FILE:CRATE:STAGE")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(chosen: argparse.Namespace) -> int:
    """Print the items with several copies.

    Raises
    ------
    CguvizError
        There is no partition.
    """
    choice = load_one(chosen.file, "looked through")
    if not choice.capture.partitions:
        raise CguvizError(f"{chosen.file}: there are no units; open a debug log, a recording or LLVM IR.")
    partition = choice.capture.partition(choice.stage)
    paths = choice.capture.paths or split(choice.capture.items, choice.capture.crate)
    costs = item_costs_of(choice.capture)
    found = duplicates(partition, choice.capture.items, paths, costs)
    if chosen.json:
        print(json.dumps(document(choice, partition, found), indent=1, ensure_ascii=False))
        return 0
    clock = costs is not None and costs.source is CostSource.CLOCK
    print(text(choice, partition, found, [paths.modules[module] for module in paths.module[found.item]], clock=clock))
    tell_remarks(choice.capture)
    return 0


def document(choice: Choice, partition: Partition, found: Duplicates) -> dict[str, Any]:
    """Return the JSON object of the duplicates of a stage; unknown times are null."""
    names, symbols, units = choice.capture.items.name, choice.capture.items.symbol, partition.units.tolist()
    holders: dict[int, list[str]] = defaultdict(list)
    for item, unit in zip(partition.item.tolist(), partition.unit.tolist(), strict=True):
        holders[item].append(units[unit])
    rows = zip(*(column.tolist() for column in _columns(found)), strict=True)
    return {
        "placed_size": found.placed,
        "unique_size": found.unique,
        "wasted_size": int(found.wasted.sum()),
        "items": [
            {
                "item": names[item],
                "symbol": symbols[item],
                "reason": REASONS[reason],
                "copies": copies,
                "size": size,
                "wasted_size": wasted,
                "wasted_ns": None if spent < 0 else spent,
                "units": holders[item],
            }
            for item, copies, size, wasted, spent, reason in rows
        ],
    }


def _columns(found: Duplicates) -> tuple[Any, ...]:
    return found.item, found.copies, found.size, found.wasted, found.nanoseconds, found.reason


def text(choice: Choice, partition: Partition, found: Duplicates, modules: list[str], *, clock: bool) -> str:
    """Return the report: totals, the items that waste most, and sums by reason and by module.

    Parameters
    ----------
    modules
        Of each duplicate.
    clock
        Whether times are by the clock and not of processors.
    """
    wasted = int(found.wasted.sum())
    share = f"{100 * wasted / found.placed:.1f} %" if found.placed else "nothing"
    title = f"{choice.capture.crate} {partition.stage}: {len(found.item):,} items have copies besides their first"
    lines = [f"{title}; they are {wasted:,} of {found.placed:,} placed size ({share})"]
    timed = bool((found.nanoseconds >= 0).any())
    if not timed:
        lines.append("no times were measured here: record the crate, or open its self-profile too")
    if len(found.item):
        lines.append("")
        lines.append(f"{'copies':>6} {'size':>7} {'wasted':>8} {'time':>9}  item")
    for item, copies, size, waste, spent, _ in zip(
        *(column[:LISTED].tolist() for column in _columns(found)), strict=True
    ):
        lines.append(f"{copies:>6,} {size:>7,} {waste:>8,} {_time(spent):>9}  {choice.capture.items.name[item]}")
    if len(found.item) > LISTED:
        lines.append(f"and {len(found.item) - LISTED:,} more; --json lists all")
    for title, keys in (
        ("by reason", [str(REASONS[reason]) for reason in found.reason.tolist()]),
        ("by module", modules),
    ):
        lines += ["", title, *_sums(found, keys)]
    if timed and clock:
        lines += ["", "times are by the clock: on a busy machine they hold the waiting for a processor"]
    return "\n".join(lines)


def _sums(found: Duplicates, keys: list[str]) -> list[str]:
    """Return a line for each key with the most waste: items, wasted size, time."""
    names, place = np.unique(np.array(keys, dtype=np.str_), return_inverse=True)
    wasted = np.bincount(place, found.wasted, len(names)).astype(np.int64)
    count = np.bincount(place, minlength=len(names))
    spent = np.bincount(place, np.maximum(found.nanoseconds, 0), len(names)).astype(np.int64)
    known = bool((found.nanoseconds >= 0).any())
    order = sorted(range(len(names)), key=lambda row: (-int(wasted[row]), str(names[row])))[:10]
    return [
        f"{count[row]:>6,} {'items' if count[row] != 1 else 'item':>7} {wasted[row]:>8,}"
        f" {_time(int(spent[row]) if known else -1):>9}  {names[row]}"
        for row in order
    ]


def _time(nanoseconds: int) -> str:
    return "·" if nanoseconds < 0 else f"{nanoseconds / NS_PER_MS:,.1f} ms"
