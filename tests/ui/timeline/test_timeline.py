"""The timeline in the window: units selected anywhere are lit in it, and what is clicked in it is selected anywhere."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

from cguviz.scene.timeline.chart import Part
from cguviz.ui.commands.export_dialog import ExportDialog
from cguviz.ui.main.main_window import Desk
from cguviz.ui.timeline import TimelineDock
from cguviz.ui.timeline.places import RULER
from cguviz.ui.timeline.view import TimelineView
from cguviz.workspace.state import workspace as ws
from tests.ui.conftest import WAIT, click_save

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def dock(regex_desk: Desk, qtbot: QtBot) -> TimelineDock:
    return timeline_of(regex_desk, qtbot)


def timeline_of(desk: Desk, qtbot: QtBot) -> TimelineDock:
    """Show the timeline and wait until it is drawn."""
    desk.parts.docks["timeline"].show()
    dock = desk.parts.docks["timeline"].widget()
    assert isinstance(dock, TimelineDock)
    qtbot.waitUntil(lambda: dock.view.chart is not None and not desk.store.jobs.pending, timeout=WAIT)
    return dock


def headings(dock: TimelineDock) -> list[str]:
    return [] if dock.view.chart is None else [track.heading for track in dock.view.chart.tracks]


def place_of(view: TimelineView, bar: int) -> QPoint:
    """Return the middle of a bar of the first track, in the widget."""
    assert view.chart is not None
    track, place = view.chart.tracks[0], view.places.tracks[0]
    lane = int(track.bars.lane[bar])
    x = view.names + view.viewport.x((int(track.bars.start[bar]) + int(track.bars.end[bar])) / 2)
    y = RULER + place.rows + (float(track.rows.lane_top[lane]) + 0.5) * view.places.row - view.viewport.top
    return QPoint(round(x), round(y))


def bar_of(view: TimelineView, part: Part) -> int:
    """Return the longest bar of a part."""
    assert view.chart is not None
    bars = view.chart.tracks[0].bars
    rows = np.flatnonzero(bars.part == part)
    return int(rows[np.argmax(bars.length[rows])])


def test_a_click_on_a_bar_selects_its_unit_and_says_how_long_it_took(
    regex_desk: Desk, dock: TimelineDock, qtbot: QtBot
) -> None:
    view = dock.view
    view.window().resize(1280, 1000)
    bar = bar_of(view, Part.LTO)
    view.choose(view.spot)  # nothing is chosen yet
    view.step(1)
    assert view.chart is not None
    track = view.chart.tracks[0]
    view.see(float(track.bars.start[bar]), float(track.bars.end[bar]))
    where = place_of(view, bar)
    if where.y() > view.height():
        view.pan(0, view.height() / 2 - where.y())
        where = place_of(view, bar)
    qtbot.mouseClick(view, LEFT, pos=where)
    assert regex_desk.store.workspace.selection.units == (track.units[int(track.bars.unit[bar])],)
    assert "LTO" in regex_desk.parts.inspector.text()
    assert "Waited" in regex_desk.parts.inspector.text()


def test_units_selected_elsewhere_are_lit(regex_desk: Desk, dock: TimelineDock) -> None:
    store, view = regex_desk.store, dock.view
    assert view.chart is not None
    assert view.picture(view.chart).lit is None
    name = view.chart.tracks[0].units[3]
    store.apply(ws.select_units(store.workspace, [name]))
    lit = view.picture(view.chart).lit
    assert lit is not None
    assert np.flatnonzero(lit[0]).tolist() == [3]
    assert store.stage is not None
    item = int(store.stage.partition.item[0])
    store.apply(ws.select_items(store.workspace, [item]))
    lit = view.picture(view.chart).lit
    assert lit is not None
    held = {
        store.stage.partition.units[unit] for unit in store.stage.partition.unit[store.stage.partition.item == item]
    }
    assert {view.chart.tracks[0].units[unit] for unit in np.flatnonzero(lit[0]).tolist()} == held


def test_looks_are_explained(dock: TimelineDock, qtbot: QtBot) -> None:
    legend = dock.choices.legend
    for meaning in ("front end", "generate", "waiting", "optimize", "LTO", "long pole", "critical path"):
        assert meaning in legend.toolTip().split("\n")
    assert "ideal end" not in legend.toolTip()
    empty = legend.grab().toImage()
    legend.resize(900, legend.height())
    wide = legend.grab().toImage()
    colors = {wide.pixel(x, wide.height() // 2) for x in range(0, wide.width(), 2)}
    assert len(colors) > len({empty.pixel(x, empty.height() // 2) for x in range(0, 30, 2)})
    dock.choices.simulated.setCurrentIndex(1)
    qtbot.waitUntil(lambda: "ideal end" in legend.toolTip(), timeout=WAIT)


def test_another_stage_is_simulated_below_and_follows_the_sliders(
    regex_desk: Desk, dock: TimelineDock, qtbot: QtBot
) -> None:
    regex_desk.store.apply(ws.choose_stage(regex_desk.store.workspace, "PLACE"))
    measured = "measured (self-profile)"
    qtbot.waitUntil(lambda: headings(dock) == [measured, "PLACE simulated, 16 jobs"], timeout=WAIT)
    dock.choices.jobs.number.setValue(3)
    qtbot.waitUntil(lambda: headings(dock) == [measured, "PLACE simulated, 3 jobs"], timeout=WAIT)
    dock.choices.cores.number.setValue(2)
    qtbot.waitUntil(lambda: headings(dock) == [measured, "PLACE simulated, 3 jobs, 2 cores"], timeout=WAIT)
    for position in range(dock.choices.units.slider.value(), 40):
        dock.choices.units.slider.setValue(position)
    units = dock.choices.units.value
    assert units > 1
    merged = f"merged to {units} simulated, 3 jobs, 2 cores"
    qtbot.waitUntil(lambda: headings(dock)[-1:] == [merged], timeout=WAIT)
    assert dock.view.chart is not None
    assert [len(track.units) for track in dock.view.chart.tracks] == [16, 66, units]
    assert dock.verdict.text().startswith(f"{merged}: ")


def test_zooming_keeps_what_is_under_the_pointer_and_fit_brings_all_back(dock: TimelineDock) -> None:
    view = dock.view
    assert view.chart is not None
    view.fit()
    whole = view.viewport
    moment = view.viewport.moment(300)
    for _ in range(5):
        view.zoom(1.3, view.names + 300)
    assert view.viewport.moment(300) == pytest.approx(moment)
    assert view.viewport.per_pixel < whole.per_pixel
    view.fit()
    assert view.viewport == whole
    start, end = view.chart.bounds
    assert view.viewport.x(start) >= 0
    assert view.viewport.x(end) <= view.width() - view.names


def test_a_range_snaps_to_the_edges_of_bars(dock: TimelineDock, qtbot: QtBot) -> None:
    view = dock.view
    assert view.chart is not None
    view.fit()
    bars = view.chart.tracks[0].bars
    bar = bar_of(view, Part.OPTIMIZE)
    ends = [round(view.names + view.viewport.x(int(edge))) for edge in (bars.start[bar], bars.end[bar])]
    edges = view.chart.tracks[0].concurrency.moment.tolist()
    qtbot.mousePress(view, Qt.MouseButton.RightButton, pos=QPoint(ends[0] + 1, 100))
    qtbot.mouseMove(view, QPoint(ends[1] - 1, 100))
    qtbot.mouseRelease(view, Qt.MouseButton.RightButton, pos=QPoint(ends[1] - 1, 100))
    assert view.range is not None
    assert view.range.start in edges
    assert view.range.end in edges
    assert view.range.text.endswith("threads on average")
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.range is None


def test_keys_go_from_bar_to_bar(dock: TimelineDock, qtbot: QtBot) -> None:
    view = dock.view
    assert view.chart is not None
    view.step(1)
    first = view.spot
    qtbot.keyClick(view, Qt.Key.Key_Period)
    assert view.spot.bar > first.bar
    qtbot.keyClick(view, Qt.Key.Key_Comma)
    assert view.spot == first
    assert view.spot_at(QPointF(2, 2)).bar == -1


def test_costs_of_a_file_are_simulated_and_a_bad_file_says_so(
    regex_desk: Desk, dock: TimelineDock, qtbot: QtBot, tmp_path: Path
) -> None:
    assert dock.view.chart is not None
    units = dock.view.chart.tracks[0].units.tolist()
    rows = [{"unit": name, "size": 1, "generate_ns": 10, "optimize_ns": 1_000, "lto_ns": 0} for name in units]
    (tmp_path / "mine.json").write_text(json.dumps({"units": rows}))
    dock.choices.simulated.setCurrentIndex(1)
    dock.choices.take_costs_from(str(tmp_path / "mine.json"))
    qtbot.waitUntil(lambda: "Costs are those of mine.json." in dock.verdict.text(), timeout=WAIT)
    assert dock.choices.costs.currentText() == "mine.json"
    dock.choices.take_costs_from(str(tmp_path / "gone.json"))
    qtbot.waitUntil(lambda: "gone.json" in regex_desk.parts.messages.text(), timeout=WAIT)
    assert dock.choices.isVisible()
    dock.choices.costs.setCurrentIndex(0)
    qtbot.waitUntil(lambda: len(headings(dock)) == 2 and "mine.json" not in dock.verdict.text(), timeout=WAIT)


@pytest.mark.parametrize("ending", ["svg", "png", "pdf"])
def test_it_is_exported(regex_desk: Desk, dock: TimelineDock, tmp_path: Path, qtbot: QtBot, ending: str) -> None:
    dock.view.setFocus()
    regex_desk.actions["export"].trigger()
    dialog = regex_desk.parts.window.findChild(ExportDialog)
    assert isinstance(dialog, ExportDialog)
    assert dialog.view.currentText() == "Threads over time"
    assert dialog.path.text().endswith("regex-INTERNALIZE-timeline.svg")
    target = tmp_path / f"threads.{ending}"
    dialog.path.setText(str(target))
    click_save(qtbot, dialog)
    qtbot.waitUntil(lambda: target.name in regex_desk.parts.messages.text(), timeout=WAIT)
    assert target.stat().st_size > 1000
