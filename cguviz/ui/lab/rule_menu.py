"""Rules and presets as entries of a menu."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from cguviz.partition import PARTITIONERS, PRESETS


def fill_with_rules(menu: QMenu, *, presets: str) -> None:
    """Put all rules into a menu, and all presets into one below it; an action's data is the name.

    Parameters
    ----------
    presets
        The title of the menu of presets.
    """
    menu.setToolTipsVisible(True)
    for rule in PARTITIONERS:
        tip = f"{rule.meaning}\n{rule.standing} {rule.pull_request}".rstrip()
        _entry(menu, rule.title, rule.name, tip)
    menu.addSeparator()
    below = menu.addMenu(presets)
    below.setToolTipsVisible(True)
    for preset in PRESETS:
        tip = f"{preset.text}\n{preset.pull_request}"
        _entry(below, f"{preset.name}: {preset.meaning}", preset.name, tip)


def _entry(menu: QMenu, text: str, data: str, tip: str) -> QAction:
    action = menu.addAction(text)
    action.setData(data)
    action.setToolTip(tip)
    return action
