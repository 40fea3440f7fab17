"""Reports of the worker process on the requests it has: progress, answers, refusals."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from cguviz.workspace.requests.record import Said
from cguviz.workspace.requests.requests import Request

if TYPE_CHECKING:
    from cguviz.workspace.results.answer import Answer


@dataclasses.dataclass(frozen=True)
class Progressed:
    """The progress of the worker: `step` for people, `done` from 0 to 1."""

    request: Request
    step: str
    done: float


@dataclasses.dataclass(frozen=True)
class Answered:
    """The answer to a request."""

    request: Request
    answer: Answer


@dataclasses.dataclass(frozen=True)
class Dropped:
    """The request was superseded before it was answered."""

    request: Request


@dataclasses.dataclass(frozen=True)
class Failed:
    """The request cannot be answered.

    Attributes
    ----------
    request
        Which.
    message
        One sentence for people.
    details
        More, for the curious: what led to it.
    fatal
        The worker ends over it.
    """

    request: Request
    message: str
    details: str = ""
    fatal: bool = False


Report = Progressed | Answered | Dropped | Failed | Said
