"""The export dialog: which file, which look. Writing is the worker's."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)

from cguviz.scene.theme import THEMES
from cguviz.ui.looks import current_theme
from cguviz.ui.store import Store
from cguviz.workspace.workspace import COMPARING

FORMATS = (
    (".svg", "SVG – opens in browsers, hover shows paths"),
    (".png", "PNG"),
    (".pdf", "PDF"),
)


class ExportDialog(QDialog):
    """Asks for a format, a look and a file."""

    def __init__(self, parent: QWidget, store: Store) -> None:
        super().__init__(parent)
        self._store = store
        self.setWindowTitle("Export picture")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.format = QComboBox()
        for suffix, text in FORMATS:
            self.format.addItem(text, suffix)
        self.theme = QComboBox()
        self.theme.addItems(list(THEMES))
        self.theme.setCurrentText(current_theme().name)
        crate = store.capture.crate if store.capture is not None else ""
        sides = store.sides if store.workspace.view in COMPARING else None
        stages = [] if store.stage is None else [store.stage.partition.stage]
        if sides is not None:
            stages = [sides.compared.comparison.base.stage, sides.compared.comparison.change.stage]
        name = "-".join(part for part in (crate or "capture", *stages) if part)
        self.path = QLineEdit(str(Path.cwd() / f"{name}.svg"))
        self.path.setMinimumWidth(380)
        browse = QPushButton("Browse…")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        line = QHBoxLayout()
        line.addWidget(self.path)
        line.addWidget(browse)
        form = QFormLayout(self)
        form.addRow("Format", self.format)
        form.addRow("Theme", self.theme)
        form.addRow("File", line)
        form.addRow(buttons)
        self.format.currentIndexChanged.connect(self._change_suffix)
        browse.clicked.connect(self._browse)
        buttons.accepted.connect(self._write)
        buttons.rejected.connect(self.reject)

    def _change_suffix(self) -> None:
        path = Path(self.path.text())
        if path.name:
            self.path.setText(str(path.with_suffix(self.format.currentData())))

    def _browse(self) -> None:
        dialog = QFileDialog(self, "Export picture", self.path.text())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(self.format.currentData().lstrip("."))
        dialog.fileSelected.connect(self.path.setText)
        dialog.open()

    def _write(self) -> None:
        self._store.export(self.path.text(), self.theme.currentText())
        self.accept()


def ask_how_to_export(parent: QWidget, store: Store) -> ExportDialog:
    """Open the dialog."""
    dialog = ExportDialog(parent, store)
    dialog.open()
    return dialog
