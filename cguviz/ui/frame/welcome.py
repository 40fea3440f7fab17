"""The first page of an empty window: ways to begin, and recently opened files."""

from __future__ import annotations

import html
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

HOW = (
    "A rustc debug log, LLVM IR, mono items, DOT or D2, or a .cguviz file;<br>"
    "files of one compilation opened together become one capture."
)
SHOWN = 6


class Welcome(QWidget):
    """Three buttons and the recent files.

    Attributes
    ----------
    files_wanted, folder_wanted, recording_wanted
        Signal(): a button was pressed.
    chosen
        Signal(list): the files of a recent entry.
    """

    files_wanted = Signal()
    folder_wanted = Signal()
    recording_wanted = Signal()
    chosen = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[tuple[str, ...], ...] = ()
        title = QLabel("Open a capture, or drop it here")
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 1.5)
        title.setFont(font)
        how = QLabel(HOW)
        how.setObjectName("faint")
        files, folder, record = QPushButton("Open files…"), QPushButton("Open folder…"), QPushButton("Record a crate…")
        files.clicked.connect(self.files_wanted)
        folder.clicked.connect(self.folder_wanted)
        record.clicked.connect(self.recording_wanted)
        buttons = QHBoxLayout()
        for widget in (files, folder, record):
            buttons.addWidget(widget)
        self.recent = QLabel(textFormat=Qt.TextFormat.RichText)
        self.recent.linkActivated.connect(self._choose)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addStretch(2)
        for label in (title, how):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(label)
        layout.addLayout(_centred(buttons))
        layout.addSpacing(12)
        layout.addWidget(self.recent, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def show_recent(self, entries: tuple[tuple[str, ...], ...]) -> None:
        """List recently opened files."""
        self._entries = entries[:SHOWN]
        lines = [
            f"<a href='{row}' style='text-decoration: none'>{html.escape(name_of(files))}</a>"
            f"&nbsp;&nbsp;<small>{html.escape(str(Path(files[0]).parent))}</small>"
            for row, files in enumerate(self._entries)
        ]
        self.recent.setText("<div>Lately:</div>" + "".join(f"<div>{line}</div>" for line in lines) if lines else "")

    def _choose(self, link: str) -> None:
        self.chosen.emit(list(self._entries[int(link)]))


def name_of(files: tuple[str, ...]) -> str:
    """Name files that were opened together."""
    more = f" and {len(files) - 1} more" if len(files) > 1 else ""
    return f"{Path(files[0]).name}{more}"


def _centred(inner: QHBoxLayout) -> QHBoxLayout:
    outer = QHBoxLayout()
    outer.addStretch()
    outer.addLayout(inner)
    outer.addStretch()
    return outer
