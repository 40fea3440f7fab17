"""Paints bars: all lanes of a track as one image with a line of pixels for each, stretched; then text and outlines.

With numpy the image of 200,000 bars in 16 lanes takes two milliseconds; a rectangle for each column of pixels would
take ten.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from cguviz.model.columns import Bools, Longs
from cguviz.scene.look.theme import Theme
from cguviz.scene.timeline.chart import Part, Track
from cguviz.scene.timeline.style import TimelineLook
from cguviz.scene.timeline.visible import visible_bars
from cguviz.ui.canvas.inks import color, pen
from cguviz.ui.timeline.picture import LEAST_TEXT, TimelinePicture, outline

Pixels = NDArray[np.uint32]
LABELLED = 16
"""Pixels that a bar must have for a label, at least."""
ROOMY = 13
"""Height of a lane in pixels from which lines and gaps are two pixels wide."""
SEPARATED = 4
"""Bars at least so many pixels wide leave the last one free."""
LONG = 100
"""Bars of more pixels are filled one by one: there are few, and all the pixels of long waits would need an index."""
THIN = 0.3
"""Height of waiting as a share of a bar's."""


@dataclasses.dataclass(frozen=True, eq=False)
class Lanes:
    """A selection of the lanes of a track, for painting.

    Attributes
    ----------
    span
        The first, and the one after the last.
    top
        Where the rows of the track begin, in pixels from the top of the window.
    lit
        As in `TimelinePicture`.
    """

    span: tuple[int, int]
    top: float
    lit: Bools | None


@dataclasses.dataclass(frozen=True, eq=False)
class Runs:
    """Runs of pixels: (k,) int64 line, first column, and the one after the last."""

    line: Longs
    first: Longs
    last: Longs

    def only(self, rows: Bools | Longs) -> Runs:
        """Return some of them."""
        return Runs(self.line[rows], self.first[rows], self.last[rows])


def paint_lanes(
    painter: QPainter, picture: TimelinePicture, track: Track, lanes: Lanes, theme: Theme, look: TimelineLook
) -> None:
    """Paint the bars of some lanes."""
    ratio, viewport = picture.ratio, picture.viewport
    columns = max(round(picture.pixels * ratio), 1)
    bars, lane, first, last = visible_bars(track, lanes.span, viewport.left, viewport.per_pixel / ratio, columns)
    if not len(bars):
        return
    part, unit = track.bars.part[bars], track.bars.unit[bars]
    faint = 0 if lanes.lit is None else len(look.fill) * ~lanes.lit[unit]
    inks = _inks(look.fill + look.rest)[part + faint]
    runs = Runs(lane - lanes.span[0], first, last)
    boxes = [_box(picture, track, number, lanes.top, columns / ratio) for number in range(*lanes.span)]
    marked = np.flatnonzero(track.critical[bars] & (part != Part.FRONT))
    # Waiting, over it work, and over both the lines under critical bars: three lines of pixels for each lane.
    line = np.append(runs.line + len(boxes) * (part != Part.WAITING), runs.line[marked] + 2 * len(boxes))
    drawn = Runs(line, np.append(first, first[marked]), np.append(last, last[marked]))
    inks = np.append(inks, np.full(len(marked), _inks((look.critical,))[0]))
    _stretch(painter, columns, drawn, inks, boxes)
    named = np.flatnonzero(last - first >= LABELLED * ratio)
    named = named[part[named] != Part.WAITING]
    if picture.places.row >= LEAST_TEXT + 2:
        strong = np.ones(len(named), np.bool_) if lanes.lit is None else lanes.lit[unit[named]]
        _labels(
            painter,
            picture,
            track=track,
            bars=bars[named],
            runs=runs.only(named),
            boxes=boxes,
            strong=strong,
            theme=theme,
        )
    pole = marked[(unit[marked] == track.pole) & (track.bars.end[bars[marked]] == track.back_end[1])]
    for row in pole.tolist():
        # Around the bar and not upon it, as its text fills it where rows are low.
        box = boxes[int(runs.line[row])].adjusted(0, -1, 0, 1)
        outline(painter, picture, track=track, bar=int(bars[row]), box=box, ink=pen(theme.ink, 1.6))


def _box(picture: TimelinePicture, track: Track, lane: int, top: float, width: float) -> QRectF:
    """Return where the bars of a lane are."""
    row = picture.places.row
    begin = round(top + float(track.rows.lane_top[lane]) * row)
    high = round(top + float(track.rows.lane_top[lane] + track.rows.lane_height[lane]) * row) - begin
    gap = 1 if high < ROOMY else 2
    return QRectF(picture.names, begin + gap - 1, width, max(high - 2 * gap + 1, 1))


def _middle(box: QRectF) -> QRectF:
    """Return where waiting is in a lane."""
    thin = max(2.0, round(box.height() * THIN))
    return QRectF(box.x(), box.center().y() - thin / 2, box.width(), thin)


def _under(box: QRectF) -> QRectF:
    """Return where the line under a critical bar is: between the lanes, so that it strikes no text out."""
    return QRectF(box.x(), box.bottom(), box.width(), 1 if box.height() < ROOMY - 2 else 2)


def _stretch(painter: QPainter, columns: int, runs: Runs, inks: Pixels, boxes: list[QRectF]) -> None:
    """Fill runs of pixels, later ones over earlier ones, and draw each line into its box.

    Wide runs leave their last column free.
    """
    lines = np.zeros(len(PLACES) * len(boxes) * columns, np.uint32)
    begin, length = runs.line * columns + runs.first, runs.last - runs.first
    lines[begin] = inks
    long = np.flatnonzero(length > LONG)
    length[long] -= 1
    rows = begin[long], begin[long] + length[long], inks[long]
    for start, stop, ink in zip(*(column.tolist() for column in rows), strict=True):
        lines[start:stop] = ink
    length[long] = 1
    wide = np.flatnonzero(length > 1)
    if len(wide):
        length = length[wide] - (length[wide] >= SEPARATED)
        # Each run begins where it does less the pixels of those before it.
        place = np.repeat(begin[wide] - (np.cumsum(length) - length), length)
        lines[place + np.arange(len(place))] = np.repeat(inks[wide], length)
    image = QImage(
        lines.data, columns, len(PLACES) * len(boxes), 4 * columns, QImage.Format.Format_ARGB32_Premultiplied
    )
    for line in np.flatnonzero(np.bincount(runs.line)).tolist():
        kind, lane = divmod(line, len(boxes))
        painter.drawImage(PLACES[kind](boxes[lane]), image, QRectF(0, line, columns, 1))


PLACES: tuple[Callable[[QRectF], QRectF], ...] = (_middle, QRectF, _under)
"""Of waiting, of work and of the line under critical bars in the box of a lane; later ones lie over the others."""


@functools.cache
def _inks(colors: tuple[str, ...]) -> Pixels:
    return np.array([QColor(one).rgba() for one in colors], np.uint32)


def _labels(
    painter: QPainter,
    picture: TimelinePicture,
    track: Track,
    bars: Longs,
    runs: Runs,
    boxes: list[QRectF],
    strong: Bools,
    theme: Theme,
) -> None:
    """Write into each bar the longest text that fits."""
    pixels = min(11, max(picture.places.row - 2, LEAST_TEXT))
    letters, ratio, left = picture.letters, picture.ratio, picture.names + 3
    size = letters.size(pixels)
    painter.setFont(size.font)
    bases = [size.base_line(round(box.top()), round(box.bottom())) for box in boxes]
    high = np.array([box.height() >= LEAST_TEXT for box in boxes])[runs.line]
    for ink, chosen in ((theme.ink, high & strong), (theme.faint, high & ~strong)):
        painter.setPen(color(ink))
        some = runs.only(chosen)
        rows = zip(bars[chosen].tolist(), some.line.tolist(), some.first.tolist(), some.last.tolist(), strict=True)
        for bar, line, first, last in rows:
            room = (last - first) / ratio - 6
            for text in letters.bar(track, bar, pixels):
                if text.width <= room:
                    text.draw(painter, left + round(first / ratio), bases[line])
                    break
