"""Axes of a scatter: their stretch of values, the place of each value, and the values to write. Knows no points."""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from cguviz.model.columns import Floats

STEPS = (1.0, 2.0, 5.0, 10.0)
ROOM = 0.06
"""Of an axis that is left free at its ends."""
SKEW = 7.0
"""Where the largest value is this many times the median, most points of a linear axis would share a corner."""


@dataclasses.dataclass(frozen=True)
class Axis:
    """A stretch of values; of their decimal logarithms where it is logarithmic."""

    low: float
    high: float
    log: bool

    def part(self, values: Floats) -> Floats:
        """Return (n,) float64: the place of each value, 0 at the low end and 1 at the high end."""
        found: Floats = (on_axis(values, log=self.log) - self.low) / (self.high - self.low)
        return found

    def zoom(self, factor: float, at: float) -> Axis:
        """Return an axis that is shorter by a factor; the value at a part of it (0 to 1) keeps its place."""
        centre = self.low + at * (self.high - self.low)
        return Axis(centre - (centre - self.low) / factor, centre + (self.high - centre) / factor, self.log)

    def move(self, part: float) -> Axis:
        """Return an axis that begins further on, by a part of its length."""
        step = part * (self.high - self.low)
        return Axis(self.low + step, self.high + step, self.log)


def on_axis(values: Floats, *, log: bool) -> Floats:
    """Return (n,) float64 the logarithms of values where the axis is logarithmic, else the values."""
    return np.log10(values) if log else values


def is_skew(values: Floats) -> bool:
    """Say whether values are better seen on a logarithmic axis."""
    positive = values[values > 0]
    return len(positive) > 2 and float(positive.max()) > SKEW * float(np.median(positive))


def around(values: Floats, *, log: bool) -> Axis:
    """Return an axis on which all values are seen: a linear axis begins at 0."""
    if not len(values):
        return Axis(-1.0, 1.0, log) if log else Axis(0.0, 1.0, log)
    placed = on_axis(values, log=log)
    low, high = (float(placed.min()), float(placed.max())) if log else (0.0, float(placed.max()))
    if high <= low:
        low, high = (low - 0.5, high + 0.5) if log else (0.0, 1.0)
    room = ROOM * (high - low)
    return Axis(low - room if log else 0.0, high + room, log)


def ticks(axis: Axis, most: int) -> list[tuple[float, str]]:
    """Choose the values to write on an axis.

    Parameters
    ----------
    most
        How many there is room for.

    Returns
    -------
    (part of the axis from 0 to 1, text) rows.
    """
    values = _decades(axis, most) if axis.log else _even(axis, most)
    length = axis.high - axis.low
    return [((place - axis.low) / length, text) for place, text in values]


def _even(axis: Axis, most: int) -> list[tuple[float, str]]:
    """Return evenly spaced values of an axis."""
    step = _step((axis.high - axis.low) / max(most, 1))
    digits = max(0, math.ceil(-math.log10(step) - 1e-9))
    first, last = math.ceil(axis.low / step - 1e-9), math.floor(axis.high / step + 1e-9)
    return [(number * step, f"{number * step:,.{digits}f}") for number in range(first, last + 1)]


def _step(least: float) -> float:
    """Return the smallest round step that is large enough."""
    power = 10.0 ** math.floor(math.log10(max(least, 1e-12)))
    return power * next(step for step in STEPS if step * power >= least * (1 - 1e-9))


def _decades(axis: Axis, most: int) -> list[tuple[float, str]]:
    """Return powers of ten, with 2 and 5 between them where there is room; evenly spaced values inside a decade."""
    first, last = math.floor(axis.low), math.ceil(axis.high)
    for parts in ((1, 2, 5), (1, 3), (1,)):
        places = [decade + math.log10(part) for decade in range(first, last + 1) for part in parts]
        seen = [place for place in places if axis.low <= place <= axis.high]
        if len(seen) <= max(most, 2):
            break
    if len(seen) < min(3, most):
        return _between(axis, most)
    every = -(-len(seen) // max(most, 2))
    return [(place, number(10.0**place)) for place in seen[::every]]


def _between(axis: Axis, most: int) -> list[tuple[float, str]]:
    """Return evenly spaced values where an axis shows less than a decade."""
    linear = Axis(10.0**axis.low, 10.0**axis.high, log=False)
    return [(math.log10(value), text) for value, text in _even_values(linear, most) if value > 0]


def _even_values(axis: Axis, most: int) -> list[tuple[float, str]]:
    """Return evenly spaced values inside an axis."""
    return [(value, text) for value, text in _even(axis, most) if axis.low <= value <= axis.high]


def number(value: float) -> str:
    """Write a value with one or two significant digits: "0.02", "5", "20,000"."""
    digits = max(0, -math.floor(math.log10(value) + 1e-9))
    return f"{value:,.{digits}f}"
