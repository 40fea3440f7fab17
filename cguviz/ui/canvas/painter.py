"""The whole picture in the order in which it is painted; the window, PNG and PDF all come through here."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np
from PySide6.QtGui import QPainter

from cguviz.model.columns import Bools, Columns, Floats, Ints
from cguviz.scene.theme import Theme
from cguviz.ui.canvas.boxes import paint_boxes, paint_over
from cguviz.ui.canvas.camera import Viewport, pixels
from cguviz.ui.canvas.captions import captions, paint_captions
from cguviz.ui.canvas.inks import NO_PEN, color, pen
from cguviz.ui.canvas.labels import paint_items, paint_modules
from cguviz.ui.canvas.lettering import Lettering
from cguviz.ui.canvas.links import CURVES, paint_inside, paint_selected
from cguviz.ui.canvas.picture import Picture, level_of, same_items
from cguviz.ui.canvas.strokes import draw_rects, outline_rects

VEIL_ALPHA = 190
"""How much of what is not lit is hidden."""

NONE: Ints = np.empty(0, np.int32)


@dataclasses.dataclass(frozen=True, eq=False)
class Emphasis(Columns):
    """What stands out.

    Attributes
    ----------
    boxes, units
        (k,) int32 selected rows.
    lit
        (k,) int32 boxes; all others are dimmed. None: nothing is dimmed for it.
    dimmed
        (k,) int32 boxes that step back.
    """

    boxes: Ints = dataclasses.field(default_factory=lambda: NONE)
    units: Ints = dataclasses.field(default_factory=lambda: NONE)
    lit: Ints | None = None
    dimmed: Ints = dataclasses.field(default_factory=lambda: NONE)


def paint(
    painter: QPainter,
    picture: Picture,
    viewport: Viewport,
    theme: Theme,
    lettering: Lettering,
    emphasis: Emphasis,
    *,
    limit: int = CURVES,
) -> Iterator[None]:
    """Paint all but what follows the pointer.

    Parameters
    ----------
    painter
        Its unit is the device pixel; its origin is the viewport's corner.
    limit
        Links inside units at most.

    Yields
    ------
    After each millisecond or two.
    """
    # With a rectangular clip Qt draws thin lines ten times faster, pixel for pixel alike.
    painter.setClipRect(0, 0, viewport.width, viewport.height)
    painter.fillRect(0, 0, viewport.width, viewport.height, color(theme.background))
    yield from paint_boxes(painter, picture, viewport, theme)
    yield from paint_inside(painter, picture, viewport, theme, limit=limit)
    if len(emphasis.dimmed):
        _dim(painter, viewport, theme, picture.scene.boxes.box[emphasis.dimmed])
    boxes = picture.boxes
    if emphasis.lit is not None:
        yield from paint_items(painter, picture.scene.boxes, boxes, viewport, theme, lettering)
        painter.fillRect(0, 0, viewport.width, viewport.height, color(theme.background, VEIL_ALPHA))
        boxes = level_of(picture.scene.boxes, emphasis.lit)
        yield from paint_over(painter, picture, viewport, theme, boxes)
    yield from paint_selected(painter, picture, viewport, theme, emphasis.boxes)
    placed = list(captions(picture, viewport, lettering))
    yield
    yield from paint_items(painter, picture.scene.boxes, boxes, viewport, theme, lettering)
    yield from paint_modules(
        painter, picture, viewport, theme, lettering, {caption.unit: caption for caption in placed}
    )
    yield from paint_captions(painter, picture, viewport, theme, lettering, placed)


def paint_emphasis(painter: QPainter, picture: Picture, viewport: Viewport, theme: Theme, emphasis: Emphasis) -> None:
    """Outline what is selected (with all other copies of the same items) and what was found."""
    scene = picture.scene
    painter.setBrush(color(theme.background, 0))
    if emphasis.lit is not None:
        _outline(painter, viewport, scene.boxes.box[emphasis.lit], theme.found, 1.0)
    others = np.setdiff1d(same_items(scene, emphasis.boxes), emphasis.boxes)
    _outline(painter, viewport, scene.boxes.box[others], theme.selection, 1.0)
    _outline(painter, viewport, scene.units.box[emphasis.units], theme.selection, 2.0)
    _outline(painter, viewport, scene.boxes.box[emphasis.boxes], theme.selection, 2.0)


def _outline(painter: QPainter, viewport: Viewport, boxes: Floats, name: str, width: float) -> None:
    painter.setPen(pen(name, width * viewport.ratio))
    outline_rects(painter, _visible(boxes, viewport))


def _dim(painter: QPainter, viewport: Viewport, theme: Theme, boxes: Floats) -> None:
    painter.setPen(NO_PEN)
    painter.setBrush(color(theme.background, VEIL_ALPHA))
    draw_rects(painter, _visible(boxes, viewport))


def _visible(boxes: Floats, viewport: Viewport) -> Ints:
    """Return the pixels of those rectangles that touch the view."""
    edges = pixels(boxes, viewport)
    x0, y0, x1, y1 = edges.T
    hit: Bools = (x1 > 0) & (y1 > 0) & (x0 < viewport.width) & (y0 < viewport.height)
    return edges[hit]
