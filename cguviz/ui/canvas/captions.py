"""Names of units: always at a readable size, inside their own unit, never over a neighbour's.

Where the strip that the layout left is too low for text, the name lies on a plate over the unit's upper edge; where
a unit's upper edge is out of sight, the name stays at the edge of the view (`pin_captions`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter

from cguviz.model.columns import Ints, Longs
from cguviz.scene.look.theme import Theme
from cguviz.scene.scene import Role
from cguviz.ui.canvas.camera import Viewport, pixels
from cguviz.ui.canvas.inks import color
from cguviz.ui.canvas.lettering import BUCKET, Lettering, Word, base_line
from cguviz.ui.canvas.picture import PreparedScene, visible_rows

SIZE, SMALL = 12, 10
"""Text sizes in screen pixels for units of at least `ROOMY` pixels of height, and for lower ones."""
ROOMY = 48
LINE = 1.25
"""How high a line of text is, in its size."""
FILLED, LARGEST = 0.58, 20
"""Text grows with its strip, to so much of it and to so many screen pixels."""
# Members of an enumeration cost as much as the rest of the work on a unit.
FORMER, HEIR = int(Role.FORMER), int(Role.HEIR)
INNER = {int(Role.INNER), FORMER}
UNCOVERED = 2.5
"""A name may cover what is in an inner unit if the unit is so many times as high: some of it stays to be seen."""
NARROWEST = 24
"""Screen pixels of width below which no name says anything."""
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


def captions(picture: PreparedScene, viewport: Viewport, lettering: Lettering) -> Iterator[Caption]:
    """Place the names of the visible units whose upper edge is in the view."""
    rows = picture.units.row[visible_rows(picture.units, viewport.world)]
    yield from _placed(picture, viewport, lettering, np.sort(rows), pin=False)


def pin_captions(picture: PreparedScene, viewport: Viewport, lettering: Lettering) -> list[Caption]:
    """Place the names of the visible units whose upper left corner is out of sight."""
    position = visible_rows(picture.units, viewport.world)
    x0, y0 = picture.units.edges[:2, position] * viewport.scale
    rows = picture.units.row[position[(y0 < viewport.top) | (x0 < viewport.left)]]
    return list(_placed(picture, viewport, lettering, np.sort(rows), pin=True))


def _placed(
    picture: PreparedScene, viewport: Viewport, lettering: Lettering, rows: Ints | Longs, *, pin: bool
) -> Iterator[Caption]:
    ratio, scene = viewport.ratio, picture.scene
    outer: list[Caption] = []
    # A frame says what the units in it become, so it speaks before them.
    rows = rows[np.argsort(scene.units.role[rows] != HEIR, kind="stable")]
    edges = pixels(scene.units.box[rows], viewport)
    x0, y0, x1, y1 = edges.T
    if pin:
        x0, y0, x1 = np.maximum(x0, 0), np.maximum(y0, 0), np.minimum(x1, viewport.width)
    # Of hundreds of units most show too little for any name: sorting them out here halves the cost of a frame.
    fits = (y1 - y0 >= SMALL * ratio) & (x1 - x0 >= NARROWEST * ratio)
    rows, edges = rows[fits], edges[fits]
    strips, tall = picture.heads[rows] * viewport.scale, edges[:, 3] - edges[:, 1]
    # A strip that is too low for the usual size may have room for a smaller one, which then covers nothing.
    snug = np.floor(strips / LINE)
    usual = np.where((snug >= SMALL * ratio) & (snug < SIZE * ratio), snug, SIZE * ratio)
    least = np.where(tall >= ROOMY * ratio, usual, SMALL * ratio)
    sizes = np.rint(np.minimum(np.maximum(least, strips * FILLED), LARGEST * ratio)).astype(np.int64)
    heights = {size: round(lettering.size(size).height) for size in set(sizes.tolist())}
    columns = (rows, scene.units.role[rows], strips, sizes, edges)
    for row, role, strip, size, (x0, y0, x1, y1) in zip(*(column.tolist() for column in columns), strict=True):
        high = heights[size]
        top, left, end = (max(y0, 0), max(x0, 0), min(x1, viewport.width)) if pin else (y0, x0, x1)
        bottom = max(top + high, y0 + round(strip))
        plate = pin or strip < high
        if bottom > y1 or (plate and role == FORMER and y1 - y0 < UNCOVERED * high):
            continue
        words = _written(picture, lettering, row=row, size=size, room=end - left, ratio=ratio)
        plain = (
            words
            if end - left == x1 - x0
            else _written(picture, lettering, row=row, size=size, room=x1 - x0, ratio=ratio)
        )
        if plain is None or words is None:
            continue
        # A name at the edge of the view hides the one that was painted where it belongs.
        right = max(left + words[2], x0 + plain[2])
        name, note, _ = words
        made = Caption(
            unit=row,
            left=left,
            top=top,
            right=right,
            bottom=bottom,
            name=name,
            note=note,
            size=size,
            plate=plate,
            alpha=255 if pin else PLATE_ALPHA,
        )
        # Only an inner unit can meet another caption: that of the frame or unit it lies in.
        if role not in INNER:
            outer.append(made)
        elif (over := _over(made, outer)) is not None:
            made = dataclasses.replace(made, top=over.bottom, bottom=over.bottom + high, plate=True)
            if made.bottom > y1 or (role == FORMER and y1 - made.top < UNCOVERED * high):
                continue
        yield made


def _written(
    picture: PreparedScene, lettering: Lettering, row: int, size: int, room: int, ratio: float
) -> tuple[Word, Word | None, int] | None:
    """Return a unit's name, as many whole figures as fit behind it, and the width of both with their margins."""
    margins, gap = 2 * round(PAD * ratio), round(GAP * ratio)
    name = lettering.word(picture.unit_labels[row], size, room - margins)
    if name is None:
        return None
    wide, notes = margins + round(name.width), picture.unit_notes[row]
    # The word is made for a rounded width; it must not be shortened for that.
    left = room - wide - gap - BUCKET - 1
    # Where the shortest has no room, none has: that is so of most units.
    if not notes or lettering.span(notes[-1], size) > left:
        return name, None, wide
    for text in notes:
        if lettering.span(text, size) <= left:
            note = lettering.word(text, size, room - wide - gap)
            return name, note, wide + gap + (round(note.width) if note is not None else 0)
    return name, None, wide


def _over(caption: Caption, outer: list[Caption]) -> Caption | None:
    """Return the first of some captions that another one meets."""
    left, top, right, bottom = caption.left, caption.top, caption.right, caption.bottom
    for one in outer:
        if left < one.right and one.left < right and top < one.bottom and one.top < bottom:
            return one
    return None


def paint_captions(
    painter: QPainter,
    picture: PreparedScene,
    viewport: Viewport,
    theme: Theme,
    lettering: Lettering,
    placed: list[Caption],
) -> Iterator[None]:
    """Draw names and figures."""
    pad, gap = round(PAD * viewport.ratio), round(GAP * viewport.ratio)
    # The unit's own outline stays.
    edge = max(1, round(viewport.ratio))
    roles = picture.scene.units.role
    faint = QColor(theme.faint)
    plates: dict[tuple[int, int], QColor] = {}
    inks = {role: QColor(theme.styles[Role(role)].ink) for role in {int(roles[one.unit]) for one in placed}}
    grounds = {role: theme.fill(Role(role)) or theme.background for role in inks}
    chosen, letters = 0, lettering.size(1)
    for count, caption in enumerate(placed):
        role = int(roles[caption.unit])
        if caption.size != chosen:
            chosen, letters = caption.size, lettering.size(caption.size)
            painter.setFont(letters.font)
        if caption.plate:
            ground = plates.get((role, caption.alpha))
            if ground is None:
                ground = plates[role, caption.alpha] = color(grounds[role], caption.alpha)
            wide, high = caption.right - caption.left - edge, caption.bottom - caption.top - edge
            painter.fillRect(caption.left + edge, caption.top + edge, wide, high, ground)
        y = base_line(letters, caption.top, caption.bottom)
        painter.setPen(inks[role])
        painter.drawText(QPointF(caption.left + pad, y), caption.name.text)
        if caption.note is not None:
            painter.setPen(faint)
            x = caption.left + pad + round(caption.name.width) + gap
            painter.drawText(QPointF(x, y), caption.note.text)
        if count % CHUNK == CHUNK - 1:
            yield
    yield
