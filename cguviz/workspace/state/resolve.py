"""From a workspace to the requests whose answers show it."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pkgutil import resolve_name
from typing import TYPE_CHECKING

from cguviz.workspace.pictures.table import Facts, Shows, kind_named
from cguviz.workspace.requests.estimates import DrawEstimates, JudgeEstimates
from cguviz.workspace.requests.opened import Open, Picture, Side
from cguviz.workspace.requests.options import FLOW, MODULES, SIDES
from cguviz.workspace.requests.requests import Compare, Draw, DrawBuild, DrawTimeline, IndexSearch, Request, SurveyStage
from cguviz.workspace.requests.views import Focus, Tabulate
from cguviz.workspace.state import workspace as ws
from cguviz.workspace.state.workspace import COMPARING, PAIR, SIDED, Face, Workspace

if TYPE_CHECKING:
    # The window is up before numpy is loaded.
    from cguviz.model.build import Build
    from cguviz.model.capture import Capture

PANE_ASPECTS = {ws.COMPARE: 0.66, ws.MODULES: 0.54}
"""Width by height of one pane as a share of that of the whole view: half as wide, and three quarters as high where
the flow of sizes lies below."""
TIMELINE, BUILD = "timeline", "build"
"""Names of pictures that are no views."""


def resolve(workspace: Workspace, bare: frozenset[int] = frozenset()) -> tuple[Request, ...]:
    """Return the requests whose answers show a workspace, the most urgent first.

    Parameters
    ----------
    bare
        Captures that hold no partition, by their place in what was opened: of them only threads can be shown.
    """
    opened = workspace.opened
    if opened is None:
        return ()
    kind = kind_named(workspace.view)
    timeline = (timeline_of(workspace, opened),) if workspace.threads else ()
    without = workspace.crate in bare
    change = workspace.change
    lacking = without or (workspace.view in SIDED and change is not None and change.crate in bare)
    shown: tuple[Request, ...] = ()
    if kind.view is not None and not (lacking and kind.view.needs_partition):
        asked: Request | None = resolve_name(kind.view.ask or kind.ask)(workspace, opened)
        shown = () if asked is None else (asked,)
    if without:
        return (opened, *shown, *timeline)
    return (opened, survey_of(workspace, opened), *shown, *timeline, index_of(workspace, opened, bare))


def facts_of(workspace: Workspace, captures: Sequence[Capture], build: Build | None) -> Facts:
    """Return the facts that decide whether there are pictures of each kind."""
    if build is not None:
        return Facts(build=True)
    bare = {row for row, capture in enumerate(captures) if not capture.partitions}
    return Facts(
        base=workspace.crate not in bare,
        change=workspace.change is not None and workspace.change.crate not in bare,
        measured=any(capture.timeline is not None or capture.measurements is not None for capture in captures),
        focus=workspace.focus >= 0,
    )


def picture_of(workspace: Workspace, opened: Open, name: str, build: Build | None = None) -> Picture | None:
    """Return the request for a picture of some kind; None where there is nothing to draw.

    Parameters
    ----------
    name
        A name in `cguviz.workspace.pictures.table.PICTURES`.
    build
        The whole build that is open, for pictures of one.

    Raises
    ------
    CguvizError
        There is no such kind.
    """
    kind = kind_named(name)
    what = (workspace, opened, build) if kind.shows is Shows.BUILD else (workspace, opened)
    asked: Picture | None = resolve_name(kind.ask)(*what)
    return asked


def of_same_sides(one: Compare, other: Compare) -> bool:
    """Say whether two comparisons differ in their pictures only."""
    return dataclasses.replace(one, options=other.options, view=other.view) == other


def base_of(workspace: Workspace) -> Side:
    """Return the partition that is shown, the base of a comparison."""
    return Side(workspace.crate, workspace.base)


def change_of(workspace: Workspace) -> Side | None:
    """Return the other side of the comparison; None where there is none, or it is yet to be found."""
    return None if workspace.change == PAIR else workspace.change


def survey_of(workspace: Workspace, opened: Open) -> SurveyStage:
    """Build the request for the stage in outline and table: the base, or the change where that is chosen or alone.

    Two captures number their items differently: those of the change are numbered as in the comparison.
    """
    change = change_of(workspace)
    chosen = workspace.face is Face.CHANGE or (workspace.face is Face.BOTH and workspace.list_change)
    if change is None or not chosen or workspace.view not in SIDED:
        return SurveyStage(opened, base_of(workspace))
    return SurveyStage(opened, change, -1 if change.crate == workspace.crate else workspace.crate)


def index_of(workspace: Workspace, opened: Open, bare: frozenset[int]) -> IndexSearch:
    """Build the request for the search: over the items of both captures while two are compared."""
    change = change_of(workspace)
    if workspace.view not in COMPARING or change is None or change.crate in (workspace.crate, *bare):
        return IndexSearch(opened, (workspace.crate,))
    return IndexSearch(opened, (workspace.crate, change.crate))


def draw_of(workspace: Workspace, opened: Open) -> Draw:
    """Build the request for the graph."""
    return Draw(opened, base_of(workspace), workspace.options, workspace.folded)


def compare_of(workspace: Workspace, opened: Open, view: str = "") -> Compare | None:
    """Build the request for the comparison, in the view that is shown or another; None where there is none."""
    change = change_of(workspace)
    if change is None:
        return None
    share = PANE_ASPECTS.get(workspace.view, PANE_ASPECTS[ws.COMPARE])
    options = dataclasses.replace(workspace.options, aspect=round(workspace.options.aspect * share, 2))
    view = view or (MODULES if workspace.view == ws.MODULES else SIDES)
    return Compare(opened, base_of(workspace), options, view, change=change)


def judge_of(workspace: Workspace, opened: Open) -> JudgeEstimates:
    """Build the `JudgeEstimates` request: estimates of all open captures; for the current one, of its base stage."""
    return JudgeEstimates(opened, base_of(workspace))


def timeline_of(workspace: Workspace, opened: Open) -> DrawTimeline:
    """Build the request for the threads: of the base, and of the change where there is one."""
    return DrawTimeline(opened, base_of(workspace), workspace.timing, change=change_of(workspace))


def tabulate_of(workspace: Workspace, opened: Open) -> Tabulate:
    """Build the request for the matrix: of the base, or of two sides, or of how these differ."""
    change = change_of(workspace)
    if change is None:
        return Tabulate(opened, base_of(workspace), order=workspace.order)
    return Tabulate(opened, base_of(workspace), workspace.face.value, workspace.order, change=change)


def focus_of(workspace: Workspace, opened: Open) -> Focus | None:
    """Build the request for the neighbourhood of the item in focus; None where there is none."""
    if workspace.focus < 0:
        return None
    return Focus(opened, base_of(workspace), workspace.focus, workspace.around, workspace.options.aspect)


def estimates_of(workspace: Workspace, opened: Open) -> DrawEstimates:
    """Build the request for the picture of the estimates that are looked at."""
    return DrawEstimates(opened, base_of(workspace), scatters=(workspace.scatter,))


def crates_of(workspace: Workspace, opened: Open, build: Build) -> DrawBuild:
    """Build the request for the crates of a whole build over time."""
    return DrawBuild(opened, workspace.timing.arrangement, build)


def sides_of(workspace: Workspace, opened: Open) -> Compare | None:
    """Build the request for both graphs side by side; None where nothing is compared."""
    return compare_of(workspace, opened, SIDES)


def modules_of(workspace: Workspace, opened: Open) -> Compare | None:
    """Build the request for both maps of modules; None where nothing is compared."""
    return compare_of(workspace, opened, MODULES)


def flow_of(workspace: Workspace, opened: Open) -> Compare | None:
    """Build the request for the strip of sizes that flow; None where nothing is compared."""
    return compare_of(workspace, opened, FLOW)
