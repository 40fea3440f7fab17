"""Merging: against rustc's own results, and against its algorithm written out literally."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.errors import PartitionError
from cguviz.formats import load
from cguviz.model.partition import Mode
from cguviz.partition import Start, start_of
from cguviz.partition.rules.merge import MergeOptions, merge
from cguviz.partition.rules.two_smallest import TwoSmallestOptions, two_smallest
from tests.captures import CAPTURES, DUMP, capture_id
from tests.partition.starts import contents, start_with, starts


@pytest.mark.parametrize("folder", CAPTURES, ids=capture_id)
def test_merging_place_gives_rustcs_own_merge(folder: Path) -> None:
    """Unit by unit: names, order, sizes, and items with mode and linkage."""
    (capture,) = load([folder / DUMP])
    # A folder called default was built without -C codegen-units; the others with 16.
    units = None if folder.name.endswith("-default") else 16
    ours = merge(start_of(capture, capture.partition("PLACE")), MergeOptions(units=units))
    rustcs = capture.partition("MERGE")
    assert ours.units.tolist() == rustcs.units.tolist()
    assert ours.unit_sizes.tolist() == rustcs.unit_sizes.tolist()
    assert contents(ours) == contents(rustcs)
    placed = [set(zip(one.unit, one.item, one.linkage, one.size, strict=True)) for one in (ours, rustcs)]
    assert placed[0] == placed[1]


@dataclasses.dataclass
class Cgu:
    """A codegen unit as the literal transcription has it; mutable like rustc's own."""

    name: str
    items: dict[int, tuple[bool, int]]
    size_estimate: int

    def compute_size_estimate(self) -> None:
        self.size_estimate = sum(size for _, size in self.items.values())


def cgus_of(start: Start, *, copies: bool) -> list[Cgu]:
    found = []
    for name, held in contents(start.partition).items():
        inside = {
            item: (mode == Mode.INLINED, max(int(start.items.size[item]), 0))
            for item, mode in held.items()
            if copies or mode != Mode.INLINED
        }
        found.append(Cgu(name, inside, 0))
        found[-1].compute_size_estimate()
    return sorted(found, key=lambda cgu: cgu.name.encode())


def compute_inlined_overlap(one: Cgu, other: Cgu) -> int:
    source, target = (one, other) if len(one.items) <= len(other.items) else (other, one)
    return sum(size for item, (inlined, size) in source.items.items() if inlined and item in target.items)


def literal_merge(cgus: list[Cgu], units: int, min_size: int, *, incremental: bool) -> list[tuple[str, set[int]]]:
    """Return name and items of each unit, step by step as `merge_codegen_units` does it."""
    members = {cgu.name: [cgu.name] for cgu in cgus}
    while len(cgus) > units:
        cgus.sort(key=lambda cgu: -cgu.size_estimate)
        dst = cgus[units - 1]
        best, best_index = 0, units
        for index in range(units, len(cgus)):
            if cgus[index].size_estimate <= best:
                break
            overlap = compute_inlined_overlap(dst, cgus[index])
            if overlap > best:
                best, best_index = overlap, index
        src = cgus[best_index]
        cgus[best_index] = cgus[-1]
        cgus.pop()
        dst.items |= src.items
        dst.compute_size_estimate()
        members[dst.name] += members.pop(src.name)
    while len(cgus) > 1 and any(cgu.size_estimate < min_size for cgu in cgus):
        cgus.sort(key=lambda cgu: -cgu.size_estimate)
        smallest = cgus.pop()
        cgus[-1].items |= smallest.items
        cgus[-1].compute_size_estimate()
        members[cgus[-1].name] += members.pop(smallest.name)
    if incremental:
        for cgu in cgus:
            cgu.name = "--".join(sorted(members[cgu.name]))
        cgus.sort(key=lambda cgu: cgu.name.encode())
    else:
        cgus.sort(key=lambda cgu: -cgu.size_estimate)
        width = len(str(len(cgus)))
        for index, cgu in enumerate(cgus):
            cgu.name = f"x.1-cgu.{index:0{width}}"
    return [(cgu.name, set(cgu.items)) for cgu in cgus]


@given(starts(), st.integers(1, 8), st.sampled_from([0, 3, 1800]), st.booleans())
def test_merging_is_the_literal_algorithm(start: Start, units: int, min_size: int, incremental: bool) -> None:
    units = min(units, len(set(start.partition.item.tolist())))
    expected = literal_merge(cgus_of(start, copies=True), units, min_size, incremental=incremental)
    merged = merge(start, MergeOptions(units=units, min_size=min_size, incremental=incremental))
    assert [(name, set(held)) for name, held in contents(merged).items()] == expected


@given(starts(most_units=30))
def test_without_a_number_rustcs_defaults_hold(start: Start) -> None:
    plain = merge(start, MergeOptions())
    expected = literal_merge(cgus_of(start, copies=True), 16, 1800, incremental=False)
    assert [(name, set(held)) for name, held in contents(plain).items()] == expected
    merged = merge(start, MergeOptions(incremental=True))
    assert set(merged.units) == set(start.partition.units)
    unlimited = merge(start, MergeOptions(limit=False, min_size=0))
    assert len(unlimited.units) == len(start.partition.units)


@pytest.mark.parametrize(("smallest", "units"), [(1799, 2), (1800, 3)])
def test_rustcs_minimum_size(smallest: int, units: int) -> None:
    start = start_with([5000, smallest, 4000], [(row, row, Mode.ROOT) for row in range(3)], ["a", "b", "c"])
    assert len(merge(start, MergeOptions()).units) == units
    assert len(merge(start, MergeOptions(units=3)).units) == 3


@pytest.mark.parametrize(("incremental", "units"), [(False, 16), (True, 256)])
def test_rustcs_numbers_of_units(incremental: bool, units: int) -> None:
    rows = [(row, row, Mode.ROOT) for row in range(300)]
    start = start_with([2000] * 300, rows, [f"u{row}" for row in range(300)]).replace(incremental=incremental)
    assert len(merge(start, MergeOptions()).units) == units
    assert len(two_smallest(start, TwoSmallestOptions()).units) == units
    assert len(merge(start, MergeOptions(incremental=not incremental)).units) == 272 - units


def literal_two_smallest(cgus: list[Cgu], units: int, *, copies: bool) -> list[tuple[str, set[str]]]:
    """Return name and members of each unit, as `merge_codegen_units` of 1.63 made them."""
    members = {cgu.name: {cgu.name} for cgu in cgus}
    while len(cgus) > units:
        cgus.sort(key=lambda cgu: -cgu.size_estimate)
        smallest = cgus.pop()
        cgus[-1].items |= smallest.items
        cgus[-1].size_estimate += smallest.size_estimate
        if copies:
            cgus[-1].compute_size_estimate()
        members[cgus[-1].name] |= members.pop(smallest.name)
    return sorted((f"x.1-cgu.{index}", members[cgu.name]) for index, cgu in enumerate(cgus))


@given(starts(most_units=16), st.integers(1, 13), st.sampled_from(["before", "after"]))
def test_two_smallest_is_the_literal_algorithm(start: Start, units: int, inline: str) -> None:
    units = min(units, len(set(start.partition.item.tolist())))
    copies = inline == "before"
    expected = literal_two_smallest(cgus_of(start, copies=copies), units, copies=copies)
    merged = contents(two_smallest(start, TwoSmallestOptions(units=units, inline=inline)))
    before = contents(start.partition)
    assert list(merged) == [name for name, _ in expected]
    for name, members in expected:
        assert set(merged[name]) == set().union(*(before[member] for member in members))


def test_units_that_share_copies_are_united_first() -> None:
    """By size b, a, d, c: a fetches c, with which it shares a copy, past d; then b takes d."""
    rows = [(0, 0, Mode.ROOT), (1, 1, Mode.ROOT), (2, 2, Mode.ROOT), (3, 4, Mode.ROOT)]
    copies = [(0, 3, Mode.INLINED), (2, 3, Mode.INLINED)]
    start = start_with([20, 26, 10, 5, 24], rows + copies, ["a", "b", "c", "d"])
    merged = merge(start, MergeOptions(units=2))
    assert [sorted(held) for held in contents(merged).values()] == [[1, 4], [0, 2, 3]]
    assert merged.unit_sizes.tolist() == [50, 35]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"units": 0}, "units must be a whole number from 1, or cores, not 0"),
        ({"units": -3}, "not -3"),
        ({"min_size": -1}, "min-size must be a whole number from 0, not -1"),
        ({"units": True}, "not True"),
    ],
)
def test_numbers_that_cannot_be_are_refused(options: dict[str, Any], said: str) -> None:
    with pytest.raises(PartitionError, match=said):
        MergeOptions(**options)


def test_more_units_than_items_are_refused() -> None:
    start = start_with([1, 1], [(0, 0, Mode.ROOT), (0, 1, Mode.ROOT)], ["a"])
    with pytest.raises(PartitionError, match="2 items cannot fill 3 units; ask for 2 or fewer"):
        merge(start, MergeOptions(units=3))
