"""The form of a recording: crate, profile, options. It knows what cargo told of a folder, and runs nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

from cguviz.errors import RecordError
from cguviz.ui.text import wording
from cguviz.workspace.record.cargo_words import (
    SUFFIX,
    Choices,
    command_lines,
    crate_of,
    free_path,
    manifest_of,
    profile_name,
    targets_of,
)
from cguviz.workspace.record.recorder import PROFILES, recordings
from cguviz.workspace.requests.record import Project

MOST_UNITS = 10_000
PATIENCE = 250
"""Milliseconds without a key before cargo is asked about a folder that is being typed."""
OPEN_TARGET = ("", "")
HINT_LINES = 2
LEAST_FIELD = 120
"""Pixels: half a row must not become narrower."""


class RecordForm(QWidget):
    """Folder, package, target, profile, units, toolchain, arguments and file.

    Attributes
    ----------
    changed
        Signal(): `choices`, `path` or `fault` are different.
    folder_chosen
        Signal(str): a folder in which cargo finds a crate; somebody should ask cargo about it.
    """

    changed = Signal()
    folder_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted = Choices("")
        self._project: Project | None = None
        self._told = ""
        self._own_path = False
        self._built()
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.timeout.connect(self._ask)
        self._connected()
        self._show_project(None)

    def _built(self) -> None:
        self.folder = QComboBox(editable=True)
        self.folder.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.folder.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.folder.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        line = self.folder.lineEdit()
        if line is not None:
            line.setPlaceholderText("The folder of a crate: where its Cargo.toml is")
        self.browse = QPushButton("&Browse…")
        self.hint = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        # As high as the longest text: nothing below may jump while one types.
        self.hint.setFixedHeight(HINT_LINES * self.hint.fontMetrics().lineSpacing())
        self.package, self.target, self.profile, self.toolchain = QComboBox(), QComboBox(), QComboBox(), QComboBox()
        self.units = QSpinBox(minimum=0, maximum=MOST_UNITS)
        self.units.setSpecialValueText("as cargo")
        self.arguments = QLineEdit(placeholderText="--features a,b   --target x   --offline")
        self.path = QLineEdit()
        self.elsewhere = QPushButton("Brows&e…")
        for button in (self.browse, self.elsewhere):
            button.setAutoDefault(False)
        self.units.setMinimumHeight(self.profile.sizeHint().height())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.form = QFormLayout(self)
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.add_row("&Folder", self.folder, self.browse)
        self.form.addRow("", self.hint)
        self.add_row("&Package", self.package, *_labelled("&Target", self.target))
        self.add_row("Pr&ofile", self.profile, *_labelled("Codegen &units", self.units))
        self.add_row("Tool&chain", self.toolchain)
        self._toolchains = self.form.rowCount() - 1
        self.add_row("&Arguments", self.arguments)
        self.add_row("&Write to", self.path, self.elsewhere)
        for widget, text in (
            (self.package, "The package to record, of those in the workspace"),
            (self.target, "The part of the package to record: its library, or a program, example, test or benchmark"),
            (self.profile, "As in cargo build --profile"),
            (self.units, "Into how many units rustc may cut the crate at most; dependencies are as ever"),
            (self.toolchain, "The Rust to record with"),
            (self.arguments, "More for cargo build; what stands behind -- is for rustc"),
            (self.path, "The file that the recording is saved in"),
        ):
            widget.setToolTip(text)

    def add_row(self, text: str, *widgets: QWidget) -> None:
        """Put widgets beside one another below all others; the label is the first one's."""
        label = QLabel(text)
        label.setBuddy(widgets[0])
        line = QHBoxLayout()
        for widget in widgets:
            stretch = 0 if isinstance(widget, QLabel | QPushButton) else 1
            if stretch:
                widget.setMinimumWidth(LEAST_FIELD)
            line.addWidget(widget, stretch)
        self.form.addRow(label, line)

    def _connected(self) -> None:
        self.folder.editTextChanged.connect(self._folder_edited)
        self.browse.clicked.connect(self._browse_folder)
        self.elsewhere.clicked.connect(self._browse_path)
        self.package.currentIndexChanged.connect(self._show_targets)
        for combo in (self.target, self.profile, self.toolchain):
            combo.currentIndexChanged.connect(self._edited)
        self.units.valueChanged.connect(self._edited)
        self.arguments.textChanged.connect(self._edited)
        self.path.textEdited.connect(self._name_path)
        self.path.textChanged.connect(self.changed)

    # What is chosen

    @property
    def choices(self) -> Choices:
        """The choices of the form."""
        folder, package = self.folder.currentText().strip(), self.package.currentData() or ""
        alone = self._project is not None and package == self._project.default
        return Choices(
            folder=str(Path(folder).expanduser()) if folder else "",
            toolchain=self.toolchain.currentData() or "",
            package="" if alone else package,
            target=self.target.currentData() or OPEN_TARGET,
            profile=self.profile.currentData() or "",
            units=self.units.value(),
            arguments=self.arguments.text().strip(),
        )

    @property
    def fault(self) -> str:
        """Why this cannot be recorded, as a sentence; "" if it can as far as one can tell."""
        folder = self.folder.currentText().strip()
        if not folder:
            return "Choose the folder of a crate."
        if manifest_of(folder) is None:
            there = Path(folder).expanduser().is_dir()
            return "There is no Cargo.toml in this folder or above it." if there else "There is no such folder."
        if self._told:
            return self._told
        if self._project is not None and not self.package.currentData():
            return "Choose a package: one crate is recorded at a time."
        if not Path(self.path.text().strip()).is_absolute():
            return "Name the file to write, with its folder."
        try:
            command_lines(self.choices, self.path.text())
        except RecordError as error:
            return f"{str(error)[:1].upper()}{str(error)[1:]}"
        return ""

    @property
    def is_ready(self) -> bool:
        """Whether cargo has told of the folder, and nothing that is chosen is wrong."""
        return self._project is not None and not self.fault

    def choose(self, choices: Choices, path: str = "") -> None:
        """Show other choices.

        Parameters
        ----------
        path
            The file to write; by default one that is not there yet.
        """
        self._wanted = choices
        self._own_path = bool(path)
        self.path.setText(path)
        self.arguments.setText(choices.arguments)
        self.units.setValue(choices.units)
        self.profile.setCurrentIndex(-1)  # until cargo has told which there are
        if self.folder.currentText() == choices.folder:
            self._ask()
        else:
            self.folder.setEditText(choices.folder)

    def offer_folders(self, folders: Sequence[str]) -> None:
        """List folders that were recorded lately."""
        text = self.folder.currentText()
        self.folder.blockSignals(True)
        self.folder.clear()
        self.folder.addItems(list(folders))
        self.folder.setEditText(text)
        self.folder.blockSignals(False)

    # What cargo tells

    def tell(self, project: Project) -> None:
        """Show the packages and targets of the folder."""
        self._told = ""
        self._show_project(project)

    def refuse(self, sentence: str) -> None:
        """Show why cargo does not know the folder."""
        self._told = sentence
        self._show_project(None)

    def _show_project(self, project: Project | None) -> None:
        self._project = project
        packages = () if project is None else project.packages
        wanted = self._wanted
        _fill(
            self.package,
            [(crates.package, crates.package) for crates in packages],
            wanted.package or ("" if project is None else project.default),
        )
        if len(packages) > 1 and not (wanted.package or (project is not None and project.default)):
            self.package.setCurrentIndex(-1)
        profiles = PROFILES if project is None else project.profiles
        _fill(self.profile, [(name, name) for name in profiles], self.profile.currentData() or wanted.profile or "dev")
        toolchains = () if project is None else project.toolchains
        _fill(
            self.toolchain,
            [(f"{name} (default)" if not row else name, name if row else "") for row, name in enumerate(toolchains)],
            next((name for name in toolchains[1:] if wanted.toolchain and name.startswith(wanted.toolchain)), ""),
        )
        self.form.setRowVisible(self._toolchains, len(toolchains) > 1)
        for widget in (self.package, self.target, self.profile, self.toolchain):
            widget.setEnabled(project is not None)
        self._show_targets()

    def _show_targets(self) -> None:
        name = self.package.currentData()
        crates = [each for each in (() if self._project is None else self._project.packages) if each.package == name]
        targets = targets_of(crates[0]) if crates else []
        _fill(self.target, [(_target(kind, each), (kind, each)) for kind, each in targets], None)
        rows = [row for row, target in enumerate(targets) if _is_meant(target, self._wanted.target)]
        self.target.setCurrentIndex(rows[0] if rows else 0 if targets else -1)
        self._edited()

    # What is done to it

    def _folder_edited(self) -> None:
        self._project, self._told = None, ""
        self._patience.start()
        self._edited()

    def _ask(self) -> None:
        folder = self.folder.currentText().strip()
        self._told = ""
        if folder and manifest_of(folder) is not None:
            self.folder_chosen.emit(self.choices.folder)
        else:
            self._show_project(None)

    def _edited(self) -> None:
        self._suggest_path()
        fault = self.fault
        self.hint.setText(fault or self._description())
        self.hint.setObjectName("heading" if fault else "faint")
        self.hint.style().unpolish(self.hint)
        self.hint.style().polish(self.hint)
        self.changed.emit()

    def _name_path(self, text: str) -> None:
        self._own_path = bool(text.strip())

    def _suggest_path(self) -> None:
        if self._own_path or self._project is None:
            return
        folder = recordings()
        taken = {file.name for file in folder.iterdir()} if folder.is_dir() else set()
        choices = self.choices
        name = free_path(folder, crate_of(self._project, choices), profile_name(choices.profile), taken)
        self.path.setText(str(name))

    def _description(self) -> str:
        manifest = manifest_of(self.folder.currentText().strip())
        if manifest is None or self._project is None:
            return f"Asking cargo about {manifest} …" if manifest else ""
        packages = len(self._project.packages)
        many = f", a workspace of {wording.count(packages, 'package')}" if packages > 1 else ""
        return f"{manifest}{many}. Built in a folder of its own; nothing here is touched."

    def _browse_folder(self) -> None:
        dialog = QFileDialog(self, "The folder of a crate", self.choices.folder or str(Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.folder.setEditText)
        dialog.open()

    def _browse_path(self) -> None:
        dialog = QFileDialog(self, "Write the recording to", self.path.text())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"cguviz capture (*{SUFFIX})")
        dialog.setDefaultSuffix(SUFFIX.lstrip("."))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._take_path)
        dialog.open()

    def _take_path(self, path: str) -> None:
        self._own_path = True
        self.path.setText(path)


def _labelled(text: str, widget: QWidget) -> tuple[QLabel, QWidget]:
    label = QLabel(text)
    label.setBuddy(widget)
    return label, widget


def _fill(combo: QComboBox, rows: Sequence[tuple[str, object]], wanted: object) -> None:
    """Offer other rows (text and data); signals are held back."""
    combo.blockSignals(True)
    combo.clear()
    for text, data in rows:
        combo.addItem(text, data)
    found = [row for row, (_, data) in enumerate(rows) if data == wanted]
    combo.setCurrentIndex(found[0] if found else 0 if rows else -1)
    combo.blockSignals(False)


def _target(kind: str, name: str) -> str:
    return {"lib": f"{name} (library)", "bin": f"{name} (program)"}.get(kind, f"{name} ({kind})")


def _is_meant(target: tuple[str, str], wanted: tuple[str, str]) -> bool:
    return target == wanted or (target[0] == wanted[0] == "lib")
