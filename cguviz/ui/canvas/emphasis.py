"""Selected, found and dimmed boxes of a picture, and their outlines, drawn anew for every frame: always sharp."""

from __future__ import annotations

import dataclasses

import numpy as np
from PySide6.QtGui import QPainter

from cguviz.model.columns import Columns, Floats, Ints, Longs
from cguviz.scene.look.theme import Theme
from cguviz.scene.scene import Scene
from cguviz.ui.canvas.camera import Viewport, visible
from cguviz.ui.canvas.inks import NO_BRUSH, pen
from cguviz.ui.canvas.picture import PreparedScene, touching
from cguviz.ui.canvas.strokes import outline_rects

NONE: Ints = np.empty(0, np.int32)
NO_LINKS: Longs = np.empty(0, np.int64)
NEIGHBOURS = 2_000
"""Callers, and callees, that are outlined at most: half a millisecond per frame."""


@dataclasses.dataclass(frozen=True, eq=False)
class Emphasis(Columns):
    """Selected, found and dimmed boxes and units of a picture.

    Attributes
    ----------
    boxes, units
        (k,) int32 selected rows.
    copies
        (k,) int32 other boxes of the same items.
    callers, callees
        (k,) int32 boxes that use the selected ones, and that they use.
    entering, leaving
        (k,) int64 the links behind them.
    lit
        (k,) int32 boxes; all others are dimmed. None: nothing is dimmed for it.
    dimmed
        (k,) int32 boxes that step back.
    """

    boxes: Ints = dataclasses.field(default_factory=lambda: NONE)
    units: Ints = dataclasses.field(default_factory=lambda: NONE)
    copies: Ints = dataclasses.field(default_factory=lambda: NONE)
    callers: Ints = dataclasses.field(default_factory=lambda: NONE)
    callees: Ints = dataclasses.field(default_factory=lambda: NONE)
    entering: Longs = dataclasses.field(default_factory=lambda: NO_LINKS)
    leaving: Longs = dataclasses.field(default_factory=lambda: NO_LINKS)
    lit: Ints | None = None
    dimmed: Ints = dataclasses.field(default_factory=lambda: NONE)


def with_selection(
    emphasis: Emphasis, scene: Scene, *, boxes: Ints, units: Ints, ends: tuple[Ints, Ints] | None = None
) -> Emphasis:
    """Return the same emphasis with another selection.

    Parameters
    ----------
    boxes, units
        (k,) int32 selected rows.
    ends
        Where not all uses of the boxes are meant (one item of a stack is selected): boxes that may stand at the other
        end of a use, callers and callees, int32.
    """
    entering, leaving = NO_LINKS, NO_LINKS
    callers = callees = NONE
    if scene.links is not None and len(boxes):
        leaving, entering = map(np.unique, touching(scene.links, boxes))
        if ends is not None:
            entering = entering[np.isin(scene.links.source[entering], ends[0])]
            leaving = leaving[np.isin(scene.links.target[leaving], ends[1])]
        callers, callees = np.unique(scene.links.source[entering]), np.unique(scene.links.target[leaving])
    same = np.flatnonzero(np.isin(scene.box_item, scene.box_item[boxes])) if len(boxes) else boxes
    return emphasis.replace(
        boxes=boxes,
        units=units,
        copies=np.setdiff1d(same, boxes).astype(np.int32),
        callers=callers[:NEIGHBOURS],
        callees=callees[:NEIGHBOURS],
        entering=entering,
        leaving=leaving,
    )


def neighbours(scene: Scene, boxes: Ints) -> tuple[Ints, Ints]:
    """Return the users of some boxes and the boxes used by them, each once and `NEIGHBOURS` at most."""
    if scene.links is None or not len(boxes):
        return NONE, NONE
    leaving, entering = touching(scene.links, boxes)
    callers, callees = np.unique(scene.links.source[entering]), np.unique(scene.links.target[leaving])
    return callers[:NEIGHBOURS], callees[:NEIGHBOURS]


def paint_emphasis(
    painter: QPainter, picture: PreparedScene, viewport: Viewport, theme: Theme, emphasis: Emphasis
) -> None:
    """Outline the selection, its other copies, its callers and callees, and the boxes that were found."""
    box = picture.scene.boxes.box
    if emphasis.lit is not None:
        outline(painter, viewport, box[emphasis.lit], theme.found)
    outline(painter, viewport, box[emphasis.callers], theme.caller)
    outline(painter, viewport, box[emphasis.callees], theme.callee)
    outline(painter, viewport, box[emphasis.copies], theme.selection)
    outline(painter, viewport, picture.scene.units.box[emphasis.units], theme.selection, 2)
    outline(painter, viewport, box[emphasis.boxes], theme.selection, 2)


def outline(painter: QPainter, viewport: Viewport, boxes: Floats, name: str, width: int = 1) -> None:
    """Outline rectangles from inside.

    Parameters
    ----------
    boxes
        (n, 4) float64 world units.
    name
        "#rrggbb".
    width
        Screen pixels.
    """
    if not len(boxes):
        return
    edges = visible(boxes, viewport)
    painter.setBrush(NO_BRUSH)
    painter.setPen(pen(name))
    # Several lines of one pixel: a broad pen takes ten times as long.
    for inset in range(round(width * viewport.ratio)):
        outline_rects(painter, edges + np.array([inset, inset, -inset, -inset], np.int32))
