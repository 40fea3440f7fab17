"""Captures and requests when a capture gets another stage.

An empty name means "the last stage", and which one that is changes with every stage that is added. So before the
first is, the names are written out everywhere (see `cguviz.workspace.state.last_stage`, too); what was computed for ""
was computed for that stage and stays true.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from cguviz.model.capture import Capture
from cguviz.model.partition import Partition
from cguviz.workspace.requests.opened import Open, PartitionRequest, Side
from cguviz.workspace.requests.requests import Request


def with_stage(captures: Sequence[Capture], crate: int, partition: Partition) -> tuple[Capture, ...]:
    """Return the captures with one stage more; one of the same name is replaced."""
    capture = captures[crate]
    others = [old for old in capture.partitions if old.stage != partition.stage]
    if len(others) == len(capture.partitions):
        stages = (*others, partition)
    else:
        stages = tuple(partition if old.stage == partition.stage else old for old in capture.partitions)
    made = capture.replace(partitions=tuple(stages))
    return tuple(made if row == crate else old for row, old in enumerate(captures))


def pin_request(request: Request, opened: Open, crate: int, last: str) -> Request:
    """Return the request that has the same answer and names the last stage of a capture."""
    if not isinstance(request, PartitionRequest) or request.opened != opened:
        return request
    meant, named = Side(crate), Side(crate, last)
    base = named if request.base == meant else request.base
    change = named if request.change == meant else request.change
    return dataclasses.replace(request, base=base, change=change)


def concerns(request: Request, opened: Open, side: Side) -> bool:
    """Say whether the answer to a request depends on one stage."""
    return isinstance(request, PartitionRequest) and request.opened == opened and side in (request.base, request.change)
