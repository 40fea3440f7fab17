"""Uses between units as counts: they add up to the figures of every capture; an order that puts neighbours together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.analysis.statistics import figures
from cguviz.analysis.unit_matrix import cluster, unit_matrix
from cguviz.formats import load
from cguviz.model.capture import Capture
from cguviz.model.partition import placed_uses
from tests.captures import CAPTURES, capture_id


@pytest.mark.parametrize("folder", CAPTURES, ids=capture_id)
def test_counts_add_up_to_the_uses_inside_and_cut(folder: Path) -> None:
    for capture in load([folder]):
        if capture.uses is None:
            continue
        for stage in (capture.stages[0], capture.stages[-1]):
            partition = capture.partition(stage)
            known = figures(partition, capture.items, capture.uses)
            placed = placed_uses(partition, capture.uses.between_functions(capture.items))
            cells = unit_matrix(partition, placed)
            inside = cells.user == cells.used
            assert cells.count[inside].sum() == known.inside_uses
            assert cells.count[~inside].sum() == known.cut_uses
            assert cells.count.min(initial=1) >= 1


def test_the_uses_behind_a_pair_are_those_between_its_units(regex: Capture) -> None:
    assert regex.uses is not None
    partition = regex.partition("MERGE")
    placed = placed_uses(partition, regex.uses)
    cells, unit = unit_matrix(partition, placed), partition.unit
    rows = cells.placed
    assert np.array_equal(np.sort(rows), np.arange(len(placed.source)))
    assert np.array_equal(unit[placed.source[rows]], np.repeat(cells.user, cells.count))
    assert np.array_equal(unit[placed.target[rows]], np.repeat(cells.used, cells.count))


def test_units_that_use_each_other_are_neighbours() -> None:
    # 0 and 3, and 1 and 4 belong together; 2 uses nobody.
    user, used = np.array([0, 1, 4, 0]), np.array([3, 4, 1, 1])
    order = cluster(user.astype(np.int32), used.astype(np.int32), np.array([9, 5, 6, 1]), units=5).tolist()
    assert abs(order.index(0) - order.index(3)) == 1
    assert abs(order.index(1) - order.index(4)) == 1
    assert order[-1] == 2


@given(st.integers(1, 12), st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), st.integers(1, 99)), max_size=40))
def test_an_order_holds_every_unit_once(units: int, pairs: list[tuple[int, int, int]]) -> None:
    rows = np.array([pair for pair in pairs if max(pair[:2]) < units], np.int64).reshape(-1, 3)
    user, used, count = rows.T
    order = cluster(user.astype(np.int32), used.astype(np.int32), count, units=units)
    assert np.array_equal(np.sort(order), np.arange(units))
