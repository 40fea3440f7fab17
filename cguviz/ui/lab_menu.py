"""The toolbar's button that tries a rule or a preset as it is, in one click."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from cguviz.ui.lab import Lab
from cguviz.ui.lab_form import tipped
from cguviz.ui.lab_rules import fill_with_rules


class RuleButton(QToolButton):
    """Tries what is chosen from its menu."""

    def __init__(self, lab: Lab, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lab = lab
        self.setText("Rule")
        tipped(self, "Try a partitioning rule with its defaults, and compare")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        fill_with_rules(menu, presets="Presets")
        menu.triggered.connect(lambda action: self._lab.run_text(str(action.data())))
        self.setMenu(menu)
