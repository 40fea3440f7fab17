"""Painting the uses: quiet lines inside units when near, bundled curves of the selection at any distance."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from PySide6.QtGui import QPainter, QPainterPath

from cguviz.model.columns import Bools, Floats, Longs
from cguviz.scene.graph.links import few_cut
from cguviz.scene.graph.routes import routes
from cguviz.scene.look.theme import Theme
from cguviz.scene.scene import Scene
from cguviz.ui.canvas.boxes import detail
from cguviz.ui.canvas.camera import Viewport
from cguviz.ui.canvas.inks import NO_BRUSH, pen
from cguviz.ui.canvas.picture import PreparedScene, touching, visible_rows

NEAR, EARLY = 8.0, 4.5
"""Pixels of an item's height from which links inside units are painted, and from which they are if they are few."""
CURVES = 1_500
"""Cubics inside units at most (some 12,000 straight pieces): beyond that a picture is grey, not informative."""
CUBICS = 3
"""In a bundled link."""
CHUNK = 100
"""Curves per step, about 1 ms."""
FEW_ALPHA = 200
"""Opacity of the links between units where they are few."""
BROAD = 150
"""Up to so many curves of the selection are drawn broader."""
PRINT = 4.0
"""Device pixels per screen pixel from which lines have a true width."""
HEIGHTS, CALLS = (4.5, 8.0, 20.0, 40.0), (60, 85, 125, 220)
"""Opacity of calls by the height of an item in pixels: what is small lies close together."""
REFERENCE = 0.6
"""Opacity of a reference as a share of that of a call."""
SELECTED, SPARSE, FAINTEST = 230, 120, 60
"""Opacity of up to `SPARSE` curves of the selection; of four times as many, each is half as opaque."""


def paint_inside(
    painter: QPainter, picture: PreparedScene, viewport: Viewport, theme: Theme, *, limit: int = CURVES
) -> Iterator[None]:
    """Paint the links inside units that touch the visible part, if items are large enough to tell them apart.

    Parameters
    ----------
    limit
        Cubics at most; references give way to calls, and long links to short ones. Less than `CURVES` for a part of
        a picture, in which fewer are few.
    """
    few = min(limit, CURVES)
    links = picture.scene.links
    height = detail(picture, viewport)
    if links is None or not len(links) or height < EARLY or not limit:
        return
    boxes = picture.boxes.row[visible_rows(picture.boxes, viewport.world)]
    if height < NEAR and len(boxes) > few:
        return
    rows = np.unique(np.concatenate(touching(links, boxes)))
    if few_cut(links):
        cut = rows[links.cut[rows]]
        yield from _paint(
            painter,
            picture.scene,
            rows=cut,
            viewport=viewport,
            name=theme.cut_link,
            alpha=FEW_ALPHA,
            width=viewport.ratio,
        )
    rows = rows[~links.cut[rows]]
    if height < NEAR and len(rows) > few:
        return
    rows = _nearest(picture.scene, rows, limit)
    yield
    call = links.call[rows]
    alpha = float(np.interp(height, HEIGHTS, CALLS))
    for chosen, share in ((rows[~call], REFERENCE), (rows[call], 1.0)):
        yield from _paint(
            painter,
            picture.scene,
            rows=chosen,
            viewport=viewport,
            name=theme.link,
            alpha=round(alpha * share),
            width=viewport.ratio,
        )


def paint_selected(
    painter: QPainter, picture: PreparedScene, viewport: Viewport, theme: Theme, entering: Longs, leaving: Longs
) -> Iterator[None]:
    """Paint the uses of and by the selection, bundled through module and unit centres."""
    for rows, name in ((entering, theme.caller), (leaving, theme.callee)):
        if not len(rows):
            continue
        width = viewport.ratio * (1.5 if len(rows) <= BROAD else 1.0)
        alpha = max(FAINTEST, round(SELECTED * min(1.0, math.sqrt(SPARSE / max(len(rows), 1)))))
        yield from _paint(painter, picture.scene, rows=rows, viewport=viewport, name=name, alpha=alpha, width=width)


def _nearest(scene: Scene, rows: Longs, limit: int) -> Longs:
    """Return as many links as `limit` cubics can draw: calls before references, short ones before long ones."""
    links, box = scene.links, scene.boxes.box
    if links is None or CUBICS * len(rows) <= limit:
        return rows
    source, target = links.source[rows], links.target[rows]
    reach = np.abs(box[source, :2] - box[target, :2]).sum(axis=1)
    order = np.lexsort((reach, ~links.call[rows]))
    cubics = np.where(scene.box_block[source] == scene.box_block[target], 1, CUBICS)
    return rows[order[: int(np.searchsorted(np.cumsum(cubics[order]), limit, "right"))]]


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
            if viewport.ratio >= PRINT:
                painter.setPen(pen(name, width, alpha=alpha))
                painter.drawPath(path)
            else:
                painter.setPen(pen(name, alpha=alpha))
                for dx, dy in _offsets(width):
                    painter.drawPath(path.translated(dx, dy))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            yield


def _offsets(width: float) -> list[tuple[float, float]]:
    """Return where to draw a hairline several times for a broader line, which Qt takes twenty times as long for.

    Parameters
    ----------
    width
        Device pixels; between the places is at most one.
    """
    more = width - 1.0
    steps = [more * step / math.ceil(more) for step in range(1, math.ceil(more) + 1)] if more > 0 else []
    return [(0.0, 0.0), *((step, 0.0) for step in steps), *((0.0, step) for step in steps)]


def _on_screen(control: Floats, viewport: Viewport) -> Floats:
    """Return the (n, k, 2) Bézier points whose hull touches the view, in device pixels."""
    place = control * viewport.scale
    place -= (viewport.left, viewport.top)
    low, high = place.min(axis=1), place.max(axis=1)
    hit: Bools = (high >= 0).all(axis=1) & (low <= (viewport.width, viewport.height)).all(axis=1)
    return place[hit]
