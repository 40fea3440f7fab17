"""The widget that shows a scatter: what part of it is seen, and what pointer and wheel do."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cguviz.scene.estimates.picture import Picture, Sight, picture, places, whole
from cguviz.scene.estimates.plot import Plot, tooltip
from cguviz.ui.canvas.inks import color
from cguviz.ui.estimates.paint import paint, ring
from cguviz.ui.frame.appearance import current_theme

NEAR = 9.0
"""Pixels from which the pointer reaches a point."""
DRAGGED = 4
"""Pixels from which a press becomes a drag."""
STEP = 1.25
"""Magnification of a notch of the wheel."""
ZOOMING = {Qt.Key.Key_Plus: STEP, Qt.Key.Key_Equal: STEP, Qt.Key.Key_Minus: 1 / STEP}
EXTEND = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
NONE = -1


class ScatterView(QWidget):
    """Shows a plot.

    Emits
    -----
    chosen
        (int, bool) the point that was clicked, -1 for none; and whether it is added to the selection.
    """

    chosen = Signal(int, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plot: Plot | None = None
        self.sight: Sight | None = None
        self.lit: tuple[int, ...] = ()
        self.under = NONE
        self._made: Picture | None = None
        self._painted: QPixmap | None = None
        self._press: QPointF | None = None
        self._last = QPointF()
        self._dragging = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(220, 160)
        self.setAccessibleName("Estimates against times")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return a size at which names of units have room."""
        return QSize(760, 520)

    # What is shown

    def show_plot(self, plot: Plot | None) -> None:
        """Show another plot, all of it."""
        self.plot, self.sight, self.under, self.lit = plot, None, NONE, ()
        self._redraw()

    def light(self, points: Iterable[int]) -> None:
        """Ring and name some points."""
        lit = tuple(points)
        if lit != self.lit:
            self.lit = lit
            self._redraw()

    def fit(self) -> None:
        """Show all points."""
        self.sight = None
        self._redraw()

    @property
    def is_whole(self) -> bool:
        """Whether all points are seen."""
        return self.sight is None

    def picture(self) -> Picture | None:
        """Return what is painted, None while there is no plot."""
        if self.plot is None:
            return None
        if self._made is None:
            self._made = picture(self.plot, (self.width(), self.height()), sight=self.sight, chosen=self.lit)
        return self._made

    def place_of(self, point: int) -> QPointF:
        """Return where a point is, in pixels."""
        made = self.picture()
        if self.plot is None or made is None:
            return QPointF()
        x, y = places(self.plot, self.sight or whole(self.plot), made.area)
        return QPointF(float(x[point]), float(y[point]))

    def point_at(self, position: QPointF) -> int:
        """Return the nearest point that the pointer reaches, -1 for none."""
        made = self.picture()
        if self.plot is None or made is None or not len(self.plot):
            return NONE
        x, y = places(self.plot, self.sight or whole(self.plot), made.area)
        far = np.hypot(x - position.x(), y - position.y())
        nearest = int(np.argmin(far))
        return nearest if far[nearest] <= NEAR else NONE

    def zoom(self, factor: float, at: QPointF) -> None:
        """Magnify; what is at a place stays there."""
        made = self.picture()
        if self.plot is None or made is None:
            return
        sight = self.sight or whole(self.plot)
        along = (at.x() - made.area.x0) / made.area.width
        up = (made.area.y1 - at.y()) / made.area.height
        self.sight = Sight(sight.x.zoomed(factor, along), sight.y.zoomed(factor, up))
        self._redraw()

    def pan(self, dx: float, dy: float) -> None:
        """Move what is seen by pixels."""
        made = self.picture()
        if self.plot is None or made is None:
            return
        sight = self.sight or whole(self.plot)
        self.sight = Sight(sight.x.moved(-dx / made.area.width), sight.y.moved(dy / made.area.height))
        self._redraw()

    def _redraw(self) -> None:
        self._made = self._painted = None
        self.update()

    # What Qt asks

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's signature
        """Draw the scatter, and rings over it."""
        made, theme = self.picture(), current_theme()
        with QPainter(self) as painter:
            if made is None or self.plot is None:
                painter.fillRect(self.rect(), color(theme.background))
                return
            if self._painted is None:
                self._painted = self._paint(made, self.plot)
            painter.drawPixmap(0, 0, self._painted)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            area = made.area
            painter.setClipRect(round(area.x0), round(area.y0), round(area.width), round(area.height))
            for point in (*self.lit, self.under):
                if point >= 0:
                    place = self.place_of(point)
                    ring(painter, place.x(), place.y(), theme, chosen=point in self.lit)

    def _paint(self, made: Picture, plot: Plot) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        pixmap.setDevicePixelRatio(ratio)
        theme = current_theme()
        pixmap.fill(color(theme.background))
        with QPainter(pixmap) as painter:
            paint(painter, made, plot, theme, self.font())
        return pixmap

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Use the room there is."""
        super().resizeEvent(event)
        self._redraw()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change from light to dark."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._redraw()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Begin a click or a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._press = self._last = event.position()
            self._dragging = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Pan, or tell what is under the pointer."""
        position = event.position()
        if self._press is None:
            self._hover(event)
            return
        if (position - self._press).manhattanLength() >= DRAGGED:
            self._dragging = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._dragging:
            step = position - self._last
            self.pan(step.x(), step.y())
        self._last = position

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Choose what was clicked."""
        clicked = self._press is not None and not self._dragging and event.button() == Qt.MouseButton.LeftButton
        self._press, self._dragging = None, False
        self.unsetCursor()
        if clicked:
            self.chosen.emit(self.point_at(event.position()), bool(event.modifiers() & EXTEND))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """See everything again, where there is no point."""
        if self.point_at(event.position()) < 0:
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom at the pointer."""
        self.zoom(STEP ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Forget where the pointer was."""
        super().leaveEvent(event)
        self.under = NONE
        self.update()

    def event(self, event: QEvent) -> bool:
        """Keep the keys that mean something here from the window's commands."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in ZOOMING:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom at the middle."""
        factor = ZOOMING.get(Qt.Key(event.key()))
        if factor is None:
            super().keyPressEvent(event)
        else:
            self.zoom(factor, QPointF(self.width() / 2, self.height() / 2))

    def _hover(self, event: QMouseEvent) -> None:
        point = self.point_at(event.position())
        if point == self.under or self.plot is None:
            return
        self.under = point
        self.update()
        if point >= 0:
            QToolTip.showText(event.globalPosition().toPoint(), "\n".join(tooltip(self.plot, point)), self)
        else:
            QToolTip.hideText()
