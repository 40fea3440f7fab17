"""Sizes that follow from those of units: what is told is found, what is not is said to be unsure."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cguviz.formats.join.unit_totals import Set, Unit, solve

COUNTS = st.dictionaries(st.integers(0, 7), st.integers(1, 3), max_size=8)


def units_of(sizes: list[int], counts: list[dict[int, int]]) -> list[Unit]:
    return [Unit(sum(sizes[group] * count for group, count in unit.items()), unit) for unit in counts]


def totals(units: list[Unit], sizes: list[int]) -> list[int]:
    return [sum(sizes[group] * count for group, count in unit.groups.items()) for unit in units]


@given(st.lists(st.integers(1, 500), min_size=8, max_size=8), st.lists(COUNTS, max_size=6), st.sets(st.integers(0, 7)))
def test_what_is_sure_is_true(sizes: list[int], counts: list[dict[int, int]], unknown: set[int]) -> None:
    units = units_of(sizes, counts)
    half = sorted(unknown)[::2]
    sets = [Set(tuple(half), tuple(sizes[group] for group in half))] if half else []
    known = [-1 if group in unknown else size for group, size in enumerate(sizes)]
    found = solve(units, known, sets, [1.0] * 8)
    assert {group for group in range(8) if found.sizes[group] != sizes[group]} <= found.unsure
    assert found.unsure <= unknown
    assert min(found.sizes) > 0


@given(st.lists(st.integers(1, 500), min_size=8, max_size=8), st.permutations(range(8)))
def test_a_chain_of_units_tells_all(sizes: list[int], order: list[int]) -> None:
    counts = [{group: 1 + place % 2, **({order[place - 1]: 1} if place else {})} for place, group in enumerate(order)]
    found = solve(units_of(sizes, counts), [-1] * 8, [], [1.0] * 8)
    assert found.sizes == sizes
    assert not found.unsure


def test_two_unknown_in_two_units_are_two_equations() -> None:
    units = [Unit(17, {0: 1, 1: 1}), Unit(29, {0: 2, 1: 1}), Unit(100, {2: 1, 3: 1}), Unit(200, {2: 2, 3: 2})]
    found = solve(units, [-1] * 4, [], [1.0] * 4)
    assert found.sizes[:2] == [12, 5]
    assert found.unsure == {2, 3}
    assert sum(found.sizes[2:]) == 100


def test_the_example() -> None:
    sets = [Set((2, 3), (10, 155))]
    units = [Unit(120, {0: 1, 1: 2}), Unit(203, {1: 1, 2: 1, 3: 1})]
    apart = solve(units, [44, -1, -1, -1], sets, [1.0] * 4)
    assert (apart.sizes, apart.unsure) == ([44, 38, 10, 155], {2, 3})
    found = solve([*units, Unit(193, {1: 1, 2: 1})], [44, -1, -1, -1], sets, [1.0] * 4)
    assert (found.sizes, found.unsure) == ([44, 38, 155, 10], set())


def test_of_too_many_assignments_none_is_sure() -> None:
    sizes = [*range(10, 18), 5, 6]
    sets = [Set(tuple(range(8)), tuple(range(10, 18))), Set((8, 9), (5, 6))]
    units = [Unit(sizes[group], {group: 1}) for group in range(8)] + [Unit(15, {0: 1, 8: 1}), Unit(5, {8: 1})]
    found = solve(units, [-1] * 10, sets, [1.0] * 10)
    assert found.unsure == set(range(8))
    assert found.sizes == sizes


def test_without_units_the_likeliest_is_taken() -> None:
    found = solve([], [7, -1, -1, -1], [Set((2, 1), (40, 9))], [0.0, 0.0, 0.0, 21.3])
    assert (found.sizes, found.unsure) == ([7, 40, 9, 21], {1, 2, 3})


def test_fewer_sizes_than_groups_leave_shims() -> None:
    found = solve([Unit(45, {0: 1}), Unit(46, {0: 1, 1: 1})], [-1, -1], [Set((0, 1), (45,))], [1.0, 1.0])
    assert (found.sizes, found.unsure) == ([45, 1], set())


@given(st.lists(st.floats(1, 90), min_size=3, max_size=3), st.integers(3, 400))
def test_several_unknown_share_what_is_missing(weights: list[float], rest: int) -> None:
    units = [Unit(rest + 5, {0: 1, 1: 1, 2: 1, 3: 1})]
    found = solve(units, [5, -1, -1, -1], [], [1.0, *weights])
    assert found.unsure == {1, 2, 3}
    assert abs(totals(units, found.sizes)[0] - rest - 5) <= 2
    assert min(found.sizes) > 0


def test_totals_that_contradict_each_other_change_nothing_that_is_known() -> None:
    found = solve([Unit(3, {0: 1}), Unit(9, {0: 1, 1: 1})], [5, -1], [], [1.0, 1.0])
    assert found.sizes == [5, 4]
    low = solve([Unit(3, {0: 1, 1: 1})], [5, -1], [Set((1,), (8,))], [1.0, 1.0])
    assert low.sizes == [5, 8]
