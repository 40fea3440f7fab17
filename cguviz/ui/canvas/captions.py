"""Names of units: always at a readable size, inside their own unit, never over a neighbour's.

Where the strip that the layout left is too low for text, the name lies on a plate over the unit's upper edge; where
a unit's upper edge is out of sight, the name stays at the edge of the view (`pinned`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter

from cguviz.model.columns import Ints, Longs
from cguviz.model.layout import CAPTION
from cguviz.scene.scene import Role
from cguviz.scene.theme import Theme
from cguviz.ui.canvas.camera import Viewport, pixels
from cguviz.ui.canvas.inks import color
from cguviz.ui.canvas.lettering import Lettering, Word, base_line
from cguviz.ui.canvas.picture import Picture, seen

SIZE, SMALL = 12, 10
"""Text sizes in screen pixels for units of at least `ROOMY` pixels of height, and for lower ones."""
ROOMY = 48
PAD = 4
"""Screen pixels left and right of the text."""
GAP = 9
"""Screen pixels between the name and the figures."""
PLATE_ALPHA = 232
"""Of plates over a unit's contents; names at the edge of the view hide the same name below them."""
CHUNK = 60
"""Captions per step."""


@dataclasses.dataclass(frozen=True)
class Caption:
    """A unit's name where it is drawn.

    Attributes
    ----------
    unit
        Row of the scene's units.
    left, top, right, bottom
        Device pixels.
    name, note
        The words; the note may have found no room.
    size
        Of the text, device pixels.
    plate
        Whether it lies on the unit's contents.
    alpha
        Opacity of the plate.
    """

    unit: int
    left: int
    top: int
    right: int
    bottom: int
    name: Word
    note: Word | None
    size: int
    plate: bool
    alpha: int = PLATE_ALPHA


def captions(picture: Picture, viewport: Viewport, lettering: Lettering) -> Iterator[Caption]:
    """Place the names of the visible units whose upper edge is in the view."""
    rows = picture.units.row[seen(picture.units, viewport.world)]
    yield from _placed(picture, viewport, lettering, np.sort(rows), pin=False)


def pinned(picture: Picture, viewport: Viewport, lettering: Lettering) -> list[Caption]:
    """Place the names of the visible units whose upper left corner is out of sight."""
    position = seen(picture.units, viewport.world)
    x0, y0 = picture.units.edges[:2, position] * viewport.scale
    rows = picture.units.row[position[(y0 < viewport.top) | (x0 < viewport.left)]]
    return list(_placed(picture, viewport, lettering, np.sort(rows), pin=True))


def _placed(
    picture: Picture, viewport: Viewport, lettering: Lettering, rows: Ints | Longs, *, pin: bool
) -> Iterator[Caption]:
    ratio, scene = viewport.ratio, picture.scene
    strip = CAPTION * viewport.scale
    taken: list[Caption] = []
    for row, (x0, y0, x1, y1) in zip(rows.tolist(), pixels(scene.units.box[rows], viewport).tolist(), strict=True):
        size = round((SIZE if y1 - y0 >= ROOMY * ratio else SMALL) * ratio)
        pad = round(PAD * ratio)
        top, left = (max(y0, 0), max(x0, 0)) if pin else (y0, x0)
        word = lettering.word(scene.units.label[row], size, min(x1, viewport.width) - left - 2 * pad)
        if word is None:
            continue
        high = round(lettering.size(size).height)
        plate = pin or strip < high
        # A name that only moves sideways keeps its height.
        bottom = top + (high if strip < high or y0 < 0 else round(strip))
        if bottom > y1:
            continue
        right = left + 2 * pad + round(word.width)
        note = _note(lettering, scene.unit_note[row], size, min(x1, viewport.width) - right - (pad + GAP * ratio))
        if note is not None:
            right += round(GAP * ratio + note.width)
        made = Caption(row, left, top, right, bottom, word, note, size, plate, 255 if pin else PLATE_ALPHA)
        # Only an inner unit can meet another caption: that of the unit it lies in.
        if scene.units.role[row] == Role.UNIT or not any(_meet(made, other) for other in taken):
            taken.append(made)
            yield made


def _note(lettering: Lettering, note: str, size: int, room: float) -> Word | None:
    """Return as many figures as fit whole."""
    parts = note.split(" · ") if note else []
    letters = lettering.size(size)
    while parts:
        text = " · ".join(parts)
        # The word itself is made for a rounded width; it must not be shortened further.
        if letters.about(text) <= room - 8:
            return lettering.word(text, size, room)
        parts.pop()
    return None


def _meet(one: Caption, other: Caption) -> bool:
    return one.left < other.right and other.left < one.right and one.top < other.bottom and other.top < one.bottom


def paint_captions(
    painter: QPainter, picture: Picture, viewport: Viewport, theme: Theme, lettering: Lettering, placed: list[Caption]
) -> Iterator[None]:
    """Draw names and figures."""
    pad, gap = round(PAD * viewport.ratio), round(GAP * viewport.ratio)
    roles = picture.scene.units.role
    for count, caption in enumerate(placed):
        style = theme.styles[Role(int(roles[caption.unit]))]
        letters = lettering.size(caption.size)
        painter.setFont(letters.font)
        if caption.plate:
            ground = theme.fill(Role(int(roles[caption.unit]))) or theme.background
            painter.fillRect(
                caption.left + 1,
                caption.top + 1,
                caption.right - caption.left - 1,
                caption.bottom - caption.top - 1,
                color(ground, caption.alpha),
            )
        y = base_line(letters, caption.top, caption.bottom)
        painter.setPen(QColor(style.ink))
        painter.drawText(QPointF(caption.left + pad, y), caption.name.text)
        if caption.note is not None:
            painter.setPen(QColor(theme.faint))
            x = caption.left + pad + round(caption.name.width) + gap
            painter.drawText(QPointF(x, y), caption.note.text)
        if count % CHUNK == CHUNK - 1:
            yield
    yield
