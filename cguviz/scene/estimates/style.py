"""The colours of a scatter. Knows no points.

Colour never carries a meaning alone: units that take longer are triangles that point up, those that take less point
down, and both stand on their side of the line.
"""

from __future__ import annotations

import dataclasses

from cguviz.scene.estimates.picture import LEVELS
from cguviz.scene.estimates.plot import Mark
from cguviz.scene.look.palette import mix
from cguviz.scene.look.theme import Theme

PALE = (0.62, 0.42, 0.2, 0.0)
"""How much of the ground is in the colour of a cell, by its level."""


@dataclasses.dataclass(frozen=True)
class EstimatesLook:
    """The colours of a scatter, "#rrggbb".

    Attributes
    ----------
    fill
        By `Mark`.
    cell
        By `Mark`, then by level.
    edge
        Around marks.
    grid
        Of lines behind the points.
    axis
        Of the frame.
    promise
        Of the line of proportionality and of those beside it.
    stick
        From a point to where it should be.
    """

    fill: tuple[str, ...]
    cell: tuple[tuple[str, ...], ...]
    edge: str
    grid: str
    axis: str
    promise: str
    stick: str


def estimates_look(theme: Theme) -> EstimatesLook:
    """Return the colours of a scatter in a theme."""
    ground = theme.background
    fill = {Mark.NEAR: mix(theme.faint, ground, 0.15), Mark.LONGER: theme.callee, Mark.SHORTER: theme.caller}
    colors = tuple(fill[mark] for mark in Mark)
    return EstimatesLook(
        fill=colors,
        cell=tuple(tuple(mix(color, ground, part) for part in PALE[: len(LEVELS) + 1]) for color in colors),
        edge=ground,
        grid=mix(ground, theme.ink, 0.08),
        axis=mix(ground, theme.ink, 0.35),
        promise=mix(theme.ink, ground, 0.3),
        stick=mix(theme.faint, ground, 0.5),
    )
