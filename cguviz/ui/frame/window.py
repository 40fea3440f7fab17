"""The main window, empty: its frame, its docks, its first page. It is on the screen before numpy is loaded.

What works in it is put in by `cguviz.ui.main.main_window` once the first picture of the window has been painted.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QStackedWidget, QToolBar, QVBoxLayout, QWidget

from cguviz.ui.frame import settings as kept
from cguviz.ui.frame.messages import MessageBar
from cguviz.ui.frame.welcome import Welcome

MENUS = ("File", "Edit", "Go", "Lab", "View", "Help")
DOCKS = (
    ("outline", "Outline", Qt.DockWidgetArea.LeftDockWidgetArea, True),
    ("lab", "Partition lab", Qt.DockWidgetArea.LeftDockWidgetArea, False),
    ("inspector", "Inspector", Qt.DockWidgetArea.RightDockWidgetArea, True),
    ("items", "Items", Qt.DockWidgetArea.BottomDockWidgetArea, False),
    ("moves", "Moves", Qt.DockWidgetArea.BottomDockWidgetArea, False),
    ("scores", "Scoreboard", Qt.DockWidgetArea.BottomDockWidgetArea, False),
    ("sweep", "Sweep", Qt.DockWidgetArea.BottomDockWidgetArea, False),
    ("timeline", "Timeline", Qt.DockWidgetArea.BottomDockWidgetArea, False),
    ("remarks", "Remarks", Qt.DockWidgetArea.BottomDockWidgetArea, False),
)
"""Name, title, place, and whether it is shown at first."""
SIZE = (1440, 900)
OUTLINE_SHARE, INSPECTOR_SHARE = 0.23, 0.21
"""Of the window's width."""
SIDE_BY_SIDE = 1400
"""Pixels of a window that has room for two docks at its lower edge; they are tabs of one place in a narrower one."""
TOOLBAR_HEIGHT = 38


class Dock(QDockWidget):
    """A dock whose content is made when it is first in sight, or asked for."""

    def __init__(self, name: str, title: str, window: Window) -> None:
        super().__init__(title, window)
        self.setObjectName(name)
        self._window = window
        self._make: Callable[[], QWidget] | None = None
        self._in_sight = False
        self.visibilityChanged.connect(self._seen)

    def fill(self, make: Callable[[], QWidget]) -> None:
        """Be told how to make the content."""
        self._make = make
        self._seen(self._in_sight)

    def widget(self) -> QWidget:
        """Return the content."""
        make, self._make = self._make, None
        if make is not None:
            self.setWidget(make())
        return super().widget()

    def setVisible(self, visible: bool) -> None:  # noqa: N802 - Qt's name
        """Make the content first: the room for the dock is that which its content asks for."""
        if visible:
            self.widget()
            self._window.make_room(self)
        super().setVisible(visible)

    def _seen(self, visible: bool) -> None:
        self._in_sight = visible
        if visible:
            self.widget()


class Window(QMainWindow):
    """The window of one workspace.

    Attributes
    ----------
    painted
        Signal(): the window has been seen for the first time.
    dropped
        Signal(list): paths of files that were dropped on it.
    closing
        Signal(): the window is about to be closed; how it is left is kept afterwards.
    last_dropped
        The files that were dropped last: whoever can open them may come later than they do.
    """

    painted = Signal()
    dropped = Signal(list)
    closing = Signal()

    def __init__(self, settings: QSettings) -> None:
        super().__init__()
        self.settings = settings
        self.last_dropped: list[str] = []
        self._seen = False
        self.setWindowTitle("cguviz")
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self.resize(*SIZE)
        self.menus = {title: self.menuBar().addMenu(title) for title in MENUS}
        self.toolbar = self._toolbar("toolbar", "Toolbar")
        # Apart, so that a narrow window puts buttons away and never the search.
        self.searchbar = self._toolbar("searchbar", "Search")
        self.messages = MessageBar()
        self.welcome = Welcome()
        self.welcome.show_recent(kept.recent(settings))
        self.stack = QStackedWidget()
        self.stack.addWidget(self.welcome)
        self._fill_middle()
        self.docks = {name: self._dock(name, title, area) for name, title, area, _ in DOCKS}
        for name in ("moves", "scores", "sweep", "remarks"):
            self.tabifyDockWidget(self.docks["items"], self.docks[name])
        self.statusBar().setSizeGripEnabled(False)
        if not kept.load_window(settings, self):
            self._arrange()

    def _fill_middle(self) -> None:
        middle = QWidget()
        layout = self._middle = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.messages)
        layout.addWidget(self.stack, 1)
        self.setCentralWidget(middle)

    def put_above(self, widget: QWidget) -> None:
        """Put a widget over the pages in the middle."""
        self._middle.insertWidget(1, widget)

    def _toolbar(self, name: str, title: str) -> QToolBar:
        toolbar = QToolBar(title, movable=False)
        toolbar.setObjectName(name)
        toolbar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        toolbar.setMinimumHeight(TOOLBAR_HEIGHT)
        self.addToolBar(toolbar)
        return toolbar

    def _dock(self, name: str, title: str, area: Qt.DockWidgetArea) -> Dock:
        dock = Dock(name, title, self)
        self.addDockWidget(area, dock)
        return dock

    def make_room(self, dock: QDockWidget) -> None:
        """Let a dock that is about to be shown share the place of another where both would be too wide."""
        bottom = Qt.DockWidgetArea.BottomDockWidgetArea
        if not self._seen or self.width() >= SIDE_BY_SIDE or dock.isFloating() or self.dockWidgetArea(dock) != bottom:
            return
        for other in self.docks.values():
            shown = other is not dock and not other.isHidden() and not other.isFloating()
            if shown and self.dockWidgetArea(other) == bottom and dock not in self.tabifiedDockWidgets(other):
                self.tabifyDockWidget(other, dock)
                # Only one that is seen can be in front.
                QTimer.singleShot(0, dock, dock.raise_)
                return

    def _arrange(self) -> None:
        # A tab bar made before the window is seen has a twin that Qt never hides again (6.10).
        self.painted.connect(lambda: self.tabifyDockWidget(self.docks["outline"], self.docks["lab"]))
        for name, _, _, visible in DOCKS:
            self.docks[name].setVisible(visible)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self.resizeDocks(
            [self.docks["outline"], self.docks["inspector"]],
            [round(self.width() * OUTLINE_SHARE), round(self.width() * INSPECTOR_SHARE)],
            Qt.Orientation.Horizontal,
        )

    # Events

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Say when the window has been painted for the first time."""
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            QTimer.singleShot(0, self.painted.emit)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Accept files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Hand over the files."""
        event.acceptProposedAction()
        self.last_dropped = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        self.dropped.emit(self.last_dropped)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the arrangement of the window, and end the work behind it."""
        self.closing.emit()
        kept.save_window(self.settings, self)
        self.settings.sync()
        event.accept()
