"""The bar of messages inside the window: one sentence, details on request, no dialogs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

NOTE_STAYS = 6_000
"""Milliseconds that good news stays; bad news stays until it is closed or something newer is said."""


class MessageBar(QFrame):
    """Shows the last message; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self.label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.offer_button = QPushButton()
        self._do: Callable[[], object] | None = None
        self.details_button = QPushButton("Details")
        self.details_button.setCheckable(True)
        self.close_button = QPushButton("Close")
        self.details = QPlainTextEdit(readOnly=True)
        self.details.setMaximumHeight(180)
        line = QHBoxLayout()
        line.addWidget(self.label, 1)
        line.addWidget(self.offer_button, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.details_button, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 8, 6)
        layout.addLayout(line)
        layout.addWidget(self.details)
        self._timer = QTimer(self, singleShot=True, interval=NOTE_STAYS)
        self._timer.timeout.connect(self.hide)
        self.details_button.toggled.connect(self.details.setVisible)
        self.close_button.clicked.connect(self.hide)
        self.offer_button.clicked.connect(self._accept)
        self.details.hide()
        self.hide()

    def text(self) -> str:
        """Return the current sentence, "" for none."""
        return "" if self.isHidden() else self.label.text()

    def fail(self, sentence: str, details: str) -> None:
        """Show a sentence about a failure."""
        self._timer.stop()
        self._say(sentence, details)

    def note(self, sentence: str) -> None:
        """Say something that needs no answer; it goes by itself."""
        self._say(sentence, "")
        self._timer.start()

    def offer(self, sentence: str, title: str, do: Callable[[], object]) -> None:
        """Say something that one may want to act on; it stays until it is closed or something newer is said.

        Parameters
        ----------
        title
            Of the button.
        do
            What the button does.
        """
        self._timer.stop()
        self._say(sentence, "")
        self._do = do
        self.offer_button.setText(title)
        self.offer_button.show()

    def _accept(self) -> None:
        do = self._do
        self.hide()
        if do is not None:
            do()

    def _say(self, sentence: str, details: str) -> None:
        self._do = None
        self.offer_button.hide()
        self.label.setText(sentence)
        self.details.setPlainText(details)
        self.details_button.setChecked(False)
        self.details_button.setVisible(bool(details))
        self.show()
