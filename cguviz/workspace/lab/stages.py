"""What becomes of a workspace, of captures and of requests when a capture gets another stage.

An empty name means "the last stage", and which one that is changes with every stage that is added. So before the
first is, the names are written out everywhere; what was computed for "" was computed for that stage and stays true.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from cguviz.model.capture import Capture
from cguviz.model.partition import Partition
from cguviz.workspace.requests.estimates import Weigh
from cguviz.workspace.requests.requests import Compare, Draw, DrawTimeline, Look, Open, Request
from cguviz.workspace.requests.views import Focus, Tabulate
from cguviz.workspace.state.workspace import Place, Side, Workspace


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


def pinned(workspace: Workspace, crate: int, last: str) -> Workspace:
    """Write the last stage's name out wherever a workspace means it by ""."""

    def side(old: Side | None) -> Side | None:
        return Side(crate, last) if old == Side(crate, "") else old

    def place(old: Place) -> Place:
        base = last if old.crate == crate and not old.base else old.base
        return dataclasses.replace(old, base=base, change=side(old.change))

    return dataclasses.replace(
        workspace,
        base=last if workspace.crate == crate and not workspace.base else workspace.base,
        change=side(workspace.change),
        back=tuple(map(place, workspace.back)),
        forward=tuple(map(place, workspace.forward)),
    )


def pinned_request(request: Request, opened: Open, crate: int, last: str) -> Request:
    """Return the request that has the same answer and names the stage."""
    match request:
        case Draw() | Look() | Focus() | Weigh():
            if (request.opened, request.crate, request.stage) == (opened, crate, ""):
                return dataclasses.replace(request, stage=last)
        case Compare() | DrawTimeline() | Tabulate() if request.opened == opened:
            base = last if (request.base, request.base_stage) == (crate, "") else request.base_stage
            change = last if (request.change, request.change_stage) == (crate, "") else request.change_stage
            return dataclasses.replace(request, base_stage=base, change_stage=change)
    return request


def concerns(request: Request, opened: Open, crate: int, stage: str) -> bool:
    """Say whether the answer to a request depends on one stage."""
    match request:
        case Draw() | Look() | Focus() | Weigh():
            return (request.opened, request.crate, request.stage) == (opened, crate, stage)
        case Compare() | DrawTimeline() | Tabulate() if request.opened == opened:
            return (crate, stage) in ((request.base, request.base_stage), (request.change, request.change_stage))
    return False
