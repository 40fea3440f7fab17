"""Going back to where one was, and forward again; `cguviz.workspace.state.workspace` remembers the places."""

from __future__ import annotations

import dataclasses

from cguviz.workspace.state.opening import leave_crate
from cguviz.workspace.state.workspace import COMPARING, FOCUS, GRAPH, PLACE, Place, Workspace, place_of


def go_back(workspace: Workspace) -> Workspace:
    """Return to where one was before the last choice; before the first, to the build that a crate is of."""
    if not workspace.back:
        return leave_crate(workspace)
    place = workspace.back[-1]
    return dataclasses.replace(
        _at(workspace, place), back=workspace.back[:-1], forward=(*workspace.forward, place_of(workspace))
    )


def go_forward(workspace: Workspace) -> Workspace:
    """Undo `go_back`."""
    if not workspace.forward:
        return workspace
    place = workspace.forward[-1]
    return dataclasses.replace(
        _at(workspace, place), back=(*workspace.back, place_of(workspace)), forward=workspace.forward[:-1]
    )


def _at(workspace: Workspace, place: Place) -> Workspace:
    # A focus comes and goes with its view; of the others one stays in that which one chose.
    view = place.view if FOCUS in (place.view, workspace.view) else workspace.view
    made = dataclasses.replace(workspace, **{name: getattr(place, name) for name in PLACE})
    return dataclasses.replace(made, view=GRAPH if place.change is None and view in COMPARING else view)
