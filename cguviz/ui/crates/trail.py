"""The way back from a crate to the build it was opened from: a line above the crate."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from cguviz.ui.frame.welcome import name_of
from cguviz.ui.store.store import Store
from cguviz.workspace.state import opening


class Trail(QWidget):
    """A button that leads back, and the crate's name; there only while a crate of a build is open."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.back = QPushButton(flat=True)
        self.back.setToolTip("Back to all crates of the build (Alt+Left)")
        self.crate = QLabel()
        self.crate.setObjectName("faint")
        line = QHBoxLayout(self)
        line.setContentsMargins(6, 2, 8, 2)
        line.addWidget(self.back)
        line.addWidget(self.crate, 1)
        self.back.clicked.connect(lambda: store.apply(opening.leave_crate(store.workspace)))
        store.changes_of("captures", "crate", "within").connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        within, capture = self._store.workspace.within, self._store.capture
        self.setVisible(within is not None)
        if within is not None:
            self.back.setText(f"‹ All crates of {name_of(within.files)}")
            self.crate.setText("" if capture is None else capture.crate)
