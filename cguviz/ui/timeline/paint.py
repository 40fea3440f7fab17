"""Paints a timeline: lanes as images of one line, text and outlines over them.

A lane is one line of pixels, computed with numpy and stretched to its height: 200,000 bars in 16 lanes cost two
milliseconds, where a rectangle for each pixel column would cost ten.
"""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter, QPolygonF

from cguviz.model.columns import Bools, Floats, Longs
from cguviz.scene.theme import Theme
from cguviz.scene.timeline import Chart, Part, Track
from cguviz.scene.timeline_sight import levels, seen
from cguviz.scene.timeline_style import Look, look_of
from cguviz.scene.timeline_words import bar_texts, ticks, track_note
from cguviz.ui.canvas.inks import NO_PEN, color, pen
from cguviz.ui.timeline.places import GAP, HEAD, RULER, Place, Places
from cguviz.ui.timeline.sight import Sight

Pixels = NDArray[np.uint32]
PER_TICK = 84
LABELLED = 16
"""Pixels that a bar must have for a label, at least."""
LEAST_TEXT = 8
"""Pixels of the smallest font."""
ROOMY = 13
"""Height of a lane in pixels from which lines and gaps are two pixels wide."""
SEPARATED = 4
"""Bars at least so many pixels wide leave the last one free."""


@dataclasses.dataclass(frozen=True, eq=False)
class Picture:
    """What is painted and how.

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
    font
        The window's.
    """

    chart: Chart
    places: Places
    sight: Sight
    names: int
    size: tuple[int, int]
    ratio: float
    lit: tuple[Bools, ...] | None
    font: QFont

    @property
    def pixels(self) -> int:
        """Width of the room for bars."""
        return max(self.size[0] - self.names, 1)


def paint(painter: QPainter, picture: Picture, theme: Theme) -> None:
    """Paint all."""
    look = look_of(theme)
    width, height = picture.size
    painter.fillRect(0, 0, width, height, color(theme.background))
    painter.save()
    painter.setClipRect(0, RULER, width, height - RULER)
    for number, (track, place) in enumerate(zip(picture.chart.tracks, picture.places.tracks, strict=True)):
        top = RULER + place.top - picture.sight.top
        if top < height and RULER + place.bottom - picture.sight.top > RULER:
            _track(painter, picture, number, track, place, theme, look)
    painter.restore()
    _ruler(painter, picture, theme, look)


def _ruler(painter: QPainter, picture: Picture, theme: Theme, look: Look) -> None:
    font = sized(picture.font, 11)
    metric = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(color(theme.faint))
    width = picture.size[0]
    for moment, text in _ticks(picture):
        x, wide = picture.names + picture.sight.x(moment), metric.horizontalAdvance(text)
        if x - wide / 2 >= picture.names - 2 and x + wide / 2 <= width:
            painter.drawText(QPointF(round(x - wide / 2), 14), text)
    painter.setPen(color(look.line))
    painter.drawLine(0, RULER - 1, width, RULER - 1)


def _ticks(picture: Picture) -> list[tuple[int, str]]:
    right = picture.sight.moment(picture.pixels)
    return ticks(picture.sight.left, right, max(picture.pixels // PER_TICK, 1))


def _track(
    painter: QPainter, picture: Picture, number: int, track: Track, place: Place, theme: Theme, look: Look
) -> None:
    """Paint one track."""
    names, sight, (width, height), row = picture.names, picture.sight, picture.size, picture.places.row
    offset = RULER - sight.top
    rows_top, bottom = offset + place.rows, offset + place.bottom - GAP
    first, last = _visible_rows(track, rows_top, row, height)
    tops = np.rint(rows_top + track.rows.top * row).astype(np.int64).tolist()
    stripe = color(look.stripe)
    for one in range(first | 1, last, 2):
        painter.fillRect(0, tops[one], width, tops[one + 1] - tops[one], stripe)
    painter.setPen(color(look.line))
    for moment, _ in _ticks(picture):
        x = names + round(sight.x(moment))
        if names <= x < width:
            painter.drawLine(x, round(offset + place.graph), x, round(bottom))
    lit = None if picture.lit is None else picture.lit[number]
    for lane in range(int(track.rows.lane_starts[first]), int(track.rows.lane_starts[last])):
        lane_top = rows_top + float(track.rows.lane_top[lane]) * row
        high = float(track.rows.lane_height[lane]) * row
        _lane(painter, picture, track, lane, (round(lane_top), round(lane_top + high)), lit, theme, look)
    _names(painter, picture, track, tops, (first, last), theme)
    _head(painter, picture, track, round(offset + place.top), theme)
    _graph(painter, picture, track, round(offset + place.graph), round(rows_top), theme, look)
    if track.ideal >= 0:
        ideal = names + sight.x(track.ideal)
        if names <= ideal <= width:
            painter.setPen(pen(look.ideal, 1.5, (6, 3)))
            painter.drawLine(QPointF(ideal, offset + place.graph + 2), QPointF(ideal, bottom))


def _visible_rows(track: Track, top: float, row: int, height: int) -> tuple[int, int]:
    """Return the first row in sight, and the one after the last."""
    tops = top + track.rows.top * row
    first = int(np.searchsorted(tops[1:], RULER, side="right"))
    return min(first, len(track.rows)), int(np.searchsorted(tops[:-1], height))


def _names(
    painter: QPainter, picture: Picture, track: Track, tops: list[int], visible: tuple[int, int], theme: Theme
) -> None:
    """Write the names of rows, smaller where rows are low."""
    pixels = min(11, max(picture.places.row - 1, LEAST_TEXT))
    font = sized(picture.font, pixels)
    metric = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(color(theme.ink))
    room = picture.names - 10
    for row in range(*visible):
        name = metric.elidedText(track.rows.name[row], Qt.TextElideMode.ElideLeft, room)
        high = min(tops[row + 1] - tops[row], picture.places.row)
        painter.drawText(QPointF(6, base_line(metric, tops[row], tops[row] + high)), name)


def _head(painter: QPainter, picture: Picture, track: Track, top: int, theme: Theme) -> None:
    """Write what a track is, and as many of its figures as there is room for."""
    bold, font = sized(picture.font, 12), sized(picture.font, 12)
    bold.setBold(True)
    metric = QFontMetricsF(font)
    painter.setFont(bold)
    painter.setPen(color(theme.ink))
    base = base_line(metric, top, top + HEAD)
    painter.drawText(QPointF(6, base), track.heading)
    x = 6 + QFontMetricsF(bold).horizontalAdvance(track.heading) + 12
    parts = track_note(track).split(" · ")
    while parts and x + metric.horizontalAdvance(" · ".join(parts)) > picture.size[0] - 4:
        parts.pop()
    painter.setFont(font)
    painter.setPen(color(theme.faint))
    painter.drawText(QPointF(x, base), " · ".join(parts))


def _graph(painter: QPainter, picture: Picture, track: Track, top: int, bottom: int, theme: Theme, look: Look) -> None:
    """Paint how many are at work, those that wait above them, and the phases."""
    names, pixels, sight = picture.names, picture.pixels, picture.sight
    busy, waiting = levels(track.concurrency, sight.left, sight.per_pixel, pixels)
    most = max(track.concurrency.peak, track.cores, 1)
    base, room = bottom - 2, bottom - top - 4
    for values, fill in ((busy + waiting, look.waiting), (busy, look.busy)):
        _area(painter, names, base, values * (room / most), fill)
    font = sized(picture.font, 10)
    metric = QFontMetricsF(font)
    painter.setFont(font)
    painter.setPen(color(theme.faint))
    for text, y in ((f"{most:,}", base - room + metric.ascent() - 1), ("0", float(base))):
        painter.drawText(QPointF(names - 5 - metric.horizontalAdvance(text), y), text)
    painter.drawText(QPointF(6, base_line(metric, top, bottom)), "threads")
    if track.cores:
        y = round(base - track.cores * room / most)
        painter.setPen(pen(theme.ink, 0, (5, 3)))
        painter.drawLine(names, y, names + pixels, y)
    for phase in track.phases:
        x0, x1 = max(sight.x(phase.start), 0.0), min(sight.x(phase.end), float(pixels))
        wide = metric.horizontalAdvance(phase.name)
        if x1 - x0 < wide + 12:
            continue
        painter.setPen(color(theme.faint))
        painter.drawLine(round(names + x0), top, round(names + x0), bottom)
        painter.setPen(color(theme.ink))
        painter.drawText(QPointF(round(names + x0 + 5), top + metric.ascent() + 2), phase.name)


def _area(painter: QPainter, left: int, base: int, heights: Floats, fill: str) -> None:
    """Fill what is below a line of one height for each pixel."""
    change = np.flatnonzero(np.append(True, np.abs(np.diff(heights)) > 0.2))
    ends = np.append(change[1:], len(heights))
    corners = [QPointF(left, base)]
    for first, last, height in zip(change.tolist(), ends.tolist(), heights[change].tolist(), strict=True):
        corners += [QPointF(left + first, base - height), QPointF(left + last, base - height)]
    painter.setPen(NO_PEN)
    painter.setBrush(color(fill))
    painter.drawPolygon(QPolygonF([*corners, QPointF(left + len(heights), base)]))


def _lane(
    painter: QPainter,
    picture: Picture,
    track: Track,
    lane: int,
    edges: tuple[int, int],
    lit: Bools | None,
    theme: Theme,
    look: Look,
) -> None:
    """Paint the bars of one lane between two heights."""
    ratio = picture.ratio
    columns = max(round(picture.pixels * ratio), 1)
    bars, first, last = seen(track, lane, picture.sight.left, picture.sight.per_pixel / ratio, columns)
    if not len(bars):
        return
    part = track.bars.part[bars]
    strong = np.ones(len(bars), np.bool_) if lit is None else lit[track.bars.unit[bars]]
    fills = _inks(look.fill)[part]
    if lit is not None:
        fills = np.where(strong, fills, _inks(look.rest)[part])
    top, bottom = edges
    high = bottom - top
    gap = 1 if high < ROOMY else 2
    box = QRectF(picture.names, top + gap - 1, columns / ratio, high - 2 * gap + 1)
    waits = part == Part.WAITING
    thin = max(2.0, round(box.height() * 0.3))
    middle = QRectF(box.x(), round(box.center().y() - thin / 2), box.width(), thin)
    for rows, where in ((np.flatnonzero(waits), middle), (np.flatnonzero(~waits), box)):
        if len(rows):
            _line(painter, where, columns, first[rows], last[rows], fills[rows])
    marked = np.flatnonzero(track.critical[bars] & (part != Part.FRONT))
    if len(marked) and high >= 8:
        thick = 1 if high < ROOMY else 2
        under = QRectF(box.x(), box.bottom() - thick, box.width(), thick)
        ink = np.full(len(marked), _inks((look.critical,))[0])
        _line(painter, under, columns, first[marked], last[marked], ink)
    named = np.flatnonzero((last - first >= LABELLED * ratio) & ~waits)
    if high >= LEAST_TEXT + 2:
        _labels(
            painter, picture, track, bars[named], (first[named] / ratio, last[named] / ratio), box, strong[named], theme
        )
    pole = bars[
        track.critical[bars] & (track.bars.unit[bars] == track.pole) & (track.bars.end[bars] == track.back_end[1])
    ]
    for bar in pole.tolist():
        outline(painter, picture, track, bar, box, pen(theme.ink, 1.6))


def _line(painter: QPainter, box: QRectF, columns: int, first: Longs, last: Longs, inks: Pixels) -> None:
    """Fill columns of pixels of a box, later ranges over earlier ones; wide ones leave their last column free."""
    line = np.zeros(columns, np.uint32)
    length = last - first
    narrow = length <= 1
    line[first[narrow]] = inks[narrow]
    wide = np.flatnonzero(~narrow)
    length = length[wide] - (length[wide] >= SEPARATED)
    begin = np.repeat(first[wide], length)
    step = np.arange(len(begin)) - np.repeat(np.cumsum(length) - length, length)
    line[begin + step] = np.repeat(inks[wide], length)
    image = QImage(line.data, columns, 1, 4 * columns, QImage.Format.Format_ARGB32_Premultiplied)
    painter.drawImage(box, image)


def _inks(colors: tuple[str, ...]) -> Pixels:
    return np.array([0xFF000000 | int(one[1:], 16) for one in colors], np.uint32)


def _labels(
    painter: QPainter,
    picture: Picture,
    track: Track,
    bars: Longs,
    columns: tuple[Floats, Floats],
    box: QRectF,
    strong: Bools,
    theme: Theme,
) -> None:
    """Write into each bar the longest text that fits."""
    pixels = min(11, max(int(box.height()) - 1, LEAST_TEXT))
    font = sized(picture.font, pixels)
    metric = QFontMetricsF(font)
    painter.setFont(font)
    base = base_line(metric, round(box.top()), round(box.bottom()))
    inks = {True: color(theme.ink), False: color(theme.faint)}
    for bar, left, right, clear in zip(
        bars.tolist(), columns[0].tolist(), columns[1].tolist(), strong.tolist(), strict=True
    ):
        text = next((one for one in bar_texts(track, bar) if metric.horizontalAdvance(one) <= right - left - 6), "")
        if text:
            painter.setPen(inks[clear])
            painter.drawText(QPointF(round(picture.names + left) + 3, base), text)


def outline(painter: QPainter, picture: Picture, track: Track, bar: int, box: QRectF, ink: object) -> None:
    """Draw a line around a bar; `box` says how high it is."""
    x0 = max(picture.sight.x(int(track.bars.start[bar])), -4.0)
    x1 = min(picture.sight.x(int(track.bars.end[bar])), picture.pixels + 4.0)
    painter.save()
    painter.setClipRect(QRect(picture.names, RULER, picture.pixels, picture.size[1] - RULER))
    painter.setPen(ink)  # a QPen
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(picture.names + round(x0), box.top(), max(round(x1) - round(x0) - 1, 2), box.height() - 1))
    painter.restore()


def sized(font: QFont, pixels: int) -> QFont:
    """Return a font at a size in pixels."""
    made = QFont(font)
    made.setPixelSize(pixels)
    return made


def base_line(metric: QFontMetricsF, top: int, bottom: int) -> int:
    """Return where text stands that is centred between two heights."""
    return round((top + bottom - metric.height()) / 2 + metric.ascent())
