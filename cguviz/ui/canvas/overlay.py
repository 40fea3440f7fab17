"""Marks over the picture that change with the pointer: hover, band, the message of an empty view."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from cguviz.scene.graph.hit import Hit
from cguviz.scene.look.theme import Theme
from cguviz.ui.canvas.camera import Viewport
from cguviz.ui.canvas.emphasis import neighbours, outline
from cguviz.ui.canvas.inks import color, pen
from cguviz.ui.canvas.lettering import Lettering
from cguviz.ui.canvas.picture import PreparedScene

MESSAGE_SIZE = 15
"""Text size in screen pixels."""


def paint_hover(painter: QPainter, picture: PreparedScene, viewport: Viewport, theme: Theme, under: Hit) -> None:
    """Outline the box under the pointer, and its callers and callees; beside boxes, the block or unit."""
    scene = picture.scene
    if under.box >= 0:
        callers, callees = neighbours(scene, np.array([under.box], np.int32))
        outline(painter, viewport, scene.boxes.box[callers], theme.caller)
        outline(painter, viewport, scene.boxes.box[callees], theme.callee)
        outline(painter, viewport, scene.boxes.box[under.box][None], theme.hover, 2)
    elif under.block >= 0:
        outline(painter, viewport, scene.blocks.box[under.block][None], theme.hover)
    elif under.unit >= 0:
        outline(painter, viewport, scene.units.box[under.unit][None], theme.hover)


def paint_band(painter: QPainter, band: QRectF, theme: Theme) -> None:
    """Show the rectangle that is being drawn."""
    painter.setPen(pen(theme.caller))
    painter.setBrush(color(theme.caller, 40))
    painter.drawRect(band)


def paint_message(painter: QPainter, rect: QRect, theme: Theme, lettering: Lettering, text: str) -> None:
    """Write an instruction into the middle of an empty view."""
    painter.setFont(lettering.size(MESSAGE_SIZE).font)
    painter.setPen(QColor(theme.faint))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
