"""The line above a comparison: which sides are seen, what steps back, what changed, and what the looks mean."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from cguviz.ui.store.answers_shown import Sides
from cguviz.ui.store.store import Store
from cguviz.ui.text import comparison as comparison_text
from cguviz.ui.widgets.heading import Entry, Heading, Key
from cguviz.workspace.state import workspace as ws

FACES = (
    (ws.Face.BOTH, "Both", "Both sides, one beside the other"),
    (ws.Face.BASE, "Base", "The base alone; Tab flips to the change"),
    (ws.Face.CHANGE, "Change", "The change alone; Tab flips to the base"),
)


class CompareBar(QWidget):
    """Buttons and figures.

    Emits
    -----
    flow_wanted
        (bool) whether the flow of sizes is to be seen.
    """

    flow_wanted = Signal(bool)

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.setObjectName("comparebar")
        self.faces = QButtonGroup(self)
        line = QHBoxLayout()
        line.setContentsMargins(6, 3, 6, 1)
        line.setSpacing(2)
        for number, (_, text, tip) in enumerate(FACES):
            button = self._button(text, tip)
            self.faces.addButton(button, number)
            line.addWidget(button)
        line.addSpacing(8)
        self.moved_only = self._button("Moved only", "Let everything that is the same on both sides step back (M)")
        self.flow = self._button("Flow", "Show how sizes flow from the units of the base to those of the change")
        self.flow.setChecked(True)
        line.addWidget(self.moved_only)
        line.addWidget(self.flow)
        self.summary = Heading()
        line.addWidget(self.summary, 1)
        self.key = Key()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(line)
        layout.addWidget(self.key)
        self.faces.idClicked.connect(self._choose_face)
        self.moved_only.clicked.connect(self._choose_moved_only)
        self.flow.clicked.connect(self.flow_wanted)
        store.changes_of("sides", "face", "moved_only").connect(self._follow)
        self._follow()

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(tip)
        button.setCheckable(True)
        button.setAutoRaise(True)
        return button

    def show_sides(self, sides: Sides | None, entries: tuple[Entry, ...]) -> None:
        """Describe the changes, and explain the looks that occur."""
        self.summary.set_text("" if sides is None else comparison_text.summary(sides))
        self.key.show_entries(entries)
        self._follow()

    def show_flow(self, shown: bool) -> None:
        """Tick the button of the flow, or not."""
        self.flow.setChecked(shown)

    def _follow(self) -> None:
        workspace = self._store.workspace
        self.faces.button([face for face, _, _ in FACES].index(workspace.face)).setChecked(True)
        self.moved_only.setChecked(workspace.moved_only)
        for button in (*self.faces.buttons(), self.moved_only, self.flow):
            button.setEnabled(self._store.sides is not None)

    def _choose_face(self, number: int) -> None:
        self._store.apply(ws.show_face(self._store.workspace, FACES[number][0]))

    def _choose_moved_only(self, chosen: bool) -> None:
        self._store.apply(ws.show_moved_only(self._store.workspace, chosen))
