"""Requests of the partition lab: rules tried, stages rated, items moved by hand; see `requests`."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cguviz.workspace.requests.requests import Open


@dataclasses.dataclass(frozen=True)
class Try:
    """Run partitioning rules on a stage. Answered by a `Tried`.

    Attributes
    ----------
    opened, crate, stage
        What they start from; the stage by its name.
    pipeline
        As `cguviz.partition.pipeline.format_pipeline` writes it.
    jobs
        Job tokens of the simulated build.
    keep
        Whether what comes out becomes a stage of the capture; else only its score is told.
    """

    opened: Open
    crate: int
    stage: str
    pipeline: str
    jobs: int
    keep: bool = True


@dataclasses.dataclass(frozen=True)
class Rate:
    """Rate one stage. Answered by a `Score`."""

    opened: Open
    crate: int
    stage: str
    jobs: int


@dataclasses.dataclass(frozen=True)
class HandMove:
    """Items that somebody put into another unit.

    Attributes
    ----------
    items
        Root items; others among them are left to follow.
    unit
        The name of the unit, of one that is there or of a new one.
    """

    items: tuple[int, ...]
    unit: str


@dataclasses.dataclass(frozen=True)
class Shift:
    """Move items by hand. Answered by a `Tried`, whose partition takes the place of the one made by hand before.

    Attributes
    ----------
    opened, crate, stage
        What the moves begin with; the stage by its name.
    moves
        All of them, in order.
    jobs
        Job tokens of the simulated build.
    """

    opened: Open
    crate: int
    stage: str
    moves: tuple[HandMove, ...]
    jobs: int


LabRequest = Try | Rate | Shift
"""What the partition lab asks. All of them are answered, whatever is asked later."""
