"""Paints a timeline: ruler, headings, graphs and names; what is in the lanes is painted in `lanes`."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLine, QPointF, QRectF
from PySide6.QtGui import QPainter, QPolygonF

from cguviz.model.columns import Floats
from cguviz.scene.look.theme import Theme
from cguviz.scene.timeline.chart import Track
from cguviz.scene.timeline.style import TimelineLook, timeline_look
from cguviz.scene.timeline.text import concurrency_noun, ticks
from cguviz.scene.timeline.visible import levels
from cguviz.ui.canvas.inks import NO_PEN, color, pen
from cguviz.ui.timeline.lanes import Lanes, paint_lanes
from cguviz.ui.timeline.picture import LEAST_TEXT, TimelinePicture
from cguviz.ui.timeline.places import GAP, HEAD, RULER, TrackPlace

PER_TICK = 84
"""Pixels between two times on the ruler, at least."""


def paint(painter: QPainter, picture: TimelinePicture, theme: Theme) -> None:
    """Paint all."""
    look = timeline_look(theme)
    width, height = picture.size
    painter.fillRect(0, 0, width, height, color(theme.background))
    painter.save()
    painter.setClipRect(0, RULER, width, height - RULER)
    for number, (track, place) in enumerate(zip(picture.chart.tracks, picture.places.tracks, strict=True)):
        top = RULER + place.top - picture.viewport.top
        if top < height and RULER + place.bottom - picture.viewport.top > RULER:
            _track(painter, picture, number=number, track=track, place=place, theme=theme, look=look)
    painter.restore()
    _ruler(painter, picture, theme, look)


def _ruler(painter: QPainter, picture: TimelinePicture, theme: Theme, look: TimelineLook) -> None:
    painter.setFont(picture.letters.size(11).font)
    painter.setPen(color(theme.faint))
    width = picture.size[0]
    for moment, text in _ticks(picture):
        x, written = picture.names + picture.viewport.x(moment), picture.letters.text(text, 11)
        if x - written.width / 2 >= picture.names - 2 and x + written.width / 2 <= width:
            written.draw(painter, round(x - written.width / 2), 14)
    painter.setPen(color(look.line))
    painter.drawLine(0, RULER - 1, width, RULER - 1)


def _ticks(picture: TimelinePicture) -> list[tuple[int, str]]:
    right = picture.viewport.moment(picture.pixels)
    return ticks(picture.viewport.left, right, max(picture.pixels // PER_TICK, 1))


def _track(
    painter: QPainter,
    picture: TimelinePicture,
    number: int,
    track: Track,
    place: TrackPlace,
    theme: Theme,
    look: TimelineLook,
) -> None:
    """Paint one track."""
    names, viewport, (width, height), row = picture.names, picture.viewport, picture.size, picture.places.row
    offset = RULER - viewport.top
    rows_top, bottom = offset + place.rows, offset + place.bottom - GAP
    first, last = _visible_rows(track, rows_top, row, height)
    tops = np.rint(rows_top + track.rows.top * row).astype(np.int64).tolist()
    stripe = color(look.stripe)
    for one in range(first | 1, last, 2):
        painter.fillRect(0, tops[one], width, tops[one + 1] - tops[one], stripe)
    painter.setPen(color(look.line))
    upper, lower = round(offset + place.graph), round(bottom)
    marks = (names + round(viewport.x(moment)) for moment, _ in _ticks(picture))
    painter.drawLines([QLine(x, upper, x, lower) for x in marks if names <= x < width])
    lit = None if picture.lit is None else picture.lit[number]
    lanes = int(track.rows.lane_starts[first]), int(track.rows.lane_starts[last])
    paint_lanes(painter, picture, track=track, lanes=Lanes(lanes, rows_top, lit), theme=theme, look=look)
    _names(painter, picture, track=track, tops=tops, visible=(first, last), theme=theme)
    _head(painter, picture, number, round(offset + place.top), theme)
    _graph(
        painter, picture, track=track, top=round(offset + place.graph), bottom=round(rows_top), theme=theme, look=look
    )
    if track.ideal >= 0:
        ideal = names + viewport.x(track.ideal)
        if names <= ideal <= width:
            painter.setPen(pen(look.ideal, 1.5, (6, 3)))
            painter.drawLine(QPointF(ideal, offset + place.graph + 2), QPointF(ideal, bottom))


def _visible_rows(track: Track, top: float, row: int, height: int) -> tuple[int, int]:
    """Return the first visible row, and the row after the last."""
    tops = top + track.rows.top * row
    first = int(np.searchsorted(tops[1:], RULER, side="right"))
    return min(first, len(track.rows)), int(np.searchsorted(tops[:-1], height))


def _names(
    painter: QPainter, picture: TimelinePicture, track: Track, tops: list[int], visible: tuple[int, int], theme: Theme
) -> None:
    """Write the names of rows, smaller where rows are low."""
    pixels = min(11, max(picture.places.row - 1, LEAST_TEXT))
    size = picture.letters.size(pixels)
    painter.setFont(size.font)
    painter.setPen(color(theme.ink))
    room = picture.names - 10
    for row in range(*visible):
        name = picture.letters.name(track.rows.name[row], pixels, room)
        high = min(tops[row + 1] - tops[row], picture.places.row)
        name.draw(painter, 6, size.base_line(tops[row], tops[row] + high))


def paint_place(painter: QPainter, picture: TimelinePicture, theme: Theme) -> None:
    """Show at the right edge which part of the tracks is seen, where not all is."""
    width, height = picture.size
    room, whole = height - RULER, picture.places.height
    if whole > room > 0:
        place = QRectF(width - 4, RULER + picture.viewport.top * room / whole, 3, room * room / whole)
        painter.fillRect(place, color(theme.faint))


def _head(painter: QPainter, picture: TimelinePicture, number: int, top: int, theme: Theme) -> None:
    """Write the name of a track, and as many of its figures as there is room for."""
    heading = picture.chart.tracks[number].heading
    letters = picture.letters
    bold, size = letters.size(12, bold=True), letters.size(12)
    painter.setFont(bold.font)
    painter.setPen(color(theme.ink))
    base = size.base_line(top, top + HEAD)
    title = letters.text(heading, 12, bold=True)
    title.draw(painter, 6, base)
    x = 6 + title.width + 12
    parts = picture.notes[number].split(" · ")
    while parts and x + letters.text(" · ".join(parts), 12).width > picture.size[0] - 4:
        # Of a list of units the first ones are told as long as they fit.
        fewer = parts[-1].removesuffix(", …").rpartition(", ")[0]
        parts[-1:] = [f"{fewer}, …"] if fewer else []
    painter.setFont(size.font)
    painter.setPen(color(theme.faint))
    letters.text(" · ".join(parts), 12).draw(painter, x, base)


def _graph(
    painter: QPainter, picture: TimelinePicture, track: Track, top: int, bottom: int, theme: Theme, look: TimelineLook
) -> None:
    """Paint the number of working threads, the waiting ones above them, and the phases."""
    names, pixels, viewport = picture.names, picture.pixels, picture.viewport
    busy, waiting = levels(track.concurrency, viewport.left, viewport.per_pixel, pixels)
    most = max(track.concurrency.peak, track.cores, 1)
    base, room = bottom - 2, bottom - top - 4
    for values, fill in ((busy + waiting, look.waiting), (busy, look.busy)):
        _area(painter, names, base, values * (room / most), fill)
    letters = picture.letters
    size = letters.size(10)
    painter.setFont(size.font)
    painter.setPen(color(theme.faint))
    for text, y in ((f"{most:,}", base - room + size.ascent - 1), ("0", float(base))):
        written = letters.text(text, 10)
        written.draw(painter, names - 5 - written.width, y)
    letters.text(concurrency_noun(track), 10).draw(painter, 6, size.base_line(top, bottom))
    if track.cores:
        y = round(base - track.cores * room / most)
        painter.setPen(pen(theme.ink, 0, (5, 3)))
        painter.drawLine(names, y, names + pixels, y)
    for phase in track.phases:
        x0, x1 = max(viewport.x(phase.start), 0.0), min(viewport.x(phase.end), float(pixels))
        written = letters.text(phase.name, 10)
        if x1 - x0 < written.width + 12:
            continue
        painter.setPen(color(theme.faint))
        painter.drawLine(round(names + x0), top, round(names + x0), bottom)
        painter.setPen(color(theme.ink))
        written.draw(painter, round(names + x0 + 5), top + size.ascent + 2)


def _area(painter: QPainter, left: int, base: int, heights: Floats, fill: str) -> None:
    """Fill the area below a line of one height for each pixel."""
    change = np.flatnonzero(np.append(True, np.abs(np.diff(heights)) > 0.4))
    ends = np.append(change[1:], len(heights))
    corners = [QPointF(left, base)]
    for first, last, height in zip(change.tolist(), ends.tolist(), heights[change].tolist(), strict=True):
        corners += [QPointF(left + first, base - height), QPointF(left + last, base - height)]
    painter.setPen(NO_PEN)
    painter.setBrush(color(fill))
    painter.drawPolygon(QPolygonF([*corners, QPointF(left + len(heights), base)]))
