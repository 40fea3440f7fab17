"""Boxes of choices in narrow windows."""

from __future__ import annotations

from PySide6.QtWidgets import QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from cguviz.ui.widgets.choice import ChoiceBox


def shown(box: ChoiceBox) -> str:
    """Return what a box writes."""
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    return str(option.currentText)


def test_a_text_is_shortened_to_the_room_there_is(qtbot: QtBot) -> None:
    box = ChoiceBox(((None, "a choice of many words"), (True, "short")), "What: more of it", least=40)
    qtbot.addWidget(box)
    box.resize(box.sizeHint())
    assert shown(box) == "a choice of many words"
    box.resize(90, box.height())
    assert shown(box).endswith("…")
    assert shown(box).startswith("a ")
    assert box.minimumWidth() == 40
    assert box.accessibleName() == "What"
