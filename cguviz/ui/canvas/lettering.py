"""Words at a size: shortened where a reader of Rust would shorten them, and measured.

Text is drawn untransformed at whole pixel sizes. A picture is painted once and copied from then on, so words are
remembered as strings: preparing a QStaticText for one use costs four times as much as drawing the text.
"""

from __future__ import annotations

import dataclasses

from PySide6.QtGui import QFont, QFontMetricsF

from cguviz.scene.look.text_fitting import shorten

KEPT = 20_000
"""Words remembered at most, about 4 MB; a full screen shows some 2,000."""
BUCKET = 4
"""Widths are rounded down to this many device pixels, so that zooming finds most words remembered."""


@dataclasses.dataclass(frozen=True)
class FontSize:
    """A font at a size, measured.

    Attributes
    ----------
    font, metric
        What Qt needs.
    ascent, height
        Device pixels above the base line, and in all.
    advances
        Width of each character met so far, in device pixels.
    """

    font: QFont
    metric: QFontMetricsF
    ascent: float
    height: float
    advances: dict[str, float]

    def about(self, text: str) -> float:
        """Return the width of a text by its characters, without asking Qt."""
        known = self.advances
        try:
            return sum(map(known.__getitem__, text))
        except KeyError:
            known.update((character, self.metric.horizontalAdvance(character)) for character in text)
            return sum(map(known.__getitem__, text))


@dataclasses.dataclass(frozen=True)
class Word:
    """A text that fits.

    Attributes
    ----------
    text
        What is left of it.
    width
        Device pixels.
    """

    text: str
    width: float


@dataclasses.dataclass(frozen=True, eq=False)
class Lettering:
    """One font family, and the words made so far.

    Attributes
    ----------
    family
        "" for the application's font.
    sizes
        By pixel size.
    words
        By (text, pixel size, width in `BUCKET`s); None where nothing useful fits.
    spans
        Widths of whole texts by (text, pixel size).
    """

    family: str
    sizes: dict[int, FontSize] = dataclasses.field(default_factory=dict)
    words: dict[tuple[str, int, int], Word | None] = dataclasses.field(default_factory=dict)
    spans: dict[tuple[str, int], float] = dataclasses.field(default_factory=dict)

    def size(self, pixels: int) -> FontSize:
        """Return the font at a size in device pixels."""
        found = self.sizes.get(pixels)
        if found is None:
            font = QFont(self.family) if self.family else QFont()
            font.setPixelSize(max(pixels, 1))
            # Without kerning and shaping a text is as wide as its characters, and drawn in two thirds of the time.
            font.setKerning(False)
            font.setStyleStrategy(QFont.StyleStrategy.PreferNoShaping)
            metric = QFontMetricsF(font)
            found = self.sizes[pixels] = FontSize(font, metric, metric.ascent(), metric.height(), {})
        return found

    def span(self, text: str, pixels: int) -> float:
        """Return the width of a whole text by its characters, in device pixels."""
        key = (text, pixels)
        found = self.spans.get(key)
        if found is None:
            if len(self.spans) >= KEPT:
                self.spans.clear()
            found = self.spans[key] = self.size(pixels).about(text)
        return found

    def word(self, text: str, pixels: int, room: float, *, bare: str = "") -> Word | None:
        """Return a text cut to fit a width, None if nothing useful fits.

        Parameters
        ----------
        pixels
            Size of the font, device pixels.
        room
            Device pixels.
        bare
            The text without generic arguments, where that is known, see `cguviz.scene.look.text_fitting.shorten`.
        """
        key = (text, pixels, int(room) // BUCKET)
        if key in self.words:
            return self.words[key]
        if len(self.words) >= KEPT:
            for old in list(self.words)[: KEPT // 2]:
                del self.words[old]
        word = self.words[key] = _fitted(text, bare, self.size(pixels), float(key[2] * BUCKET))
        return word


def base_line(size: FontSize, top: int, bottom: int) -> int:
    """Return where text stands that is centred between two edges; edges moved by a pixel move it by a pixel."""
    return top + round((bottom - top - size.height) / 2 + size.ascent)


def _fitted(text: str, bare: str, size: FontSize, room: float) -> Word | None:
    short = shorten(text, room, size.about, bare=bare)
    # A script whose characters change one another is rare enough to measure each try.
    measure = size.about if short.isascii() else size.metric.horizontalAdvance
    width = measure(short)
    if width > room:
        short = shorten(text, room, size.metric.horizontalAdvance, bare=bare)
        width = size.metric.horizontalAdvance(short)
    return Word(short, width) if short else None
