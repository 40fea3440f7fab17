"""Units inside their heirs: the union of a partition and what it was merged to."""

from __future__ import annotations

import numpy as np
import pytest

from cguviz.layout import LAYOUTS, LayoutOptions, lay_out
from cguviz.model.capture import Capture
from cguviz.model.layout import EarlierLayout, Slots
from cguviz.model.paths.table import split
from tests.layout.drawn import check, overlaps, shuffle, slot_boxes


@pytest.fixture(scope="module")
def union(regex: Capture) -> Slots:
    """Return PLACE drawn inside MERGE: every unit that was merged away is a unit inside its heir."""
    base, change = regex.partition("PLACE"), regex.partition("MERGE")
    root = np.flatnonzero(~base.inlined)
    unit_of = np.full(len(regex.items), -1)
    unit_of[change.item[~change.inlined]] = change.unit[~change.inlined]
    heir = np.zeros(len(base.units), np.int64)
    heir[base.unit[root]] = unit_of[base.item[root]]
    largest = np.zeros(len(change.units), np.int64)
    order = np.argsort(np.diff(base.starts), kind="stable")
    largest[heir[order]] = order
    gone = np.setdiff1d(np.arange(len(base.units)), largest)
    number = np.full(len(base.units), -1)
    number[gone] = np.arange(len(gone))
    unit, inner = heir[base.unit], number[base.unit]
    order = np.argsort(unit, kind="stable")
    return Slots(
        change.units,
        unit[order].astype(np.int32),
        inner[order].astype(np.int32),
        base.item[order],
        base.inlined[order],
        np.where(np.arange(len(base)) % 5, 3, 1).astype(np.uint8),
    )


@pytest.mark.parametrize("engine", ["auto", *LAYOUTS])
@pytest.mark.parametrize("stacks", [True, False])
def test_inner_units_lie_in_their_heirs(regex: Capture, union: Slots, engine: str, stacks: bool) -> None:
    paths = split(regex.items, regex.crate)
    layout = lay_out(union, paths, regex.uses, options=LayoutOptions(engine=engine, stacks=stacks))
    check(union, layout)
    assert len(layout.inner_box) == union.inner.max() + 1 > 30
    # What belongs to the unit itself is in none of its inner units.
    own = layout.box[np.unique(layout.slot_box[union.inner < 0])]
    assert overlaps(np.vstack([own, layout.inner_box])) == 0


def test_the_order_of_rows_changes_nothing(regex: Capture, union: Slots) -> None:
    layout = lay_out(union, split(regex.items, regex.crate), regex.uses, options=LayoutOptions())
    mixed = shuffle(regex, union, seed=11)
    other = lay_out(mixed.slots, split(mixed.items, regex.crate), mixed.uses, options=LayoutOptions())
    assert np.array_equal(slot_boxes(other), slot_boxes(layout)[mixed.slot])


def test_units_in_units_are_laid_out_afresh(regex: Capture, union: Slots) -> None:
    paths = split(regex.items, regex.crate)
    fresh = lay_out(union, paths, regex.uses, options=LayoutOptions())
    block = fresh.box_block[fresh.slot_box]
    former = EarlierLayout(
        fresh.unit_box + 50,
        np.empty((0, 4)),
        slot_boxes(fresh) + 50,
        block,
        fresh.block_box + 50,
        fresh.block_module,
        fresh.caption,
    )
    layout = lay_out(union, paths, regex.uses, options=LayoutOptions(), former=former)
    assert np.array_equal(layout.box, fresh.box)
    check(union, layout)


def test_a_unit_may_hold_nothing_but_inner_units(regex: Capture, union: Slots) -> None:
    only = union.replace(inner=np.maximum(union.inner, 0))
    first = only.inner == 0
    only = only.replace(
        unit=only.unit[first & (only.unit == 0)],
        inner=only.inner[first & (only.unit == 0)],
        item=only.item[first & (only.unit == 0)],
        inlined=only.inlined[first & (only.unit == 0)],
        sides=only.sides[first & (only.unit == 0)],
    )
    check(only, lay_out(only, split(regex.items, regex.crate), regex.uses, options=LayoutOptions()))
