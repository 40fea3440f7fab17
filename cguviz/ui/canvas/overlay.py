"""What lies over the picture and changes with the pointer: hover, band, the message of an empty view."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter

from cguviz.scene.hit import Hit
from cguviz.scene.theme import Theme
from cguviz.ui.canvas.camera import Viewport, pixels
from cguviz.ui.canvas.inks import color, pen
from cguviz.ui.canvas.lettering import Lettering
from cguviz.ui.canvas.picture import Picture, touching
from cguviz.ui.canvas.strokes import outline_rects

NEIGHBOURS = 2_000
"""Callers and callees outlined at most, half a millisecond."""
MESSAGE_SIZE = 15
"""Text size in screen pixels."""


def paint_hover(painter: QPainter, picture: Picture, viewport: Viewport, theme: Theme, under: Hit) -> None:
    """Outline the box under the pointer, and its callers and callees; beside boxes, the block or unit."""
    scene, ratio = picture.scene, viewport.ratio
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if under.box >= 0:
        if scene.links is not None:
            leaving, entering = touching(scene.links, np.array([under.box]))
            for name, boxes in (
                (theme.caller, scene.links.source[entering]),
                (theme.callee, scene.links.target[leaving]),
            ):
                painter.setPen(pen(name, ratio))
                outline_rects(painter, pixels(scene.boxes.box[boxes[:NEIGHBOURS]], viewport))
        rectangle, width = scene.boxes.box[under.box], 2 * ratio
    elif under.block >= 0:
        rectangle, width = scene.blocks.box[under.block], ratio
    elif under.unit >= 0:
        rectangle, width = scene.units.box[under.unit], ratio
    else:
        return
    painter.setPen(pen(theme.hover, width))
    outline_rects(painter, pixels(rectangle[None], viewport))


def paint_band(painter: QPainter, band: QRect, theme: Theme) -> None:
    """Show the rectangle that is being drawn."""
    painter.setPen(pen(theme.caller))
    painter.setBrush(color(theme.caller, 40))
    painter.drawRect(band)


def paint_message(painter: QPainter, rect: QRect, theme: Theme, lettering: Lettering, text: str) -> None:
    """Say in the middle of an empty view what to do."""
    painter.setFont(lettering.size(MESSAGE_SIZE).font)
    painter.setPen(QColor(theme.faint))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
