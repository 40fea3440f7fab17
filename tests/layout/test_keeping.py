"""Pictures that keep places: what stayed is where it was, what is new found room, and all invariants hold."""

from __future__ import annotations

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st

from cguviz.layout import AUTO, LAYOUTS, SIZES, LayoutOptions, lay_out
from cguviz.layout.vacancies import vacancies, vacancy
from cguviz.model.capture import Capture
from cguviz.model.columns import Bools, Floats, Ints, Longs
from cguviz.model.layout import ITEM_HEIGHT, ITEM_WIDTH, EarlierLayout, Layout, slots_of
from cguviz.model.paths.table import Paths, split
from tests.layout.drawn import check, overlaps, shuffle, slot_boxes

STILL = 0.01
NO_UNIT = np.empty(0, np.int64)
ITEM = np.array([ITEM_WIDTH, ITEM_HEIGHT])


def former_of(layout: Layout, known: Bools, unit: Ints, renamed: Longs) -> EarlierLayout:
    """Say where slots lay, as if those that are not known were new and some units had other numbers.

    Parameters
    ----------
    known
        (s,) bool.
    unit
        (s,) the unit of each slot.
    renamed
        Units that were not there before.
    """
    new = np.isin(np.arange(len(layout.unit_box)), renamed)
    slot_box = slot_boxes(layout)
    slot_box[~known | new[unit] | (layout.slot_box < 0)] = np.nan
    block = np.where(layout.slot_box >= 0, layout.box_block[layout.slot_box], -1)
    return EarlierLayout(
        np.where(new[:, None], np.nan, layout.unit_box),
        np.empty((0, 4)),
        slot_box,
        np.where(np.isnan(slot_box[:, 0]), -1, block).astype(np.int32),
        layout.block_box,
        layout.block_module,
        layout.caption,
    )


def without(capture: Capture, stage: str, gone: Bools) -> tuple[Capture, Longs]:
    """Return a capture without the placements of some items at a stage, and which placements it has."""
    partition = capture.partition(stage)
    rows = np.flatnonzero(~gone[partition.item])
    columns = {name: getattr(partition, name)[rows] for name in ("item", "mode", "linkage", "visibility", "size")}
    starts = np.searchsorted(partition.unit[rows], np.arange(len(partition.units) + 1)).astype(np.int64)
    return capture.replace(partitions=(partition.replace(starts=starts, **columns),)), rows


def laid(capture: Capture, paths: Paths, options: LayoutOptions, former: EarlierLayout | None = None) -> Layout:
    slots = slots_of(capture.partition())
    layout = lay_out(slots, paths, capture.uses, options=options, former=former)
    check(slots, layout)
    return layout


@pytest.mark.parametrize("engine", ["flow", "modules", "auto"])
@pytest.mark.parametrize("share", [0.01, 0.1])
def test_what_is_gone_leaves_holes(regex: Capture, engine: str, share: float) -> None:
    paths = split(regex.items, regex.crate)
    options = LayoutOptions(engine=engine, stacks=False)
    whole = regex.replace(partitions=(regex.partition("MERGE"),))
    before = laid(whole, paths, options)
    gone = np.random.default_rng(1).random(len(regex.items)) < share
    after, rows = without(regex, "MERGE", gone)
    slots = slots_of(whole.partition())
    full = former_of(before, np.ones(len(slots), np.bool_), slots.unit, NO_UNIT)
    former = full.replace(slot_box=full.slot_box[rows], slot_block=full.slot_block[rows])
    now = laid(after, paths, options, former)
    moved = np.abs(slot_boxes(now) - slot_boxes(before)[rows]).max(axis=1)
    assert (moved <= STILL).all()
    assert np.allclose(now.unit_box, before.unit_box)


@pytest.mark.parametrize(("engine", "drift"), [("flow", 0.001), ("modules", 0.02)])
@pytest.mark.parametrize("share", [0.01, 0.05])
def test_what_is_new_takes_free_places(regex: Capture, engine: str, drift: float, share: float) -> None:
    paths = split(regex.items, regex.crate)
    options = LayoutOptions(engine=engine, stacks=False)
    new = np.random.default_rng(2).random(len(regex.items)) < share
    before, rows = without(regex, "MERGE", new)
    old = laid(before, paths, options)
    whole = regex.replace(partitions=(regex.partition("MERGE"),))
    slots = slots_of(whole.partition())
    slot_box, slot_block = np.full((len(slots), 4), np.nan), np.full(len(slots), -1, np.int32)
    slot_box[rows] = slot_boxes(old)
    slot_block[rows] = old.box_block[old.slot_box]
    former = EarlierLayout(
        old.unit_box, np.empty((0, 4)), slot_box, slot_block, old.block_box, old.block_module, old.caption
    )
    now = laid(whole, paths, options, former)
    shift = (slot_boxes(now) - slot_box)[rows, :2]
    size = float(np.hypot(*(now.bounds[2:] - now.bounds[:2])))
    assert float(np.hypot(shift[:, 0], shift[:, 1]).mean()) / size <= drift
    # A fresh layout moves nearly everything, by a third of the picture or so.
    fresh = (slot_boxes(laid(whole, paths, options)) - slot_box)[rows, :2]
    assert float(np.hypot(fresh[:, 0], fresh[:, 1]).mean()) / size > 5 * drift
    # Inside its unit everything is where it was: units move down as wholes.
    inside = shift - (now.unit_box - old.unit_box)[slots.unit[rows], :2]
    assert np.abs(inside).max() <= STILL


@hypothesis.given(
    seed=st.integers(0, 10_000),
    share=st.floats(0, 1),
    engine=st.sampled_from([AUTO, *LAYOUTS]),
    folded=st.frozensets(st.integers(0, 8), max_size=3),
)
@hypothesis.example(seed=15, share=0.375, engine="flow", folded=frozenset())
@hypothesis.settings(max_examples=50)
def test_invariants_hold_whatever_was_there_before(
    toy: Capture, seed: int, share: float, engine: str, folded: frozenset[int]
) -> None:
    # In the example a unit found a hole below all that stayed, where the rows of those without a hole began.
    paths = split(toy.items, toy.crate)
    options = LayoutOptions(engine=engine, folded=folded)
    before = laid(toy, paths, options)
    random = np.random.default_rng(seed)
    slots = slots_of(toy.partition())
    renamed = np.flatnonzero(random.random(len(slots.units)) < share / 2)
    former = former_of(before, random.random(len(slots)) >= share, slots.unit, renamed)
    now = laid(toy, paths, options, former)
    if share == 0:
        assert np.array_equal(now.box, before.box)


@pytest.mark.parametrize("engine", [AUTO, *LAYOUTS])
@pytest.mark.parametrize("stacks", [True, False])
def test_the_order_of_rows_changes_nothing(regex: Capture, engine: str, stacks: bool) -> None:
    paths = split(regex.items, regex.crate)
    options = LayoutOptions(engine=engine, stacks=stacks)
    random = np.random.default_rng(4)
    slots = slots_of(regex.partition())
    fresh = laid(regex, paths, options)
    renamed = np.flatnonzero(random.random(len(slots.units)) < 0.2)
    gone = fresh.unit_box[renamed]
    former = former_of(fresh, random.random(len(slots)) >= 0.2, slots.unit, renamed).replace(gone_box=gone)
    now = laid(regex, paths, options, former)
    assert np.array_equal(now.box, fresh.box) == (engine == SIZES)
    mixed = shuffle(regex, slots, seed=5)
    mixed_paths = split(mixed.items, regex.crate)
    assert mixed_paths.modules.tolist() == paths.modules.tolist()
    moved = former.replace(
        unit_box=former.unit_box[mixed.unit],
        gone_box=gone[::-1],
        slot_box=former.slot_box[mixed.slot],
        slot_block=former.slot_block[mixed.slot],
    )
    other = lay_out(mixed.slots, mixed_paths, mixed.uses, options=options, former=moved)
    assert np.array_equal(other.unit_box, now.unit_box[mixed.unit])
    assert np.array_equal(slot_boxes(other), slot_boxes(now)[mixed.slot])


def test_what_has_nothing_in_common_is_laid_out_afresh(toy: Capture) -> None:
    paths, options = split(toy.items, toy.crate), LayoutOptions()
    fresh = laid(toy, paths, options)
    slots = slots_of(toy.partition())
    former = former_of(fresh, np.zeros(len(slots), np.bool_), slots.unit, NO_UNIT)
    assert np.array_equal(laid(toy, paths, options, former).box, fresh.box)


def test_a_new_unit_goes_into_a_hole_that_is_large_enough(toy: Capture) -> None:
    paths, options = split(toy.items, toy.crate), LayoutOptions()
    fresh = laid(toy, paths, options)
    slots = slots_of(toy.partition())
    (last,) = np.argsort(fresh.unit_box[:, 1])[-1:]
    hole = fresh.unit_box[last] + (0, 0, 50, 50)
    known = np.ones(len(slots), np.bool_)
    former = former_of(fresh, known, slots.unit, np.array([last])).replace(gone_box=hole[None])
    now = laid(toy, paths, options, former)
    assert np.array_equal(now.unit_box[last, :2], hole[:2])
    others = np.arange(len(slots.units)) != last
    assert np.allclose(now.unit_box[others], fresh.unit_box[others])


@hypothesis.given(
    st.lists(st.tuples(st.floats(0, 900), st.floats(0, 300)), max_size=30), st.integers(1, 40), st.integers(0, 9)
)
def test_vacancies_are_in_the_room_and_clear_of_everything(
    corners: list[tuple[float, float]], count: int, seed: int
) -> None:
    room = np.array([0.0, 0.0, 1000.0, 320.0])
    at = np.array(corners, np.float64).reshape(-1, 2)
    taken = np.hstack([at, at + ITEM])
    goals: Floats = np.random.default_rng(seed).uniform(0, 1000, (count, 2))
    goals[::2] = np.nan
    found = vacancies(room, taken, goals)
    placed = found[~np.isnan(found[:, 0])]
    boxes = np.hstack([placed, placed + ITEM])
    assert (boxes[:, :2] >= room[:2]).all()
    assert (boxes[:, 2:] <= room[2:]).all()
    assert overlaps(boxes) == 0
    for box in boxes:
        assert overlaps(np.vstack([box, taken])) == overlaps(taken)
    spot = vacancy(room, np.vstack([taken, boxes]), (ITEM_WIDTH, ITEM_HEIGHT))
    assert len(placed) == count or spot is None
