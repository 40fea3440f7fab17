"""The worker process: takes requests from a pipe, answers them one by one, reports how far it is.

It ends when the other end of the pipe is closed. Cancelling is ending the process: nothing in here has to be
prepared for it but the writers, which write beside their target and rename.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from cguviz.errors import CguvizError
from cguviz.progress import Cancelled, Progress, silent
from cguviz.workspace.pictures.loaded import Loaded
from cguviz.workspace.requests.requests import Message, Request, RestoreCaptures, request_of, supersedes
from cguviz.workspace.results.answer import Answer
from cguviz.workspace.results.reports import Answered, Dropped, Failed, Progressed, Report
from cguviz.workspace.worker.answers import answer
from cguviz.workspace.worker.pipe import receive, send

if TYPE_CHECKING:
    from cguviz.workspace.worker.exporting import WriteRaster

REPORT_EVERY = 0.05
"""Seconds between reports of progress: quicker than people read, slower than the window would notice."""
Answering = Callable[[Message, Progress], Answer]
"""Does what is asked, and may raise `CguvizError` or `Cancelled`."""
OUR_FAULT = "cguviz made a mistake while working on this; please report it with the details."


def serve(pipe: Connection, write_raster: WriteRaster) -> None:
    """Answer requests until the pipe is closed.

    Parameters
    ----------
    pipe
        Carries `Message` in and `Report` out.
    write_raster
        See `cguviz.workspace.worker.exporting.WriteRaster`.
    """
    loaded: Loaded = {}
    listen(pipe, lambda request, progress: answer(request, loaded, write_raster, progress))


def listen(pipe: Connection, answering: Answering) -> None:
    """Have requests answered, one after the other, until the pipe is closed."""
    pending: list[Message] = []
    try:
        while True:
            if not pending:
                pending.append(_next(pipe))
            _take_in(pipe, pending)
            report = _report(pending.pop(0), pipe, pending, answering)
            if report is not None:
                send(pipe, report)
    except (EOFError, OSError):
        # The window is gone, and with it whoever wanted an answer.
        return


def _report(message: Message, pipe: Connection, pending: list[Message], answering: Answering) -> Report | None:
    """Answer one message, or say why not; None for one that is not answered."""
    said = time.monotonic()
    if isinstance(message, RestoreCaptures):
        answering(message, silent)
        return None
    request = request_of(message)

    def progress(step: str, done: float) -> None:
        nonlocal said
        _take_in(pipe, pending)
        if _is_superseded(request, pending):
            raise Cancelled
        if time.monotonic() - said >= REPORT_EVERY:
            said = time.monotonic()
            send(pipe, Progressed(request, step, done))

    if _is_superseded(request, pending):
        return Dropped(request)
    try:
        done = answering(message, progress)
    except Cancelled:
        return Dropped(request)
    except CguvizError as error:
        return Failed(request, str(error), traceback.format_exc())
    except SystemExit:
        # The window ends this process.
        raise
    except BaseException:
        send(pipe, Failed(request, OUR_FAULT, traceback.format_exc(), fatal=True))
        raise
    return Answered(request, done)


def _is_superseded(request: Request, pending: list[Message]) -> bool:
    return any(supersedes(request_of(newer), request) for newer in pending if not isinstance(newer, RestoreCaptures))


def _next(pipe: Connection) -> Message:
    message = receive(pipe)
    if not isinstance(message, Message):
        raise TypeError(f"not a message: {message!r}")
    return message


def _take_in(pipe: Connection, pending: list[Message]) -> None:
    """Move messages that have arrived to `pending`, without waiting."""
    while pipe.poll():
        pending.append(_next(pipe))
