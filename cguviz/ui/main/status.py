"""The status bar: rustc's figures of the stage, the number of remarks, and what the worker is doing."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QStatusBar, QWidget

from cguviz.ui.store.store import Store
from cguviz.ui.text import wording
from cguviz.ui.widgets.parts_line import PartsLine

PATIENCE = 300
"""Milliseconds before work is mentioned: what is quicker than that needs no telling."""
STEP_WIDTH = 240
"""Screen pixels that the name of what is worked on may take: it may hold the name of a file."""


class StatusBar(QStatusBar):
    """Figures on the left, work on the right.

    Attributes
    ----------
    remarks_wanted
        Signal(): the count of remarks was clicked.
    """

    remarks_wanted = Signal()

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.setSizeGripEnabled(False)
        self.figures = PartsLine()
        self.remarks = QPushButton(flat=True)
        self.step = QLabel()
        self.progress = QProgressBar(textVisible=False)
        self.progress.setFixedSize(120, 10)
        self.cancel = QPushButton("Cancel")
        self.addWidget(self.figures, 1)
        for widget in (self.step, self.progress, self.cancel, self.remarks):
            self.addPermanentWidget(widget)
            widget.hide()
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.timeout.connect(self._show_work)
        self.cancel.clicked.connect(store.cancel)
        self.remarks.clicked.connect(self.remarks_wanted)
        store.changes_of("stage").connect(self._tell_figures)
        store.changes_of("build", "captures", "crate").connect(self._count_remarks)
        store.worked.connect(self._tell_work)

    def _tell_figures(self) -> None:
        stage = self._store.stage
        if stage is None:
            self.figures.show_parts()
            return
        figures = stage.survey.figures
        root, inlined = figures.unique_root_items, figures.unique_inlined_items
        self.figures.show_parts(
            f"{stage.capture.crate} {stage.partition.stage}",
            f"{figures.unique_items:,} unique items ({root:,} root + {inlined:,} inlined)",
            f"{figures.placed_items:,} placed",
            f"ratio {wording.ratio(figures.items_ratio)}",
            wording.count(figures.units, "unit"),
        )

    def _count_remarks(self) -> None:
        number = len(self._store.remarks)
        self.remarks.setText(wording.count(number, "remark"))
        self.remarks.setVisible(number > 0)

    def _tell_work(self, step: str, done: float) -> None:
        if not step:
            self._patience.stop()
            for widget in (self.step, self.progress, self.cancel):
                widget.hide()
            return
        told = self.step.fontMetrics().elidedText(step, Qt.TextElideMode.ElideMiddle, STEP_WIDTH)
        self.step.setText(f"{told} …")
        self.progress.setRange(0, 0 if done < 0 else 1000)
        self.progress.setValue(round(max(done, 0.0) * 1000))
        if not self._patience.isActive() and self.cancel.isHidden():
            self._patience.start()

    def _show_work(self) -> None:
        for widget in (self.step, self.progress, self.cancel):
            widget.show()
