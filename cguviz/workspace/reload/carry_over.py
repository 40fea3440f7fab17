"""Pictures, choices and recipes that go over from files that were open to files opened in their place."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from cguviz.model.capture import Capture
from cguviz.model.columns import equal
from cguviz.model.items import Items
from cguviz.scene.scene import Scene
from cguviz.workspace.lab.recipes import key_of, numbers_of
from cguviz.workspace.pictures.earlier_picture import keeps_places, take_picture
from cguviz.workspace.requests.carried import Carried, Making
from cguviz.workspace.requests.requests import Draw, Request
from cguviz.workspace.results.answer import Answer
from cguviz.workspace.state import workspace as ws
from cguviz.workspace.state.pairing import fit_sides
from cguviz.workspace.state.session import fitting


def keeps(going: Carried, scene: Scene) -> bool:
    """Say whether a picture keeps an earlier one."""
    return any(keeps_places(picture, scene) for picture in going.pictures)


def gather_carried(
    workspace: ws.Workspace,
    captures: Sequence[Capture],
    answers: Mapping[Request, Answer],
    makings: tuple[Making, ...],
) -> Carried:
    """Gather pictures, recipes and numbering that go over to the next opening.

    Parameters
    ----------
    workspace, captures
        What is open.
    answers
        What was computed for it.
    makings
        How its stages were made.
    """
    pictures = tuple(
        take_picture(
            request, scene, captures[request.base.crate], captures[request.base.crate].partition(request.base.stage)
        )
        for request, scene in answers.items()
        if isinstance(request, Draw) and request.opened == workspace.opened and isinstance(scene, Scene)
    )
    shown = captures[workspace.crate].items if workspace.crate < len(captures) else None
    return Carried(pictures, makings, shown)


def renumber_selection(workspace: ws.Workspace, before: Items | None, captures: Sequence[Capture]) -> ws.Workspace:
    """Select the same items by name where files that were read again number them differently.

    Parameters
    ----------
    before
        The items that the workspace numbers; None where it numbers those of the captures.
    captures
        What was read.
    """
    if before is None or workspace.crate >= len(captures):
        return workspace
    now = captures[workspace.crate].items
    if equal(before.symbol, now.symbol) and equal(before.name, now.name):
        return workspace
    old = workspace.selection
    number = numbers_of(now)

    def again(items: Sequence[int]) -> tuple[int, ...]:
        keys = [key_of(before, item) for item in items if item < len(before)]
        return tuple(number[key] for key in keys if key in number)

    focus = again([workspace.focus]) if workspace.focus >= 0 else ()
    return dataclasses.replace(
        workspace,
        selection=dataclasses.replace(old, items=again(old.items), trail=again(old.trail)),
        focus=focus[0] if focus else -1,
        # Places where one was name items by numbers that mean others now.
        back=(),
        forward=(),
    )


def fit_to_captures(workspace: ws.Workspace, before: Items | None, captures: Sequence[Capture]) -> ws.Workspace:
    """Fit a workspace to newly read captures: drop items and stages that they lack, and find the partner they name.

    Parameters
    ----------
    before, captures
        As of `renumber_selection`.
    """
    workspace = renumber_selection(workspace, before, captures)
    if workspace.crate >= len(captures):
        workspace = dataclasses.replace(workspace, crate=0, base="", selection=ws.NOTHING)
    capture = captures[workspace.crate]
    if workspace.base not in capture.stages:
        workspace = dataclasses.replace(workspace, base="")
    units = frozenset(name for partition in capture.partitions for name in partition.units)
    return fitting(fit_sides(workspace, captures), len(capture.items), units)
