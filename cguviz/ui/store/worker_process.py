"""The worker process seen from the window: ask, be told, cancel.

Two threads per process carry messages, so that the window's thread never waits for a pipe. What arrives is handed
to it by a queued signal of an object that lives there.

```
ask() ─▶ queue ─▶ [writer thread] ─▶ pipe ─▶ worker process
reported ◀─ signal ◀─ [reader thread] ◀─ pipe ◀─┘
```
"""

from __future__ import annotations

import dataclasses
import multiprocessing
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from queue import SimpleQueue

from PySide6.QtCore import QObject, Signal, SignalInstance

from cguviz.ui.store.worker import work
from cguviz.workspace.requests.requests import Message, Request, RestoreCaptures, request_of
from cguviz.workspace.results.reports import Answered, Dropped, Failed, Progressed, Report
from cguviz.workspace.worker.pipe import receive, send

Outbox = SimpleQueue[Message | None]


@dataclasses.dataclass(frozen=True)
class _Ended:
    """The process is gone."""

    exitcode: int | None


@dataclasses.dataclass(frozen=True, eq=False)
class _Line:
    """A worker process and its connections."""

    process: SpawnProcess
    pipe: Connection
    outbox: Outbox
    reader: threading.Thread
    writer: threading.Thread


def _read(number: int, pipe: Connection, process: SpawnProcess, arrived: SignalInstance) -> None:
    """Hand over reports of the worker until it is gone. Runs in a thread of its own."""
    while True:
        try:
            message = receive(pipe)
        except (EOFError, OSError):
            break
        arrived.emit(number, message)
    process.join()
    arrived.emit(number, _Ended(process.exitcode))


def _write(pipe: Connection, outbox: Outbox) -> None:
    """Send requests until told to stop. Runs in a thread of its own."""
    while (request := outbox.get()) is not None:
        try:
            send(pipe, request)
        except OSError:
            # The reader notices too, and says so.
            return


class Jobs(QObject):
    """Owns a worker process.

    Parameters
    ----------
    work
        What the process runs, given its end of the pipe.

    Attributes
    ----------
    reported
        Signal(Report): an answer, a failure, or how far the worker is.
    ended
        Signal(str): the worker ended without being told to; a sentence for people, "" if it gave the reason itself.
    gone
        Signal(): a worker that was told to end has ended, and what it ran.
    pending_changed
        Signal(): `pending` is different now.
    """

    reported = Signal(object)
    ended = Signal(str)
    gone = Signal()
    pending_changed = Signal()
    _arrived = Signal(int, object)

    def __init__(self, parent: QObject | None = None, *, work: Callable[[Connection], None] = work) -> None:
        super().__init__(parent)
        self._work = work
        self._line: _Line | None = None
        self._number = 0
        self._retired: list[_Line] = []
        self._pending: dict[Request, None] = {}
        self._explained = False
        self._arrived.connect(self._take)

    @property
    def pending(self) -> tuple[Request, ...]:
        """Requests that are not yet answered, in the order of asking."""
        return tuple(self._pending)

    @property
    def running(self) -> bool:
        """Whether there is a worker that may hold captures."""
        return self._line is not None

    @property
    def ending(self) -> bool:
        """Whether a worker that was told to end has not ended yet."""
        return any(line.reader.is_alive() for line in self._retired)

    def start(self) -> None:
        """Start a worker if there is none."""
        if self._line is not None:
            return
        self._number += 1
        self._explained = False
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=self._work, args=(theirs,), name="cguviz worker", daemon=True)
        process.start()
        # Only when the worker alone holds its end does its death close the pipe.
        theirs.close()
        outbox: Outbox = SimpleQueue()
        reader = threading.Thread(
            target=_read, args=(self._number, ours, process, self._arrived), name="cguviz reader", daemon=True
        )
        writer = threading.Thread(target=_write, args=(ours, outbox), name="cguviz writer", daemon=True)
        self._line = _Line(process, ours, outbox, reader, writer)
        reader.start()
        writer.start()

    def ask(self, message: Message) -> None:
        """Ask for something; a request that is pending already is not asked again."""
        request = None if isinstance(message, RestoreCaptures) else request_of(message)
        if request in self._pending:
            return
        self.start()
        if self._line is not None:
            self._line.outbox.put(message)
        if request is not None:
            self._pending[request] = None
            self.pending_changed.emit()

    def cancel(self) -> None:
        """End the worker; pending requests are forgotten. A new one starts with the next request."""
        if self._line is None:
            return
        self._line.process.terminate()
        self._line.outbox.put(None)
        # The kernel may take long to take back a gigabyte: the reader thread waits for that, not the window.
        self._retired.append(self._line)
        self._line = None
        self._forget()

    def close(self) -> None:
        """End the worker and everything that belongs to it, and wait until it is gone."""
        self.cancel()
        for line in self._retired:
            line.reader.join()
            line.writer.join()
            line.pipe.close()
            line.process.close()
        self._retired.clear()

    def _forget(self) -> None:
        if self._pending:
            self._pending.clear()
            self.pending_changed.emit()

    def _take(self, number: int, message: Report | _Ended) -> None:
        if number != self._number or self._line is None:
            if isinstance(message, _Ended):
                self.gone.emit()
            return
        if isinstance(message, _Ended):
            self._line.outbox.put(None)
            self._retired.append(self._line)
            self._line = None
            self._forget()
            self.ended.emit("" if self._explained else _obituary(message.exitcode))
            return
        self._explained |= isinstance(message, Failed) and message.fatal
        if isinstance(message, Answered | Dropped | Failed):
            self._pending.pop(message.request, None)
            self.pending_changed.emit()
        if isinstance(message, Progressed) and message.request not in self._pending:
            return
        self.reported.emit(message)


def _obituary(exitcode: int | None) -> str:
    """Say in one sentence how the worker ended."""
    if exitcode == -9:
        return "The background worker was killed, perhaps for want of memory; close other programs and try again."
    if exitcode is not None and exitcode < 0:
        return f"The background worker was ended by signal {-exitcode}; try again."
    return f"The background worker ended unexpectedly (exit code {exitcode}); try again."
