"""Layout of a neighbourhood: users above, used items below, rows wrapped.

```
            ┌ cgu.03 ┐ ┌ cgu.07 ┐          level −2
            └────────┘ └────────┘
       ┌ cgu.00 ┐ ┌ cgu.03 ┐ ┌ cgu.05 ┐    level −1, too wide for one row
       └────────┘ └────────┘ └────────┘
                  ┌ cgu.09 ┐
                  └────────┘
                  ┌ cgu.01 ┐               level 0: the item itself
```
"""

from __future__ import annotations

import math

import numpy as np

from cguviz.layout.fitting import UNIT_FRAME
from cguviz.layout.pieces import GAP_X, GAP_Y, PITCH_X, PITCH_Y
from cguviz.model.columns import Floats, Ints
from cguviz.model.layout import CAPTION, ITEM_HEIGHT, ITEM_WIDTH

BESIDE, BELOW = 24.0, 26.0
"""Between groups of a row, and between rows of a level."""
STEP = 64.0
"""Between levels: room in which lines can be followed."""
SHAPE = 0.5
"""Columns of a group's grid: the square root of so many times its boxes; a group is a little wider than high then."""


def neighbourhood_boxes(level: Ints, boxes: Ints, *, aspect: float) -> tuple[Floats, Floats]:
    """Place the groups of a neighbourhood and the boxes in them.

    Parameters
    ----------
    level
        (g,) int32 of each group, ascending.
    boxes
        (g,) int32 how many boxes each holds, at least one.
    aspect
        Width by height that the whole should have.

    Returns
    -------
    group, box
        (g, 4) and (b, 4) float64; boxes in the order of the groups.
    """
    columns = np.maximum(np.rint(np.sqrt(SHAPE * boxes)), 1).astype(np.int64)
    rows = -(-boxes // columns)
    wide = columns * PITCH_X - GAP_X + 2 * UNIT_FRAME
    high = rows * PITCH_Y - GAP_Y + CAPTION + UNIT_FRAME
    room = max(float(wide.max(initial=1.0)), math.sqrt(float(((wide + BESIDE) * (high + STEP)).sum()) * aspect))
    group = np.empty((len(level), 4))
    y = 0.0
    for row in _wrap(level.tolist(), wide.tolist(), room):
        first, last = row[0], row[-1] + 1
        y += 0.0 if not first else STEP if level[first] != level[first - 1] else BELOW
        across = wide[first:last]
        x = np.cumsum(across + BESIDE) - across - BESIDE
        x -= (x[-1] + across[-1]) / 2
        group[first:last] = np.column_stack([x, np.full(len(x), y), x + across, y + high[first:last]])
        y += float(high[first:last].max())
    owner = np.repeat(np.arange(len(level)), boxes)
    index = np.arange(len(owner)) - (np.cumsum(boxes) - boxes)[owner]
    corner = group[owner, :2] + np.array([UNIT_FRAME, CAPTION])
    place = corner + np.column_stack([index % columns[owner] * PITCH_X, index // columns[owner] * PITCH_Y])
    return group, np.hstack([place, place + np.array([ITEM_WIDTH, ITEM_HEIGHT])])


def _wrap(level: list[int], wide: list[float], room: float) -> list[list[int]]:
    """Break the groups of each level into rows of about equal length that fit."""
    rows: list[list[int]] = []
    for one in dict.fromkeys(level):
        members = [group for group, of in enumerate(level) if of == one]
        whole = sum(wide[group] + BESIDE for group in members)
        target = whole / max(math.ceil(whole / room), 1)
        used = math.inf
        for group in members:
            # A group belongs to the row in which its middle lies.
            if used + wide[group] / 2 > target:
                rows.append([])
                used = 0.0
            rows[-1].append(group)
            used += wide[group] + BESIDE
    return rows
