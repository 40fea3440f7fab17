"""A workspace before its capture gets another stage: the one that was the last gets its name."""

from __future__ import annotations

import dataclasses

from cguviz.workspace.requests.opened import Side
from cguviz.workspace.state.workspace import Place, Workspace


def pin_workspace(workspace: Workspace, crate: int, last: str) -> Workspace:
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
