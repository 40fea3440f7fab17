"""A workspace survives a restart, and nothing else gets in."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.workspace.pictures.table import views
from cguviz.workspace.requests.carried import Making, NamedMove
from cguviz.workspace.requests.opened import Open
from cguviz.workspace.requests.options import Options
from cguviz.workspace.requests.scatter import SCALES, SHOWN, Scatter
from cguviz.workspace.state.session import dump, fitting, restore
from cguviz.workspace.state.workspace import THEMES, Selection, Workspace

words = st.text(min_size=1, max_size=8)
workspaces = st.builds(
    Workspace,
    opened=st.none() | st.builds(Open, st.lists(words, min_size=1, max_size=3).map(tuple)),
    crate=st.integers(0, 5),
    base=words,
    selection=st.builds(
        Selection, st.lists(st.integers(0, 2**31 - 1)).map(tuple), st.lists(words).map(tuple), st.just("u")
    ),
    folded=st.frozensets(words, max_size=3),
    options=st.builds(Options, words, st.none() | st.booleans(), st.booleans(), st.floats(0.1, 10)),
    view=st.sampled_from([kind.name for kind in views()]),
    theme=st.sampled_from(THEMES),
    search=words,
    scatter=st.builds(Scatter, st.just(SHOWN), words, st.sampled_from(SCALES)),
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
KEYS = tuple(json.loads(dump(Workspace())))


@given(workspaces)
def test_what_is_kept_comes_back(workspace: Workspace) -> None:
    assert restore(dump(workspace)) == workspace


@given(st.text())
def test_any_text_gives_a_workspace(text: str) -> None:
    assert isinstance(restore(text), Workspace)


@given(st.dictionaries(st.sampled_from(KEYS), values))
def test_wrong_values_give_defaults_that_can_be_kept_again(fields: dict[str, object]) -> None:
    workspace = restore(json.dumps(fields))
    assert restore(dump(workspace)) == workspace
    assert workspace.theme in THEMES
    assert all(item >= 0 for item in workspace.selection.items)


def test_what_a_capture_does_not_have_is_dropped() -> None:
    workspace = Workspace(selection=Selection((1, 7), ("u", "gone"), "gone"), focus=9, folded=frozenset({"u", "gone"}))
    fitted = fitting(workspace, 7, frozenset({"u"}))
    assert fitted.selection == Selection((1,), ("u",))
    assert (fitted.focus, fitted.folded) == (-1, frozenset({"u"}))
    assert dataclasses.replace(fitted, selection=workspace.selection, focus=9, folded=workspace.folded) == workspace


@pytest.mark.parametrize(
    "making",
    [
        Making("toy", "PLACE+MASSAGE", "PLACE", "massage"),
        Making("toy", "BY HAND", "MERGE", moves=(NamedMove(("a::f", "b"), "unit"), NamedMove(("c",), ""))),
    ],
)
def test_how_stages_were_made_is_kept(making: Making) -> None:
    again = restore(dump(Workspace(opened=Open(("a.cguviz",)), makings=(making,))))
    assert again.opened is not None
    assert again.makings == (making,)


@pytest.mark.parametrize(
    "made", ["1", '["x"]', '[{"crate": 1}]', '[{"crate": "a", "stage": "b", "start": "c", "rule": "", "moves": [7]}]']
)
def test_makings_that_are_not_understood_are_left_out(made: str) -> None:
    again = restore(f'{{"files": ["a"], "made": {made}}}')
    assert again.opened is not None
    assert again.makings == ()
