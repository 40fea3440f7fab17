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
    first = Shiboken.wrapInstance(corners.ctypes.data, QRect)
    if not isinstance(first, QRect):
        raise TypeError(f"memory of rectangles is held as {type(first).__name__}")
    painter.drawRects(first, len(corners))
    del first
