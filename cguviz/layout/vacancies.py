"""Vacancies: free places for new boxes in a room with boxes at arbitrary places."""

from __future__ import annotations

import math

import numpy as np

from cguviz.layout.pieces import GAP_X, GAP_Y, PITCH_X, PITCH_Y
from cguviz.model.columns import Bools, Floats
from cguviz.model.layout import ITEM_HEIGHT, ITEM_WIDTH

ITEM = (ITEM_WIDTH, ITEM_HEIGHT)
STEP_X, STEP_Y = PITCH_X / 4, PITCH_Y / 3
"""Distances between the places that are tried, in world units."""


def vacancies(room: Floats, taken: Floats, goals: Floats) -> Floats:
    """Return a free place near its goal for each of some boxes.

    Parameters
    ----------
    room
        (4,) what the boxes must lie in.
    taken
        (k, 4) rectangles to stay clear of, by the gap between neighbours.
    goals
        (n, 2) the corner that each box would like best; not a number for any: the first from the top left.

    Returns
    -------
    (n, 2) corners; not a number for boxes that no room is left for. Earlier boxes choose first.
    """
    places = np.full((len(goals), 2), np.nan)
    free = _free(room, taken, ITEM)
    x, y = _corners(room, free)
    for number, goal in enumerate(goals):
        if not free.any():
            break
        if np.isnan(goal[0]):
            spot = int(free.argmax())
        else:
            far = np.hypot((x - goal[0])[None, :], (y - goal[1])[:, None])
            spot = int(np.where(free, far, np.inf).argmin())
        row, column = divmod(spot, len(x))
        places[number] = x[column], y[row]
        box = np.array([[x[column], y[row], x[column] + ITEM_WIDTH, y[row] + ITEM_HEIGHT]])
        free &= _free(room, box, ITEM)
    return places


def vacancy(room: Floats, taken: Floats, size: tuple[float, float]) -> tuple[float, float] | None:
    """Return the corner of the first free place for a rectangle, from the top left; None if there is none."""
    free = _free(room, taken, size)
    if not free.any():
        return None
    x, y = _corners(room, free)
    row, column = divmod(int(free.argmax()), len(x))
    return float(x[column]), float(y[row])


def _corners(room: Floats, free: Bools) -> tuple[Floats, Floats]:
    """Return the x and y of the corners that `_free` tests."""
    rows, columns = free.shape
    return room[0] + np.arange(columns) * STEP_X, room[1] + np.arange(rows) * STEP_Y


def _free(room: Floats, taken: Floats, size: tuple[float, float]) -> Bools:
    """Return (rows, columns) bool: the corners at which a rectangle touches no taken rectangle.

    Each taken rectangle rules out a rectangle of corners; they are summed up by differences.
    """
    wide, tall = size
    columns = max(math.floor((room[2] - room[0] - wide) / STEP_X) + 1, 0)
    rows = max(math.floor((room[3] - room[1] - tall) / STEP_Y) + 1, 0)
    change = np.zeros((rows + 1, columns + 1), np.int32)
    left = np.floor((taken[:, 0] - wide - GAP_X - room[0]) / STEP_X).astype(np.int64) + 1
    right = np.ceil((taken[:, 2] + GAP_X - room[0]) / STEP_X).astype(np.int64)
    top = np.floor((taken[:, 1] - tall - GAP_Y - room[1]) / STEP_Y).astype(np.int64) + 1
    bottom = np.ceil((taken[:, 3] + GAP_Y - room[1]) / STEP_Y).astype(np.int64)
    left, right = np.clip(left, 0, columns), np.clip(right, 0, columns)
    top, bottom = np.clip(top, 0, rows), np.clip(bottom, 0, rows)
    for row, column, sign in ((top, left, 1), (top, right, -1), (bottom, left, -1), (bottom, right, 1)):
        np.add.at(change, (row, column), sign)
    free: Bools = change.cumsum(axis=0).cumsum(axis=1)[:rows, :columns] == 0
    return free
