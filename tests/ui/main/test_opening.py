"""Opening, failing, cancelling, dropping, saving; stages; and what comes back the next time."""

from __future__ import annotations

import gzip
import os
import signal
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cguviz.formats import load
from cguviz.model.columns import equal
from cguviz.progress import silent
from cguviz.ui.commands.export_dialog import ExportDialog
from cguviz.ui.frame import settings as kept
from cguviz.ui.main.main_window import Desk
from cguviz.workspace.state import workspace as ws
from tests.captures import sample_named
from tests.ui.conftest import WAIT, MakeDesk, canvas_of, picture, wait_until_said, wait_until_shown

TOY = sample_named("toy-0.1.0-release")


def said(desk: Desk) -> str:
    return desk.parts.messages.text()


def test_the_status_bar_says_what_rustc_says(regex_desk: Desk) -> None:
    text = regex_desk.status.figures.text()
    assert "2,021 unique items (840 root + 1,181 inlined)" in text
    assert "16 units" in text


def test_choosing_a_stage_shows_it_everywhere(regex_desk: Desk, qtbot: QtBot) -> None:
    desk = regex_desk
    desk.bases.setCurrentText("PLACE")
    desk.bases.activated.emit(desk.bases.currentIndex())
    qtbot.waitUntil(
        lambda: desk.store.drawn is not None and desk.store.drawn.request.base.stage == "PLACE", timeout=WAIT
    )
    wait_until_shown(qtbot, desk)
    assert "66 units" in desk.status.figures.text()
    assert desk.parts.outline.model.rowCount() == 66
    scene = canvas_of(desk).scene
    assert scene is not None
    assert len(scene.units) == 66
    desk.actions["next-stage"].trigger()
    assert desk.store.workspace.base != "PLACE"


def test_a_file_of_something_else_is_refused_in_a_sentence(make_desk: MakeDesk, tmp_path: Path, qtbot: QtBot) -> None:
    desk = make_desk()
    bad = tmp_path / "notes.txt"
    bad.write_text("dear diary\n" * 50)
    desk.store.open([str(bad)])
    qtbot.waitUntil(lambda: said(desk) != "", timeout=WAIT)
    assert "notes.txt" in said(desk)
    assert "\n" not in said(desk)
    assert desk.store.workspace.opened is None
    desk.parts.messages.details_button.click()
    assert desk.parts.messages.details.isVisible()
    desk.parts.messages.close_button.click()
    assert said(desk) == ""


def test_a_failed_opening_leaves_what_was_open(toy_desk: Desk, qtbot: QtBot) -> None:
    desk = toy_desk
    desk.store.apply(ws.select_items(desk.store.workspace, [4]))
    before = desk.store.workspace
    desk.store.open(["nowhere/at.all"])
    qtbot.waitUntil(lambda: said(desk) != "", timeout=WAIT)
    assert "no such file" in said(desk)
    assert desk.store.workspace.opened == before.opened
    assert desk.store.workspace.selection == before.selection
    assert desk.store.stage is not None
    # The worker has let go of the old capture meanwhile: it is handed over again.
    desk.store.apply(ws.choose_stage(desk.store.workspace, "PLACE"))
    qtbot.waitUntil(
        lambda: desk.store.drawn is not None and desk.store.drawn.request.base.stage == "PLACE", timeout=WAIT
    )


def test_cancelling_an_opening_undoes_it(toy_desk: Desk, qtbot: QtBot) -> None:
    desk, before = toy_desk, toy_desk.store.workspace
    desk.store.open([str(sample_named("regex-1.7.1-release"))])
    assert desk.store.jobs.pending
    desk.status.cancel.click()
    assert desk.store.workspace.opened == before.opened
    assert "Cancelled: opening" in said(desk)
    wait_until_shown(qtbot, desk)
    desk.store.apply(ws.fold(desk.store.workspace, before.folded | {"x"}))
    wait_until_shown(qtbot, desk)


def test_a_worker_that_dies_is_mentioned_and_replaced(toy_desk: Desk, qtbot: QtBot) -> None:
    desk = toy_desk
    line = desk.store.jobs._line
    assert line is not None
    assert line.process.pid is not None
    os.kill(line.process.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: said(desk) != "", timeout=WAIT)
    assert "background worker was killed" in said(desk)
    desk.store.apply(ws.choose_stage(desk.store.workspace, "PLACE"))
    qtbot.waitUntil(
        lambda: desk.store.drawn is not None and desk.store.drawn.request.base.stage == "PLACE", timeout=WAIT
    )


# Qt 6.12 wants a QPointF here, earlier ones know only the QPoint that it calls deprecated.
@pytest.mark.filterwarnings("ignore:Function.*QDragEnterEvent:DeprecationWarning")
def test_a_dropped_file_is_opened(make_desk: MakeDesk, qtbot: QtBot) -> None:
    desk, data = make_desk(), QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(TOY))])
    where, actions = QPointF(300, 300), Qt.DropAction.CopyAction
    buttons, modifiers = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window = desk.parts.window
    enter = QDragEnterEvent(where.toPoint(), actions, data, buttons, modifiers)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(where, actions, data, buttons, modifiers))
    wait_until_shown(qtbot, desk)
    assert window.windowTitle().startswith("toy")


def test_remarks_are_counted_and_listed_with_their_lines(make_desk: MakeDesk, tmp_path: Path) -> None:
    whole = gzip.decompress((TOY / "dump.txt.gz").read_bytes())
    cut = tmp_path / "cut.txt"
    cut.write_bytes(whole[: len(whole) // 2])
    desk = make_desk(cut)
    assert desk.store.capture is not None
    remarks = desk.store.capture.remarks
    assert remarks
    assert desk.status.remarks.text().startswith(f"{len(remarks)} remark")
    desk.status.remarks.click()
    assert desk.parts.docks["remarks"].isVisible()


def test_several_crates_in_one_file_are_chosen_from(make_desk: MakeDesk, tmp_path: Path, qtbot: QtBot) -> None:
    both = tmp_path / "both.log"
    other = sample_named("serde_json-1.0.87-debug")
    dumps = [gzip.decompress((folder / "dump.txt.gz").read_bytes()) for folder in (TOY, other)]
    both.write_bytes(b"\n".join(dumps))
    desk = make_desk(both)
    assert len(desk.store.captures) == 2
    assert desk.bases.findText("toy: PLACE") >= 0
    row = desk.bases.findText("serde_json: MERGE")
    first = desk.store.stage
    desk.bases.setCurrentIndex(row)
    desk.bases.activated.emit(row)
    qtbot.waitUntil(lambda: desk.store.stage is not first, timeout=WAIT)
    wait_until_shown(qtbot, desk)
    assert desk.store.stage is not None
    assert desk.store.stage.capture is desk.store.captures[1]
    assert desk.store.drawn is not None
    assert (desk.store.drawn.request.base.crate, desk.store.drawn.request.base.stage) == (1, "MERGE")
    desk.actions["back"].trigger()
    assert desk.store.workspace.crate == 0


def test_saving_and_exporting_write_files(toy_desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    desk = toy_desk
    desk.store.save(str(tmp_path / "toy.cguviz"))
    qtbot.waitUntil(lambda: "toy.cguviz" in said(desk), timeout=WAIT)
    (again,) = load([tmp_path / "toy.cguviz"], silent)
    assert desk.store.capture is not None
    assert equal(again.items, desk.store.capture.items)
    dialog = ExportDialog(desk.parts.window, desk.store, ws.GRAPH)
    qtbot.addWidget(dialog)
    graph = picture(desk, ws.GRAPH)
    for row, suffix in enumerate((".svg", ".png", ".pdf")):
        dialog.path.setText(str(tmp_path / "toy.x"))
        dialog.format.setCurrentIndex((row + 1) % 3)
        dialog.format.setCurrentIndex(row)
        assert dialog.path.text() == str(tmp_path / f"toy{suffix}")
        desk.store.export(graph, dialog.path.text(), dialog.theme.currentText())
        wait_until_said(qtbot, desk, f"toy{suffix}")
        assert (tmp_path / f"toy{suffix}").stat().st_size > 500


def test_an_export_that_cannot_be_written_says_so(toy_desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    toy_desk.store.export(picture(toy_desk, ws.GRAPH), str(tmp_path / "no" / "such" / "folder.svg"), "light")
    qtbot.waitUntil(lambda: "folder.svg" in said(toy_desk), timeout=WAIT)
    assert "Written" not in said(toy_desk)


def test_everything_comes_back_the_next_time(make_desk: MakeDesk, qtbot: QtBot, settings_file: Path) -> None:
    desk = make_desk(TOY)
    desk.store.apply(ws.choose_stage(desk.store.workspace, "PLACE"))
    wait_until_shown(qtbot, desk)
    desk.store.apply(ws.select_items(ws.choose_theme(desk.store.workspace, "dark"), [5]))
    desk.parts.docks["outline"].hide()
    desk.parts.docks["remarks"].show()
    canvas_of(desk).camera.restore((40.0, 30.0, 2.0))
    desk.parts.window.close()
    again = make_desk()
    wait_until_shown(qtbot, again)
    assert again.store.workspace.base == "PLACE"
    assert again.store.workspace.selection.items == (5,)
    assert again.parts.pane.camera_state() == (40.0, 30.0, 2.0)
    assert again.parts.docks["outline"].isHidden()
    assert not again.parts.docks["remarks"].isHidden()
    settings = QSettings(str(settings_file), QSettings.Format.IniFormat)
    assert kept.load_theme(settings) == "dark"
    assert kept.recent(settings) == ((str(TOY.absolute()),),)


@pytest.mark.parametrize("garbage", [b"", b"[General]\nworkspace=@Invalid()\ncamera=x y z\n", b"\xff\xfe\x00garbage"])
def test_garbage_in_the_settings_means_defaults(make_desk: MakeDesk, settings_file: Path, garbage: bytes) -> None:
    settings_file.write_bytes(garbage)
    desk = make_desk()
    assert desk.store.workspace == ws.Workspace()


def test_a_file_that_is_gone_the_next_time_is_a_sentence(make_desk: MakeDesk, qtbot: QtBot, tmp_path: Path) -> None:
    copy = tmp_path / "toy.dump"
    copy.write_bytes(gzip.decompress((TOY / "dump.txt.gz").read_bytes()))
    make_desk(copy).parts.window.close()
    copy.unlink()
    desk = make_desk(wait=False)
    qtbot.waitUntil(lambda: said(desk) != "", timeout=WAIT)
    assert "toy.dump" in said(desk)
    assert desk.store.workspace.opened is None


def test_a_narrow_window_keeps_its_width_its_search_and_the_sizes(regex_desk: Desk, qtbot: QtBot) -> None:
    window, parts = regex_desk.parts.window, regex_desk.parts
    window.resize(900, 600)
    regex_desk.store.worked.emit(
        "reading a-file-with-a-name-that-takes-more-room-than-there-is-in-most-windows.log", 0.5
    )
    qtbot.waitUntil(lambda: window.width() == 900)
    assert window.minimumSizeHint().width() <= 900
    assert parts.search.isVisible()
    assert not parts.outline.tree.isColumnHidden(1)
    assert regex_desk.status.figures.text().startswith("regex INTERNALIZE")
    regex_desk.store.worked.emit("", 0.0)
