"""A kind of picture made by one row and its own functions, and a window and a command line that have it.

Run as a program, with a capture and a folder: the worker process imports it again, and so has the row, too. Prints the
places in which the kind was found.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from cguviz.progress import Progress
from cguviz.scene.look.theme import Theme
from cguviz.workspace.pictures import table
from cguviz.workspace.pictures.loaded import Loaded, captures_of
from cguviz.workspace.requests.opened import Open, PartitionRequest, Picture, Side
from cguviz.workspace.requests.requests import Export

if TYPE_CHECKING:
    # Everything that derives from the table is loaded after the row is in it.
    from cguviz.ui.store.store import Store
    from cguviz.ui.views.pane import Pane
    from cguviz.workspace.state.workspace import Workspace


@dataclasses.dataclass(frozen=True)
class DrawBars(PartitionRequest, Picture):
    """Draw the sizes of units as bars. Answered by a text."""


def ask(workspace: Workspace, opened: Open) -> DrawBars:
    """Build the request for the bars."""
    return DrawBars(opened, Side(workspace.crate, workspace.base))


def draw(request: DrawBars, loaded: Loaded, progress: Progress) -> str:
    """Return the number of items of each unit."""
    progress("counting", 0.0)
    capture, _ = captures_of(loaded, request.opened).capture(request.base.crate)
    partition = capture.partition(request.base.stage)
    return f"{partition.stage}: {(partition.starts[1:] - partition.starts[:-1]).tolist()}"


def write(drawn: str, export: Export, theme: Theme) -> tuple[str, str]:
    """Return the picture as SVG, which is painted, too."""
    text = f"<svg xmlns='http://www.w3.org/2000/svg' data-theme='{theme.name}'><text>{drawn}</text></svg>"
    return text, str(export.links or text)


VIEW = table.View("7", "Bars", "Show the sizes of units as bars.", "__main__:make_pane")
ROW = table.PictureKind(
    name="bars",
    title="Bars of units",
    doing="Drawing bars",
    subject="a chart of bars is",
    shows=table.Shows.ONE,
    request=DrawBars,
    ask="__main__:ask",
    draw="__main__:draw",
    write="__main__:write",
    there=lambda facts: facts.base,
    view=VIEW,
)
table.PICTURES += (ROW,)


def make_pane(store: Store) -> Pane:
    """Make the view: a label that shows the answer."""
    from PySide6.QtWidgets import QLabel

    from cguviz.ui.views.pane import Pane

    pane = Pane(())
    label = QLabel(pane)

    def show() -> None:
        opened = store.workspace.opened
        label.setText("" if opened is None else str(store.answer_to(ask(store.workspace, opened))))

    store.answered.connect(show)
    show()
    return pane


def wait_until(done: Callable[[], bool]) -> None:
    """Let the window work until something is so, half a minute at most."""
    from PySide6.QtCore import QDeadlineTimer, QEventLoop
    from PySide6.QtWidgets import QApplication

    deadline = QDeadlineTimer(30_000)
    while not done():
        if deadline.hasExpired():
            raise TimeoutError("this never came to be so")
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)


def run(capture: str, folder: Path, found: list[str]) -> None:
    """Look for the kind everywhere; adds the places in which it was."""
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel

    from cguviz.cli import main
    from cguviz.ui.commands.export_dialog import ask_how_to_export
    from cguviz.ui.frame.window import Window
    from cguviz.ui.main.start import furnish
    from cguviz.workspace.requests.lab import HandMove, MoveByHand
    from cguviz.workspace.state.workspace import choose_stage

    target = folder / "by-command-line.svg"
    if (
        main(["export", f"{capture}:PLACE", "--view", "bars", "-o", str(target)]) == 0
        and "PLACE: [" in target.read_text()
    ):
        found.append("command-line")
    application = QApplication([])
    window = Window(QSettings(str(folder / "x.ini"), QSettings.Format.IniFormat))
    window.show()
    desk = furnish(window, [capture])
    store = desk.store
    wait_until(lambda: store.drawn is not None and not store.jobs.pending)
    action = desk.actions["bars"]
    if action in window.menus["View"].actions() and action.toolTip().startswith(VIEW.help):
        found.append("menu")
    if action.shortcut().toString() == "7":
        found.append("key")
    if desk.chooser.findText("Bars") == desk.chooser.count() - 1:
        found.append("chooser")
    dialog = ask_how_to_export(window, store, "bars")
    if dialog.view.currentText() == "Bars of units":
        found.append("dialog")
    dialog.path.setText(str(folder / "by-dialog.svg"))
    notes: list[str] = []
    store.noted.connect(notes.append)
    buttons = dialog.findChild(QDialogButtonBox)
    if isinstance(buttons, QDialogButtonBox):
        buttons.accepted.emit()
    wait_until(lambda: bool(notes))
    last = "" if store.capture is None else f"{store.capture.stages[-1]}: ["
    if last and last in (folder / "by-dialog.svg").read_text():
        found.append("exported")
    action.trigger()
    label = desk.parts.pane.findChild(QLabel)
    if not isinstance(label, QLabel):
        raise TypeError(f"the view holds {label!r}")
    wait_until(lambda: label.text().startswith(last))
    found.append("shown")
    opened, capture_open = store.workspace.opened, store.capture
    if opened is None or capture_open is None:
        raise ValueError("nothing is open")
    merged = capture_open.partition("MERGE")
    roots = [int(item) for item in merged.item[~merged.inlined][:2]]
    texts = []
    for count in (1, 2):
        moves = tuple(HandMove((item,), "a-new-unit") for item in roots[:count])
        store.ask_lab(MoveByHand(opened, Side(0, "MERGE"), moves, 4))
        wait_until(lambda: not store.jobs.pending)
        # A move by hand is shown as a comparison.
        action.trigger()
        store.apply(choose_stage(store.workspace, "BY HAND"))
        wait_until(lambda: label.text().startswith("BY HAND: [") and label.text() not in texts)
        texts.append(label.text())
    found.append("fresh")
    window.close()
    application.quit()


if __name__ == "__main__":
    places: list[str] = []
    try:
        run(sys.argv[1], Path(sys.argv[2]), places)
    finally:
        sys.stdout.write(" ".join(places))
