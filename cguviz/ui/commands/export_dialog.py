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

from cguviz.scene.look.theme import THEMES
from cguviz.ui.frame.appearance import current_theme
from cguviz.ui.store.store import Store
from cguviz.workspace.pictures.table import PICTURES
from cguviz.workspace.state.resolve import facts_of, picture_of
from cguviz.workspace.state.workspace import COMPARE, GRAPH

FORMATS = (
    (".svg", "SVG – opens in browsers, hover shows paths"),
    (".png", "PNG"),
    (".pdf", "PDF"),
)


class ExportDialog(QDialog):
    """Asks for a picture, a format, a look and a file.

    Parameters
    ----------
    view
        The picture that is offered first: a name in `cguviz.workspace.pictures.table.PICTURES`.
    """

    def __init__(self, parent: QWidget, store: Store, view: str) -> None:
        super().__init__(parent)
        self._store = store
        self.setWindowTitle("Export picture")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.view = QComboBox()
        facts = facts_of(store.workspace, store.captures, store.build)
        for kind in PICTURES:
            if kind.there(facts):
                self.view.addItem(kind.title, kind.name)
        self.view.setCurrentIndex(max(self.view.findData(view), 0))
        self.format = QComboBox()
        for suffix, text in FORMATS:
            self.format.addItem(text, suffix)
        self.theme = QComboBox()
        self.theme.addItems(list(THEMES))
        self.theme.setCurrentText(current_theme().name)
        self.path = QLineEdit(str(Path.cwd() / f"{self._name()}.svg"))
        self.path.setMinimumWidth(380)
        browse = QPushButton("Browse…")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        line = QHBoxLayout()
        line.addWidget(self.path)
        line.addWidget(browse)
        form = QFormLayout(self)
        form.addRow("Picture", self.view)
        form.addRow("Format", self.format)
        form.addRow("Theme", self.theme)
        form.addRow("File", line)
        form.addRow(buttons)
        self.view.currentIndexChanged.connect(self._change_name)
        self.format.currentIndexChanged.connect(self._change_suffix)
        browse.clicked.connect(self._browse)
        buttons.accepted.connect(self._write)
        buttons.rejected.connect(self.reject)

    def _name(self) -> str:
        """Return a name for the file, of the capture, its stages and the kind of picture."""
        store, view = self._store, self.view.currentData()
        if store.build is not None:
            return f"{store.build.title.partition(' ')[0] or view}-{view}"
        crate = store.capture.crate if store.capture is not None else ""
        stages = [] if store.stage is None else [store.stage.partition.stage]
        change = store.workspace.change
        if change is not None and view != GRAPH and 0 <= change.crate < len(store.captures):
            of_change = store.captures[change.crate].stages
            stages += [change.stage or next(iter(of_change[-1:]), "")]
        kind = "" if view in (GRAPH, COMPARE) else view
        return "-".join(part for part in (crate or "capture", *stages, kind) if part)

    def _change_name(self) -> None:
        path = Path(self.path.text())
        self.path.setText(str(path.with_name(f"{self._name()}{self.format.currentData()}")))

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
        store, opened = self._store, self._store.workspace.opened
        picture = None if opened is None else picture_of(store.workspace, opened, self.view.currentData(), store.build)
        if picture is not None:
            store.export(picture, self.path.text(), self.theme.currentText())
        self.accept()


def ask_how_to_export(parent: QWidget, store: Store, view: str) -> ExportDialog:
    """Open the dialog, with a picture of some kind chosen."""
    dialog = ExportDialog(parent, store, view)
    dialog.open()
    return dialog
