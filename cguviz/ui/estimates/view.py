"""The widget that shows a scatter: what part of it is seen, and what pointer and wheel do."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cguviz.scene.estimates.picture import EstimatesPicture, Sight, picture, places, whole
from cguviz.scene.estimates.plot import Plot, tooltip
from cguviz.ui.canvas.gestures import Gestures
from cguviz.ui.canvas.inks import color
from cguviz.ui.estimates.paint import paint, ring
from cguviz.ui.frame.appearance import current_theme

NEAR = 9.0
"""Pixels from which the pointer reaches a point."""
STEP = 1.25
"""Magnification of a notch of the wheel, and of a key."""
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
        self._made: EstimatesPicture | None = None
        self._painted: QPixmap | None = None
        gestures = Gestures(self, wheel_step=STEP, key_step=STEP)
        gestures.pointed.connect(self._hover)
        gestures.left.connect(self._leave)
        gestures.clicked.connect(self._click)
        gestures.doubled.connect(self._double)
        gestures.panned.connect(self.pan)
        gestures.zoomed.connect(lambda at, factor: self.zoom(factor, at))
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

    def picture(self) -> EstimatesPicture | None:
        """Return the picture that is painted, None while there is no plot."""
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
        """Magnify around a point, which stays in its place."""
        made = self.picture()
        if self.plot is None or made is None:
            return
        sight = self.sight or whole(self.plot)
        along = (at.x() - made.area.x0) / made.area.width
        up = (made.area.y1 - at.y()) / made.area.height
        self.sight = Sight(sight.x.zoom(factor, along), sight.y.zoom(factor, up))
        self._redraw()

    def pan(self, dx: float, dy: float) -> None:
        """Move the visible part by pixels."""
        made = self.picture()
        if self.plot is None or made is None:
            return
        sight = self.sight or whole(self.plot)
        self.sight = Sight(sight.x.move(-dx / made.area.width), sight.y.move(dy / made.area.height))
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

    def _paint(self, made: EstimatesPicture, plot: Plot) -> QPixmap:
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

    # The pointer

    def _click(self, position: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self.chosen.emit(self.point_at(position), bool(modifiers & EXTEND))

    def _double(self, position: QPointF) -> None:
        """See everything again, where there is no point."""
        if self.point_at(position) < 0:
            self.fit()

    def _leave(self) -> None:
        self.under = NONE
        self.update()

    def _hover(self, position: QPointF) -> None:
        point = self.point_at(position)
        if point == self.under or self.plot is None:
            return
        self.under = point
        self.update()
        if point >= 0:
            QToolTip.showText(self.mapToGlobal(position.toPoint()), "\n".join(tooltip(self.plot, point)), self)
        else:
            QToolTip.hideText()
