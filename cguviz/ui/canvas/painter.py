"""The whole picture in the order in which it is painted; the window, PNG and PDF all come through here."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QPainter

from cguviz.model.columns import Floats
from cguviz.scene.look.theme import Theme
from cguviz.ui.canvas.boxes import paint_boxes, paint_grounds, paint_over
from cguviz.ui.canvas.camera import Viewport, visible
from cguviz.ui.canvas.captions import captions, paint_captions
from cguviz.ui.canvas.emphasis import Emphasis
from cguviz.ui.canvas.inks import NO_PEN, color
from cguviz.ui.canvas.labels import paint_items, paint_modules
from cguviz.ui.canvas.lettering import Lettering
from cguviz.ui.canvas.links import CURVES, paint_inside, paint_selected
from cguviz.ui.canvas.picture import PreparedScene, level_of
from cguviz.ui.canvas.strokes import draw_rects

VEIL_ALPHA = 190
"""How much of what is not lit is hidden."""


def paint(
    painter: QPainter,
    picture: PreparedScene,
    viewport: Viewport,
    theme: Theme,
    lettering: Lettering,
    emphasis: Emphasis,
    *,
    limit: int = CURVES,
) -> Iterator[None]:
    """Paint the picture without the marks that follow the pointer.

    Parameters
    ----------
    painter
        Its unit is the device pixel; its origin is the viewport's corner.
    limit
        Cubics of links inside units at most.

    Yields
    ------
    After each millisecond or two.
    """
    # With a rectangular clip Qt draws thin lines ten times faster, pixel for pixel alike.
    painter.setClipRect(0, 0, viewport.width, viewport.height)
    painter.fillRect(0, 0, viewport.width, viewport.height, color(theme.background))
    yield from paint_grounds(painter, picture, viewport, theme)
    # Behind the boxes: a line through a name makes both unreadable.
    yield from paint_inside(painter, picture, viewport, theme, limit=limit)
    yield from paint_boxes(painter, picture, viewport, theme)
    if len(emphasis.dimmed):
        _dim(painter, viewport, theme, picture.scene.boxes.box[emphasis.dimmed])
    boxes = picture.boxes
    if emphasis.lit is not None:
        yield from paint_items(painter, picture, level=boxes, viewport=viewport, theme=theme, lettering=lettering)
        painter.fillRect(0, 0, viewport.width, viewport.height, color(theme.background, VEIL_ALPHA))
        boxes = level_of(picture.scene.boxes, emphasis.lit)
        yield from paint_over(painter, picture, viewport, theme, boxes)
    yield from paint_selected(
        painter, picture, viewport=viewport, theme=theme, entering=emphasis.entering, leaving=emphasis.leaving
    )
    placed = list(captions(picture, viewport, lettering))
    yield
    yield from paint_items(painter, picture, level=boxes, viewport=viewport, theme=theme, lettering=lettering)
    yield from paint_modules(
        painter,
        picture,
        viewport=viewport,
        theme=theme,
        lettering=lettering,
        captions={caption.unit: caption for caption in placed},
    )
    yield from paint_captions(painter, picture, viewport=viewport, theme=theme, lettering=lettering, placed=placed)


def _dim(painter: QPainter, viewport: Viewport, theme: Theme, boxes: Floats) -> None:
    painter.setPen(NO_PEN)
    painter.setBrush(color(theme.background, VEIL_ALPHA))
    draw_rects(painter, visible(boxes, viewport))
