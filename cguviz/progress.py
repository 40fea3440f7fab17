"""Progress of slow work: reporting it, and stopping the work."""

from __future__ import annotations

from typing import Protocol


class Cancelled(Exception):  # noqa: N818 - not an error: the user asked for it
    """Raised inside slow work when the user no longer wants its result."""


class Progress(Protocol):
    """A function that slow work calls now and then (a few times a second is enough).

    Parameters
    ----------
    step
        What is being done, as shown to the user: "reading dump.txt".
    done
        The part of the step that is done, 0 to 1.

    Raises
    ------
    Cancelled
        The caller shall stop; it need not clean up more than usual.
    """

    def __call__(self, step: str, done: float) -> None:
        """Report the step and the part of the work that is done."""


def silent(step: str, done: float) -> None:
    """Report to nobody; the default `Progress`."""
