"""Numpy columns drawn by Qt without a Python object per rectangle.

`drawRects` takes a pointer and a count. A wrapper is made over the array's own memory and dropped before the array
is: while it lived, wrapping the same address as another class would return this one.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter
from shiboken6 import Shiboken

from cguviz.model.columns import Ints


def draw_rects(painter: QPainter, pixel: Ints) -> None:
    """Fill rectangles with the painter's brush; it must have no pen.

    Parameters
    ----------
    pixel
        (n, 4) int32 x0, y0, x1, y1 in device pixels, the last two exclusive; a rectangle is at least one pixel.
    """
    draw_corners(painter, corners(pixel), 0, len(pixel))


def outline_rects(painter: QPainter, pixel: Ints) -> None:
    """Stroke rectangles with the painter's pen so that a line of one pixel lies inside them, and fill with its brush.

    Parameters
    ----------
    pixel
        As for `draw_rects`.
    """
    # A stroked QRect reaches one pixel further than a filled one.
    draw_corners(painter, _corners(pixel, 1), 0, len(pixel))


def corners(pixel: Ints) -> Ints:
    """Return (n, 4) int32 corners of rectangles as `draw_corners` takes them; see `draw_rects` for the rectangles."""
    return _corners(pixel, 0)


def _corners(pixel: Ints, less: int) -> Ints:
    # QRect holds its last pixel, inclusive.
    made = np.ascontiguousarray(pixel - np.array([0, 0, 1 + less, 1 + less], np.int32), np.int32)
    np.maximum(made[:, 2:], made[:, :2] - np.int32(less), out=made[:, 2:])
    return made


def draw_corners(painter: QPainter, made: Ints, begin: int, end: int) -> None:
    """Draw some of the rectangles that `corners` made."""
    if begin >= end:
        return
    first = Shiboken.wrapInstance(made[begin:].ctypes.data, QRect)
    if not isinstance(first, QRect):
        raise TypeError(f"memory of rectangles is held as {type(first).__name__}")
    painter.drawRects(first, end - begin)
    del first
