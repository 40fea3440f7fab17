"""The editor of a pipeline: its rules in their order, what is known of the chosen one, its options."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cguviz.errors import PartitionError
from cguviz.partition import PARTITIONERS, Pipeline, Step, find_rule, format_pipeline, parse, pipeline_of, step_of
from cguviz.partition.rule import Partitioner
from cguviz.ui.lab.form import OptionForm, with_tip
from cguviz.ui.lab.rule_menu import fill_with_rules

PULLS = "https://github.com/rust-lang/rust/pull/"
STEP = Qt.ItemDataRole.UserRole
KEPT = "lab/pipelines"
LINES = 4
"""Rules seen at once without scrolling."""


class Chain(QWidget):
    """Edits the steps of a pipeline.

    Attributes
    ----------
    edited
        Signal(): the pipeline is another one.
    loaded
        Signal(Pipeline): another pipeline was taken as a whole.
    """

    edited = Signal()
    loaded = Signal(object)

    def __init__(self, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.list = QListWidget()
        self.list.setAccessibleName("Rules, in the order in which they run")
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setFixedHeight(LINES * (self.fontMetrics().height() + 6) + 4)
        self.add = _button("Add", "Add a rule, or take a named pipeline")
        self.add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.add)
        self.add.setMenu(self.menu)
        self.remove = _button("Remove", "Take the chosen rule out")
        self.up, self.down = _button("↑", "Run it earlier"), _button("↓", "Run it later")
        self.about = QLabel(wordWrap=True, textFormat=Qt.TextFormat.RichText, openExternalLinks=True)
        self.form = OptionForm()
        buttons = QHBoxLayout()
        buttons.setSpacing(2)
        for button in (self.add, self.remove, self.up, self.down):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(5)
        layout.addWidget(self.list)
        layout.addLayout(buttons)
        layout.addWidget(self.about)
        layout.addWidget(self.form)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.menu.triggered.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.list.currentItemChanged.connect(self._show_step)
        self.list.model().rowsMoved.connect(self.edited)
        self.form.edited.connect(self._take_options)
        self.set_pipeline(pipeline_of(PARTITIONERS[0].name))

    # The pipeline

    @property
    def steps(self) -> tuple[Step, ...]:
        """The rules with their options."""
        return tuple(self.list.item(row).data(STEP) for row in range(self.list.count()))

    def set_pipeline(self, pipeline: Pipeline) -> None:
        """Show another pipeline."""
        self.list.clear()
        for step in pipeline.steps:
            self._append(step)
        self.list.setCurrentRow(self.list.count() - 1)
        self.edited.emit()
        self.loaded.emit(pipeline)

    def named_pipelines(self) -> tuple[Pipeline, ...]:
        """Return the pipelines that were given names, the last first."""
        kept = self._settings.value(KEPT)
        found: list[Pipeline] = []
        for text in kept.split("\n") if isinstance(kept, str) else ():
            try:
                found.append(parse(text))
            except PartitionError:
                # An older or newer version had a rule that this one has not.
                continue
        return tuple(pipeline for pipeline in found if pipeline.name)

    def remember(self, pipeline: Pipeline) -> None:
        """Keep a pipeline that has a name; one of the same name is replaced."""
        if pipeline.name:
            others = [old for old in self.named_pipelines() if old.name != pipeline.name]
            self._settings.setValue(KEPT, "\n".join(format_pipeline(one) for one in (pipeline, *others)))

    # Editing

    def _fill_menu(self) -> None:
        self.menu.clear()
        fill_with_rules(self.menu, presets="Presets")
        named = self.named_pipelines()
        if named:
            menu = self.menu.addMenu("Named by you")
            menu.setToolTipsVisible(True)
            for pipeline in named:
                action = menu.addAction(pipeline.name)
                action.setData(format_pipeline(pipeline))
                action.setToolTip(format_pipeline(pipeline))

    def _add(self, action: QAction) -> None:
        self.add_text(str(action.data()))

    def add_text(self, text: str) -> None:
        """Append a rule; a preset or a pipeline with a name takes the place of everything."""
        pipeline = pipeline_of(text)
        if pipeline.name:
            self.set_pipeline(pipeline)
            return
        for step in pipeline.steps:
            self._append(step)
        self.list.setCurrentRow(self.list.count() - 1)
        self.edited.emit()

    def _append(self, step: Step) -> None:
        entry = QListWidgetItem()
        _put(entry, step)
        self.list.addItem(entry)

    def _remove(self) -> None:
        if self.list.count() > 1:
            self.list.takeItem(self.list.currentRow())
            self.edited.emit()

    def _move(self, by: int) -> None:
        row = self.list.currentRow()
        if 0 <= row + by < self.list.count():
            self.list.insertItem(row + by, self.list.takeItem(row))
            self.list.setCurrentRow(row + by)
            self.edited.emit()

    def _show_step(self, entry: QListWidgetItem | None) -> None:
        step: Step | None = None if entry is None else entry.data(STEP)
        self.about.setText("" if step is None else about(find_rule(step.rule)))
        self.form.show_options("" if step is None else step.rule, None if step is None else step.options)
        self.remove.setEnabled(self.list.count() > 1)

    def _take_options(self) -> None:
        entry = self.list.currentItem()
        step: Step = entry.data(STEP)
        _put(entry, dataclasses.replace(step, options=step_of(step.rule, self.form.words).options))
        self.edited.emit()


def about(rule: Partitioner) -> str:
    """Return rich text on a rule: what it does, how surely, where it was proposed."""
    number = rule.pull_request.removeprefix("#")
    link = f' · <a href="{PULLS}{number}">rust-lang/rust{rule.pull_request}</a>' if number else ""
    return f"<b>{rule.title}</b><br>{rule.meaning}<br>{rule.standing.capitalize()}{link}"


def _put(entry: QListWidgetItem, step: Step) -> None:
    entry.setData(STEP, step)
    entry.setText(" ".join([step.rule, *(f"{word}={value}" for word, value in step.options.changes().items())]))


def _button(text: str, tip: str) -> QToolButton:
    button = with_tip(QToolButton(), tip)
    button.setText(text)
    return button
