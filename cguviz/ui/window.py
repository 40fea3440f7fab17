"""The main window: puts the parts together. What they do is theirs."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QMainWindow,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from cguviz.ui import settings as kept
from cguviz.ui.choosers import CrateChooser, EngineChooser, StageChooser
from cguviz.ui.commands import COMMANDS, action_of, refresh
from cguviz.ui.files import paths_of
from cguviz.ui.inspector import Inspector
from cguviz.ui.jobs import Jobs
from cguviz.ui.looks import dress, theme_of
from cguviz.ui.messages import MessageBar
from cguviz.ui.outline import Outline
from cguviz.ui.palette import Keys, Palette
from cguviz.ui.parts import Parts
from cguviz.ui.remarks import Remarks
from cguviz.ui.search import SearchBox
from cguviz.ui.status import StatusBar
from cguviz.ui.store import Store
from cguviz.ui.table import ItemTable
from cguviz.ui.views.table import VIEWS
from cguviz.ui.welcome import Welcome, name_of
from cguviz.workspace import workspace as ws

DOCKS = (
    ("outline", "Outline", Qt.DockWidgetArea.LeftDockWidgetArea, True),
    ("inspector", "Inspector", Qt.DockWidgetArea.RightDockWidgetArea, True),
    ("items", "Items", Qt.DockWidgetArea.BottomDockWidgetArea, False),
    ("remarks", "Remarks", Qt.DockWidgetArea.BottomDockWidgetArea, False),
)
"""Name, title, place, and whether it is shown at first."""
SIZE = (1440, 900)
OUTLINE_WIDTH, INSPECTOR_WIDTH = 330, 300


class Window(QMainWindow):
    """The window of one workspace."""

    def __init__(self, settings: QSettings, workspace: ws.Workspace) -> None:
        super().__init__()
        self._settings = settings
        self.setAcceptDrops(True)
        self.setDockNestingEnabled(True)
        self.resize(*SIZE)
        self.store = Store(Jobs(self), workspace, self._aspect, self)
        self.messages = MessageBar()
        self.welcome = Welcome()
        self.views = [view.make(self.store) for view in VIEWS]
        self.parts = self._make_parts()
        self.actions_by_name = {
            command.name: action_of(
                command,
                self.parts,
                maps=tuple(view.canvas for view in self.views),
                outline=self.parts.outline.tree,
            )
            for command in COMMANDS
        }
        self._palette = Palette(self.actions_by_name, self)
        self._fill_menus()
        self._fill_toolbar(self.parts.search)
        self._fill_middle()
        self.status = StatusBar(self.store)
        self.setStatusBar(self.status)
        self._connect()
        if not kept.load_window(settings, self):
            self._arrange()
        self._follow(workspace, workspace)

    # Putting together

    def _make_parts(self) -> Parts:
        outline, inspector = Outline(self.store), Inspector(self.store)
        table, remarks = ItemTable(self.store), Remarks(self.store)
        widgets: dict[str, QWidget] = {
            "outline": outline,
            "inspector": inspector,
            "items": table,
            "remarks": remarks,
        }
        docks: dict[str, QDockWidget] = {}
        for name, title, area, visible in DOCKS:
            dock = QDockWidget(title, self)
            dock.setObjectName(name)
            dock.setWidget(widgets[name])
            self.addDockWidget(area, dock)
            dock.setVisible(visible)
            docks[name] = dock
        self.tabifyDockWidget(docks["items"], docks["remarks"])
        return Parts(
            self,
            self.store,
            self._settings,
            self.views[0],
            outline,
            table,
            inspector,
            SearchBox(self.store),
            self.messages,
            docks,
            self._open_palette,
            self._open_keys,
        )

    def _arrange(self) -> None:
        docks = self.parts.docks
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self.resizeDocks(
            [docks["outline"], docks["inspector"]], [OUTLINE_WIDTH, INSPECTOR_WIDTH], Qt.Orientation.Horizontal
        )

    def _fill_menus(self) -> None:
        menus: dict[str, QMenu] = {}
        for command in COMMANDS:
            path = command.menu.split("/")
            for depth, title in enumerate(path):
                key = "/".join(path[: depth + 1])
                if key not in menus:
                    above = menus["/".join(path[:depth])] if depth else None
                    menus[key] = self.menuBar().addMenu(title) if above is None else above.addMenu(title)
            menus[command.menu].addAction(self.actions_by_name[command.name])
            if command.name == "open-folder":
                self._recent_menu = menus[command.menu].addMenu("Recent")
        self._recent_menu.aboutToShow.connect(self._fill_recent)

    def _fill_recent(self) -> None:
        self._recent_menu.clear()
        for files in kept.recent(self._settings):
            action = QAction(name_of(files), self._recent_menu)
            action.setData(list(files))
            action.setToolTip("\n".join(files))
            action.triggered.connect(self._open_recent)
            self._recent_menu.addAction(action)
        self._recent_menu.setEnabled(bool(self._recent_menu.actions()))

    def _open_recent(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.store.open(action.data())

    def _fill_toolbar(self, search: SearchBox) -> None:
        bar = QToolBar("Toolbar", movable=False)
        bar.setObjectName("toolbar")
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.addToolBar(bar)
        self.crates, self.stages, self.engines = (
            CrateChooser(self.store),
            StageChooser(self.store),
            EngineChooser(self.store),
        )
        bar.addAction(self.actions_by_name["open"])
        bar.addSeparator()
        self._crate_action = bar.addWidget(self.crates)
        self._crate_action.setVisible(False)
        bar.addWidget(self.stages)
        bar.addWidget(self.engines)
        for name in ("stacks", "inlined", "fit", "items"):
            bar.addAction(self.actions_by_name[name])
        self.actions_by_name["fit"].setIconText("Fit")
        gap = QWidget()
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(gap)
        bar.addWidget(search)
        search.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        search.setMaximumWidth(360)

    def _fill_middle(self) -> None:
        middle = QWidget()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.welcome)
        for view in self.views:
            self.stack.addWidget(view)
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.messages)
        layout.addWidget(self.stack, 1)
        self.setCentralWidget(middle)

    def _connect(self) -> None:
        store = self.store
        store.failed.connect(self.messages.fail)
        store.noted.connect(self.messages.note)
        store.changed.connect(self._follow)
        store.captures_changed.connect(self._opened)
        store.drawn_changed.connect(self._refresh)
        self.status.remarks_wanted.connect(self._show_remarks)
        self.welcome.files_wanted.connect(self.actions_by_name["open"].trigger)
        self.welcome.folder_wanted.connect(self.actions_by_name["open-folder"].trigger)
        self.welcome.chosen.connect(store.open)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._dress)

    # Following the store

    def _follow(self, before: ws.Workspace, now: ws.Workspace) -> None:
        if before.theme != now.theme:
            self._dress()
        if now.opened is None:
            self.welcome.show_recent(kept.recent(self._settings))
        names = [view.name for view in VIEWS]
        self.stack.setCurrentIndex(0 if now.opened is None else 1 + names.index(now.view) if now.view in names else 1)
        if before.opened != now.opened and now.opened is not None and not self.messages.isHidden():
            self.messages.hide()
        self._refresh()

    def _refresh(self) -> None:
        refresh(self.actions_by_name, self.parts)

    def _aspect(self) -> float:
        room = self.stack.size()
        return round(room.width() / max(room.height(), 1), 1)

    def _dress(self) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            dress(application, theme_of(self.store.workspace.theme))

    def _opened(self) -> None:
        store = self.store
        self._crate_action.setVisible(len(store.captures) > 1)
        capture = store.capture
        self.setWindowTitle(f"{capture.crate} – cguviz" if capture is not None and capture.crate else "cguviz")
        if store.captures and store.workspace.opened is not None:
            kept.add_recent(self._settings, store.workspace.opened.files)

    def _show_remarks(self) -> None:
        self.parts.docks["remarks"].show()
        self.parts.docks["remarks"].raise_()

    def _open_palette(self) -> None:
        self._palette.open()

    def _open_keys(self) -> None:
        Keys(self).open()

    # Events

    def start(self) -> None:
        """Show the window and begin to work."""
        self.show()
        self.store.start()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Accept files."""
        if paths_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Open the files together."""
        event.acceptProposedAction()
        self.store.open(paths_of(event.mimeData()))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Keep how everything was left, and end the worker."""
        workspace = kept.with_full_paths(self.store.workspace)
        kept.save(self._settings, dataclasses.replace(workspace, focus=-1), self.parts.pane.camera_state())
        kept.save_window(self._settings, self)
        self._settings.sync()
        self.store.jobs.close()
        event.accept()
