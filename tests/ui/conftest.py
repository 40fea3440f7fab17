"""A window with its own settings, and files opened in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox
from pytestqt.qtbot import QtBot

from cguviz.ui.canvas.view import GraphView
from cguviz.ui.frame.window import Window
from cguviz.ui.main.main_window import Desk
from cguviz.ui.main.start import furnish
from cguviz.ui.views.pane import CanvasPane
from cguviz.workspace.requests.opened import Picture
from cguviz.workspace.state.resolve import picture_of
from tests.captures import sample_named

WAIT = 60_000
"""Milliseconds; a busy machine may take long to start a worker."""


class MakeDesk(Protocol):
    """Opens a window with some files, and waits until they are shown."""

    def __call__(self, *files: Path | str, wait: bool = True) -> Desk: ...


@pytest.fixture
def settings_file(tmp_path: Path) -> Path:
    return tmp_path / "cguviz.ini"


@pytest.fixture
def make_desk(qtbot: QtBot, settings_file: Path) -> Iterator[MakeDesk]:
    """Return a function that opens a window with some files; all share their settings, as one after the other would."""
    windows: list[Window] = []

    def make(*files: Path | str, wait: bool = True) -> Desk:
        window = Window(QSettings(str(settings_file), QSettings.Format.IniFormat))
        window.resize(1280, 800)
        windows.append(window)
        window.show()
        desk = furnish(window, [str(file) for file in files])
        if wait and desk.store.workspace.opened is not None:
            wait_until_shown(qtbot, desk)
        return desk

    yield make
    for window in windows:
        window.close()
        window.deleteLater()


@pytest.fixture
def toy_desk(make_desk: MakeDesk) -> Desk:
    return make_desk(sample_named("toy-0.1.0-release"))


@pytest.fixture
def regex_desk(make_desk: MakeDesk) -> Desk:
    return make_desk(sample_named("regex-1.7.1-release"))


def wait_until_shown(qtbot: QtBot, desk: Desk) -> None:
    """Wait until everything that the workspace needs is there."""
    qtbot.waitUntil(lambda: is_shown(desk), timeout=WAIT)


def is_shown(desk: Desk) -> bool:
    store = desk.store
    if store.workspace.opened is None or store.drawn is None or store.stage is None or store.index is None:
        return False
    return store.drawn.request.opened == store.workspace.opened and not store.jobs.pending


def canvas_pane_of(desk: Desk) -> CanvasPane:
    """Return the view in the middle, which must be one of boxes."""
    pane = desk.parts.pane
    assert isinstance(pane, CanvasPane)
    return pane


def canvas_of(desk: Desk) -> GraphView:
    """Return the canvas that is seen, the first of several."""
    return canvas_pane_of(desk).canvas


def wait_until_said(qtbot: QtBot, desk: Desk, text: str) -> None:
    """Wait until the bar of messages shows a text."""
    qtbot.waitUntil(lambda: text in desk.parts.messages.text(), timeout=WAIT)


def click_save(qtbot: QtBot, dialog: QDialog) -> None:
    """Click a dialog's button that saves."""
    buttons = dialog.findChild(QDialogButtonBox)
    assert isinstance(buttons, QDialogButtonBox)
    qtbot.mouseClick(buttons.button(QDialogButtonBox.StandardButton.Save), Qt.MouseButton.LeftButton)


def picture(desk: Desk, view: str) -> Picture:
    """Return the request for a picture of what is open."""
    workspace = desk.store.workspace
    assert workspace.opened is not None
    found = picture_of(workspace, workspace.opened, view)
    assert found is not None
    return found
