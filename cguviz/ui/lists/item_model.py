"""The placements as a flat table, one line each. Sorting orders an array of row numbers; nothing is copied."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QModelIndex, QObject

from cguviz.model.columns import Bools, Longs
from cguviz.model.inference import are_inferred
from cguviz.ui.lists.table_base import RIGHT, ROLE, AnyIndex, ColumnHeading, LinesModel
from cguviz.ui.store.answers_shown import ListedStage
from cguviz.ui.text import wording
from cguviz.workspace.lists.outline import sorted_rows


@dataclasses.dataclass(frozen=True)
class ItemField:
    """A column of the table.

    Attributes
    ----------
    heading, tooltip
        For people.
    values
        (p,) int64 by which it is sorted, and, unless `text` is given, what it shows.
    text
        What it shows for a placement.
    """

    heading: str
    tooltip: str
    values: Callable[[ListedStage], Longs]
    text: Callable[[ListedStage, int], str] | None = None


def _per_item(stage: ListedStage, values: Longs) -> Longs:
    taken: Longs = values[stage.partition.item].astype(np.int64)
    return taken


FIELDS = (
    ItemField(
        "Item",
        "The full path is in the tooltip",
        lambda stage: _per_item(stage, stage.survey.label_rank.astype(np.int64)),
        lambda stage, row: stage.survey.labels[row],
    ),
    ItemField(
        "Module",
        "The module of the item, or of its Self type",
        lambda stage: (
            _per_item(stage, stage.capture.paths.module.astype(np.int64))
            if stage.capture.paths is not None
            else np.zeros(len(stage.partition), np.int64)
        ),
        lambda stage, row: wording.module(stage.capture, int(stage.partition.item[row])),
    ),
    ItemField(
        "Unit",
        "The codegen unit of this copy",
        lambda stage: stage.survey.unit_rank[stage.partition.unit].astype(np.int64),
        lambda stage, row: stage.survey.unit_labels[wording.unit_of(stage, row)],
    ),
    ItemField(
        "Mode",
        "Root, or an inlined copy",
        lambda stage: _per_item(stage, are_inferred(stage.capture.items).astype(np.int64)) + 2 * stage.partition.mode,
        lambda stage, row: wording.short_mode(
            stage.capture.items, int(stage.partition.item[row]), int(stage.partition.mode[row])
        ),
    ),
    ItemField("Size", "Size estimate", lambda stage: stage.survey.totals.row[0]),
    ItemField("Instr.", "LLVM instructions before optimisation", lambda stage: stage.survey.totals.row[3]),
    ItemField("Copies", "How many units hold the item", lambda stage: stage.survey.totals.row[2]),
    ItemField(
        "Callers",
        "Items of this crate that use it",
        lambda stage: _per_item(stage, stage.survey.users.astype(np.int64)),
    ),
    ItemField(
        "Callees",
        "Items of this crate that it uses",
        lambda stage: _per_item(stage, stage.survey.useds.astype(np.int64)),
    ),
)
SIZE, INSTRUCTIONS = 4, 5
"""Columns."""


class TableModel(LinesModel):
    """The placements of a stage in some order."""

    def __init__(self, parent: QObject | None = None) -> None:
        headings = [ColumnHeading(field.heading, field.tooltip, field.text is None) for field in FIELDS]
        super().__init__(headings, column=SIZE, descending=True, parent=parent)
        self._stage: ListedStage | None = None
        self._keep: Bools | None = None
        self._rows: Longs = np.empty(0, np.int64)
        self._values: tuple[Longs, ...] = ()

    def show(self, stage: ListedStage | None, keep: Bools | None) -> None:
        """Show a stage, or of it only the placements to `keep`."""
        self.beginResetModel()
        if stage is not self._stage:
            self._values = () if stage is None else tuple(field.values(stage) for field in FIELDS)
        self._stage, self._keep = stage, keep
        self.order_lines()
        self.endResetModel()

    def count(self) -> int:
        """Return the number of lines."""
        return len(self._rows)

    def order_lines(self) -> None:
        """Put the placements that are shown in order."""
        stage = self._stage
        if stage is None:
            self._rows = np.empty(0, np.int64)
            return
        rows = np.arange(len(stage.partition)) if self._keep is None else np.flatnonzero(self._keep)
        ties = stage.survey.label_rank[stage.partition.item]
        self._rows = sorted_rows(self._values[self._column], ties, rows, descending=self._descending)

    def placement(self, index: AnyIndex) -> int:
        """Return the placement of a line, -1 for none."""
        return int(self._rows[index.row()]) if index.isValid() and index.row() < len(self._rows) else -1

    def index_of(self, placement: int) -> QModelIndex:
        """Return the line of a placement; invalid if it is filtered out."""
        row = np.flatnonzero(self._rows == placement)
        return self.index(int(row[0]), 0) if len(row) else QModelIndex()

    def data(self, index: AnyIndex, role: int = ROLE.DisplayRole) -> object:
        """Return the value of a cell for a role."""
        stage, placement = self._stage, self.placement(index)
        if stage is None or placement < 0:
            return None
        field = FIELDS[index.column()]
        if role == ROLE.DisplayRole:
            if field.text is not None:
                return field.text(stage, placement)
            return wording.number(int(self._values[index.column()][placement]))
        if role == ROLE.TextAlignmentRole:
            return None if field.text is not None else RIGHT
        if role == ROLE.ToolTipRole and index.column() == 0:
            return wording.tooltip_of_item(stage, int(stage.partition.item[placement]), placement)
        return None
