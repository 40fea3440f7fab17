"""Units folded in comparisons: what is in them is not drawn, on both sides, and nothing else is different."""

from __future__ import annotations

import numpy as np
import pytest

from cguviz.model.capture import Capture
from cguviz.scene.graph.folding import fold, places_of
from cguviz.scene.scene import Role, Scene
from cguviz.workspace.results.comparison import Compared
from tests.scene.compare.test_compare import box_of_slot, compare_stages

UNIT = 8
"""Of the change, one that units merged into; of the base, one that did not stay alone."""


@pytest.fixture(scope="module")
def merged(regex: Capture) -> Compared:
    return compare_stages(regex, "PLACE", regex, "MERGE")


def fold_both(found: Compared, *names: str) -> tuple[tuple[Scene, Scene], tuple[Scene, Scene], np.ndarray]:
    """Return both sides as they were and folded, and the places of what is folded."""
    scenes = found.pair.base, found.pair.change
    places = places_of(scenes, frozenset(names))
    return scenes, (fold(scenes[0], places), fold(scenes[1], places)), places


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("on_change", [False, True])
def test_what_is_in_a_folded_unit_is_gone_on_both_sides(merged: Compared, side: int, on_change: bool) -> None:
    comparison = merged.comparison
    name = (comparison.change if on_change else comparison.base).units[UNIT]
    before, after, places = fold_both(merged, name)
    ((x0, y0, x1, y1),) = places
    old, new = before[side], after[side]
    x, y = ((old.boxes.box[:, :2] + old.boxes.box[:, 2:]) / 2).T
    kept = ~((x > x0) & (x < x1) & (y > y0) & (y < y1))
    outer = (old.units.box[:, :2] <= places[0, :2]).all(axis=1) & (old.units.box[:, 2:] >= places[0, 2:]).all(axis=1)
    assert np.array_equal(new.units.box[outer], old.units.box[outer])
    assert 0 < kept.sum() < len(old.boxes)
    assert np.array_equal(new.boxes.box, old.boxes.box[kept])
    assert new.boxes.label.tolist() == old.boxes.label.take(np.flatnonzero(kept)).tolist()
    slots = len(merged.both.slots)
    rows, was = box_of_slot(new, slots), box_of_slot(old, slots)
    assert np.array_equal(rows >= 0, (was >= 0) & kept[was])
    assert np.array_equal(new.box_item, old.box_item[kept])
    # Boxes know their blocks still: each lies in it.
    inside = np.flatnonzero(new.box_block >= 0)
    blocks = new.blocks.box[new.box_block[inside]]
    assert (new.boxes.box[inside, :2] >= blocks[:, :2] - 1e-9).all()
    assert (new.boxes.box[inside, 2:] <= blocks[:, 2:] + 1e-9).all()


def test_links_of_what_is_left_stay(merged: Compared) -> None:
    (old, _), (new, _), _ = fold_both(merged, merged.comparison.base.units[0])
    assert old.links is not None
    assert new.links is not None
    places = {tuple(box) for box in new.boxes.box.tolist()}

    def ends(scene: Scene) -> set[tuple[tuple[float, ...], tuple[float, ...]]]:
        assert scene.links is not None
        box = [tuple(row) for row in scene.boxes.box.tolist()]
        pairs = zip(scene.links.source.tolist(), scene.links.target.tolist(), strict=True)
        return {(box[source], box[target]) for source, target in pairs}

    assert ends(new) == {pair for pair in ends(old) if places.issuperset(pair)}
    assert np.array_equal(
        new.links.source[new.links.incoming], new.links.source[np.argsort(new.links.target, kind="stable")]
    )
    assert len(new.links.out_starts) == len(new.links.in_starts) == len(new.boxes) + 1


def test_a_folded_unit_keeps_its_place_and_its_figures(merged: Compared) -> None:
    inner = 0
    for name in merged.comparison.change.units:
        before, after, places = fold_both(merged, name)
        for old, new in zip(before, after, strict=True):
            (row,) = [row for row, box in enumerate(old.units.box.tolist()) if box == places[0].tolist()]
            assert new.units.role[row] == Role.FOLDED
            assert new.units.box[row].tolist() == places[0].tolist()
            assert new.unit_note.tolist() == old.unit_note.tolist()
            assert (Role.FOLDED, "folded unit") in new.legend
            # The units in it are in its corner, the others where they were.
            moved = np.flatnonzero((new.units.box != old.units.box).any(axis=1))
            assert (new.units.box[moved] == places[0][[0, 1, 0, 1]]).all()
            inner += len(moved)
    assert inner


def test_nothing_is_folded_by_names_that_are_not_there(merged: Compared) -> None:
    before, after, places = fold_both(merged, "no such unit")
    assert not len(places)
    assert after == before
