"""Why an item is in its unit, as the inspector tells it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cguviz.analysis.reasons import chain_to
from cguviz.ui.inspector.model import Section
from cguviz.ui.inspector.reason_lists import TITLE
from cguviz.ui.main.main_window import Desk
from cguviz.workspace.state import workspace as ws

LEFT = Qt.MouseButton.LeftButton


def why(desk: Desk) -> tuple[int, Section]:
    sections = desk.parts.inspector.model.sections
    return next((row, section) for row, section in enumerate(sections) if section.title == TITLE)


def test_a_copy_is_told_by_its_chain_and_a_click_goes_to_the_root(regex_desk: Desk, qtbot: QtBot) -> None:
    stage = regex_desk.store.stage
    assert stage is not None
    partition, reason = stage.partition, stage.survey.reason
    placement = max(np.flatnonzero(reason >= 0).tolist(), key=lambda row: len(chain_to(reason, row)))
    unit = partition.units[int(partition.unit[placement])]
    chain = [int(partition.item[step]) for step in chain_to(reason, placement)]
    regex_desk.store.apply(ws.select_items(regex_desk.store.workspace, chain[-1:], at=unit))
    row, section = why(regex_desk)
    assert section.length == len(chain) > 3
    assert section.line(0)[1] == "root"
    assert all("call" in section.line(step)[1] or "ref" in section.line(step)[1] for step in range(1, len(chain)))
    lists = regex_desk.parts.inspector.lists
    line = regex_desk.parts.inspector.model.index(0, 0, regex_desk.parts.inspector.model.index(row, 0))
    lists.scrollTo(line)
    qtbot.mouseClick(lists.viewport(), LEFT, pos=lists.visualRect(line).center())
    selection = regex_desk.store.workspace.selection
    assert selection.items == (chain[0],)
    assert selection.at == unit


def test_a_root_is_told_by_its_module_and_the_unit_it_came_with(regex_desk: Desk) -> None:
    stage = regex_desk.store.stage
    assert stage is not None
    assert stage.capture.paths is not None
    partition = stage.partition
    # A unit that several were merged to: most of its roots came with others.
    unit = int(np.argmax(np.bincount(partition.unit[~partition.inlined])))
    item = int(
        partition.item[partition.starts[unit] : partition.starts[unit + 1]][~partition.inlined[partition.unit == unit]][
            0
        ]
    )
    regex_desk.store.apply(ws.select_items(regex_desk.store.workspace, [item], at=partition.units[unit]))
    _, section = why(regex_desk)
    lines = [section.line(row)[0] for row in range(section.length)]
    module = stage.capture.paths.modules[int(stage.capture.paths.module[item])]
    assert lines[0] == f"module {module}"
    assert lines[1].startswith("PLACE: ")
    assert lines[2] == f"{partition.stage}: {stage.survey.unit_labels[unit]}"
    assert section.target is not None
    assert item in section.target(0).items
    assert item in section.target(1).items
