"""The place of the timeline. It says what to load; what shows threads over time goes in here."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from cguviz.ui import wording
from cguviz.ui.store import Store

NO_PROFILE = "Load a self-profile of the same build to see its threads: open it together with the capture."


class TimelineDock(QWidget):
    """What the dock at the bottom shows while no threads are drawn."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.hint = QLabel(NO_PROFILE, wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self.hint.setObjectName("faint")
        self.hint.setMinimumHeight(60)
        layout = QVBoxLayout(self)
        layout.addWidget(self.hint)
        store.captures_changed.connect(self._tell)
        store.changed.connect(self._tell)

    def _tell(self) -> None:
        capture = self._store.capture
        timeline = None if capture is None else capture.timeline
        if timeline is None:
            self.hint.setText(NO_PROFILE)
        else:
            threads = wording.count(len(timeline.threads), "thread")
            self.hint.setText(f"A profile of this build is loaded: {threads}, {wording.count(len(timeline), 'span')}.")
