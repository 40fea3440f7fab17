"""Menus of the lab: the toolbar's button that tries a rule as it is, and what a right click on a map offers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from cguviz.ui.lab.form import with_tip
from cguviz.ui.lab.rule_menu import fill_with_rules


def offer_on(canvas: QWidget, actions: Sequence[QAction]) -> None:
    """Let a right click on a canvas open a menu of actions."""

    def show(position: QPoint) -> None:
        menu = QMenu(canvas)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(list(actions))
        menu.popup(canvas.mapToGlobal(position))

    canvas.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    canvas.customContextMenuRequested.connect(show)


class RuleButton(QToolButton):
    """A button with a menu of rules and presets; runs the chosen one."""

    def __init__(self, run: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText("Rule")
        with_tip(self, "Try a partitioning rule with its defaults, and compare")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        fill_with_rules(menu, presets="Presets")
        menu.triggered.connect(lambda action: run(str(action.data())))
        self.setMenu(menu)
