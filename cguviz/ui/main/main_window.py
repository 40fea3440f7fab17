"""Puts the working parts into the window: store, views, docks' contents, menus, toolbar."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QDockWidget, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from cguviz.ui.commands import view_commands
from cguviz.ui.commands.choosers import EngineChooser, SideChooser, ViewChooser
from cguviz.ui.commands.export_dialog import ask_how_to_export
from cguviz.ui.commands.palette import Keys, Palette
from cguviz.ui.commands.table import COMMANDS, READ_BY_COMMANDS, action_of, give_keys, refresh
from cguviz.ui.commands.window_parts import Parts
from cguviz.ui.crates import BuildPage, Trail
from cguviz.ui.frame import settings as kept
from cguviz.ui.frame.appearance import dress, theme_of
from cguviz.ui.frame.welcome import name_of
from cguviz.ui.frame.window import Window
from cguviz.ui.inspector.panel import Inspector
from cguviz.ui.lab.drag import HandDrag
from cguviz.ui.lab.hand_history import Hand
from cguviz.ui.lab.menu import RuleButton, offer_on
from cguviz.ui.lab.panel import Lab
from cguviz.ui.lab.scoreboard import Scoreboard
from cguviz.ui.lab.sweep import Sweep
from cguviz.ui.lab.trials import Trials
from cguviz.ui.lists.item_table import ItemTable
from cguviz.ui.lists.moves import MovesTable
from cguviz.ui.lists.outline import Outline
from cguviz.ui.lists.remarks import Remarks
from cguviz.ui.lists.search import SearchBox
from cguviz.ui.main.status import StatusBar
from cguviz.ui.record.recordings import Recordings
from cguviz.ui.store.store import Store
from cguviz.ui.store.worker_process import Jobs
from cguviz.ui.text import comparison as comparison_text
from cguviz.ui.timeline import TimelineDock
from cguviz.ui.views.pane import Pane
from cguviz.ui.views.panes import Panes
from cguviz.workspace.pictures.table import views
from cguviz.workspace.state import workspace as ws

ENOUGH_ROOM, MOST_ROOM = 0.4, 0.7
"""Of the window's height for a timeline: below a graph, and where only a profile was opened."""
ASIDE = (Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea)
"""Where docks have a width of their own."""
SIZED = "timeline-sized"
"""Kept once the timeline has been given its room."""
LEAST_SEARCH = 140
"""Screen pixels of the search box in a narrow window."""


class Desk(QObject):
    """Everything in a window."""

    def __init__(self, window: Window, workspace: ws.Workspace) -> None:
        super().__init__(window)
        self._window = window
        self._settings = window.settings
        self.store = Store(Jobs(self), workspace, self._aspect, self)
        self.panes = Panes(self.store, self._settings, window.stack)
        window.stack.addWidget(self.panes)
        self._page: BuildPage | None = None
        self._put_away = dict[QDockWidget, int]()
        self._files_of_build: tuple[str, ...] = ()
        self.trail = Trail(self.store)
        window.put_above(self.trail)
        trials = Trials(self.store, jobs=workspace.timing.jobs, parent=self)
        self.parts = self._make_parts(trials)
        self._fill_docks(trials)
        self.actions = {
            command.name: action_of(command, self.parts, outline=self.parts.outline.tree) for command in COMMANDS
        }
        self._palette = Palette(self.actions, window)
        self._recent = QMenu("Recent", window)
        self._fill_menus()
        self._fill_toolbar()
        self.status = StatusBar(self.store)
        self.status.addPermanentWidget(self.parts.recordings.notice)
        window.setStatusBar(self.status)
        self._connect()
        self._show_middle()
        self._refresh()
        self.parts.pane.setFocus()

    # Putting together

    def _make_parts(self, trials: Trials) -> Parts:
        window, store = self._window, self.store
        outline, inspector = Outline(store), Inspector(store)
        window.docks["outline"].setWidget(outline)
        window.docks["inspector"].setWidget(inspector)
        return Parts(
            window=window,
            store=store,
            settings=self._settings,
            panes=self.panes,
            outline=outline,
            hand=Hand(store, trials, self),
            inspector=inspector,
            search=SearchBox(store),
            messages=window.messages,
            recordings=Recordings(window, store, self._settings, window.messages),
            docks=window.docks,
            show_palette=self._open_palette,
            show_keys=self._open_keys,
        )

    def _fill_docks(self, trials: Trials) -> None:
        store = self.store
        contents: dict[str, Callable[[], QWidget]] = {
            "items": lambda: ItemTable(store),
            "moves": lambda: MovesTable(store),
            "lab": lambda: self._make_lab(trials),
            "scores": lambda: Scoreboard(store, trials),
            "sweep": lambda: Sweep(self.parts.lab, trials),
            "timeline": lambda: TimelineDock(store, self._ask_how_to_export),
            "remarks": lambda: Remarks(store),
        }
        for name, make in contents.items():
            self._window.docks[name].fill(make)

    @property
    def page(self) -> BuildPage:
        """The page of a whole build, made when the first one is opened."""
        if self._page is None:
            self._page = BuildPage(self.store, self._ask_how_to_export, self._window.stack)
            self._window.stack.addWidget(self._page)
        return self._page

    def _make_lab(self, trials: Trials) -> Lab:
        lab = Lab(self.store, trials, self._settings)
        lab.ran.connect(self._show_scores)
        return lab

    def _fill_menus(self) -> None:
        menus = dict(self._window.menus)
        for command in COMMANDS:
            if command.menu not in menus:
                above, _, title = command.menu.rpartition("/")
                menus[command.menu] = menus[above].addMenu(title)
            menus[command.menu].addAction(self.actions[command.name])
            if command.name == "open-folder":
                menus[command.menu].addMenu(self._recent)

    def _fill_recent(self) -> None:
        self._recent.clear()
        for files in kept.recent(self._settings):
            action = QAction(name_of(files), self._recent)
            action.setData(list(files))
            action.setToolTip("\n".join(files))
            self._recent.addAction(action)

    def _fill_toolbar(self) -> None:
        bar, search = self._window.toolbar, self.parts.search
        bar.addAction(self.actions["open"])
        bar.addAction(self.actions["record"])
        again = QToolButton()
        again.setDefaultAction(self.actions["record-again"])
        self.actions["record-again"].setIconText("↻")
        self._again = bar.addWidget(again)
        bar.addSeparator()
        self.bases = SideChooser(self.store, on_change=False)
        self.changes = SideChooser(self.store, on_change=True)
        self.chooser = ViewChooser(
            self.store,
            tuple((kind.name, kind.view) for kind in views() if kind.view is not None),
            lambda view: view_commands.show_view(self.parts, view),
        )
        self.engines = EngineChooser(self.store)
        bar.addWidget(_faint("Base"))
        bar.addWidget(self.bases)
        bar.addAction(self.actions["swap"])
        self.actions["swap"].setIconText("⇄")
        bar.addWidget(_faint("Change"))
        bar.addWidget(self.changes)
        bar.addWidget(RuleButton(lambda text: self.parts.lab.run_text(text)))
        bar.addSeparator()
        bar.addWidget(self.chooser)
        bar.addWidget(self.engines)
        for name in ("stacks", "inlined", "fit"):
            bar.addAction(self.actions[name])
        self.actions["fit"].setIconText("Fit")
        gap = QWidget()
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(gap)
        self._window.searchbar.addWidget(search)
        search.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        search.setMinimumWidth(LEAST_SEARCH)
        search.setMaximumWidth(360)

    def _connect(self) -> None:
        store, window = self.store, self._window
        store.failed.connect(window.messages.fail)
        store.noted.connect(window.messages.note)
        store.changes_of("captures").connect(self._opened)
        store.changes_of("build").connect(self._opened_build)
        store.changes_of("sides").connect(self._compared)
        store.changes_of("theme").connect(self._dress)
        store.changes_of("opened").connect(self._welcome)
        store.changes_of("opened", "captures", "view").connect(self._show_middle)
        store.changes_of(*READ_BY_COMMANDS).connect(self._refresh)
        self.parts.hand.changed.connect(self._refresh)
        self.panes.made.connect(self._equip)
        self.parts.search.left.connect(lambda: self.parts.pane.setFocus())
        self.status.remarks_wanted.connect(self._show_remarks)
        self._recent.aboutToShow.connect(self._fill_recent)
        self._recent.triggered.connect(self._open_recent)
        window.welcome.files_wanted.connect(self.actions["open"].trigger)
        window.welcome.folder_wanted.connect(self.actions["open-folder"].trigger)
        window.welcome.recording_wanted.connect(self.actions["record"].trigger)
        window.welcome.chosen.connect(store.open)
        window.dropped.connect(store.open)
        window.closing.connect(self.close)
        for dock in window.docks.values():
            dock.visibilityChanged.connect(self._refresh)
        window.docks["timeline"].visibilityChanged.connect(self._first_seen)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._dress)

    def _equip(self, pane: Pane) -> None:
        """Give a view its keys and menus, and let its functions be moved by hand."""
        give_keys(self.actions, pane.maps)
        hand = self.parts.hand
        for canvas in pane.canvases:
            drag = HandDrag(self.store, canvas)
            drag.dropped.connect(lambda items, unit, stage: hand.move(items, unit, stage=stage))
            offer_on(canvas, [self.actions[name] for name in ("move", "focus-on", "copy", "fit")])

    # Following the store

    def _welcome(self) -> None:
        self._window.messages.hide()
        self._window.welcome.show_recent(kept.recent(self._settings))

    def _show_middle(self) -> None:
        """Show the right page in the middle; the docks are about a crate, and make room for a build."""
        store, stack = self.store, self._window.stack
        page = self.page if self._is_build() else None
        seen = page is not None and stack.currentWidget() is page
        if page is None and store.workspace.opened is not None:
            self.panes.show_pane(store.workspace.view)
        stack.setCurrentWidget(page or (self.panes if store.workspace.opened else self._window.welcome))
        for widget in (self.chooser, self.engines, self.parts.search):
            widget.setEnabled(page is None)
        if page is None:
            self._bring_back()
        elif not seen:
            self._put_away = {dock: dock.width() for dock in self._window.docks.values() if not dock.isHidden()}
            for dock in self._put_away:
                dock.hide()

    def _is_build(self) -> bool:
        """Say whether a build belongs in the middle; one that is read once more stays there until it is."""
        store, opened = self.store, self.store.workspace.opened
        if opened is None or store.captures:
            return False
        seen = self._page is not None and self._window.stack.currentWidget() is self._page
        return store.build is not None or (seen and opened.files == self._files_of_build)

    def _bring_back(self) -> None:
        """Show the docks again that had made room, as wide as they were."""
        away, self._put_away = self._put_away, {}
        for dock in away:
            dock.show()
        # Left to itself, a window that was resized meanwhile gives them as little as they bear.
        aside = [dock for dock in away if self._window.dockWidgetArea(dock) in ASIDE and not dock.isFloating()]
        self._window.resizeDocks(aside, [away[dock] for dock in aside], Qt.Orientation.Horizontal)

    def _refresh(self) -> None:
        refresh(self.actions, self.parts)
        self._again.setVisible(self.parts.recordings.can_repeat)

    def _aspect(self) -> float:
        room = self._window.stack.size()
        return round(room.width() / max(room.height(), 1), 1)

    def _dress(self) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            dress(application, theme_of(self.store.workspace.theme))

    def _opened(self) -> None:
        store = self.store
        crate = "" if store.capture is None else store.capture.crate
        self._window.setWindowTitle(f"{crate} – cguviz" if crate else "cguviz")
        if store.captures and store.workspace.opened is not None and store.workspace.within is None:
            kept.add_recent(self._settings, store.workspace.opened.files)
        threads = None if store.capture is None else store.capture.timeline
        if store.workspace.crate in store.bare and threads is not None and len(threads):
            self._show_threads()
        elif store.workspace.within is not None and store.capture is not None and store.capture.timeline is not None:
            self._window.docks["timeline"].show()

    def _opened_build(self) -> None:
        build, opened = self.store.build, self.store.workspace.opened
        if build is not None and opened is not None:
            self._files_of_build = opened.files
            self._window.setWindowTitle(f"{build.title or name_of(opened.files)} – cguviz")
            kept.add_recent(self._settings, opened.files)
        self._show_middle()
        self._refresh()
        if build is not None:
            self.page.view.setFocus()

    def _show_threads(self) -> None:
        """Give the threads most of the room: nothing else is known."""
        dock = self._window.docks["timeline"]
        dock.show()
        dock.raise_()
        self._heighten(dock, MOST_ROOM)

    def _first_seen(self, visible: bool) -> None:
        """Give the timeline enough room when it is seen for the first time; later it comes back as it was left."""
        if visible and not self._settings.contains(SIZED):
            self._settings.setValue(SIZED, "yes")
            self._heighten(self._window.docks["timeline"], ENOUGH_ROOM)

    def _heighten(self, dock: QDockWidget, share: float) -> None:
        self._window.resizeDocks([dock], [round(self._window.height() * share)], Qt.Orientation.Vertical)

    def _compared(self) -> None:
        """Warn of comparisons that mean less than they seem to."""
        sides = self.store.sides
        if sides is not None:
            sentence = comparison_text.warning(sides)
            if sentence:
                self._window.messages.fail(sentence, "")

    def _open_recent(self, action: QAction) -> None:
        self.store.open(action.data())

    def _show_scores(self) -> None:
        dock = self._window.docks["scores"]
        if dock.isHidden():
            dock.show()
            dock.raise_()

    def _show_remarks(self) -> None:
        self._window.docks["remarks"].show()
        self._window.docks["remarks"].raise_()

    def _ask_how_to_export(self, view: str) -> None:
        ask_how_to_export(self._window, self.store, view)

    def _open_palette(self) -> None:
        self._palette.open()

    def _open_keys(self) -> None:
        Keys(self._window).open()

    def close(self) -> None:
        """Keep the open files and the choices, with all docks where they belong, and end the worker."""
        self._bring_back()
        workspace = kept.with_full_paths(dataclasses.replace(self.store.workspace, makings=self.store.makings))
        camera = self.parts.pane.camera_state()
        if self.store.drawn is not None and self.store.drawn.kept:
            # A picture that kept places is drawn afresh the next time: where one looked is not there any more.
            camera = None
        if workspace.view == ws.FOCUS:
            # A neighbourhood is looked at and left; what it is of is selected when the window comes back.
            workspace, camera = ws.choose_view(workspace, ws.GRAPH), None
        kept.save(self._settings, dataclasses.replace(workspace, focus=-1), camera)
        self.panes.save_states()
        self.parts.recordings.close()
        self.store.jobs.close()


def _faint(text: str) -> QLabel:
    label = QLabel(f" {text} ")
    label.setObjectName("faint")
    return label
