"""Margins of merged partitions: what following one run finds is what merging anew finds."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.model.capture import Capture
from cguviz.partition import start_of
from cguviz.partition.rules.bins import bins_of
from cguviz.partition.rules.merge import MIN_SIZE, merge_by_overlap, merge_small
from cguviz.partition.stability import Grouping, Margin, follow, margins, merged_anew
from cguviz.partition.start import Start
from tests.partition.starts import starts


def brute(start: Start, units: int, min_size: int, unit: int = -1, by: int = 0) -> Grouping:
    """Return the grouping that the rule itself makes of a start in which one unit is larger."""
    weight = start.placement_sizes
    bins = [
        dataclasses.replace(one, root_size=one.root_size + by, size=one.size + by) if one.members[0] == unit else one
        for one in bins_of(start, copies=True)
    ]
    merged = merge_small(merge_by_overlap(bins, units, weight), min_size, weight)
    return frozenset(frozenset(one.members) for one in merged)


def slowly(start: Start, units: int, min_size: int, within: int) -> list[Margin]:
    """Find the margins by merging anew for every unit and every number of statements."""
    base = brute(start, units, min_size)
    found = []
    for unit in range(len(start.partition.units)):
        rows = start.partition.unit == unit
        roots = int(start.placement_sizes[start.partition.item[rows & ~start.partition.inlined]].sum())
        grow, shrink = (
            next((by for by in range(1, most + 1) if brute(start, units, min_size, unit, sign * by) != base), None)
            for sign, most in ((1, within), (-1, min(within, max(roots - 1, 0))))
        )
        found.append(Margin(unit, grow, shrink))
    return found


@given(start=starts(), units=st.integers(1, 6), min_size=st.sampled_from([0, 20, 200]))
def test_margins_are_those_of_merging_anew(start: Start, units: int, min_size: int) -> None:
    merging = follow(start, units=units, min_size=min_size)
    assert merging.grouping == brute(start, units, min_size)
    assert list(margins(merging, within=12)) == slowly(start, units, min_size, 12)


@pytest.mark.parametrize(("units", "min_size"), [(16, 0), (16, MIN_SIZE)])
def test_margins_of_regex_are_those_of_merging_anew(regex: Capture, units: int, min_size: int) -> None:
    start = start_of(regex, regex.partition("PLACE"))
    assert list(margins(follow(start, units=units, min_size=min_size), within=6)) == slowly(start, units, min_size, 6)


@given(start=starts(), units=st.integers(1, 6), unit=st.integers(0, 3), by=st.integers(-5, 40))
def test_a_unit_that_grows_is_merged_as_the_rule_merges_it(start: Start, units: int, unit: int, by: int) -> None:
    unit = min(unit, len(start.partition.units) - 1)
    merging = follow(start, units=units)
    if by >= -int(merging.room[unit]):
        assert merged_anew(merging, unit, by) == brute(start, units, 0, unit, by)
