"""Items dragged and sent to other units, undone and redone."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cguviz.formats import save
from cguviz.model.capture import Capture
from cguviz.model.columns import Floats
from cguviz.model.partition import Partition
from cguviz.scene.graph.hit import Hit
from cguviz.ui.canvas.view import GraphView
from cguviz.ui.lab.drag import HandDrag
from cguviz.ui.lab.drop_target import ground_of
from cguviz.ui.lab.move_dialog import MoveDialog
from cguviz.ui.main.main_window import Desk
from cguviz.workspace.lab.hand_moves import STAGE, moved_by_hand
from cguviz.workspace.requests.lab import HandMove
from cguviz.workspace.requests.opened import Side
from cguviz.workspace.state import workspace as ws
from tests.ui.conftest import WAIT, MakeDesk, canvas_of, wait_until_shown

CTRL, PLAIN = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


def point(canvas: GraphView, box: Floats) -> QPoint:
    """Return the pixel near the lower right corner of a world rectangle."""
    view = canvas.viewport()
    x, y = box[2] - 0.1 * (box[2] - box[0]), box[3] - 0.1 * (box[3] - box[1])
    return QPoint(round((x * view.scale - view.left) / view.ratio), round((y * view.scale - view.top) / view.ratio))


def drag(canvas: GraphView, start: Floats, goal: Floats, modifier: Qt.KeyboardModifier, qtbot: QtBot) -> None:
    first, last = point(canvas, start), point(canvas, goal)
    qtbot.mousePress(canvas, LEFT, modifier, first)
    for step in (1, 2, 3):
        qtbot.mouseMove(canvas, first + (last - first) * step / 3)
    qtbot.mouseRelease(canvas, LEFT, modifier, last)


def chosen(desk: Desk) -> tuple[int, ...]:
    return desk.store.workspace.selection.items


def show_place(desk: Desk, qtbot: QtBot) -> GraphView:
    desk.store.apply(ws.choose_stage(desk.store.workspace, "PLACE"))
    qtbot.waitUntil(
        lambda: desk.store.drawn is not None and desk.store.drawn.request.base.stage == "PLACE", timeout=WAIT
    )
    wait_until_shown(qtbot, desk)
    return canvas_of(desk)


def box_of(canvas: GraphView, unit: int, number: int = 0) -> Floats:
    assert canvas.scene is not None
    row = np.flatnonzero(canvas.scene.boxes.unit == unit)[number]
    box: Floats = canvas.scene.boxes.box[row]
    return box


def unit_box(canvas: GraphView, unit: int) -> Floats:
    assert canvas.scene is not None
    box: Floats = canvas.scene.units.box[unit]
    return box


def by_hand(desk: Desk) -> Partition:
    assert desk.store.capture is not None
    return desk.store.capture.partition(STAGE)


def wait_for_moves(desk: Desk, qtbot: QtBot, moves: int) -> None:
    qtbot.waitUntil(
        lambda: len(desk.parts.hand.moves) == moves and not desk.store.jobs.pending and desk.store.capture is not None,
        timeout=WAIT,
    )


def sizes(partition: Partition) -> list[int]:
    found: list[int] = np.diff(partition.starts).tolist()
    return found


def test_a_function_is_dragged_undone_and_redone(toy_desk: Desk, qtbot: QtBot) -> None:
    desk, canvas = toy_desk, show_place(toy_desk, qtbot)
    before = sizes(desk.store.captures[0].partition("PLACE"))
    drag(canvas, box_of(canvas, 1), unit_box(canvas, 0), CTRL, qtbot)
    wait_for_moves(desk, qtbot, 1)
    assert sizes(by_hand(desk)) == [before[0] + 1, before[1] - 1, *before[2:]]
    assert desk.store.workspace.base == STAGE
    assert desk.store.workspace.view == ws.GRAPH
    qtbot.waitUntil(lambda: desk.store.drawn is not None and desk.store.drawn.partition.stage == STAGE, timeout=WAIT)
    desk.actions["undo"].trigger()
    wait_for_moves(desk, qtbot, 0)
    assert sizes(by_hand(desk)) == before
    assert not desk.actions["undo"].isEnabled()
    desk.actions["redo"].trigger()
    wait_for_moves(desk, qtbot, 1)
    assert sizes(by_hand(desk))[0] == before[0] + 1
    assert not desk.actions["redo"].isEnabled()
    drawn = desk.store.drawn
    assert drawn is not None
    assert sizes(drawn.partition) == sizes(by_hand(desk))


def test_what_is_selected_is_dragged_together_and_seen_in_the_comparison(toy_desk: Desk, qtbot: QtBot) -> None:
    desk = toy_desk
    show_place(desk, qtbot)
    desk.store.apply(ws.choose_change(desk.store.workspace, Side(0, "MERGE")))
    qtbot.waitUntil(lambda: desk.store.sides is not None and not desk.store.jobs.pending, timeout=WAIT)
    assert desk.store.sides is not None
    canvas = desk.parts.pane.canvases[1]
    partition = desk.store.sides.compared.comparison.change
    items = partition.item[partition.starts[1] : partition.starts[1] + 2].tolist()
    desk.store.apply(ws.select_items(desk.store.workspace, items))
    assert canvas.scene is not None
    row = int(np.flatnonzero(np.isin(canvas.scene.box_item, items))[0])
    drag(canvas, canvas.scene.boxes.box[row], unit_box(canvas, 0), PLAIN, qtbot)
    wait_for_moves(desk, qtbot, 1)
    assert desk.store.workspace.change == Side(0, STAGE)
    assert desk.store.workspace.base == "PLACE"
    assert desk.parts.hand.moves[0].items == tuple(sorted(items))
    qtbot.waitUntil(
        lambda: desk.store.sides is not None and desk.store.sides.compared.counts["moved"] == 2, timeout=WAIT
    )


def test_a_drag_elsewhere_still_moves_the_map_and_a_click_still_selects(toy_desk: Desk, qtbot: QtBot) -> None:
    desk, canvas = toy_desk, show_place(toy_desk, qtbot)
    before = canvas.camera.state()
    drag(canvas, box_of(canvas, 1), unit_box(canvas, 0), PLAIN, qtbot)
    assert canvas.camera.state() != before
    assert desk.parts.hand.moves == ()
    desk.parts.pane.fit_all()
    qtbot.mouseClick(canvas, LEFT, PLAIN, point(canvas, box_of(canvas, 1)))
    first = chosen(desk)
    assert len(first) == 1
    qtbot.mouseClick(canvas, LEFT, CTRL, point(canvas, box_of(canvas, 2)))
    assert len(chosen(desk)) == 2
    qtbot.mouseClick(canvas, LEFT, PLAIN, point(canvas, box_of(canvas, 1)))
    assert chosen(desk) == first


def test_escape_gives_a_drag_up(toy_desk: Desk, qtbot: QtBot) -> None:
    desk, canvas = toy_desk, show_place(toy_desk, qtbot)
    (watching,) = canvas.findChildren(HandDrag)
    goal = point(canvas, unit_box(canvas, 0))
    qtbot.mousePress(canvas, LEFT, CTRL, point(canvas, box_of(canvas, 1)))
    qtbot.mouseMove(canvas, goal)
    assert watching.label.isVisible()
    assert "1 item" in watching.label.text()
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert not watching.label.isVisible()
    qtbot.mouseRelease(canvas, LEFT, CTRL, goal)
    assert desk.parts.hand.moves == ()


def test_the_command_sends_the_selection_to_a_new_unit(toy_desk: Desk, qtbot: QtBot) -> None:
    desk = toy_desk
    show_place(desk, qtbot)
    desk.store.apply(ws.select_items(desk.store.workspace, [2, 3]))
    desk.actions["move"].trigger()
    dialog = QApplication.activeModalWidget() or desk.parts.window.findChild(MoveDialog)
    assert isinstance(dialog, MoveDialog)
    assert not dialog.ok.isEnabled()
    dialog.unit.setText("mine")
    qtbot.mouseClick(dialog.ok, LEFT)
    wait_for_moves(desk, qtbot, 1)
    qtbot.waitUntil(lambda: desk.store.workspace.base == STAGE, timeout=WAIT)
    assert by_hand(desk).units.tolist()[-1] == "mine"
    assert by_hand(desk).item[by_hand(desk).starts[-2] :].tolist() == [2, 3]


def test_the_command_finds_units_by_their_words(regex_desk: Desk, qtbot: QtBot) -> None:
    desk = regex_desk
    show_place(desk, qtbot)
    start = desk.store.captures[0].partition("PLACE")
    root = int(start.item[~start.inlined][0])
    desk.store.apply(ws.select_items(desk.store.workspace, [root]))
    desk.actions["move"].trigger()
    dialog = QApplication.activeModalWidget() or desk.parts.window.findChild(MoveDialog)
    assert isinstance(dialog, MoveDialog)
    with qtbot.waitSignal(dialog.chosen) as told:
        dialog.unit.setText("backtrack")
        qtbot.mouseClick(dialog.ok, LEFT)
    assert desk.store.captures[0].words.by_name()[told.args[0]].endswith("-backtrack")
    wait_for_moves(desk, qtbot, 1)


def test_copies_alone_are_refused_in_a_sentence(regex_desk: Desk, qtbot: QtBot) -> None:
    desk = regex_desk
    show_place(desk, qtbot)
    start = desk.store.captures[0].partition("PLACE")
    copy = int(start.item[start.inlined][0])
    desk.parts.hand.move([copy], start.units[0], stage="PLACE")
    qtbot.waitUntil(lambda: "go where their users are" in desk.parts.messages.text(), timeout=WAIT)
    assert desk.parts.hand.moves == ()
    root = int(start.item[~start.inlined][0])
    desk.parts.hand.move([root], start.units[-1], stage="PLACE")
    wait_for_moves(desk, qtbot, 1)
    assert desk.store.captures[0].stages[-1] == STAGE


def test_what_was_moved_by_hand_and_saved_goes_on(
    make_desk: MakeDesk, qtbot: QtBot, toy: Capture, tmp_path: Path
) -> None:
    place = toy.partition("PLACE")
    made, _ = moved_by_hand(toy, "PLACE", [HandMove((0, 1), place.units[8]), HandMove((2,), "mine")])
    save(tmp_path / "toy.cguviz", [toy.replace(partitions=(*toy.partitions, made))])
    desk = make_desk(tmp_path / "toy.cguviz")
    canvas = canvas_of(desk)
    assert desk.store.drawn is not None
    assert desk.store.drawn.partition.stage == STAGE
    assert desk.actions["undo"].isEnabled()
    was, before = len(desk.parts.hand.moves), sizes(made)
    goal = int(np.argmax(before))
    source = next(unit for unit in range(len(before)) if before[unit] and unit != goal)
    drag(canvas, box_of(canvas, source), unit_box(canvas, goal), CTRL, qtbot)
    wait_for_moves(desk, qtbot, was + 1)
    after = sizes(by_hand(desk))
    assert (after[source], after[goal]) == (before[source] - 1, before[goal] + 1)
    desk.actions["undo"].trigger()
    wait_for_moves(desk, qtbot, was)
    assert sizes(by_hand(desk)) == before
    for left in reversed(range(was)):
        desk.actions["undo"].trigger()
        wait_for_moves(desk, qtbot, left)
    assert sizes(by_hand(desk)) == sizes(place)
    assert not desk.actions["undo"].isEnabled()
    for done in range(was):
        desk.actions["redo"].trigger()
        wait_for_moves(desk, qtbot, done + 1)
    assert sizes(by_hand(desk)) == before


def test_a_stack_and_a_module_are_taken_up_whole(regex_desk: Desk, qtbot: QtBot) -> None:
    desk, store = regex_desk, regex_desk.store
    show_place(desk, qtbot)
    options = dataclasses.replace(store.workspace.options, engine="modules", stacks=True)
    store.apply(ws.draw_with(store.workspace, options))
    qtbot.waitUntil(lambda: store.drawn is not None and store.drawn.request.options == options, timeout=WAIT)
    ground = ground_of(store, canvas_of(desk).scene)
    assert ground is not None
    scene, partition = ground.scene, store.captures[0].partition("PLACE")
    stack = int(np.diff(scene.box_slots_starts).argmax())
    held = scene.box_slots[scene.box_slots_starts[stack] : scene.box_slots_starts[stack + 1]]
    assert len(held) > 1
    assert ground.items_at(Hit(unit=int(scene.boxes.unit[stack]), box=stack)) == partition.item[held].tolist()
    block = int(scene.box_block[stack])
    assert block >= 0
    module = set(ground.items_at(Hit(unit=int(scene.boxes.unit[stack]), block=block)))
    unit = set(ground.items_at(Hit(unit=int(scene.boxes.unit[stack]))))
    assert set(partition.item[held].tolist()) < module < unit
    rows = slice(partition.starts[scene.boxes.unit[stack]], partition.starts[scene.boxes.unit[stack] + 1])
    assert unit == set(partition.item[rows].tolist())
