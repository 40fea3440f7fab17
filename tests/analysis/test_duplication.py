"""Copies and instances counted again item by item; times that add up to those of the units."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest

from cguviz.analysis.duplication import REASONS, Reason, drop_lifetimes, duplicates, item_times, reason_of
from cguviz.analysis.generics import generics
from cguviz.formats import load
from cguviz.model.capture import Capture
from cguviz.model.paths.table import Paths, split
from cguviz.schedule.item_costs import item_costs_of
from tests.captures import CAPTURES, SAMPLE_GRAPHS, capture_id

RECORDED = SAMPLE_GRAPHS / "globset-0.4.9-release.cguviz"


def opened(path: Path) -> tuple[Capture, Paths]:
    (capture,) = load([path])
    return capture, capture.paths or split(capture.items, capture.crate)


@pytest.mark.parametrize("folder", [*CAPTURES[:6], RECORDED], ids=capture_id)
def test_duplicates_are_those_counted_one_by_one(folder: Path) -> None:
    capture, paths = opened(folder)
    partition = capture.partition()
    found = duplicates(partition, capture.items, paths)
    copies = Counter(partition.item.tolist())
    sizes = dict(zip(partition.item.tolist(), partition.size.tolist(), strict=True))
    names = capture.items.name.tolist()
    wanted = sorted(
        ((-sizes[item] * (count - 1), names[item], count) for item, count in copies.items() if count > 1),
        key=lambda row: (row[0], row[1].encode()),
    )
    rows = zip(found.wasted.tolist(), found.item.tolist(), found.copies.tolist(), strict=True)
    assert [(-waste, names[item], count) for waste, item, count in rows] == wanted
    assert found.placed - found.unique == found.wasted.sum()
    assert (found.nanoseconds == -1).all()


def test_times_of_items_add_up_to_those_of_units() -> None:
    capture, paths = opened(RECORDED)
    costs = item_costs_of(capture)
    assert costs is not None
    spent = item_times(costs)
    assert spent is not None
    copies = costs.base.copies(len(capture.items))
    units = costs.units
    whole = int((units.generate + units.optimize + units.own_lto)[costs.measured].sum())
    assert np.isclose(float((spent * copies)[spent >= 0].sum()), whole, rtol=1e-9)
    found = duplicates(costs.base, capture.items, paths, costs)
    assert 0 < found.nanoseconds.sum() < whole
    rows = generics(costs.base, capture.items, paths, costs=costs)
    assert 0 < sum(row.nanoseconds or 0 for row in rows) <= whole


@pytest.mark.parametrize("folder", [*CAPTURES[:6], RECORDED], ids=capture_id)
def test_generics_are_those_counted_one_by_one(folder: Path) -> None:
    capture, paths = opened(folder)
    partition = capture.partition()
    copies, units, size = Counter[int](), defaultdict[int, set[int]](set), Counter[int]()
    for item, unit, each in zip(partition.item.tolist(), partition.unit.tolist(), partition.size.tolist(), strict=True):
        copies[item] += 1
        units[item].add(unit)
        size[item] += max(each, 0)
    found = generics(partition, capture.items, paths)
    assert found == sorted(found, key=lambda row: (-row.instructions, -row.size))
    seen: list[int] = []
    for row in found:
        assert row.copies == sum(copies[item] for item in row.items)
        assert row.size == sum(size[item] for item in row.items)
        assert row.units == len(set().union(*(units[item] for item in row.items)))
        seen += row.items
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize(
    ("name", "generic", "reason"),
    [
        ("std::ptr::drop_in_place::<Vec<u8>> - shim(Some(Vec<u8>))", "std::ptr::drop_in_place", Reason.DROP_GLUE),
        ("<F as std::ops::FnOnce<()>>::call_once - shim(vtable)", "<F as std::ops::FnOnce>::call_once", Reason.SHIM),
        ("a::f::<u8>::{closure#0}", "a::f::{closure#0}", Reason.CLOSURE),
        ("std::vec::Vec::<u8>::push", "std::vec::Vec::push", Reason.GENERIC),
        ("dfa::Fsm::<'_>::exec_at", "dfa::Fsm::exec_at", Reason.INLINE),
        ("a::f", "a::f", Reason.INLINE),
    ],
)
def test_names_tell_why_an_item_is_copied(name: str, generic: str, reason: Reason) -> None:
    assert REASONS[reason_of(name, generic)] is reason


def test_lists_of_lifetimes_alone_are_no_instances() -> None:
    assert drop_lifetimes("a::B::<'_, 'static>::c::<'a, u8>") == "a::B::c::<'a, u8>"
