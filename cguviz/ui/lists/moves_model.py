"""The moves of a comparison as a flat table, one line for each root item that left its unit."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject

from cguviz.model.columns import Ints, Longs
from cguviz.ui.lists.table_base import RIGHT, ROLE, AnyIndex, ColumnHeading, LinesModel
from cguviz.ui.store.answers_shown import Sides
from cguviz.ui.text import comparison as comparison_text
from cguviz.ui.text import wording

SIZE = 3
"""The column it is sorted by at first."""


@dataclasses.dataclass(frozen=True)
class MoveField:
    """A column.

    Attributes
    ----------
    heading, tooltip
        For people.
    text
        What it shows for a row of `Moves`.
    values
        (m,) int64 by which it is sorted; None: by its text.
    """

    heading: str
    tooltip: str
    text: Callable[[Sides, int], str]
    values: Callable[[Sides], Longs] | None = None


def _number(pick: Callable[[Sides], Longs], write: Callable[[int], str]) -> Callable[[Sides, int], str]:
    return lambda sides, row: write(int(pick(sides)[row]))


def _size(sides: Sides) -> Longs:
    return sides.compared.moves.size


def _internal(sides: Sides) -> Longs:
    return sides.compared.moves.made_internal


def _copies(sides: Sides) -> Longs:
    return sides.compared.moves.copies


FIELDS = (
    MoveField(
        "Item",
        "The full path is in the tooltip",
        lambda sides, row: comparison_text.label(sides, int(sides.compared.moves.item[row])),
    ),
    MoveField(
        "From",
        "The unit it left",
        lambda sides, row: sides.compared.pair.names.base[int(sides.compared.moves.origin[row])],
    ),
    MoveField(
        "To",
        "The unit it went to",
        lambda sides, row: sides.compared.pair.names.change[int(sides.compared.moves.goal[row])],
    ),
    MoveField("Size", "Size estimate on the change side", _number(_size, wording.number), _size),
    MoveField(
        "Uses made internal",
        "Uses of or by it that crossed units before and are inside one now, less the reverse",
        _number(_internal, comparison_text.with_sign),
        _internal,
    ),
    MoveField(
        "Copies",
        "Copies of inlined items that it uses: gained less lost",
        _number(_copies, comparison_text.with_sign),
        _copies,
    ),
)


class MovesModel(LinesModel):
    """Lines are rows of `Moves`, filtered and sorted."""

    def __init__(self, parent: QObject | None = None) -> None:
        headings = [ColumnHeading(field.heading, field.tooltip, field.values is not None) for field in FIELDS]
        super().__init__(headings, column=SIZE, descending=True, parent=parent)
        self._sides: Sides | None = None
        self._text = ""
        self._rows: Longs = np.empty(0, np.int64)

    def show(self, sides: Sides | None, text: str) -> None:
        """Show the moves of a comparison, or of them only moves that contain a text."""
        self.beginResetModel()
        self._sides, self._text = sides, text.strip().casefold()
        self.order_lines()
        self.endResetModel()

    def count(self) -> int:
        """Return the number of lines."""
        return len(self._rows)

    def order_lines(self) -> None:
        """Put the moves that are shown in order."""
        sides = self._sides
        if sides is None:
            self._rows = np.empty(0, np.int64)
            return
        rows = np.arange(len(sides.compared.moves.item))
        if self._text:
            rows = np.array([row for row in rows.tolist() if self._holds(sides, row)], np.int64)
        values = FIELDS[self._column].values
        if values is None:
            text = FIELDS[self._column].text
            made = sorted(rows.tolist(), key=lambda row: text(sides, row).casefold(), reverse=self._descending)
            self._rows = np.array(made, np.int64)
            return
        key = values(sides)[rows]
        self._rows = rows[np.argsort(-key if self._descending else key, kind="stable")]

    def _holds(self, sides: Sides, row: int) -> bool:
        """Say whether a move concerns an item or unit that the text names."""
        name = sides.compared.comparison.items.name[int(sides.compared.moves.item[row])]
        units = (FIELDS[1].text(sides, row), FIELDS[2].text(sides, row))
        return any(self._text in part.casefold() for part in (name, *units))

    def item(self, index: AnyIndex) -> int:
        """Return the item of a line, -1 for none."""
        if self._sides is None or not index.isValid() or index.row() >= len(self._rows):
            return -1
        return int(self._sides.compared.moves.item[self._rows[index.row()]])

    def lines_of(self, items: Ints) -> list[int]:
        """Return the lines of some items, as far as they are shown."""
        if self._sides is None:
            return []
        found: list[int] = np.flatnonzero(np.isin(self._sides.compared.moves.item[self._rows], items)).tolist()
        return found

    def data(self, index: AnyIndex, role: int = ROLE.DisplayRole) -> object:
        """Return the value of a cell for a role."""
        sides = self._sides
        if sides is None or not index.isValid():
            return None
        field, row = FIELDS[index.column()], int(self._rows[index.row()])
        if role == ROLE.DisplayRole:
            return field.text(sides, row)
        if role == ROLE.TextAlignmentRole:
            return None if field.values is None else RIGHT
        if role == ROLE.ToolTipRole and index.column() == 0:
            return comparison_text.tooltip_of_items(sides, [self.item(index)])
        return None
