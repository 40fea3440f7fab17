"""Numpy columns drawn by Qt without a Python object per shape.

`drawRects` and `drawLines` take a pointer and a count. A wrapper is made over the array's own memory and dropped
before the array is: while it lives, wrapping the same address as another class would return this one.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from PySide6.QtCore import QLineF, QRect
from PySide6.QtGui import QPainter
from shiboken6 import Shiboken

from cguviz.model.columns import Bools, Floats, Ints, Longs

Shape = TypeVar("Shape", QRect, QLineF)


def draw_rects(painter: QPainter, pixel: Ints) -> None:
    """Fill rectangles with the painter's brush; it must have no pen.

    Parameters
    ----------
    pixel
        (n, 4) int32 x0, y0, x1, y1 in device pixels, the last two exclusive; a rectangle is at least one pixel.
    """
    # QRect holds its last pixel, inclusive.
    _draw(painter, pixel - np.array([0, 0, 1, 1], np.int32), 0)


def outline_rects(painter: QPainter, pixel: Ints) -> None:
    """Stroke rectangles with the painter's pen so that a line of one pixel lies inside them, and fill with its brush.

    Parameters
    ----------
    pixel
        As for `draw_rects`.
    """
    # A stroked QRect reaches one pixel further than a filled one.
    _draw(painter, pixel - np.array([0, 0, 2, 2], np.int32), 1)


def _draw(painter: QPainter, corners: Ints, less: int) -> None:
    if not len(corners):
        return
    corners = np.ascontiguousarray(corners, np.int32)
    np.maximum(corners[:, 2:], corners[:, :2] - np.int32(less), out=corners[:, 2:])
    painter.drawRects(_first(corners, QRect), len(corners))


def draw_lines(painter: QPainter, segment: Floats) -> None:
    """Draw straight lines with the painter's pen.

    Parameters
    ----------
    segment
        (n, 4) float64 x0, y0, x1, y1 in device pixels.
    """
    if not len(segment):
        return
    ends = np.ascontiguousarray(segment, np.float64)
    painter.drawLines(_first(ends, QLineF), len(ends))


def _first(table: Ints | Floats, shape: type[Shape]) -> Shape:
    """Return the table's first row as Qt's class; the caller must keep the table and let go of the row."""
    first = Shiboken.wrapInstance(table.ctypes.data, shape)
    if not isinstance(first, shape):
        raise TypeError(f"memory of a {shape.__name__} is held as {type(first).__name__}")
    return first


def segments(points: Floats, starts: Longs) -> Floats:
    """Cut polylines into segments.

    Parameters
    ----------
    points
        (m, 2) float64.
    starts
        (k + 1,) int64: polyline `i` is `points[starts[i]:starts[i + 1]]`.

    Returns
    -------
    (s, 4) float64 x0, y0, x1, y1.
    """
    if len(points) < 2:
        return np.empty((0, 4))
    joined: Bools = np.ones(len(points) - 1, np.bool_)
    inner = starts[1:-1] - 1
    joined[inner[(inner >= 0) & (inner < len(joined))]] = False
    return np.hstack([points[:-1], points[1:]])[joined]
