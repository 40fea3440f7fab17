"""Units in rows: their places side by side or under each other, and their widths.

```
┌────────────┐┌─────────┐┌────┐
│            ││         │└────┘   units much smaller than a row share a column of it
│            ││         │┌────┐
└────────────┘└─────────┘└────┘
```

Knows of a unit only which heights go with which widths.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from cguviz.model.columns import Floats

UNIT_GAP = 28.0
SHARES_COLUMN = 0.45
"""A unit whose natural height is below this part of a row's is stacked with its neighbours."""
STRETCHES = (0.4, 0.48, 0.56, 0.65, 0.75, 0.87, 1.0, 1.12, 1.26, 1.42, 1.6, 1.85, 2.2, 2.7)
"""Widths tried for each unit, by that of its natural shape."""
HEIGHTS = 56
"""Row heights tried, from that of the lowest unit to that of the tallest, each a little above the one before."""
BISECTIONS = 7
NEARBY = (0.94, 0.97, 1.03, 1.06, 1.1)
"""Widths tried about the best one in the end: rows change by whole columns, so the bisection may miss it a little."""
NEVER = 1e9
"""The width of a column in a row that is too low for it."""


Size = tuple[float, float]
"""Width and height."""
Rectangle = tuple[float, float, float, float]
"""x, y, width and height."""
Fit = Callable[[int, float], Size]
"""Packs a unit into about a width; returns the size it takes."""
Rows = list[list[list[int]]]
"""Units in columns in rows."""


@dataclasses.dataclass(frozen=True)
class UnitColumn:
    """Units under each other, with the sizes that they take for several widths.

    Attributes
    ----------
    units
        From the top.
    wishes
        Widths to ask `Fit` for.
    widths, heights
        What the column then takes; same length as `wishes`.
    """

    units: list[int]
    wishes: list[float]
    widths: list[float]
    heights: list[float]


def place_units(order: list[int], areas: list[float], fit: Fit, aspect: float) -> dict[int, Rectangle]:
    """Place units in rows, with widths that give the whole a wanted aspect.

    Parameters
    ----------
    order
        Units as they follow one another in the rows.
    areas
        About how much room each unit takes.
    fit
        See `Fit`; the last call for a unit is the one that counts.
    aspect
        Width by height of the whole.

    Returns
    -------
    The box of each unit, by its number. Rows are justified: the boxes of one fill its width and height.

    Notes
    -----
    Rows are broken as in a paragraph, optimally for a given width (Knuth and Plass 1981, with heights for badness);
    the width is bisected for the least size that holds all.
    """
    if not order:
        return {}
    columns = [_column(units, areas, fit, aspect) for units in _stacks(order, areas, aspect)]
    rows: Rows = []
    sizes: dict[int, Size] = {}
    for begin, end, height in _best_rows(_lengths(columns), math.sqrt(sum(areas) * aspect), aspect):
        rows.append([column.units for column in columns[begin:end]])
        for column in columns[begin:end]:
            wish = _wish(column, height)
            sizes |= {unit: fit(unit, wish) for unit in column.units}
    return _stand(rows, _justify(rows, sizes))


@dataclasses.dataclass(frozen=True)
class Shelves:
    """Units for rows of a width that is not known yet; see `shelves_of` and `stand_within`."""

    columns: list[UnitColumn]
    lengths: tuple[Floats, Floats]
    gap: float


def shelves_of(order: list[int], areas: list[float], fit: Fit, aspect: float, *, gap: float) -> Shelves:
    """Try units in several widths, once for all widths of the rows.

    Parameters
    ----------
    order, areas, fit
        As for `place_units`.
    aspect
        Width by height of a natural shape.
    gap
        Room between neighbours.
    """
    columns = [_column(units, areas, fit, aspect, gap) for units in _stacks(order, areas, aspect)]
    return Shelves(columns, _lengths(columns, gap), gap)


def stand_within(shelves: Shelves, width: float, fit: Fit) -> dict[int, Rectangle]:
    """Place units in justified rows of about a width (more, if one is wider); `fit` is called once for each."""
    rows: Rows = []
    sizes: dict[int, Size] = {}
    for begin, end, height in _break(shelves.lengths, width, shelves.gap)[2]:
        rows.append([column.units for column in shelves.columns[begin:end]])
        for column in shelves.columns[begin:end]:
            wish = _wish(column, height)
            sizes |= {unit: fit(unit, wish) for unit in column.units}
    return _stand(rows, _justify(rows, sizes, shelves.gap), shelves.gap)


def _stacks(order: list[int], areas: list[float], aspect: float) -> list[list[int]]:
    """Stack neighbouring units that are small for a row."""
    row = math.sqrt(sum(areas) / aspect / len(order) ** 0.9)
    stacks: list[list[int]] = []
    room = 0.0
    for unit in order:
        natural = math.sqrt(areas[unit] / aspect)
        if stacks and natural <= room:
            stacks[-1].append(unit)
            room -= natural
        else:
            stacks.append([unit])
            room = row - natural if natural < SHARES_COLUMN * row else 0.0
    return stacks


def _column(units: list[int], areas: list[float], fit: Fit, aspect: float, gap: float = UNIT_GAP) -> UnitColumn:
    """Try a column in several widths."""
    natural = math.sqrt(max(areas[unit] for unit in units) * aspect)
    wishes = [natural * stretch for stretch in STRETCHES]
    widths, heights = [], []
    for wish in wishes:
        sizes = [fit(unit, wish) for unit in units]
        widths.append(max(width for width, _ in sizes))
        heights.append(sum(height for _, height in sizes) + gap * (len(units) - 1))
    return UnitColumn(units, wishes, widths, heights)


def _lengths(columns: list[UnitColumn], gap: float = UNIT_GAP) -> tuple[Floats, Floats]:
    """Return row heights worth trying, and the width of each column in a row of each height.

    Returns
    -------
    heights, widths
        (h,) float64 rising, and (columns + 1, h) float64 running sums over the columns, gaps included.
    """
    least = min(min(column.heights) for column in columns)
    most = max(max(column.heights) for column in columns)
    heights = np.geomspace(least, most, HEIGHTS) * (1 + 1e-9)
    widths = np.zeros((len(columns) + 1, HEIGHTS))
    for number, column in enumerate(columns, start=1):
        fits = np.array(column.heights)[:, None] <= heights
        widths[number] = np.where(fits, np.array(column.widths)[:, None], NEVER).min(axis=0) + gap
    return heights, np.cumsum(widths, axis=0)


def _best_rows(lengths: tuple[Floats, Floats], guess: float, aspect: float) -> list[tuple[int, int, float]]:
    """Return the rows, as `_break` does, at the width with which the window shows the whole largest."""
    low, high = 0.0, float(lengths[1][-1, -1])
    best, middle = math.inf, guess
    lines: list[tuple[int, int, float]] = []
    width = guess
    for turn in range(BISECTIONS + len(NEARBY)):
        if turn >= BISECTIONS:
            width = middle * NEARBY[turn - BISECTIONS]
        wide, tall, rows = _break(lengths, width)
        if max(wide / aspect, tall) < best:
            best, lines = max(wide / aspect, tall), rows
            middle = width if turn < BISECTIONS else middle
        low, high = (low, width) if wide / aspect > tall else (width, high)
        width = (low + high) / 2
    return lines


def _break(
    lengths: tuple[Floats, Floats], width: float, gap: float = UNIT_GAP
) -> tuple[float, float, list[tuple[int, int, float]]]:
    """Break columns into rows of about a width so that the sum of row heights is least.

    Returns
    -------
    width, height, rows
        What is really used; of each row its first column, the one after its last, and its height.
    """
    heights, sums = lengths
    count = len(sums) - 1
    total = np.full(count + 1, np.inf)
    total[0] = 0.0
    before = np.zeros(count + 1, np.int64)
    chosen = np.zeros(count + 1, np.int64)
    # Columns are narrowest in the tallest row: no row from `begin` reaches further than these.
    reach = np.maximum(np.searchsorted(sums[:, -1], sums[:, -1] + width + gap, side="right"), np.arange(2, count + 3))
    for begin in range(count):
        fits: NDArray[np.bool_] = sums[begin + 1 : reach[begin] + 1] - sums[begin] <= width + gap
        fits[0, -1] = True  # a column that is too wide even at its tallest stands alone
        fits = fits[: int(fits.any(axis=1).cumprod().sum())]
        height = fits.argmax(axis=1)
        ends = np.arange(begin + 1, begin + 1 + len(height))
        here = total[begin] + heights[height] + gap
        better = here < total[ends] - 1e-9
        total[ends[better]] = here[better]
        before[ends[better]] = begin
        chosen[ends[better]] = height[better]
    rows: list[tuple[int, int, float]] = []
    wide = 0.0
    end = count
    while end > 0:
        begin = int(before[end])
        rows.append((begin, end, float(heights[chosen[end]])))
        wide = max(wide, float(sums[end, chosen[end]] - sums[begin, chosen[end]]) - gap)
        end = begin
    return wide, float(total[count]) - gap, rows[::-1]


def _wish(column: UnitColumn, height: float) -> float:
    """Return the width to ask for so that a column is narrow and no taller than its row."""
    fitting = [
        (width, wish)
        for width, wish, tall in zip(column.widths, column.wishes, column.heights, strict=True)
        if tall <= height
    ]
    return min(fitting)[1]


def _justify(rows: Rows, sizes: dict[int, Size], gap: float = UNIT_GAP) -> dict[int, Size]:
    """Widen and lengthen boxes until every row is as wide as the widest and every column as tall as its row."""
    widths = [[max(sizes[unit][0] for unit in column) for column in row] for row in rows]
    whole = max(sum(row) + gap * (len(row) - 1) for row in widths)
    result: dict[int, Size] = {}
    for row, wide in zip(rows, widths, strict=True):
        share = (whole - gap * (len(row) - 1)) / sum(wide)
        tall = [sum(sizes[unit][1] for unit in column) + gap * (len(column) - 1) for column in row]
        for column, width, height in zip(row, wide, tall, strict=True):
            more = (max(tall) - height) / len(column)
            result |= {unit: (width * share, sizes[unit][1] + more) for unit in column}
    return result


def _stand(rows: Rows, sizes: dict[int, Size], gap: float = UNIT_GAP) -> dict[int, Rectangle]:
    """Place boxes of known sizes; boxes of one column are equally wide."""
    places: dict[int, Rectangle] = {}
    y = 0.0
    for row in rows:
        x = down = 0.0
        for column in row:
            down = 0.0
            for unit in column:
                places[unit] = (x, y + down, *sizes[unit])
                down += sizes[unit][1] + gap
            x += sizes[column[0]][0] + gap
        y += down
    return places
