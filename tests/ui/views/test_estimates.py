"""The view of estimates: what is selected anywhere is ringed in it, what is clicked in it is selected anywhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from cguviz.ui.commands.export_dialog import ExportDialog
from cguviz.ui.main.main_window import Desk
from cguviz.ui.views.estimates import EstimatesPane
from cguviz.ui.views.graph import GraphPane
from cguviz.workspace.state import workspace as ws
from cguviz.workspace.state.resolve import judge_of
from tests.captures import sample_named
from tests.scene.plots import DEBUG
from tests.ui.conftest import WAIT, MakeDesk, click_save

LEFT = Qt.MouseButton.LeftButton


def shown(desk: Desk, qtbot: QtBot) -> EstimatesPane:
    """Go to the view, and wait until it knows what to show."""
    desk.actions["estimates"].trigger()
    pane = desk.parts.pane
    assert isinstance(pane, EstimatesPane)
    wait(desk, qtbot)
    return pane


def wait(desk: Desk, qtbot: QtBot) -> None:
    def is_there() -> bool:
        workspace = desk.store.workspace
        return (
            workspace.opened is not None
            and desk.store.answer_to(judge_of(workspace, workspace.opened)) is not None
            and not desk.store.jobs.pending
        )

    qtbot.waitUntil(is_there, timeout=WAIT)


@pytest.fixture
def pane(regex_desk: Desk, qtbot: QtBot) -> EstimatesPane:
    return shown(regex_desk, qtbot)


def texts(table: QTableView) -> list[list[str]]:
    """Return what a table shows."""
    model = table.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def click_line(qtbot: QtBot, table: QTableView, text: str) -> None:
    """Click the line that begins with a text."""
    row = [line[0] for line in texts(table)].index(text)
    index = table.model().index(row, 0)
    table.scrollTo(index)
    qtbot.mouseClick(table.viewport(), LEFT, pos=table.visualRect(index).center())


def is_whole(pane: EstimatesPane) -> bool:
    return pane.view.is_whole


def lit_in(pane: EstimatesPane) -> tuple[int, ...]:
    return pane.view.lit


def test_a_click_on_a_point_selects_its_unit_everywhere(regex_desk: Desk, pane: EstimatesPane, qtbot: QtBot) -> None:
    plot = pane.view.plot
    assert plot is not None
    worst = int(plot.worst[0])
    qtbot.mouseClick(pane.view, LEFT, pos=pane.view.place_of(worst).toPoint())
    assert regex_desk.store.workspace.selection.units == ("regex.849e89ac1092afda-cgu.00",)
    assert lit_in(pane) == (worst,)
    assert "cgu.00" in regex_desk.parts.inspector.text()
    line = pane.units_view.selectionModel().selectedRows()[0]
    assert line.data() == "cgu.00"
    pane.view.zoom(1.4, pane.view.place_of(worst))
    assert not is_whole(pane)
    regex_desk.actions["fit"].trigger()
    assert is_whole(pane)
    made = pane.view.picture()
    assert made is not None
    empty = QPoint(round(made.area.x0) + 12, round(made.area.y0) + 12)
    qtbot.mouseClick(pane.view, LEFT, pos=empty)
    assert regex_desk.store.workspace.selection == ws.NOTHING
    assert lit_in(pane) == ()


def test_a_click_on_a_line_selects_too_and_what_is_selected_elsewhere_is_ringed(
    regex_desk: Desk, pane: EstimatesPane, qtbot: QtBot
) -> None:
    store = regex_desk.store
    click_line(qtbot, pane.units_view, "cgu.05")
    assert store.workspace.selection.units == ("regex.849e89ac1092afda-cgu.05",)
    assert store.stage is not None
    partition = store.stage.partition
    item = int(partition.item[0])
    store.apply(ws.select_items(store.workspace, [item]))
    plot = pane.view.plot
    assert plot is not None
    held = {partition.units[unit] for unit in partition.unit[partition.item == item]}
    assert {plot.unit[point] for point in pane.view.lit} == held


def test_the_worst_come_first_and_columns_sort(pane: EstimatesPane) -> None:
    first = texts(pane.units_view)
    assert [line[0] for line in first[:3]] == ["cgu.00", "cgu.05", "cgu.07"]
    assert first[0] == ["cgu.00", "9,859", "12,800", "2.91", "2.437"]
    pane.units_view.sortByColumn(3, Qt.SortOrder.AscendingOrder)
    assert texts(pane.units_view)[0][0] == "cgu.14"
    pane.units_view.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert texts(pane.units_view)[0][0] == "cgu.00"


def test_another_estimator_takes_the_axis(pane: EstimatesPane, qtbot: QtBot) -> None:
    pane.tabs.setCurrentWidget(pane.estimators_view)
    lines = texts(pane.estimators_view)
    errors = [float(line[1]) for line in lines if line[2] != "0"]
    assert errors == sorted(errors)
    missing = {line[0]: line[3] for line in lines if line[2] == "0"}
    assert missing["7*bb+4*proj"].startswith("not known here: root blocks")
    click_line(qtbot, pane.estimators_view, "LLVM instructions after optimization")
    plot = pane.view.plot
    assert plot is not None
    assert plot.x_title == "LLVM instructions after optimization"
    assert "0.1924" in pane.figures.text()
    before = plot
    click_line(qtbot, pane.estimators_view, "7*bb+4*proj")
    assert pane.view.plot is before


def test_axes_as_one_likes(pane: EstimatesPane) -> None:
    assert pane.view.plot is not None
    assert not pane.view.plot.log
    pane.scale.setCurrentIndex(2)
    pane.scale.activated.emit(2)
    assert pane.view.plot.log


def test_keys_and_the_wheel_zoom_and_a_drag_pans(pane: EstimatesPane, qtbot: QtBot) -> None:
    view = pane.view
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.sight is not None
    length = view.sight.x.high - view.sight.x.low
    qtbot.keyClick(view, Qt.Key.Key_Minus)
    assert view.sight.x.high - view.sight.x.low == pytest.approx(1.25 * length)
    low = view.sight.x.low
    middle = view.rect().center()
    qtbot.mousePress(view, LEFT, pos=middle)
    qtbot.mouseMove(view, middle + QPoint(20, 0))
    qtbot.mouseMove(view, middle + QPoint(60, 0))
    qtbot.mouseRelease(view, LEFT, pos=middle + QPoint(60, 0))
    assert view.sight.x.low < low
    assert not view.lit


def test_a_stage_that_was_not_compiled_says_why_it_has_no_times(
    regex_desk: Desk, pane: EstimatesPane, qtbot: QtBot
) -> None:
    regex_desk.store.apply(ws.choose_stage(regex_desk.store.workspace, "PLACE"))
    wait(regex_desk, qtbot)
    assert pane.stack.currentWidget() is pane.hint
    assert "PLACE was not compiled, so its units have no times" in pane.hint.text()


def test_published_measurements_open_like_a_capture(make_desk: MakeDesk, qtbot: QtBot) -> None:
    desk = make_desk(DEBUG, wait=False)
    qtbot.waitUntil(lambda: desk.store.workspace.view == ws.ESTIMATES, timeout=WAIT)
    wait(desk, qtbot)
    pane = desk.parts.pane
    assert isinstance(pane, EstimatesPane)
    assert pane.view.plot is not None
    assert len(pane.view.plot) == 39
    assert desk.parts.docks["timeline"].isHidden()
    assert desk.parts.messages.isHidden()
    pane.tabs.setCurrentWidget(pane.crates_view)
    assert [line[0] for line in texts(pane.crates_view)][:2] == ["num_format", "blake2s_simd"]
    click_line(qtbot, pane.crates_view, "blake2s_simd")
    assert len(pane.view.plot) == 11
    assert pane.title.text().startswith("blake2s_simd")
    point = int(pane.view.plot.worst[0])
    pane.view.chosen.emit(point, False)
    assert pane.view.lit == (point,)
    qtbot.mouseClick(pane.everything, LEFT)
    assert len(pane.view.plot) == 39
    assert pane.everything.isHidden()
    desk.actions["graph"].trigger()
    graph = desk.parts.pane
    assert isinstance(graph, GraphPane)
    assert "name no functions" in graph.canvas._message


def test_what_is_seen_is_what_is_written(regex_desk: Desk, pane: EstimatesPane, qtbot: QtBot, tmp_path: Path) -> None:
    pane.tabs.setCurrentWidget(pane.estimators_view)
    click_line(qtbot, pane.estimators_view, "LLVM blocks")
    regex_desk.actions["export"].trigger()
    dialog = regex_desk.parts.window.findChild(ExportDialog)
    assert isinstance(dialog, ExportDialog)
    assert dialog.view.currentData() == ws.ESTIMATES
    target = tmp_path / "seen.svg"
    dialog.path.setText(str(target))
    with qtbot.waitSignal(regex_desk.store.noted, timeout=WAIT):
        click_save(qtbot, dialog)
    assert ">LLVM blocks<" in target.read_text()


def test_a_capture_without_a_profile_says_what_to_open(make_desk: MakeDesk, qtbot: QtBot) -> None:
    desk = make_desk(sample_named("serde_json-1.0.87-debug"))
    pane = shown(desk, qtbot)
    assert pane.stack.currentWidget() is pane.hint
    assert "has no self-profile" in pane.hint.text()
