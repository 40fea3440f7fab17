"""The painted state of a timeline, and the words and outlines that several parts of its painting share."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from cguviz.model.columns import Bools
from cguviz.scene.timeline.chart import Chart, Track
from cguviz.ui.timeline.places import RULER, Places
from cguviz.ui.timeline.text_cache import Letters
from cguviz.ui.timeline.viewport import TimeViewport

LEAST_TEXT = 8
"""Pixels of the smallest font."""


@dataclasses.dataclass(frozen=True, eq=False)
class TimelinePicture:
    """The chart, the camera and the texts that a frame is painted from.

    Attributes
    ----------
    chart, places, sight
        What is where.
    names
        Width of the column of names in pixels.
    size
        Width and height in pixels.
    ratio
        Device pixels in a pixel.
    lit
        For each track (units + 1,) whether bars of a unit are lit, the last for those of no unit; None where nothing is
        chosen.
    letters
        The window's font.
    notes
        Figures of each track.
    """

    chart: Chart
    places: Places
    viewport: TimeViewport
    names: int
    size: tuple[int, int]
    ratio: float
    lit: tuple[Bools, ...] | None
    letters: Letters
    notes: tuple[str, ...]

    @property
    def pixels(self) -> int:
        """Width of the room for bars."""
        return max(self.size[0] - self.names, 1)


def outline(painter: QPainter, picture: TimelinePicture, track: Track, bar: int, box: QRectF, ink: QPen) -> None:
    """Draw a line around a bar; `box` says how high it is."""
    x0 = max(picture.viewport.x(int(track.bars.start[bar])), -4.0)
    x1 = min(picture.viewport.x(int(track.bars.end[bar])), picture.pixels + 4.0)
    painter.save()
    painter.setClipRect(QRect(picture.names, RULER, picture.pixels, picture.size[1] - RULER))
    painter.setPen(ink)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(picture.names + round(x0), box.top(), max(round(x1) - round(x0) - 1, 2), box.height() - 1))
    painter.restore()
