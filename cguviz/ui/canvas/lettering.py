"""Words at a size: shortened where a reader of Rust would shorten them, measured, and ready to draw.

Text is drawn untransformed at whole pixel sizes.
"""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QStaticText

from cguviz.scene.fit import shorten

KEPT = 4_000
"""Texts remembered at most; a full screen shows about 2,000."""
BUCKET = 8
"""Widths are rounded down to this many device pixels, so that zooming finds most texts remembered."""


@dataclasses.dataclass(frozen=True)
class Word:
    """A text that fits.

    Attributes
    ----------
    text
        What is left of it.
    drawn
        Ready for `QPainter.drawStaticText`.
    width, height
        Device pixels.
    """

    text: str
    drawn: QStaticText
    width: float
    height: float


@dataclasses.dataclass(frozen=True, eq=False)
class Lettering:
    """One font family at every size, and the words made so far.

    Attributes
    ----------
    family
        "" for the application's font.
    words
        By (text, pixel size, width rounded to `BUCKET`); None where it does not fit.
    metrics
        By pixel size.
    """

    family: str
    words: dict[tuple[str, int, int], Word | None] = dataclasses.field(default_factory=dict)
    metrics: dict[int, QFontMetricsF] = dataclasses.field(default_factory=dict)

    def font(self, size: int) -> QFont:
        """Return the font at a size in device pixels."""
        font = QFont(self.family) if self.family else QFont()
        font.setPixelSize(max(size, 1))
        return font

    def metric(self, size: int) -> QFontMetricsF:
        """Return the measures of the font at a size."""
        found = self.metrics.get(size)
        if found is None:
            found = self.metrics[size] = QFontMetricsF(self.font(size))
        return found

    def word(self, text: str, size: int, room: float) -> Word | None:
        """Return a text cut to fit a width, None if nothing useful fits.

        Parameters
        ----------
        size
            Of the font, device pixels.
        room
            Device pixels.
        """
        key = (text, size, int(room) // BUCKET)
        if key in self.words:
            return self.words[key]
        if len(self.words) >= KEPT:
            for old in list(self.words)[: KEPT // 2]:
                del self.words[old]
        word = self.words[key] = self._make(text, size, float(key[2] * BUCKET))
        return word

    def _make(self, text: str, size: int, room: float) -> Word | None:
        metric = self.metric(size)
        short = shorten(text, room, metric.horizontalAdvance)
        if not short:
            return None
        drawn = QStaticText(short)
        drawn.setTextFormat(Qt.TextFormat.PlainText)
        drawn.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        drawn.prepare(font=self.font(size))
        return Word(short, drawn, metric.horizontalAdvance(short), metric.height())
