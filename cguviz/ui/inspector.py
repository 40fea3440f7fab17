"""The inspector: what is known of the selection, and where one can go from it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent, QTextOption
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from cguviz.ui import wording
from cguviz.ui.inspector_model import Section, SectionsModel
from cguviz.ui.sections import sections_of_item, sections_of_several, sections_of_unit
from cguviz.ui.store import Stage, Store
from cguviz.workspace import workspace as ws

PATH_LINES = 6
"""A longer path is scrolled: rustc's longest names have more than a thousand letters."""
UNFOLD_UP_TO = 12
"""A list of the inspector is open at first if it is no longer than this, or if it is of callers or callees."""


class Inspector(QWidget):
    """Shows the item, the unit, or the stage."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._said: wording.Facts = []
        self.heading = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.heading.setObjectName("heading")
        self.path = QPlainTextEdit(readOnly=True)
        self.path.setFrameShape(QFrame.Shape.NoFrame)
        self.path.setObjectName("path")
        self.path.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.path.setAccessibleName("Full path")
        self.path.setTabChangesFocus(True)
        self.facts = QFormLayout(horizontalSpacing=10, verticalSpacing=2)
        self.facts.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.hint = QLabel(wordWrap=True)
        self.hint.setObjectName("faint")
        self.model = SectionsModel(self)
        self.lists = QTreeView(headerHidden=True, uniformRowHeights=True, indentation=12)
        self.lists.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.lists.setAccessibleName("Copies, callers and callees")
        self.lists.setModel(self.model)
        header = self.lists.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 0)
        layout.setSpacing(6)
        layout.addWidget(self.heading)
        layout.addWidget(self.path)
        layout.addLayout(self.facts)
        layout.addWidget(self.hint)
        layout.addWidget(self.lists, 1)
        # Takes the room while there are no lists.
        layout.addStretch(0)
        self.lists.clicked.connect(self._follow)
        self.lists.activated.connect(self._follow)
        store.changed.connect(self._changed)
        store.stage_changed.connect(self._refill)
        self._refill()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return a width that holds a path of usual length in a few lines."""
        return QSize(290, 400)

    def text(self) -> str:
        """Return all that is said above the lists, for tests and the clipboard."""
        return "\n".join([self.heading.text(), self.path.toPlainText(), *(" ".join(fact) for fact in self._said)])

    def _changed(self, before: ws.Workspace, now: ws.Workspace) -> None:
        if (before.selection.items, before.selection.units, before.selection.at) != (
            now.selection.items,
            now.selection.units,
            now.selection.at,
        ):
            self._refill()

    def _refill(self) -> None:
        stage, selection = self._store.stage, self._store.workspace.selection
        if stage is None:
            self._show("Nothing is open.", "", [], ())
            return
        names = stage.partition.units.tolist() if selection.units else []
        if len(selection.items) == 1 and not selection.units:
            self._show_item(stage, selection.items[0], selection.at)
        elif len(selection.units) == 1 and not selection.items and selection.units[0] in names:
            self._show_unit(stage, names.index(selection.units[0]))
        elif selection:
            self._show_several(stage, selection)
        else:
            self._show(stage.capture.crate or "(crate not named)", "", wording.facts_of_stage(stage), (), _hint(stage))

    def _show_item(self, stage: Stage, item: int, at: str) -> None:
        placement = wording.placement_in(stage, item, at)
        self._show(
            wording.label(stage.capture, item),
            stage.capture.items.name[item],
            wording.facts_of_item(stage, item, placement),
            sections_of_item(stage, item, at),
            _hint(stage),
        )

    def _show_unit(self, stage: Stage, unit: int) -> None:
        self._show(
            stage.survey.unit_labels[unit],
            stage.partition.units[unit],
            wording.facts_of_unit(stage, unit),
            sections_of_unit(stage, unit),
            _hint(stage),
        )

    def _show_several(self, stage: Stage, selection: ws.Selection) -> None:
        chosen = [wording.count(len(selection.items), "item")] if selection.items else []
        chosen += [wording.count(len(selection.units), "unit")] if selection.units else []
        sizes = stage.capture.items.size
        size = sum(max(int(sizes[item]), 0) for item in selection.items)
        copies = sum(int(stage.survey.copies[item]) for item in selection.items)
        facts = [("Size estimate", f"{size:,}"), ("Placements", f"{copies:,}")] if selection.items else []
        self._show(" and ".join(chosen), "", facts, sections_of_several(stage, selection))

    def _show(
        self, heading: str, path: str, facts: wording.Facts, sections: tuple[Section, ...], hint: str = ""
    ) -> None:
        self.setUpdatesEnabled(False)
        self.heading.setText(wording.breakable(heading))
        self.path.setPlainText(path)
        self.path.setVisible(bool(path) and path != heading)
        self._fit_path()
        while self.facts.rowCount():
            self.facts.removeRow(0)
        for key, value in facts:
            name, text = QLabel(key), QLabel(wording.breakable(value), wordWrap=True)
            name.setObjectName("key")
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.facts.addRow(name, text)
        self._said = facts
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self.model.show(sections)
        self.lists.setVisible(bool(sections))
        for row, section in enumerate(sections):
            index = self.model.index(row, 0)
            self.lists.setFirstColumnSpanned(row, QModelIndex(), False)
            self.lists.setExpanded(index, 0 < section.length <= UNFOLD_UP_TO or section.title in OPEN)
        self.setUpdatesEnabled(True)

    def _fit_path(self) -> None:
        """Make the path as high as its lines, up to a limit."""
        metrics = self.path.fontMetrics()
        room = QRect(0, 0, max(self.width() - 26, 120), 10_000)
        text = self.path.toPlainText()
        height = metrics.boundingRect(room, int(Qt.TextFlag.TextWrapAnywhere), text).height()
        self.path.setFixedHeight(min(height, PATH_LINES * metrics.lineSpacing()) + 10)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Give the path the lines it needs now."""
        super().resizeEvent(event)
        self._fit_path()

    def _follow(self, index: QModelIndex) -> None:
        target = self.model.target(index)
        if target is not None:
            self._store.go(ws.select(self._store.workspace, target))


OPEN = ("Callers", "Callees", "Items")


def _hint(stage: Stage) -> str:
    return wording.LOAD_IR if stage.capture.uses is None else ""
