"""F5 on a file that has changed, and closing and opening the window: nothing that was made or chosen is lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cguviz.formats import save
from cguviz.model.capture import Capture
from cguviz.ui.main.main_window import Desk
from cguviz.workspace.lab.hand_moves import STAGE
from cguviz.workspace.requests.lab import Try
from cguviz.workspace.requests.opened import Side
from cguviz.workspace.state import workspace as ws
from tests.ui.conftest import WAIT, MakeDesk, canvas_of, is_shown, wait_until_shown
from tests.ui.lab.test_lab import lines
from tests.workspace.renamed import without_items


@pytest.fixture
def file(toy: Capture, tmp_path: Path) -> Path:
    path = tmp_path / "toy.cguviz"
    save(path, [toy])
    return path


def made_of(desk: Desk) -> dict[str, str]:
    """Return the stages that were made, and what the scoreboard says made them."""
    return {line.stage: line.rule for line in lines(desk) if line.rule}


def make_stages(desk: Desk, qtbot: QtBot) -> None:
    """Try a rule, and move a function by hand."""
    store = desk.store
    assert store.workspace.opened is not None
    store.ask_lab(Try(store.workspace.opened, Side(0, "PLACE"), "massage", 4))
    partition = store.captures[0].partition("PLACE")
    item = int(partition.item[~partition.inlined][0])
    desk.parts.hand.move([item], partition.units[len(partition.units) - 1], stage="PLACE")
    qtbot.waitUntil(lambda: STAGE in store.captures[0].stages and is_shown(desk), timeout=WAIT)


def read_again(desk: Desk, qtbot: QtBot) -> None:
    before = desk.store.workspace.opened
    qtbot.keyClick(canvas_of(desk), Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: desk.store.workspace.opened != before and is_shown(desk), timeout=WAIT)


def test_stages_selection_and_places_survive_a_changed_file(
    make_desk: MakeDesk, qtbot: QtBot, toy: Capture, file: Path
) -> None:
    desk = make_desk(file)
    store = desk.store
    make_stages(desk, qtbot)
    made = made_of(desk)
    assert sorted(made.values()) == ["massage", "one move by hand"]
    assert store.workspace.base == STAGE
    chosen = int(toy.partition("PLACE").item[7])
    name = toy.items.name[chosen]
    store.apply(ws.select_items(store.workspace, [chosen]))
    drawn = store.drawn
    assert drawn is not None
    before = dict(zip(drawn.scene.boxes.title.tolist(), drawn.scene.boxes.box.tolist(), strict=True))

    gone = int(toy.partition("PLACE").item[-1])
    save(file, [without_items(toy, [gone])])
    read_again(desk, qtbot)
    assert store.workspace.base == STAGE
    assert len(store.captures[0].items) == len(toy.items) - 1
    assert made_of(desk) == made
    (selected,) = store.workspace.selection.items
    assert store.captures[0].items.name[selected] == name
    assert store.drawn is not None
    assert store.drawn.kept
    boxes = store.drawn.scene.boxes
    now = dict(zip(boxes.title.tolist(), boxes.box.tolist(), strict=True))
    assert before.keys() - now.keys() == {toy.items.name[gone]}
    assert [title for title, box in now.items() if not np.allclose(box, before[title], atol=0.01)] == []
    # A move can still be taken back: there was one, so nothing is moved then.
    desk.actions["undo"].trigger()
    qtbot.waitUntil(lambda: not desk.parts.hand.moves and is_shown(desk), timeout=WAIT)
    desk.actions["tidy"].trigger()
    qtbot.waitUntil(lambda: is_shown(desk) and store.drawn is not None and not store.drawn.kept, timeout=WAIT)


def test_stages_survive_another_file_and_a_restart(
    make_desk: MakeDesk, qtbot: QtBot, toy: Capture, file: Path, tmp_path: Path
) -> None:
    desk = make_desk(file)
    make_stages(desk, qtbot)
    made = made_of(desk)
    other = tmp_path / "other.cguviz"
    save(other, [toy])
    desk.store.open([str(other)])
    wait_until_shown(qtbot, desk)
    assert made_of(desk) == {}
    desk.store.open([str(file)])
    wait_until_shown(qtbot, desk)
    assert made_of(desk) == made
    desk.parts.window.close()
    assert made_of(make_desk()) == made


def test_cancelling_leaves_what_was_there(make_desk: MakeDesk, qtbot: QtBot, file: Path) -> None:
    desk = make_desk(file)
    make_stages(desk, qtbot)
    before, made = desk.store.workspace, made_of(desk)
    desk.store.reopen()
    desk.store.cancel()
    qtbot.waitUntil(lambda: is_shown(desk), timeout=WAIT)
    assert desk.store.workspace == before
    assert made_of(desk) == made
