"""The dialog that records a crate: what to record, how far it is, what cargo says. The window stays usable."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cguviz.errors import RecordError
from cguviz.ui.record.form import RecordForm
from cguviz.ui.record.log import Log
from cguviz.ui.record.process import Recorder, RecorderState
from cguviz.workspace.record.cargo_words import Choices, command_lines, words_of
from cguviz.workspace.requests.record import Explore, Project, Record

WIDTH, LOG_HEIGHT = 680, 180
COMMAND_LINES, COMMAND_FRAME = 3, 12
"""Lines of the command that are seen at once, and pixels around them."""
STEPS = 1000
"""Of the progress bar."""


class RecordDialog(QDialog):
    """Form, progress and messages. It can be closed while a crate is recorded, and shown again."""

    def __init__(self, parent: QWidget, recorder: Recorder) -> None:
        super().__init__(parent)
        self._recorder = recorder
        self._asked: Explore | None = None
        self._eager = ""
        self.setWindowTitle("Record a crate")
        self.setMinimumWidth(WIDTH)
        self.form = RecordForm()
        self.command = QPlainTextEdit(readOnly=True)
        self.command.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.command.setFixedHeight(COMMAND_LINES * self.command.fontMetrics().lineSpacing() + COMMAND_FRAME)
        self.command.setTabChangesFocus(True)
        self.command.setToolTip("What does the same in a terminal")
        self.command.setAccessibleName("The same in a terminal")
        self.step = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.step.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bar = QProgressBar(textVisible=False)
        self.bar.setFixedHeight(10)
        self.log = Log()
        self.log.setMinimumHeight(LOG_HEIGHT)
        self.messages = QPushButton("&Messages of cargo")
        self.messages.setCheckable(True)
        self.buttons = QDialogButtonBox()
        self.start = self.buttons.addButton("&Record", QDialogButtonBox.ButtonRole.ActionRole)
        self.cancel = self.buttons.addButton("&Cancel recording", QDialogButtonBox.ButtonRole.ActionRole)
        self.buttons.addButton(QDialogButtonBox.StandardButton.Close)
        self.buttons.addButton(self.messages, QDialogButtonBox.ButtonRole.ResetRole)
        self.start.setDefault(True)
        for button in (self.messages, self.cancel, self.buttons.button(QDialogButtonBox.StandardButton.Close)):
            button.setAutoDefault(False)
        self.form.add_row("The same typed", self.command)
        layout = QVBoxLayout(self)
        layout.addWidget(self.form)
        layout.addWidget(self.step)
        layout.addWidget(self.bar)
        layout.addWidget(self.log, 1)
        layout.addStretch(1)
        layout.addWidget(self.buttons)
        self._connect()
        self._show_state()

    def _connect(self) -> None:
        recorder = self._recorder
        self.form.changed.connect(self._show_state)
        self.form.folder_chosen.connect(self._explore)
        self.start.clicked.connect(self.record)
        self.cancel.clicked.connect(recorder.cancel)
        self.buttons.rejected.connect(self.reject)
        self.messages.toggled.connect(self._show_log)
        recorder.explored.connect(self._explored)
        recorder.unexplored.connect(self._unexplored)
        recorder.said.connect(self._hear)
        recorder.went_on.connect(self._go_on)
        recorder.recorded.connect(lambda request, _: self._recorded(request))
        recorder.failed.connect(self._failed)
        recorder.stopped.connect(lambda: self._say("Cancelled: nothing was recorded, and nothing is left behind."))
        recorder.state_changed.connect(self._show_state)

    def record(self) -> None:
        """Start recording the chosen crate."""
        if self._recorder.state is not RecorderState.IDLE or not self.form.is_ready:
            return
        choices = self.form.choices
        self.log.clear()
        self._say("Starting cargo …")
        self.bar.setRange(0, 0)
        self._recorder.record(choices.folder, words_of(choices), self.form.path.text().strip())

    def repeat(self, choices: Choices) -> None:
        """Record the last recorded crate at once, to a new file, if cargo still knows it."""
        self._eager = choices.folder
        self.form.choose(choices)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Begin with the folder."""
        super().showEvent(event)
        self.form.folder.setFocus()

    # What cargo tells

    def _explore(self, folder: str) -> None:
        self._asked = self._recorder.explore(folder)

    def _explored(self, request: Explore, project: Project) -> None:
        if request != self._asked:
            return
        self.form.tell(project)
        eager, self._eager = self._eager, ""
        if eager == request.folder:
            self.record()

    def _unexplored(self, request: Explore, sentence: str) -> None:
        if request == self._asked:
            self._eager = ""
            self.form.refuse(f"{sentence[:1].upper()}{sentence[1:]}")

    def _hear(self, lines: tuple[str, ...]) -> None:
        self.log.add(lines)
        self.messages.setEnabled(True)

    def _go_on(self, step: str, done: float) -> None:
        if self._recorder.state is RecorderState.RECORDING:
            self._say(f"{step[:1].upper()}{step[1:]}")
            self.bar.setRange(0, STEPS if done > 0 else 0)
            self.bar.setValue(round(done * STEPS))

    def _recorded(self, request: Record) -> None:
        self._say(f"Written: {request.path}")
        self.form.choose(self.form.choices)
        self.hide()

    def _failed(self, sentence: str, details: str) -> None:
        if details and not self.log.toPlainText():
            self.log.add(details.splitlines())
            self.messages.setEnabled(True)
        self._say(f"{sentence[:1].upper()}{sentence[1:]}")

    # What is shown

    def _say(self, sentence: str) -> None:
        self.step.setText(sentence)
        self.step.setVisible(bool(sentence))

    def _show_log(self, shown: bool) -> None:
        self.log.setVisible(shown)
        # What is not needed any more is given back.
        self.adjustSize()

    def _show_state(self) -> None:
        state = self._recorder.state
        idle = state is RecorderState.IDLE
        self.form.setEnabled(idle)
        self.start.setVisible(idle)
        self.start.setEnabled(idle and self.form.is_ready)
        self.cancel.setVisible(not idle)
        self.cancel.setEnabled(state is RecorderState.RECORDING)
        self.bar.setVisible(not idle)
        self.step.setVisible(bool(self.step.text()))
        self.log.setVisible(self.messages.isChecked())
        self.messages.setEnabled(bool(self.log.toPlainText()) or not idle)
        if state is RecorderState.STOPPING:
            self._say("Ending the build …")
        choices = self.form.choices
        try:
            path = self.form.path.text().strip()
            lines = command_lines(choices, path) if choices.folder and path else ()
        except RecordError:
            lines = ()
        self.command.setPlainText("\n".join(lines))
