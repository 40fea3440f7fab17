"""A unit packed into about a width: its own pieces, below them the units inside it, around them frame and caption."""

from __future__ import annotations

import math
from typing import NamedTuple

from cguviz.layout.packing import Packed, Piece, pack
from cguviz.layout.pieces import PITCH_X, PITCH_Y, Shape
from cguviz.layout.rows import UNIT_GAP
from cguviz.model.layout import CAPTION, ITEM_HEIGHT, ITEM_WIDTH

UNIT_FRAME = 10.0
"""Room between the frame of a unit (or inner unit) and what it holds."""
LEAST_WIDTH = 2 * ITEM_WIDTH
"""A unit is wide enough for its caption."""
AREA_PER_BOX = 1.3
"""Area of a cell by that of its boxes, as a first guess."""
INNER_ASPECT = 1.6
WHOLE_CAPTION = 0.018
"""Height of a caption by that of the whole picture: 15 pixels where the picture is fitted into 850."""
UNIT_CAPTION = 0.12
"""Most that a caption may take of the side of a middling unit."""


class Held(NamedTuple):
    """What a cell holds: pieces, and the numbers of the cells inside it."""

    pieces: list[Piece]
    inner: list[int]


class Fitted(NamedTuple):
    """A cell that was packed.

    Attributes
    ----------
    width, height
        With frame and caption.
    caption
        Height of the strip for its name.
    packed
        Its own pieces, from the corner of the room inside frame and caption.
    inner
        Cells in it: number, x and y from the cell's corner, and how they are packed.
    """

    width: float
    height: float
    caption: float
    packed: Packed
    inner: list[tuple[int, float, float, Fitted]]


def area_of(held: list[Held], cell: int) -> float:
    """Guess the area that a cell takes with its frame and caption."""
    inside = sum(
        piece.width * piece.height if piece.shape == Shape.RIGID else piece.count * PITCH_X * PITCH_Y
        for piece in held[cell].pieces
    )
    inside = AREA_PER_BOX * inside + sum(area_of(held, inner) for inner in held[cell].inner)
    return max(inside, LEAST_WIDTH * ITEM_HEIGHT) + math.sqrt(inside) * (CAPTION + 4 * UNIT_FRAME + 2 * UNIT_GAP)


def caption_of(areas: list[float], aspect: float) -> float:
    """Choose the height of the strips for the names of units.

    Parameters
    ----------
    areas
        Guessed, of each unit.
    aspect
        Width by height of the whole.
    """
    if not areas:
        return CAPTION
    whole = math.sqrt(sum(areas) / aspect)
    middling = math.sqrt(sum(areas) / len(areas))
    return max(CAPTION, min(WHOLE_CAPTION * whole, UNIT_CAPTION * middling))


def fit_cell(held: list[Held], cell: int, width: float, caption: float) -> Fitted:
    """Pack a cell and those inside it.

    Parameters
    ----------
    held
        What each cell holds.
    cell
        The one to pack.
    width
        Wanted, frame included; inner cells stand in rows below the cell's own pieces.
    caption
        Height of the strip for the cell's name; those of inner cells are `CAPTION` high.
    """
    pieces, inner = held[cell]
    room = max(width - 2 * UNIT_FRAME, LEAST_WIDTH)
    packed = pack(pieces, room)
    wide, y = max(packed.width, LEAST_WIDTH), packed.height + (UNIT_FRAME if pieces and inner else 0.0)
    x = tall = 0.0
    parts: list[tuple[int, float, float, Fitted]] = []
    for number in inner:
        wish = min(max(math.sqrt(area_of(held, number) * INNER_ASPECT), LEAST_WIDTH), room)
        part = fit_cell(held, number, wish, CAPTION)
        if x and x + part.width > room:
            x, y, tall = 0.0, y + tall + UNIT_FRAME, 0.0
        parts.append((number, UNIT_FRAME + x, caption + y, part))
        wide = max(wide, x + part.width)
        x += part.width + UNIT_FRAME
        tall = max(tall, part.height)
    return Fitted(wide + 2 * UNIT_FRAME, caption + y + tall + UNIT_FRAME, caption, packed, parts)
