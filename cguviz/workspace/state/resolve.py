"""From a workspace to the requests whose answers show it."""

from __future__ import annotations

import dataclasses

from cguviz.workspace.requests.estimates import DrawEstimates, Weigh
from cguviz.workspace.requests.requests import (
    FLOW,
    SIDES,
    Compare,
    Draw,
    DrawTimeline,
    Export,
    Learn,
    Look,
    Open,
    Picture,
    RecordRequest,
    Request,
)
from cguviz.workspace.requests.views import Focus, Tabulate
from cguviz.workspace.state.workspace import (
    COMPARE,
    COMPARING,
    ESTIMATES,
    FOCUS,
    GRAPH,
    MATRIX,
    MODULES,
    PAIR,
    SIDED,
    Face,
    Workspace,
)

PANE_ASPECTS = {COMPARE: 0.66, MODULES: 0.54}
"""Width by height of one pane as a share of that of the whole view: half as wide, and three quarters as high where
the flow of sizes lies below."""

TIMELINE, BUILD = "timeline", "build"
PICTURES = {GRAPH: "", COMPARE: SIDES, FLOW: FLOW, MODULES: MODULES, MATRIX: "", FOCUS: "", ESTIMATES: "", TIMELINE: ""}
"""What can be drawn of a workspace, and what of it a comparison is drawn as."""


def resolve(workspace: Workspace, bare: frozenset[int] = frozenset()) -> tuple[Request, ...]:
    """Return what must be computed to show a workspace, the most urgent first.

    Parameters
    ----------
    bare
        Captures that hold no partition, by their place in what was opened: of them only threads can be shown.
    """
    opened = workspace.opened
    if opened is None:
        return ()
    timeline = (timeline_of(workspace, opened),) if workspace.threads else ()
    estimates = (weigh_of(workspace, opened),) if workspace.view == ESTIMATES else ()
    if workspace.crate in bare:
        return (opened, *estimates, *timeline)
    pictures = shown(workspace, opened)
    change = workspace.change
    if workspace.view in SIDED and change is not None and change.crate in bare:
        pictures = ()
    learned = learn_of(workspace, opened, bare)
    return (opened, look_of(workspace, opened), *pictures, *estimates, *timeline, learned)


def opened_of(request: Request) -> Open | None:
    """Return the files that a request is about, None for what is about none."""
    if isinstance(request, Open):
        return request
    if isinstance(request, RecordRequest):
        return None
    return request.draw.opened if isinstance(request, Export) else request.opened


def of_same_sides(one: Compare, other: Compare) -> bool:
    """Say whether two comparisons differ in their pictures only."""
    return dataclasses.replace(one, options=other.options, view=other.view) == other


def look_of(workspace: Workspace, opened: Open) -> Look:
    """Return the request for what outline and table list: the base, or the change where that is chosen or seen alone.

    Two captures number their items differently: those of the change are numbered as in the comparison.
    """
    change = workspace.change
    chosen = workspace.face is Face.CHANGE or (workspace.face is Face.BOTH and workspace.list_change)
    if change is None or change == PAIR or not chosen or workspace.view not in SIDED:
        return Look(opened, workspace.crate, workspace.base)
    return Look(opened, change.crate, change.stage, -1 if change.crate == workspace.crate else workspace.crate)


def learn_of(workspace: Workspace, opened: Open, bare: frozenset[int]) -> Learn:
    """Return the request for the search: over the items of both captures while two are compared."""
    change = workspace.change
    if workspace.view not in COMPARING or change is None or change.crate in (-1, workspace.crate, *bare):
        return Learn(opened, workspace.crate)
    return Learn(opened, workspace.crate, change.crate)


def shown(workspace: Workspace, opened: Open) -> tuple[Picture, ...]:
    """Return the request for the picture in the middle; none where there is nothing to compare with."""
    if workspace.view == ESTIMATES:
        return ()
    if workspace.view == MATRIX:
        return (tabulate_of(workspace, opened),)
    if workspace.view == FOCUS:
        return (focus_of(workspace, opened),) if workspace.focus >= 0 else ()
    if workspace.view not in COMPARING:
        return (draw_of(workspace, opened),)
    compare = compare_of(workspace, opened)
    return () if compare is None else (compare,)


def picture_of(workspace: Workspace, opened: Open, view: str) -> Picture | None:
    """Return the request for a picture of some kind, one of `PICTURES`; None where there is nothing to compare."""
    if view == TIMELINE:
        return timeline_of(workspace, opened)
    if view == MATRIX:
        return tabulate_of(workspace, opened)
    if view == FOCUS:
        return focus_of(workspace, opened) if workspace.focus >= 0 else None
    if view == ESTIMATES:
        return DrawEstimates(opened, workspace.crate, workspace.base, workspace.scatter)
    if view == GRAPH:
        return draw_of(workspace, opened)
    compare = compare_of(workspace, opened, PICTURES[view])
    return compare and dataclasses.replace(compare, moved_only=workspace.moved_only)


def draw_of(workspace: Workspace, opened: Open) -> Draw:
    """Return the request for the graph of a workspace."""
    return Draw(opened, workspace.crate, workspace.base, workspace.options, workspace.folded)


def compare_of(workspace: Workspace, opened: Open, view: str = "") -> Compare | None:
    """Return the request for the comparison of a workspace in its view or another, None where it makes none."""
    change = workspace.change
    if change is None or change == PAIR:
        return None
    share = PANE_ASPECTS.get(workspace.view, PANE_ASPECTS[COMPARE])
    options = dataclasses.replace(workspace.options, aspect=round(workspace.options.aspect * share, 2))
    view = view or (MODULES if workspace.view == MODULES else SIDES)
    return Compare(opened, workspace.crate, workspace.base, change.crate, change.stage, options, view)


def weigh_of(workspace: Workspace, opened: Open) -> Weigh:
    """Return the request for the estimates of all that is open, of the capture that is looked at those of its base."""
    return Weigh(opened, workspace.crate, workspace.base)


def timeline_of(workspace: Workspace, opened: Open) -> DrawTimeline:
    """Return the request for the threads of a workspace: of its base, and of its change where it has one."""
    change = workspace.change
    if change is None or change == PAIR:
        return DrawTimeline(opened, workspace.crate, workspace.base, -1, "", workspace.timing)
    return DrawTimeline(opened, workspace.crate, workspace.base, change.crate, change.stage, workspace.timing)


def tabulate_of(workspace: Workspace, opened: Open) -> Tabulate:
    """Return the request for the matrix of a workspace: of its base, or of two sides, or of how these differ."""
    change = workspace.change
    if change is None or change == PAIR:
        return Tabulate(opened, workspace.crate, workspace.base, order=workspace.order)
    sides = (workspace.crate, workspace.base, change.crate, change.stage)
    return Tabulate(opened, *sides, workspace.face.value, workspace.order)


def focus_of(workspace: Workspace, opened: Open) -> Focus:
    """Return the request for the neighbourhood of the item in focus."""
    aspect = workspace.options.aspect
    sides = (opened, workspace.crate, workspace.base)
    return Focus(*sides, workspace.focus, workspace.around, aspect)
