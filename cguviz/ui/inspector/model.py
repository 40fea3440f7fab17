"""The lists of the inspector as one tree of sections; lines are made when asked for."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from cguviz.workspace.state.workspace import Selection

AnyIndex = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
ROLE = Qt.ItemDataRole
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclasses.dataclass(frozen=True)
class Section:
    """A list with a title.

    Attributes
    ----------
    title
        "Callers".
    length
        The number of its lines.
    line
        From a line's number to its text and its figure.
    target
        From a line's number to what is selected by a click on it; None where lines lead nowhere.
    tooltip
        From a line's number to its whole text.
    """

    title: str
    length: int
    line: Callable[[int], tuple[str, str]]
    target: Callable[[int], Selection] | None = None
    tooltip: Callable[[int], str] | None = None


class SectionsModel(QAbstractItemModel):
    """Two levels: sections, and their lines. The internal number is 0 for a section, else its number + 1."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sections: tuple[Section, ...] = ()

    @property
    def sections(self) -> tuple[Section, ...]:
        """The lists that are shown."""
        return self._sections

    def show(self, sections: tuple[Section, ...]) -> None:
        """List something else."""
        self.beginResetModel()
        self._sections = sections
        self.endResetModel()

    def target(self, index: AnyIndex) -> Selection | None:
        """Return the selection that a click on a line makes."""
        if not index.isValid() or index.internalId() == 0:
            return None
        section = self._sections[index.internalId() - 1]
        return None if section.target is None else section.target(index.row())

    # What Qt asks

    def index(self, row: int, column: int, parent: AnyIndex = NOWHERE) -> QModelIndex:
        """Return the index of a child."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: AnyIndex = NOWHERE) -> QModelIndex:  # type: ignore[override]  # PySide overloads it
        """Return the section of a line."""
        if not index.isValid() or index.internalId() == 0:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, 0)

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Return the number of sections, or of the lines of one."""
        if not parent.isValid():
            return len(self._sections)
        return self._sections[parent.row()].length if parent.internalId() == 0 and parent.column() == 0 else 0

    def columnCount(self, parent: AnyIndex = NOWHERE) -> int:  # noqa: ARG002, N802 - Qt's signature
        """Return the number of columns."""
        return 2

    def data(self, index: AnyIndex, role: int = ROLE.DisplayRole) -> object:
        """Return the value of a cell for a role."""
        if not index.isValid():
            return None
        if role == ROLE.TextAlignmentRole and index.column() == 1:
            return RIGHT
        if index.internalId() == 0:
            section = self._sections[index.row()]
            if role == ROLE.DisplayRole:
                return (section.title, f"{section.length:,}")[index.column()]
            if role == ROLE.FontRole and index.column() == 0:
                font = QFont()
                font.setWeight(QFont.Weight.DemiBold)
                return font
            return None
        section = self._sections[index.internalId() - 1]
        if role == ROLE.DisplayRole:
            return section.line(index.row())[index.column()]
        if role == ROLE.ToolTipRole and section.tooltip is not None:
            return section.tooltip(index.row())
        return None
