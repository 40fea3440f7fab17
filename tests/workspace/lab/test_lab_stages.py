"""The last stage gets its name before another one is the last."""

from __future__ import annotations

import dataclasses

import pytest

from cguviz.formats import load
from cguviz.model.capture import Capture
from cguviz.progress import silent
from cguviz.workspace.lab.stages import concerns, pin_request, with_stage
from cguviz.workspace.requests.opened import Open, Side
from cguviz.workspace.requests.options import Options
from cguviz.workspace.requests.requests import Compare, Draw, IndexSearch, SurveyStage
from cguviz.workspace.state import workspace as ws
from cguviz.workspace.state.last_stage import pin_workspace
from cguviz.workspace.state.resolve import resolve
from tests.captures import sample_named

OPENED = Open(("toy",))


@pytest.fixture(scope="module")
def toy() -> Capture:
    (capture,) = load([sample_named("toy-0.1.0-release")], silent)
    return capture


def test_a_workspace_shows_the_same_afterwards() -> None:
    workspace = ws.Workspace(opened=OPENED)
    workspace = ws.choose_change(ws.choose_stage(workspace, "PLACE"), Side(0, ""))
    workspace = ws.choose_change(workspace, Side(1, ""))
    now = pin_workspace(workspace, 0, "MERGE")
    assert (now.base, now.change) == ("PLACE", Side(1, ""))
    assert [place.base for place in now.back] == ["MERGE", "PLACE", "PLACE"]
    assert [place.change for place in now.back] == [None, None, Side(0, "MERGE")]
    assert pin_workspace(now, 0, "OTHER") == now


@pytest.mark.parametrize("change", [None, Side(0, ""), Side(1, "")])
def test_what_was_computed_answers_what_is_asked_afterwards(change: Side | None) -> None:
    workspace = ws.choose_change(ws.Workspace(opened=OPENED), change)
    before = [pin_request(request, OPENED, 0, "MERGE") for request in resolve(workspace)]
    assert before == list(resolve(pin_workspace(workspace, 0, "MERGE")))


def test_a_stage_is_added_or_takes_the_place_of_its_namesake(toy: Capture) -> None:
    made = toy.partition("PLACE").replace(stage="BY HAND")
    one = with_stage((toy, toy), 1, made)
    assert one[0] is toy
    assert one[1].stages == (*toy.stages, "BY HAND")
    other = toy.partition("MERGE").replace(stage="BY HAND")
    two = with_stage(one, 1, other)
    assert two[1].stages == one[1].stages
    assert two[1].partition("BY HAND") is other


def test_only_answers_about_the_stage_are_forgotten() -> None:
    draw = Draw(OPENED, Side(0, "BY HAND"), Options(), frozenset())
    compare = Compare(OPENED, Side(0, "PLACE"), Options(), change=Side(0, "BY HAND"))
    assert all(
        concerns(one, OPENED, Side(0, "BY HAND")) for one in (draw, compare, SurveyStage(OPENED, Side(0, "BY HAND")))
    )
    others = (
        dataclasses.replace(draw, base=Side(0, "PLACE")),
        dataclasses.replace(draw, base=Side(1, "BY HAND")),
        dataclasses.replace(compare, change=Side(1, "BY HAND")),
        IndexSearch(OPENED, (0,)),
        OPENED,
    )
    assert not any(concerns(one, OPENED, Side(0, "BY HAND")) for one in others)
