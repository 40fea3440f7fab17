"""Both sides of a comparison: nothing moves but what moved, and what moved is marked on both sides."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cguviz.formats import load
from cguviz.layout import LayoutOptions
from cguviz.model.capture import Capture
from cguviz.model.columns import equal
from cguviz.model.comparison import Fate
from cguviz.model.partition import Mode
from cguviz.model.paths.table import split
from cguviz.scene.compare.page import beside
from cguviz.scene.compare.sides import DIFFERENT, different
from cguviz.scene.graph.hit import hit
from cguviz.scene.modes import MODES
from cguviz.scene.scene import Role, Scene
from cguviz.workspace.pictures.comparison import compare_sides
from cguviz.workspace.requests.options import MODULES, SIDES
from cguviz.workspace.results.comparison import Compared
from tests.analysis.test_comparison import capture_of, massaged
from tests.captures import CAPTURES, capture_id, sample_named


def compare_stages(
    base: Capture, base_stage: str, change: Capture, change_stage: str, *, stacks: bool | None = None, view: str = SIDES
) -> Compared:
    paths = split(base.items, base.crate) if base is change else None
    return compare_sides(
        base, base_stage, change, change_stage, paths=paths, options=LayoutOptions(stacks=stacks), view=view
    )


@pytest.fixture(scope="module")
def toy_moves(toy: Capture) -> Compared:
    capture = toy.replace(partitions=(*toy.partitions, massaged(toy)))
    return compare_stages(capture, "PLACE", capture, "MASSAGE")


@pytest.fixture(scope="module")
def two_builds() -> Compared:
    (debug,) = load([str(sample_named("serde_json-1.0.87-debug"))])
    (release,) = load([str(sample_named("serde_json-1.0.87-release"))])
    return compare_stages(debug, "", release, "", stacks=False)


def box_of_slot(scene: Scene, slots: int) -> np.ndarray:
    """Return the row of the box of each slot, -1 where it is not drawn."""
    row = np.full(slots, -1)
    row[scene.box_slots] = np.repeat(np.arange(len(scene.boxes)), np.diff(scene.box_slots_starts))
    return row


def check_sides(found: Compared) -> None:
    """Assert what every pair of pictures promises."""
    pair, both = found.pair, found.both
    assert np.array_equal(pair.base.bounds, pair.change.bounds)
    rows = [box_of_slot(scene, len(both.slots)) for scene in (pair.base, pair.change)]
    shared = np.flatnonzero(both.slots.sides == 3)
    for scene, row in zip((pair.base, pair.change), rows, strict=True):
        assert (row[shared] >= 0).all()
        assert np.isin(scene.boxes.role[row[shared]], list(MODES)).all()
        assert (np.diff(scene.boxes.unit) >= 0).all()
        assert (np.diff(scene.blocks.unit) >= 0).all()
    # The heart of it: what is on both sides is at the same place, to the last bit.
    assert np.array_equal(pair.base.boxes.box[rows[0][shared]], pair.change.boxes.box[rows[1][shared]])
    for scene, partition, slot, row in (
        (pair.base, found.comparison.base, both.base_slot, rows[0]),
        (pair.change, found.comparison.change, both.change_slot, rows[1]),
    ):
        # Every placement is drawn, in the unit it is in, inside its frame, and is no ghost.
        drawn = row[slot]
        assert (drawn >= 0).all()
        assert (scene.boxes.role[drawn] != Role.GHOST).all()
        assert np.array_equal(scene.boxes.unit[drawn], partition.unit)
        assert scene.units.title.tolist()[: len(partition.units)] == partition.units.tolist()
        frame, box = scene.units.box[scene.boxes.unit], scene.boxes.box
        assert (frame[:, :2] <= box[:, :2]).all()
        assert (box[:, 2:] <= frame[:, 2:]).all()
        if scene.links is not None:
            ends = scene.boxes.unit[scene.links.source] != scene.boxes.unit[scene.links.target]
            assert np.array_equal(ends, scene.links.cut)


@pytest.mark.parametrize("folder", CAPTURES, ids=capture_id)
def test_what_did_not_move_is_at_the_same_coordinates(folder: Path) -> None:
    (capture,) = load([str(folder / "dump.txt.gz")])
    found = compare_stages(capture, "PLACE", capture, "MERGE")
    check_sides(found)
    assert not np.isin(found.pair.base.boxes.role, (Role.LEAVING, Role.GHOST, Role.REMOVED)).any()
    assert not np.isin(found.pair.change.boxes.role, DIFFERENT).any()
    # One sees which units became which: each merged unit is a box on the base side, an outline on the change side.
    former = found.pair.change.units.role == Role.FORMER
    names = found.pair.base.units.title.tolist()
    order = [names.index(name) for name in found.pair.change.units.title.take(np.flatnonzero(former))]
    assert np.isin(found.pair.base.units.role[order], Role.INNER).all()
    assert np.array_equal(found.pair.base.units.box[order], found.pair.change.units.box[former])
    owners = found.pair.change.units.unit[former]
    assert np.array_equal(found.comparison.heir[order], owners)


def test_two_builds_and_what_if_keep_their_places(two_builds: Compared, toy_moves: Compared) -> None:
    check_sides(two_builds)
    check_sides(toy_moves)


def test_the_published_moves_are_marked_on_both_sides(toy_moves: Compared) -> None:
    base, change = toy_moves.pair.base, toy_moves.pair.change
    moved = {"a4_1", "a4_3", "a6_1", "a6_3"}
    for scene, role in ((base, Role.LEAVING), (change, Role.ARRIVED)):
        labels = scene.boxes.label
        assert {labels[k] for k in np.flatnonzero(scene.boxes.role == role).tolist()} == moved
        assert {labels[k] for k in np.flatnonzero(scene.boxes.role == Role.GHOST).tolist()} == moved
        assert len(different(scene)) == 2 * len(moved)
        assert {role for role, _ in scene.legend} >= {role, Role.GHOST, Role.ROOT}
    # A ghost is where the other side has the item.
    for one, other, role in ((base, change, Role.ARRIVED), (change, base, Role.LEAVING)):
        ghosts, there = np.flatnonzero(one.boxes.role == Role.GHOST), np.flatnonzero(other.boxes.role == role)
        assert sorted(one.boxes.box[ghosts].tolist()) == sorted(other.boxes.box[there].tolist())
    cut = [int(scene.links.cut.sum()) for scene in (base, change) if scene.links is not None]
    assert cut == [17, 9]


def test_units_say_how_much_they_grew(toy_moves: Compared) -> None:
    change = toy_moves.pair.change
    notes = dict(zip(change.units.label, change.unit_note, strict=True))
    assert notes["cgu6"] == "2 items · size 20 (−4)"
    assert notes["cgu7"] == "1 item · size 2"
    base = toy_moves.pair.base
    heirs = [base.units.label[k] for k in np.flatnonzero(base.units.role == Role.HEIR).tolist()]
    assert heirs == ["→ cgu0", "→ cgu1"]
    assert toy_moves.pair.caption[0].endswith("PLACE → MASSAGE")
    assert toy_moves.pair.caption[1] == "21 root items stay · 4 merge with their unit · 4 move"
    assert "17 of 33 uses cut" in toy_moves.pair.caption[2]
    assert "9 of 33 uses cut" in toy_moves.pair.caption[3]


def test_labels_are_the_same_on_both_sides(two_builds: Compared) -> None:
    pair = two_builds.pair
    both = np.flatnonzero((pair.base_box >= 0) & (pair.change_box >= 0))
    assert len(both) > 300
    for column in ("label", "title"):
        left, right = getattr(pair.base.boxes, column), getattr(pair.change.boxes, column)
        assert left.take(pair.base_box[both]).tolist() == right.take(pair.change_box[both]).tolist()


def test_what_is_on_one_side_only_is_told_apart(two_builds: Compared) -> None:
    fate = two_builds.comparison.fate
    for scene, partition, gone, only, copied in (
        (two_builds.pair.base, two_builds.comparison.base, Fate.REMOVED, Role.REMOVED, Role.DROPPED),
        (two_builds.pair.change, two_builds.comparison.change, Fate.ADDED, Role.ADDED, Role.GAINED),
    ):
        roots = (fate[partition.item] == gone) & (partition.mode != Mode.INLINED)
        assert set(scene.box_item[scene.boxes.role == only]) == set(partition.item[roots])
        lost = np.isin(partition.item, scene.box_item[scene.boxes.role == copied])
        assert (partition.mode[lost] == Mode.INLINED).any()
    units = two_builds.pair.change.units
    dashed = {units.title[k] for k in np.flatnonzero(units.role == Role.GONE).tolist()}
    gone_units = np.flatnonzero(two_builds.comparison.heir < 0)
    assert dashed == set(two_builds.comparison.base.units.take(gone_units))


def test_strangers_are_drawn_and_called_so(toy: Capture, regex: Capture) -> None:
    found = compare_stages(toy, "MERGE", regex, "MERGE")
    check_sides(found)
    assert found.pair.caption[1] == "these share no item: nothing can be compared"
    assert found.pair.caption[0].startswith("toy rustc")
    assert not np.isin(found.pair.base.boxes.role, (Role.ROOT, Role.LEAVING)).any()


@pytest.mark.parametrize(("base", "change"), [([], []), ([0, 0, 1], [-1, -1, -1]), ([-1, -1, -1], [0, 1, 1])], ids=str)
def test_empty_partitions_are_drawn(base: list[int], change: list[int]) -> None:
    capture = capture_of(base, change, [3] * len(base))
    found = compare_stages(capture, "A", capture, "B")
    check_sides(found)
    assert np.isfinite(beside(found.pair).whole.bounds).all()


def test_hits_find_the_innermost_unit_and_whatever_lies_there(toy_moves: Compared) -> None:
    base, change = toy_moves.pair.base, toy_moves.pair.change
    for scene in (base, change):
        for row, (x0, y0, x1, y1) in enumerate(scene.boxes.box.tolist()):
            found = hit(scene, (x0 + x1) / 2, (y0 + y1) / 2)
            assert found.box == row
            frame = scene.units.box[found.unit]
            assert (frame[:2] <= (x0, y0)).all()
    row = int(np.flatnonzero(base.units.role == Role.INNER)[0])
    x0, y0 = base.units.box[row, :2].tolist()
    assert hit(base, x0 + 1, y0 + 1).unit == row


def test_side_by_side_each_scene_keeps_its_own_shape(toy_moves: Compared) -> None:
    pair, page = toy_moves.pair, beside(toy_moves.pair)
    shift = page.change.bounds - pair.change.bounds
    assert shift[1] == shift[3] == 0
    assert np.allclose(page.change.boxes.box, pair.change.boxes.box + shift)
    assert page.base is pair.base
    whole, count = page.whole, len(pair.base.boxes)
    assert page.base.bounds[2] < page.change.bounds[0]
    assert np.array_equal(whole.units.box[whole.boxes.unit[count:]], page.change.units.box[page.change.boxes.unit])
    assert whole.links is not None
    assert pair.change.links is not None
    assert pair.base.links is not None
    later = len(pair.base.links)
    assert np.array_equal(whole.links.target[later:] - count, pair.change.links.target)
    incoming = whole.links.incoming[whole.links.in_starts[count] :]
    assert np.array_equal(incoming - later, pair.change.links.incoming)


def test_the_module_map_moves_nothing_at_all(two_builds: Compared) -> None:
    (debug,) = load([str(sample_named("serde_json-1.0.87-debug"))])
    (release,) = load([str(sample_named("serde_json-1.0.87-release"))])
    pair = compare_stages(debug, "", release, "", view=MODULES, stacks=False).pair
    assert equal(pair.base.units, pair.change.units)
    assert np.array_equal(pair.base.boxes.box, pair.change.boxes.box)
    assert pair.base.boxes.title.tolist() == pair.change.boxes.title.tolist()
    fate = two_builds.comparison.fate
    for scene in (pair.base, pair.change):
        assert set(scene.box_item[scene.boxes.role == Role.CHANGED]) == set(np.flatnonzero(fate == Fate.MOVED))
    # Units that are matched have one colour; a moved item has two.
    tint = np.full((2, len(fate)), -1)
    for side, scene in enumerate((pair.base, pair.change)):
        tint[side, scene.box_item] = scene.boxes.tint
    same = fate == Fate.SAME
    assert np.array_equal(tint[0, same], tint[1, same])
    moved = fate == Fate.MOVED
    assert (tint[0, moved] != tint[1, moved]).any()
