"""From a workspace to the requests whose answers show it."""

from __future__ import annotations

import dataclasses

from cguviz.workspace.requests import Compare, Draw, Learn, Look, Open, Request
from cguviz.workspace.workspace import COMPARE, COMPARING, MODULES, PAIR, Face, Workspace

PANE_ASPECTS = {COMPARE: 0.66, MODULES: 0.54}
"""Width by height of one pane as a share of that of the whole view: half as wide, and three quarters as high where
the flow of sizes lies below."""


def resolve(workspace: Workspace) -> tuple[Request, ...]:
    """Return what must be computed to show a workspace, the most urgent first."""
    opened = workspace.opened
    if opened is None:
        return ()
    return (
        opened,
        look_of(workspace, opened),
        *shown(workspace, opened),
        Learn(opened, workspace.crate),
    )


def look_of(workspace: Workspace, opened: Open) -> Look:
    """Return the request for what outline and table list: the base, or the change while only that is seen.

    Two captures number their items differently; then it is always the base.
    """
    change = workspace.change
    alone = workspace.view in COMPARING and workspace.face is Face.CHANGE
    if alone and change is not None and change.crate == workspace.crate:
        return Look(opened, change.crate, change.stage)
    return Look(opened, workspace.crate, workspace.base)


def shown(workspace: Workspace, opened: Open) -> tuple[Draw | Compare, ...]:
    """Return the request for the picture in the middle; none where there is nothing to compare with."""
    if workspace.view not in COMPARING:
        return (draw_of(workspace, opened),)
    compare = compare_of(workspace, opened)
    return () if compare is None else (compare,)


def draw_of(workspace: Workspace, opened: Open) -> Draw:
    """Return the request for the graph of a workspace."""
    return Draw(opened, workspace.crate, workspace.base, workspace.options, workspace.folded)


def compare_of(workspace: Workspace, opened: Open) -> Compare | None:
    """Return the request for the comparison of a workspace, None where it makes none."""
    change = workspace.change
    if change is None or change == PAIR:
        return None
    share = PANE_ASPECTS.get(workspace.view, PANE_ASPECTS[COMPARE])
    options = dataclasses.replace(workspace.options, aspect=round(workspace.options.aspect * share, 2))
    view = "modules" if workspace.view == MODULES else "sides"
    return Compare(opened, workspace.crate, workspace.base, change.crate, change.stage, options, view)
