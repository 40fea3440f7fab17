"""The line above the timeline: how its rows are arranged, and what is simulated."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QSpinBox, QToolButton, QWidget

from cguviz.scene.timeline_build import Arrangement
from cguviz.schedule import ORDERS
from cguviz.workspace.timelines import JOBS, Timing

ROWS = (("threads", "A row per thread"), ("lanes", "Packed lanes"), ("units", "A row per unit"))
SORTS = (("start", "by start"), ("unit", "by unit"), ("duration", "by duration"), ("name", "by name"))
MOST_JOBS = 512


class Choices(QWidget):
    """Choosers in a line.

    Emits
    -----
    changed
        () something else is wanted: `timing` says what.
    fit_wanted, export_wanted
        () a button was pressed.
    """

    changed = Signal()
    fit_wanted = Signal()
    export_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = _chooser(ROWS, "Rows")
        self.sort = _chooser(SORTS, "Order of rows")
        self.details = QCheckBox("Details")
        self.details.setToolTip("Show what happens inside the bars, in thin lanes below them")
        self.idle = QCheckBox("Idle threads")
        self.simulated = QCheckBox("Simulated with")
        self.simulated.setTristate(True)
        self.simulated.setCheckState(Qt.CheckState.PartiallyChecked)
        self.simulated.setToolTip(
            "What rustc's scheduler would make of this stage, below what was measured;\n"
            "half checked: only for stages that were not compiled, and where nothing was measured"
        )
        self.jobs = QSpinBox(minimum=1, maximum=MOST_JOBS, value=JOBS, suffix=" jobs")
        self.jobs.setKeyboardTracking(False)
        self.order = _chooser(tuple((name, name.replace("-", " ")) for name in ORDERS), "Order of generation")
        fit, export = QToolButton(), QToolButton()
        fit.setText("Fit")
        export.setText("Export…")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 2, 6, 2)
        layout.setSpacing(6)
        for widget in (self.rows, self.sort, self.details, self.idle, self.simulated, self.jobs, self.order):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(fit)
        layout.addWidget(export)
        fit.clicked.connect(self.fit_wanted)
        export.clicked.connect(self.export_wanted)
        for box in (self.rows, self.sort, self.order):
            box.currentIndexChanged.connect(self._changed)
        for check in (self.details, self.idle):
            check.toggled.connect(self._changed)
        self.simulated.checkStateChanged.connect(self._changed)
        self.jobs.valueChanged.connect(self._changed)

    @property
    def timing(self) -> Timing:
        """What is wanted."""
        state = self.simulated.checkState()
        return Timing(
            Arrangement(
                str(self.rows.currentData()),
                str(self.sort.currentData()),
                self.idle.isChecked(),
                self.details.isChecked(),
            ),
            None if state is Qt.CheckState.PartiallyChecked else state is Qt.CheckState.Checked,
            self.jobs.value(),
            str(self.order.currentData()),
        )

    def _changed(self) -> None:
        self.changed.emit()


def _chooser(rows: tuple[tuple[str, str], ...], name: str) -> QComboBox:
    box = QComboBox()
    for key, text in rows:
        box.addItem(text, key)
    box.setAccessibleName(name)
    box.setToolTip(name)
    return box
