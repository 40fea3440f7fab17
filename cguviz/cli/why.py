"""Reasons for moves, as `cguviz compare --why` tells them: the step at which both sides parted, and what turned it."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import Any

from cguviz.analysis.comparison import compare, moves
from cguviz.analysis.turned_calls import TurnedCalls, turned_calls
from cguviz.cli.command import Choice
from cguviz.model.comparison import Comparison
from cguviz.model.partition import Partition
from cguviz.model.unit_labels import label_all
from cguviz.partition.parting import Cause, Turn, UnmergedSides, partings, rule_of, sides_of
from cguviz.partition.start import is_merged

LISTED = 10
"""Turns, and calls, that the report names; `--json` names all."""
NAMED = 3
"""Items that a sentence names one by one."""


@dataclasses.dataclass(frozen=True)
class Reasons:
    """The reasons for the moves of a comparison.

    Attributes
    ----------
    turns
        The turn of each moved item, by its number in the comparison.
    units
        The turn of each change unit that holds other unmerged units than its match, by its row.
    calls
        Calls that turned; None where a side does not tell its uses.
    sides
        The unmerged units of both sides; None where there is nothing to follow.
    names
        Names of the items of the comparison.
    labels
        The words of each unmerged unit of `sides`.
    """

    turns: dict[int, Turn]
    units: dict[int, Turn]
    calls: TurnedCalls | None
    sides: UnmergedSides | None
    names: list[str]
    labels: list[str]


def reasons(base: Choice, change: Choice, found: Comparison) -> Reasons:
    """Find the reason for every move and every unit that is merged otherwise.

    Parameters
    ----------
    base, change
        Both sides; each capture needs a stage of unmerged units.
    found
        Their comparison.
    """
    names = found.items.name.tolist()
    moved = moves(found).item.tolist()
    calls = turned_calls(found)
    sources = [_unmerged(side) for side in (base, change)]
    before, after = sources
    other = [cut for side in (base, change) if (cut := side.capture.partition(side.stage)) is not None]
    if before is None or after is None or not all(is_merged(stage) for stage in other):
        rule = Turn(Cause.RULE if before is after or base.capture is change.capture else Cause.UNKNOWN, 0)
        return Reasons(dict.fromkeys(moved, rule), {}, calls, None, names, [])
    place = compare(base.capture, before.stage, change.capture, after.stage)
    sides = sides_of(place.base, place.change, place.match, len(place.items))
    labels = [label.text for label in label_all(sides.names, change.capture.words)]
    settings = rule_of(sides, found.base, found.change)
    if settings is None:
        rule = Turn(Cause.RULE, 0)
        return Reasons(dict.fromkeys(moved, rule), {}, calls, sides, names, labels)
    home = place.home_change
    units = [int(home[item]) for item in moved]
    merged_otherwise = _merged_otherwise(found, place)
    wanted = list(dict.fromkeys([*units, *merged_otherwise.values()]))
    turns = dict(zip(wanted, partings(sides, wanted, settings), strict=True))
    return Reasons(
        turns={
            item: _of_item(place, item) or turns.get(unit, Turn(Cause.UNKNOWN, 0))
            for item, unit in zip(moved, units, strict=True)
        },
        units={row: turns[unit] for row, unit in merged_otherwise.items()},
        calls=calls,
        sides=sides,
        names=names,
        labels=labels,
    )


def _unmerged(side: Choice) -> Partition | None:
    return next((stage for stage in side.capture.partitions if len(stage.units) and not is_merged(stage)), None)


def _of_item(place: Comparison, item: int) -> Turn | None:
    """Return the turn of an item that stood in another unmerged unit already; None for others."""
    source, goal = int(place.home_base[item]), int(place.home_change[item])
    if source < 0 or goal < 0:
        return Turn(Cause.MODE, 0, items=(item,))
    if int(place.match[source]) == goal:
        return None
    return Turn(Cause.USES, 0, goal, (item,), int(place.base.unit_sizes[source]), int(place.change.unit_sizes[goal]))


def _merged_otherwise(found: Comparison, place: Comparison) -> dict[int, int]:
    """Return for change units an unmerged unit that another unit of the base held, by the row of the change unit."""
    odd: dict[int, int] = {}
    for item in range(len(found.items)):
        source, goal, unmerged = (
            int(column[item]) for column in (found.home_base, found.home_change, place.home_change)
        )
        if source >= 0 and goal >= 0 and unmerged >= 0 and int(found.match[source]) != goal:
            odd.setdefault(goal, unmerged)
    return odd


def why(found: Reasons, turn: Turn) -> dict[str, Any]:
    """Return one reason as JSON."""
    unit = "" if found.sides is None or turn.unit < 0 else found.sides.names[turn.unit]
    return {
        "cause": str(turn.cause),
        "text": sentence(found, turn),
        "step": turn.step,
        "unit": unit,
        "from_size": turn.from_size,
        "to_size": turn.to_size,
    }


def calls(found: Reasons) -> dict[str, list[dict[str, Any]]] | None:
    """Return the calls that turned as JSON."""
    if found.calls is None:
        return None
    lists: dict[str, list[dict[str, Any]]] = {"became_cut": [], "became_inside": []}
    columns = (found.calls.user, found.calls.used, found.calls.count, found.calls.cut)
    for user, used, count, cut in zip(*(column.tolist() for column in columns), strict=True):
        row = {"user": found.names[user], "used": found.names[used], "count": count}
        lists["became_cut" if cut else "became_inside"].append(row)
    return lists


def sentence(found: Reasons, turn: Turn) -> str:
    """Return one reason in words."""
    if turn.cause is Cause.RULE:
        return "the two sides were merged by different rules, or into different numbers of units"
    if turn.cause is Cause.UNKNOWN:
        return "no change of sizes, items or uses explains it"
    listed = ", ".join(found.names[item] for item in turn.items[:NAMED])
    more = f" and {len(turn.items) - NAMED:,} more" if len(turn.items) > NAMED else ""
    unit = found.labels[turn.unit] if turn.unit >= 0 else "several units"
    sizes = f" ({turn.from_size:,} → {turn.to_size:,})" if turn.unit >= 0 else ""
    changed = {
        Cause.SIZE: "has another size",
        Cause.ADDED: "is new",
        Cause.REMOVED: "is gone",
        Cause.MODE: "is root on one side and inlined on the other",
        Cause.USES: "is placed by other uses or in another module",
    }[turn.cause]
    step = f"; at step {turn.step:,} of merging other units were united" if turn.step else ""
    return f"{listed}{more} in {unit}{sizes} {changed}{step}"


def text(found: Reasons) -> list[str]:
    """Return the report: each reason with how many items moved by it, then calls that turned."""
    lines: list[str] = []
    if found.turns:
        tally = Counter(sentence(found, turn) for turn in found.turns.values())
        lines += ["", "why they moved:"]
        lines += [f"  {count:,} × {said}" for said, count in tally.most_common(LISTED)]
        if len(tally) > LISTED:
            lines.append(f"  and {len(tally) - LISTED:,} more reasons")
    turned = calls(found)
    for key, title in (("became_cut", "calls that became cut:"), ("became_inside", "calls that became inside:")):
        rows = [] if turned is None else turned[key]
        if rows:
            lines += ["", f"{title} {len(rows):,}"]
            lines += [f"  {row['count']:,} × {row['user']} → {row['used']}" for row in rows[:LISTED]]
            if len(rows) > LISTED:
                lines.append(f"  and {len(rows) - LISTED:,} more; --json lists all")
    return lines
