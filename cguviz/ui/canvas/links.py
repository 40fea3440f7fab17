"""Painting the uses: quiet lines inside units when near, bundled curves of the selection at any distance."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtGui import QPainter, QPainterPath

from cguviz.model.columns import Bools, Floats, Ints, Longs
from cguviz.scene.routes import polylines, routes
from cguviz.scene.theme import Theme
from cguviz.ui.canvas.boxes import detail
from cguviz.ui.canvas.camera import Viewport
from cguviz.ui.canvas.inks import pen
from cguviz.ui.canvas.picture import Picture, seen, touching
from cguviz.ui.canvas.strokes import draw_lines, segments

NEAR = 8.0
"""Pixels of an item's height from which links inside units are painted."""
SEGMENTS = 20_000
"""Segments per pass at most: beyond that a picture is grey, not informative."""
CHUNK = 2_500
"""Segments per step, about 1.5 ms."""
SMOOTH = 5_000
"""Up to so many segments are antialiased (four times the cost)."""
BROAD = 400
"""Up to so many curves of the selection are drawn with a broad pen (fifty times the cost)."""


def paint_inside(
    painter: QPainter, picture: Picture, viewport: Viewport, theme: Theme, *, limit: int = SEGMENTS
) -> Iterator[None]:
    """Paint the links inside units that touch what is visible, if items are large enough to tell them apart."""
    links = picture.scene.links
    if links is None or not len(links) or detail(picture, viewport) < NEAR:
        return
    boxes = picture.boxes.row[seen(picture.boxes, viewport.world)]
    rows = np.unique(np.concatenate(touching(links, boxes)))
    rows = rows[~links.cut[rows]]
    points, starts = polylines(routes(picture.scene, rows))
    # References are fainter than calls.
    for chosen, alpha in ((~links.call[rows], 90), (links.call[rows], 190)):
        lines = _on_screen(segments(*_take(points, starts, np.flatnonzero(chosen))), viewport)[:limit]
        yield from _paint_lines(painter, lines, theme.link, alpha)


def paint_selected(
    painter: QPainter, picture: Picture, viewport: Viewport, theme: Theme, boxes: Ints
) -> Iterator[None]:
    """Paint the uses of and by some boxes, bundled through module and unit centres."""
    links = picture.scene.links
    if links is None or not len(boxes):
        return
    leaving, entering = touching(links, boxes)
    for rows, name in ((entering, theme.caller), (leaving, theme.callee)):
        points, starts = polylines(routes(picture.scene, np.unique(rows)))
        if len(starts) - 1 <= BROAD:
            yield from _paint_curves(painter, points, starts, viewport, name)
        else:
            lines = _on_screen(segments(points, starts), viewport)[:SEGMENTS]
            yield from _paint_lines(painter, lines, name, 160)


def _take(points: Floats, starts: Longs, rows: Longs) -> tuple[Floats, Longs]:
    """Return some of the polylines."""
    length = np.diff(starts)[rows]
    taken = np.zeros(len(rows) + 1, np.int64)
    np.cumsum(length, out=taken[1:])
    source = np.arange(taken[-1]) + np.repeat(starts[:-1][rows] - taken[:-1], length)
    return points[source], taken


def _on_screen(lines: Floats, viewport: Viewport) -> Floats:
    """Return the segments whose bounding box touches the view, in device pixels."""
    lines = lines * viewport.scale
    lines -= (viewport.left, viewport.top, viewport.left, viewport.top)
    x0, y0, x1, y1 = lines.T
    low_x, high_x = np.minimum(x0, x1), np.maximum(x0, x1)
    low_y, high_y = np.minimum(y0, y1), np.maximum(y0, y1)
    hit: Bools = (high_x >= 0) & (low_x <= viewport.width) & (high_y >= 0) & (low_y <= viewport.height)
    return lines[hit]


def _paint_lines(painter: QPainter, lines: Floats, name: str, alpha: int) -> Iterator[None]:
    for start in range(0, len(lines), CHUNK):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(lines) <= SMOOTH)
        painter.setPen(pen(name, alpha=alpha))
        draw_lines(painter, lines[start : start + CHUNK])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        yield


def _paint_curves(painter: QPainter, points: Floats, starts: Longs, viewport: Viewport, name: str) -> Iterator[None]:
    place = points * viewport.scale - (viewport.left, viewport.top)
    for index in range(len(starts) - 1):
        x, y = place[starts[index] : starts[index + 1]].T
        if not len(x) or x.max() < 0 or y.max() < 0 or x.min() > viewport.width or y.min() > viewport.height:
            continue
        path = QPainterPath()
        path.moveTo(x[0], y[0])
        for end in zip(x[1:].tolist(), y[1:].tolist(), strict=True):
            path.lineTo(*end)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.strokePath(path, pen(name, 1.4 * viewport.ratio, alpha=200))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if index % 20 == 19:
            yield
    yield
