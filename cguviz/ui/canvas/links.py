"""Painting the uses: quiet lines inside units when near, bundled curves of the selection at any distance."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from PySide6.QtGui import QPainter, QPainterPath

from cguviz.model.columns import Bools, Floats, Ints, Longs
from cguviz.scene.routes import routes
from cguviz.scene.scene import Scene
from cguviz.scene.theme import Theme
from cguviz.ui.canvas.boxes import detail
from cguviz.ui.canvas.camera import Viewport
from cguviz.ui.canvas.inks import NO_BRUSH, pen
from cguviz.ui.canvas.picture import Picture, seen, touching

NEAR, EARLY = 8.0, 4.5
"""Pixels of an item's height from which links inside units are painted, and from which they are if they are few."""
FEW = 1_500
CURVES = 2_500
"""Curves inside units at most (some 20,000 straight pieces): beyond that a picture is grey, not informative."""
CHUNK = 100
"""Curves per step, about 1 ms."""
BROAD = 150
"""Up to so many curves of the selection are drawn with a broad pen, which takes ten times as long."""
CALL, REFERENCE, SELECTED = 200, 110, 230
"""Opacity of lines where they are few."""
SPARSE = 120
"""So many curves are few; of four times as many, each is half as opaque."""
FAINTEST = 60


def paint_inside(
    painter: QPainter, picture: Picture, viewport: Viewport, theme: Theme, *, limit: int = CURVES
) -> Iterator[None]:
    """Paint the links inside units that touch what is visible, if items are large enough to tell them apart.

    Parameters
    ----------
    limit
        Curves at most; references give way to calls.
    """
    links = picture.scene.links
    height = detail(picture, viewport)
    if links is None or not len(links) or height < EARLY:
        return
    boxes = picture.boxes.row[seen(picture.boxes, viewport.world)]
    rows = np.unique(np.concatenate(touching(links, boxes)))
    rows = rows[~links.cut[rows]]
    if height < NEAR and len(rows) > FEW:
        return
    rows = rows[np.argsort(~links.call[rows], kind="stable")][:limit]
    call = links.call[rows]
    for chosen, alpha in ((rows[~call], REFERENCE), (rows[call], CALL)):
        yield from _paint(
            painter, picture.scene, chosen, viewport, theme.link, _thinned(alpha, len(rows)), viewport.ratio
        )


def paint_selected(
    painter: QPainter, picture: Picture, viewport: Viewport, theme: Theme, boxes: Ints
) -> Iterator[None]:
    """Paint the uses of and by some boxes, bundled through module and unit centres."""
    links = picture.scene.links
    if links is None or not len(boxes):
        return
    leaving, entering = touching(links, boxes)
    for rows, name in ((entering, theme.caller), (leaving, theme.callee)):
        width = viewport.ratio * (1.5 if len(rows) <= BROAD else 1.0)
        alpha = _thinned(SELECTED, len(rows))
        yield from _paint(painter, picture.scene, np.unique(rows), viewport, name, alpha, width)


def _thinned(alpha: int, count: int) -> int:
    """Return an opacity at which many lines together are about as loud as a few."""
    return max(FAINTEST, round(alpha * min(1.0, math.sqrt(SPARSE / max(count, 1)))))


def _paint(
    painter: QPainter, scene: Scene, rows: Longs, viewport: Viewport, name: str, alpha: int, width: float
) -> Iterator[None]:
    curves = routes(scene, rows)
    for control in (curves.cubic, curves.spline):
        place = _on_screen(control, viewport).tolist()
        for start in range(0, len(place), CHUNK):
            path = QPainterPath()
            for points in place[start : start + CHUNK]:
                path.moveTo(*points[0])
                for at in range(1, len(points), 3):
                    path.cubicTo(*points[at], *points[at + 1], *points[at + 2])
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setBrush(NO_BRUSH)
            painter.setPen(pen(name, width, alpha=alpha))
            painter.drawPath(path)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            yield


def _on_screen(control: Floats, viewport: Viewport) -> Floats:
    """Return those of (n, k, 2) Bézier points whose hull touches the view, in device pixels."""
    place = control * viewport.scale
    place -= (viewport.left, viewport.top)
    low, high = place.min(axis=1), place.max(axis=1)
    hit: Bools = (high >= 0).all(axis=1) & (low <= (viewport.width, viewport.height)).all(axis=1)
    return place[hit]
