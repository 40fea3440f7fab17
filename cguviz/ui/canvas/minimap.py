"""The whole picture in a corner, with a frame around the visible part; dragging the frame moves the camera."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from cguviz.model.columns import Floats
from cguviz.scene.look.theme import LIGHT, Theme
from cguviz.ui.canvas.boxes import paint_boxes, paint_grounds
from cguviz.ui.canvas.camera import Viewport
from cguviz.ui.canvas.inks import color, pen
from cguviz.ui.canvas.picture import PreparedScene

LARGEST = QSize(180, 130)
"""Screen pixels."""
MARGIN = 4
"""Screen pixels between the frame and the picture."""


class MiniMap(QWidget):
    """A small picture of all units, painted once per scene and theme.

    Emits
    -----
    moved
        (float, float) the world point that was pointed at.
    """

    moved = Signal(float, float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("Overview")
        self.setAccessibleDescription("Shows which part of the graph is in view; click to go there.")
        self._picture: PreparedScene | None = None
        self._theme = LIGHT
        self._image: QImage | None = None
        self._bounds: Floats = np.array([0.0, 0.0, 1.0, 1.0])
        self._frame = QRect()
        self.hide()

    def set_picture(self, picture: PreparedScene | None) -> None:
        """Show another scene."""
        self._picture, self._image = picture, None
        if picture is not None:
            self._bounds = picture.scene.bounds
            x0, y0, x1, y1 = map(float, self._bounds)
            scale = min(
                (LARGEST.width() - 2 * MARGIN) / max(x1 - x0, 1e-9),
                (LARGEST.height() - 2 * MARGIN) / max(y1 - y0, 1e-9),
            )
            self.resize(round((x1 - x0) * scale) + 2 * MARGIN, round((y1 - y0) * scale) + 2 * MARGIN)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Paint in another look."""
        self._theme, self._image = theme, None
        self.update()

    def show_part(self, world: tuple[float, float, float, float]) -> bool:
        """Frame the part of the picture that the view shows.

        Returns
        -------
        Whether there is anything out of sight.
        """
        if self._picture is None:
            return False
        x0, y0, x1, y1 = map(float, self._bounds)
        own = self._viewport(1.0)
        frame = QRect(
            round(world[0] * own.scale - own.left),
            round(world[1] * own.scale - own.top),
            round((world[2] - world[0]) * own.scale),
            round((world[3] - world[1]) * own.scale),
        )
        if frame != self._frame:
            self._frame = frame
            self.update()
        return world[0] > x0 or world[1] > y0 or world[2] < x1 or world[3] < y1

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's signature
        """Copy the picture and draw the frame."""
        if self._picture is None:
            return
        ratio = self.devicePixelRatioF()
        if self._image is None or self._image.devicePixelRatio() != ratio:
            self._image = self._painted(self._picture, ratio)
        with QPainter(self) as painter:
            painter.drawImage(0, 0, self._image)
            painter.setPen(pen(self._theme.faint))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
            painter.setPen(pen(self._theme.selection, 1.5))
            painter.setBrush(color(self._theme.selection, 26))
            painter.drawRect(self._frame.intersected(self.rect().adjusted(1, 1, -3, -3)))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Go where one points."""
        self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Go along while the button is held."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event)

    def _go(self, event: QMouseEvent) -> None:
        own = self._viewport(1.0)
        place = event.position()
        self.moved.emit((place.x() + own.left) / own.scale, (place.y() + own.top) / own.scale)

    def _viewport(self, ratio: float) -> Viewport:
        x0, y0, x1, _ = map(float, self._bounds)
        scale = (self.width() - 2 * MARGIN) / max(x1 - x0, 1e-9) * ratio
        margin = MARGIN * ratio
        return Viewport(
            scale=scale,
            left=round(x0 * scale - margin),
            top=round(y0 * scale - margin),
            width=round(self.width() * ratio),
            height=round(self.height() * ratio),
            ratio=ratio,
        )

    def _painted(self, picture: PreparedScene, ratio: float) -> QImage:
        viewport = self._viewport(ratio)
        image = QImage(viewport.width, viewport.height, QImage.Format.Format_RGB32)
        image.fill(QColor(self._theme.background))
        with QPainter(image) as painter:
            painter.setClipRect(0, 0, viewport.width, viewport.height)
            for _ in paint_grounds(painter, picture, viewport, self._theme):
                pass
            for _ in paint_boxes(painter, picture, viewport, self._theme, least=0.0):
                pass
        image.setDevicePixelRatio(ratio)
        return image
