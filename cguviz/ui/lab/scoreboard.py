"""The scoreboard: all rules that were tried, beside the capture's own stages. A click shows one as the change."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from cguviz.errors import ExportError
from cguviz.ui.lab.form import with_tip
from cguviz.ui.lab.scoreboard_model import FIELDS, ScoresModel
from cguviz.ui.lab.trials import Trials
from cguviz.ui.lists.table_base import AnyIndex, lines_view
from cguviz.ui.store.store import Store

NOTHING_TRIED = "Open a capture to see how good its stages are, and try rules on it (Ctrl+L)."
START_WIDTH = 84
WIDEST, ROOM = "9,999.99", 28
"""What most numbers fit into, and pixels for margins and the mark of the order."""
HEIGHT = 170
"""Pixels at least; six lines are seen."""


class Scoreboard(QWidget):
    """A table, with a button to write it."""

    def __init__(self, store: Store, trials: Trials, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._trials = trials
        self.model = ScoresModel(self)
        self.hint = QLabel(NOTHING_TRIED, wordWrap=True)
        self.hint.setObjectName("faint")
        self.hint.setMargin(8)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.costs = QLabel()
        self.costs.setObjectName("faint")
        # Its text does not widen a narrow window.
        self.costs.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.export_button = with_tip(QPushButton("Export CSV…"), "Write the table as it is sorted")
        metrics = self.fontMetrics()
        numbers = (max(map(metrics.horizontalAdvance, (field.heading, WIDEST))) for field in FIELDS[2:])
        widths = (0, START_WIDTH, *(width + ROOM for width in numbers))
        self.view = lines_view(self.model, "Scoreboard", widths, self)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.horizontalHeader().setMinimumSectionSize(60)
        self.view.horizontalHeader().setSortIndicatorClearable(True)
        self.setMinimumHeight(HEIGHT)
        line = QHBoxLayout()
        line.setContentsMargins(8, 0, 8, 0)
        line.addWidget(self.costs, 1)
        line.addWidget(self.export_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(line)
        layout.addWidget(self.hint, 1)
        layout.addWidget(self.view, 1)
        self.view.clicked.connect(self._show)
        self.view.activated.connect(self._show)
        self.export_button.clicked.connect(self._ask_where)
        trials.changed.connect(self._refill)
        store.changes_of("crate", "base", "change").connect(self._refill)
        self._refill()

    def export(self, path: str) -> None:
        """Write the table as CSV."""
        # With it come all formats, which the window does not need until then.
        from cguviz.formats.files.atomic import write_bytes

        try:
            write_bytes(Path(path), self.model.as_csv())
        except ExportError as error:
            self._store.failed.emit(str(error), "")
            return
        self._store.noted.emit(f"Written: {path}")

    def _ask_where(self) -> None:
        crate = "capture" if self._store.capture is None else self._store.capture.crate or "capture"
        path, _ = QFileDialog.getSaveFileName(
            self, "Export the scoreboard", str(Path.cwd() / f"{crate}-rules.csv"), "CSV (*.csv)"
        )
        if path:
            self.export(path)

    def _show(self, index: AnyIndex) -> None:
        line = self.model.line(index.row())
        if line is None:
            return
        if line.stage:
            self._trials.show(line.stage)
        else:
            self._trials.refused.emit(line.refusal)

    def _refill(self) -> None:
        lines, workspace = self._trials.lines, self._store.workspace
        change = workspace.change
        self.model.show(
            lines,
            base=workspace.base,
            change=change.stage if change is not None and change.crate == workspace.crate else "",
        )
        self.view.setVisible(bool(lines))
        self.hint.setVisible(not lines)
        self.export_button.setEnabled(bool(lines))
        costs = dict.fromkeys(line.score.costs.partition(" of ")[0] for line in lines if line.score is not None)
        told = ", ".join(filter(None, costs))
        self.costs.setText(f"Builds simulated with {self._trials.jobs} jobs and the costs of: {told}" if told else "")
        self.costs.setToolTip(self.costs.text())
        if self.isVisible():
            self._trials.rate()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Rate stages that nobody has looked at before."""
        super().showEvent(event)
        self._trials.rate()
