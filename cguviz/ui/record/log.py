"""Messages of cargo and rustc, readable: their escape sequences become colours of the theme. Knows no process."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QFont, QFontDatabase, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from cguviz.ui.frame.appearance import current_theme

MOST_LINES = 20_000
"""More are let go at the top: a crate may print 100,000 warnings."""
COLOURS = {
    False: ("#14181f", "#b3261e", "#2c7a2c", "#8a6100", "#1f5fbf", "#8a3fa0", "#0b7285", "#5b6472"),
    True: ("#e6e8ec", "#ff8a80", "#8fd18f", "#e6c15c", "#8ab4ff", "#d6a3e6", "#6fd0e0", "#9aa3b2"),
}
"""Black, red, green, yellow, blue, magenta, cyan and white of a terminal, by whether the theme is dark: each at least
4.5 to 1 against the ground. Black and white are ink and faint ink."""
_CODES = re.compile(r"\x1b\[([0-9;]*)m")

Look = tuple[bool, int]
"""Bold, and the row of `COLOURS`, -1 for that of the text."""
PLAIN: Look = (False, -1)


def runs(line: str, look: Look = PLAIN) -> Iterator[tuple[str, Look]]:
    """Take a line apart into pieces of one look.

    Parameters
    ----------
    line
        With escape sequences of ECMA-48 (Select Graphic Rendition) and no others.
    look
        What it begins with.
    """
    end = 0
    for found in _CODES.finditer(line):
        if found.start() > end:
            yield line[end : found.start()], look
        end = found.end()
        look = _after(look, [int(code) if code else 0 for code in found[1].split(";")])
    if end < len(line):
        yield line[end:], look


def _after(look: Look, codes: list[int]) -> Look:
    bold, colour = look
    rest = iter(codes)
    for code in rest:
        match code:
            case 0:
                bold, colour = PLAIN
            case 1:
                bold = True
            case 22:
                bold = False
            case 39:
                colour = -1
            case 38:
                # "38;5;9": a numbered colour, of which the first sixteen are the named ones.
                number = next(rest, 0) == 5 and next(rest, 0)
                colour = number % 8 if 0 < number < 16 else -1
            case _ if 30 <= code <= 37 or 90 <= code <= 97:
                colour = code % 10
    return bold, colour


class Log(QPlainTextEdit):
    """Shows lines as they come; stays at the end while one looks at the end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, readOnly=True)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setMaximumBlockCount(MOST_LINES)
        self.setAccessibleName("Messages of cargo")
        self.setTabChangesFocus(True)
        self._lines: list[str] = []

    def add(self, lines: Sequence[str]) -> None:
        """Put lines at the end."""
        bar = self.verticalScrollBar()
        at_end = bar.value() >= bar.maximum()
        self._lines = [*self._lines, *lines][-MOST_LINES:]
        self._write(lines)
        if at_end:
            bar.setValue(bar.maximum())

    def clear(self) -> None:
        """Show nothing."""
        self._lines = []
        super().clear()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Take the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            super().clear()
            self._write(self._lines)

    def _write(self, lines: Sequence[str]) -> None:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        for line in lines:
            if not self.document().isEmpty():
                cursor.insertBlock()
            for text, look in runs(line):
                cursor.insertText(text, _format(look))
        cursor.endEditBlock()


def _format(look: Look) -> QTextCharFormat:
    bold, colour = look
    made = QTextCharFormat()
    if bold:
        made.setFontWeight(QFont.Weight.Bold)
    if colour >= 0:
        made.setForeground(QColor(COLOURS[current_theme().dark][colour]))
    return made
