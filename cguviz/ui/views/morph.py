"""The short passage from one side of a comparison to the other: the old picture fades, and what moved flies."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEasingCurve, QPoint, QRect, Qt, QVariantAnimation
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from cguviz.model.columns import Floats
from cguviz.scene.scene import Role
from cguviz.ui.canvas.boxes import paint_alike
from cguviz.ui.canvas.camera import visible
from cguviz.ui.canvas.view import GraphView
from cguviz.ui.frame.appearance import current_theme

LASTS = 260
"""Milliseconds; below 300 nobody waits for it."""
MOST = 3_000
"""Boxes that fly at most."""


class Morph(QWidget):
    """Lies over a canvas while a passage lasts; the pointer goes through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._old = QPixmap()
        self._canvas: GraphView | None = None
        self._from: Floats = np.empty((0, 4))
        self._to: Floats = np.empty((0, 4))
        self._arriving = True
        self._walk = QVariantAnimation(self, duration=LASTS, startValue=0.0, endValue=1.0)
        self._walk.setEasingCurve(QEasingCurve.Type.InOutQuad)
        self._walk.valueChanged.connect(self._follow)
        self._walk.finished.connect(self.hide)
        self.hide()

    def begin(self, old: QPixmap, canvas: GraphView, boxes: tuple[Floats, Floats], *, arriving: bool) -> None:
        """Pass from an old picture to the current one of a canvas.

        Parameters
        ----------
        old
            As large as the canvas.
        canvas
            What lies below.
        boxes
            (k, 4) each: where moving boxes are in the old picture, and where in the new one.
        arriving
            Whether the new picture is the change side.
        """
        self._old, self._canvas, self._arriving = old, canvas, arriving
        self._from, self._to = boxes[0][:MOST], boxes[1][:MOST]
        self._follow()
        self.show()
        self.raise_()
        self._walk.start()

    def _follow(self) -> None:
        """Lie over the canvas wherever it is."""
        if self._canvas is not None:
            corner = self._canvas.mapTo(self._over, QPoint(0, 0))
            self.setGeometry(QRect(corner, self._canvas.size()))
        self.update()

    def skip(self) -> None:
        """End at once."""
        if not self.isHidden():
            self._walk.stop()
            self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's signature
        """Draw the old picture over the new one, and the boxes on their way."""
        part, canvas = float(self._walk.currentValue()), self._canvas
        if canvas is None:
            return
        with QPainter(self) as painter:
            painter.setOpacity(1.0 - part)
            painter.drawPixmap(0, 0, self._old)
            painter.setOpacity(1.0)
            if len(self._from):
                # Asked anew for each frame: a view that was seen whole is fitted again when its room has settled.
                viewport = canvas.viewport()
                ratio = viewport.ratio
                painter.scale(1 / ratio, 1 / ratio)
                edges = visible(self._from + (self._to - self._from) * part, viewport)
                role = Role.ARRIVED if self._arriving else Role.LEAVING
                paint_alike(painter, edges, ratio=ratio, theme=current_theme(), role=role, tint=-1, outlined=True)
