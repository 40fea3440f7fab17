"""Docks: nothing is made that nobody looks at, and what is made late shows the same."""

from __future__ import annotations

import functools

import pytest
from PySide6.QtWidgets import QDockWidget
from pytestqt.qtbot import QtBot

from cguviz.ui.frame.window import DOCKS, Dock
from cguviz.ui.main.main_window import Desk
from tests.ui.conftest import MakeDesk

HIDDEN = tuple(name for name, _, _, visible in DOCKS if not visible)


def made(dock: Dock) -> bool:
    """Say whether a dock has its content, without asking for it."""
    return QDockWidget.widget(dock) is not None


def is_seen(dock: Dock) -> bool:
    return not dock.visibleRegion().isEmpty()


def test_hidden_docks_are_empty_until_they_are_shown(toy_desk: Desk) -> None:
    docks = toy_desk.parts.docks
    assert not [name for name in HIDDEN if made(docks[name])]
    toy_desk.actions["remarks"].trigger()
    assert [name for name in HIDDEN if made(docks[name])] == ["remarks"]
    assert docks["remarks"].widget().isVisible()


@pytest.mark.parametrize("name", HIDDEN)
def test_a_dock_is_as_large_as_its_content_asks_for(toy_desk: Desk, name: str) -> None:
    dock = toy_desk.parts.docks[name]
    dock.show()
    assert made(dock)
    assert dock.height() >= dock.widget().minimumSizeHint().height()
    toy_desk.parts.window.close()


def test_docks_that_were_left_open_are_filled_at_start(make_desk: MakeDesk) -> None:
    desk = make_desk()
    for name in ("sweep", "timeline"):
        desk.parts.docks[name].show()
    desk.parts.window.close()
    docks = make_desk().parts.docks
    assert [name for name in HIDDEN if made(docks[name])] == ["lab", "sweep", "timeline"]
    assert docks["sweep"].widget().isVisible()
    assert docks["lab"].isHidden()


@pytest.mark.parametrize(("width", "tabs"), [(900, True), (1700, False)])
def test_docks_share_a_place_where_both_would_widen_the_window(
    regex_desk: Desk, qtbot: QtBot, width: int, tabs: bool
) -> None:
    window, docks = regex_desk.parts.window, regex_desk.parts.docks
    window.resize(width, 700)
    for name in ("scores", "timeline"):
        regex_desk.actions[name].trigger()
        qtbot.waitUntil(functools.partial(is_seen, docks[name]))
    assert (docks["timeline"] in window.tabifiedDockWidgets(docks["scores"])) == tabs
    assert docks["scores"].visibleRegion().isEmpty() == tabs
    assert window.width() == width
