"""Requests about size estimates and measured times; see `cguviz.workspace.requests.requests`."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from cguviz.workspace.requests.opened import PartitionRequest, Picture, Side

if TYPE_CHECKING:
    from cguviz.workspace.requests.scatter import Scatter


@dataclasses.dataclass(frozen=True)
class JudgeEstimates(PartitionRequest):
    """Compare the size estimates of units with measured times, of all open captures. Answered by an `Estimates`.

    `base` is the stage that is taken of one capture; of others it is that of `others`, or the one that was compiled.

    Attributes
    ----------
    others
        Stages of other captures.
    """

    others: tuple[Side, ...] = ()


@dataclasses.dataclass(frozen=True)
class DrawEstimates(JudgeEstimates, Picture):
    """Draw parts of the answer to `JudgeEstimates`. Answered by a `Sheet`.

    Attributes
    ----------
    scatters
        The parts that are drawn, one beside another; at least one.
    """

    scatters: tuple[Scatter, ...] = ()
