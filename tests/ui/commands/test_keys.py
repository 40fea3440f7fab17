"""Keys, commands, and what derives from their table."""

from __future__ import annotations

import html
from collections import Counter

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cguviz.ui.commands.palette import IN_TIMELINE, Keys, keys_as_html, matches
from cguviz.ui.commands.table import COMMANDS, Command
from cguviz.ui.main.main_window import Desk
from cguviz.ui.timeline.view import KEYS as TIMELINE_KEYS
from cguviz.workspace.state import workspace as ws
from tests.ui.conftest import MakeDesk, canvas_of, wait_until_shown

KEY = Qt.Key


def press(desk: Desk, qtbot: QtBot, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    """Press a key on the canvas."""
    canvas = canvas_of(desk)
    canvas.activateWindow()
    canvas.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is canvas)
    qtbot.keyClick(canvas, key, modifiers[0] if modifiers else Qt.KeyboardModifier.NoModifier)


def busiest(desk: Desk) -> int:
    assert desk.store.stage is not None
    taken = desk.store.stage.survey
    return int(np.argmax(np.minimum(taken.users, taken.useds)))


def test_names_and_keys_are_unique() -> None:
    assert max(Counter(command.name for command in COMMANDS).values()) == 1
    keys = Counter(QKeySequence(key).toString() for command in COMMANDS for key in command.keys)
    assert [key for key, count in keys.items() if count > 1] == []
    assert "" not in keys


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_command_says_what_it_does(command: Command) -> None:
    assert command.help.endswith(".")
    assert command.help in keys_as_html().replace("&#x27;", "'")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_no_command_needs_anything_open_to_survive(make_desk: MakeDesk, command: Command) -> None:
    desk = make_desk()
    if command.name not in ("open", "open-folder", "quit", "save", "export"):
        command.run(desk.parts)
    assert desk.store.workspace.opened is None


def test_arrows_walk_along_uses(regex_desk: Desk, qtbot: QtBot) -> None:
    desk, item = regex_desk, busiest(regex_desk)
    desk.store.apply(ws.select_items(desk.store.workspace, [item]))
    press(desk, qtbot, KEY.Key_Down)
    callee = desk.store.workspace.selection.items
    assert callee != (item,)
    press(desk, qtbot, KEY.Key_Right)
    assert desk.store.workspace.selection.items != callee
    press(desk, qtbot, KEY.Key_Left)
    assert desk.store.workspace.selection.items == callee
    press(desk, qtbot, KEY.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert desk.store.workspace.selection.items != callee


def test_escape_lets_go_one_by_one(toy_desk: Desk, qtbot: QtBot) -> None:
    desk = toy_desk
    desk.store.apply(ws.focus_on(ws.search_for(desk.store.workspace, "a"), 3))
    for expected in ((ws.NOTHING, 3, "a"), (ws.NOTHING, -1, "a"), (ws.NOTHING, -1, "")):
        press(desk, qtbot, KEY.Key_Escape)
        workspace = desk.store.workspace
        assert (workspace.selection, workspace.focus, workspace.search) == expected


def test_space_folds_the_unit_of_the_selection(toy_desk: Desk, qtbot: QtBot) -> None:
    desk = toy_desk
    assert desk.store.stage is not None
    name = desk.store.stage.partition.units[2]
    desk.store.apply(ws.select_units(desk.store.workspace, [name]))
    press(desk, qtbot, KEY.Key_Space)
    assert desk.store.workspace.folded == {name}
    wait_until_shown(qtbot, desk)
    assert desk.store.drawn is not None
    assert (desk.store.drawn.scene.boxes.unit != 2).all()
    press(desk, qtbot, KEY.Key_Space)
    wait_until_shown(qtbot, desk)
    assert (desk.store.drawn.scene.boxes.unit == 2).any()


def test_f_fits_the_selection_then_everything(regex_desk: Desk, qtbot: QtBot) -> None:
    desk, camera = regex_desk, canvas_of(regex_desk).camera
    desk.parts.pane.fit_all()
    whole = camera.state()
    desk.store.apply(ws.select_items(desk.store.workspace, [busiest(desk)]))
    press(desk, qtbot, KEY.Key_F)
    assert camera.scale > whole[2]
    press(desk, qtbot, KEY.Key_F)
    assert camera.state() == whole


def test_enter_goes_to_the_inspector(toy_desk: Desk, qtbot: QtBot) -> None:
    toy_desk.store.apply(ws.select_items(toy_desk.store.workspace, [0]))
    press(toy_desk, qtbot, KEY.Key_Return)
    assert toy_desk.parts.inspector.lists.hasFocus()


def test_arrows_move_in_the_outline_as_in_any_tree(toy_desk: Desk, qtbot: QtBot) -> None:
    tree = toy_desk.parts.outline.tree
    tree.setCurrentIndex(toy_desk.parts.outline.model.index(0, 0))
    tree.setFocus()
    qtbot.keyClick(tree, KEY.Key_Down)
    assert tree.currentIndex().row() == 1
    assert len(toy_desk.store.workspace.selection.units) == 1


def test_the_palette_runs_a_command(toy_desk: Desk, qtbot: QtBot) -> None:
    press(toy_desk, qtbot, KEY.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = toy_desk._palette
    assert palette.isVisible()
    qtbot.keyClicks(palette.box, "use dark")
    assert palette.list.topLevelItemCount() == 1
    qtbot.keyClick(palette.box, KEY.Key_Return)
    assert not palette.isVisible()
    assert toy_desk.store.workspace.theme == "dark"
    toy_desk.actions["theme-light"].trigger()
    assert QApplication.palette().window().color().lightness() > 128


def test_letters_typed_into_a_box_are_no_commands(toy_desk: Desk, qtbot: QtBot) -> None:
    toy_desk.parts.outline.filter.setFocus()
    before = toy_desk.store.workspace.options
    qtbot.keyClicks(toy_desk.parts.outline.filter, "sif/?")
    assert toy_desk.parts.outline.filter.text() == "sif/?"
    assert toy_desk.store.workspace.options == before


def test_the_palette_gives_the_keys_back(toy_desk: Desk, qtbot: QtBot) -> None:
    canvas, palette = canvas_of(toy_desk), toy_desk._palette
    press(toy_desk, qtbot, KEY.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is palette.box
    qtbot.keyClick(palette.box, KEY.Key_Escape)
    assert not palette.isVisible()
    assert QApplication.focusWidget() is canvas


def test_every_word_must_match_in_the_palette() -> None:
    command = next(command for command in COMMANDS if command.name == "export")
    assert matches(command, "export svg")
    assert not matches(command, "export dot")


def test_help_lists_every_key(toy_desk: Desk, qtbot: QtBot) -> None:
    press(toy_desk, qtbot, KEY.Key_F1)
    (dialog,) = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, Keys)]
    assert "Ctrl+K" in dialog.text.toPlainText()
    dialog.reject()


def test_nothing_that_is_shown_at_first_is_squeezed(toy_desk: Desk) -> None:
    bar = toy_desk.parts.window.findChild(type(toy_desk.parts.search))
    assert bar is not None
    assert bar.width() >= 200
    assert toy_desk.parts.pane.rect().contains(QRect(0, 0, 500, 500))


def test_keys_of_the_timeline_are_told() -> None:
    told = " ".join(keys for keys, _ in IN_TIMELINE).replace(",", " , ").split()
    for key in TIMELINE_KEYS:
        assert QKeySequence(key).toString() in told
    assert all(html.escape(text) in keys_as_html() for _, text in IN_TIMELINE)
