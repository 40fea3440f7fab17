"""Painting the rectangles: units, module blocks, items. Knows no text and no links.

Level of detail by the height of an item on the screen: below `ITEMS` blocks stand for their items, from `OUTLINES` on
items have outlines, dashes and second sheets.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtGui import QPainter

from cguviz.model.columns import Ints
from cguviz.scene.scene import Role
from cguviz.scene.theme import Fill, Theme
from cguviz.ui.canvas.camera import Viewport, pixels
from cguviz.ui.canvas.inks import NO_BRUSH, NO_PEN, brush, hatch, pen
from cguviz.ui.canvas.picture import Level, Picture, role_and_tint, runs, seen
from cguviz.ui.canvas.strokes import draw_rects, outline_rects

ITEMS = 1.5
"""Pixels of height from which items in blocks are painted one by one."""
OUTLINES = 9.0
"""Pixels of height from which items have outlines; below, outlines would be most of what is seen."""
QUIET = frozenset({Role.ROOT, Role.INLINED, Role.DROPPED, Role.GAINED})
"""Roles whose fills tell them apart when outlines would be too loud."""
LOW = 5
"""A box is at least so many times as high as its outline is wide."""
CHUNK = 20_000
"""Rectangles per step, about 1.5 ms."""


def detail(picture: Picture, viewport: Viewport) -> float:
    """Return the height of an item in screen pixels: what the level of detail goes by."""
    return picture.item_height * viewport.scale / viewport.ratio


def paint_grounds(painter: QPainter, picture: Picture, viewport: Viewport, theme: Theme) -> Iterator[None]:
    """Paint units and blocks, the outer before the inner."""
    yield from _paint_level(painter, picture.units, viewport, theme)
    yield from _paint_level(painter, picture.blocks, viewport, theme)


def paint_boxes(
    painter: QPainter, picture: Picture, viewport: Viewport, theme: Theme, *, least: float = ITEMS
) -> Iterator[None]:
    """Paint items, those that stand for several with a second sheet behind them.

    Parameters
    ----------
    least
        Pixels of an item's height from which items in blocks are painted; others always are.
    """
    height = detail(picture, viewport)
    if height >= OUTLINES:
        _paint_shadows(painter, picture, viewport, theme)
    level = picture.boxes if height >= least else picture.loose
    yield from paint_over(painter, picture, viewport, theme, level)


def paint_over(painter: QPainter, picture: Picture, viewport: Viewport, theme: Theme, level: Level) -> Iterator[None]:
    """Paint some boxes, over whatever lies there."""
    quiet = QUIET if detail(picture, viewport) < OUTLINES else frozenset()
    yield from _paint_level(painter, level, viewport, theme, quiet=quiet)


def _paint_level(
    painter: QPainter, level: Level, viewport: Viewport, theme: Theme, *, quiet: frozenset[Role] = frozenset()
) -> Iterator[None]:
    position = seen(level, viewport.world)
    edges = pixels(level.edges[:, position].T, viewport)
    for number, begin, end in runs(level.brush[position]):
        role, tint = role_and_tint(number)
        for start in range(begin, end, CHUNK):
            paint_alike(
                painter,
                edges[start : min(start + CHUNK, end)],
                viewport.ratio,
                theme,
                role,
                tint,
                outlined=role not in quiet,
            )
            yield


def paint_alike(
    painter: QPainter, edges: Ints, ratio: float, theme: Theme, role: Role, tint: int, *, outlined: bool
) -> None:
    """Paint rectangles of one role and tint.

    Parameters
    ----------
    edges
        (n, 4) int32 device pixels, see `pixels`.
    ratio
        Device pixels per pixel of outlines and dashes.
    outlined
        Whether they are large enough for outlines, dashes and hatches.
    """
    style = theme.styles[role]
    painter.setPen(NO_PEN)
    if not outlined or not style.outline:
        painter.setBrush(brush(theme, role, tint))
        draw_rects(painter, edges)
        return
    # A box of a few pixels would be nothing but outline.
    height = int((edges[:, 3] - edges[:, 1]).min(initial=1 << 20))
    width = max(1, min(round(style.width * ratio), height // LOW))
    if style.dash or style.fill is Fill.NONE:
        painter.setBrush(brush(theme, role, tint))
        draw_rects(painter, edges)
        painter.setBrush(NO_BRUSH)
        painter.setPen(pen(style.outline, width, tuple(length * ratio for length in style.dash)))
        outline_rects(painter, edges)
        return
    # Two fills are four times faster than a stroked rectangle.
    painter.setBrush(pen(style.outline).color())
    draw_rects(painter, edges)
    inside = edges + np.array([width, width, -width, -width], np.int32)
    inside = inside[(inside[:, 2] > inside[:, 0]) & (inside[:, 3] > inside[:, 1])]
    painter.setBrush(brush(theme, role, tint))
    draw_rects(painter, inside)
    if style.hatch:
        painter.setBrush(hatch(style))
        draw_rects(painter, inside)


def _paint_shadows(painter: QPainter, picture: Picture, viewport: Viewport, theme: Theme) -> None:
    """Paint a second sheet behind each stack, shifted down and right."""
    if not picture.stacked.any():
        return
    position = seen(picture.boxes, viewport.world)
    position = position[picture.stacked[picture.boxes.row[position]]]
    if not len(position):
        return
    edges = pixels(picture.boxes.edges[:, position].T, viewport)
    shift = max(1, round(min(detail(picture, viewport) / 8, 3) * viewport.ratio))
    style = theme.styles[Role.ROOT]
    painter.setPen(NO_PEN)
    painter.setBrush(pen(style.outline, alpha=150).color())
    draw_rects(painter, edges + np.int32(shift))
