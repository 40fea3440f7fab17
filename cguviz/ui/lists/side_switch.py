"""The switch for the side of a comparison that outline and table list, while both are seen."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from cguviz.ui.store.store import Store
from cguviz.workspace.requests.opened import Side
from cguviz.workspace.state import workspace as ws

TIPS = ("List the base", "List the change")
LEAST, MARGIN = 48, 22
"""Pixels of a button at least, and what stands around its text."""


class SideSwitch(QWidget):
    """Two buttons, there only while there is something to choose."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.sides = QButtonGroup(self)
        self._texts = ["", ""]
        line = QHBoxLayout(self)
        line.setContentsMargins(4, 0, 4, 0)
        line.setSpacing(2)
        for number, tip in enumerate(TIPS):
            button = QToolButton()
            button.setToolTip(tip)
            button.setCheckable(True)
            button.setAutoRaise(True)
            button.setMinimumWidth(LEAST)
            button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            self.sides.addButton(button, number)
            line.addWidget(button)
        line.addStretch(1)
        self.sides.idClicked.connect(self._choose)
        parts = ("captures", "crate", "base", "change", "face", "list_change", "view")
        store.changes_of(*parts).connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        workspace, captures = self._store.workspace, self._store.captures
        change = workspace.change
        there = change is not None and 0 <= change.crate < len(captures) and workspace.crate < len(captures)
        both = workspace.view in ws.SIDED and workspace.face is ws.Face.BOTH
        self.setVisible(there and both)
        self.sides.button(int(workspace.list_change)).setChecked(True)
        if there and change is not None:
            sides = (Side(workspace.crate, workspace.base), change)
            for number, (word, side) in enumerate(zip(("Base", "Change"), sides, strict=True)):
                stage = side.stage or next(iter(captures[side.crate].stages[-1:]), "")
                self._texts[number] = f"{word} {stage}".rstrip()
                self.sides.button(number).setToolTip(f"{TIPS[number]}: {stage}")
            self._fit()

    def _fit(self) -> None:
        """Cut names that have no room: what was made by several rules has a long one."""
        room = self.width() // 2 - MARGIN
        for number, text in enumerate(self._texts):
            button = self.sides.button(number)
            button.setText(button.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, max(room, LEAST)))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Show as much of the names as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _choose(self, number: int) -> None:
        self._store.apply(dataclasses.replace(self._store.workspace, list_change=bool(number)))
