"""Marks and texts of a scatter at pixels, which screen and SVG both draw. Knows no colours."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.columns import Bools, Bytes, Columns, Floats, Ints, Longs
from cguviz.scene.estimates.axes import Axis, around, ticks
from cguviz.scene.estimates.labels import SMALL, Box, Marks, Name, covers, place_names
from cguviz.scene.estimates.plot import FACTOR, Plot, factor
from cguviz.scene.look.text_fitting import width

LEFT, RIGHT, TOP, BOTTOM = 68.0, 14.0, 10.0, 46.0
"""Pixels around the area of points: for what the axes say."""
PER_X, PER_Y = 84.0, 44.0
"""Pixels between what is written on an axis, at least."""
FEW, MANY = 80, 1_500
"""Up to FEW points have a line to where they should be; of more than MANY in sight, those in one cell share a mark."""
RADIUS, SMALL_RADIUS = 4.5, 3.0
CELL = 4.0
SPOTS = 10
"""Places along a line that are tried for its name."""
LEAST = 0.02
"""Of the width: the shortest part of a line that is drawn."""
LEVELS = (1, 3, 8)
"""A cell of up to so many points is drawn at this level; above, at the last."""


@dataclasses.dataclass(frozen=True)
class Sight:
    """The range of values that is seen, on both axes."""

    x: Axis
    y: Axis


@dataclasses.dataclass(frozen=True)
class FactorLine:
    """A straight line: times by the factor that estimates promise.

    Attributes
    ----------
    factor
        1 for what is in proportion.
    ends
        x0, y0, x1, y1 in pixels.
    text, x, y
        Its name and where that ends.
    """

    factor: float
    ends: tuple[float, float, float, float]
    text: str
    x: float
    y: float


@dataclasses.dataclass(frozen=True, eq=False)
class EstimatesPicture(Columns):
    """The drawing of a scatter, in pixels.

    Attributes
    ----------
    area
        x0, y0, x1, y1 of the room for points.
    x_ticks, y_ticks
        (pixel, text) rows.
    lines
        What estimates promise.
    point
        (m,) int32 points of the plot; where cells are drawn the first of each.
    x, y
        (m,) float64 centres.
    level
        (m,) uint8: how many points a mark stands for, as an index into `LEVELS` and one beyond.
    foot
        (m,) float64: where each should be, above or below; not-a-number where no line leads there.
    radius
        Of a mark; 0 where marks are cells of `CELL` pixels.
    names
        Texts beside points.
    """

    area: Box
    x_ticks: tuple[tuple[float, str], ...]
    y_ticks: tuple[tuple[float, str], ...]
    lines: tuple[FactorLine, ...]
    point: Ints
    x: Floats
    y: Floats
    level: Bytes
    foot: Floats
    radius: float
    names: tuple[Name, ...]


def whole(plot: Plot) -> Sight:
    """Return the range that shows all points of a plot."""
    promised = plot.slope * plot.x if len(plot) <= FEW and plot.slope > 0 else plot.y
    return Sight(around(plot.x, log=plot.log), around(np.concatenate([plot.y, promised]), log=plot.log))


def picture(
    plot: Plot,
    size: tuple[float, float],
    *,
    sight: Sight | None = None,
    chosen: tuple[int, ...] = (),
) -> EstimatesPicture:
    """Draw a plot into an area of pixels.

    Parameters
    ----------
    size
        Width and height in pixels, axes included.
    sight
        What to show; all by default.
    chosen
        Points that are named before the worst are.
    """
    sight = sight or whole(plot)
    area = Box(LEFT, TOP, max(size[0] - RIGHT, LEFT + 1), max(size[1] - BOTTOM, TOP + 1))
    x, y = places(plot, sight, area)
    inside: Bools = (x >= area.x0 - 1) & (x <= area.x1 + 1) & (y >= area.y0 - 1) & (y <= area.y1 + 1)
    seen = np.flatnonzero(inside)
    radius = RADIUS if len(plot) <= FEW else SMALL_RADIUS if len(seen) <= MANY else 0.0
    if radius:
        point, level = seen, np.zeros(len(seen), np.uint8)
        mark_x, mark_y = x[seen], y[seen]
    else:
        point, mark_x, mark_y, level = _cells(x, y, seen)
    marks = mark_x, mark_y, radius or CELL / 2
    lines = _lines(plot, sight, area, marks)
    order = dict.fromkeys([*chosen, *plot.worst.tolist()])
    named = [(one, f"{plot.label[one]} {factor(float(plot.ratio[one]), 1)}×") for one in order if inside[one]]
    return EstimatesPicture(
        area=area,
        x_ticks=tuple((area.x0 + part * area.width, text) for part, text in ticks(sight.x, int(area.width / PER_X))),
        y_ticks=tuple((area.y1 - part * area.height, text) for part, text in ticks(sight.y, int(area.height / PER_Y))),
        lines=lines,
        point=point.astype(np.int32),
        x=mark_x,
        y=mark_y,
        level=level,
        foot=_feet(plot, sight, area, point),
        radius=radius,
        names=place_names(
            named,
            (x, y),
            area,
            avoid=[_box(line.text, line.x, line.y) for line in lines],
            points=marks,
            first=len(chosen),
        ),
    )


def places(plot: Plot, sight: Sight, area: Box) -> tuple[Floats, Floats]:
    """Return (n,) float64 each: the pixels of all points, also of points out of sight."""
    return area.x0 + sight.x.part(plot.x) * area.width, area.y1 - sight.y.part(plot.y) * area.height


def _cells(x: Floats, y: Floats, seen: Longs) -> tuple[Longs, Floats, Floats, Bytes]:
    """Return a point of each cell, the centres of the cells, and how full they are."""
    column, row = (np.floor(values[seen] / CELL).astype(np.int64) for values in (x, y))
    wide = int(column.max(initial=0)) + 2
    key, first, count = np.unique(row * wide + column, return_index=True, return_counts=True)
    level: Bytes = np.digitize(count, LEVELS, right=True).astype(np.uint8)
    return seen[first], (key % wide + 0.5) * CELL, (key // wide + 0.5) * CELL, level


def _feet(plot: Plot, sight: Sight, area: Box, point: Longs | Ints) -> Floats:
    """Return (n,) float64: the y at which points would lie if their estimates were right."""
    if len(plot) > FEW or plot.slope <= 0:
        return np.full(len(point), np.nan)
    right: Floats = area.y1 - sight.y.part(plot.slope * plot.x[point]) * area.height
    return np.clip(right, area.y0, area.y1)


def _lines(plot: Plot, sight: Sight, area: Box, marks: Marks) -> tuple[FactorLine, ...]:
    """Return the visible lines; their names lie on nothing, where there is such a place."""
    made: list[FactorLine] = []
    for times in (1.0, FACTOR, 1 / FACTOR):
        ends = _ends(plot, sight, area, plot.slope * times)
        if ends is None:
            continue
        text = "in proportion"
        if times != 1:
            text = f"{times:g} × longer" if times > 1 else f"{1 / times:g} × shorter"
        taken = [_box(line.text, line.x, line.y) for line in made]
        made.append(FactorLine(times, ends, text, *_beside(ends, text, area, taken, marks)))
    return tuple(made)


def _ends(plot: Plot, sight: Sight, area: Box, slope: float) -> tuple[float, float, float, float] | None:
    """Return the visible part of a line, None for none."""
    if slope <= 0 or not len(plot):
        return None
    low, high = sight.x.low, sight.x.high
    ends = [value + np.log10(slope) for value in (low, high)] if plot.log else [value * slope for value in (low, high)]
    bottom, top = sight.y.low, sight.y.high
    y0, y1 = ((float(value) - bottom) / (top - bottom) for value in ends)
    # Both axes grow, so the line does: it comes in at the left or from below, and leaves at the top or at the right.
    first = 0.0 if y0 >= 0 else -y0 / (y1 - y0)
    last = 1.0 if y1 <= 1 else (1 - y0) / (y1 - y0)
    if last - first < LEAST:
        return None
    start, end = (y0 + part * (y1 - y0) for part in (first, last))
    x0, x1 = area.x0 + first * area.width, area.x0 + last * area.width
    return x0, area.y1 - start * area.height, x1, area.y1 - end * area.height


def _beside(
    ends: tuple[float, float, float, float], text: str, area: Box, taken: list[Box], marks: Marks
) -> tuple[float, float]:
    """Return the lower right corner of a line's name: near the line's upper end, off other names and marks."""
    x0, y0, x1, y1 = ends
    steep = (x1 - x0) / (y1 - y0) if y0 - y1 > 1e-6 else 0.0
    highest = max(y1 + SMALL + 4, area.y0 + SMALL + 4)
    spots = [highest + step * (SMALL + 5) for step in range(SPOTS) if highest + step * (SMALL + 5) < y0]
    # What is nearest to the line is the lower right corner of its name.
    found = [(min(x1 + (y + 4 - y1) * steep - 5, area.x1 - 5), y) for y in spots]
    apart = [(x, y) for x, y in found if not any(_box(text, x, y).meets(other) for other in taken)]
    free = [(x, y) for x, y in apart if not covers(_box(text, x, y), marks)]
    x, y = (free or apart or found or [(x1 - 5, highest)])[0]
    return max(x, area.x0 + width(text) * SMALL + 4), min(y, area.y1 - 4)


def _box(text: str, right: float, base: float) -> Box:
    """Return the rectangle of a text."""
    return Box(right - width(text) * SMALL - 2, base - SMALL, right + 2, base + 4)
