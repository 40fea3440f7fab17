"""The matrix and the size map in the window: what a click selects, and what the inspector says of it."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from cguviz.ui.main.main_window import Desk
from cguviz.ui.views.matrix import MatrixPane
from cguviz.ui.views.matrix_grid import MatrixGrid
from cguviz.workspace.requests.opened import Side
from cguviz.workspace.results.matrix import Tabulated
from cguviz.workspace.state import workspace as ws
from tests.captures import sample_named
from tests.ui.conftest import WAIT, MakeDesk

LEFT = Qt.MouseButton.LeftButton


def pane_of(desk: Desk) -> MatrixPane:
    pane = desk.parts.pane
    assert isinstance(pane, MatrixPane)
    return pane


def shown_in(desk: Desk, qtbot: QtBot) -> Tabulated:
    qtbot.waitUntil(lambda: pane_of(desk).shown is not None, timeout=WAIT)
    shown = pane_of(desk).shown
    assert shown is not None
    return shown


@pytest.fixture
def shown(regex_desk: Desk, qtbot: QtBot) -> Tabulated:
    regex_desk.actions["matrix"].trigger()
    return shown_in(regex_desk, qtbot)


def most_cut(shown: Tabulated) -> int:
    return int(np.argmax(np.where(shown.scene.row != shown.scene.column, shown.scene.count, 0)))


def click(grid: MatrixGrid, cell: int, qtbot: QtBot) -> None:
    qtbot.mouseClick(grid, LEFT, pos=grid.place_of(cell).toPoint())


def test_a_click_on_a_cell_lists_the_uses_behind_it(regex_desk: Desk, shown: Tabulated, qtbot: QtBot) -> None:
    desk, cell = regex_desk, most_cut(shown)
    click(pane_of(desk).grid, cell, qtbot)
    (user, used), _ = shown.names_of(cell)
    assert desk.store.workspace.selection.units == (user, used)
    inspector, count = desk.parts.inspector, int(shown.scene.count[cell])
    assert f"Uses {count:,} uses" in inspector.text()
    (section,) = inspector.model.sections
    assert section.length == count
    first = section.line(0)[0]
    assert " → " in first
    line = inspector.model.index(0, 0, inspector.model.index(0, 0))
    qtbot.mouseClick(inspector.lists.viewport(), LEFT, pos=inspector.lists.visualRect(line).center())
    items = desk.store.workspace.selection.items
    labels = [shown.labels[item] for item in items]
    assert first == " → ".join(labels)
    desk.actions["back"].trigger()
    assert desk.store.workspace.selection.uses
    assert inspector.model.sections[0].length == count
    # Elsewhere uses between units are not looked at, but these units are.
    desk.actions["graph"].trigger()
    assert desk.store.workspace.selection == ws.Selection(units=(user, used))


def test_a_click_beside_uses_selects_nothing_and_one_on_a_name_a_unit(
    regex_desk: Desk, shown: Tabulated, qtbot: QtBot
) -> None:
    grid, scene = pane_of(regex_desk).grid, shown.scene
    click(grid, most_cut(shown), qtbot)
    x, y = grid.place_of(0).toTuple()
    qtbot.mouseClick(grid, LEFT, pos=QPoint(30, round(y)))
    assert regex_desk.store.workspace.selection == ws.Selection(units=(scene.title[0],))
    qtbot.mouseClick(grid, LEFT, pos=QPoint(round(x), 20))
    assert regex_desk.store.workspace.selection.units == (scene.title[0],)
    qtbot.mouseClick(grid, LEFT, pos=QPoint(3, 3))
    assert not regex_desk.store.workspace.selection


def test_units_can_stand_by_size_and_what_is_selected_stays(regex_desk: Desk, shown: Tabulated, qtbot: QtBot) -> None:
    desk, pane = regex_desk, pane_of(regex_desk)
    click(pane.grid, most_cut(shown), qtbot)
    chosen = desk.store.workspace.selection
    pane.order.setCurrentIndex(pane.order.findData("cluster"))
    pane.order.activated.emit(pane.order.currentIndex())
    qtbot.waitUntil(lambda: pane.shown is not shown and pane.shown is not None, timeout=WAIT)
    assert desk.store.workspace.selection == chosen
    assert sorted(shown_in(desk, qtbot).scene.title) == sorted(shown.scene.title)
    assert desk.parts.inspector.model.sections[0].title == "Uses"


def test_two_stages_are_told_apart(regex_desk: Desk, qtbot: QtBot) -> None:
    desk = regex_desk
    desk.actions["matrix"].trigger()
    desk.store.apply(ws.choose_stage(desk.store.workspace, "PLACE"))
    desk.store.apply(ws.choose_change(desk.store.workspace, Side(0, "MERGE")))
    assert desk.store.workspace.view == ws.MATRIX
    pane = pane_of(desk)
    qtbot.waitUntil(lambda: pane.shown is not None and pane.shown.scene.difference, timeout=WAIT)
    shown = shown_in(desk, qtbot)
    cell = int(np.argmin(shown.scene.count))
    click(pane.grid, cell, qtbot)
    assert "Gone uses" in [section.title for section in desk.parts.inspector.model.sections]
    assert "−" in desk.parts.inspector.text()
    desk.actions["flip"].trigger()
    qtbot.waitUntil(lambda: pane.shown is not None and not pane.shown.scene.difference, timeout=WAIT)
    assert len(shown_in(desk, qtbot).scene) == 16


def test_without_uses_the_matrix_says_what_to_load(make_desk: MakeDesk, qtbot: QtBot) -> None:
    desk = make_desk(sample_named("regex-1.7.1-release") / "dump.txt.gz")
    desk.actions["matrix"].trigger()
    assert not shown_in(desk, qtbot).known
    assert pane_of(desk).grid.scene is None
    assert "load the LLVM IR" in pane_of(desk).summary.text()


def test_a_key_turns_the_graph_into_a_map_of_sizes(regex_desk: Desk, qtbot: QtBot) -> None:
    desk = regex_desk
    qtbot.keyClick(desk.parts.pane.canvases[0], Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: desk.store.drawn is not None and desk.store.drawn.request.options.engine == "sizes")
    scene = desk.parts.pane.canvases[0].scene
    assert scene is not None
    assert "areas are size estimates" in scene.caption
    area = (scene.units.box[:, 2:] - scene.units.box[:, :2]).prod(axis=1)
    assert desk.store.stage is not None
    assert area.argmax() == desk.store.stage.partition.unit_sizes.argmax()
    assert desk.actions["sizes"].isChecked()
    desk.actions["sizes"].trigger()
    assert desk.store.workspace.options.engine == "auto"
