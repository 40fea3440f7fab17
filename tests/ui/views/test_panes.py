"""Views: nothing is made that nobody has seen, and what is made late shows the same and takes the same keys."""

from __future__ import annotations

from pkgutil import resolve_name

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cguviz.ui.main.main_window import Desk
from cguviz.ui.views.pane import CanvasPane, Pane
from cguviz.workspace.pictures.table import views
from cguviz.workspace.requests.opened import Side
from cguviz.workspace.state import workspace as ws
from tests.ui.conftest import WAIT, MakeDesk, wait_until_shown


def made(desk: Desk) -> list[str]:
    """Return the names of the views that were made."""
    kinds = {type(pane) for pane in desk.panes.findChildren(Pane)}
    return [kind.name for kind in views() if kind.view is not None and resolve_name(kind.view.pane) in kinds]


def test_only_the_view_that_is_seen_is_made(toy_desk: Desk) -> None:
    assert made(toy_desk) == [ws.GRAPH]
    toy_desk.actions["matrix"].trigger()
    assert made(toy_desk) == [ws.GRAPH, ws.MATRIX]
    assert toy_desk.parts.pane.isVisible()
    toy_desk.actions["graph"].trigger()
    assert made(toy_desk) == [ws.GRAPH, ws.MATRIX]


@pytest.mark.parametrize("view", [kind.name for kind in views()])
def test_a_view_that_is_made_late_takes_keys_and_menus(toy_desk: Desk, view: str) -> None:
    toy_desk.store.apply(ws.choose_view(toy_desk.store.workspace, view))
    pane = toy_desk.parts.pane
    assert toy_desk.panes.currentWidget() is pane
    for widget in pane.maps:
        assert toy_desk.actions["up"] in widget.actions()
    for canvas in pane.canvases:
        assert canvas.contextMenuPolicy() == Qt.ContextMenuPolicy.CustomContextMenu


def test_a_graph_that_is_made_late_shows_what_is_drawn(make_desk: MakeDesk, toy_desk: Desk, qtbot: QtBot) -> None:
    toy_desk.store.apply(ws.choose_change(toy_desk.store.workspace, Side(0, "PLACE")))
    toy_desk.actions["compare"].trigger()
    wait_until_shown(qtbot, toy_desk)
    toy_desk.parts.window.close()
    desk = make_desk(wait=False)
    qtbot.waitUntil(lambda: desk.store.sides is not None, timeout=WAIT)
    assert made(desk) == [ws.COMPARE]
    desk.actions["graph"].trigger()
    pane = desk.parts.pane
    assert isinstance(pane, CanvasPane)
    qtbot.waitUntil(lambda: pane.canvas.scene is not None, timeout=WAIT)
    assert desk.store.drawn is not None
    assert pane.canvas.scene is desk.store.drawn.scene
