"""A whole build in the window: its crates over time and in a table, opening one of them, and coming back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

from cguviz.formats import load, save
from cguviz.model.build import Build
from cguviz.scene.timeline.chart import Part, Track
from cguviz.ui.commands.export_dialog import ExportDialog
from cguviz.ui.crates.page import BuildPage
from cguviz.ui.main.main_window import Desk
from cguviz.ui.timeline.places import RULER
from tests.builds import ORDERS, PAGE, row_of
from tests.captures import sample_named
from tests.ui.conftest import WAIT, MakeDesk, wait_until_shown

ALT = Qt.KeyboardModifier.AltModifier


def wait_for_build(qtbot: QtBot, desk: Desk) -> Build:
    """Wait until a build is shown."""
    qtbot.waitUntil(lambda: desk.store.build is not None and desk.page.isVisible(), timeout=WAIT)
    assert desk.store.build is not None
    return desk.store.build


def cells(page: BuildPage, column: int) -> list[str]:
    """Return what a column of the table shows, from top to bottom."""
    model = page.table.model()
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def track_of(page: BuildPage) -> Track:
    assert page.view.chart is not None
    return page.view.chart.tracks[0]


def point_of(page: BuildPage, crate: int, part: Part) -> QPoint:
    """Return where a bar of a crate is in the view."""
    view, track = page.view, track_of(page)
    bar = next(bar for bar in range(len(track.bars)) if track.bars.unit[bar] == crate and track.bars.part[bar] == part)
    x = view.names + view.viewport.x(int(track.bars.start[bar] + track.bars.end[bar]) // 2)
    lane = int(track.bars.lane[bar])
    middle = float(track.rows.lane_top[lane] + track.rows.lane_height[lane] / 2)
    return QPoint(round(x), round(RULER - view.viewport.top + view.places.tracks[0].rows + middle * view.places.row))


@pytest.fixture
def desk(make_desk: MakeDesk, qtbot: QtBot) -> Desk:
    made = make_desk(ORDERS, wait=False)
    wait_for_build(qtbot, made)
    return made


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """Return a folder with the captures of two crates."""
    folder = tmp_path / "recorded"
    folder.mkdir()
    for name in ("toy-0.1.0-release", "regex-1.7.1-release"):
        save(folder / f"{name}.cguviz", load([sample_named(name)]))
    return folder


def test_a_build_has_the_window_to_itself(desk: Desk) -> None:
    window = desk.page.window()
    assert window.windowTitle() == "app 0.1.0 – cguviz"
    assert desk.page.heading.text() == "app 0.1.0 · rustc 1.95.0 (59807616e 2026-04-14) · 2 jobs, 2 processors"
    assert not any(dock.isVisible() for dock in desk.parts.docks.values())
    assert len(track_of(desk.page).units) == 32
    assert not desk.actions["save"].isEnabled()
    assert desk.actions["export"].isEnabled()


def test_the_table_is_sorted_by_code_generation_and_by_what_is_clicked(desk: Desk) -> None:
    page = desk.page
    assert cells(page, 0)[:3] == ["marker 0.1.0 (2)", "serde_json 1.0.87", "engine 0.1.0"]
    header = page.table.horizontalHeader()
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, header.height() // 2))
    names = cells(page, 0)
    assert names == sorted(names, key=str.casefold) or names == sorted(names, key=str.casefold, reverse=True)
    # Nothing is known of duplicated code in profiles.
    headings = [
        str(page.model.headerData(column, Qt.Orientation.Horizontal)) for column in range(page.model.columnCount())
    ]
    assert page.table.isColumnHidden(headings.index("Duplicated"))
    assert not page.table.isColumnHidden(headings.index("Longest unit"))


def test_a_click_on_a_bar_selects_the_line_and_the_other_way_round(desk: Desk) -> None:
    page, build = desk.page, desk.store.build
    assert build is not None
    crate = row_of(build, "serde_json 1.0.87")
    QTest.mouseClick(page.view, Qt.MouseButton.LeftButton, pos=point_of(page, crate, Part.CODEGEN))
    assert page.view.crate == crate
    assert page.table.currentIndex().siblingAtColumn(0).data() == "serde_json 1.0.87"
    assert page.open_button.isEnabled()
    other = row_of(build, "syn 1.0.107")
    page.table.setCurrentIndex(page.model.index(page.model.line_of(other), 0))
    assert page.view.crate == other
    assert int(track_of(page).bars.unit[page.view.spot.bar]) == other
    page.view.setFocus()
    QTest.keyClick(page.view, Qt.Key.Key_Escape)
    assert page.view.crate == -1
    assert not page.open_button.isEnabled()


def test_a_double_click_opens_the_threads_of_a_profile_and_back_returns(desk: Desk, qtbot: QtBot) -> None:
    page, build = desk.page, desk.store.build
    assert build is not None
    crate = row_of(build, "serde_json 1.0.87")
    QTest.mouseDClick(page.view, Qt.MouseButton.LeftButton, pos=point_of(page, crate, Part.CODEGEN))
    qtbot.waitUntil(lambda: desk.store.timeline is not None, timeout=WAIT)
    assert not page.isVisible()
    assert desk.store.capture is not None
    assert desk.store.capture.crate == "serde_json"
    assert desk.parts.docks["timeline"].isVisible()
    assert desk.parts.docks["inspector"].isVisible()
    QTest.keyClick(page.window(), Qt.Key.Key_Left, ALT)
    assert wait_for_build(qtbot, desk) is build
    assert page.view.crate in (-1, crate)
    assert not desk.parts.docks["inspector"].isVisible()


def test_enter_opens_the_graph_of_a_capture_and_the_trail_leads_back(
    make_desk: MakeDesk, qtbot: QtBot, recorded: Path
) -> None:
    desk = make_desk(recorded, wait=False)
    build = wait_for_build(qtbot, desk)
    page = desk.page
    regex = next(row for row in range(len(build)) if build.crate[row] == "regex")
    page.table.setCurrentIndex(page.model.index(page.model.line_of(regex), 0))
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    wait_until_shown(qtbot, desk)
    assert desk.store.drawn is not None
    assert len(desk.store.drawn.partition.units) == 16
    assert desk.parts.docks["timeline"].isVisible()
    trail = desk.trail
    assert trail.isVisible()
    assert trail.back.text() == "‹ All crates of recorded"
    QTest.mouseClick(trail.back, Qt.MouseButton.LeftButton)
    assert wait_for_build(qtbot, desk) is build
    assert not trail.isVisible()


def test_a_build_read_once_more_stays_in_sight(desk: Desk, qtbot: QtBot) -> None:
    before, page = desk.store.build, desk.page
    assert before is not None
    page.view.show_crate(3)
    desk.actions["reload"].trigger()
    assert desk.store.build is None
    assert page.isVisible()
    assert not any(dock.isVisible() for dock in desk.parts.docks.values())
    assert wait_for_build(qtbot, desk) is not before
    assert len(track_of(page).units) == 32
    assert page.view.crate == -1


def test_rows_are_arranged_as_chosen(desk: Desk) -> None:
    page = desk.page
    for kind, rows in (("threads", 32), ("lanes", 2)):
        page.rows.setCurrentIndex(page.rows.findData(kind))
        page.rows.activated.emit(page.rows.currentIndex())
        assert len(track_of(page).rows) == rows
    assert not page.sort.isEnabled()


def test_what_has_no_file_says_so(make_desk: MakeDesk, qtbot: QtBot) -> None:
    desk = make_desk(ORDERS / PAGE, wait=False)
    build = wait_for_build(qtbot, desk)
    desk.page.open_crate(row_of(build, "syn 1.0.107"))
    assert desk.page.isVisible()
    assert desk.parts.messages.isVisible()
    assert "There is no capture and no profile of syn 1.0.107 to open." in desk.parts.messages.label.text()


def test_the_picture_is_written_by_the_worker(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    desk.actions["export"].trigger()
    dialog = desk.page.window().findChild(ExportDialog)
    assert isinstance(dialog, ExportDialog)
    assert Path(dialog.path.text()).name == "app-build.svg"
    dialog.path.setText(str(tmp_path / "crates.svg"))
    buttons = dialog.findChild(QDialogButtonBox)
    assert isinstance(buttons, QDialogButtonBox)
    buttons.button(QDialogButtonBox.StandardButton.Save).click()
    qtbot.waitUntil((tmp_path / "crates.svg").exists, timeout=WAIT)


def test_a_window_comes_back_to_the_crate_and_from_there_to_the_build(
    make_desk: MakeDesk, qtbot: QtBot, recorded: Path
) -> None:
    desk = make_desk(recorded, wait=False)
    build = wait_for_build(qtbot, desk)
    desk.page.open_crate(next(row for row in range(len(build)) if build.crate[row] == "toy"))
    wait_until_shown(qtbot, desk)
    desk.page.window().close()
    again = make_desk(wait=True)
    assert again.store.capture is not None
    assert again.store.capture.crate == "toy"
    QTest.mouseClick(again.trail.back, Qt.MouseButton.LeftButton)
    assert len(wait_for_build(qtbot, again)) == 2


def test_docks_come_back_though_the_window_was_closed_over_a_build(make_desk: MakeDesk, qtbot: QtBot) -> None:
    first = make_desk(ORDERS, wait=False)
    wait_for_build(qtbot, first)
    first.page.window().close()
    again = make_desk(sample_named("toy-0.1.0-release"))
    assert again.parts.docks["outline"].isVisible()
    assert again.parts.docks["inspector"].isVisible()


def test_docks_come_back_as_wide_as_they_were(make_desk: MakeDesk, qtbot: QtBot) -> None:
    desk = make_desk(ORDERS, wait=False)
    window = desk.parts.window
    window.resize(1600, 1000)
    wide = desk.parts.docks["outline"].width()
    build = wait_for_build(qtbot, desk)
    for size in ((900, 600), (1280, 800)):
        window.resize(*size)
        QApplication.processEvents()
        assert window.size().toTuple() == size, "the page needs no more"
    desk.page.open_crate(build.file.tolist().index(next(file for file in build.file if file)))
    qtbot.waitUntil(lambda: bool(desk.store.captures), timeout=WAIT)
    qtbot.waitUntil(lambda: desk.parts.docks["outline"].width() == wide, timeout=WAIT)
