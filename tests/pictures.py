"""The pictures of the README, taken of the window: `python -m tests.pictures [NAME …]` writes them into resources/.

They show samples, and for the threads over time a debug build of regex (in the folder that CGUVIZ_CAPTURES names).
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QSettings
from PySide6.QtWidgets import QApplication

from cguviz.formats import load
from cguviz.formats.capture_file import file as cguviz_file
from cguviz.ui.frame.window import Window
from cguviz.ui.main.main_window import Desk
from cguviz.ui.main.start import furnish
from cguviz.workspace.requests.opened import Side
from cguviz.workspace.state.workspace import (
    COMPARE,
    choose_base,
    choose_change,
    choose_theme,
    choose_view,
    select_items,
    select_units,
)
from tests.analysis.test_comparison import massaged
from tests.captures import capture_named, sample_named
from tests.sources import REPOSITORY

SIZE = (1600, 1000)


def wait(done: Callable[[], bool], seconds: int = 120) -> None:
    """Let the window work until something is so, and has been painted."""
    deadline = QDeadlineTimer(seconds * 1000)
    while not done():
        if deadline.hasExpired():
            raise TimeoutError("the window never came to show it")
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
    for _ in range(40):
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)


def window_on(files: Sequence[Path], folder: Path) -> tuple[Window, Desk]:
    """Open a window with some files and wait until they are shown."""
    window = Window(QSettings(str(folder / "pictures.ini"), QSettings.Format.IniFormat))
    window.resize(*SIZE)
    window.show()
    desk = furnish(window, [str(file) for file in files])
    store = desk.store
    store.apply(choose_theme(store.workspace, "light"))
    wait(lambda: store.drawn is not None and store.index is not None and not store.jobs.pending)
    return window, desk


def screenshot(folder: Path) -> Window:
    """Show regex's merged units with one function selected, its callers and callees."""
    window, desk = window_on([sample_named("regex-1.7.1-release")], folder)
    store = desk.store
    capture = store.capture
    if capture is None:
        raise ValueError("nothing is open")
    names = capture.items.name.tolist()
    item = next(row for row, name in enumerate(names) if name.endswith("RegularExpression>::find_at"))
    partition = capture.partition()
    unit = partition.units[int(partition.unit[int((partition.item == item).argmax())])]
    store.apply(select_items(store.workspace, (item,), at=unit))
    wait(lambda: not store.jobs.pending)
    desk.actions["fit"].trigger()
    wait(lambda: not store.jobs.pending)
    return window


def comparison(folder: Path) -> Window:
    """Show the toy program before and after massaging."""
    (toy,) = load([sample_named("toy-0.1.0-release")])
    path = folder / "toy.cguviz"
    cguviz_file.save(str(path), (toy.replace(partitions=(*toy.partitions, massaged(toy))),))
    window, desk = window_on([path], folder)
    store = desk.store
    workspace = choose_change(choose_base(store.workspace, Side(0, "PLACE")), Side(0, "MASSAGE"))
    store.apply(choose_view(workspace, COMPARE))
    wait(lambda: store.sides is not None and not store.jobs.pending)
    return window


def threads(folder: Path) -> Window:
    """Show regex's threads in a debug build, with the most underestimated unit selected."""
    window, desk = window_on([capture_named("regex-1.7.1-debug")], folder)
    store = desk.store
    capture = store.capture
    if capture is None:
        raise ValueError("nothing is open")
    desk.actions["timeline"].trigger()
    unit = next(name for name in capture.partition().units if name.endswith("cgu.13"))
    store.apply(select_units(store.workspace, (unit,)))
    wait(lambda: not store.jobs.pending)
    return window


PICTURES: dict[str, Callable[[Path], Window]] = {
    "screenshot": screenshot,
    "comparison": comparison,
    "threads": threads,
}
"""What each picture shows, by the name of its file."""


def main(names: Sequence[str]) -> int:
    """Write the pictures of these names, or all."""
    application = QApplication([])
    for name in names or PICTURES:
        with tempfile.TemporaryDirectory() as folder:
            window = PICTURES[name](Path(folder))
            window.grab().save(str(REPOSITORY / "resources" / f"{name}.png"))
            window.close()
            window.deleteLater()
            application.processEvents()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
