"""Moving the selection along uses: up to a user, down to a used item, left and right among its siblings."""

from __future__ import annotations

from enum import Enum

import numpy as np

from cguviz.model.capture import Capture
from cguviz.model.columns import Ints, Longs
from cguviz.model.partition import Partition
from cguviz.workspace.lists.stage_index import Survey, placements_of, units_of
from cguviz.workspace.state.workspace import Selection


class Direction(Enum):
    """The directions in which the selection moves."""

    UP = "up"
    DOWN = "down"
    LEFT = "left"
    RIGHT = "right"


def walk(selection: Selection, way: Direction, *, capture: Capture, partition: Partition, survey: Survey) -> Selection:
    """Return the selection one step further; the same where there is nothing that way.

    Parameters
    ----------
    selection
        Its last item is where to start. With only a unit selected, its first item is the step down.
    way
        Up is the item that uses this one most, down the one it uses most; left and right go through the others
        the same step could have led to, or, without such a step, through the items of the unit.
    """
    if not selection.items:
        return _into(selection, way, partition)
    item = selection.items[-1]
    if way in (Direction.UP, Direction.DOWN):
        trail = (users_of(survey, capture, item) if way is Direction.UP else useds_of(capture, item))[0]
        if not len(trail):
            return selection
        target = int(trail[0])
    else:
        trail = np.array(selection.trail or _unit_mates(selection, partition, item), np.int32)
        if not len(trail):
            return selection
        here = np.flatnonzero(trail == item)
        step = 1 if way is Direction.RIGHT else -1
        target = int(trail[(int(here[0]) + step) % len(trail)]) if len(here) else int(trail[0])
    return Selection((target,), at=copy_near(partition, target, selection.at), trail=tuple(trail.tolist()))


def _into(selection: Selection, way: Direction, partition: Partition) -> Selection:
    names = partition.units.tolist()
    if way is not Direction.DOWN or not selection.units or selection.units[-1] not in names:
        return selection
    unit = names.index(selection.units[-1])
    rows = partition.item[partition.starts[unit] : partition.starts[unit + 1]]
    return Selection((int(rows[0]),), at=names[unit]) if len(rows) else selection


def _unit_mates(selection: Selection, partition: Partition, item: int) -> tuple[int, ...]:
    """Return the items of the unit that the selected copy is in, each once."""
    at = copy_near(partition, item, selection.at)
    if not at:
        return ()
    unit = partition.units.tolist().index(at)
    rows = partition.item[partition.starts[unit] : partition.starts[unit + 1]]
    return tuple(dict.fromkeys(rows.tolist()))


def copy_near(partition: Partition, item: int, at: str) -> str:
    """Return the name of a unit that holds the item: `at` if it does, else that of its root or first copy."""
    units = units_of(partition, placements_of(partition, item))
    names = [partition.units[int(unit)] for unit in units]
    return at if at in names else next(iter(names), "")


def users_of(survey: Survey, capture: Capture, item: int) -> tuple[Ints, Longs]:
    """Return the items that use one, the most frequent user first, itself left out.

    Returns
    -------
    items, rows
        (k,) int32 and (k,) int64: the users, and the rows of `Uses` behind them.
    """
    if capture.uses is None:
        return np.empty(0, np.int32), np.empty(0, np.int64)
    group = slice(survey.user_starts[item], survey.user_starts[item + 1])
    return _by_count(survey.user[group], survey.user_row[group], capture, item)


def useds_of(capture: Capture, item: int) -> tuple[Ints, Longs]:
    """Return the items that one uses, the most used first, itself left out; see `users_of`."""
    if capture.uses is None:
        return np.empty(0, np.int32), np.empty(0, np.int64)
    rows = np.arange(capture.uses.starts[item], capture.uses.starts[item + 1], dtype=np.int64)
    return _by_count(capture.uses.used[rows], rows, capture, item)


def _by_count(items: Ints, rows: Longs, capture: Capture, item: int) -> tuple[Ints, Longs]:
    if capture.uses is None:
        return items, rows
    other = items != item
    items, rows = items[other], rows[other]
    calls = capture.uses.calls[rows].astype(np.int64)
    order = np.lexsort((items, -capture.uses.references[rows].astype(np.int64), -calls))
    return items[order], rows[order]


def neighbours(survey: Survey, capture: Capture, item: int) -> Ints:
    """Return (k,) int32 the item, its users and the items that it uses, each once, ascending."""
    return np.unique(np.concatenate([[item], users_of(survey, capture, item)[0], useds_of(capture, item)[0]])).astype(
        np.int32
    )
