"""The process that records, seen from the window: what it is asked, and what it tells. Knows no widgets."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QObject, Signal

from cguviz.ui.store.worker import record
from cguviz.ui.store.worker_process import Jobs
from cguviz.workspace.requests.record import Explore, Project, Record, Said, SavedRecording
from cguviz.workspace.results.reports import Answered, Failed, Progressed, Report


class RecorderState(Enum):
    """States of the recorder."""

    IDLE = "idle"
    RECORDING = "recording"
    STOPPING = "stopping"
    """The build has been told to end, and has not yet."""


class Recorder(QObject):
    """Has crates recorded, one at a time.

    Attributes
    ----------
    explored
        Signal(Explore, Project): what there is to record in a folder.
    unexplored
        Signal(Explore, str): why cargo cannot tell, in a sentence.
    said
        Signal(tuple): lines that cargo printed.
    went_on
        Signal(str, float): what is being done, and how far it is.
    recorded
        Signal(Record, Outcome): a recording has been saved.
    failed
        Signal(str, str): why nothing was recorded, and more for the curious.
    stopped
        Signal(): a recording was cancelled; all that it ran has ended, and nothing of it is left.
    state_changed
        Signal(): `state` is different.
    """

    explored = Signal(object, object)
    unexplored = Signal(object, str)
    said = Signal(object)
    went_on = Signal(str, float)
    recorded = Signal(object, object)
    failed = Signal(str, str)
    stopped = Signal()
    state_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = RecorderState.IDLE
        self._number = 0
        self._jobs = Jobs(self, work=record)
        self._jobs.reported.connect(self._take)
        self._jobs.ended.connect(self._ended)
        self._jobs.gone.connect(self._gone)

    def explore(self, folder: str) -> Explore:
        """List the packages and targets of a folder; returns the request that `explored` will name."""
        self._number += 1
        request = Explore(folder, self._number)
        if self.state is RecorderState.IDLE:
            self._jobs.ask(request)
        return request

    def record(self, folder: str, words: tuple[str, ...], path: str) -> None:
        """Record a crate; only one at a time."""
        if self.state is not RecorderState.IDLE:
            return
        self._number += 1
        self._become(RecorderState.RECORDING)
        self._jobs.ask(Record(folder, words, path, self._number))

    def cancel(self) -> None:
        """Stop recording; `stopped` tells when everything has ended."""
        if self.state is RecorderState.RECORDING:
            self._become(RecorderState.STOPPING)
            self._jobs.cancel()

    def close(self) -> None:
        """End the process and all that it runs, and wait until it is gone."""
        self._jobs.close()

    def _become(self, state: RecorderState) -> None:
        self.state = state
        self.state_changed.emit()

    def _take(self, report: Report) -> None:
        match report:
            case Said():
                self.said.emit(report.lines)
            case Progressed(request=Record()):
                self.went_on.emit(report.step, report.done)
            case Answered(request=Explore() as request, answer=Project() as project):
                self.explored.emit(request, project)
            case Failed(request=Explore() as request):
                self.unexplored.emit(request, report.message)
            case Answered(request=Record() as request, answer=SavedRecording() as outcome):
                self._become(RecorderState.IDLE)
                self.recorded.emit(request, outcome)
            case Failed(request=Record()):
                self._become(RecorderState.IDLE)
                self.failed.emit(report.message, report.details)

    def _ended(self, sentence: str) -> None:
        if self.state is not RecorderState.RECORDING:
            return
        self._become(RecorderState.IDLE)
        if sentence:
            self.failed.emit(sentence, "")

    def _gone(self) -> None:
        if self.state is RecorderState.STOPPING:
            self._become(RecorderState.IDLE)
            self.stopped.emit()
