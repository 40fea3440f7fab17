"""Painting in slices between events, so that no frame waits for a whole picture.

One scheduler for all views: two panes together must not take twice the time of one (PySide keeps the interpreter
lock inside painter calls, so a thread would not help).
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Generator

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from shiboken6 import Shiboken

BUDGET = 0.005
"""Seconds of slices per turn of the event loop. A picture takes a few frames of some 7 ms of CPU, and most frames are
copies only: with half of it, a zoom has slices in most of its frames."""

Job = Generator[None, None, None]
"""Painting that can be interrupted wherever it yields (each step about 1.5 ms)."""


class Scheduler(QObject):
    """Runs jobs, oldest first, a few milliseconds per turn of the event loop."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs: list[Job] = []
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._turn)

    def submit(self, job: Job) -> None:
        """Run a job to its end, piece by piece."""
        self._jobs.append(job)
        self._timer.start()

    def withdraw(self, job: Job) -> None:
        """Forget a job that nobody waits for; one that is done or unknown is ignored."""
        with contextlib.suppress(ValueError):
            self._jobs.remove(job)
        if not self._jobs:
            self._timer.stop()

    def _turn(self) -> None:
        end = time.perf_counter() + BUDGET
        while self._jobs and time.perf_counter() < end:
            job = self._jobs[0]
            try:
                next(job)
            except BaseException as stop:
                # A job that failed must not run again in the next turn.
                self.withdraw(job)
                if not isinstance(stop, StopIteration):
                    raise


def scheduler() -> Scheduler:
    """Return the application's scheduler; it lives and dies with the application object."""
    application = QCoreApplication.instance()
    if application is None:
        raise RuntimeError("a QApplication must exist before anything is painted")
    # Asking Qt for it, among all children of the application, takes some 10 ms the first time.
    if not _made or not Shiboken.isValid(_made[0]):
        _made[:] = [Scheduler(application)]
    return _made[0]


_made: list[Scheduler] = []
