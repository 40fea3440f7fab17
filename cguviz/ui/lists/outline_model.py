"""The outline as Qt's tree model: units, their modules, their items. Looks things up when asked; copies nothing."""

from __future__ import annotations

import dataclasses

import numpy as np
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from cguviz.model.columns import Bools
from cguviz.ui.frame.appearance import current_theme
from cguviz.ui.store.answers_shown import ListedStage
from cguviz.ui.text import wording
from cguviz.workspace.lists.outline import Column, Tree, arrange

AnyIndex = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
ROLE = Qt.ItemDataRole
HEADINGS = ("Name", "Size", "Items", "Copies", "Instr.")
TOOLTIPS = (
    "",
    "Size estimate",
    "Placed items",
    "Of a unit or module: how many of its items are inlined copies. Of an item: how many units hold it.",
    "LLVM instructions before optimisation",
)
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclasses.dataclass(frozen=True)
class OutlineNode:
    """A line of the outline: a unit, a module in it, or a placement; -1 where it is not that deep."""

    unit: int
    block: int = -1
    placement: int = -1


class OutlineModel(QAbstractItemModel):
    """Three levels over the arrays of a `Tree`.

    The internal number of an index says its level and its parent: 0 for units, 3 × (place of the unit) + 1 for
    blocks, 3 × (place of the block) + 2 for placements.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stage: ListedStage | None = None
        self._tree: Tree | None = None
        self._keep: Bools | None = None
        self._column, self._descending = Column.SIZE, True

    @property
    def order(self) -> tuple[Column, bool]:
        """Column and whether it descends."""
        return self._column, self._descending

    def show(self, stage: ListedStage | None, keep: Bools | None) -> None:
        """Show a stage, or of it only the placements to `keep`."""
        self.beginResetModel()
        self._stage, self._keep = stage, keep
        self._arrange()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort every level by a column."""
        self.beginResetModel()
        self._column, self._descending = Column(max(column, 0)), order == Qt.SortOrder.DescendingOrder
        self._arrange()
        self.endResetModel()

    def _arrange(self) -> None:
        stage = self._stage
        self._tree = (
            None
            if stage is None
            else arrange(
                stage.survey,
                stage.partition.item,
                column=self._column,
                descending=self._descending,
                keep=self._keep,
            )
        )

    def node(self, index: AnyIndex) -> OutlineNode | None:
        """Return the node of an index."""
        tree = self._tree
        if tree is None or not index.isValid():
            return None
        level, parent = index.internalId() % 3, index.internalId() // 3
        if level == 0:
            return OutlineNode(int(tree.unit[index.row()]))
        if level == 1:
            block = tree.block_starts[parent] + index.row()
            return OutlineNode(int(tree.unit[parent]), int(tree.block[block]))
        unit = int(tree.block_starts.searchsorted(parent, side="right")) - 1
        row = tree.row_starts[parent] + index.row()
        return OutlineNode(int(tree.unit[unit]), int(tree.block[parent]), int(tree.row[row]))

    def index_of_unit(self, unit: int) -> QModelIndex:
        """Return the line of a unit; invalid if it is filtered out."""
        if self._tree is None:
            return QModelIndex()
        place = np.flatnonzero(self._tree.unit == unit)
        return self.createIndex(int(place[0]), 0, 0) if len(place) else QModelIndex()

    def index_of_placement(self, placement: int) -> QModelIndex:
        """Return the line of a placement; invalid if it is filtered out."""
        tree = self._tree
        if tree is None:
            return QModelIndex()
        place = np.flatnonzero(tree.row == placement)
        if not len(place):
            return QModelIndex()
        block = int(tree.row_starts.searchsorted(place[0], side="right")) - 1
        return self.createIndex(int(place[0] - tree.row_starts[block]), 0, 3 * block + 2)

    # What Qt asks

    def index(self, row: int, column: int, parent: AnyIndex = NOWHERE) -> QModelIndex:
        """Return the index of a child."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        if not parent.isValid():
            return self.createIndex(row, column, 0)
        level, above = parent.internalId() % 3, parent.internalId() // 3
        if level == 0:
            return self.createIndex(row, column, 3 * parent.row() + 1)
        return self.createIndex(row, column, 3 * self._block(above, parent.row()) + 2)

    def _block(self, unit: int, row: int) -> int:
        return 0 if self._tree is None else int(self._tree.block_starts[unit]) + row

    def parent(self, index: AnyIndex = NOWHERE) -> QModelIndex:  # type: ignore[override]
        """Return the index of the parent."""
        tree = self._tree
        if tree is None or not index.isValid():
            return QModelIndex()
        level, above = index.internalId() % 3, index.internalId() // 3
        if level == 0:
            return QModelIndex()
        if level == 1:
            return self.createIndex(above, 0, 0)
        unit = int(tree.block_starts.searchsorted(above, side="right")) - 1
        return self.createIndex(above - int(tree.block_starts[unit]), 0, 3 * unit + 1)

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:  # noqa: N802 - Qt's
        """Return the number of children."""
        tree = self._tree
        if tree is None or parent.column() > 0:
            return 0
        if not parent.isValid():
            return len(tree.unit)
        level, above = parent.internalId() % 3, parent.internalId() // 3
        if level == 0:
            return int(tree.block_starts[parent.row() + 1] - tree.block_starts[parent.row()])
        if level == 1:
            block = self._block(above, parent.row())
            return int(tree.row_starts[block + 1] - tree.row_starts[block])
        return 0

    def columnCount(self, parent: AnyIndex = NOWHERE) -> int:  # noqa: ARG002, N802 - Qt's
        """Return the number of columns."""
        return len(HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = ROLE.DisplayRole) -> object:  # noqa: N802 - Qt's
        """Return headings."""
        if orientation is Qt.Orientation.Vertical:
            return None
        if role == ROLE.TextAlignmentRole and section:
            return RIGHT
        return {ROLE.DisplayRole: HEADINGS, ROLE.ToolTipRole: TOOLTIPS}.get(ROLE(role), (None,) * 5)[section]

    def data(self, index: AnyIndex, role: int = ROLE.DisplayRole) -> object:
        """Return the value of a cell for a role."""
        stage, node = self._stage, self.node(index)
        if stage is None or node is None:
            return None
        column = Column(index.column())
        if role == ROLE.DisplayRole:
            return self._name(stage, node) if column is Column.NAME else self._figure(stage, node, column)
        if role == ROLE.TextAlignmentRole and column is not Column.NAME:
            return RIGHT
        if role == ROLE.DecorationRole and column is Column.NAME and node.block >= 0:
            tint = int(stage.survey.tint[stage.survey.block_module[node.block]])
            return QColor(current_theme().modules[tint])
        if role == ROLE.ToolTipRole and column is Column.NAME:
            return self._tooltip(stage, node)
        return None

    def _name(self, stage: ListedStage, node: OutlineNode) -> str:
        if node.placement >= 0:
            return stage.survey.labels[node.placement]
        if node.block >= 0 and stage.capture.paths is not None:
            return stage.capture.paths.modules[int(stage.survey.block_module[node.block])]
        return stage.survey.unit_labels[node.unit]

    def _figure(self, stage: ListedStage, node: OutlineNode, column: Column) -> str:
        figures = stage.survey.totals
        if node.placement >= 0:
            return "" if column is Column.ITEMS else wording.number(int(figures.row[column - 1][node.placement]))
        if node.block >= 0:
            return wording.number(int(figures.block[column - 1][node.block]))
        return wording.number(int(figures.unit[column - 1][node.unit]))

    def _tooltip(self, stage: ListedStage, node: OutlineNode) -> str:
        if node.placement >= 0:
            return wording.tooltip_of_item(stage, int(stage.partition.item[node.placement]), node.placement)
        return wording.tooltip_of_unit(stage, node.unit) if node.block < 0 else self._name(stage, node)
