"""How names are shortened in the outline."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, QRect
from PySide6.QtWidgets import QStyleOptionViewItem

from cguviz.ui.lists.outline_names import PathDelegate
from cguviz.ui.main.main_window import Desk


def shown(desk: Desk, index: QModelIndex, width: int) -> str:
    """Return what stands in a line so wide."""
    tree = desk.parts.outline.tree
    delegate = tree.itemDelegateForColumn(0)
    assert isinstance(delegate, PathDelegate)
    option = QStyleOptionViewItem()
    option.widget, option.font, option.rect = tree, tree.font(), QRect(0, 0, width, 20)
    delegate.initStyleOption(option, index)
    return str(option.text)


@pytest.mark.parametrize("wide", [150, 210])
def test_what_is_too_long_keeps_the_name_of_the_function(regex_desk: Desk, wide: int) -> None:
    model = regex_desk.parts.outline.model
    stage = regex_desk.store.stage
    assert stage is not None
    shortened = 0
    for placement in range(0, len(stage.partition), 7):
        index = model.index_of_placement(placement)
        whole, short = str(index.data()), shown(regex_desk, index, wide)
        metrics = regex_desk.parts.outline.tree.fontMetrics()
        if metrics.horizontalAdvance(whole) > wide and whole.startswith("<") and "::" in short:
            shortened += 1
            assert metrics.horizontalAdvance(short) <= wide
            assert f"::{short.rsplit('::', 1)[1].removesuffix('…')}" in whole
    assert shortened


def test_units_keep_what_tells_them_apart(regex_desk: Desk) -> None:
    index = regex_desk.parts.outline.model.index(0, 0)
    assert shown(regex_desk, index, 20) == index.data()
