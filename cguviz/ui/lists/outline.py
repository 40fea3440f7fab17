"""The outline: units, their modules and their items as a tree to sort, filter and select in."""

from __future__ import annotations

import re

import numpy as np
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QTreeView, QVBoxLayout, QWidget

from cguviz.ui.lists.filtering import keep_of
from cguviz.ui.lists.outline_model import HEADINGS, OutlineModel, OutlineNode
from cguviz.ui.lists.outline_names import PathDelegate
from cguviz.ui.lists.side_switch import SideSwitch
from cguviz.ui.store.answers_shown import ListedStage
from cguviz.ui.store.store import Store
from cguviz.ui.text import wording
from cguviz.workspace.lists.outline import Column
from cguviz.workspace.state import workspace as ws

UNFOLD_UP_TO = 200
"""A filter that leaves so few placements shows them all without a click."""
MARGIN = 22
"""Pixels around a number."""
NAME_WIDTH = 200
"""Pixels kept for the names: columns that would leave less are hidden, the last first, until there is room."""


class Outline(QWidget):
    """The tree with its filter box."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._syncing = False
        self.model = OutlineModel(self)
        self.filter = QLineEdit(placeholderText="Filter by unit or path", clearButtonEnabled=True)
        self.tree = QTreeView(
            uniformRowHeights=True, sortingEnabled=True, allColumnsShowFocus=True, expandsOnDoubleClick=False
        )
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.tree.setAccessibleName("Outline")
        self.tree.setIconSize(QSize(9, 9))
        self.tree.setIndentation(14)
        self.tree.setItemDelegateForColumn(0, PathDelegate(self.tree))
        self.tree.setModel(self.model)
        self._size_columns()
        self.tree.sortByColumn(1, Qt.SortOrder.DescendingOrder)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        self.sides = SideSwitch(store)
        layout.addWidget(self.sides)
        layout.addWidget(self.filter)
        layout.addWidget(self.tree)
        self.filter.textChanged.connect(self._refill)
        self.tree.selectionModel().selectionChanged.connect(self._selected)
        self.tree.activated.connect(self._activated)
        store.changes_of("stage").connect(self._refill)
        store.changes_of("index").connect(self._filter_again)
        store.changes_of("selection").connect(self._follow_selection)

    def _size_columns(self) -> None:
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(36)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Show as many columns as there is room for."""
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Show the column of the measure of size, then items and copies, then others, as far as there is room."""
        stage = self._store.stage
        measure = Column.SIZE if stage is None else Column(wording.measure(stage).column + 1)
        room = self.width() - NAME_WIDTH
        metrics = self.tree.fontMetrics()
        for column in dict.fromkeys((measure, Column.ITEMS, Column.COPIES, Column.SIZE, Column.INSTRUCTIONS)):
            figures = np.empty(0, np.int64) if stage is None else stage.survey.totals.unit[column - 1]
            # The widest digit everywhere: a smaller number may be the wider one.
            widest = re.sub("[0-9]", "8", wording.number(int(figures.max(initial=0))))
            width = max(map(metrics.horizontalAdvance, (HEADINGS[column], widest))) + MARGIN
            known = column in (Column.ITEMS, Column.COPIES) or stage is None or bool((figures > 0).any())
            if known:
                room -= width
            # Names alone would not say which units to look at.
            self.tree.setColumnHidden(column, not known or (room < 0 and column != measure))
            self.tree.header().resizeSection(column, width)

    def _filter_again(self) -> None:
        if self.filter.text():
            self._refill()

    def _refill(self) -> None:
        """Show the stage as far as the filter lets it."""
        stage = self._store.stage
        keep = keep_of(stage, self._store.index, self.filter.text())
        open_units = self._open_units()
        self.filter.setPlaceholderText(f"Filter {'' if stage is None else stage.partition.stage} by unit or path")
        self._syncing = True
        self.model.show(stage, keep)
        self._fit_columns()
        self._sort_by_measure()
        if keep is not None and int(keep.sum()) <= UNFOLD_UP_TO:
            self.tree.expandAll()
        elif stage is not None and stage.partition.units.tolist():
            self._open(stage, open_units)
        self._syncing = False
        self._sync()

    def _sort_by_measure(self) -> None:
        """Sort by the known measure of size where the table was sorted by an unknown one."""
        stage, (column, descending) = self._store.stage, self.model.order
        if stage is not None and column in (Column.SIZE, Column.INSTRUCTIONS) and self.tree.isColumnHidden(column):
            order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
            measure = Column(wording.measure(stage).column + 1)
            self.tree.sortByColumn(Column.ITEMS if self.tree.isColumnHidden(measure) else measure, order)

    def _open_units(self) -> frozenset[str]:
        """Return the labels of the units that are unfolded in the tree."""
        rows = range(self.model.rowCount())
        indices = (self.model.index(row, 0) for row in rows)
        return frozenset(index.data() for index in indices if self.tree.isExpanded(index))

    def _open(self, stage: ListedStage, labels: frozenset[str]) -> None:
        if not labels:
            return
        for unit, text in enumerate(stage.survey.unit_labels.tolist()):
            if text in labels:
                self.tree.expand(self.model.index_of_unit(unit))

    def _selected(self, *_: QItemSelection) -> None:
        """Carry the selection of the tree to the workspace."""
        stage = self._store.stage
        if self._syncing or stage is None:
            return
        chosen = self.tree.selectionModel().selectedRows()
        nodes = [node for node in map(self.model.node, chosen) if node is not None]
        current = self.model.node(self.tree.currentIndex())
        self._syncing = True
        self._store.apply(ws.select(self._store.workspace, selection_of(stage, nodes, current)))
        self._syncing = False

    def _activated(self) -> None:
        self._store.go(self._store.workspace)

    def _follow_selection(self) -> None:
        if not self._syncing:
            self._sync()

    def _sync(self) -> None:
        """Carry the selection of the workspace to the tree."""
        stage, selection = self._store.stage, self._store.workspace.selection
        if stage is None:
            return
        lines: list[QModelIndex] = []
        names = {name: unit for unit, name in enumerate(stage.partition.units)} if selection.units else {}
        lines += [self.model.index_of_unit(names[name]) for name in selection.units if name in names]
        # A rubber band may choose thousands; the tree shows the last one's place and no more than a screenful.
        for item in selection.items[-50:]:
            placement = wording.placement_in(stage, item, selection.at)
            if placement >= 0:
                lines.append(self.model.index_of_placement(placement))
        self._syncing = True
        model = self.tree.selectionModel()
        model.clear()
        rows = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for line in lines:
            if line.isValid():
                model.select(line, rows)
        if lines and lines[-1].isValid():
            model.setCurrentIndex(lines[-1], QItemSelectionModel.SelectionFlag.NoUpdate)
            self.tree.scrollTo(lines[-1])
        self._syncing = False


def selection_of(stage: ListedStage, nodes: list[OutlineNode], current: OutlineNode | None) -> ws.Selection:
    """Return the selection that lines of the outline stand for; a module stands for its items in that unit."""
    items: list[int] = []
    units: list[str] = []
    for node in nodes:
        if node.placement >= 0:
            items.append(int(stage.partition.item[node.placement]))
        elif node.block >= 0:
            rows = stage.survey.row[stage.survey.block_starts[node.block] : stage.survey.block_starts[node.block + 1]]
            items += stage.partition.item[rows].tolist()
        else:
            units.append(stage.partition.units[node.unit])
    at = stage.partition.units[current.unit] if current is not None and items else ""
    return ws.Selection(tuple(dict.fromkeys(items)), tuple(units), at, on_change=stage.on_change)
