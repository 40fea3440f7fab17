"""The legend of a timeline in a line: as many looks as there is room for."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cguviz.scene.look.theme import Theme
from cguviz.scene.timeline.chart import Chart, Part
from cguviz.scene.timeline.style import timeline_look
from cguviz.ui.canvas.inks import color, pen
from cguviz.ui.frame.appearance import current_theme
from cguviz.ui.timeline.lanes import THIN

POLE, PATH, IDEAL, READY = "long pole", "critical path", "ideal end", "metadata ready"
SHORT = {
    Part.GENERATE: "generate",
    Part.COPY: "copy",
    Part.COMPILE: "compilation",
    Part.PROC_MACRO_CODEGEN: "its code generation",
    Part.BUILD_SCRIPT_CODEGEN: "its code generation",
    Part.SCRIPT_RUN: "its run",
}
"""What is told in fewer words than in a written picture."""
SWATCH = QSize(16, 11)
GAP, BETWEEN = 4.0, 12.0
"""Pixels between a swatch and its text, and between two of them."""


class Legend(QWidget):
    """Shows swatches and their meanings."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: list[tuple[Part | str, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_chart(self, chart: Chart) -> None:
        """Explain the looks that occur in a chart."""
        self._entries = [(part, SHORT.get(part, text)) for part, text in chart.legend]
        if any(track.pole >= 0 for track in chart.tracks):
            self._entries += [(POLE, POLE), (PATH, PATH)]
        if any(track.crates is not None for track in chart.tracks):
            self._entries += [(PATH, PATH), (READY, READY)]
        if any(track.ideal >= 0 for track in chart.tracks):
            self._entries.append((IDEAL, IDEAL))
        text = "\n".join(text for _, text in self._entries)
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the height of a line."""
        return QSize(200, round(QFontMetricsF(self.font()).height()) + 4)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's signature
        """Draw one entry after the other."""
        theme, metric = current_theme(), QFontMetricsF(self.font())
        base = (self.height() - metric.height()) / 2 + metric.ascent()
        x = BETWEEN
        with QPainter(self) as painter:
            for what, text in self._entries:
                wide = SWATCH.width() + GAP + metric.horizontalAdvance(text)
                if x + wide > self.width():
                    break
                box = QRectF(round(x), (self.height() - SWATCH.height()) // 2, SWATCH.width(), SWATCH.height())
                _swatch(painter, box, what, theme)
                painter.setPen(color(theme.faint))
                painter.drawText(QPointF(x + SWATCH.width() + GAP, base), text)
                x += wide + BETWEEN


def _swatch(painter: QPainter, box: QRectF, what: Part | str, theme: Theme) -> None:
    look = timeline_look(theme)
    if isinstance(what, Part):
        if what is Part.WAITING:
            thin = max(2.0, round(box.height() * THIN))
            box = QRectF(box.x(), box.center().y() - thin / 2, box.width(), thin)
        painter.fillRect(box, color(look.fill[what]))
    elif what == PATH:
        painter.fillRect(QRectF(box.x(), box.bottom() - 2, box.width(), 2), color(look.critical))
    elif what == POLE:
        painter.setPen(pen(theme.ink, 1.6))
        painter.drawRect(box.adjusted(1, 1, -1, -1))
    else:
        painter.setPen(pen(look.ideal, 1.5, (6, 3)) if what == IDEAL else pen(theme.ink, 1.5, (2, 2)))
        painter.drawLine(QPointF(box.center().x(), box.top() - 2), QPointF(box.center().x(), box.bottom() + 2))
