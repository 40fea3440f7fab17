"""What goes over when files are read again: places on the picture, and what was selected."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from cguviz.formats import load
from cguviz.layout import LayoutOptions, lay_out
from cguviz.model.capture import Capture
from cguviz.model.layout import slots_of
from cguviz.model.paths.table import split
from cguviz.progress import silent
from cguviz.scene.scene import Scene
from cguviz.workspace.pictures.earlier_picture import earlier_layout, picture_for
from cguviz.workspace.pictures.loaded import Loaded, OpenCaptures
from cguviz.workspace.reload.carry_over import gather_carried, keeps, renumber_selection
from cguviz.workspace.requests.carried import Carried
from cguviz.workspace.requests.opened import Open, Side
from cguviz.workspace.requests.options import Options
from cguviz.workspace.requests.requests import Draw
from cguviz.workspace.state import opening
from cguviz.workspace.state import workspace as ws
from cguviz.workspace.worker.answers import answer
from tests.layout.drawn import check
from tests.workspace.renamed import without_items

DATA = Path(__file__).parent.parent.parent / "data"
FILES = Open(("regex",))
AGAIN = Open(("regex",), 1)


def draw(capture: Capture, opened: Open, going: Carried, options: Options, stage: str = "MERGE") -> Scene:
    loaded: Loaded = {opened: OpenCaptures(opened, (capture,), going)}
    scene = answer(Draw(opened, Side(0, stage), options, frozenset()), loaded, refuse, silent)
    assert isinstance(scene, Scene)
    return scene


def places(scene: Scene) -> dict[tuple[str, str], tuple[float, ...]]:
    names = zip(scene.boxes.title.tolist(), scene.units.title.take(scene.boxes.unit).tolist(), strict=True)
    return dict(zip(names, map(tuple, scene.boxes.box.tolist()), strict=True))


def refuse(scene: Scene | str, path: object, theme: str) -> None:
    raise AssertionError(f"nothing is written here: {scene} to {path} in {theme}")


@pytest.mark.parametrize("engine", ["auto", "modules"])
def test_a_picture_of_changed_files_keeps_places(regex: Capture, engine: str) -> None:
    options = Options(engine=engine, stacks=False)
    gone = np.random.default_rng(3).choice(len(regex.items), 40, replace=False).tolist()
    before = without_items(regex, [])
    first = draw(before, FILES, Carried(), options)
    workspace = dataclasses.replace(opening.open_files(ws.Workspace(), FILES.files), options=options)
    request = Draw(FILES, Side(0, "MERGE"), options, frozenset())
    going = gather_carried(workspace, (before,), {FILES: (before,), request: first}, ())
    after = without_items(regex, gone, seed=1)
    scene = draw(after, AGAIN, going, options)
    assert keeps(going, scene)
    old, new = places(first), places(scene)
    assert len(new) > 0.9 * len(old)
    assert max(abs(np.subtract(new[key], old[key])).max() for key in new) < 0.01
    fresh = draw(after, AGAIN, going, dataclasses.replace(options, keep=False))
    assert not keeps(going, fresh)


def test_a_crate_recorded_again_with_one_more_function_stays_where_it_was() -> None:
    """Two real recordings: of four units one was renamed by rustc, and got the new function and what it calls."""
    (before,), (after,) = load([DATA / "toy-before.cguviz"]), load([DATA / "toy-after.cguviz"])
    options = Options()
    first = draw(before, FILES, Carried(), options, "")
    workspace = opening.open_files(ws.Workspace(), FILES.files)
    request = Draw(FILES, Side(0, ""), options, frozenset())
    going = gather_carried(workspace, (before,), {FILES: (before,), request: first}, ())
    assert set(before.partition().units) != set(after.partition().units)
    far = {}
    for keep in (True, False):
        scene = draw(after, AGAIN, going, dataclasses.replace(options, keep=keep), "")
        old, new = (dict(zip(each.boxes.title.tolist(), each.boxes.box, strict=True)) for each in (first, scene))
        assert new.keys() - old.keys() == {"toy::brand_new", "core::num::<impl u32>::wrapping_mul"}
        size = np.hypot(*(scene.bounds[2:] - scene.bounds[:2]))
        far[keep] = float(np.mean([np.hypot(*(new[name] - old[name])[:2]) for name in old]) / size)
    # By the diagonal of the picture: nothing moves; a fresh layout moves things by a quarter of it.
    assert far[True] == 0
    assert far[False] > 0.1


def test_only_a_picture_drawn_in_the_same_way_is_kept(toy: Capture) -> None:
    options = Options()
    scene = draw(toy, FILES, Carried(), options)
    request = Draw(FILES, Side(0, "MERGE"), options, frozenset())
    workspace = opening.open_files(ws.Workspace(), FILES.files)
    (picture,) = gather_carried(workspace, (toy,), {FILES: (toy,), request: scene}, ()).pictures
    wider = dataclasses.replace(request, options=Options(aspect=2.5))
    assert picture_for(wider, "toy", "MERGE", (picture,)) is picture
    for other in (
        dataclasses.replace(request, options=Options(engine="modules")),
        dataclasses.replace(request, options=Options(hide_inlined=True)),
        dataclasses.replace(request, folded=frozenset(["a"])),
    ):
        assert picture_for(other, "toy", "MERGE", (picture,)) is None
    assert picture_for(request, "toy", "PLACE", (picture,)) is None
    assert picture_for(request, "other", "MERGE", (picture,)) is None
    paths = split(toy.items, toy.crate)
    former = earlier_layout(picture, toy, "MERGE", paths)
    slots = slots_of(toy.partition("MERGE"))
    layout = lay_out(slots, paths, toy.uses, options=LayoutOptions(), former=former)
    check(slots, layout)
    assert np.allclose(layout.box, scene.boxes.box)


def test_what_was_selected_is_selected_by_name(toy: Capture) -> None:
    chosen = ws.focus_on(ws.select_items(opening.open_files(ws.Workspace(), ("toy",)), [3, 5]), 5)
    chosen = ws.select_items(chosen, [3, 5])
    changed = without_items(toy, [3], seed=2)
    again = renumber_selection(dataclasses.replace(chosen, focus=5), toy.items, (changed,))
    assert [changed.items.name[item] for item in again.selection.items] == [toy.items.name[5]]
    assert changed.items.name[again.focus] == toy.items.name[5]
    assert again.back == ()
    assert renumber_selection(chosen, toy.items, (toy,)) == chosen
    assert renumber_selection(chosen, None, (changed,)) == chosen
