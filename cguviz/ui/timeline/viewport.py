"""The visible part of the time: a frozen camera and its movements. Nanoseconds and pixels only."""

from __future__ import annotations

import dataclasses

CLOSEST = 0.5
"""Nanoseconds in a pixel, at least."""
BEYOND = 0.6
"""How far beyond the ends one can pan, in widths of the view."""
AROUND = 0.03
"""Left free on both sides when something is fitted, of its length."""


@dataclasses.dataclass(frozen=True)
class TimeViewport:
    """The camera of a timeline: the visible part of time and rows.

    Attributes
    ----------
    left
        Nanoseconds at the left edge.
    per_pixel
        Nanoseconds in a pixel.
    top
        Pixels scrolled down.
    """

    left: float = 0.0
    per_pixel: float = 1.0
    top: float = 0.0

    def x(self, moment: float) -> float:
        """Return pixels from the left edge."""
        return (moment - self.left) / self.per_pixel

    def moment(self, x: float) -> float:
        """Return nanoseconds at pixels from the left edge."""
        return self.left + x * self.per_pixel


def fit_time(viewport: TimeViewport, start: float, end: float, pixels: int) -> TimeViewport:
    """See a stretch of time, whole."""
    length = max(end - start, 1.0)
    per_pixel = max(length * (1 + 2 * AROUND) / max(pixels, 1), CLOSEST)
    return dataclasses.replace(viewport, left=(start + end) / 2 - per_pixel * pixels / 2, per_pixel=per_pixel)


def zoom_time(viewport: TimeViewport, factor: float, x: float, bounds: tuple[int, int], pixels: int) -> TimeViewport:
    """Magnify around a pixel; no further than nanoseconds, nor so far out that all is lost."""
    widest = max(bounds[1] - bounds[0], 1) * 2 / max(pixels, 1)
    per_pixel = min(max(viewport.per_pixel / factor, CLOSEST), max(widest, CLOSEST))
    moment = viewport.moment(x)
    return keep_in_bounds(
        dataclasses.replace(viewport, left=moment - x * per_pixel, per_pixel=per_pixel), bounds, pixels
    )


def pan_time(
    viewport: TimeViewport, dx: float, dy: float, bounds: tuple[int, int], pixels: int, lowest: float
) -> TimeViewport:
    """Move the visible part by pixels: to the right and down are positive."""
    top = min(max(viewport.top - dy, 0.0), max(lowest, 0.0))
    moved = dataclasses.replace(viewport, left=viewport.left - dx * viewport.per_pixel, top=top)
    return keep_in_bounds(moved, bounds, pixels)


def keep_in_bounds(viewport: TimeViewport, bounds: tuple[int, int], pixels: int) -> TimeViewport:
    """Keep some of the timeline in view."""
    width = pixels * viewport.per_pixel
    left = min(max(viewport.left, bounds[0] - BEYOND * width), bounds[1] - (1 - BEYOND) * width)
    if bounds[1] - bounds[0] < width * (1 - 2 * BEYOND):
        left = min(max(left, bounds[1] - width), float(bounds[0]))
    return dataclasses.replace(viewport, left=left)
