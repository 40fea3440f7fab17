"""Base and change of a comparison: chosen, swapped, flipped, found for two files, kept."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.model.capture import Capture
from cguviz.workspace.lists.capture_names import names_of
from cguviz.workspace.requests.opened import Side
from cguviz.workspace.requests.requests import Compare, Draw, IndexSearch, SurveyStage
from cguviz.workspace.state import history, opening
from cguviz.workspace.state import workspace as ws
from cguviz.workspace.state.pairing import fit_sides, pair_of, with_some_change
from cguviz.workspace.state.resolve import compare_of, index_of, resolve, survey_of
from cguviz.workspace.state.session import dump, restore

OPENED = dataclasses.replace(opening.open_files(ws.Workspace(), ["a.dump", "b.dump"]), change=None)
MERGE, PLACE, OTHER = Side(0, "MERGE"), Side(0, "PLACE"), Side(1, "MERGE")
sides = st.builds(Side, st.integers(0, 1), st.sampled_from(["PLACE", "MERGE", ""]))


@pytest.fixture
def two(toy: Capture, regex: Capture) -> list[Capture]:
    return [toy.replace(sources=("a/dump.txt.gz", "a/ll.tar.zst")), regex.replace(sources=("b.dump",))]


def test_choosing_a_change_goes_to_the_comparison_and_none_leaves_it() -> None:
    compared = ws.choose_change(OPENED, MERGE)
    assert (compared.view, compared.change) == (ws.COMPARE, MERGE)
    assert ws.choose_change(ws.choose_view(compared, ws.MODULES), PLACE).view == ws.MODULES
    ended = ws.choose_change(compared, None)
    assert (ended.view, ended.change) == (ws.GRAPH, None)
    assert history.go_back(compared).view == ws.GRAPH
    assert history.go_forward(history.go_back(compared)).change == MERGE


@given(sides, sides)
def test_swapping_twice_is_nothing(base: Side, change: Side) -> None:
    compared = ws.choose_change(ws.choose_base(OPENED, base), change)
    twice = ws.swap(ws.swap(compared))
    assert (twice.crate, twice.base, twice.change) == (compared.crate, compared.base, compared.change)
    assert Side(ws.swap(compared).crate, ws.swap(compared).base) == change


def test_units_stay_selected_on_their_side_when_sides_are_swapped() -> None:
    compared = ws.choose_change(ws.choose_base(OPENED, PLACE), MERGE)
    chosen = ws.swap(ws.select_units(compared, ["cgu.0"], on_change=True))
    assert chosen.selection == ws.Selection(units=("cgu.0",))
    other = ws.choose_change(OPENED, OTHER)
    assert ws.swap(ws.select_items(other, [3])).selection == ws.NOTHING


def test_units_of_two_sides_are_never_selected_together() -> None:
    both = ws.select_units(ws.select_units(OPENED, ["a"]), ["b"], extend=True, on_change=True)
    assert (both.selection.units, both.selection.on_change) == (("b",), True)
    assert ws.choose_view(dataclasses.replace(both, view=ws.COMPARE), ws.GRAPH).selection == ws.NOTHING


def test_flipping_shows_one_side_and_letting_go_shows_both() -> None:
    compared = ws.choose_change(OPENED, MERGE)
    flipped = ws.flip(compared)
    assert [flipped.face, ws.flip(flipped).face] == [ws.Face.CHANGE, ws.Face.BASE]
    assert ws.step_back(flipped).face is ws.Face.BOTH


def test_only_what_is_seen_is_computed() -> None:
    def pictures(workspace: ws.Workspace) -> list[type]:
        return [type(request) for request in resolve(workspace) if isinstance(request, Draw | Compare)]

    compared = ws.choose_change(ws.choose_base(OPENED, PLACE), MERGE)
    opened = OPENED.opened
    assert opened is not None
    assert pictures(OPENED) == [Draw]
    assert pictures(compared) == [Compare]
    assert pictures(ws.choose_view(compared, ws.GRAPH)) == [Draw]
    assert pictures(ws.choose_view(OPENED, ws.COMPARE)) == []
    views = [compare_of(ws.choose_view(compared, view), opened) for view in ws.COMPARING]
    assert len(set(views)) == 2
    assert compare_of(ws.show_moved_only(ws.flip(compared), True), opened) == views[0]


def test_the_outline_follows_the_side_that_is_seen_alone() -> None:
    compared = ws.choose_change(ws.choose_base(OPENED, PLACE), MERGE)
    opened = OPENED.opened
    assert opened is not None
    assert survey_of(compared, opened).base.stage == "PLACE"
    assert survey_of(ws.flip(compared), opened).base.stage == "MERGE"
    listed = dataclasses.replace(compared, list_change=True)
    assert survey_of(listed, opened) == survey_of(ws.flip(compared), opened)
    assert survey_of(ws.show_face(listed, ws.Face.BASE), opened).base.stage == "PLACE"
    assert survey_of(ws.choose_view(listed, ws.GRAPH), opened).base.stage == "PLACE"
    # Items of another capture have other numbers: they get those of the comparison.
    other = ws.flip(ws.choose_change(compared, OTHER))
    assert survey_of(other, opened) == SurveyStage(opened, OTHER, 0)
    assert index_of(other, opened, frozenset()) == IndexSearch(opened, (0, OTHER.crate))
    assert index_of(other, opened, frozenset({OTHER.crate})) == IndexSearch(opened, (0,))
    assert index_of(compared, opened, frozenset()) == IndexSearch(opened, (0,))


def test_two_files_are_compared_by_their_last_stages(two: list[Capture]) -> None:
    workspace = fit_sides(opening.open_files(ws.Workspace(), ["a", "b.dump"]), two)
    assert (workspace.crate, workspace.base, workspace.change) == (0, "", Side(1, ""))
    assert workspace.view == ws.COMPARE
    assert pair_of(two, ["b.dump", "a"]) == (1, 0)


def test_one_compilation_in_two_files_is_not_compared(toy: Capture) -> None:
    joined = toy.replace(sources=("a.dump", "ll"))
    assert pair_of([joined], ["a.dump", "ll"]) is None
    workspace = dataclasses.replace(opening.open_files(ws.Workspace(), ["a.dump", "ll"]), view=ws.COMPARE)
    workspace = fit_sides(workspace, [joined])
    assert (workspace.change, workspace.view) == (None, ws.GRAPH)


def test_a_change_that_is_not_there_is_let_go(two: list[Capture]) -> None:
    for gone in (Side(7, ""), Side(0, "SPLIT")):
        workspace = fit_sides(ws.choose_change(OPENED, gone), two)
        assert (workspace.change, workspace.view) == (None, ws.GRAPH)
    kept = ws.choose_change(OPENED, Side(1, "MERGE"))
    assert fit_sides(kept, two) == kept


def test_something_to_compare_is_found(two: list[Capture]) -> None:
    def found(workspace: ws.Workspace, captures: list[Capture]) -> tuple[str, Side | None]:
        made = with_some_change(workspace, captures)
        return made.base, made.change

    assert found(OPENED, two) == ("PLACE", Side(0, "INTERNALIZE"))
    assert found(ws.choose_stage(OPENED, "MERGE"), two) == ("MERGE", Side(0, "INTERNALIZE"))
    single = [capture.replace(partitions=capture.partitions[:1]) for capture in two]
    assert found(OPENED, single) == ("", Side(1, ""))
    assert found(OPENED, single[:1]) == ("", None)


@pytest.mark.parametrize(
    ("crates", "sources", "names"),
    [
        (("toy", "regex"), ("a.dump", "a.dump"), ("toy", "regex")),
        (("r", "r"), ("x/r-1.7-debug/dump.gz", "x/r-1.7-release/dump.gz"), ("debug", "release")),
        (("r", "r"), ("old.log", "new.log"), ("old", "new")),
        (("r", "r"), ("same.log", "same.log"), ("r 1", "r 2")),
        (("", ""), ("", ""), ("(crate not named) 1", "(crate not named) 2")),
    ],
)
def test_captures_are_called_by_what_tells_them_apart(
    toy: Capture, crates: tuple[str, str], sources: tuple[str, str], names: tuple[str, str]
) -> None:
    captures = [toy.replace(crate=crate, sources=(source,)) for crate, source in zip(crates, sources, strict=True)]
    assert names_of(captures, sources) == names


@given(st.none() | sides, st.sampled_from(ws.Face), st.booleans())
def test_a_comparison_is_kept(change: Side | None, face: ws.Face, moved_only: bool) -> None:
    chosen = ws.Selection(units=("u",), on_change=True)
    workspace = dataclasses.replace(OPENED, change=change, face=face, moved_only=moved_only, selection=chosen)
    assert restore(dump(workspace)) == workspace


@pytest.mark.parametrize("side", ["MERGE", [0], [-1, "MERGE"], ["0", "MERGE"], [True, "MERGE"], [0, 1], {}])
def test_a_side_that_is_none_is_not_restored(side: object) -> None:
    import json

    assert restore(json.dumps({"files": ["a"], "change": side, "face": "none", "moved_only": "yes"})) == (
        dataclasses.replace(ws.Workspace(), opened=restore('{"files": ["a"]}').opened)
    )


def test_two_recordings_of_a_crate_are_a_pair_though_neither_tells_its_file(toy: Capture) -> None:
    """A `.cguviz` file keeps what its capture was made from: of a recording, the command."""
    files = ("before/toy.cguviz", "after/toy.cguviz")
    both = [toy.replace(sources=("cargo rustc --lib",)), toy.replace(sources=("cargo rustc --lib",))]
    assert pair_of(both, files) == (0, 1)
    assert names_of(both, files) == ("before", "after")
    assert pair_of([both[0], toy.replace(sources=files[1:])], files) == (0, 1)
    assert pair_of(both, ("one.cguviz",)) is None
