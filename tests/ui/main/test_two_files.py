"""Two files opened at once, and what is said where they do not go together; what comes back the next time."""

from __future__ import annotations

import functools
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cguviz.formats.capture_file import file as cguviz_file
from cguviz.model.capture import Capture
from cguviz.model.comparison import Fate
from cguviz.model.partition import partition_of
from cguviz.model.texts import Texts
from cguviz.ui.commands.export_dialog import ExportDialog
from cguviz.ui.frame.window import Window
from cguviz.ui.main.main_window import Desk
from cguviz.ui.main.start import furnish
from cguviz.ui.views.compare import ComparePane
from cguviz.workspace.requests.opened import Side
from cguviz.workspace.state import workspace as ws
from tests.captures import sample_named
from tests.ui.conftest import WAIT, MakeDesk, canvas_of, canvas_pane_of, wait_until_shown
from tests.ui.views.test_comparing import choose, pane_of, sides_of, wait_for_sides

DEBUG, RELEASE = sample_named("serde_json-1.0.87-debug"), sample_named("serde_json-1.0.87-release")
TOY, REGEX = sample_named("toy-0.1.0-release"), sample_named("regex-1.7.1-release")


@pytest.fixture
def builds(make_desk: MakeDesk, qtbot: QtBot) -> Desk:
    """Return a window with two builds of one crate."""
    desk = make_desk(DEBUG, RELEASE, wait=False)
    wait_for_sides(qtbot, desk)
    return desk


def test_two_files_open_as_a_comparison_of_their_last_stages(builds: Desk) -> None:
    assert (builds.store.workspace.view, builds.store.workspace.change) == (ws.COMPARE, Side(1, ""))
    assert builds.bases.currentText() == "debug: INTERNALIZE"
    assert builds.changes.currentText() == "release: MONO ITEMS"
    assert builds.parts.messages.text() == ""
    assert [builds.changes.itemText(row) for row in range(3)] == ["none", "debug: PLACE", "debug: MERGE"]
    assert pane_of(builds)._base.heading.text().startswith("base debug INTERNALIZE")


def test_two_stages_of_one_file_open_as_a_comparison(make_desk: MakeDesk, qtbot: QtBot) -> None:
    desk = make_desk(f"{TOY}:PLACE", f"{TOY}:merge", wait=False)
    wait_for_sides(qtbot, desk)
    assert (desk.bases.currentText(), desk.changes.currentText()) == ("PLACE", "MERGE")
    assert desk.store.workspace.view == ws.COMPARE
    assert pane_of(desk)._base.heading.text().startswith("base PLACE")
    assert desk.parts.messages.text() == ""


def test_stages_of_two_files_are_compared_as_named(make_desk: MakeDesk, qtbot: QtBot) -> None:
    desk = make_desk(f"{DEBUG}:PLACE", f"{TOY}:toy:MERGE", wait=False)
    wait_for_sides(qtbot, desk)
    qtbot.waitUntil(lambda: desk.bases.currentText() == "serde_json: PLACE", timeout=WAIT)
    assert desk.changes.currentText() == "toy: MERGE"


def test_a_stage_can_be_named_and_one_that_is_not_there_is_said(make_desk: MakeDesk, qtbot: QtBot) -> None:
    desk = make_desk(f"{TOY}:PLACE")
    qtbot.waitUntil(lambda: desk.bases.currentText() == "PLACE", timeout=WAIT)
    assert desk.store.workspace.change is None
    desk = make_desk(f"{TOY}:FINAL")
    said = "there is no stage 'FINAL' in toy; there are PLACE, MERGE, INTERNALIZE."
    qtbot.waitUntil(lambda: desk.parts.messages.text() == said, timeout=WAIT)
    assert desk.bases.currentText() == "INTERNALIZE"


def test_items_of_the_change_alone_can_be_looked_at(builds: Desk) -> None:
    sides = sides_of(builds)
    item = len(sides.compared.comparison.items) - 1
    assert item >= len(sides.base.items)
    builds.store.apply(ws.select_items(builds.store.workspace, [item], on_change=True))
    text = builds.parts.inspector.text()
    assert "Base nowhere" in text
    assert sides.compared.comparison.items.name[item] in text
    for name in ("up", "fold", "copy", "fit"):
        builds.actions[name].trigger()
    builds.actions["graph"].trigger()
    assert builds.store.workspace.selection == ws.NOTHING


def test_the_search_finds_what_only_the_change_has_and_says_so(builds: Desk, qtbot: QtBot) -> None:
    sides, box = sides_of(builds), builds.parts.search
    base = len(sides.base.items)
    qtbot.waitUntil(lambda: not builds.store.jobs.pending and builds.store.index is not None, timeout=WAIT)
    index = builds.store.index
    assert index is not None
    assert len(index.item) == len(sides.compared.comparison.items) > base
    box.setFocus()
    for word, only in (("from_iter", Fate.REMOVED), ("drop", Fate.ADDED)):
        box.clear()
        qtbot.keyClicks(box, word)
        found = box.model.items
        told = [box.model.index(row).data() for row in range(len(found))]
        fates = sides.compared.comparison.fate[found]
        assert only in fates
        for text, fate in zip(told, fates.tolist(), strict=True):
            assert text.endswith("only in the change") == (fate == Fate.ADDED)
            assert text.endswith("only in the base") == (fate == Fate.REMOVED)
    row = int(np.flatnonzero(found >= base)[0])
    lit = pane_of(builds)._change.canvas._emphasis.lit
    assert lit is not None
    assert len(lit) > 0
    box._go(box.model.index(row))
    assert builds.store.workspace.selection.items == (int(found[row]),)


def test_outline_and_table_list_either_side(builds: Desk, qtbot: QtBot) -> None:
    store, outline = builds.store, builds.parts.outline
    sides = sides_of(builds)
    assert outline.sides.isVisible()
    buttons = outline.sides.sides
    assert [buttons.button(row).text() for row in (0, 1)] == ["Base INTERNALIZE", "Change MONO ITEMS"]
    qtbot.mouseClick(buttons.button(1), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: store.stage is not None and store.stage.on_change, timeout=WAIT)
    assert store.stage is not None
    comparison = sides.compared.comparison
    assert outline.model.rowCount() == len(comparison.change.units)
    assert store.stage.partition.item.tolist() == comparison.change.item.tolist()
    # A line of what only the change has selects it, on that side.
    placement = int(np.flatnonzero(comparison.fate[store.stage.partition.item] == Fate.ADDED)[0])
    line = outline.model.index_of_placement(placement)
    outline.tree.scrollTo(line)
    qtbot.mouseClick(outline.tree.viewport(), Qt.MouseButton.LeftButton, pos=outline.tree.visualRect(line).center())
    item = int(store.stage.partition.item[placement])
    assert store.workspace.selection.items == (item,)
    assert store.workspace.selection.on_change
    assert comparison.items.name[item] in builds.parts.inspector.text()
    builds.parts.docks["items"].show()
    assert builds.parts.table.model.rowCount() == len(comparison.change)
    builds.actions["graph"].trigger()
    assert not outline.sides.isVisible()
    qtbot.waitUntil(lambda: store.stage is not None and not store.stage.on_change, timeout=WAIT)
    assert len(store.stage.capture.items) == len(sides.base.items)


def test_another_crate_is_compared_by_name_and_said_to_be_one(make_desk: MakeDesk, qtbot: QtBot) -> None:
    desk = make_desk(DEBUG, REGEX, wait=False)
    wait_for_sides(qtbot, desk)
    assert "different crates, serde_json and regex" in desk.parts.messages.text()
    assert sides_of(desk).compared.comparison.kin


def test_strangers_are_said_to_share_nothing(make_desk: MakeDesk, qtbot: QtBot) -> None:
    desk = make_desk(TOY, REGEX, wait=False)
    wait_for_sides(qtbot, desk)
    assert desk.parts.messages.text() == "toy and regex share no item: there is nothing to compare."
    strip = pane_of(desk).flow.strip
    assert strip is not None
    assert not len(strip.ribbon)


def test_a_comparison_comes_back_the_next_time(make_desk: MakeDesk, qtbot: QtBot) -> None:
    desk = make_desk(REGEX)
    choose(desk, "PLACE", "MERGE")
    wait_for_sides(qtbot, desk)
    desk.actions["moved-only"].trigger()
    desk.actions["flip"].trigger()
    pane = pane_of(desk)
    assert not pane._base.isVisible()
    desk.actions["both"].trigger()
    pane.whole.setSizes([400, 260])
    pane.panes.setSizes([150, 450])
    sizes = pane.whole.sizes(), pane.panes.sizes()
    desk.parts.window.close()
    again = make_desk(wait=False)
    wait_for_sides(qtbot, again)
    workspace = again.store.workspace
    assert (workspace.view, workspace.base, workspace.change) == (ws.COMPARE, "PLACE", Side(0, "MERGE"))
    assert workspace.moved_only
    assert len(pane_of(again)._base.canvas._emphasis.dimmed)
    assert (pane_of(again).whole.sizes(), pane_of(again).panes.sizes()) == sizes
    assert canvas_pane_of(again).is_whole()


def test_one_side_alone_comes_back_alone(make_desk: MakeDesk, qtbot: QtBot) -> None:
    desk = make_desk(TOY)
    choose(desk, "PLACE", "MERGE")
    wait_for_sides(qtbot, desk)
    desk.actions["flip"].trigger()
    desk.parts.window.close()
    again = make_desk(wait=False)
    wait_for_sides(qtbot, again)
    assert (pane_of(again)._base.isVisible(), pane_of(again)._change.isVisible()) == (False, True)
    assert canvas_of(again) is pane_of(again)._change.canvas


def test_what_was_seen_whole_is_laid_out_for_the_window_as_it_is_now(make_desk: MakeDesk, qtbot: QtBot) -> None:
    desk = make_desk(TOY)
    before = desk.store.workspace.options.aspect
    desk.parts.docks["outline"].hide()
    desk.parts.docks["inspector"].hide()
    qtbot.waitUntil(lambda: desk._aspect() > before)
    desk.parts.window.close()
    again = make_desk()
    wait_until_shown(qtbot, again)
    assert again.store.workspace.options.aspect > before
    assert canvas_pane_of(again).is_whole()


# PySide6 6.12 wants the place as QPointF, and 6.11 knows only QPoint.
@pytest.mark.filterwarnings("ignore:Function. 'QDragEnterEvent:DeprecationWarning")
def test_what_is_dropped_before_anything_works_is_opened(make_desk: MakeDesk, qtbot: QtBot) -> None:
    empty = make_desk()
    settings = empty.parts.settings
    window = Window(settings)
    qtbot.addWidget(window)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(TOY))])
    where, actions, button = QPointF(9, 9), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(where.toPoint(), actions, data, button, none))
    QApplication.sendEvent(window, QDropEvent(where, actions, data, button, none))
    desk = furnish(window, [])
    qtbot.waitUntil(lambda: desk.store.drawn is not None and not desk.store.jobs.pending, timeout=WAIT)
    assert desk.store.capture is not None
    assert desk.store.capture.crate == "toy"
    window.close()


def test_nothing_to_compare_with_is_said(make_desk: MakeDesk) -> None:
    desk = make_desk(RELEASE)
    desk.actions["compare"].trigger()
    pane = desk.parts.pane
    assert isinstance(pane, ComparePane)
    assert "Choose what to compare with" in pane.canvas._message
    dialog = ExportDialog(desk.parts.window, desk.store, ws.COMPARE)
    offered = [dialog.view.itemText(row) for row in range(dialog.view.count())]
    assert offered == ["Graph", "Matrix of uses", "Threads over time"]
    dialog.close()


def test_without_size_estimates_instructions_are_told(make_desk: MakeDesk) -> None:
    desk = make_desk(REGEX / "ll.tar.zst")
    outline = desk.parts.outline
    assert desk.store.stage is not None
    totals = desk.store.stage.survey.totals.unit[3]
    desk.parts.window.resize(1600, 800)
    assert outline.tree.isColumnHidden(1)
    assert outline.model.index(0, 4).data() == f"{totals.max():,}"
    desk.parts.docks["items"].show()
    assert desk.parts.table.view.isColumnHidden(4)
    assert not desk.parts.table.view.isColumnHidden(5)
    stage = desk.parts.inspector.text()
    assert f"LLVM instructions {totals.sum():,}" in stage
    assert "size" not in stage.casefold()
    outline.tree.setCurrentIndex(outline.model.index(0, 0))
    unit = desk.parts.inspector.text()
    assert f"LLVM instructions {totals.max():,}" in unit
    assert "Size" not in unit


def test_numbers_in_the_outline_are_never_shortened(make_desk: MakeDesk) -> None:
    desk = make_desk(REGEX)
    tree, model = desk.parts.outline.tree, desk.parts.outline.model
    metrics = tree.fontMetrics()
    for column in range(1, model.columnCount()):
        if not tree.isColumnHidden(column):
            widest = max(metrics.horizontalAdvance(model.index(row, column).data()) for row in range(model.rowCount()))
            assert tree.columnWidth(column) >= widest + 12


def test_a_comparison_may_be_cancelled_and_asked_for_again(make_desk: MakeDesk, qtbot: QtBot) -> None:
    desk = make_desk(REGEX)
    choose(desk, "PLACE", "MERGE")
    desk.store.cancel()
    assert "Cancelled: " in desk.parts.messages.text()
    qtbot.waitUntil(lambda: not desk.store.jobs.pending, timeout=WAIT)
    desk.actions["swap"].trigger()
    wait_for_sides(qtbot, desk)
    assert sides_of(desk).request.base.stage == "MERGE"


def is_compared_from(desk: Desk, base: str) -> bool:
    return desk.store.sides is not None and desk.store.sides.request.base.stage == base


def test_an_empty_partition_can_be_compared(make_desk: MakeDesk, toy: Capture, qtbot: QtBot, tmp_path: Path) -> None:
    none, place = np.empty(0, np.int32), toy.partition("PLACE")
    kinds = np.empty(0, np.uint8)
    empty = partition_of("EMPTY", Texts.of([]), none, none, kinds, kinds, kinds, np.empty(0, np.int64))
    path = tmp_path / "empty.cguviz"
    cguviz_file.save(str(path), (toy.replace(partitions=(place, empty)),))
    desk = make_desk(path)
    for base, change in (("PLACE", "EMPTY"), ("EMPTY", "PLACE")):
        choose(desk, base, change)
        qtbot.waitUntil(functools.partial(is_compared_from, desk, base), timeout=WAIT)
        wait_for_sides(qtbot, desk)
        assert desk.parts.messages.text() == "EMPTY holds no item: there is nothing to compare with."
        assert len(sides_of(desk).compared.moves.item) == 0
        desk.actions["modules"].trigger()
        wait_for_sides(qtbot, desk)
        desk.actions["compare"].trigger()
