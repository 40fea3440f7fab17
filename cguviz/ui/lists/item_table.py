"""The flat table of placements with its filter box."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from cguviz.ui.lists.filtering import keep_of
from cguviz.ui.lists.item_model import INSTRUCTIONS, SIZE, TableModel
from cguviz.ui.lists.table_base import lines_view
from cguviz.ui.store.answers_shown import ListedStage
from cguviz.ui.store.store import Store
from cguviz.ui.text import wording
from cguviz.workspace.state import workspace as ws

WIDTHS = (0, 180, 120, 64, 76, 76, 66, 66, 66)


class ItemTable(QWidget):
    """The table; it is filled only while it is visible."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._syncing = False
        self._stale = True
        self.model = TableModel(self)
        self.filter = QLineEdit(placeholderText="Filter by unit or path", clearButtonEnabled=True)
        self.view = lines_view(self.model, "Items", WIDTHS, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.filter)
        layout.addWidget(self.view)
        self.filter.textChanged.connect(self._spoil)
        self.view.selectionModel().selectionChanged.connect(self._selected)
        self.view.activated.connect(self._activated)
        store.changes_of("stage", "index").connect(self._spoil)
        store.changes_of("selection").connect(self._follow_selection)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Fill the table if it has to be."""
        super().showEvent(event)
        if self._stale:
            self._refill()

    def _spoil(self) -> None:
        self._stale = True
        if self.isVisible():
            self._refill()

    def _refill(self) -> None:
        self._stale = False
        stage = self._store.stage
        self._syncing = True
        self.model.show(stage, keep_of(stage, self._store.index, self.filter.text()))
        self._show_measure(stage)
        self._syncing = False
        self._sync()

    def _show_measure(self, stage: ListedStage | None) -> None:
        """Hide sizes that no source knows, and do not sort by them."""
        if stage is None:
            return
        totals = stage.survey.totals.row
        for column, known in ((SIZE, (totals[0] > 0).any()), (INSTRUCTIONS, (totals[3] > 0).any())):
            self.view.setColumnHidden(column, not known)
        measure = SIZE if wording.measure(stage) is wording.SIZE else INSTRUCTIONS
        column, descending = self.model.order
        if column in (SIZE, INSTRUCTIONS) and self.view.isColumnHidden(column):
            order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
            self.view.sortByColumn(measure, order)

    def _selected(self, *_: QItemSelection) -> None:
        stage = self._store.stage
        if self._syncing or stage is None:
            return
        rows = [self.model.placement(index) for index in self.view.selectionModel().selectedRows()]
        current = self.model.placement(self.view.currentIndex())
        at = stage.partition.units[wording.unit_of(stage, current)] if current >= 0 else ""
        self._syncing = True
        items = [int(stage.partition.item[row]) for row in rows if row >= 0]
        self._store.apply(ws.select_items(self._store.workspace, items, at=at, on_change=stage.on_change))
        self._syncing = False

    def _activated(self) -> None:
        self._store.go(self._store.workspace)

    def _follow_selection(self) -> None:
        if not self._syncing and not self._stale:
            self._sync()

    def _sync(self) -> None:
        """Carry the selection of the workspace to the table."""
        stage, selection = self._store.stage, self._store.workspace.selection
        if stage is None:
            return
        line = QModelIndex()
        if selection.items:
            line = self.model.index_of(wording.placement_in(stage, selection.items[-1], selection.at))
        self._syncing = True
        model = self.view.selectionModel()
        model.clear()
        if line.isValid():
            flags = QItemSelectionModel.SelectionFlag
            model.setCurrentIndex(line, flags.ClearAndSelect | flags.Rows)
            self.view.scrollTo(line)
        self._syncing = False
