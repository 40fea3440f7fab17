"""Transitions of the workspace, and what must be computed for it."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from cguviz.workspace.requests.opened import Open, Side
from cguviz.workspace.requests.requests import Draw, IndexSearch, Save, SurveyStage, supersedes
from cguviz.workspace.state import history, opening
from cguviz.workspace.state import workspace as ws
from cguviz.workspace.state.resolve import resolve

OPENED = opening.open_files(ws.Workspace(), ["a.dump"])
numbers = st.lists(st.integers(0, 30), max_size=4)
names = st.lists(st.sampled_from(["u0", "u1", "u2"]), max_size=3)


def steps() -> st.SearchStrategy[Callable[[ws.Workspace], ws.Workspace]]:
    return st.one_of(
        st.builds(lambda items, extend: lambda w: ws.select_items(w, items, extend=extend), numbers, st.booleans()),
        st.builds(lambda units, extend: lambda w: ws.select_units(w, units, extend=extend), names, st.booleans()),
        st.builds(lambda stage: lambda w: ws.choose_stage(w, stage), st.sampled_from(["PLACE", "MERGE", ""])),
        st.builds(lambda item: lambda w: ws.focus_on(w, item), st.integers(0, 30)),
        st.builds(lambda units: lambda w: ws.fold(w, units), names),
        st.just(ws.step_back),
        st.builds(lambda text: lambda w: ws.search_for(w, text), st.text(max_size=3)),
    )


def place(w: ws.Workspace) -> tuple[object, ...]:
    return w.crate, w.base, w.selection, w.focus


@given(st.lists(steps(), max_size=12))
def test_going_back_and_forward_leads_to_where_one_was(done: list[Callable[[ws.Workspace], ws.Workspace]]) -> None:
    workspace = OPENED
    for step in done:
        workspace = step(workspace)
    back = workspace
    while back.back:
        back = history.go_back(back)
    assert place(back) == place(OPENED)
    again = back
    while again.forward:
        again = history.go_forward(again)
    assert place(again) == place(workspace)


@given(st.lists(steps(), max_size=12))
def test_letting_go_ends_with_nothing_chosen(done: list[Callable[[ws.Workspace], ws.Workspace]]) -> None:
    workspace = OPENED
    for step in done:
        workspace = step(workspace)
    for _ in range(3):
        workspace = ws.step_back(workspace)
    assert (workspace.selection, workspace.focus, workspace.search) == (ws.NOTHING, -1, "")


def test_letting_go_takes_selection_then_focus_then_search() -> None:
    workspace = ws.focus_on(ws.search_for(OPENED, "new"), 3)
    first = ws.step_back(workspace)
    assert (first.selection, first.focus, first.search) == (ws.NOTHING, 3, "new")
    second = ws.step_back(first)
    assert (second.focus, second.search) == (-1, "new")
    assert ws.step_back(second).search == ""


@given(numbers.filter(bool), numbers)
def test_extending_twice_by_the_same_is_the_same_as_nothing(chosen: list[int], before: list[int]) -> None:
    workspace = ws.select_items(OPENED, [item for item in before if item not in chosen])
    twice = ws.select_items(ws.select_items(workspace, chosen, extend=True), chosen, extend=True)
    assert twice.selection.items == workspace.selection.items


@given(names, names)
def test_folding_twice_unfolds(units: list[str], others: list[str]) -> None:
    workspace = ws.fold(OPENED, [unit for unit in others if unit not in units])
    assert ws.fold(ws.fold(workspace, units), units).folded == workspace.folded


def test_nothing_open_needs_nothing() -> None:
    assert resolve(ws.Workspace()) == ()


def test_the_same_workspace_needs_the_same_and_selection_costs_nothing() -> None:
    selected = ws.select_items(OPENED, [1, 2])
    assert resolve(selected) == resolve(OPENED)
    assert len(set(resolve(OPENED))) == 4
    assert resolve(ws.fold(OPENED, ["u1"])) != resolve(OPENED)


def test_opening_the_same_files_again_is_another_request() -> None:
    again = opening.reload_files(ws.choose_stage(OPENED, "PLACE"))
    assert again.opened != OPENED.opened
    assert again.base == "PLACE"


def test_only_what_nobody_waits_for_is_superseded() -> None:
    opened, other = Open(("a",)), Open(("b",), 1)
    draw = Draw(opened, Side(0, ""), ws.Workspace().options, frozenset())
    folded = Draw(opened, Side(0, ""), ws.Workspace().options, frozenset({"u"}))
    assert supersedes(other, opened)
    assert supersedes(other, draw)
    assert supersedes(folded, draw)
    assert not supersedes(draw, draw)
    assert not supersedes(draw, SurveyStage(opened, Side(0, "")))
    assert not supersedes(other, Save(opened, "x.cguviz"))
    assert not supersedes(IndexSearch(opened, (0,)), opened)
