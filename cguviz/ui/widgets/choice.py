"""A box of choices that fits narrow windows: what it shows is elided and not cut. What is chosen is its owner's."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QWidget


class ChoiceBox(QComboBox):
    """Offers choices.

    Parameters
    ----------
    rows
        What each stands for, and its text.
    tip
        What is chosen, up to a colon or the end of the line; then what there is to know about it.
    least
        Pixels down to which a narrow window may make it; 0: it is as wide as its texts.
    """

    def __init__(
        self,
        rows: Iterable[tuple[str | bool | None, str]] = (),
        tip: str = "",
        *,
        least: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        for key, text in rows:
            self.addItem(text, key)
        if least:
            self.setMinimumWidth(least)
        self.setAccessibleName(tip.partition(":")[0].partition("\n")[0])
        self.setToolTip(tip)

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:  # noqa: N802 - Qt's name
        """Shorten the text to the room there is; Qt would cut it within a letter."""
        super().initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        field = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self)
        # As far from the edges as Qt writes it.
        room = field.width() - 2
        option.currentText = self.fontMetrics().elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)
