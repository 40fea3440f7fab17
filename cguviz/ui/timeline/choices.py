"""The lines above the timeline: how its rows are arranged and aligned, and what is simulated."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from cguviz.scene.timeline.arrangement import Arrangement
from cguviz.ui.timeline.knob import Knob
from cguviz.ui.timeline.legend import Legend
from cguviz.ui.widgets.choice import ChoiceBox
from cguviz.workspace.requests.timing import MOST, ORDERS, Timing

ROWS = (
    ("auto", "Rows as fit"),
    ("threads", "A row per thread"),
    ("lanes", "Packed lanes"),
    ("units", "A row per unit"),
)
SORTS = (("start", "by start"), ("unit", "by unit"), ("duration", "by duration"), ("name", "by name"))
ALIGNED = (
    ("codegen", "aligned: code generation"),
    ("start", "aligned: process start"),
    ("llvm", "aligned: first LLVM bar"),
    ("lto", "aligned: LTO barrier"),
    ("link", "aligned: link"),
)
SIMULATED = ((None, "Simulate as needed"), (True, "Simulate always"), (False, "Simulate never"))
COSTS = (
    ("measured", "measured costs"),
    ("release", "release medians"),
    ("debug", "debug medians"),
    (None, "costs of a file…"),
)
LEAST = 64
"""Pixels of a chooser in a narrow window."""
TIP = (
    "As needed: only for stages that were not compiled, where nothing was measured, and where what is compared would"
    "\nelse be measured on one side and simulated on the other."
)


class TimelineChoices(QWidget):
    """Choosers in two lines; the second is about simulations.

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
        self.rows = ChoiceBox(
            ROWS, "Rows: as fit, a row per thread where all can be read at once, else packed lanes", least=LEAST
        )
        self.sort = ChoiceBox(SORTS, "Order of rows", least=LEAST)
        self.align = ChoiceBox(ALIGNED, "What stands below one another in two timelines", least=LEAST)
        self.details = QCheckBox("Details")
        self.details.setToolTip("Show what happens inside the bars, in thin lanes below them")
        self.idle = QCheckBox("Idle threads")
        self.simulated = ChoiceBox(SIMULATED, TIP, least=LEAST)
        self.costs = ChoiceBox(COSTS, "What units cost in simulations: as measured, or published medians", least=LEAST)
        self.order = ChoiceBox(
            tuple((name, name.replace("-", " ")) for name in ORDERS), "Order of generation", least=LEAST
        )
        self.jobs = Knob("Jobs", " jobs", most=MOST)
        self.jobs.setToolTip("Job tokens: how many threads may work at once (cargo's -j)")
        self.cores = Knob("Cores", " cores", most=MOST, none="a core each")
        self.cores.setToolTip("Processors that all threads share evenly")
        self.units = Knob("Units", " units", most=MOST, none="units as are")
        self.units.setToolTip("Merge to so many units as rustc does, and simulate that too")
        self.legend = Legend()
        fit, export = QToolButton(), QToolButton()
        fit.setText("Fit")
        export.setText("Export…")
        export.setToolTip("Write what is shown (Ctrl+E)")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 2, 6, 2)
        layout.setSpacing(2)
        first = _line(
            self.rows, self.sort, self.align, self.details, self.idle, self.simulated, self.legend, fit, export
        )
        first.setStretchFactor(self.legend, 1)
        layout.addLayout(first)
        self._simulation = QWidget()
        line = _line(QLabel("Simulation"), self.jobs, self.cores, self.units, self.order, self.costs, None)
        line.setContentsMargins(0, 0, 0, 0)
        self._simulation.setLayout(line)
        layout.addWidget(self._simulation)
        fit.clicked.connect(self.fit_wanted)
        export.clicked.connect(self.export_wanted)
        for box in (self.rows, self.sort, self.align, self.simulated, self.order):
            box.currentIndexChanged.connect(self.changed)
        self._costs = str(self.costs.currentData())
        self.costs.currentIndexChanged.connect(self._choose_costs)
        for check in (self.details, self.idle):
            check.toggled.connect(self.changed)
        for knob in (self.jobs, self.cores, self.units):
            knob.turned.connect(self.changed)

    @property
    def timing(self) -> Timing:
        """The chosen timing."""
        return Timing(
            arrangement=Arrangement(
                self.rows.currentData(), self.sort.currentData(), self.idle.isChecked(), self.details.isChecked()
            ),
            simulated=self.simulated.currentData(),
            jobs=self.jobs.value,
            order=self.order.currentData(),
            cores=self.cores.value,
            units=self.units.value,
            costs=self._costs,
            align=self.align.currentData(),
        )

    def take_costs_from(self, path: str) -> None:
        """Take the costs of units from a file."""
        if self.costs.findData(path) < 0:
            self.costs.insertItem(len(COSTS) - 1, Path(path).name, path)
        self.costs.setCurrentIndex(self.costs.findData(path))

    def _choose_costs(self, row: int) -> None:
        """Take other costs; the last choice asks for a file first."""
        wanted = self.costs.itemData(row)
        if wanted is not None:
            self._costs = wanted
            self.changed.emit()
            return
        self.costs.setCurrentIndex(self.costs.findData(self._costs))
        dialog = QFileDialog(self, "Costs of units", "", "Costs (*.json *.txt *.gz);;All files (*)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.take_costs_from)
        dialog.open()

    def show_timing(self, timing: Timing) -> None:
        """Show a timing without emitting `changed`."""
        if timing == self.timing:
            return
        blocked = self.blockSignals(True)
        arrangement = timing.arrangement
        for box, value in (
            (self.rows, arrangement.kind),
            (self.sort, arrangement.sort),
            (self.align, timing.align),
            (self.simulated, timing.simulated),
            (self.order, timing.order),
        ):
            box.setCurrentIndex(next((row for row in range(box.count()) if box.itemData(row) == value), 0))
        if self.costs.findData(timing.costs) >= 0:
            self.costs.setCurrentIndex(self.costs.findData(timing.costs))
        else:
            self.take_costs_from(timing.costs)
        self.details.setChecked(arrangement.details)
        self.idle.setChecked(arrangement.idle)
        for knob, number in ((self.jobs, timing.jobs), (self.cores, timing.cores), (self.units, timing.units)):
            knob.set_value(number)
        self.blockSignals(blocked)

    def offer(self, *, tracks: int, simulated: bool, packed: bool, units: int) -> None:
        """Offer the choices that make a difference to the chart.

        Parameters
        ----------
        tracks
            How many timelines there are: only two can be aligned.
        simulated
            Whether any of them is simulated: only then the second line is there.
        packed
            Whether rows are lanes: these have an order of their own, and show no details.
        units
            The most units that any stage has: more cannot be merged to; 0 where there is nothing to merge.
        """
        self.align.setVisible(tracks > 1)
        self.sort.setEnabled(not packed)
        self.details.setEnabled(not packed and self.rows.currentData() != "units")
        self._simulation.setVisible(simulated)
        self.units.setEnabled(units > 1)
        if units > 1:
            self.units.set_most(units)


def _line(*widgets: QWidget | None) -> QHBoxLayout:
    """Put widgets side by side, free room where None stands."""
    line = QHBoxLayout()
    line.setSpacing(6)
    for widget in widgets:
        if widget is None:
            line.addStretch(1)
        else:
            line.addWidget(widget)
    return line
