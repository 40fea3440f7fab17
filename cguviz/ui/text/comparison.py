"""A comparison in words: what became of an item, what a unit gave and got. Strings and lists; no widgets."""

from __future__ import annotations

import dataclasses
import html

import numpy as np

from cguviz.model.columns import Ints, Longs
from cguviz.model.comparison import Fate
from cguviz.model.partition import Partition
from cguviz.ui.store.answers_shown import Sides
from cguviz.ui.text import wording
from cguviz.workspace.lists.capture_names import names_of
from cguviz.workspace.lists.stage_index import placements_of, units_of
from cguviz.workspace.state.workspace import Selection

FATES = {
    Fate.ABSENT: "on neither side",
    Fate.SAME: "stays in its unit",
    Fate.MERGED: "merges with its whole unit",
    Fate.MOVED: "moves",
    Fate.COPIED: "inlined; its copies are compared",
    Fate.ADDED: "only in the change",
    Fate.REMOVED: "only in the base",
}


@dataclasses.dataclass(frozen=True, eq=False)
class Half:
    """One side of a comparison.

    Attributes
    ----------
    name
        "base" or "change".
    partition
        Its partition; items are numbered as in the comparison.
    labels
        (units,) names of its units as shown.
    """

    name: str
    partition: Partition
    labels: tuple[str, ...]

    def places(self, item: int) -> tuple[Ints, Longs]:
        """Return the placements of an item, the root first, and their units."""
        rows = placements_of(self.partition, item)
        return rows, units_of(self.partition, rows)


def halves(sides: Sides) -> tuple[Half, Half]:
    """Return base and change."""
    compared = sides.compared
    names = compared.pair.names
    return (
        Half("base", compared.comparison.base, names.base),
        Half("change", compared.comparison.change, names.change),
    )


def label(sides: Sides, item: int) -> str:
    """Return an item's short label."""
    return sides.compared.labels[item]


def only(sides: Sides, item: int) -> str:
    """Say on which side alone an item is, "" for one that is on both."""
    found = Fate(int(sides.compared.comparison.fate[item]))
    return FATES[found] if found in (Fate.ADDED, Fate.REMOVED) else ""


def fate(sides: Sides, item: int) -> str:
    """Return the fate of an item: "moves from cgu.04 to cgu.11"."""
    comparison = sides.compared.comparison
    what = Fate(int(comparison.fate[item]))
    base, change = halves(sides)
    origin, goal = int(comparison.home_base[item]), int(comparison.home_change[item])
    if what in (Fate.MOVED, Fate.MERGED):
        verb = "moves" if what is Fate.MOVED else "merges with its whole unit,"
        return f"{verb} from {base.labels[origin]} to {change.labels[goal]}"
    if what is Fate.COPIED:
        dropped = int((comparison.base.item[comparison.dropped] == item).sum())
        added = int((comparison.change.item[comparison.added] == item).sum())
        told = [f"{wording.count(added, 'copy')} added"] * (added > 0)
        told += [f"{wording.count(dropped, 'copy')} dropped"] * (dropped > 0)
        return ", ".join(told) or "copies stay where they are"
    return FATES[what]


def where(half: Half, item: int) -> str:
    """Return where an item is on one side: "cgu.04", "cgu.04 and 3 copies", "12 copies", "nowhere"."""
    rows, units = half.places(item)
    if not len(rows):
        return "nowhere"
    copies = int(half.partition.inlined[rows].sum())
    if len(rows) == 1:
        return half.labels[int(units[0])] + (" (inlined)" if copies else "")
    if copies == len(rows):
        return wording.count(copies, "copy")
    return f"{half.labels[int(units[0])]} and {wording.count(len(rows) - 1, 'copy')}"


def change_of(before: int, after: int) -> str:
    """Return "1,200", or "1,200 → 1,260 (+60)" where both sides differ."""
    if before == after:
        return wording.number(after)
    if before < 0 or after < 0:
        return f"{wording.number(before)} → {wording.number(after)}"
    return f"{before:,} → {after:,} ({with_sign(after - before)})"


def with_sign(value: int) -> str:
    """Return "+60", "−4" or "0"."""
    return f"+{value:,}" if value > 0 else f"−{-value:,}" if value < 0 else "0"


def facts_of_item(sides: Sides, item: int) -> wording.Facts:
    """List the places of an item on both sides and its fate."""
    comparison, moves = sides.compared.comparison, sides.compared.moves
    base, change = halves(sides)
    facts = [("Fate", fate(sides, item)), ("Base", where(base, item)), ("Change", where(change, item))]
    sizes = [_size(half, item) for half in (base, change)]
    known = [size for size in sizes if size is not None]
    if known:
        facts.append(("Size estimate", change_of(known[0], known[-1])))
    if comparison.fate[item] == Fate.MOVED:
        row = int(np.flatnonzero(moves.item == item)[0])
        facts.append(("Uses made internal", with_sign(int(moves.made_internal[row]))))
        facts.append(("Copies along with it", with_sign(int(moves.copies[row]))))
    return facts


def _size(half: Half, item: int) -> int | None:
    rows, _ = half.places(item)
    return int(half.partition.size[rows[0]]) if len(rows) else None


def facts_of_unit(sides: Sides, unit: int, *, on_change: bool) -> wording.Facts:
    """List the facts of a unit of one side, and its fate."""
    comparison = sides.compared.comparison
    base, change = halves(sides)
    half = change if on_change else base
    rows = slice(half.partition.starts[unit], half.partition.starts[unit + 1])
    items, copies = rows.stop - rows.start, int(half.partition.inlined[rows].sum())
    size = int(half.partition.unit_sizes[unit])
    facts = [
        ("Side", f"{half.name} {half.partition.stage}"),
        ("Items", f"{items:,} ({items - copies:,} root + {copies:,} inlined)"),
    ]
    if on_change:
        origins = np.flatnonzero(comparison.heir == unit)
        before = int(comparison.base.unit_sizes[origins].sum())
        facts.append(("Size estimate", change_of(before, size) if len(origins) else f"{size:,} (new unit)"))
        if len(origins):
            facts.append(("Made of", _listed(base, origins)))
    else:
        facts.append(("Size estimate", wording.number(size)))
        facts.append(("Becomes", _becomes(sides, unit)))
    return facts


def _becomes(sides: Sides, unit: int) -> str:
    comparison = sides.compared.comparison
    change = halves(sides)[1]
    heir = int(comparison.heir[unit])
    if heir >= 0:
        return change.labels[heir] if comparison.match[unit] >= 0 else f"part of {change.labels[heir]}"
    table = sides.compared.streams
    goals = table.change_unit[table.base_unit == unit]
    return f"nothing: its items went to {wording.count(len(goals), 'unit')}" if len(goals) else "nothing: it is gone"


def _listed(half: Half, units: Longs) -> str:
    names = [half.labels[int(unit)] for unit in units[:4]]
    return ", ".join(names) if len(units) <= 4 else f"{len(units):,} units"


def facts_of_comparison(sides: Sides) -> wording.Facts:
    """List the two sides of a comparison, and the extent of the changes."""
    compared = sides.compared
    counts = compared.counts
    names = {
        "same": "Root items that stay",
        "merged": "… that merge with their unit",
        "moved": "… that move",
        "added": "… only in the change",
        "removed": "… only in the base",
        "copies_added": "Copies added",
        "copies_dropped": "Copies dropped",
    }
    base, change = compared.comparison.base, compared.comparison.change
    largest = [int(side.unit_sizes.max(initial=0)) for side in (base, change)]
    return [
        ("Base", base.stage),
        ("Change", change.stage),
        ("Units", f"{len(base.units):,} → {len(change.units):,}"),
        *((text, f"{counts[key]:,}") for key, text in names.items() if counts[key] or key in ("same", "moved")),
        *([("Largest unit", change_of(*largest))] if any(largest) else []),
    ]


def stages(sides: Sides) -> tuple[str, str]:
    """Return the names of base and change: their stages, with the capture where there are two."""
    comparison = sides.compared.comparison
    names = (comparison.base.stage, comparison.change.stage)
    if sides.base is sides.change:
        return names
    captures = names_of((sides.base, sides.change), sides.request.opened.files)
    return f"{captures[0]} {names[0]}", f"{captures[1]} {names[1]}"


def summary(sides: Sides) -> str:
    """Return "4 moved · 4 merged · 21 same · …": what changed first, as few words as possible."""
    counts = sides.compared.counts
    added, dropped = counts["copies_added"], counts["copies_dropped"]
    parts = [f"{counts['moved']:,} moved"]
    parts += [f"{counts[key]:,} {key}" for key in ("added", "removed", "merged") if counts[key]]
    parts.append(f"{counts['same']:,} same")
    if added or dropped:
        parts.append(f"copies {' '.join(with_sign(count) for count in (added, -dropped) if count)}")
    return " · ".join(parts)


def warning(sides: Sides) -> str:
    """Return a warning to read before a comparison is trusted, "" for none."""
    crates = [capture.crate or "(crate not named)" for capture in (sides.base, sides.change)]
    comparison = sides.compared.comparison
    for partition in (comparison.base, comparison.change):
        if not len(partition):
            return f"{partition.stage} holds no item: there is nothing to compare with."
    if not comparison.kin:
        return f"{crates[0]} and {crates[1]} share no item: there is nothing to compare."
    if crates[0] != crates[1]:
        return f"These are different crates, {crates[0]} and {crates[1]}: only items of the same name are compared."
    return ""


def tooltip_of_items(sides: Sides, items: list[int]) -> str:
    """Return rich text for the tooltip of a box: of one item, or of a stack."""
    if len(items) == 1:
        name = sides.compared.comparison.items.name[items[0]]
        if len(name) > wording.LONGEST_TOOLTIP:
            name = f"{name[: wording.LONGEST_TOOLTIP]}…"
        facts = wording.as_table(facts_of_item(sides, items[0]))
        return f"<div><b>{wording.breakable(html.escape(name))}</b></div>{facts}"
    lines = [f"{label(sides, item)}: {fate(sides, item)}" for item in items[:8]]
    more = f"<div>and {len(items) - 8:,} more</div>" if len(items) > 8 else ""
    listed = "".join(f"<div>{wording.breakable(html.escape(line))}</div>" for line in lines)
    return f"<div><b>{wording.count(len(items), 'item')} made from one generic</b></div>{listed}{more}"


def tooltip_of_unit(sides: Sides, unit: int, *, on_change: bool) -> str:
    """Return rich text for the tooltip of a unit."""
    half = halves(sides)[on_change]
    facts = wording.as_table(facts_of_unit(sides, unit, on_change=on_change))
    return f"<div><b>{html.escape(half.labels[unit])}</b></div>{facts}"


def find_unit(sides: Sides, name: str, *, on_change: bool) -> int:
    """Return the number of a unit of one side, -1 if it has none of this name."""
    names = (sides.compared.comparison.change if on_change else sides.compared.comparison.base).units.tolist()
    return names.index(name) if name in names else -1


def known_items(sides: Sides | None, selection: Selection, items: int) -> tuple[int, ...]:
    """Return the selected items that exist.

    Parameters
    ----------
    items
        How many there are where nothing is compared.
    """
    count = items if sides is None else len(sides.compared.comparison.items)
    return tuple(item for item in selection.items if item < count)
