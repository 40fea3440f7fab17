"""A line above a pane: what it shows in bold, then as many whole figures as there is room for; and a key of looks."""

from __future__ import annotations

import dataclasses

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cguviz.scene.scene import Role
from cguviz.ui.canvas.boxes import paint_alike
from cguviz.ui.frame.appearance import current_theme

PAD, GAP = 8.0, 8.0
"""Pixels beside the text, and between its parts."""
SWATCH = QSize(18, 11)
BETWEEN = " · "


@dataclasses.dataclass(frozen=True)
class Entry:
    """A look and its meaning."""

    text: str
    role: Role
    tint: int = -1


class Heading(QWidget):
    """Shows "base PLACE · 66 units · …"; its first part is always there, shortened at need."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """Return all that there is to say."""
        return self._text

    def set_text(self, text: str) -> None:
        """Say something else; parts are set apart by a middle dot."""
        self._text = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the height of a line."""
        return QSize(200, round(QFontMetricsF(self.font()).height()) + 8)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's signature
        """Draw the first part bold and the others as they fit."""
        theme = current_theme()
        first, *rest = self._text.split(BETWEEN)
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        strong, plain = QFontMetricsF(bold), QFontMetricsF(self.font())
        base = (self.height() - plain.height()) / 2 + plain.ascent()
        with QPainter(self) as painter:
            painter.setFont(bold)
            painter.setPen(QColor(theme.ink))
            name = strong.elidedText(first, Qt.TextElideMode.ElideRight, self.width() - 2 * PAD)
            painter.drawText(QPointF(PAD, base), name)
            left = PAD + strong.horizontalAdvance(name) + GAP
            while rest and left + plain.horizontalAdvance(BETWEEN.join(rest)) > self.width() - PAD:
                rest.pop()
            painter.setFont(self.font())
            painter.setPen(QColor(theme.faint))
            painter.drawText(QPointF(left, base), BETWEEN.join(rest))


class Key(QWidget):
    """The key to looks: a swatch and a few words each, as many as there is room for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_entries(self, entries: tuple[Entry, ...]) -> None:
        """Explain other looks."""
        self._entries = entries
        self.setToolTip("\n".join(entry.text for entry in entries))
        self.setVisible(bool(entries))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the height of a line."""
        return QSize(200, round(QFontMetricsF(self.font()).height()) + 6)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's signature
        """Draw one entry after the other."""
        theme, metrics = current_theme(), QFontMetricsF(self.font())
        top = (self.height() - SWATCH.height()) // 2
        base = (self.height() - metrics.height()) / 2 + metrics.ascent()
        x = PAD
        with QPainter(self) as painter:
            for entry in self._entries:
                text = entry.text
                wide = metrics.horizontalAdvance(text)
                if x + SWATCH.width() + 5 + wide > self.width() - PAD:
                    break
                edges = np.array([[round(x), top, round(x) + SWATCH.width(), top + SWATCH.height()]], np.int32)
                paint_alike(painter, edges, ratio=1.0, theme=theme, role=entry.role, tint=entry.tint, outlined=True)
                painter.setFont(self.font())
                painter.setPen(QColor(theme.faint))
                painter.drawText(QPointF(x + SWATCH.width() + 5, base), text)
                x += SWATCH.width() + 5 + wide + 2 * GAP
