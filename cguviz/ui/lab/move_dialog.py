"""The dialog that asks into which unit the selection shall go."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QWidget

from cguviz.ui.text import wording

WIDTH = 420


class MoveDialog(QDialog):
    """Asks for a unit: one that is there, found by any part of its label, or a new one.

    Parameters
    ----------
    items
        How many items are to be moved.
    units
        Names of the units that are there, by label.

    Attributes
    ----------
    chosen
        Signal(str): the name of the unit.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget, *, items: int, units: Mapping[str, str]) -> None:
        super().__init__(parent)
        self._names = units
        self.setWindowTitle("Move to unit")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDTH)
        self.unit = QLineEdit(placeholderText="Part of its name, or a new name")
        completer = QCompleter(list(units), self.unit)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.unit.setCompleter(completer)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.ok.setText("Move")
        self.ok.setEnabled(False)
        form = QFormLayout(self)
        form.addRow(QLabel(f"Moves {wording.count(items, 'item')}; copies of inlined items follow their users."))
        form.addRow("Unit", self.unit)
        form.addRow(self.buttons)
        self.unit.textChanged.connect(lambda text: self.ok.setEnabled(bool(text.strip())))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def accept(self) -> None:
        """Hand over the name and close."""
        name = self.unit.text().strip()
        if name:
            self.chosen.emit(self._names.get(name, name))
            super().accept()
