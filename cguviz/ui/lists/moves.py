"""The table of moves with its filter box; a click shows the item on both sides."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from cguviz.ui.lists.moves_model import FIELDS, MovesModel
from cguviz.ui.lists.table_base import lines_view
from cguviz.ui.store.store import Store
from cguviz.ui.text import wording
from cguviz.workspace.state import workspace as ws

NOTHING_COMPARED = "Choose a change in the toolbar, or open two files together, to see what moves."
WIDTHS = (0, 120, 120, 70, 140, 70)


class MovesTable(QWidget):
    """The table of items that left their unit, with its filter box."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._syncing = False
        self.model = MovesModel(self)
        self.filter = QLineEdit(placeholderText="Filter by path or unit", clearButtonEnabled=True)
        self.hint = QLabel(NOTHING_COMPARED, wordWrap=True)
        self.hint.setObjectName("faint")
        self.hint.setMargin(8)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.view = lines_view(self.model, "Moves", WIDTHS, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.filter)
        layout.addWidget(self.hint, 1)
        layout.addWidget(self.view, 1)
        self.filter.textChanged.connect(self._refill)
        self.view.selectionModel().selectionChanged.connect(self._selected)
        self.view.activated.connect(self._activated)
        store.changes_of("sides").connect(self._refill)
        store.changes_of("selection").connect(self._follow_selection)
        self._refill()

    def _refill(self) -> None:
        sides = self._store.sides
        self._syncing = True
        self.model.show(sides, self.filter.text())
        self._syncing = False
        moves = 0 if sides is None else len(sides.compared.moves.item)
        self.filter.setVisible(moves > 0)
        self.view.setVisible(moves > 0)
        self.hint.setVisible(moves == 0)
        if sides is not None and not moves:
            counts = sides.compared.counts
            merged = f" {wording.count(counts['merged'], 'root item')} merged with their whole unit."
            self.hint.setText(f"No root item left its unit.{merged if counts['merged'] else ''}")
        else:
            self.hint.setText(NOTHING_COMPARED)
        self._sync()

    def _selected(self, *_: QItemSelection) -> None:
        if self._syncing:
            return
        items = [self.model.item(index) for index in self.view.selectionModel().selectedRows()]
        self._syncing = True
        self._store.apply(ws.select_items(self._store.workspace, [item for item in items if item >= 0]))
        self._syncing = False

    def _activated(self) -> None:
        self._store.go(self._store.workspace)

    def _follow_selection(self) -> None:
        if not self._syncing:
            self._sync()

    def _sync(self) -> None:
        """Carry the selection of the workspace to the table."""
        items = self._store.workspace.selection.items
        lines = self.model.lines_of(np.array(items, np.int32)) if items else []
        self._syncing = True
        chosen = QItemSelection()
        for line in lines:
            chosen.select(self.model.index(line, 0), self.model.index(line, len(FIELDS) - 1))
        self.view.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if lines:
            self.view.scrollTo(self.model.index(lines[-1], 0))
        self._syncing = False
