"""From the first sight of the window to one that works, without a stall: modules are loaded one by one.

Loading numpy and everything that shows a capture takes 0.2 s of CPU. What needs no Qt is loaded by a thread; the
rest by the window's own, one module for each turn of its loop.
"""

from __future__ import annotations

import gc
import importlib
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QTimer, Signal

from cguviz.errors import CguvizError
from cguviz.ui.frame import settings as kept
from cguviz.ui.frame.window import Window

if TYPE_CHECKING:
    from cguviz.ui.main.main_window import Desk
    from cguviz.ui.store.store import Store

APART = (
    "numpy",
    # `np.unique` loads it when it is first called, and nothing else does.
    "numpy.ma",
    "cguviz.workspace.worker.serve",
    "cguviz.workspace.lists.outline",
    "cguviz.workspace.state.navigation",
    "cguviz.scene.graph.hit",
    "cguviz.scene.compare.flow_layout",
    "cguviz.scene.timeline.describe",
    "cguviz.scene.crates.table",
    "cguviz.scene.timeline.crate_links",
    "cguviz.workspace.results.comparison",
    "cguviz.workspace.pictures.earlier_picture",
    "cguviz.workspace.reload.carry_over",
    "cguviz.workspace.results.matrix",
    "cguviz.workspace.lab.scores",
    "cguviz.workspace.record.recorder",
    "cguviz.workspace.estimates.plot",
    "cguviz.scene.estimates.style",
    "cguviz.scene.graph.routes",
)
"""Loaded by a thread."""
IN_TURNS = (
    "cguviz.ui.canvas.layer",
    "cguviz.ui.canvas.view",
    "cguviz.ui.store.answers_shown",
    "cguviz.ui.store.store",
    "cguviz.ui.text.comparison",
    "cguviz.ui.timeline.picture",
    "cguviz.ui.timeline.view",
    "cguviz.ui.timeline.dock",
    "cguviz.ui.inspector.content",
    "cguviz.ui.inspector.panel",
    "cguviz.ui.lab.panel",
    "cguviz.ui.lists.moves",
    "cguviz.ui.lists.outline",
    "cguviz.ui.lists.item_table",
    "cguviz.ui.record.form",
    "cguviz.ui.record.recordings",
    "cguviz.ui.lists.search",
    "cguviz.ui.commands.window_parts",
    "cguviz.ui.commands.file_commands",
    "cguviz.ui.crates",
    "cguviz.ui.commands.table",
    "cguviz.ui.lab.scoreboard",
    "cguviz.ui.lab.sweep",
    "cguviz.ui.commands.palette",
    "cguviz.ui.main.main_window",
)
"""Loaded by the window's thread, and after them the modules of views."""
LATER = ("cguviz.layout", "cguviz.formats.table")
"""Loaded by a thread once the window works: the names of layouts and formats, for choosers and dialogs."""


class WindowStart(QObject):
    """Brings a window to life.

    Attributes
    ----------
    finished
        Signal(): the window works.
    desk
        What works in it, None until then.
    """

    finished = Signal()
    _loaded = Signal()

    def __init__(self, window: Window, paths: list[str]) -> None:
        super().__init__(window)
        self.desk: Desk | None = None
        self._window = window
        self._paths = paths
        self._turns = list[str]()
        self._thread = threading.Thread(target=_load, args=(APART, self._loaded.emit), name="cguviz start", daemon=True)
        window.painted.connect(self._thread.start)
        self._loaded.connect(self._begin_turns)

    def wait(self) -> None:
        """Wait for the thread that loads modules: it must not outlive the window it reports to."""
        if self._thread.is_alive():
            self._thread.join()

    def _begin_turns(self) -> None:
        self._turns = [*IN_TURNS, *view_modules()]
        self._turn()

    def _turn(self) -> None:
        """Load one module, or, when all are there, set to work."""
        if self._turns:
            importlib.import_module(self._turns.pop(0))
            QTimer.singleShot(0, self._turn)
            return
        self._thread.join()
        # Looking through all that was loaded for garbage takes 20 ms, each time.
        gc.freeze()
        desk, paths = put_in(self._window, self._paths)
        self.desk = desk
        QTimer.singleShot(0, lambda: self._begin(desk, paths))

    def _begin(self, desk: Desk, paths: list[str]) -> None:
        begin(desk, self._window.settings, paths)
        self._thread = threading.Thread(target=_load, args=(LATER, None), name="cguviz start", daemon=True)
        self._thread.start()
        self.finished.emit()


def view_modules() -> list[str]:
    """Return the modules of views, each once; their table is not loaded before the window is seen."""
    from cguviz.workspace.pictures.table import views

    return list(dict.fromkeys(kind.view.pane.partition(":")[0] for kind in views() if kind.view is not None))


def furnish(window: Window, paths: list[str]) -> Desk:
    """Put everything into a window, and open files in it.

    Parameters
    ----------
    window
        So far empty.
    paths
        Files to open together, or FILE:STAGE; without any, what was open the last time.
    """
    desk, paths = put_in(window, paths)
    begin(desk, window.settings, paths)
    return desk


def put_in(window: Window, paths: list[str]) -> tuple[Desk, list[str]]:
    """Put everything into a window; return the content with the files to open there, dropped ones before named ones."""
    from cguviz.ui.main.main_window import Desk
    from cguviz.workspace.state.opening import close_files

    paths = window.last_dropped or paths
    workspace = kept.load_workspace(window.settings)
    return Desk(window, close_files(workspace) if paths else workspace), paths


def begin(desk: Desk, settings: QSettings, paths: list[str]) -> None:
    """Open files; without any, the files of the last time."""
    camera = None if paths else kept.load_camera(settings)
    desk.parts.pane.restore_camera(camera)
    desk.store.start(anew=camera is None)
    if all(Path(path).exists() for path in paths):
        desk.store.open(paths)
    else:
        _open_named(desk.store, paths)


def _open_named(store: Store, specs: Sequence[str]) -> None:
    """Open `FILE:STAGE` and `FILE:CRATE:STAGE`: when it is known what the files hold, show what was named."""
    from cguviz.formats import split_stage
    from cguviz.workspace.state.pairing import as_named

    named = [split_stage(spec) for spec in specs]
    store.open(list(dict.fromkeys(path for path, _, _ in named)))
    opened = store.workspace.opened

    def show() -> None:
        if store.workspace.opened == opened and store.captures:
            try:
                store.apply(as_named(store.workspace, store.captures, named))
            except CguvizError as error:
                store.failed.emit(str(error), "")

    def wait() -> None:
        store.changes_of("captures").disconnect(wait)
        # The store is still telling of the captures: what is shown may change when it is done.
        QTimer.singleShot(0, show)

    store.changes_of("captures").connect(wait)


def _load(names: tuple[str, ...], done: Callable[[], None] | None) -> None:
    for name in names:
        importlib.import_module(name)
    if done is not None:
        done()
