"""From mouse, wheel and key events to what is meant: a click, a drag, a band, a magnification.

Knows positions in a widget, and nothing of what is shown there.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

WHEEL_STEP = 1.25
"""Magnification per notch of a wheel (120 eighths of a degree)."""
KEY_STEP = 1.4
"""Magnification per press of + or -."""
KEY_PAN = 80
"""Pixels per press of an arrow key."""

PANS = {
    Qt.Key.Key_Left: (KEY_PAN, 0),
    Qt.Key.Key_Right: (-KEY_PAN, 0),
    Qt.Key.Key_Up: (0, KEY_PAN),
    Qt.Key.Key_Down: (0, -KEY_PAN),
}
ZOOMS = {
    Qt.Key.Key_Plus: KEY_STEP,
    Qt.Key.Key_Equal: KEY_STEP,
    Qt.Key.Key_Minus: 1 / KEY_STEP,
}


class Gestures(QObject):
    """Watches a widget.

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
        (int, int) pixels to shift what is shown.
    zoomed
        (QPointF, float) magnify around a point of the widget.
    banding, banded
        (QRect) while a rectangle is drawn with Shift held, and when it is done.
    folding
        Space was pressed.
    """

    pointed = Signal(QPointF)
    left = Signal()
    clicked = Signal(QPointF, object)
    doubled = Signal(QPointF)
    panned = Signal(int, int)
    zoomed = Signal(QPointF, float)
    banding = Signal(QRect)
    banded = Signal(QRect)
    folding = Signal()

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._pressed: QPoint | None = None
        self._last = QPoint()
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
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        if event.type() == QEvent.Type.Leave:
            self.left.emit()
        return False

    def _mouse(self, event: QMouseEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseMove:
            self._move(event)
        elif kind == QEvent.Type.MouseButtonPress and event.button() in (
            Qt.MouseButton.LeftButton,
            Qt.MouseButton.MiddleButton,
        ):
            self._pressed = self._last = event.position().toPoint()
            self._moving = False
            self._with_band = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
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
        here = event.position().toPoint()
        if not self._moving:
            if (here - self._pressed).manhattanLength() < QApplication.startDragDistance():
                return
            self._moving = True
            if not self._with_band:
                self._widget.setCursor(Qt.CursorShape.ClosedHandCursor)
        if self._with_band:
            self.banding.emit(QRect(self._pressed, here).normalized())
        else:
            step = here - self._last
            self._last = here
            self.panned.emit(step.x(), step.y())

    def _release(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if self._moving and self._with_band and pressed is not None:
            self.banded.emit(QRect(pressed, event.position().toPoint()).normalized())
        elif self._moving:
            self._widget.unsetCursor()
        elif event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(event.position(), event.modifiers())
        self._moving = False

    def _wheel(self, event: QWheelEvent) -> bool:
        notches = event.angleDelta().y() / 120
        if notches:
            self.zoomed.emit(event.position(), WHEEL_STEP**notches)
        elif event.angleDelta().x():
            self.panned.emit(round(event.angleDelta().x() / 2), 0)
        return True

    def _key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in PANS:
            self.panned.emit(*PANS[key])
        elif key in ZOOMS:
            self.zoomed.emit(QPointF(self._widget.rect().center()), ZOOMS[key])
        elif key == Qt.Key.Key_Space:
            self.folding.emit()
        else:
            return False
        return True
