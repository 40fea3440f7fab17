"""Dialogs that choose files. Reads none."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from cguviz.ui.store.store import Store

EVERYTHING = "All files (*)"


def filters() -> list[str]:
    """Return the filters of the open dialog, made from the table of formats."""
    # The readers are not needed by the window otherwise.
    from cguviz.formats.table import FORMATS

    by_name: dict[str, list[str]] = {}
    for known in FORMATS:
        by_name.setdefault(known.name, []).extend(known.suffixes)
    every = sorted({suffix for suffixes in by_name.values() for suffix in suffixes})
    packed = " ".join(f"*{suffix}{packing}" for suffix in every for packing in ("", ".gz", ".zst"))
    rows = [(name, " ".join(f"*{suffix}" for suffix in suffixes)) for name, suffixes in by_name.items()]
    return [
        f"Everything cguviz opens ({packed})",
        *(f"{name} ({patterns})" for name, patterns in rows if patterns),
        EVERYTHING,
    ]


def ask_for_files(parent: QWidget, store: Store) -> QFileDialog:
    """Let people choose files that belong together."""
    dialog = QFileDialog(parent, "Open files of one compilation")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilters(filters())
    # A capture's files seldom have endings of their own.
    dialog.selectNameFilter(EVERYTHING)
    return _opened(dialog, store)


def ask_for_folder(parent: QWidget, store: Store) -> QFileDialog:
    """Let people choose a folder with the files of one compilation, or of a whole build."""
    dialog = QFileDialog(parent, "Open the folder of a capture or of a build")
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return _opened(dialog, store)


def _opened(dialog: QFileDialog, store: Store) -> QFileDialog:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.filesSelected.connect(store.open)
    dialog.open()
    return dialog


def ask_where_to_save(parent: QWidget, store: Store) -> QFileDialog:
    """Let people name the .cguviz file to write."""
    dialog = QFileDialog(parent, "Save everything that is open as one file")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter("cguviz capture (*.cguviz)")
    dialog.setDefaultSuffix("cguviz")
    crate = store.capture.crate if store.capture is not None else ""
    dialog.selectFile(f"{crate or 'capture'}.cguviz")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(store.save)
    dialog.open()
    return dialog
