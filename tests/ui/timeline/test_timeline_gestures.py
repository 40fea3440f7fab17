"""What pointer, wheel and keys do in the timeline, and what of it comes back at the next start."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cguviz.scene.timeline.chart import ON_UNITS, Part
from cguviz.ui.timeline.places import RULER
from cguviz.ui.timeline.view import Spot, TimelineView
from cguviz.workspace.requests.opened import Side
from cguviz.workspace.state import workspace as ws
from tests.captures import sample_named
from tests.ui.conftest import MakeDesk, wait_until_shown
from tests.ui.timeline.test_timeline import timeline_of

LEFT = Qt.MouseButton.LeftButton
REGEX = sample_named("regex-1.7.1-release")


@pytest.fixture
def view(make_desk: MakeDesk, qtbot: QtBot) -> TimelineView:
    dock = timeline_of(make_desk(REGEX), qtbot)
    dock.choices.rows.setCurrentIndex(dock.choices.rows.findData("threads"))
    qtbot.waitUntil(lambda: dock.view.chart is not None and len(dock.view.chart.tracks[0].rows) > 30)
    return dock.view


def turn(view: TimelineView, at: QPoint, notches: int) -> None:
    """Turn the wheel over a point."""
    event = QWheelEvent(
        QPointF(at),
        QPointF(view.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def test_the_wheel_zooms_at_the_pointer_and_scrolls_over_the_names(view: TimelineView) -> None:
    at = QPoint(view.names + 200, RULER + 60)
    moment, before = view.viewport.moment(200), view.viewport
    turn(view, at, 4)
    assert view.viewport.moment(200) == pytest.approx(moment)
    assert view.viewport.per_pixel < before.per_pixel / 2
    turn(view, QPoint(10, RULER + 40), -2)
    assert view.viewport.top > 0


def test_dragging_pans_and_a_double_click_fits_a_bar(view: TimelineView, qtbot: QtBot) -> None:
    assert view.chart is not None
    view.zoom(4)
    before = view.viewport.left
    start = QPoint(view.names + 300, RULER + 60)
    qtbot.mousePress(view, LEFT, pos=start)
    qtbot.mouseMove(view, start + QPoint(-40, 0))
    qtbot.mouseMove(view, start + QPoint(-80, 0))
    qtbot.mouseRelease(view, LEFT, pos=start + QPoint(-80, 0))
    assert view.viewport.left == pytest.approx(before + 80 * view.viewport.per_pixel)
    qtbot.keyClick(view, Qt.Key.Key_F)
    track, place = view.chart.tracks[0], view.places.tracks[0]
    bars = track.bars
    bar = int(max((bars.part == Part.LTO).nonzero()[0], key=lambda row: int(bars.length[row])))
    y = RULER + place.rows + (float(track.rows.lane_top[bars.lane[bar]]) + 0.5) * view.places.row - view.viewport.top
    x = view.names + view.viewport.x((int(bars.start[bar]) + int(bars.end[bar])) / 2)
    qtbot.mouseDClick(view, LEFT, pos=QPoint(round(x), round(y)))
    assert view.viewport.x(int(bars.start[bar])) >= 0
    assert view.viewport.x(int(bars.end[bar])) > 0.8 * (view.width() - view.names)


def test_steps_go_along_the_rows_without_waiting(view: TimelineView, qtbot: QtBot) -> None:
    assert view.chart is not None
    bars = view.chart.tracks[0].bars
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    seen = [view.spot.bar]
    for _ in range(len(bars)):
        qtbot.keyClick(view, Qt.Key.Key_Right)
        if view.spot.bar == seen[-1]:
            break
        seen.append(view.spot.bar)
    assert seen == np.flatnonzero(bars.part != Part.WAITING).tolist()
    assert 0 <= view.viewport.x(int(bars.start[seen[-1]])) <= view.width()


def test_what_is_lit_is_scrolled_to(view: TimelineView) -> None:
    assert view.chart is not None
    track = view.chart.tracks[0]
    view.resize(view.width(), 2 * RULER + 90)
    assert view.places.height > view.height()
    bar = int(np.flatnonzero(track.bars.unit >= 0)[-1])
    unit = int(track.bars.unit[bar])
    own = (track.bars.part != Part.WAITING) & (track.bars.part != Part.GENERATE)
    mine = np.flatnonzero((track.bars.unit == unit) & own)
    view.light([int(track.family[unit])])
    tops = [RULER - view.viewport.top + place for place in track.rows.lane_top[track.bars.lane[mine]] * view.places.row]
    tops = [top + view.places.tracks[0].rows for top in tops]
    assert any(RULER <= top < view.height() for top in tops)
    assert view.viewport.top > 0
    there = view.viewport.top
    view.light([])
    generated = int(np.flatnonzero((track.bars.unit == unit) & (track.bars.part == Part.GENERATE))[0])
    view.pan(0, there)
    view.choose(Spot(0, generated))
    view.light([int(track.family[unit])])
    assert view.viewport.top == 0, "what is chosen here stays under the pointer"


def test_idle_threads_are_counted_and_can_be_shown(make_desk: MakeDesk, qtbot: QtBot) -> None:
    desk = make_desk(sample_named("timelines") / "miniz_oxide.samply.json.gz", wait=False)
    qtbot.waitUntil(lambda: bool(desk.store.captures))
    dock = timeline_of(desk, qtbot)
    assert dock.view.chart is not None
    (track,) = dock.view.chart.tracks
    rows = len(track.rows)
    assert track.hidden > 0
    dock.choices.rows.setCurrentIndex(dock.choices.rows.findData("threads"))
    dock.choices.idle.click()
    qtbot.waitUntil(lambda: dock.view.chart is not None and len(dock.view.chart.tracks[0].rows) == rows + track.hidden)


def test_choices_and_height_come_back(make_desk: MakeDesk, qtbot: QtBot) -> None:
    desk = make_desk(REGEX)
    dock = timeline_of(desk, qtbot)
    window = desk.parts.window
    window.resizeDocks([desk.parts.docks["timeline"]], [300], Qt.Orientation.Vertical)
    qtbot.waitUntil(lambda: abs(desk.parts.docks["timeline"].height() - 300) < 8)
    dock.choices.simulated.setCurrentIndex(1)
    dock.choices.rows.setCurrentIndex(dock.choices.rows.findData("units"))
    dock.choices.jobs.number.setValue(5)
    dock.choices.cores.number.setValue(2)
    dock.choices.order.setCurrentIndex(2)
    dock.choices.costs.setCurrentIndex(1)
    dock.choices.align.setCurrentIndex(2)
    height, timing = desk.parts.docks["timeline"].height(), desk.store.workspace.timing
    window.close()
    again = make_desk()
    wait_until_shown(qtbot, again)
    assert again.store.workspace.timing == timing
    there = timeline_of(again, qtbot)
    assert there.choices.timing == timing
    assert abs(again.parts.docks["timeline"].height() - height) < 8
    assert there.view.chart is not None
    assert there.view.chart.tracks[-1].heading == "INTERNALIZE simulated, 5 jobs, 2 cores, largest"


def test_a_bar_of_the_change_is_selected_there_and_lit_on_both_sides(make_desk: MakeDesk, qtbot: QtBot) -> None:
    desk = make_desk(REGEX)
    desk.store.apply(ws.choose_change(desk.store.workspace, Side(0, "PLACE")))
    qtbot.waitUntil(lambda: desk.store.sides is not None)
    dock = timeline_of(desk, qtbot)
    view = dock.view
    assert view.chart is not None
    number = next(number for number, one in enumerate(view.chart.tracks) if one.on_change)
    track, other = view.chart.tracks[number], view.chart.tracks[0]
    # A unit that has a match on the other side.
    bar = next(
        row
        for row in range(len(track.bars))
        if track.bars.part[row] in ON_UNITS and track.family[track.bars.unit[row]] in other.family
    )
    view.choose(type(view.spot)(number, bar))
    selection = desk.store.workspace.selection
    assert selection.on_change
    assert selection.units == (track.units[int(track.bars.unit[bar])],)
    lit = view.picture(view.chart).lit
    assert lit is not None
    for one, rows in zip(view.chart.tracks, lit, strict=True):
        assert rows[:-1].sum() == 1
        assert one.family[int(rows.argmax())] == track.family[track.bars.unit[bar]]


def test_a_window_that_is_closed_asks_for_nothing_more(make_desk: MakeDesk) -> None:
    desk = make_desk(REGEX)
    desk.parts.docks["timeline"].show()
    desk.store.apply(ws.choose_stage(desk.store.workspace, "PLACE"))
    assert desk.store.jobs.pending
    desk.parts.window.close()
    assert not desk.store.jobs.running
