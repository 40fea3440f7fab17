"""Dragging functions, stacks, modules and units from one unit to another.

A drag moves the map, unless it begins on what is selected or Ctrl is held: then it takes items along. The canvas need
not know: this watches its mouse before the canvas's own gestures do (filters installed last are asked first).
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel

from cguviz.scene.graph.hit import Hit
from cguviz.ui.canvas.view import GraphView
from cguviz.ui.lab.drop_target import DropTarget, ground_of
from cguviz.ui.store.store import Store
from cguviz.ui.text import wording

NO_BOXES = np.empty(0, np.int32)
BESIDE = QPoint(14, 12)
"""Where the label is seen from the pointer."""


class HandDrag(QObject):
    """Watches one canvas.

    Attributes
    ----------
    dropped
        Signal(list, str, str): items, the unit they were dropped on, and the stage that the canvas shows.
    """

    dropped = Signal(list, str, str)

    def __init__(self, store: Store, canvas: GraphView) -> None:
        super().__init__(canvas)
        self._store = store
        self._canvas = canvas
        self._pressed: QPoint | None = None
        self._ground: DropTarget | None = None
        self._items: list[int] = []
        self._from = -1
        self._goal = -1
        self._moving = False
        self.label = QLabel(canvas)
        self.label.setObjectName("popup")
        self.label.setMargin(4)
        self.label.setAutoFillBackground(True)
        self.label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.label.hide()
        canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take the events of a drag that takes items along."""
        if watched is not self._canvas:
            return False
        if isinstance(event, QKeyEvent):
            return self._key(event)
        if not isinstance(event, QMouseEvent):
            return False
        match event.type():
            case QEvent.Type.MouseButtonPress if event.button() == Qt.MouseButton.LeftButton:
                return self._press(event)
            case QEvent.Type.MouseMove if self._pressed is not None:
                self._move(event)
                return True
            case QEvent.Type.MouseButtonRelease if self._pressed is not None:
                self._release(event)
                return True
        return False

    def _press(self, event: QMouseEvent) -> bool:
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            return False
        ground = ground_of(self._store, self._canvas.scene)
        if ground is None:
            return False
        hit = self._canvas.hit_at(event.position())
        items = self._taken(ground, hit, anything=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        if not items:
            return False
        self._ground, self._items, self._from = ground, items, ground.unit_at(hit)
        self._pressed, self._moving, self._goal = event.position().toPoint(), False, -1
        return True

    def _taken(self, ground: DropTarget, hit: Hit, *, anything: bool) -> list[int]:
        """Return the items that a drag from here takes along; none: it moves the map."""
        under = ground.items_at(hit)
        selection = self._store.workspace.selection
        if hit.box >= 0 and under and set(under) <= set(selection.items):
            return list(selection.items)
        unit = ground.unit_at(hit)
        name = ground.scene.units.title[unit] if unit >= 0 else ""
        whole = hit.box < 0 and name in selection.units and selection.on_change == ground.on_change
        if whole:
            return ground.items_at(Hit(unit=unit))
        return under if anything else []

    def _move(self, event: QMouseEvent) -> None:
        here = event.position().toPoint()
        ground, pressed = self._ground, self._pressed
        if ground is None or pressed is None:
            return
        if not self._moving and (here - pressed).manhattanLength() < QApplication.startDragDistance():
            return
        self._moving = True
        self._canvas.setCursor(Qt.CursorShape.DragMoveCursor)
        unit = ground.unit_at(self._canvas.hit_at(event.position()))
        self._goal = -1 if unit == self._from else unit
        what = wording.count(len(self._items), "item")
        goal = ground.scene.units.label[self._goal] if self._goal >= 0 else ""
        self.label.setText(f"{what} → {goal}" if goal else f"{what}: drop on another unit")
        self.label.adjustSize()
        room = self._canvas.rect().bottomRight() - self.label.rect().bottomRight()
        spot = here + BESIDE
        self.label.move(min(spot.x(), room.x()), min(spot.y(), room.y()))
        self.label.show()
        self._canvas.set_echo(NO_BOXES, np.array([self._goal] if self._goal >= 0 else [], np.int32))

    def _release(self, event: QMouseEvent) -> None:
        ground, items, goal, moving = self._ground, self._items, self._goal, self._moving
        self._stop()
        if not moving:
            # A click after all.
            self._canvas.clicked.emit(self._canvas.hit_at(event.position()), event.modifiers())
        elif ground is not None and goal >= 0:
            self.dropped.emit(items, ground.scene.units.title[goal], ground.stage)

    def _key(self, event: QKeyEvent) -> bool:
        """Let Escape give a drag up; other keys wait until it is over."""
        if self._pressed is None or not self._moving:
            return False
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride) and event.key() == Qt.Key.Key_Escape:
            self._stop()
            event.accept()
        return True

    def _stop(self) -> None:
        self._pressed, self._ground, self._items, self._moving = None, None, [], False
        self.label.hide()
        self._canvas.unsetCursor()
        self._canvas.set_echo(NO_BOXES, NO_BOXES)
