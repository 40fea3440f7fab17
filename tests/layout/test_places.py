"""The order of units: those that use each other are near, users above what they use."""

from __future__ import annotations

import numpy as np
import pytest

from cguviz.layout.places import MOST, UnitUses, arrange, grid_of
from cguviz.model.columns import Floats


def uses_of(table: Floats) -> UnitUses:
    user, used = np.nonzero(table)
    return UnitUses(len(table), user, used, table[user, used])


@pytest.mark.parametrize("units", [1, 2, 9, 80, MOST + 1])
def test_every_unit_has_one_place(units: int) -> None:
    chain = UnitUses(units, np.arange(units - 1), np.arange(1, units), np.ones(units - 1))
    assert sorted(arrange(chain, *grid_of(units)).tolist()) == list(range(units))


def test_no_user_stands_below_what_it_uses() -> None:
    pairs = UnitUses(6, np.array([3, 4, 5]), np.array([0, 1, 2]), np.full(3, 5.0))
    order = arrange(pairs, 2, 3).tolist()
    assert all(order.index(unit) // 3 <= order.index(unit - 3) // 3 for unit in (3, 4, 5))
    assert any(order.index(unit) // 3 < order.index(unit - 3) // 3 for unit in (3, 4, 5))


def test_units_that_use_each_other_are_neighbours() -> None:
    table = np.zeros((9, 9))
    table[0, 8] = table[8, 0] = 100
    order = arrange(uses_of(table), 3, 3).tolist()
    down, across = np.abs(np.subtract(divmod(order.index(0), 3), divmod(order.index(8), 3)))
    assert down + across == 1


def test_very_many_units_are_ordered_by_what_they_use_more_than_they_are_used() -> None:
    units = MOST + 1
    fan = UnitUses(units, np.full(units - 1, 7), np.delete(np.arange(units), 7), np.ones(units - 1))
    assert arrange(fan, *grid_of(units)).tolist() == [7, *(unit for unit in range(units) if unit != 7)]
