"""Packing of a unit into about a width: inner units on top, its own pieces below, frame and caption around them."""

from __future__ import annotations

import math
from typing import NamedTuple

from cguviz.layout.packing import Packing, Piece, pack
from cguviz.layout.pieces import PITCH_X, PITCH_Y, Shape
from cguviz.layout.rows import UNIT_GAP, Shelves, Size, shelves_of, stand_within
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


class Contents(NamedTuple):
    """The contents of a cell: pieces, inner cells, and the sizes of inner cells tried in several widths."""

    pieces: list[Piece]
    inner: list[int]
    shelves: Shelves | None = None


class FittedCell(NamedTuple):
    """A packed cell.

    Attributes
    ----------
    width, height
        With frame and caption.
    top
        Height of what stands over its own pieces: the strip for its name, and cells in it.
    packed
        Its own pieces.
    inner
        Cells in it: number, x and y from the cell's corner, and how they are packed.
    """

    width: float
    height: float
    top: float
    packed: Packing
    inner: list[tuple[int, float, float, FittedCell]]


def area_of(held: list[Contents], cell: int) -> float:
    """Estimate the area of a cell with its frame and caption."""
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


def with_shelves(held: list[Contents]) -> list[Contents]:
    """Try the inner cells of each cell, the largest first, in several widths."""
    areas = [area_of(held, cell) for cell in range(len(held))]

    def fit(cell: int, width: float) -> Size:
        return fit_cell(held, cell, width, CAPTION)[:2]

    return [
        one._replace(
            shelves=shelves_of(
                sorted(one.inner, key=lambda cell: (-areas[cell], cell)), areas, fit, INNER_ASPECT, gap=UNIT_FRAME
            )
        )
        if one.inner
        else one
        for one in held
    ]


def fit_cell(held: list[Contents], cell: int, width: float, caption: float) -> FittedCell:
    """Pack a cell and the cells inside it.

    Parameters
    ----------
    held
        What each cell holds.
    cell
        The one to pack.
    width
        Wanted, frame included. Its own pieces lie below the rows of inner cells: what came to a unit is mostly used
        by what was there.
    caption
        Height of the strip for the cell's name; those of inner cells are `CAPTION` high.
    """
    one = held[cell]
    room = max(width - 2 * UNIT_FRAME, LEAST_WIDTH)
    parts: dict[int, FittedCell] = {}

    def fit(inner: int, wish: float) -> Size:
        parts[inner] = fit_cell(held, inner, wish, CAPTION)
        return parts[inner].width, parts[inner].height

    places = stand_within(one.shelves, room, fit) if one.shelves is not None else {}
    packed = pack(one.pieces, max(room, *(x + wide for x, _, wide, _ in places.values())) if places else room)
    inner = [
        (number, UNIT_FRAME + x, caption + y, parts[number]._replace(width=wide, height=tall))
        for number, (x, y, wide, tall) in places.items()
    ]
    wide = max([packed.width, LEAST_WIDTH, *(x + wide for x, _, wide, _ in places.values())])
    low = max((y + tall for _, y, _, tall in places.values()), default=0.0)
    top = caption + low + (UNIT_FRAME if places and one.pieces else 0.0)
    return FittedCell(wide + 2 * UNIT_FRAME, top + packed.height + UNIT_FRAME, top, packed, inner)


def stretch(fitted: FittedCell, width: float, height: float, caption: float) -> FittedCell:
    """Return a cell of a larger width and height, its inner cells with it; its own pieces stay at the bottom.

    Parameters
    ----------
    fitted
        From `fit_cell`.
    width, height
        At least those of `fitted`.
    caption
        As for `fit_cell`.
    """
    if not fitted.inner:
        return fitted._replace(width=width, height=height)
    across = (width - 2 * UNIT_FRAME) / (fitted.width - 2 * UNIT_FRAME)
    more = height - fitted.height
    low = max(y + part.height for _, _, y, part in fitted.inner) - caption
    down = (low + more) / low
    inner = [
        (
            number,
            UNIT_FRAME + (x - UNIT_FRAME) * across,
            caption + (y - caption) * down,
            part._replace(width=part.width * across, height=part.height * down),
        )
        for number, x, y, part in fitted.inner
    ]
    return FittedCell(width, height, fitted.top + more, fitted.packed, inner)
