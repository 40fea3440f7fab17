"""Looking at the callers and callees of one item, and coming back."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from cguviz.scene.graph.hit import Hit
from cguviz.ui.main.main_window import Desk
from cguviz.ui.views.focus import FocusPane
from cguviz.workspace.results.neighbourhood import Focused
from cguviz.workspace.state import workspace as ws
from tests.ui.conftest import WAIT

LEFT = Qt.MouseButton.LeftButton


def shown(desk: Desk, qtbot: QtBot) -> Focused:
    pane = desk.parts.pane
    assert isinstance(pane, FocusPane)
    qtbot.waitUntil(lambda: pane.focused is not None and not desk.store.jobs.pending, timeout=WAIT)
    assert pane.focused is not None
    return pane.focused


def hub(desk: Desk) -> int:
    assert desk.store.stage is not None
    return int(np.argmax(desk.store.stage.survey.users))


def click(desk: Desk, box: int, qtbot: QtBot) -> None:
    canvas = desk.parts.pane.canvases[0]
    assert canvas.scene is not None
    viewport, place = canvas.viewport(), canvas.scene.boxes.box[box]
    x = (place[0] + place[2]) / 2 * viewport.scale - viewport.left
    y = (place[1] + place[3]) / 2 * viewport.scale - viewport.top
    qtbot.mouseClick(canvas, LEFT, pos=QPointF(x / viewport.ratio, y / viewport.ratio).toPoint())


@pytest.fixture
def focused(regex_desk: Desk, qtbot: QtBot) -> Focused:
    regex_desk.store.apply(ws.focus_on(regex_desk.store.workspace, hub(regex_desk)))
    return shown(regex_desk, qtbot)


def test_a_double_click_shows_callers_above_and_callees_below(regex_desk: Desk, qtbot: QtBot) -> None:
    desk = regex_desk
    graph = desk.parts.pane.canvases[0]
    item = hub(desk)
    assert graph.scene is not None
    assert desk.store.stage is not None
    box = int(np.flatnonzero(graph.scene.box_item == item)[0])
    graph.activated.emit(Hit(int(graph.scene.boxes.unit[box]), -1, box))
    focused = shown(desk, qtbot)
    middle = int(np.flatnonzero(focused.level == 0)[0])
    tops = focused.scene.units.box[:, 1]
    assert (tops[focused.level < 0] < tops[middle]).all()
    assert (tops[focused.level > 0] > tops[middle]).all()
    assert desk.actions["focus"].isChecked()
    assert desk.store.workspace.selection.items == (item,)


def test_a_click_opens_a_group_and_another_one_selects(regex_desk: Desk, focused: Focused, qtbot: QtBot) -> None:
    desk, count = regex_desk, np.diff(focused.scene.box_slots_starts)
    click(desk, int(np.argmax(count)), qtbot)
    qtbot.waitUntil(lambda: desk.store.workspace.around.opened != frozenset(), timeout=WAIT)
    after = shown(desk, qtbot)
    assert len(after.scene.boxes) == len(focused.scene.boxes) + count.max() - 1
    box = int(np.flatnonzero(np.diff(after.scene.box_slots_starts) == 1)[0])
    click(desk, box, qtbot)
    assert desk.store.workspace.selection.items == (int(after.scene.box_item[box]),)


def test_steps_can_be_chosen(regex_desk: Desk, focused: Focused, qtbot: QtBot) -> None:
    pane = regex_desk.parts.pane
    assert isinstance(pane, FocusPane)
    qtbot.mouseClick(pane.hops.button(1), LEFT)
    near = shown(regex_desk, qtbot)
    assert set(near.level.tolist()) <= {-1, 0, 1}
    assert len(near.item) < len(focused.item)
    assert "within 1 step" in pane.heading.text()


@pytest.mark.parametrize("way", ["back", "step-back", "graph"])
def test_one_comes_back_to_where_one_was(regex_desk: Desk, qtbot: QtBot, way: str) -> None:
    desk = regex_desk
    camera = desk.parts.pane.canvases[0].camera.state()
    desk.store.apply(ws.focus_on(desk.store.workspace, hub(desk)))
    shown(desk, qtbot)
    desk.actions[way].trigger()
    if way == "step-back":
        assert desk.store.workspace.view == ws.FOCUS
        desk.actions[way].trigger()
    assert (desk.store.workspace.view, desk.store.workspace.focus) == (ws.GRAPH, -1)
    assert desk.parts.pane.canvases[0].camera.state() == camera
    desk.actions["forward"].trigger()
    assert desk.store.workspace.view == (ws.FOCUS if way == "back" else ws.GRAPH)


def test_another_item_is_focused_and_left_again(regex_desk: Desk, focused: Focused, qtbot: QtBot) -> None:
    desk, first = regex_desk, regex_desk.store.workspace.focus
    alone = np.flatnonzero((np.diff(focused.scene.box_slots_starts) == 1) & (focused.scene.box_item != first))
    box = int(alone[0])
    desk.parts.pane.canvases[0].activated.emit(Hit(int(focused.scene.boxes.unit[box]), -1, box))
    assert desk.store.workspace.focus == focused.scene.box_item[box]
    shown(desk, qtbot)
    desk.actions["back"].trigger()
    desk.actions["back"].trigger()
    assert desk.store.workspace.focus == first


def test_without_a_selection_the_view_says_what_to_do(regex_desk: Desk) -> None:
    desk = regex_desk
    chooser = desk.chooser
    chooser.setCurrentIndex(chooser.findData(ws.FOCUS))
    chooser.activated.emit(chooser.currentIndex())
    assert "Select an item" in desk.parts.messages.text()
    assert desk.store.workspace.view == chooser.currentData() == ws.GRAPH
    assert not desk.actions["focus"].isChecked()
