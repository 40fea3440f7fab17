"""The panel of the partition lab: where to start, which rules, run. What comes out is the change of the comparison."""

from __future__ import annotations

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from cguviz.errors import CguvizError
from cguviz.partition import ESTIMATES, Pipeline, pipeline_of
from cguviz.ui.lab.chain import Chain
from cguviz.ui.lab.form import with_tip
from cguviz.ui.lab.trials import Trials
from cguviz.ui.store.store import Store
from cguviz.ui.text import wording

MOST_JOBS = 1024
NOTHING_OPEN = "Open a capture to try partitioning rules on it."
SHARE_TIP = "The other copies go with roots that they were with, or as the options of the rules say; none is lost"
NAME_HINT = "as the rules"


class Lab(QWidget):
    """The form of the partition lab: start, rules, options.

    Attributes
    ----------
    ran
        Signal(): something was asked for, so the scoreboard is worth seeing.
    """

    ran = Signal()

    def __init__(self, store: Store, trials: Trials, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._trials = trials
        self.start = with_tip(QComboBox(), "The stage that the rules start from")
        self.chain = Chain(settings)
        self.estimate = with_tip(QComboBox(), "The sizes that the rules see; what comes out is told in rustc's")
        for estimate in ESTIMATES:
            self.estimate.addItem(estimate.title, estimate.name)
            tip = f"{estimate.name} {estimate.pull_request}".strip()
            self.estimate.setItemData(self.estimate.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.beside = with_tip(QComboBox(), "The base of the comparison in which the result is shown")
        self.jobs = with_tip(QSpinBox(), "Job tokens of the simulated builds on the scoreboard, as cargo -j")
        self.jobs.setRange(1, MOST_JOBS)
        self.jobs.setKeyboardTracking(False)
        self.jobs.setValue(trials.jobs)
        self.name = with_tip(QLineEdit(placeholderText=NAME_HINT), "A name for the pipeline and the stage it makes")
        self.run_button = QPushButton("Run")
        self.run_button.setDefault(True)
        self.all_button = with_tip(
            QPushButton("Try all"), "Run every rule with its defaults; they go to the scoreboard"
        )
        self.refusal = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.refusal.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.refusal.setObjectName("refusal")
        self.share = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.share.setToolTip(SHARE_TIP)
        self.share.setObjectName("faint")
        self.progress = QProgressBar(format="%v of %m")
        self.cancel = QPushButton("Cancel")
        self._arrange()
        self._given_name = ""
        self.chain.edited.connect(self._edited)
        self.chain.loaded.connect(self._loaded)
        self.run_button.clicked.connect(self.run)
        self.all_button.clicked.connect(self.try_all)
        self.cancel.clicked.connect(store.cancel)
        self.jobs.valueChanged.connect(trials.set_jobs)
        trials.refused.connect(self._refuse)
        trials.awaited.connect(self._await)
        trials.changed.connect(self._fill)
        trials.changed.connect(self._tell_share)
        store.changes_of("base", "change").connect(self._tell_share)
        self._refuse("")
        self._await(0, 0)
        self._fill()
        self._tell_share()

    def _arrange(self) -> None:
        inner = QWidget()
        for combo in (self.start, self.beside, self.estimate):
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(10)
        above, below = QFormLayout(), QFormLayout()
        above.addRow("Start from", self.start)
        for label, widget in (
            ("Sizes", self.estimate),
            ("Beside", self.beside),
            ("Name", self.name),
            ("Jobs", self.jobs),
        ):
            below.addRow(label, widget)
        for form in (above, below):
            form.setVerticalSpacing(4)
            form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        buttons, wait = QHBoxLayout(), QHBoxLayout()
        buttons.addWidget(self.run_button, 1)
        buttons.addWidget(self.all_button)
        wait.addWidget(self.progress, 1)
        wait.addWidget(self.cancel)
        column = QVBoxLayout(inner)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(8)
        column.addLayout(above)
        column.addWidget(self.chain)
        column.addLayout(below)
        column.addLayout(buttons)
        column.addWidget(self.refusal)
        column.addWidget(self.share)
        column.addLayout(wait)
        column.addStretch(1)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)

    # What is chosen

    @property
    def pipeline(self) -> Pipeline:
        """The pipeline as it is set."""
        name = self.name.text().replace(":", " ").replace("|", " ").strip()
        return Pipeline(self.chain.steps, name, self.estimate.currentData())

    @property
    def stage(self) -> str:
        """The stage to start from, "" for the rule's own."""
        return str(self.start.currentData() or "")

    def run(self) -> None:
        """Run the rules and compare."""
        if self._trials.capture is None:
            self._refuse(NOTHING_OPEN)
            return
        pipeline = self.pipeline
        self.chain.remember(pipeline)
        self._trials.try_one(pipeline, start=self.stage, beside=str(self.beside.currentData() or ""))
        self.ran.emit()

    def try_all(self) -> None:
        """Run every rule with its defaults."""
        if self._trials.capture is None:
            self._refuse(NOTHING_OPEN)
            return
        self._trials.try_all(start=self.stage)
        self.ran.emit()

    def run_text(self, text: str) -> None:
        """Take a rule or preset by its name, and run it."""
        try:
            self.chain.set_pipeline(pipeline_of(text))
        except CguvizError as error:
            self._refuse(str(error))
            return
        self.run()

    # Following

    def _edited(self) -> None:
        """Drop the name of a preset that was edited; a name that was typed in stays."""
        if self.name.text() == self._given_name:
            self.name.clear()

    def _loaded(self, pipeline: Pipeline) -> None:
        self._given_name = pipeline.name
        self.name.setText(pipeline.name)
        self.estimate.setCurrentIndex(self.estimate.findData(pipeline.estimate))

    def _fill(self) -> None:
        """Offer the stages of the capture; the chosen stage stays chosen."""
        stages = [line.stage for line in self._trials.lines if line.stage]
        for combo, first in ((self.start, "where rustc would"), (self.beside, "its start")):
            chosen = combo.currentData()
            combo.clear()
            combo.addItem(first, "")
            for stage in stages:
                combo.addItem(stage, stage)
            combo.setCurrentIndex(max(combo.findData(chosen), 0))

    def _tell_share(self) -> None:
        """Report unknowns of the start of the current stage: copies that nothing explains, sizes, other builds."""
        workspace = self._store.workspace
        change = "" if workspace.change is None else workspace.change.stage
        made = {line.stage: line for line in self._trials.lines if line.copies or line.unsized or line.caveats}
        line = made.get(change) or made.get(workspace.base)
        self.share.setVisible(line is not None)
        if line is not None:
            told = []
            if line.copies:
                share = f"{line.explained:,} of the {line.copies:,} copies in {line.start}"
                told.append(f"Uses explain {share} ({line.explained / line.copies:.1%}).")
            if line.unsized:
                told.append(f"Without a size estimate, counting one each: {wording.count(line.unsized, 'item')}.")
            told += [f"{caveat[0].upper()}{caveat[1:]}" for caveat in line.caveats]
            self.share.setText(" ".join(told))

    def _refuse(self, sentence: str) -> None:
        self.refusal.setText(sentence)
        self.refusal.setVisible(bool(sentence))

    def _await(self, done: int, asked: int) -> None:
        self.progress.setVisible(asked > 1)
        self.cancel.setVisible(asked > 1)
        self.progress.setRange(0, max(asked, 1))
        self.progress.setValue(done)
