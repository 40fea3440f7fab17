"""Paints a scatter as it was laid out for its room. Decides nothing but how Qt draws it."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPolygonF

from cguviz.scene.estimates.labels import SMALL
from cguviz.scene.estimates.picture import CELL, LEFT, EstimatesPicture
from cguviz.scene.estimates.plot import Mark, Plot
from cguviz.scene.estimates.style import EstimatesLook, estimates_look
from cguviz.scene.look.theme import Theme
from cguviz.ui.canvas.inks import NO_BRUSH, NO_PEN, color, pen

TITLE = 12
"""Pixels of the font of what an axis shows."""
PLATE = 200
"""Opacity of what lies between a text and the points below it."""
RING = 7.0


def paint(painter: QPainter, picture: EstimatesPicture, plot: Plot, theme: Theme, font: QFont) -> None:
    """Paint axes, lines, points and names."""
    look = estimates_look(theme)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _axes(painter, picture, plot=plot, theme=theme, look=look, font=font)
    area = picture.area
    painter.save()
    painter.setClipRect(QRectF(area.x0, area.y0, area.width, area.height))
    painter.setFont(font_of_size(font, round(SMALL)))
    # Cells would hide the lines, lines would cross the marks.
    if not picture.radius:
        _cells(painter, picture, plot, look)
    for line in picture.lines:
        painter.setPen(pen(look.promise, 1.5) if line.factor == 1 else pen(look.promise, 0, (4, 4)))
        painter.drawLine(QLineF(*line.ends))
    if picture.radius:
        _points(painter, picture, plot, look)
    metric = QFontMetricsF(painter.font())
    for line in picture.lines:
        wide = metric.horizontalAdvance(line.text)
        _text(painter, metric, text=line.text, x=line.x - wide, base=line.y, theme=theme, ink=theme.faint)
    for name in picture.names:
        if any(name.lead):
            painter.setPen(pen(look.stick))
            painter.drawLine(QLineF(*name.lead))
        _text(painter, metric, text=name.text, x=name.x, base=name.y, theme=theme, ink=theme.ink)
    painter.restore()


def ring(painter: QPainter, x: float, y: float, theme: Theme, *, chosen: bool) -> None:
    """Paint a ring around a point that is chosen, or under the pointer."""
    painter.setBrush(NO_BRUSH)
    painter.setPen(pen(theme.selection if chosen else theme.hover, 2.5 if chosen else 1.5))
    painter.drawEllipse(QPointF(x, y), RING, RING)


def font_of_size(font: QFont, pixels: int) -> QFont:
    """Return a font at a size in pixels."""
    made = QFont(font)
    made.setPixelSize(pixels)
    return made


def shape(mark: Mark, x: float, y: float, radius: float) -> QPolygonF | None:
    """Return a triangle that points up or down; None for a mark that is a circle."""
    if mark is Mark.NEAR:
        return None
    up = 1.0 if mark is Mark.LONGER else -1.0
    reach, half = 1.35 * radius, 1.2 * radius
    low = y + up * reach * 0.6
    return QPolygonF([QPointF(x, y - up * reach), QPointF(x + half, low), QPointF(x - half, low)])


def _axes(
    painter: QPainter, picture: EstimatesPicture, plot: Plot, theme: Theme, look: EstimatesLook, font: QFont
) -> None:
    area = picture.area
    painter.setFont(font_of_size(font, round(SMALL)))
    metric = QFontMetricsF(painter.font())
    for place, text in picture.x_ticks:
        painter.setPen(color(look.grid))
        painter.drawLine(QLineF(place, area.y0, place, area.y1))
        painter.setPen(color(theme.faint))
        painter.drawText(QPointF(place - metric.horizontalAdvance(text) / 2, area.y1 + 15), text)
    for place, text in picture.y_ticks:
        painter.setPen(color(look.grid))
        painter.drawLine(QLineF(area.x0, place, area.x1, place))
        painter.setPen(color(theme.faint))
        painter.drawText(QPointF(area.x0 - 7 - metric.horizontalAdvance(text), place + 4), text)
    painter.setPen(color(look.axis))
    painter.setBrush(NO_BRUSH)
    painter.drawRect(QRectF(area.x0, area.y0, area.width, area.height))
    painter.setFont(font_of_size(font, TITLE))
    painter.setPen(color(theme.faint))
    metric = QFontMetricsF(painter.font())
    x_title = metric.elidedText(plot.x_title, Qt.TextElideMode.ElideRight, area.width)
    wide = metric.horizontalAdvance(x_title)
    painter.drawText(QPointF((area.x0 + area.x1 - wide) / 2, area.y1 + 34), x_title)
    y_title = metric.elidedText(plot.y_title, Qt.TextElideMode.ElideRight, area.height)
    painter.save()
    painter.translate(LEFT - 55, (area.y0 + area.y1) / 2)
    painter.rotate(-90)
    painter.drawText(QPointF(-metric.horizontalAdvance(y_title) / 2, 0), y_title)
    painter.restore()


def _points(painter: QPainter, picture: EstimatesPicture, plot: Plot, look: EstimatesLook) -> None:
    columns = (picture.point.tolist(), picture.x.tolist(), picture.y.tolist(), picture.foot.tolist())
    painter.setPen(pen(look.stick))
    for _, x, y, foot in zip(*columns, strict=True):
        if not math.isnan(foot):
            painter.drawLine(QLineF(x, y, x, foot))
    painter.setPen(pen(look.edge))
    for point, x, y, _ in zip(*columns, strict=True):
        mark = Mark(int(plot.mark[point]))
        painter.setBrush(color(look.fill[mark]))
        polygon = shape(mark, x, y, picture.radius)
        if polygon is None:
            painter.drawEllipse(QPointF(x, y), picture.radius, picture.radius)
        else:
            painter.drawPolygon(polygon)


def _cells(painter: QPainter, picture: EstimatesPicture, plot: Plot, look: EstimatesLook) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setPen(NO_PEN)
    mark = plot.mark[picture.point]
    for kind in Mark:
        for level, fill in enumerate(look.cell[kind]):
            rows = (mark == kind) & (picture.level == level)
            left, top = picture.x[rows] - CELL / 2, picture.y[rows] - CELL / 2
            painter.setBrush(color(fill))
            painter.drawRects([QRectF(x, y, CELL, CELL) for x, y in zip(left.tolist(), top.tolist(), strict=True)])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _text(painter: QPainter, metric: QFontMetricsF, text: str, x: float, base: float, theme: Theme, ink: str) -> None:
    plate = QRectF(x - 2, base - SMALL, metric.horizontalAdvance(text) + 4, SMALL + 3)
    painter.fillRect(plate, color(theme.background, PLATE))
    painter.setPen(color(ink))
    painter.drawText(QPointF(x, base), text)
