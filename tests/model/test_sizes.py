from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.model.sizes import collapse, quotient


def test_lists_are_descending_with_collapsed_runs() -> None:
    sizes = np.array([10, 60, 40, 10, 40, 7], np.int64)
    groups = np.array([0, 0, 0, 0, 0, 2], np.int32)
    assert collapse(sizes, groups, 3) == ["[60, 40 (x2), 10 (x2)]", "[]", "[7]"]
    assert collapse(sizes[:0], groups[:0], 0) == []


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5))))
def test_lists_hold_all_sizes(rows: list[tuple[int, int]]) -> None:
    groups = np.array([group for group, _ in rows], np.int32)
    texts = collapse(np.array([size for _, size in rows], np.int64), groups, 4)
    for group, text in enumerate(texts):
        runs = re.findall(r"(\d+)(?: \(x(\d+)\))?[,\]]", text)
        back = [int(size) for size, repeats in runs for _ in range(int(repeats or 1))]
        assert back == sorted((size for of, size in rows if of == group), reverse=True)


@pytest.mark.parametrize(
    ("part", "whole", "decimals", "text"),
    [
        (3359, 2021, 2, "1.66"),
        (1, 8, 2, "0.12"),
        (3, 8, 2, "0.38"),
        (0, 0, 1, "NaN"),
        (5, 0, 1, "inf"),
        (0, 4, 1, "0.0"),
    ],
)
def test_quotients_are_rounded_as_rust_does(part: int, whole: int, decimals: int, text: str) -> None:
    assert quotient(part, whole, decimals) == text
