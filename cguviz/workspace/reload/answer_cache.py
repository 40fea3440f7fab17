"""The answers that are kept, and their requests, when files change, pictures pile up, or a stage is added.

Not which of them are asked for (`cguviz.workspace.state.resolve`) or shown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from cguviz.model.partition import Partition
from cguviz.workspace.lab.stages import concerns, pin_request, with_stage
from cguviz.workspace.requests.opened import Open, Picture, Side
from cguviz.workspace.requests.requests import Request
from cguviz.workspace.results.answer import Answer

PICTURES_KEPT = 4
"""Pictures held at once: going back and forth between stages redraws nothing. One of cargo is 30 MB."""

Answers = Mapping[Request, Answer]


def still_wanted(answers: Answers, files: Collection[Open | None], now: Collection[Request]) -> dict[Request, Answer]:
    """Forget the answers of other files, and all but the last pictures.

    Parameters
    ----------
    answers
        All that are there, the oldest first.
    files
        What is open, or may be gone back to.
    now
        What is shown, or asked for: pictures of it are kept in any case.
    """
    own = {request: answer for request, answer in answers.items() if request.opened in files}
    pictures = [request for request in own if isinstance(request, Picture) and request not in now]
    old = set(pictures[: max(0, len(pictures) - PICTURES_KEPT + 1)])
    return {request: answer for request, answer in own.items() if request not in old}


def with_last_named(answers: Answers, opened: Open, crate: int, last: str) -> dict[Request, Answer]:
    """Name the last stage of a capture in all requests, see `cguviz.workspace.lab.stages`."""
    return {pin_request(request, opened, crate, last): answer for request, answer in answers.items()}


def with_made(answers: Answers, opened: Open, crate: int, made: Partition) -> dict[Request, Answer]:
    """Give a capture a stage more, and forget the answers about an older stage of the same name."""
    side = Side(crate, made.stage)
    kept = {request: answer for request, answer in answers.items() if not concerns(request, opened, side)}
    captures = kept[opened]
    if isinstance(captures, tuple):
        kept[opened] = with_stage(captures, crate, made)
    return kept
