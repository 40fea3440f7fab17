"""Remarks about oddities in the opened files, with the lines they concern."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from cguviz.model.capture import Remark
from cguviz.ui.store.store import Store

AnyIndex = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
ROLE = Qt.ItemDataRole
HEADINGS = ("Line", "Remark", "File")


class RemarksModel(QAbstractTableModel):
    """Remarks in the order of the files."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._remarks: tuple[Remark, ...] = ()

    def show(self, remarks: tuple[Remark, ...]) -> None:
        """Show other remarks."""
        self.beginResetModel()
        self._remarks = remarks
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Return the number of remarks."""
        return 0 if parent.isValid() else len(self._remarks)

    def columnCount(self, parent: AnyIndex = NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Return the number of columns."""
        return 0 if parent.isValid() else len(HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = ROLE.DisplayRole) -> object:  # noqa: N802 - Qt's name
        """Return headings."""
        return HEADINGS[section] if role == ROLE.DisplayRole and orientation is Qt.Orientation.Horizontal else None

    def data(self, index: AnyIndex, role: int = ROLE.DisplayRole) -> object:
        """Return the value of a cell for a role."""
        remark = self._remarks[index.row()]
        if role == ROLE.DisplayRole:
            return (f"{remark.line:,}" if remark.line else "", remark.text, remark.path)[index.column()]
        if role == ROLE.ToolTipRole:
            return remark.path if index.column() == 2 else remark.text
        if role == ROLE.TextAlignmentRole and index.column() == 0:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


class Remarks(QWidget):
    """The list of remarks."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.model = RemarksModel(self)
        self.view = QTableView(showGrid=False, wordWrap=False)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setModel(self.model)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        header = self.view.horizontalHeader()
        header.resizeSection(0, 76)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(2, 240)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        store.changes_of("build", "captures", "crate").connect(self._refill)
        self._refill()

    def _refill(self) -> None:
        self.model.show(self._store.remarks)
