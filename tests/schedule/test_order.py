"""The order of generation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.model.texts import Texts
from cguviz.schedule import ORDERS
from cguviz.schedule.order import generation_order
from tests.schedule.drawn import longs


@pytest.mark.parametrize(
    ("order", "sizes", "expected"),
    [
        ("interleaved", range(16, 0, -1), [0, 15, 1, 14, 2, 13, 3, 12, 4, 11, 5, 10, 6, 9, 7, 8]),
        ("interleaved", [5, 4, 3, 2, 1], [0, 4, 1, 3, 2]),
        ("interleaved", [50, 20, 20, 20, 20, 10], [0, 5, 1, 4, 2, 3]),
        ("interleaved-before-113872", [50, 20, 20, 20, 20, 10], [0, 5, 4, 1, 3, 2]),
        ("interleaved-before-113872", [5, 4, 3, 2, 1], [0, 4, 1, 3, 2]),
        ("largest", [1, 3, 2, 3], [1, 3, 2, 0]),
        ("name", [1, 3, 2], [0, 1, 2]),
        ("interleaved", [7], [0]),
        ("interleaved", [], []),
    ],
)
def test_the_published_orders(order: str, sizes: list[int], expected: list[int]) -> None:
    assert ORDERS[order](longs(*sizes)).tolist() == expected


@given(st.lists(st.integers(0, 5), max_size=20), st.sampled_from(sorted(ORDERS)))
def test_every_unit_comes_once(sizes: list[int], order: str) -> None:
    assert sorted(ORDERS[order](longs(*sizes)).tolist()) == list(range(len(sizes)))


def test_units_are_first_sorted_by_the_bytes_of_their_names() -> None:
    names = Texts.of(["b", "a", "Z", "é"])
    assert [names[row] for row in generation_order(names, longs(1, 1, 1, 1), "name")] == ["Z", "a", "b", "é"]
    assert [names[row] for row in generation_order(names, longs(1, 1, 1, 1), "largest")] == ["Z", "a", "b", "é"]
