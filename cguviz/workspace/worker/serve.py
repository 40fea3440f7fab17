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
from cguviz.progress import Cancelled, Progress
from cguviz.workspace.requests.reports import Answered, Dropped, Failed, Progressed, Report
from cguviz.workspace.requests.requests import Adopt, Answer, Open, Request, supersedes
from cguviz.workspace.worker.answers import Loaded, answer
from cguviz.workspace.worker.pipe import receive, send

if TYPE_CHECKING:
    from cguviz.workspace.worker.exporting import WriteRaster

REPORT_EVERY = 0.05
"""Seconds between reports of progress: quicker than people read, slower than the window would notice."""
Answering = Callable[[Request, Progress], Answer]
"""Does what is asked, and may raise `CguvizError` or `Cancelled`."""
OUR_FAULT = "cguviz made a mistake while working on this; please report it with the details."


def serve(pipe: Connection, write_raster: WriteRaster) -> None:
    """Answer requests until the pipe is closed.

    Parameters
    ----------
    pipe
        Carries `Request` in and `Report` out.
    write_raster
        See `cguviz.workspace.worker.exporting.WriteRaster`.
    """
    loaded: Loaded = {}
    listen(pipe, lambda request, progress: answer(request, loaded, write_raster, progress))


def listen(pipe: Connection, answering: Answering) -> None:
    """Have requests answered, one after the other, until the pipe is closed."""
    pending: list[Request] = []
    try:
        while True:
            if not pending:
                pending.append(_next(pipe))
            _take_in(pipe, pending)
            request = pending.pop(0)
            send(pipe, _report(request, pipe, pending, answering))
    except (EOFError, OSError):
        # The window is gone, and with it whoever wanted an answer.
        return


def _report(request: Request, pipe: Connection, pending: list[Request], answering: Answering) -> Report:
    """Answer one request, or say why not."""
    said = time.monotonic()
    # What a request carries is not sent back with every report.
    named = request.bare if isinstance(request, Open | Adopt) else request

    def progress(step: str, done: float) -> None:
        nonlocal said
        _take_in(pipe, pending)
        if any(supersedes(newer, request) for newer in pending):
            raise Cancelled
        if time.monotonic() - said >= REPORT_EVERY:
            said = time.monotonic()
            send(pipe, Progressed(named, step, done))

    if any(supersedes(newer, request) for newer in pending):
        return Dropped(named)
    try:
        done = answering(request, progress)
    except Cancelled:
        return Dropped(named)
    except CguvizError as error:
        return Failed(named, str(error), traceback.format_exc())
    except SystemExit:
        # The window ends this process.
        raise
    except BaseException:
        send(pipe, Failed(named, OUR_FAULT, traceback.format_exc(), fatal=True))
        raise
    if isinstance(request, Adopt):
        return Dropped(named)
    return Answered(named, done)


def _next(pipe: Connection) -> Request:
    message = receive(pipe)
    if not isinstance(message, Request):
        raise TypeError(f"not a request: {message!r}")
    return message


def _take_in(pipe: Connection, pending: list[Request]) -> None:
    """Move what has arrived to `pending`, without waiting."""
    while pipe.poll():
        pending.append(_next(pipe))
