"""The command palette and the list of keys, both made from the table of commands."""

from __future__ import annotations

import html
from itertools import groupby

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHeaderView,
    QLineEdit,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from cguviz.ui.commands.table import COMMANDS, Command, Where

GESTURES = (
    ("Wheel", "Zoom at the pointer."),
    ("Drag", "Move the map."),
    ("Drag what is selected", "Move it to another unit, by hand; the map stays."),
    ("Ctrl+Drag", "Move a function, stack, module or unit to another unit."),
    ("Click", "Select; with Shift or Ctrl, select more."),
    ("Shift+Drag", "Select everything in a rectangle."),
    ("Double-click", "Focus on an item; zoom to a module; fold a unit by its name."),
)
"""What the mouse does on the map."""


def spell_key(key: str) -> str:
    """Spell a key as this desktop spells it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def matches(command: Command, text: str) -> bool:
    """Say whether all words of a text occur in a command's text, menu or help."""
    whole = f"{command.menu} {command.text} {command.help}".casefold()
    return all(word in whole for word in text.casefold().split())


class Palette(QFrame):
    """A box over the window: type, choose, run."""

    def __init__(self, actions: dict[str, QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self._actions = actions
        self._before: QWidget | None = None
        self.setObjectName("popup")
        self.box = QLineEdit(placeholderText="Type a command")
        self.list = QTreeWidget()
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setColumnCount(2)
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addWidget(self.box)
        layout.addWidget(self.list)
        self.box.textChanged.connect(self._fill)
        self.box.installEventFilter(self)
        self.list.itemClicked.connect(self._run)
        self.hide()

    def open(self) -> None:
        """Show all commands and wait for letters."""
        window = self.window()
        width = min(560, window.width() - 40)
        self.setGeometry((window.width() - width) // 2, 70, width, min(420, window.height() - 120))
        self._before = self.window().focusWidget()
        self.box.clear()
        self._fill("")
        self.show()
        self.raise_()
        self.box.setFocus()

    def _fill(self, text: str) -> None:
        self.list.clear()
        for command in COMMANDS:
            if self._actions[command.name].isEnabled() and matches(command, text):
                keys = spell_key(command.keys[0]) if command.keys else ""
                line = QTreeWidgetItem(self.list, [f"{command.menu.replace('/', ' ▸ ')} ▸ {command.text}", keys])
                line.setData(0, Qt.ItemDataRole.UserRole, command.name)
                line.setToolTip(0, command.help)
        self._choose(0)

    def _choose(self, row: int) -> None:
        self.list.setCurrentIndex(self.list.model().index(row, 0))

    def _close(self) -> None:
        """Go away, and give the keys back to whom they were taken from: some commands ask who that is."""
        before, self._before = self._before, None
        if before is not None and isValid(before):
            before.setFocus()
        self.hide()

    def _run(self, line: QTreeWidgetItem | None) -> None:
        self._close()
        if line is not None:
            self._actions[line.data(0, Qt.ItemDataRole.UserRole)].trigger()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take the keys that choose, run and close, before anybody else does."""
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in TAKEN:
            event.accept()
            return True
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or event.key() not in TAKEN:
            return super().eventFilter(watched, event)
        if event.key() == Qt.Key.Key_Escape:
            self._close()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.list.currentItem())
        elif self.list.topLevelItemCount():
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            row = self.list.currentIndex().row() + step
            self._choose(row % self.list.topLevelItemCount())
        return True


TAKEN = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down, Qt.Key.Key_Up)


IN_TIMELINE = (
    (". or Right", "The next bar; after the last one of a row, the first of the next row."),
    (", or Left", "The bar before."),
    ("W, S, + and -", "Zoom in and out."),
    ("A, D", "Earlier, later."),
    ("PgDown, PgUp", "Other rows."),
    ("F or 0", "See all of it."),
    ("Esc", "Forget the range."),
    ("Wheel, drag", "Zoom at the pointer; over the names: scroll. Drag to pan."),
    ("Shift+Drag", "Measure a range, from edge to edge of bars; the right button does, too, and the ruler."),
    ("Double-click", "See a bar as wide as there is room; beside bars: everything."),
)
"""What the timeline itself takes; everywhere else these keys are the window's."""


def keys_as_html() -> str:
    """Return a table of all keys and their commands, by menu."""
    parts = ["<table cellspacing='6'>"]
    for menu, commands in groupby(COMMANDS, key=lambda command: command.menu):
        parts.append(f"<tr><td colspan='3'><b>{menu.replace('/', ' ▸ ')}</b></td></tr>")
        for command in commands:
            keys = ", ".join(html.escape(spell_key(key)) for key in command.keys) or "–"
            where = "" if command.where is Where.WINDOW else f" ({command.where.value})"
            parts.append(f"<tr><td><b>{keys}</b></td><td>{html.escape(command.help)}{where}</td></tr>")
    for title, rows in (("Mouse", GESTURES), ("In a timeline", IN_TIMELINE)):
        parts.append(f"<tr><td colspan='3'><b>{title}</b></td></tr>")
        parts += [f"<tr><td><b>{html.escape(keys)}</b></td><td>{html.escape(text)}</td></tr>" for keys, text in rows]
    return "".join([*parts, "</table>"])


class Keys(QDialog):
    """Shows every key."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.text = QTextBrowser()
        self.text.setHtml(keys_as_html())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.text)
        layout.addWidget(buttons)
        self.resize(620, 620)
