"""PLACE against MERGE of a real dump is its own oracle; random partitions check the arithmetic."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.analysis.comparison import compare, counts, givers, moves, unite_items
from cguviz.analysis.statistics import figures
from cguviz.formats import load
from cguviz.model.capture import Capture
from cguviz.model.columns import equal
from cguviz.model.comparison import Comparison, Fate, Union, union
from cguviz.model.items import Items
from cguviz.model.partition import Partition, partition_of
from cguviz.model.texts import Texts
from tests.captures import CAPTURES, capture_id, sample_named


def dump_of(folder: Path) -> Capture:
    (capture,) = load([str(folder / "dump.txt.gz")])
    return capture


@pytest.mark.parametrize("folder", CAPTURES, ids=capture_id)
def test_merging_moves_nothing(folder: Path) -> None:
    capture = dump_of(folder)
    compared = compare(capture, "PLACE", capture, "MERGE")
    place = figures(compared.base, capture.items, None)
    merge = figures(compared.change, capture.items, None)
    found = counts(compared)
    assert (found["moved"], found["added"], found["removed"], found["copies_added"]) == (0, 0, 0, 0)
    assert found["same"] + found["merged"] == place.unique_root_items
    assert found["copies_dropped"] == place.placed_inlined_items - merge.placed_inlined_items
    assert (compared.heir >= 0).all()
    assert int((compared.match >= 0).sum()) == place.units - int(compared.merged.sum())
    # Every MERGE unit is the union of the PLACE units that it names as its givers.
    for unit, origins in enumerate(givers(compared)):
        together: set[int] = set()
        for origin in origins:
            together.update(compared.base.item[compared.base.starts[origin] : compared.base.starts[origin + 1]])
        assert together == set(compared.change.item[compared.change.starts[unit] : compared.change.starts[unit + 1]])


@pytest.mark.parametrize("folder", CAPTURES, ids=capture_id)
def test_unmoved_placements_share_one_place(folder: Path) -> None:
    capture = dump_of(folder)
    check_union(compare(capture, "PLACE", capture, "MERGE"))
    check_union(compare(capture, "MERGE", capture, "INTERNALIZE"))
    check_union(compare(capture, "MERGE", capture, "PLACE"))


def check_union(compared: Comparison) -> Union:
    """Assert what a union promises, whatever was compared."""
    both = union(compared)
    slots = both.slots
    assert (slots.item[both.base_slot] == compared.base.item).all()
    assert (slots.item[both.change_slot] == compared.change.item).all()
    for side, slot in ((1, both.base_slot), (2, both.change_slot)):
        assert len(np.unique(slot)) == len(slot)
        assert (slots.sides[slot] & side).all()
        assert int(((slots.sides & side) > 0).sum()) == len(slot)
    assert (np.diff(slots.unit) >= 0).all()
    # An inner unit lies in one unit, and every unit of either side has a place.
    inner = slots.inner >= 0
    assert len(np.unique(slots.inner[inner])) == len(both.inner_base)
    assert len(np.unique(np.stack([slots.inner[inner], slots.unit[inner]]), axis=1)[0]) == len(both.inner_base)
    assert set(both.inner_base) | set(both.unit_base[both.unit_base >= 0]) == set(range(len(compared.base.units)))
    # A root has one place unless it moved; a moved one has two.
    places = np.bincount(slots.item[~slots.inlined], minlength=len(compared.items))
    for fate, wanted in ((Fate.SAME, 1), (Fate.MERGED, 1), (Fate.MOVED, 2)):
        assert (places[compared.fate == fate] == wanted).all()
    return both


def capture_of(units: list[int], others: list[int], sizes: list[int]) -> Capture:
    """Build a capture of root items with two stages: unit numbers of each item in both, -1 for not placed."""
    names = Texts.of(f"f{number}" for number in range(len(sizes)))
    unknown = np.full(len(sizes), -1, np.int64)
    items = Items(names, names, np.zeros(len(sizes), np.uint8), np.array(sizes, np.int64), unknown, unknown)
    stages = (stage_of("A", units, sizes), stage_of("B", others, sizes))
    return Capture("made", "", items, stages)


def stage_of(stage: str, units: list[int], sizes: list[int]) -> Partition:
    item = np.array([number for number, unit in enumerate(units) if unit >= 0], np.int32)
    unit = np.array([unit for unit in units if unit >= 0], np.int32)
    none = np.zeros(len(item), np.uint8)
    names = Texts.of(f"{stage}{number}" for number in range(max([*units, -1]) + 1))
    return partition_of(stage, names, unit, item, none, none, none, np.array(sizes, np.int64)[item])


placed = st.lists(st.tuples(st.integers(-1, 5), st.integers(-1, 5), st.integers(1, 50)), max_size=40)


@given(placed)
def test_every_root_has_one_fate(rows: list[tuple[int, int, int]]) -> None:
    capture = capture_of([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows])
    compared = compare(capture, "A", capture, "B")
    found = counts(compared)
    on_both = sum(a >= 0 <= b for a, b, _ in rows)
    assert found["same"] + found["merged"] + found["moved"] == on_both
    assert found["added"] == sum(a < 0 <= b for a, b, _ in rows)
    assert found["removed"] == sum(b < 0 <= a for a, b, _ in rows)
    matched = compared.match[compared.match >= 0]
    assert len(np.unique(matched)) == len(matched)
    check_union(compared)
    listed = moves(compared)
    assert len(listed.item) == found["moved"]
    assert (np.diff(listed.size) <= 0).all()
    assert (listed.origin != -1).all()
    assert (compared.heir[listed.origin] != listed.goal).all()


@given(placed)
def test_the_match_shares_as_much_size_as_any(rows: list[tuple[int, int, int]]) -> None:
    """The assignment is optimal: no exchange of two partners, and no free pair, would share more."""
    capture = capture_of([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows])
    compared = compare(capture, "A", capture, "B")
    shared = np.zeros((len(compared.base.units) + 1, len(compared.change.units) + 1), np.int64)
    for a, b, size in rows:
        if a >= 0 <= b:
            shared[a, b] += size
    match = compared.match
    total = sum(int(shared[unit, other]) for unit, other in enumerate(match.tolist()) if other >= 0)
    for left in range(len(match)):
        for right in range(left):
            swapped = match.copy()
            swapped[[left, right]] = match[[right, left]]
            assert sum(int(shared[unit, other]) for unit, other in enumerate(swapped.tolist()) if other >= 0) <= total


MASSAGED = {"a2_0": 1, "a3_0": 0, "a4_1": 1, "a4_3": 1, "a5_0": 1, "a6_1": 0, "a6_3": 0, "a8_0": 0}
"""The eight published moves: function, and the number of the unit it went to."""


def massaged(toy: Capture) -> Partition:
    """Return the toy program's PLACE stage after the published moves."""
    place = toy.partition("PLACE")
    numbers = {unit.rsplit("cgu", 1)[1]: row for row, unit in enumerate(place.units)}
    unit = place.unit.copy()
    for row, item in enumerate(place.item.tolist()):
        goal = MASSAGED.get(toy.items.name[item].rsplit("::", 1)[1])
        if goal is not None:
            unit[row] = numbers[str(goal)]
    return partition_of(
        "MASSAGE", place.units, unit, place.item, place.mode, place.linkage, place.visibility, place.size
    )


def test_the_published_massage_moves_eight_functions(toy: Capture) -> None:
    """Four of them were alone in their units, which so went wholly into others; the other four moved."""
    capture = toy.replace(partitions=(*toy.partitions, massaged(toy)))
    compared = compare(capture, "PLACE", capture, "MASSAGE")
    found = counts(compared)
    assert (found["same"], found["merged"], found["moved"]) == (21, 4, 4)
    listed = moves(compared)
    names = [capture.items.name[item].rsplit("::", 1)[1] for item in listed.item.tolist()]
    assert sorted(names) == ["a4_1", "a4_3", "a6_1", "a6_3"]
    # a4_1 and a4_3 are used by a1_6, a6_3 by a0_0, a6_1 by a3_0, which came along; a4_3 uses a7_0 as before.
    assert dict(zip(names, listed.made_internal.tolist(), strict=True)) == dict.fromkeys(names, 1)
    check_union(compared)


def test_two_builds_of_one_crate_are_compared_by_name() -> None:
    debug = dump_of(sample_named("serde_json-1.0.87-debug"))
    (release,) = load([str(sample_named("serde_json-1.0.87-release"))])
    compared = compare(debug, "", release, "")
    found = counts(compared)
    on_both = len(set(debug.items.name) & set(release.items.name))
    assert on_both > 400
    assert int(np.isin(compared.fate, (Fate.ADDED, Fate.REMOVED, Fate.ABSENT), invert=True).sum()) == on_both
    assert found["removed"] > 0 < found["added"]
    assert compared.kin
    check_union(compared)


def test_a_united_capture_has_the_numbers_of_the_comparison() -> None:
    base, change = (
        max(load([sample_named(f"serde_json-1.0.87-{kind}")]), key=lambda one: len(one.items))
        for kind in ("debug", "release")
    )
    found, both = compare(base, "", change, ""), unite_items(base, change)
    assert equal(both.items, found.items)
    assert equal(both.partitions[-1], found.change)
    assert unite_items(base, base) is base
