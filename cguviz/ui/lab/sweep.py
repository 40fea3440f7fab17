"""The panel of sweeps: one option of the lab's rules over a range of values, drawn as curves while they come in."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from cguviz.errors import PartitionError
from cguviz.partition import Pipeline, step_of
from cguviz.partition.options import COUNT, FACTOR, SIZE, fields_of
from cguviz.ui.lab.form import LARGEST, with_tip
from cguviz.ui.lab.panel import Lab
from cguviz.ui.lab.trials import Trials
from cguviz.ui.text import wording

if TYPE_CHECKING:
    from cguviz.ui.lab.curves import Curves

RANGES = {COUNT: (1.0, 64.0), SIZE: (0.0, 20_000.0), FACTOR: (0.25, 3.0)}
"""What is swept at first; readings that are not here are no numbers."""
POINTS, MOST_POINTS = 32, 512
LEAST = 56
"""Pixels of a field at least."""
HEIGHT = 190
"""Pixels at least; curves lower than that say little."""


@dataclasses.dataclass(frozen=True)
class Option:
    """An option that can be swept: the step of the chain it belongs to, and its word."""

    step: int
    word: str


class Sweep(QWidget):
    """Chooses the option and the range, and shows the curves."""

    def __init__(self, lab: Lab, trials: Trials, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lab = lab
        self._trials = trials
        self._pipeline: Pipeline | None = None
        self._swept: Option | None = None
        self._start = ""
        self.curves: Curves | None = None
        self.option = with_tip(QComboBox(), "The option to vary; the rules are those of the partition lab")
        self.least = with_tip(QDoubleSpinBox(maximum=LARGEST, decimals=2), "The first value")
        self.most = with_tip(QDoubleSpinBox(maximum=LARGEST, decimals=2), "The last value")
        self.count = with_tip(QSpinBox(minimum=2, maximum=MOST_POINTS, value=POINTS), "How many values at most")
        self.run_button = QPushButton("Sweep")
        self.hint = QLabel()
        self.hint.setObjectName("faint")
        # Neither text nor numbers widen a narrow window.
        self.hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for chooser in (self.option, self.least, self.most, self.count):
            chooser.setMinimumWidth(LEAST)
        line = QHBoxLayout()
        line.setContentsMargins(8, 0, 8, 0)
        for text, widget in (
            ("Vary", self.option),
            ("from", self.least),
            ("to", self.most),
            ("in", self.count),
            ("steps", self.run_button),
        ):
            line.addWidget(QLabel(text))
            line.addWidget(widget)
        line.addWidget(self.hint, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 4, 0, 0)
        self._column.setSpacing(4)
        self._column.addLayout(line)
        # Takes the room while there are no curves.
        self._column.addStretch(0)
        self.setMinimumHeight(HEIGHT)
        self.option.currentIndexChanged.connect(self._suggest)
        self.run_button.clicked.connect(self.run)
        lab.chain.edited.connect(self._offer)
        trials.swept.connect(self._draw)
        trials.changed.connect(self._draw)
        self._offer()

    def values(self) -> list[float]:
        """Return the values to try, ascending; whole ones for whole options, each once."""
        low, high = sorted((self.least.value(), self.most.value()))
        found = np.linspace(low, high, self.count.value())
        return sorted({float(value) for value in (np.rint(found) if self.least.decimals() == 0 else found.round(3))})

    def run(self) -> None:
        """Run the lab's rules with one value after the other."""
        option: Option | None = self.option.currentData()
        if option is None or self._trials.capture is None:
            return
        self._pipeline, self._swept, self._start = self._lab.pipeline, option, self._lab.stage
        try:
            pipelines = [(value, self._with(value)) for value in self.values()]
        except PartitionError as error:
            self.hint.setText(str(error))
            return
        self._trials.rate()
        self._trials.sweep(pipelines, start=self._start)

    def _with(self, value: float) -> Pipeline:
        """Return the pipeline that is swept with one value."""
        if self._pipeline is None or self._swept is None:
            return self._lab.pipeline
        steps = list(self._pipeline.steps)
        step = steps[self._swept.step]
        steps[self._swept.step] = step_of(step.rule, {**step.options.changes(), self._swept.word: f"{value:.10g}"})
        return dataclasses.replace(self._pipeline, steps=tuple(steps), name="")

    # Following

    def _offer(self) -> None:
        """Offer the numbers among the options of the lab's rules."""
        chosen = self.option.currentData()
        self.option.blockSignals(True)
        self.option.clear()
        for number, step in enumerate(self._lab.chain.steps):
            for field in fields_of(type(step.options)):
                if field.reading in RANGES:
                    self.option.addItem(f"{step.rule}: {field.word}", Option(number, field.word))
        rows = [row for row in range(self.option.count()) if self.option.itemData(row) == chosen]
        self.option.setCurrentIndex(rows[0] if rows else 0)
        self.option.blockSignals(False)
        self.run_button.setEnabled(self.option.count() > 0)
        self.hint.setText("" if self.option.count() else "No rule in the lab has a number to vary.")
        if not rows:
            self._suggest()

    def _suggest(self) -> None:
        """Suggest a range for the option."""
        option: Option | None = self.option.currentData()
        if option is None:
            return
        step = self._lab.chain.steps[option.step]
        (field,) = (field for field in fields_of(type(step.options)) if field.word == option.word)
        low, high = RANGES[field.reading]
        for box, value in ((self.least, low), (self.most, high)):
            box.setDecimals(2 if field.reading is FACTOR else 0)
            box.setMinimum(1 if field.reading is COUNT else 0.01 if field.reading is FACTOR else 0)
            box.setValue(value)

    def _draw(self) -> None:
        if self.curves is None or self._swept is None:
            return
        points = self._trials.points
        own = [line for line in self._trials.lines if not line.rule and line.score is not None]
        self.curves.show_points(points, option=self._swept.word, own=own[-1].score if own else None)
        refused = [point for point in points if point.score is None]
        told = f"{wording.count(len(points), 'point')}; click one to compare it."
        if own:
            told += f" Dashed: {own[-1].stage}."
        unsure = {point.score.warning: point.value for point in points if point.score is not None}
        told += "".join(f" At {value:g}: {warning}." for warning, value in unsure.items() if warning)
        if refused:
            told += f" {len(refused):,} refused: {refused[-1].refusal}"
        if self.option.count():
            self.hint.setText(told if points else "")
        self.hint.setToolTip(self.hint.text())

    def _compare(self, value: float) -> None:
        self._trials.try_one(self._with(value), start=self._start, beside="")

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Import the plotting library when curves are first seen."""
        super().showEvent(event)
        if self.curves is None:
            from cguviz.ui.lab.curves import Curves

            self.curves = Curves()
            self.curves.chosen.connect(self._compare, Qt.ConnectionType.QueuedConnection)
            self._column.insertWidget(1, self.curves, 1)
            self._draw()
