"""What can be asked of the worker about estimates; see `cguviz.workspace.requests.requests`."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    # The requests name these in their turn; and numpy is loaded when the window is up.
    from cguviz.workspace.estimates.make import Estimates
    from cguviz.workspace.estimates.plot import Sheet
    from cguviz.workspace.requests.requests import Open
    from cguviz.workspace.requests.scatter import Scatter


@dataclasses.dataclass(frozen=True)
class Weigh:
    """Compare what was estimated of units with what was measured, of all that is open. Answered by an `Estimates`.

    Attributes
    ----------
    opened
        The files; what they hold that was measured counts.
    crate, stage
        The stage that is taken of one capture; of the others it is the one that was compiled.
    """

    opened: Open
    crate: int
    stage: str


@dataclasses.dataclass(frozen=True)
class DrawEstimates:
    """Draw the part of what `Weigh` would answer that `scatter` says. Answered by a `Sheet`."""

    opened: Open
    crate: int
    stage: str
    scatter: Scatter


Weighed: TypeAlias = "Estimates | Sheet"
"""What these are answered by."""
