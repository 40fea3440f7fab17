"""The search box: hits are lit on the map while one types, the best are listed below it, Enter goes to one."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from cguviz.model.capture import Capture
from cguviz.model.columns import Ints
from cguviz.ui.store.answers_shown import Sides
from cguviz.ui.store.store import Store
from cguviz.ui.text import comparison as comparison_text
from cguviz.ui.text import wording
from cguviz.workspace.lists.search import find
from cguviz.workspace.state import workspace as ws

AnyIndex = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
ROLE = Qt.ItemDataRole
LISTED = 12
"""Lines of the list that are seen at once."""
NO_HITS: Ints = np.empty(0, np.int32)


class HitsModel(QAbstractListModel):
    """Items that were found, the best first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._capture: Capture | None = None
        self._sides: Sides | None = None
        self.items: Ints = NO_HITS

    def show(self, capture: Capture | None, items: Ints, sides: Sides | None = None) -> None:
        """List other items; while two captures are compared, items of both."""
        self.beginResetModel()
        known = 0 if capture is None else len(capture.items)
        known = known if sides is None else len(sides.compared.comparison.items)
        self._capture, self._sides, self.items = capture, sides, items[items < known]
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:  # noqa: N802 - Qt's name
        """Return the number of hits."""
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: AnyIndex, role: int = ROLE.DisplayRole) -> object:
        """Return the value of a line for a role."""
        if self._capture is None or not index.isValid():
            return None
        item = int(self.items[index.row()])
        if role == ROLE.DisplayRole:
            said = [wording.label(self._capture, item), wording.module(self._capture, item)] if self._of(item) else []
            if self._sides is not None:
                said = [*(said or [comparison_text.label(self._sides, item)]), comparison_text.only(self._sides, item)]
            return "   ".join(part for part in said if part)
        if role == ROLE.ToolTipRole:
            items = self._capture.items if self._sides is None else self._sides.compared.comparison.items
            return wording.breakable(items.name[item])
        return None

    def _of(self, item: int) -> bool:
        """Say whether the capture itself has an item."""
        return self._capture is not None and item < len(self._capture.items)


class SearchBox(QLineEdit):
    """Where one types.

    Attributes
    ----------
    left
        Signal(): a hit was gone to, or Escape found nothing to close or clear; keys belong to the picture again.
    """

    left = Signal()

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._hits = NO_HITS
        self.setPlaceholderText("Search paths  (Ctrl+F)")
        self.setClearButtonEnabled(True)
        self.setAccessibleName("Search")
        self.model = HitsModel(self)
        self.popup = QFrame(self)
        self.popup.setObjectName("popup")
        self.list = QListView(uniformItemSizes=True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setModel(self.model)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.summary = QLabel()
        self.summary.setObjectName("faint")
        self.summary.setMargin(4)
        box = QVBoxLayout(self.popup)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        box.addWidget(self.list)
        box.addWidget(self.summary)
        self.popup.hide()
        self.textEdited.connect(self._edited)
        self.textChanged.connect(self._cleared)
        self.list.clicked.connect(self._go)
        store.changes_of("search").connect(self._follow_text)
        store.changes_of("sides", "index").connect(self._search)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return a width that holds a path of usual length."""
        return QSize(220, super().sizeHint().height())

    def _edited(self, text: str) -> None:
        self._store.apply(ws.search_for(self._store.workspace, text))
        self._open()

    def _cleared(self, text: str) -> None:
        """Follow the button that clears the box, which edits nothing in Qt's sense."""
        if not text:
            self.popup.hide()
            self._store.apply(ws.search_for(self._store.workspace, ""))

    def _follow_text(self) -> None:
        if self.text() != self._store.workspace.search:
            self.setText(self._store.workspace.search)
        self._search()

    def _search(self) -> None:
        index, capture = self._store.index, self._store.capture
        items = NO_HITS if index is None else find(index, self._store.workspace.search)
        workspace = self._store.workspace
        self.model.show(capture, items, self._store.sides if workspace.view in ws.COMPARING else None)
        if len(items):
            self.list.setCurrentIndex(self.model.index(0))
        found = wording.count(len(self.model.items), "item")
        self.summary.setText(f"{found} found" if index is not None else "The search is being prepared …")
        if self.popup.isVisible():
            self._open()

    def _open(self) -> None:
        """Show the list below the box."""
        window = self.window()
        if not self._store.workspace.search or self._store.capture is None:
            self.popup.hide()
            return
        if self.popup.parentWidget() is not window:
            # A child of the window, and no window of its own: typing goes on where it was.
            self.popup.setParent(window)
        rows = max(1, min(len(self.model.items), LISTED))
        line = max(self.list.sizeHintForRow(0), self.fontMetrics().height() + 4)
        width = min(max(self.width(), 560), window.width() - 20)
        corner = self.mapTo(window, QPoint(self.width() - width, self.height() + 2))
        self.list.setVisible(len(self.model.items) > 0)
        self.list.setFixedHeight(rows * line + 2 * self.list.frameWidth())
        self.popup.setFixedWidth(width)
        self.popup.adjustSize()
        self.popup.move(max(corner.x(), 4), corner.y())
        self.popup.show()
        self.popup.raise_()

    def _go(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        self.popup.hide()
        item = int(self.model.items[index.row()])
        self._store.go(ws.select_items(self._store.workspace, [item]))
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move in the list, go to a hit, or close the list."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go(self.list.currentIndex())
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and len(self.model.items):
            step = 1 if key == Qt.Key.Key_Down else -1
            row = (self.list.currentIndex().row() + step) % len(self.model.items)
            self.list.setCurrentIndex(self.model.index(row))
            self._open()
        elif key == Qt.Key.Key_Escape and self.popup.isVisible():
            self.popup.hide()
        elif key == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep Escape to this box: it closes the list, clears the text, and leaves."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        if event.type() == QEvent.Type.FocusOut:
            self.popup.hide()
        return super().event(event)
