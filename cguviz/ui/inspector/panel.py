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

from cguviz.ui.inspector.cell_content import content_of_cell
from cguviz.ui.inspector.content import Content, content_of
from cguviz.ui.inspector.model import SectionsModel
from cguviz.ui.store.store import Store
from cguviz.ui.text import wording
from cguviz.workspace.results.matrix import Tabulated
from cguviz.workspace.state import workspace as ws
from cguviz.workspace.state.resolve import tabulate_of

PATH_LINES = 6
"""A longer path is scrolled: rustc's longest names have more than a thousand letters."""
UNFOLD_UP_TO, OPEN_UP_TO = 12, 400
"""A list of the inspector is open at first if it is no longer than this; the second is for those of `OPEN`. Qt takes
40 ms to unfold 3,000 lines."""
MEASURED = 60
"""Lines whose figures say how wide their column is."""


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
        header.setResizeContentsPrecision(MEASURED)
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
        store.changes_of("captures", "stage", "sides").connect(self._refill)
        store.changes_of("selection", "view", "face").connect(self._follow_choice)
        self._refill()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return a width that holds a path of usual length in a few lines."""
        return QSize(290, 400)

    def text(self) -> str:
        """Return all that is said above the lists, for tests and the clipboard."""
        return "\n".join([self.heading.text(), self.path.toPlainText(), *(" ".join(fact) for fact in self._said)])

    def _follow_choice(self) -> None:
        if _subject(self._store.workspace) != self._subject:
            self._refill()

    def _refill(self) -> None:
        store, workspace = self._store, self._store.workspace
        self._subject = _subject(workspace)
        sides = store.sides if workspace.view in ws.COMPARING else None
        alone = store.capture if workspace.crate in store.bare else None
        self._show(self._of_cell() or content_of(store.stage, sides, workspace.selection, capture=alone))

    def _of_cell(self) -> Content | None:
        """Return the content for the uses that are selected in the matrix, None if none are."""
        workspace = self._store.workspace
        if workspace.opened is None or not (workspace.selection.uses and workspace.selection.units):
            return None
        shown = self._store.answer_to(tabulate_of(workspace, workspace.opened))
        return content_of_cell(shown, workspace.selection) if isinstance(shown, Tabulated) else None

    def _show(self, content: Content) -> None:
        heading, path, sections = content.heading, content.path, content.sections
        self.setUpdatesEnabled(False)
        self.heading.setText(wording.breakable(heading))
        self.path.setPlainText(path)
        self.path.setVisible(bool(path) and path != heading)
        self._fit_path()
        while self.facts.rowCount():
            self.facts.removeRow(0)
        for key, value in content.facts:
            name, text = QLabel(key), QLabel(wording.breakable(value), wordWrap=True)
            name.setObjectName("key")
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.facts.addRow(name, text)
        self._said = list(content.facts)
        self.hint.setText(content.hint)
        self.hint.setVisible(bool(content.hint))
        self.model.show(sections)
        self.lists.setVisible(bool(sections))
        for row, section in enumerate(sections):
            index = self.model.index(row, 0)
            self.lists.setFirstColumnSpanned(row, QModelIndex(), False)
            most = OPEN_UP_TO if section.title in OPEN else UNFOLD_UP_TO
            self.lists.setExpanded(index, 0 < section.length <= most)
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


OPEN = (
    "Slowest functions",
    "Callers",
    "Callees",
    "Items",
    "Uses",
    "New uses",
    "Gone uses",
    "Why in this unit",
    "Came from",
    "Went to",
    "Moves",
    "Units",
    "Phases",
)


def _subject(workspace: ws.Workspace) -> tuple[object, ...]:
    """Return the choices that decide about the content of the inspector."""
    chosen = workspace.selection
    return chosen, workspace.view in ws.COMPARING, workspace.face if chosen.uses else None
