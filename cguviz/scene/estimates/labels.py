"""Labels of points in a scatter: names beside them, in nobody's way."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from cguviz.model.columns import Floats
from cguviz.scene.look.text_fitting import width

SMALL = 11.0
"""Pixels of the font of names and of what the axes say."""
GAP, RINGED = 8.0, 12.0
"""Pixels between a point and its name; and where there may be a ring around it."""
LEADS = (26.0, 48.0, 80.0, 120.0)
"""Pixels to names that found no room nearer; a line leads to them."""


Marks = tuple[Floats, Floats, float]
"""(m,) x and y of the centres of marks, and their radius."""


@dataclasses.dataclass(frozen=True)
class Box:
    """A rectangle."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """Width in pixels."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Height in pixels."""
        return self.y1 - self.y0

    def meets(self, other: Box) -> bool:
        """Say whether two rectangles have anything in common."""
        return self.x0 < other.x1 and other.x0 < self.x1 and self.y0 < other.y1 and other.y0 < self.y1

    def within(self, other: Box) -> bool:
        """Say whether the rectangle lies inside another."""
        return self.x0 >= other.x0 and self.y0 >= other.y0 and self.x1 <= other.x1 and self.y1 <= other.y1


@dataclasses.dataclass(frozen=True)
class Name:
    """A name beside a point.

    Attributes
    ----------
    point
        Of the plot.
    text
        What is written.
    x, y
        Where it begins, on its base line.
    lead
        x0, y0, x1, y1 of the line that leads to it from its point; all 0 where it stands close.
    """

    point: int
    text: str
    x: float
    y: float
    lead: tuple[float, float, float, float]


def place_names(
    named: Sequence[tuple[int, str]],
    places: tuple[Floats, Floats],
    area: Box,
    *,
    avoid: Sequence[Box],
    points: Marks | None,
    first: int,
) -> tuple[Name, ...]:
    """Find room for names, one after the other; names that would lie on anything else are left out.

    Parameters
    ----------
    named
        (point, text) rows, the most important first.
    places
        (n,) float64 each: where points are.
    area
        Where names may stand.
    avoid
        Where there is other text.
    points
        What is drawn, which names do not cover; None where they may.
    first
        How many of the names are of points that were chosen, and may cover others rather than be left out.
    """
    taken = list(avoid)
    made: list[Name] = []
    for number, (point, text) in enumerate(named):
        x, y = float(places[0][point]), float(places[1][point])
        gap = RINGED if number < first else GAP
        found = _room(text, x, y=y, area=area, taken=taken, points=points, close=gap)
        if found is None and number < first:
            found = _room(text, x, y=y, area=area, taken=taken, points=None, close=gap)
        if found is None:
            continue
        box, far = found
        taken.append(Box(box.x0 - 3, box.y0, box.x1 + 3, box.y1))
        near_x = min(max(x, box.x0), box.x1)
        near_y = min(max(y, box.y0), box.y1)
        made.append(Name(point, text, box.x0, box.y1 - 3, (x, y, near_x, near_y) if far else (0.0, 0.0, 0.0, 0.0)))
    return tuple(made)


def _room(
    text: str, x: float, y: float, area: Box, taken: list[Box], points: Marks | None, close: float
) -> tuple[Box, bool] | None:
    """Return the first free rectangle around a point, and whether it is far from the point."""
    wide, high = width(text) * SMALL, SMALL + 3
    for gap in (close, *LEADS):
        slant = gap * 0.7
        corners = (
            (x + gap, y - high / 2),
            (x - gap - wide, y - high / 2),
            (x - wide / 2, y - gap - high),
            (x - wide / 2, y + gap),
            (x + slant, y - slant - high),
            (x + slant, y + slant),
            (x - slant - wide, y - slant - high),
            (x - slant - wide, y + slant),
        )
        for left, top in corners:
            box = Box(left, top, left + wide, top + high)
            if box.within(area) and not any(box.meets(other) for other in taken) and not covers(box, points):
                return box, gap > close
    return None


def covers(box: Box, points: Marks | None) -> bool:
    """Say whether a rectangle lies on any mark."""
    if points is None:
        return False
    x, y, radius = points
    inside = (x > box.x0 - radius) & (x < box.x1 + radius) & (y > box.y0 - radius) & (y < box.y1 + radius)
    return bool(np.any(inside))
