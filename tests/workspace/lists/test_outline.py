"""The order of the outline: every placement once, sorted on every level."""

from __future__ import annotations

import numpy as np
import pytest

from cguviz.model.capture import Capture
from cguviz.model.columns import Bools, Longs
from cguviz.model.paths.table import split
from cguviz.workspace.lists.outline import Column, arrange, sorted_rows
from cguviz.workspace.lists.stage_index import Survey, placements_of, survey, units_of
from cguviz.workspace.state.navigation import useds_of, users_of


@pytest.fixture(scope="module")
def taken(regex: Capture) -> Survey:
    return survey(regex, regex.partition(), split(regex.items, regex.crate))


@pytest.mark.parametrize("column", Column)
@pytest.mark.parametrize("descending", [False, True])
def test_every_placement_is_listed_once_in_its_unit_and_module(
    regex: Capture, taken: Survey, column: Column, descending: bool
) -> None:
    partition, paths = regex.partition(), split(regex.items, regex.crate)
    tree = arrange(taken, partition.item, column=column, descending=descending)
    assert sorted(tree.row.tolist()) == list(range(len(partition)))
    assert sorted(tree.unit.tolist()) == list(range(len(partition.units)))
    block = np.repeat(np.arange(len(tree.block)), np.diff(tree.row_starts))
    unit = np.repeat(tree.unit, np.diff(tree.block_starts))
    assert np.array_equal(partition.unit[tree.row], unit[block])
    assert np.array_equal(paths.module[partition.item[tree.row]], taken.block_module[tree.block][block])


@pytest.mark.parametrize("column", list(Column)[1:])
def test_figures_descend_on_every_level(regex: Capture, taken: Survey, column: Column) -> None:
    tree = arrange(taken, regex.partition().item, column=column, descending=True)
    assert descends(taken.totals.unit[column - 1][tree.unit], np.array([0, len(tree.unit)]))
    assert descends(taken.totals.block[column - 1][tree.block], tree.block_starts)
    assert descends(taken.totals.row[column - 1][tree.row], tree.row_starts)


def descends(values: Longs, starts: Longs) -> bool:
    inside: Bools = np.ones(max(len(values) - 1, 0), np.bool_)
    inside[starts[1:-1] - 1] = False
    return bool((np.diff(values)[inside] <= 0).all())


def test_a_filter_leaves_what_it_keeps_and_no_empty_unit(regex: Capture, taken: Survey) -> None:
    partition = regex.partition()
    keep = partition.item % 50 == 0
    tree = arrange(taken, partition.item, column=Column.SIZE, descending=True, keep=keep)
    assert sorted(tree.row.tolist()) == np.flatnonzero(keep).tolist()
    assert (np.diff(tree.block_starts) > 0).all()
    assert (np.diff(tree.row_starts) > 0).all()


def test_totals_add_up(regex: Capture, taken: Survey) -> None:
    partition = regex.partition()
    assert np.array_equal(taken.totals.unit[0], partition.unit_sizes)
    assert taken.totals.block[1].sum() == len(partition)
    assert taken.totals.unit[2].sum() == partition.inlined.sum()


def test_users_and_useds_are_counted_without_the_item_itself(regex: Capture, taken: Survey) -> None:
    assert regex.uses is not None
    for item in range(0, len(regex.items), 97):
        assert len(users_of(taken, regex, item)[0]) == taken.users[item]
        assert len(useds_of(regex, item)[0]) == taken.useds[item]
        assert item not in users_of(taken, regex, item)[0]


def test_uses_between_units_are_all_placed_uses(taken: Survey) -> None:
    figures = taken.figures
    inside = taken.unit_uses[taken.unit_from == taken.unit_to].sum()
    assert (inside, taken.unit_uses.sum() - inside) == (figures.inside_uses, figures.cut_uses)


def test_placements_of_an_item_begin_with_its_root(regex: Capture) -> None:
    partition = regex.partition()
    for item in range(0, len(regex.items), 53):
        rows = placements_of(partition, item)
        assert sorted(rows.tolist()) == np.flatnonzero(partition.item == item).tolist()
        assert np.array_equal(units_of(partition, rows), partition.unit[rows])
        assert (np.diff(partition.inlined[rows].astype(int)) >= 0).all()


def test_rows_are_sorted_by_key_then_tie() -> None:
    keys, ties = np.array([3, 1, 3, 2]), np.array([1, 0, 0, 0], np.int32)
    rows = np.array([0, 2, 3])
    assert sorted_rows(keys, ties, rows, descending=True).tolist() == [2, 0, 3]
    assert sorted_rows(keys, ties, rows, descending=False).tolist() == [3, 2, 0]
