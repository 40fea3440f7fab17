"""Lists of the inspector for items and units of a comparison. No widgets."""

from __future__ import annotations

import numpy as np

from cguviz.model.columns import Longs
from cguviz.model.items import Items
from cguviz.scene.compare.flow import Way
from cguviz.ui.inspector.model import Section
from cguviz.ui.store.answers_shown import Sides
from cguviz.ui.text import comparison as comparison_text
from cguviz.ui.text import wording
from cguviz.workspace.state.workspace import Selection


def sections_of_compared_item(sides: Sides, item: int) -> tuple[Section, ...]:
    """List the places of an item on both sides."""
    items = sides.compared.comparison.items
    return tuple(_places(half, items, item) for half in comparison_text.halves(sides))


def _places(half: comparison_text.Half, items: Items, item: int) -> Section:
    rows, units = half.places(item)

    def line(row: int) -> tuple[str, str]:
        return half.labels[int(units[row])], wording.short_mode(items, item, int(half.partition.mode[rows[row]]))

    def target(row: int) -> Selection:
        return Selection((item,), at=half.partition.units[int(units[row])], on_change=half.name == "change")

    return Section(f"In the {half.name}", len(rows), line, target, lambda row: half.partition.units[int(units[row])])


def sections_of_compared_unit(sides: Sides, unit: int, *, on_change: bool) -> tuple[Section, ...]:
    """List where the content of a unit came from or went to, and its items, the largest first."""
    half = comparison_text.halves(sides)[on_change]
    partition = half.partition
    rows = np.arange(partition.starts[unit], partition.starts[unit + 1])
    rows = rows[np.argsort(-partition.size[rows], kind="stable")]
    items = Section(
        "Items",
        len(rows),
        lambda row: (
            comparison_text.label(sides, int(partition.item[rows[row]])),
            wording.number(int(partition.size[rows[row]])),
        ),
        lambda row: Selection((int(partition.item[rows[row]]),), at=partition.units[unit], on_change=on_change),
        lambda row: sides.compared.comparison.items.name[int(partition.item[rows[row]])],
    )
    return _others(sides, unit, on_change=on_change), items


def _others(sides: Sides, unit: int, *, on_change: bool) -> Section:
    """List the units of the other side that a unit's content came from, or went to, the largest share first."""
    table = sides.compared.streams
    own, others = (table.change_unit, table.base_unit) if on_change else (table.base_unit, table.change_unit)
    rows: Longs = np.flatnonzero(own == unit)
    size = table.size[rows, 1 if on_change else 0]
    rows = rows[np.argsort(-size, kind="stable")]
    size = table.size[:, 1 if on_change else 0]
    other = comparison_text.halves(sides)[not on_change]

    def line(row: int) -> tuple[str, str]:
        name = other.labels[int(others[rows[row]])]
        moved = table.way[rows[row]] == Way.MOVED
        return f"{name} (moved)" if moved else name, wording.number(int(size[rows[row]]))

    return Section(
        "Came from" if on_change else "Went to",
        len(rows),
        line,
        lambda row: Selection(units=(other.partition.units[int(others[rows[row]])],), on_change=not on_change),
        lambda row: other.partition.units[int(others[rows[row]])],
    )


def sections_of_comparison(sides: Sides, items: tuple[int, ...], title: str = "Items") -> tuple[Section, ...]:
    """List items with their fates."""
    sizes = sides.compared.comparison.items.size
    return (
        Section(
            title,
            len(items),
            lambda row: (comparison_text.label(sides, items[row]), wording.number(int(sizes[items[row]]))),
            lambda row: Selection((items[row],)),
            lambda row: (
                f"{sides.compared.comparison.items.name[items[row]]}: {comparison_text.fate(sides, items[row])}"
            ),
        ),
    )
