"""Opening and closing files: what becomes of a workspace when other files are read, or the same ones anew."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from cguviz.workspace.requests.opened import Open, Side
from cguviz.workspace.requests.scatter import SHOWN
from cguviz.workspace.state.workspace import COMPARING, GRAPH, PAIR, Workspace


def open_files(workspace: Workspace, files: Iterable[str]) -> Workspace:
    """Open other files, or the same files anew; choices in the old ones are forgotten."""
    number = 0 if workspace.opened is None else workspace.opened.number + 1
    return dataclasses.replace(
        close_files(workspace),
        opened=Open(tuple(files), number),
        change=PAIR,
    )


def open_crate(workspace: Workspace, file: str) -> Workspace:
    """Open one crate of the open build, or of the build that this crate is of."""
    return dataclasses.replace(open_files(workspace, [file]), within=workspace.within or workspace.opened)


def leave_crate(workspace: Workspace) -> Workspace:
    """Return to the build that a crate was opened from."""
    if workspace.within is None:
        return workspace
    return dataclasses.replace(close_files(workspace), opened=workspace.within, change=PAIR)


def close_files(workspace: Workspace) -> Workspace:
    """Open nothing; how things are shown stays."""
    return Workspace(
        options=workspace.options,
        view=workspace.view,
        theme=workspace.theme,
        threads=workspace.threads,
        timing=dataclasses.replace(workspace.timing, units=0),
        scatter=dataclasses.replace(workspace.scatter, crate=SHOWN),
    )


def reload_files(workspace: Workspace, files: Iterable[str] = ()) -> Workspace:
    """Read the same files anew; stage, selection and the like stay as far as they still exist.

    Parameters
    ----------
    files
        What to read in their place: another recording of the crate that is shown.
    """
    if workspace.opened is None:
        return workspace
    others = tuple(files)
    opened = Open(others or workspace.opened.files, workspace.opened.number + 1)
    kept = dataclasses.replace(workspace, opened=opened, options=dataclasses.replace(workspace.options, keep=True))
    if opened.files == workspace.opened.files:
        return kept
    change = None if kept.change is None or kept.change.crate != kept.crate else Side(0, kept.change.stage)
    view = GRAPH if change is None and kept.view in COMPARING else kept.view
    return dataclasses.replace(kept, crate=0, change=change, view=view, within=None, back=(), forward=())
