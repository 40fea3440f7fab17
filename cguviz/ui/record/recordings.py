"""Recording from the window: opens the dialog, and what was recorded when it is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from cguviz.errors import RecordError
from cguviz.ui.frame import settings as kept
from cguviz.ui.frame.messages import MessageBar
from cguviz.ui.record.process import Recorder, RecorderState
from cguviz.ui.store.store import Store
from cguviz.ui.text import wording
from cguviz.workspace.record.cargo_words import Choices, choices_of, manifest_of
from cguviz.workspace.requests.record import Record, SavedRecording

if TYPE_CHECKING:
    from cguviz.ui.record.dialog import RecordDialog

NOTICE_WIDTH = 280
"""Screen pixels."""


class Recordings(QObject):
    """Recording, from the command to the picture.

    Attributes
    ----------
    notice
        For the status bar: what is being recorded and how far it is; a click shows the dialog.
    dialog
        None until it is needed.
    """

    def __init__(self, window: QWidget, store: Store, settings: QSettings, messages: MessageBar) -> None:
        super().__init__(window)
        self._window, self._store, self._settings, self._messages = window, store, settings, messages
        self._recorder = Recorder(self)
        self.notice = QPushButton(flat=True)
        self.notice.hide()
        self.notice.clicked.connect(self.show)
        self.dialog: RecordDialog | None = None
        self._recorder.recorded.connect(self._recorded)
        self._recorder.failed.connect(self._failed)
        self._recorder.went_on.connect(self._tell)
        self._recorder.state_changed.connect(self._tell)

    @property
    def can_repeat(self) -> bool:
        """Whether the capture that is shown can be recorded again: it says how, and where."""
        capture = self._store.capture
        return capture is not None and capture.recorded is not None

    def show(self) -> None:
        """Show the dialog, with the choices of the last recording."""
        dialog = self._dialog()
        if self._recorder.state is RecorderState.IDLE and not dialog.form.choices.folder:
            dialog.form.choose(self._likely())
        self._raise(dialog)

    def repeat(self) -> None:
        """Record the capture that is shown once more, to a new file."""
        capture = self._store.capture
        dialog = self._dialog()
        if self._recorder.state is RecorderState.IDLE and capture is not None and capture.recorded is not None:
            try:
                dialog.repeat(choices_of(capture.recorded))
            except RecordError as error:
                self._messages.fail(f"{str(error)[:1].upper()}{str(error)[1:]}", "")
                return
        self._raise(dialog)

    def close(self) -> None:
        """End a running recording, and wait until its process is gone."""
        self._recorder.close()

    def _dialog(self) -> RecordDialog:
        # Not everybody records: the window is ready sooner without it.
        from cguviz.ui.record.dialog import RecordDialog

        if self.dialog is None:
            self.dialog = RecordDialog(self._window, self._recorder)
        self.dialog.form.offer_folders(kept.recorded_folders(self._settings))
        return self.dialog

    def _raise(self, dialog: RecordDialog) -> None:
        dialog.show()
        dialog.activateWindow()

    def _likely(self) -> Choices:
        """Return the likeliest choices: for the current capture, else the working folder, else the last recorded."""
        capture = self._store.capture
        if capture is not None and capture.recorded is not None:
            try:
                return choices_of(capture.recorded)
            except RecordError:
                return Choices(capture.recorded.folder)
        here = Path.cwd()
        if (here / "Cargo.toml").is_file():
            return Choices(str(here), profile="release")
        folders = [folder for folder in kept.recorded_folders(self._settings) if manifest_of(folder)]
        return Choices(folders[0] if folders else "", profile="release")

    def _recorded(self, request: Record, outcome: SavedRecording) -> None:
        kept.add_recorded_folder(self._settings, request.folder)
        store, opened, capture = self._store, self._store.workspace.opened, self._store.capture
        akin = capture is not None and capture.crate == outcome.crate
        # A comparison has two sides: where two files were open already, which one is meant cannot be known.
        files = opened.files if opened is not None and akin and len(opened.files) == 1 else ()
        if akin and capture is not None and capture.recorded is not None and capture.recorded.folder == request.folder:
            store.reopen([outcome.path])
        else:
            store.open([outcome.path])
        counts = f"{wording.count(outcome.items, 'item')} in {wording.count(outcome.units, 'unit')}"
        sentence = f"Recorded {outcome.crate} ({outcome.profile}): {counts}. Written: {outcome.path}"
        if files and outcome.path not in files:
            self._messages.offer(sentence, "Compare with the former", lambda: store.open([*files, outcome.path]))
        else:
            self._messages.note(sentence)

    def _failed(self, sentence: str, details: str) -> None:
        del details
        if self.dialog is not None and self.dialog.isHidden():
            self._messages.offer(f"{sentence[:1].upper()}{sentence[1:]}", "Show what cargo says", self.show)

    def _tell(self, step: str = "", done: float = 0.0) -> None:
        del done
        self.notice.setVisible(self._recorder.state is not RecorderState.IDLE)
        told = f"Recording: {step}" if step else "Recording …"
        self.notice.setText(self.notice.fontMetrics().elidedText(told, Qt.TextElideMode.ElideRight, NOTICE_WIDTH))
