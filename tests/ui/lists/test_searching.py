"""The search box, the filter boxes, the table."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cguviz.ui.lists.item_model import FIELDS
from cguviz.ui.main.main_window import Desk
from cguviz.workspace.lists.search import find
from tests.ui.conftest import canvas_of


def test_hits_are_lit_and_listed_and_enter_goes_to_the_best(regex_desk: Desk, qtbot: QtBot) -> None:
    desk, search = regex_desk, regex_desk.parts.search
    search.setFocus()
    qtbot.keyClicks(search, "ExecNoSync")
    assert desk.store.index is not None
    assert desk.store.stage is not None
    hits = find(desk.store.index, "ExecNoSync")
    assert search.popup.isVisible()
    assert search.model.rowCount() == len(hits) > 1
    canvas = canvas_of(desk)
    lit = canvas._emphasis.lit
    assert lit is not None
    assert canvas.scene is not None
    assert 0 < len(lit) < len(canvas.scene.boxes)
    qtbot.keyClick(search, Qt.Key.Key_Down)
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert desk.store.workspace.selection.items == (int(hits[1]),)
    assert not search.popup.isVisible()
    assert canvas.camera.scale * 22 >= 14 - 1e-9
    # From there arrows walk along uses, and do not change what was searched for.
    assert QApplication.focusWidget() is canvas


def test_escape_closes_the_list_then_ends_the_search(toy_desk: Desk, qtbot: QtBot) -> None:
    search = toy_desk.parts.search
    search.setFocus()
    qtbot.keyClicks(search, "main")
    assert search.popup.isVisible()
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert not search.popup.isVisible()
    assert toy_desk.store.workspace.search == "main"
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert toy_desk.store.workspace.search == ""
    assert canvas_of(toy_desk)._emphasis.lit is None
    assert QApplication.focusWidget() is search
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is canvas_of(toy_desk)


def test_the_outline_filter_keeps_what_matches(regex_desk: Desk, qtbot: QtBot) -> None:
    desk, outline = regex_desk, regex_desk.parts.outline
    all_units = outline.model.rowCount()
    qtbot.keyClicks(outline.filter, "pikevm")
    assert 0 < outline.model.rowCount() <= all_units
    assert desk.store.stage is not None
    assert desk.store.index is not None
    found = set(find(desk.store.index, "pikevm").tolist())
    shown = set()
    for unit in range(outline.model.rowCount()):
        parent = outline.model.index(unit, 0)
        for block in range(outline.model.rowCount(parent)):
            inner = outline.model.index(block, 0, parent)
            nodes = [
                outline.model.node(outline.model.index(row, 0, inner)) for row in range(outline.model.rowCount(inner))
            ]
            shown |= {int(desk.store.stage.partition.item[node.placement]) for node in nodes if node is not None}
    assert shown == found & set(desk.store.stage.partition.item.tolist())
    outline.filter.clear()
    assert outline.model.rowCount() == all_units


def test_every_column_of_the_table_sorts_both_ways(regex_desk: Desk) -> None:
    desk, table = regex_desk, regex_desk.parts.table
    desk.parts.docks["items"].show()
    assert desk.store.stage is not None
    assert table.model.rowCount() == len(desk.store.stage.partition)
    for column, field in enumerate(FIELDS):
        values = field.values(desk.store.stage)
        for order, sign in ((Qt.SortOrder.AscendingOrder, 1), (Qt.SortOrder.DescendingOrder, -1)):
            table.view.sortByColumn(column, order)
            rows = [table.model.placement(table.model.index(row, 0)) for row in range(table.model.rowCount())]
            assert sorted(rows) == list(range(len(values)))
            assert (np.diff(values[rows]) * sign >= 0).all()


def test_a_hidden_table_is_not_filled(regex_desk: Desk) -> None:
    assert regex_desk.parts.table.model.rowCount() == 0
    regex_desk.actions["items"].trigger()
    assert regex_desk.parts.table.model.rowCount() > 0


def test_cells_show_separators_and_units(regex_desk: Desk) -> None:
    regex_desk.parts.docks["items"].show()
    table = regex_desk.parts.table.model
    assert regex_desk.store.stage is not None
    row = table.placement(table.index(0, 0))
    assert table.index(0, 4).data() == f"{regex_desk.store.stage.partition.size[row]:,}"
    assert table.index(0, 2).data() in regex_desk.store.stage.survey.unit_labels.tolist()
