"""Gestures from mouse, wheel and key events: a click, a drag, a band, a magnification.

Knows positions in a widget, and nothing of what is shown there.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

WHEEL_STEP = 1.25
"""Magnification per notch of a wheel (120 eighths of a degree)."""
KEY_STEP = 1.4
"""Magnification per press of + or -."""
SCROLL, SIDEWAYS = 1 / 4, 1 / 2
"""Pixels per eighth of a degree of a wheel that pans: where it scrolls, and where it is turned to the side."""
KEY_PAN = 80
"""Pixels per press of an arrow key."""

PANS = {
    Qt.Key.Key_Left: (KEY_PAN, 0),
    Qt.Key.Key_Right: (-KEY_PAN, 0),
    Qt.Key.Key_Up: (0, KEY_PAN),
    Qt.Key.Key_Down: (0, -KEY_PAN),
}
ZOOMS = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
"""Steps of magnification."""


def held_shift(event: QMouseEvent) -> bool:
    """Say whether a press begins a rectangle where nothing else is agreed upon."""
    return event.button() != Qt.MouseButton.RightButton and bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)


class Gestures(QObject):
    """Watches a widget: the graph, the matrix, the timeline, the estimates.

    Parameters
    ----------
    bands
        Whether a press begins a rectangle instead of a shift; it may be one of the right button.
    scrolls
        Whether a turn of the wheel scrolls up and down instead of magnifying.
    wheel_step, key_step
        Magnification per notch of the wheel, and per press of + or -; None leaves all keys to the widget.

    Emits
    -----
    pointed
        (QPointF) the pointer moved with no button held.
    left
        The pointer left the widget.
    clicked
        (QPointF, Qt.KeyboardModifier) pressed and released in one place.
    doubled
        (QPointF) a double click.
    panned
        (float, float) pixels to shift what is shown.
    zoomed
        (QPointF, float) magnify around a point of the widget.
    banding, banded
        (QRectF) while a rectangle is drawn, and when it is done.
    folding
        Space was pressed.
    """

    pointed = Signal(QPointF)
    left = Signal()
    clicked = Signal(QPointF, object)
    doubled = Signal(QPointF)
    panned = Signal(float, float)
    zoomed = Signal(QPointF, float)
    banding = Signal(QRectF)
    banded = Signal(QRectF)
    folding = Signal()

    def __init__(
        self,
        widget: QWidget,
        *,
        bands: Callable[[QMouseEvent], bool] = held_shift,
        scrolls: Callable[[QWheelEvent], bool] = lambda _: False,
        wheel_step: float = WHEEL_STEP,
        key_step: float | None = KEY_STEP,
    ) -> None:
        super().__init__(widget)
        self._widget = widget
        self._bands, self._scrolls = bands, scrolls
        self._wheel_step, self._key_step = wheel_step, key_step
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._moving = False
        self._with_band = False
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take the events that are part of a gesture."""
        if watched is not self._widget:
            return False
        if isinstance(event, QMouseEvent):
            return self._mouse(event)
        if isinstance(event, QWheelEvent):
            return self._wheel(event)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._key_step is not None:
            return self._key(event, self._key_step)
        if event.type() == QEvent.Type.Leave:
            self.left.emit()
        return False

    def _mouse(self, event: QMouseEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseMove:
            self._move(event)
        elif kind == QEvent.Type.MouseButtonPress and (
            event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton)
            or (event.button() == Qt.MouseButton.RightButton and self._bands(event))
        ):
            self._pressed = self._last = event.position()
            self._moving = False
            self._with_band = self._bands(event)
        elif kind == QEvent.Type.MouseButtonRelease and self._pressed is not None:
            self._release(event)
        elif kind == QEvent.Type.MouseButtonDblClick and event.button() == Qt.MouseButton.LeftButton:
            self._pressed = None
            self.doubled.emit(event.position())
        else:
            return False
        return True

    def _move(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            self.pointed.emit(event.position())
            return
        here = event.position()
        if not self._moving:
            if (here - self._pressed).manhattanLength() < QApplication.startDragDistance():
                return
            self._moving = True
            if not self._with_band:
                self._widget.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._with_band:
            self.banding.emit(QRectF(self._pressed, here).normalized())
        else:
            step = here - self._last
            self._last = here
            self.panned.emit(step.x(), step.y())

    def _release(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if self._moving and self._with_band and pressed is not None:
            self.banded.emit(QRectF(pressed, event.position()).normalized())
        elif self._moving:
            self._widget.unsetCursor()
        elif event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(event.position(), event.modifiers())
        self._moving = False

    def _wheel(self, event: QWheelEvent) -> bool:
        x, y = event.angleDelta().x(), event.angleDelta().y()
        if self._scrolls(event):
            self.panned.emit(0, (y or x) * SCROLL)
        elif abs(x) > abs(y):
            self.panned.emit(x * SIDEWAYS, 0)
        elif y:
            self.zoomed.emit(event.position(), self._wheel_step ** (y / 120))
        return True

    def _key(self, event: QKeyEvent, step: float) -> bool:
        key = Qt.Key(event.key())
        if key in PANS:
            self.panned.emit(*PANS[key])
        elif key in ZOOMS:
            self.zoomed.emit(QRectF(self._widget.rect()).center(), step ** ZOOMS[key])
        elif key == Qt.Key.Key_Space:
            self.folding.emit()
        else:
            return False
        return True
