"""Where one looks: the point of the world in the middle of a view, and how large a world unit is.

Several views can look through one camera. A view turns it into whole device pixels with `viewport`: the world is
put on one pixel grid per scale, so that pictures made at the same scale always fit together without shimmer.
"""

from __future__ import annotations

import dataclasses

import numpy as np
from PySide6.QtCore import QObject, QPointF, QSizeF, Signal

from cguviz.model.columns import Bools, Floats, Ints

SMALLEST, LARGEST = 1e-4, 16.0
"""Limits of the scale. Below the first a crate of a million items is a dot; above the second one item fills a
screen."""

FIT_MARGIN = 12.0
"""Free pixels around the picture when it is fitted."""

State = tuple[float, float, float]
"""World x and y of the middle, and the scale."""


@dataclasses.dataclass(frozen=True)
class Viewport:
    """A window of device pixels onto the world.

    Attributes
    ----------
    scale
        Device pixels per world unit.
    left, top
        Where the window begins on the pixel grid of this scale.
    width, height
        Device pixels.
    ratio
        Device pixels per pixel of the screen's own unit; text and line widths are multiplied by it.
    """

    scale: float
    left: int
    top: int
    width: int
    height: int
    ratio: float = 1.0

    @property
    def world(self) -> tuple[float, float, float, float]:
        """The rectangle of the world that is seen: x0, y0, x1, y1."""
        return (
            self.left / self.scale,
            self.top / self.scale,
            (self.left + self.width) / self.scale,
            (self.top + self.height) / self.scale,
        )

    def enlarge(self, share: float) -> Viewport:
        """Return a window larger by a share of its size on each side."""
        dx, dy = int(self.width * share), int(self.height * share)
        return dataclasses.replace(
            self, left=self.left - dx, top=self.top - dy, width=self.width + 2 * dx, height=self.height + 2 * dy
        )

    def covers(self, other: Viewport) -> bool:
        """Say whether all that `other` shows lies in this window, whatever their scales."""
        mine, theirs = self.world, other.world
        return mine[0] <= theirs[0] and mine[1] <= theirs[1] and mine[2] >= theirs[2] and mine[3] >= theirs[3]

    def overlap(self, other: Viewport) -> float:
        """Return the share of this window, 0 to 1, that lies in another one at the same scale."""
        wide = min(self.left + self.width, other.left + other.width) - max(self.left, other.left)
        high = min(self.top + self.height, other.top + other.height) - max(self.top, other.top)
        return max(wide, 0) * max(high, 0) / max(self.width * self.height, 1)

    def without(self, other: Viewport) -> list[Viewport]:
        """Return windows that together cover this one but for its overlap with another at the same scale.

        ```
        ┌───────────────┐
        │     above     │
        ├────┬─────┬────┤
        │left│other│ …  │
        ├────┴─────┴────┤
        │     below     │
        └───────────────┘
        ```
        """
        right, bottom = self.left + self.width, self.top + self.height
        x0, x1 = (min(max(x, self.left), right) for x in (other.left, other.left + other.width))
        y0, y1 = (min(max(y, self.top), bottom) for y in (other.top, other.top + other.height))
        if x0 >= x1 or y0 >= y1:
            return [self]
        sides = (
            (self.left, self.top, right, y0),
            (self.left, y0, x0, y1),
            (x1, y0, right, y1),
            (self.left, y1, right, bottom),
        )
        return [
            dataclasses.replace(self, left=left, top=top, width=end - left, height=low - top)
            for left, top, end, low in sides
            if end > left and low > top
        ]


def pixels(boxes: Floats, viewport: Viewport) -> Ints:
    """Return the device pixels of world rectangles.

    Parameters
    ----------
    boxes
        (n, 4) float64 x0, y0, x1, y1.

    Returns
    -------
    (n, 4) int32 x0, y0, x1, y1, the last two exclusive. Edges are rounded, not sizes: what touches in the world
    touches on the screen.
    """
    edges = np.rint(boxes * viewport.scale)
    edges -= (viewport.left, viewport.top, viewport.left, viewport.top)
    np.clip(edges, -(2.0**29), 2.0**29, out=edges)
    return edges.astype(np.int32)


def visible(boxes: Floats, viewport: Viewport) -> Ints:
    """Return the pixels of the rectangles that touch the view."""
    edges = pixels(boxes, viewport)
    x0, y0, x1, y1 = edges.T
    hit: Bools = (x1 > 0) & (y1 > 0) & (x0 < viewport.width) & (y0 < viewport.height)
    return edges[hit]


class Camera(QObject):
    """The middle of the view and its scale.

    Emits
    -----
    changed
        After every change of the middle or the scale.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state: State = (0.0, 0.0, 1.0)

    @property
    def scale(self) -> float:
        """Screen pixels (device-independent) per world unit."""
        return self._state[2]

    @property
    def centre(self) -> tuple[float, float]:
        """The world point in the middle of the view."""
        return self._state[:2]

    def state(self) -> State:
        """Return the middle and the scale, for `restore`."""
        return self._state

    def restore(self, state: State) -> None:
        """Look at where `state` looked; values that are not finite are ignored."""
        x, y, scale = state
        if not np.isfinite((x, y, scale)).all():
            return
        state = (x, y, min(max(scale, SMALLEST), LARGEST))
        if state != self._state:
            self._state = state
            self.changed.emit()

    def fit(self, bounds: Floats, size: QSizeF, *, largest: float = 1.5, margin: float = FIT_MARGIN) -> None:
        """Show a rectangle of the world as large as it goes.

        Parameters
        ----------
        bounds
            (4,) float64 x0, y0, x1, y1.
        size
            Of the view, in screen pixels.
        largest
            The scale is not made larger than this, so that a small graph does not become huge.
        margin
            Screen pixels left free around it.
        """
        x0, y0, x1, y1 = (float(value) for value in bounds)
        room = (max(size.width() - 2 * margin, 1.0), max(size.height() - 2 * margin, 1.0))
        scale = min(room[0] / max(x1 - x0, 1e-9), room[1] / max(y1 - y0, 1e-9), largest)
        self.restore(((x0 + x1) / 2, (y0 + y1) / 2, scale))

    def pan(self, dx: float, dy: float) -> None:
        """Shift the picture by whole screen pixels."""
        x, y, scale = self._state
        self.restore((x - round(dx) / scale, y - round(dy) / scale, scale))

    def zoom_at(self, offset: QPointF, factor: float) -> None:
        """Magnify around a point that stays where it is.

        Parameters
        ----------
        offset
            Screen pixels from the middle of the view.
        factor
            Above 1 comes nearer.
        """
        x, y, scale = self._state
        wanted = min(max(scale * factor, SMALLEST), LARGEST)
        grip = 1 / scale - 1 / wanted
        self.restore((x + offset.x() * grip, y + offset.y() * grip, wanted))

    def viewport(self, size: QSizeF, ratio: float) -> Viewport:
        """Return the window of a view of some size (screen pixels) on a screen with some device pixel ratio."""
        x, y, scale = self._state
        scale *= ratio
        width, height = round(size.width() * ratio), round(size.height() * ratio)
        return Viewport(
            scale=scale,
            left=round(x * scale - width / 2),
            top=round(y * scale - height / 2),
            width=width,
            height=height,
            ratio=ratio,
        )
