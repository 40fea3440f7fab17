"""The table of pictures: everything that a row names is there, and nothing goes without an answer."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from pkgutil import resolve_name
from typing import get_args

import pytest

from cguviz.errors import CguvizError
from cguviz.progress import silent
from cguviz.scene.scene import Scene
from cguviz.workspace.pictures.table import PICTURES, PictureKind, doing, kind_named, kind_of, views
from cguviz.workspace.requests.opened import Open, Picture
from cguviz.workspace.requests.requests import DOING, Export, Request
from cguviz.workspace.state import resolve as asking
from cguviz.workspace.state import workspace as ws
from cguviz.workspace.worker.answers import answer

NAMED = [getattr(kind, field) for kind in PICTURES for field in ("ask", "draw", "write")]
SHOWN = [name for kind in PICTURES if kind.view is not None for name in (kind.view.pane, kind.view.ask) if name]
OPENED = Open(("x",))


@dataclasses.dataclass(frozen=True)
class DrawNothing(Picture):
    """A picture that no row says how to draw."""


def refuse(picture: Scene | str, path: Path, theme: str) -> None:
    raise AssertionError(f"nothing is written here: {picture} to {path} in {theme}")


@pytest.mark.parametrize("name", sorted({*NAMED, *SHOWN}))
def test_what_a_row_names_is_there(name: str) -> None:
    assert callable(resolve_name(name))


def test_names_and_keys_are_given_once() -> None:
    assert len({kind.name for kind in PICTURES}) == len(PICTURES)
    keys = [kind.view.key for kind in views() if kind.view is not None]
    assert keys == sorted(set(keys))
    assert {ws.GRAPH, ws.COMPARE, ws.MODULES, ws.MATRIX, ws.ESTIMATES, ws.FOCUS} == {kind.name for kind in views()}
    assert {asking.TIMELINE, asking.BUILD} <= {kind.name for kind in PICTURES}


def test_every_request_says_what_is_being_done() -> None:
    assert {*DOING, Picture} == set(get_args(Request))
    assert all(kind_of_class(kind) for kind in PICTURES)


def kind_of_class(kind: PictureKind) -> bool:
    """Say whether rows of one class of request are drawn and written alike."""
    first = next(each for each in PICTURES if each.request is kind.request)
    return (kind.doing, kind.draw, kind.write, kind.subject) == (first.doing, first.draw, first.write, first.subject)


def test_an_unknown_picture_is_refused_in_a_sentence() -> None:
    with pytest.raises(CguvizError, match="there is no picture 'bars'; there are graph, compare"):
        kind_named("bars")
    with pytest.raises(CguvizError, match="there is no picture 'bars'"):
        asking.resolve(ws.Workspace(opened=OPENED, view="bars"))
    for refused in (kind_of, doing):
        with pytest.raises(CguvizError, match="no row of the table of pictures says how a DrawNothing is drawn"):
            refused(DrawNothing(OPENED))


def test_a_picture_that_nobody_draws_leaves_no_file(tmp_path: Path) -> None:
    target = tmp_path / "x.svg"
    with pytest.raises(CguvizError, match="no row of the table of pictures"):
        answer(Export(DrawNothing(OPENED), str(target), "light"), {}, refuse, silent)
    assert not target.exists()
