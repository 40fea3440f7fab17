"""A range of time: how long it is and how busy, and how it is drawn."""

from __future__ import annotations

import dataclasses

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from cguviz.scene.look.theme import Theme
from cguviz.scene.timeline.chart import Chart
from cguviz.scene.timeline.text import duration
from cguviz.scene.timeline.visible import areas_at
from cguviz.ui.canvas.inks import color, pen
from cguviz.ui.timeline.picture import TimelinePicture
from cguviz.ui.timeline.places import RULER


@dataclasses.dataclass(frozen=True)
class Measured:
    """From when to when, in nanoseconds, and how many threads were at work on average in each track."""

    start: int
    end: int
    busy: tuple[float, ...]

    @property
    def text(self) -> str:
        """The text of the range: "341 ms · 5.2 threads on average"."""
        threads = " / ".join(f"{one:.1f}" for one in self.busy)
        return f"{duration(self.end - self.start)} · {threads} threads on average"


def measure(chart: Chart, start: int, end: int) -> Measured:
    """Measure a stretch of time."""
    ends = np.array([start, end], np.float64)
    length = max(end - start, 1)
    graphs = [track.concurrency for track in chart.tracks]
    return Measured(start, end, tuple(float(np.diff(areas_at(one, ends)[0])[0]) / length for one in graphs))


def paint_measured(painter: QPainter, picture: TimelinePicture, ends: Measured, theme: Theme) -> None:
    """Shade a range and write how long it is."""
    x0, x1 = picture.viewport.x(ends.start), picture.viewport.x(ends.end)
    left, right = max(x0, 0.0), min(x1, float(picture.pixels))
    if right < left:
        return
    height = picture.size[1]
    painter.fillRect(QRectF(picture.names + left, 0, right - left, height), color(theme.caller, 38))
    painter.setPen(pen(theme.caller, 1.2))
    for x in (x0, x1):
        if 0 <= x <= picture.pixels:
            painter.drawLine(QPointF(picture.names + x, 0), QPointF(picture.names + x, height))
    size = picture.letters.size(11)
    wide = size.metric.horizontalAdvance(ends.text) + 12
    x = min(max(picture.names + (left + right - wide) / 2, picture.names), max(picture.size[0] - wide, 0.0))
    painter.fillRect(QRectF(x, 1, wide, RULER - 3), color(theme.background))
    painter.setPen(color(theme.ink))
    painter.setFont(size.font)
    painter.drawText(QPointF(x + 6, size.base_line(0, RULER)), ends.text)
