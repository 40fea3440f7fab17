"""The arrow keys: along uses of a real capture."""

from __future__ import annotations

import numpy as np
import pytest

from cguviz.model.capture import Capture
from cguviz.model.paths.table import split
from cguviz.workspace.lists.stage_index import Survey, survey
from cguviz.workspace.state.navigation import Direction, copy_near, neighbours, useds_of, users_of, walk
from cguviz.workspace.state.workspace import Selection


@pytest.fixture(scope="module")
def taken(regex: Capture) -> Survey:
    return survey(regex, regex.partition(), split(regex.items, regex.crate))


def go(capture: Capture, taken: Survey, selection: Selection, way: Direction) -> Selection:
    return walk(selection, way, capture=capture, partition=capture.partition(), survey=taken)


def busiest(taken: Survey) -> int:
    return int(np.argmax(np.minimum(taken.users, taken.useds)))


def test_down_goes_to_the_most_called_and_up_to_the_most_frequent_caller(regex: Capture, taken: Survey) -> None:
    item = busiest(taken)
    down = go(regex, taken, Selection((item,)), Direction.DOWN)
    assert down.items == (int(useds_of(regex, item)[0][0]),)
    up = go(regex, taken, Selection((item,)), Direction.UP)
    assert up.items == (int(users_of(taken, regex, item)[0][0]),)


def test_right_goes_through_all_siblings_and_comes_back(regex: Capture, taken: Survey) -> None:
    first = go(regex, taken, Selection((busiest(taken),)), Direction.DOWN)
    seen, now = [], first
    for _ in first.trail:
        seen.append(now.items[0])
        now = go(regex, taken, now, Direction.RIGHT)
    assert tuple(seen) == first.trail
    assert now.items == first.items
    assert go(regex, taken, go(regex, taken, first, Direction.RIGHT), Direction.LEFT).items == first.items


def test_one_stays_where_there_is_nothing_that_way(regex: Capture, taken: Survey) -> None:
    leaf = Selection((int(np.flatnonzero(taken.useds == 0)[0]),))
    assert go(regex, taken, leaf, Direction.DOWN) == leaf
    assert go(regex, taken, Selection(), Direction.DOWN) == Selection()


def test_from_a_unit_down_leads_into_it_and_right_through_it(regex: Capture, taken: Survey) -> None:
    partition = regex.partition()
    name = partition.units[1]
    first = go(regex, taken, Selection(units=(name,)), Direction.DOWN)
    rows = partition.item[partition.starts[1] : partition.starts[2]]
    assert (first.items, first.at) == ((int(rows[0]),), name)
    assert go(regex, taken, first, Direction.RIGHT).items == (int(rows[1]),)


def test_the_copy_in_the_same_unit_is_preferred(regex: Capture, taken: Survey) -> None:
    partition = regex.partition()
    item = int(np.argmax(taken.copies))
    for row in np.flatnonzero(partition.item == item):
        name = partition.units[int(partition.unit[row])]
        assert copy_near(partition, item, name) == name
    assert copy_near(partition, item, "nowhere") != ""


def test_neighbours_are_users_useds_and_the_item(regex: Capture, taken: Survey) -> None:
    item = busiest(taken)
    expected = {item, *users_of(taken, regex, item)[0].tolist(), *useds_of(regex, item)[0].tolist()}
    assert set(neighbours(taken, regex, item).tolist()) == expected


def test_without_uses_nobody_uses_anybody(regex: Capture) -> None:
    bare = regex.replace(uses=None)
    taken = survey(bare, bare.partition(), split(bare.items, bare.crate))
    assert set(taken.users.tolist()) == {-1}
    assert len(useds_of(bare, 0)[0]) == len(users_of(taken, bare, 0)[0]) == 0
    assert neighbours(taken, bare, 3).tolist() == [3]
