"""The key to the colours of a matrix: a row of steps for each kind of heat, from the least count on."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cguviz.scene.matrix.describe import LEVELS, Heat, fill
from cguviz.ui.canvas.inks import color
from cguviz.ui.frame.appearance import current_theme

PAD, GAP = 8.0, 18.0
STEP = 13.0
"""Pixels of a step's width."""


class MatrixKey(QWidget):
    """Shows as many kinds of heat as there is room for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kinds: tuple[tuple[Heat, str], ...] = ()
        self._steps: tuple[int, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_steps(self, kinds: tuple[tuple[Heat, str], ...], steps: tuple[int, ...]) -> None:
        """Explain other colours."""
        self._kinds, self._steps = kinds, steps
        self.setVisible(bool(kinds))
        self.setToolTip("\n".join(self.texts()))
        self.update()

    def texts(self) -> list[str]:
        """Return the text behind each row of steps."""
        return [f"1 … {self._steps[-1]:,}+ {text}" for _, text in self._kinds] if self._steps else []

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the height of a line."""
        return QSize(200, round(QFontMetricsF(self.font()).height()) + 6)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's signature
        """Draw one kind after the other."""
        theme, metrics = current_theme(), QFontMetricsF(self.font())
        base = (self.height() - metrics.height()) / 2 + metrics.ascent()
        x = PAD
        with QPainter(self) as painter:
            painter.setFont(self.font())
            for (heat, _), text in zip(self._kinds, self.texts(), strict=True):
                wide = LEVELS * STEP + 6 + metrics.horizontalAdvance(text)
                if x + wide > self.width() - PAD:
                    break
                for level in range(1, LEVELS + 1):
                    box = QRectF(x + (level - 1) * STEP, (self.height() - 11) / 2, STEP, 11)
                    painter.fillRect(box, color(fill(theme, heat, level)))
                painter.setPen(color(theme.faint))
                painter.drawText(QPointF(x + LEVELS * STEP + 6, base), text)
                x += wide + GAP
