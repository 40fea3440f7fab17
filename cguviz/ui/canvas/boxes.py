"""Painting the rectangles: units, module blocks, items. Knows no text and no links.

Level of detail by the height of an item on the screen: below `ITEMS` blocks stand for their items, from `OUTLINES` on
items have outlines, dashes and second sheets.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
from PySide6.QtGui import QPainter

from cguviz.model.columns import Ints
from cguviz.scene.look.theme import Fill, Style, Theme
from cguviz.scene.modes import MODES
from cguviz.scene.scene import Role
from cguviz.ui.canvas.camera import Viewport, pixels
from cguviz.ui.canvas.inks import NO_BRUSH, NO_PEN, brush, color, hatch, pen
from cguviz.ui.canvas.picture import TINTS, PaintLevel, PreparedScene, runs, visible_rows
from cguviz.ui.canvas.strokes import corners, draw_corners, draw_rects, outline_rects

ITEMS = 1.5
"""Pixels of height from which items in blocks are painted one by one."""
OUTLINES = 9.0
"""Pixels of height from which items have outlines; below, outlines would be most of what is seen."""
QUIET = frozenset({*MODES, Role.DROPPED, Role.GAINED, Role.STILL})
"""Roles whose fills tell them apart when outlines would be too loud."""
FRAMED = 5_000
"""Pixels of a rectangle from which four thin ones around it are faster than one behind it."""
LOW = 5
"""A box is at least so many times as high as its outline is wide."""
CHUNK = 5_000
"""Rectangles drawn at once, less than half a millisecond."""
STEP = 4
"""Calls per step."""


def detail(picture: PreparedScene, viewport: Viewport) -> float:
    """Return the height of an item in screen pixels: what the level of detail goes by."""
    return picture.item_height * viewport.scale / viewport.ratio


def paint_grounds(painter: QPainter, picture: PreparedScene, viewport: Viewport, theme: Theme) -> Iterator[None]:
    """Paint units and blocks, the outer before the inner."""
    yield from _paint_level(painter, picture.units, viewport, theme)
    yield from _paint_level(painter, picture.blocks, viewport, theme)


def paint_boxes(
    painter: QPainter, picture: PreparedScene, viewport: Viewport, theme: Theme, *, least: float = ITEMS
) -> Iterator[None]:
    """Paint items; a stack of several items has a second sheet behind its box.

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


def paint_over(
    painter: QPainter, picture: PreparedScene, viewport: Viewport, theme: Theme, level: PaintLevel
) -> Iterator[None]:
    """Paint some boxes, over whatever lies there."""
    quiet = QUIET if detail(picture, viewport) < OUTLINES else frozenset()
    yield from _paint_level(painter, level, viewport, theme, quiet=quiet)


def _paint_level(
    painter: QPainter, level: PaintLevel, viewport: Viewport, theme: Theme, *, quiet: frozenset[Role] = frozenset()
) -> Iterator[None]:
    position = visible_rows(level, viewport.world)
    edges = pixels(level.edges[:, position].T, viewport)
    drawn = 0
    for number, alike in itertools.groupby(runs(level.brush[position]), lambda run: run[0] // TINTS):
        role, fills = Role(number), [(run[0] % TINTS - 1, *run[1:]) for run in alike]
        for _ in _paint_role(
            painter, edges, ratio=viewport.ratio, theme=theme, role=role, fills=fills, outlined=role not in quiet
        ):
            drawn += 1
            if drawn % STEP == 0:
                yield
    yield


def _paint_role(
    painter: QPainter,
    edges: Ints,
    ratio: float,
    theme: Theme,
    role: Role,
    fills: list[tuple[int, int, int]],
    *,
    outlined: bool,
) -> Iterator[None]:
    """Paint the rectangles of one role, as `paint_alike` does for a single tint; `fills` are (tint, begin, end).

    All outlines at once, and columns for all tints: what Python does for each of them costs more than the drawing.
    """
    style = theme.styles[role]
    if outlined and style.outline and (style.dash or style.fill is Fill.NONE):
        for tint, begin, end in fills:
            paint_alike(painter, edges[begin:end], ratio=ratio, theme=theme, role=role, tint=tint, outlined=True)
            yield
        return
    first, last = fills[0][1], fills[-1][2]
    inside = edges[first:last]
    starts = np.array([begin for _, begin, _ in fills] + [last]) - first
    painter.setPen(NO_PEN)
    if outlined and style.outline:
        whole = inside
        low = np.minimum.reduceat(inside[:, 3] - inside[:, 1], starts[:-1])
        width = np.repeat(_outline_width(style, ratio, low), np.diff(starts)).astype(np.int32)[:, None]
        inside = inside + width * np.array([1, 1, -1, -1], np.int32)
        some = (inside[:, 2] > inside[:, 0]) & (inside[:, 3] > inside[:, 1])
        inside, starts = inside[some], np.append(0, np.cumsum(some))[starts]
        painter.setBrush(color(style.outline))
        draw_rects(painter, np.vstack([whole[~some], _frames(whole[some], inside)]))
        yield
    made = corners(inside)
    for (tint, _, _), begin, end in zip(fills, starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        painter.setBrush(brush(theme, role, tint))
        for start in range(begin, end, CHUNK):
            draw_corners(painter, made, start, min(start + CHUNK, end))
            yield
    if outlined and style.hatch:
        painter.setBrush(hatch(style))
        draw_corners(painter, made, 0, len(made))


def _frames(whole: Ints, inside: Ints) -> Ints:
    """Return the rectangles that cover `whole` but for `inside`: four thin ones for each that is large."""
    area = (inside[:, 2:] - inside[:, :2]).prod(axis=1)
    large = area > FRAMED
    (x0, y0, x1, y1), (u0, v0, u1, v1) = whole[large].T, inside[large].T
    sides = ((x0, y0, x1, v0), (x0, v1, x1, y1), (x0, v0, u0, v1), (u1, v0, x1, v1))
    return np.vstack([whole[~large], *(np.stack(side, axis=1) for side in sides)])


def _outline_width(style: Style, ratio: float, height: Ints) -> Ints:
    """Return the widths of outlines, given the lowest heights: a box of a few pixels would be nothing but outline."""
    return np.maximum(1, np.minimum(round(style.width * ratio), height // LOW))


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
    lowest = (edges[:, 3] - edges[:, 1]).min(initial=1 << 20)
    width = int(_outline_width(style, ratio, np.array([lowest], np.int32))[0])
    if style.dash or style.fill is Fill.NONE:
        painter.setBrush(brush(theme, role, tint))
        draw_rects(painter, edges)
        painter.setBrush(NO_BRUSH)
        painter.setPen(pen(style.outline, width, tuple(length * ratio for length in style.dash)))
        outline_rects(painter, edges)
        return
    # Two fills are four times faster than a stroked rectangle.
    painter.setBrush(color(style.outline))
    draw_rects(painter, edges)
    inside = edges + np.array([width, width, -width, -width], np.int32)
    inside = inside[(inside[:, 2] > inside[:, 0]) & (inside[:, 3] > inside[:, 1])]
    painter.setBrush(brush(theme, role, tint))
    draw_rects(painter, inside)
    if style.hatch:
        painter.setBrush(hatch(style))
        draw_rects(painter, inside)


def _paint_shadows(painter: QPainter, picture: PreparedScene, viewport: Viewport, theme: Theme) -> None:
    """Paint a second sheet behind each stack, shifted down and right."""
    if not picture.stacked.any():
        return
    position = visible_rows(picture.boxes, viewport.world)
    position = position[picture.stacked[picture.boxes.row[position]]]
    if not len(position):
        return
    edges = pixels(picture.boxes.edges[:, position].T, viewport)
    shift = max(1, round(min(detail(picture, viewport) / 8, 3) * viewport.ratio))
    style = theme.styles[Role.ROOT]
    painter.setPen(NO_PEN)
    painter.setBrush(pen(style.outline, alpha=150).color())
    draw_rects(painter, edges + np.int32(shift))
