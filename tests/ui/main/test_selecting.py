"""What is selected in one place is selected in all."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from pytestqt.qtbot import QtBot

from cguviz.model.partition import Mode
from cguviz.ui.main.main_window import Desk
from cguviz.ui.views.graph import GraphPane
from cguviz.workspace.state import workspace as ws
from tests.ui.conftest import MakeDesk, canvas_of, canvas_pane_of, wait_until_shown

LEFT = Qt.MouseButton.LeftButton


def largest(desk: Desk) -> int:
    """Return the placement with the largest size estimate."""
    assert desk.store.stage is not None
    return int(np.argmax(desk.store.stage.partition.size))


def item_of(desk: Desk, placement: int) -> int:
    assert desk.store.stage is not None
    return int(desk.store.stage.partition.item[placement])


def chosen_boxes(desk: Desk) -> set[int]:
    """Return the items of the boxes that are selected on the canvas."""
    scene = canvas_of(desk).scene
    assert scene is not None
    assert desk.store.drawn is not None
    boxes = canvas_of(desk)._emphasis.boxes
    slots = [scene.box_slots[scene.box_slots_starts[box] : scene.box_slots_starts[box + 1]] for box in boxes]
    return set(desk.store.drawn.partition.item[np.concatenate(slots)].tolist()) if slots else set()


def test_a_line_of_the_outline_selects_on_the_canvas_and_in_the_inspector(regex_desk: Desk, qtbot: QtBot) -> None:
    desk, outline = regex_desk, regex_desk.parts.outline
    placement = largest(desk)
    line = outline.model.index_of_placement(placement)
    outline.tree.scrollTo(line)
    qtbot.mouseClick(outline.tree.viewport(), LEFT, pos=outline.tree.visualRect(line).center())
    item = item_of(desk, placement)
    assert desk.store.workspace.selection.items == (item,)
    assert item in chosen_boxes(desk)
    assert desk.store.stage is not None
    text = desk.parts.inspector.text()
    assert desk.store.stage.capture.items.name[item] in text
    assert f"Size estimate {desk.store.stage.partition.size[placement]:,}" in text


def test_a_click_on_the_canvas_selects_in_outline_table_and_inspector(toy_desk: Desk, qtbot: QtBot) -> None:
    desk, canvas = toy_desk, canvas_of(toy_desk)
    desk.parts.docks["items"].show()
    canvas.fit()
    assert canvas.scene is not None
    viewport, box = canvas.viewport(), canvas.scene.boxes.box[0]
    x = (box[0] + box[2]) / 2 * viewport.scale - viewport.left
    y = (box[1] + box[3]) / 2 * viewport.scale - viewport.top
    qtbot.mouseClick(canvas, LEFT, pos=QPointF(x / viewport.ratio, y / viewport.ratio).toPoint())
    placement = int(canvas.scene.box_slots[canvas.scene.box_slots_starts[0]])
    assert desk.store.workspace.selection.items == (item_of(desk, placement),)
    node = desk.parts.outline.model.node(desk.parts.outline.tree.currentIndex())
    assert node is not None
    assert node.placement == placement
    assert desk.parts.table.model.placement(desk.parts.table.view.currentIndex()) == placement
    assert desk.parts.inspector.heading.text() != "toy"


def test_a_click_beside_everything_selects_nothing(toy_desk: Desk, qtbot: QtBot) -> None:
    desk = toy_desk
    desk.store.apply(ws.select_items(desk.store.workspace, [0]))
    # Not the very corner: a null point means the middle.
    qtbot.mouseClick(canvas_of(desk), LEFT, pos=QPoint(2, 2))
    assert not desk.store.workspace.selection


def test_a_unit_shows_its_figures(regex_desk: Desk) -> None:
    desk = regex_desk
    desk.parts.outline.tree.setCurrentIndex(desk.parts.outline.model.index(0, 0))
    (name,) = desk.store.workspace.selection.units
    assert desk.store.stage is not None
    unit = desk.store.stage.partition.units.tolist().index(name)
    assert f"Size estimate {desk.store.stage.partition.unit_sizes[unit]:,}" in desk.parts.inspector.text()
    assert {section.title for section in desk.parts.inspector.model.sections} == {
        "Used by units",
        "Uses units",
        "Items",
    }


def test_all_copies_of_an_inlined_item_are_lit_and_listed(regex_desk: Desk) -> None:
    desk = regex_desk
    assert desk.store.stage is not None
    partition = desk.store.stage.partition
    item = int(np.argmax(partition.copies(len(desk.store.stage.capture.items))))
    assert (partition.mode[partition.item == item] == Mode.INLINED).all()
    desk.store.apply(ws.select_items(desk.store.workspace, [item]))
    copies = desk.parts.inspector.model.sections[0]
    assert (copies.title, copies.length) == ("Copies", int((partition.item == item).sum()))
    boxes = canvas_of(desk)._emphasis.boxes
    scene = canvas_of(desk).scene
    assert scene is not None
    assert len({int(scene.boxes.unit[box]) for box in boxes}) == copies.length


def test_a_click_on_a_copy_goes_there(regex_desk: Desk, qtbot: QtBot) -> None:
    desk, inspector = regex_desk, regex_desk.parts.inspector
    assert desk.store.stage is not None
    partition = desk.store.stage.partition
    item = int(np.argmax(partition.copies(len(desk.store.stage.capture.items))))
    desk.store.apply(ws.select_items(desk.store.workspace, [item]))
    section = inspector.model.index(0, 0)
    inspector.lists.expand(section)
    line = inspector.model.index(1, 0, section)
    wanted = inspector.model.target(line)
    assert wanted is not None
    qtbot.mouseClick(inspector.lists.viewport(), LEFT, pos=inspector.lists.visualRect(line).center())
    assert desk.store.workspace.selection == wanted
    pane = desk.parts.pane
    assert isinstance(pane, GraphPane)
    rect = pane._rect_of_selection()
    assert rect is not None
    assert canvas_of(desk).camera.centre == pytest.approx(((rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2))


def test_callers_and_callees_lead_on(regex_desk: Desk) -> None:
    desk, inspector = regex_desk, regex_desk.parts.inspector
    assert desk.store.stage is not None
    taken = desk.store.stage.survey
    item = int(np.argmax(np.minimum(taken.users, taken.useds)))
    desk.store.apply(ws.select_items(desk.store.workspace, [item]))
    by_title = {section.title: section for section in inspector.model.sections}
    assert by_title["Callers"].length == taken.users[item]
    assert by_title["Callees"].length == taken.useds[item]
    row = [section.title for section in inspector.model.sections].index("Callers")
    index = inspector.model.index(0, 0, inspector.model.index(row, 0))
    inspector.lists.clicked.emit(index)
    assert desk.store.workspace.selection.items != (item,)
    desk.actions["back"].trigger()
    assert desk.store.workspace.selection.items == (item,)


def test_without_uses_the_inspector_says_what_to_load(make_desk: MakeDesk, qtbot: QtBot) -> None:
    from tests.captures import sample_named

    desk = make_desk(sample_named("toy-0.1.0-release") / "dump.txt.gz")
    wait_until_shown(qtbot, desk)
    desk.store.apply(ws.select_items(desk.store.workspace, [0]))
    assert "LLVM IR" in desk.parts.inspector.hint.text()
    assert [section.title for section in desk.parts.inspector.model.sections] == ["Copies", "Why in this unit"]


def test_what_was_seen_whole_stays_whole_in_a_smaller_window(toy_desk: Desk, qtbot: QtBot) -> None:
    pane = canvas_pane_of(toy_desk)
    pane.fit_all()
    before = pane.canvas.camera.scale
    toy_desk.parts.window.resize(900, 500)
    qtbot.waitUntil(lambda: pane.canvas.camera.scale < before)
    x0, y0, x1, y1 = pane.canvas.viewport().world
    assert pane.canvas.scene is not None
    bounds = pane.canvas.scene.bounds
    assert x0 <= bounds[0]
    assert y0 <= bounds[1]
    assert x1 >= bounds[2]
    assert y1 >= bounds[3]
