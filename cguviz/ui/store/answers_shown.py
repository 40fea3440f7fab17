"""Answers in sight, with the requests they belong to.

Knows which of the answers that are there belong to a workspace, and what stays in sight until its own is there; not
how answers are asked for.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from cguviz.model.build import Build
from cguviz.model.capture import Capture
from cguviz.model.partition import Partition
from cguviz.scene.scene import Scene
from cguviz.scene.timeline.chart import Chart
from cguviz.workspace.lists.search import Index
from cguviz.workspace.lists.stage_index import Survey
from cguviz.workspace.reload.carry_over import keeps
from cguviz.workspace.requests.carried import Carried
from cguviz.workspace.requests.opened import Open
from cguviz.workspace.requests.requests import Compare, Draw, Request, SurveyStage
from cguviz.workspace.results.answer import Answer
from cguviz.workspace.results.comparison import Compared
from cguviz.workspace.state import resolve as asking
from cguviz.workspace.state.workspace import Workspace

Answers = Mapping[Request, Answer]


@dataclasses.dataclass(frozen=True, eq=False)
class Drawn:
    """The picture on the canvas and its request; `kept`: boxes stand where an earlier picture had them."""

    request: Draw
    scene: Scene
    partition: Partition
    kept: bool = False


@dataclasses.dataclass(frozen=True, eq=False)
class Sides:
    """The comparison in the middle, and the two captures compared."""

    request: Compare
    compared: Compared
    base: Capture
    change: Capture


@dataclasses.dataclass(frozen=True, eq=False)
class ListedStage:
    """The stage in outline, table and inspector; `on_change`: the change side of a comparison."""

    capture: Capture
    partition: Partition
    survey: Survey
    on_change: bool = False


@dataclasses.dataclass(frozen=True, eq=False)
class AnswersShown:
    """All answers in sight; None for answers that are not there, or not yet."""

    build: Build | None = None
    captures: tuple[Capture, ...] = ()
    stage: ListedStage | None = None
    drawn: Drawn | None = None
    sides: Sides | None = None
    timeline: Chart | None = None
    index: Index | None = None


def bare(answers: Answers, opened: Open | None) -> frozenset[int]:
    """Return the captures that hold no partition: nothing but threads is known of them."""
    captures = None if opened is None else answers.get(opened)
    rows = enumerate(captures if isinstance(captures, tuple) else ())
    return frozenset(row for row, capture in rows if not capture.partitions)


def choose_answers(workspace: Workspace, answers: Answers, carried: Carried, *, before: AnswersShown) -> AnswersShown:
    """Find the answers that belong to a workspace.

    Parameters
    ----------
    answers
        All that are there.
    carried
        What went over to what is open: a picture may keep an earlier one.
    before
        What is shown now. What did not change is the same object afterwards.
    """
    opened = workspace.opened
    answer: Answer | None = None if opened is None else answers.get(opened)
    build = answer if isinstance(answer, Build) else None
    captures = answer if isinstance(answer, tuple) else ()
    timeline = _timeline(workspace, answers, captures, before.timeline)
    capture = captures[workspace.crate] if workspace.crate < len(captures) else None
    if opened is None or capture is None or not capture.partitions:
        return AnswersShown(build, captures, timeline=timeline)
    draw = asking.draw_of(workspace, opened)
    scene, drawn = answers.get(draw), before.drawn
    if isinstance(scene, Scene) and (drawn is None or drawn.scene is not scene):
        kept = draw.options.keep and keeps(carried, scene)
        drawn = Drawn(draw, scene, capture.partition(workspace.base), kept)
    index = answers.get(asking.index_of(workspace, opened, bare(answers, opened)))
    return AnswersShown(
        build=build,
        captures=captures,
        stage=_stage(workspace, answers, asking.survey_of(workspace, opened), capture, before.stage),
        drawn=drawn,
        sides=_sides(answers, captures, asking.compare_of(workspace, opened), before.sides),
        timeline=timeline,
        index=index if isinstance(index, Index) else None,
    )


def _stage(
    workspace: Workspace, answers: Answers, wanted: SurveyStage, capture: Capture, before: ListedStage | None
) -> ListedStage | None:
    """Return the requested stage, until it is there the stage before."""
    look = answers.get(wanted)
    if not isinstance(look, Survey) or (before is not None and before.survey is look):
        return before
    listed = look.united or capture
    on_change = wanted != SurveyStage(wanted.opened, asking.base_of(workspace))
    return ListedStage(listed, listed.partition(wanted.base.stage), look, on_change)


def _sides(
    answers: Answers, captures: tuple[Capture, ...], wanted: Compare | None, before: Sides | None
) -> Sides | None:
    """Return the comparison that was asked for; one of the same sides stays until it is there."""
    if wanted is None:
        return None
    answer = answers.get(wanted)
    if isinstance(answer, Compared):
        same = before is not None and before.compared is answer
        return before if same else Sides(wanted, answer, captures[wanted.base.crate], captures[wanted.change.crate])
    return before if before is not None and asking.of_same_sides(before.request, wanted) else None


def _timeline(
    workspace: Workspace, answers: Answers, captures: tuple[Capture, ...], before: Chart | None
) -> Chart | None:
    """Return the requested threads; threads of the same files stay until they are there, if ever."""
    if workspace.opened is None or not captures:
        return None
    chart = answers.get(asking.timeline_of(workspace, workspace.opened))
    return chart if isinstance(chart, Chart) else before
