"""The pair to compare when two files are opened together: the last stages of both, or those that were named."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from cguviz.errors import CguvizError
from cguviz.model.capture import Capture
from cguviz.workspace.lists.capture_names import homes_of
from cguviz.workspace.requests.opened import Side
from cguviz.workspace.state.workspace import COMPARE, COMPARING, ESTIMATES, GRAPH, NOTHING, PAIR, Workspace


def fit_sides(workspace: Workspace, captures: Sequence[Capture]) -> Workspace:
    """Fit the two sides of a workspace to the captures in the files.

    A change that was to be found becomes the capture of the second file, or none; one that is not there is let go,
    and with it the views that compare.
    """
    timed = any(capture.timeline is not None or capture.measurements is not None for capture in captures)
    if workspace.view == ESTIMATES and not timed:
        workspace = dataclasses.replace(workspace, view=GRAPH)
    if workspace.crate < len(captures) and captures[workspace.crate].measurements is not None:
        # Nothing else can be shown of published measurements.
        return dataclasses.replace(workspace, change=None, view=ESTIMATES)
    change = workspace.change
    if change == PAIR:
        files = () if workspace.opened is None else workspace.opened.files
        pair = pair_of(captures, files)
        if pair is not None:
            base, other = pair
            # Of a profile alone only threads are known: there are no graphs to stand beside each other.
            view = COMPARE if all(captures[crate].partitions for crate in pair) else GRAPH
            return dataclasses.replace(workspace, crate=base, base="", change=Side(other, ""), view=view)
        change = None
    elif change is not None and (
        change.crate >= len(captures) or (change.stage and change.stage not in captures[change.crate].stages)
    ):
        change = None
    if change == workspace.change:
        return workspace
    view = GRAPH if change is None and workspace.view in COMPARING else workspace.view
    selection = NOTHING if workspace.selection.on_change else workspace.selection
    return dataclasses.replace(workspace, change=change, view=view, selection=selection)


def as_named(workspace: Workspace, captures: Sequence[Capture], named: Sequence[tuple[str, str, str]]) -> Workspace:
    """Show the stages that were named when files were opened: one stage, or two as base and change.

    Parameters
    ----------
    workspace, captures
        After `fit_sides`.
    named
        File, crate and stage, the last two "" where not named.

    Raises
    ------
    CguvizError
        There is no such crate or stage.
    """
    files = list(dict.fromkeys(path for path, _, _ in named))
    homes = homes_of(captures, files)
    found = (workspace.crate, workspace.crate if workspace.change is None else workspace.change.crate)
    sides: list[Side] = []
    for place, (path, crate, stage) in enumerate(named):
        rows = [row for row, capture in enumerate(captures) if path in homes[row] and crate in ("", capture.crate)]
        if not rows:
            there = ", ".join(sorted({capture.crate for capture in captures}))
            raise CguvizError(f"there is no crate {crate!r} in {path}; there is {there}.")
        likely = found[min(place, 1)]
        row = likely if likely in rows else rows[0]
        sides.append(Side(row, captures[row].partition(stage).stage if stage else ""))
    if len(sides) == 2 and (len(files) == 1 or workspace.change is not None):
        return dataclasses.replace(workspace, crate=sides[0].crate, base=sides[0].stage, change=sides[1], view=COMPARE)
    side = next((side for side in sides if side.stage), sides[0])
    return dataclasses.replace(workspace, crate=side.crate, base=side.stage)


def pair_of(captures: Sequence[Capture], files: Sequence[str]) -> tuple[int, int] | None:
    """Return the captures of two files, base first; None unless there are two files with a capture in each.

    Where a file holds several crates, those that both files hold are taken.
    """
    if len(files) != 2:
        return None
    homes = homes_of(captures, files)
    held = [
        [row for row, capture in enumerate(captures) if _has_something(capture) and file in homes[row]]
        for file in files
    ]
    pairs = [(left, right) for left in held[0] for right in held[1] if left != right]
    alike = [pair for pair in pairs if captures[pair[0]].crate == captures[pair[1]].crate]
    return next(iter([*alike, *pairs]), None)


def _has_something(capture: Capture) -> bool:
    return bool(capture.partitions) or capture.timeline is not None


def with_some_change(workspace: Workspace, captures: Sequence[Capture]) -> Workspace:
    """Choose sides that are worth comparing: the first stage against the last, or the first against another capture's.

    A base that is not the last stage stays what it is. Nothing is chosen where there is nothing to choose from.
    """
    if workspace.crate >= len(captures):
        return workspace
    stages = captures[workspace.crate].stages
    others = [crate for crate, capture in enumerate(captures) if crate != workspace.crate and capture.stages]
    if len(stages) > 1:
        base = workspace.base if workspace.base not in ("", stages[-1]) else stages[0]
        return dataclasses.replace(workspace, base=base, change=Side(workspace.crate, stages[-1]))
    if others:
        return dataclasses.replace(workspace, change=Side(others[0], ""))
    return workspace
