"""A row of its table is all that a command of the window needs, and a value is all that a theme needs."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from cguviz.ui.commands import palette, table
from cguviz.ui.commands.table import COMMANDS, Command, Needs
from cguviz.ui.commands.window_parts import Parts
from cguviz.ui.main import main_window
from cguviz.workspace.state import workspace as ws
from tests.ui.conftest import MakeDesk

THEME = """
import dataclasses
from cguviz.scene.look import theme
theme.THEMES["sepia"] = dataclasses.replace(theme.LIGHT, name="sepia", background="#f4ecd8")

from PySide6.QtWidgets import QApplication
from cguviz.ui.commands.table import COMMANDS
from cguviz.ui.frame.appearance import current_theme, dress, theme_of
from cguviz.workspace.state import session
from cguviz.workspace.state.workspace import Workspace
application = QApplication([])
dress(application, theme_of("sepia"))
print(current_theme().background)
print([(each.menu, each.text, each.help) for each in COMMANDS if each.name == "theme-sepia"])
print(session.restore(session.dump(Workspace(theme="sepia"))).theme)
"""


def greet(parts: Parts) -> None:
    """Say good day."""
    parts.store.noted.emit("Good day.")


def test_a_row_is_all_that_a_command_needs(make_desk: MakeDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    row = Command("greet", "Help", "Greet", ("Ctrl+Alt+G",), greet)
    for module in (table, palette, main_window):
        monkeypatch.setattr(module, "COMMANDS", (*COMMANDS, row))
    desk = make_desk()
    window = desk.parts.window
    (help_menu,) = (action for action in window.menuBar().actions() if action.text() == "Help")
    menu = help_menu.menu()
    assert isinstance(menu, QMenu)
    assert menu.actions()[-1].text() == "Greet"
    assert desk.actions["greet"].toolTip() == "Say good day. (Ctrl+Alt+G)"
    assert "Say good day." in palette.keys_as_html()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    with qtbot.waitSignal(desk.store.noted) as said:
        qtbot.keyClick(window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    assert said.args == ["Good day."]
    desk.actions["palette"].trigger()
    box = window.findChild(palette.Palette)
    assert isinstance(box, palette.Palette)
    qtbot.keyClicks(box.box, "good day")
    with qtbot.waitSignal(desk.store.noted):
        qtbot.keyClick(box.box, Qt.Key.Key_Return)


def test_a_command_is_greyed_out_while_there_is_nothing_for_it(
    make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = dataclasses.replace(Command("greet", "Help", "Greet", (), greet), needs=Needs.FILES)
    for module in (table, palette, main_window):
        monkeypatch.setattr(module, "COMMANDS", (*COMMANDS, row))
    assert not make_desk().actions["greet"].isEnabled()


def test_a_value_is_all_that_a_theme_needs() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", THEME], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    background, commands, kept = done.stdout.splitlines()
    assert background == "#f4ecd8"
    assert commands == str([("View/Theme", "Sepia", "Use the sepia theme.")])
    assert kept == "sepia"


def test_what_is_made_for_paper_is_not_offered_for_the_window() -> None:
    assert ws.THEMES == ("system", "light", "dark")
