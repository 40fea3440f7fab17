"""Tables of lines: what their models have in common, and how they look. Knows nothing of what a line is."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

AnyIndex = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
ROLE = Qt.ItemDataRole
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LINE_SPACE = 4
"""Pixels of a line over the height of its font."""


@dataclasses.dataclass(frozen=True)
class ColumnHeading:
    """The head of a column.

    Attributes
    ----------
    text, tooltip
        For people.
    numeric
        Whether the column holds numbers, which stand on the right.
    """

    text: str
    tooltip: str
    numeric: bool


class LinesModel(QAbstractTableModel):
    """Lines in the order of a column; subclasses define the lines and their cells."""

    def __init__(
        self, headings: Sequence[ColumnHeading], *, column: int, descending: bool, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._headings = tuple(headings)
        self._column, self._descending = column, descending

    def count(self) -> int:
        """Return the number of lines."""
        raise NotImplementedError

    def order_lines(self) -> None:
        """Put the lines in the order that is wanted by now."""
        raise NotImplementedError

    @property
    def order(self) -> tuple[int, bool]:
        """Column and whether it descends."""
        return self._column, self._descending

    # What Qt asks

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column."""
        self.beginResetModel()
        self._column, self._descending = column, order == Qt.SortOrder.DescendingOrder
        self.order_lines()
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Return the number of lines."""
        return 0 if parent.isValid() else self.count()

    def columnCount(self, parent: AnyIndex = NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._headings)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = ROLE.DisplayRole) -> object:  # noqa: N802 - Qt's name
        """Return headings."""
        if orientation is Qt.Orientation.Vertical:
            return None
        heading = self._headings[section]
        if role == ROLE.TextAlignmentRole:
            return RIGHT if heading.numeric else LEFT
        return {ROLE.DisplayRole: heading.text, ROLE.ToolTipRole: heading.tooltip}.get(ROLE(role))


def lines_view(model: LinesModel, name: str, widths: Sequence[int], parent: QWidget) -> QTableView:
    """Make the table of a model.

    Parameters
    ----------
    name
        For those who do not see it.
    widths
        Of the columns, in pixels; the first takes what the others leave.
    """
    view = QTableView(parent, sortingEnabled=True, showGrid=False, wordWrap=False)
    view.setAlternatingRowColors(True)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    view.setAccessibleName(name)
    column, descending = model.order
    view.setModel(model)
    vertical = view.verticalHeader()
    vertical.hide()
    vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    vertical.setDefaultSectionSize(parent.fontMetrics().height() + LINE_SPACE)
    header = view.horizontalHeader()
    header.setHighlightSections(False)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    for section, width in enumerate(widths):
        if section:
            header.resizeSection(section, width)
    order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
    view.sortByColumn(column, order)
    return view
