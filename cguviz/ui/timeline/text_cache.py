"""Fonts at their sizes, and texts measured, cut and laid out: most of what a frame writes, the one before wrote, too.

A text that Qt has laid out is drawn in half the time, pixel for pixel alike; laying one out takes four times as long as
drawing it, so only texts of bars and rows are, which stay for many frames.
"""

from __future__ import annotations

import dataclasses
from typing import TypeVar

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QStaticText, QTransform

from cguviz.scene.timeline.chart import Chart, Track
from cguviz.scene.timeline.text import bar_texts

Key = TypeVar("Key")
Value = TypeVar("Value")
NAMES = (60, 170)
"""Width of the column of names in pixels, at least and at most."""
KEPT = 4_000
"""Texts of each kind remembered at most; a full screen shows some 500."""


@dataclasses.dataclass(frozen=True)
class TextSize:
    """A font at a size in pixels, measured."""

    font: QFont
    metric: QFontMetricsF
    ascent: float
    height: float

    def base_line(self, top: int, bottom: int) -> int:
        """Return where text stands that is centred between two heights."""
        return round((top + bottom - self.height) / 2 + self.ascent)


@dataclasses.dataclass(frozen=True)
class Written:
    """A text laid out at a size."""

    width: float
    text: QStaticText
    size: TextSize

    def draw(self, painter: QPainter, x: float, base: float) -> None:
        """Write the text from a point of its base line, with the painter's pen and the font of its size."""
        painter.drawStaticText(QPointF(x, base - self.size.ascent), self.text)


@dataclasses.dataclass(frozen=True, eq=False)
class Letters:
    """One font, and the texts made with it so far for one chart.

    Attributes
    ----------
    font
        The window's.
    sizes
        By size in pixels, and whether bold.
    texts
        By text, size and whether bold.
    names
        Names of rows, cut from the left, by name, size and room in pixels.
    bars
        What may stand in a bar, the longest first, by track, bar and size.
    """

    font: QFont
    sizes: dict[tuple[int, bool], TextSize] = dataclasses.field(default_factory=dict)
    texts: dict[tuple[str, int, bool], Written] = dataclasses.field(default_factory=dict)
    names: dict[tuple[str, int, int], Written] = dataclasses.field(default_factory=dict)
    bars: dict[tuple[Track, int, int], tuple[Written, ...]] = dataclasses.field(default_factory=dict)

    def size(self, pixels: int, *, bold: bool = False) -> TextSize:
        """Return the font at a size."""
        found = self.sizes.get((pixels, bold))
        if found is None:
            font = QFont(self.font)
            font.setPixelSize(pixels)
            font.setBold(bold)
            metric = QFontMetricsF(font)
            found = self.sizes[pixels, bold] = TextSize(font, metric, metric.ascent(), metric.height())
        return found

    def text(self, text: str, pixels: int, *, bold: bool = False) -> Written:
        """Return a text as it is."""
        found = self.texts.get((text, pixels, bold))
        if found is None:
            _make_room(self.texts)
            found = self.texts[text, pixels, bold] = _written(text, self.size(pixels, bold=bold))
        return found

    def name(self, text: str, pixels: int, room: int) -> Written:
        """Return the name of a row, or as much of its end as fits."""
        found = self.names.get((text, pixels, room))
        if found is None:
            _make_room(self.names)
            cut = self.size(pixels).metric.elidedText(text, Qt.TextElideMode.ElideLeft, room)
            found = self.names[text, pixels, room] = _written(cut, self.size(pixels))
        return found

    def bar(self, track: Track, bar: int, pixels: int) -> tuple[Written, ...]:
        """Return the texts for a bar, the longest first."""
        found = self.bars.get((track, bar, pixels))
        if found is None:
            _make_room(self.bars)
            size = self.size(pixels)
            found = self.bars[track, bar, pixels] = tuple(_written(text, size) for text in bar_texts(track, bar))
        return found


def _written(text: str, size: TextSize) -> Written:
    made = QStaticText(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    made.prepare(QTransform(), size.font)
    return Written(size.metric.horizontalAdvance(text), made, size)


def width_of_names(chart: Chart | None, font: QFont) -> int:
    """Return the width of the column of row names in pixels."""
    metric = QFontMetricsF(font)
    longest = (max(track.rows.name, key=len, default="") for track in (() if chart is None else chart.tracks))
    widest = max((metric.horizontalAdvance(name) for name in longest), default=0.0)
    return min(max(round(widest) + 12, NAMES[0]), NAMES[1])


def _make_room(known: dict[Key, Value]) -> None:
    if len(known) >= KEPT:
        known.clear()
