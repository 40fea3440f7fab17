"""A number that is turned with a slider or typed."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSlider, QSpinBox, QWidget

STEPS = 60
"""Positions of a slider; numbers lie on it by their logarithm, as between 1 and 2 there is as much to see as from 16
to 32."""
WIDTH, LEAST = 62, 24
"""Pixels of a slider, and of one in a narrow window, where numbers need the room."""


class Knob(QWidget):
    """A slider and a number beside it.

    Parameters
    ----------
    name
        Read out.
    suffix
        Stands behind the number.
    most
        The largest number.
    none
        What 0 means; "" where the least number is 1.

    Emits
    -----
    turned
        () the number is another one; while the slider moves, too.
    """

    turned = Signal()

    def __init__(self, name: str, suffix: str, *, most: int, none: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least = 0 if none else 1
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, STEPS)
        self.slider.setMinimumWidth(LEAST)
        self.slider.setMaximumWidth(WIDTH)
        self.slider.setAccessibleName(name)
        self.number = QSpinBox(minimum=self._least, maximum=most, suffix=suffix)
        self.number.setKeyboardTracking(False)
        self.number.setAccessibleName(name)
        if none:
            self.number.setSpecialValueText(none)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(self.slider)
        layout.addWidget(self.number)
        self.slider.valueChanged.connect(self._slid)
        self.number.valueChanged.connect(self._numbered)

    @property
    def value(self) -> int:
        """The number."""
        return self.number.value()

    def set_value(self, value: int) -> None:
        """Show another number; nobody is told."""
        if value == self.number.value():
            return
        blocked = self.number.blockSignals(True)
        self.number.setValue(value)
        self.number.blockSignals(blocked)
        self._follow()

    def set_most(self, most: int) -> None:
        """Offer numbers up to another one."""
        blocked = self.number.blockSignals(True)
        self.number.setMaximum(most)
        self.number.blockSignals(blocked)
        self._follow()

    def _slid(self, position: int) -> None:
        reach = math.log(self.number.maximum() + 1 - self._least)
        self.number.setValue(self._least - 1 + round(math.exp(reach * position / STEPS)))

    def _numbered(self) -> None:
        self._follow()
        self.turned.emit()

    def _follow(self) -> None:
        """Put the slider where the number is."""
        if self.slider.isSliderDown():
            return
        reach = math.log(self.number.maximum() + 1 - self._least)
        blocked = self.slider.blockSignals(True)
        place = math.log(self.number.value() + 1 - self._least) / reach if reach else 0.0
        self.slider.setValue(round(STEPS * place))
        self.slider.blockSignals(blocked)
