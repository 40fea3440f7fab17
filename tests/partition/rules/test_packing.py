"""Rules that pack whole units: known examples and what they promise."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cguviz.model.partition import Mode, Partition
from cguviz.partition import Start
from cguviz.partition.rules.differencing import DifferencingOptions, differencing
from cguviz.partition.rules.greedy import GreedyOptions, greedy
from cguviz.partition.rules.minimum import AggressiveOptions, MinSizeOptions, aggressive, min_size
from cguviz.partition.rules.nth import NthOptions, nth
from tests.partition.starts import contents, start_with, starts


def units_of(sizes: list[int]) -> Start:
    """Return a start with one root item in each unit."""
    return start_with(
        sizes, [(row, row, Mode.ROOT) for row in range(len(sizes))], [f"u{row}" for row in range(len(sizes))]
    )


def grouped(partition: Partition) -> list[list[int]]:
    return [sorted(held) for held in contents(partition).values()]


def test_greedy_and_differencing_on_the_usual_example() -> None:
    """8, 7, 6, 5, 4 in two: greedy packing makes 17 and 13, differencing 16 and 14, the best is 15 and 15."""
    start = units_of([8, 7, 6, 5, 4])
    assert grouped(greedy(start, GreedyOptions(units=2))) == [[0, 3, 4], [1, 2]]
    assert differencing(start, DifferencingOptions(units=2)).unit_sizes.tolist() == [16, 14]


def test_greedy_takes_equals_by_name_and_bins_by_number() -> None:
    start = units_of([5, 5, 5, 5])
    assert grouped(greedy(start, GreedyOptions(units=3))) == [[0, 3], [1], [2]]


def test_differencing_in_three() -> None:
    """(9 0 0) (8 0 0) → (9 8 0); with (7 0 0) → (9 8 7); 6 joins 7, 5 joins 8: 13, 13, 9 and then 4 joins 9."""
    sizes = differencing(units_of([9, 8, 7, 6, 5, 4]), DifferencingOptions(units=3)).unit_sizes.tolist()
    assert sum(sizes) == 39
    assert sizes == [13, 13, 13]


def test_nth_unites_the_units_around_the_limit() -> None:
    """50 40 30 20 10 in three: 30 + 20 = 50 comes second, then 40 + 10."""
    assert grouped(nth(units_of([50, 40, 30, 20, 10]), NthOptions(units=3))) == [[0], [2, 3], [1, 4]]


def test_min_size_unites_the_two_smallest() -> None:
    assert grouped(min_size(units_of([9, 8, 2, 1]), MinSizeOptions(min_size=4))) == [[1, 2, 3], [0]]
    assert grouped(min_size(units_of([1, 2]), MinSizeOptions(min_size=100))) == [[0, 1]]


def test_aggressive_merging_never_exceeds_the_largest() -> None:
    assert grouped(aggressive(units_of([10, 6, 3, 1]), AggressiveOptions())) == [[0], [1, 2, 3]]
    assert grouped(aggressive(units_of([10, 9, 2]), AggressiveOptions())) == [[0], [1], [2]]


@given(starts(), st.sampled_from(["before", "after"]))
def test_aggressive_merging_stops_when_the_next_would_be_larger(start: Start, inline: str) -> None:
    if inline == "before":
        result = aggressive(start, AggressiveOptions())
        largest = max(start.partition.unit_sizes.tolist())
        assert max(result.unit_sizes.tolist()) == largest


@given(starts(), st.integers(1, 3000))
def test_no_unit_is_below_the_minimum(start: Start, least: int) -> None:
    sizes = min_size(start, MinSizeOptions(min_size=least)).unit_sizes.tolist()
    assert len(sizes) == 1 or min(sizes) >= least


def test_copies_count_before_and_not_after() -> None:
    """a: 10; b: 4 and a copy of 8; c: 9. Greedy in two by all sizes begins with b, by roots with a."""
    rows = [(0, 0, Mode.ROOT), (1, 1, Mode.ROOT), (1, 2, Mode.INLINED), (2, 3, Mode.ROOT)]
    start = start_with([10, 4, 8, 9], rows, ["a", "b", "c"])
    assert grouped(greedy(start, GreedyOptions(units=2, inline="before"))) == [[0, 3], [1, 2]]
    assert grouped(greedy(start, GreedyOptions(units=2, inline="after"))) == [[1, 2, 3], [0]]
