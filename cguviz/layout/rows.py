"""Units in rows: which go side by side or under each other, and how wide each is.

```
┌────────────┐┌─────────┐┌────┐
│            ││         │└────┘   a unit much smaller than its row shares a column with its neighbours
│            ││         │┌────┐
└────────────┘└─────────┘└────┘
```
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

UNIT_GAP = 28.0
SHARES_COLUMN = 0.45
"""A unit whose natural height is below this part of its row's is stacked with its neighbours."""
ROUNDS = 5


@dataclasses.dataclass
class Box:
    """The size of one unit, frame included, and its top left corner."""

    width: float
    height: float
    x: float = 0.0
    y: float = 0.0


Fit = Callable[[int, float], tuple[float, float]]
"""Packs a unit into about a width; returns the width and height it takes."""


def place_units(order: list[int], areas: list[float], rows: int, fit: Fit, aspect: float) -> list[Box]:
    """Place units and choose their widths so that the whole has the aspect wanted.

    Parameters
    ----------
    order
        Units as they follow one another in the rows.
    areas
        About how much room each unit takes.
    rows
        How many rows there should be.
    fit
        See `Fit`; the last call for a unit is the one that counts.
    aspect
        Width by height of the whole.

    Returns
    -------
    One `Box` for each unit, by its number. Rows are justified: the boxes of one fill its width and height.
    """
    boxes = [Box(0.0, 0.0) for _ in areas]
    if not order:
        return boxes
    areas = list(areas)
    lines: list[list[list[int]]] = []
    width = math.sqrt(sum(areas) * aspect) * 1.02
    best = math.inf
    kept: dict[int, float] = {}
    keep_lines = lines
    for turn in range(ROUNDS + 1):
        final = turn == ROUNDS
        if final:
            lines, wishes = keep_lines, kept
        else:
            lines = _lines(order, areas, rows, width, aspect)
            wishes = _widths(lines, areas, width)
        for unit in order:
            boxes[unit].width, boxes[unit].height = fit(unit, wishes[unit])
        whole, tall = _stand(lines, boxes)
        if final:
            break
        # What the window shows of a drawing depends on the side that does not fit.
        size = max(whole / aspect, tall)
        if size < best:
            best, kept, keep_lines = size, wishes, lines
        for unit in order:
            areas[unit] = (boxes[unit].width + UNIT_GAP) * (boxes[unit].height + UNIT_GAP)
        width *= math.sqrt(aspect * tall / whole) * 0.5 + 0.5
    _justify(lines, boxes)
    return boxes


def _lines(order: list[int], areas: list[float], rows: int, width: float, aspect: float) -> list[list[list[int]]]:
    """Break the order into rows of about equal area, and rows into columns."""
    total = sum(areas)
    lines: list[list[list[int]]] = []
    line: list[int] = []
    filled = 0.0
    for unit in order:
        # Into the next row if most of the unit would lie there.
        if line and filled + areas[unit] / 2 > total * (len(lines) + 1) / rows and len(lines) < rows - 1:
            lines.append(_columns(line, areas, width, aspect))
            line = []
        line.append(unit)
        filled += areas[unit]
    lines.append(_columns(line, areas, width, aspect))
    return lines


def _columns(line: list[int], areas: list[float], width: float, aspect: float) -> list[list[int]]:
    """Stack neighbours that are small for their row."""
    height = sum(areas[unit] for unit in line) / width
    columns: list[list[int]] = []
    room = 0.0
    for unit in line:
        natural = math.sqrt(areas[unit] / aspect)
        if columns and natural <= room:
            columns[-1].append(unit)
            room -= natural
        else:
            columns.append([unit])
            room = height - natural if natural < SHARES_COLUMN * height else 0.0
    return columns


def _widths(lines: list[list[list[int]]], areas: list[float], width: float) -> dict[int, float]:
    """Give each column of a row a width by its area."""
    wishes: dict[int, float] = {}
    for line in lines:
        sums = [sum(areas[unit] for unit in column) for column in line]
        room = width - UNIT_GAP * (len(line) - 1)
        for column, area in zip(line, sums, strict=True):
            for unit in column:
                wishes[unit] = room * area / sum(sums)
    return wishes


def _stand(lines: list[list[list[int]]], boxes: list[Box]) -> tuple[float, float]:
    """Place boxes of known sizes; returns width and height of the whole."""
    y = whole = 0.0
    for line in lines:
        x = tall = 0.0
        for column in line:
            down = 0.0
            for unit in column:
                boxes[unit].x, boxes[unit].y = x, y + down
                down += boxes[unit].height + UNIT_GAP
            x += max(boxes[unit].width for unit in column) + UNIT_GAP
            tall = max(tall, down)
        whole = max(whole, x - UNIT_GAP)
        y += tall
    return max(whole, 1.0), max(y - UNIT_GAP, 1.0)


def _justify(lines: list[list[list[int]]], boxes: list[Box]) -> None:
    """Widen and lengthen boxes until every row is as wide as the widest and every column as tall as its row."""
    whole, _ = _stand(lines, boxes)
    for line in lines:
        wide = [max(boxes[unit].width for unit in column) for column in line]
        spare = whole - sum(wide) - UNIT_GAP * (len(line) - 1)
        tall = [sum(boxes[unit].height for unit in column) + UNIT_GAP * (len(column) - 1) for column in line]
        for column, width, height in zip(line, wide, tall, strict=True):
            more = (max(tall) - height) / len(column)
            for unit in column:
                boxes[unit].width = width + spare * width / sum(wide)
                boxes[unit].height += more
    _stand(lines, boxes)
