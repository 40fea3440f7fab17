"""Requests of the partition lab: rules tried, stages rated, items moved by hand; see `requests`."""

from __future__ import annotations

import dataclasses

from cguviz.workspace.requests.opened import PartitionRequest


@dataclasses.dataclass(frozen=True)
class Try(PartitionRequest):
    """Run partitioning rules on the stage `base`. Answered by a `Tried`.

    Attributes
    ----------
    pipeline
        As `cguviz.partition.pipeline.format_pipeline` writes it.
    jobs
        Job tokens of the simulated build.
    keep
        Whether what comes out becomes a stage of the capture; else only its score is told.
    """

    pipeline: str
    jobs: int
    keep: bool = True


@dataclasses.dataclass(frozen=True)
class Rate(PartitionRequest):
    """Rate the stage `base`. Answered by a `Score`.

    Attributes
    ----------
    jobs
        Job tokens of the simulated build.
    """

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
class MoveByHand(PartitionRequest):
    """Move items of the stage `base` by hand. Answered by a `Tried`, whose partition replaces the former.

    Attributes
    ----------
    moves
        All of them, in order.
    jobs
        Job tokens of the simulated build.
    """

    moves: tuple[HandMove, ...]
    jobs: int


LabRequest = Try | Rate | MoveByHand
"""Requests of the partition lab. All of them are answered, whatever is asked later."""
