"""Packing of one cell into a given width: the place of each piece and its number of columns.

Knows rectangles only. Plain loops over a few hundred pieces a cell; all item positions are worked out afterwards,
once, from what this returns.
"""

from __future__ import annotations

import dataclasses
import math
from typing import NamedTuple

from cguviz.layout.pieces import GAP_X, GAP_Y, PITCH_X, PITCH_Y, Shape

FRAME = 4.0
"""Room between the frame of a block and its boxes."""
BLOCK_GAP = 6.0
COMPONENT_GAP_X = 16.0
COMPONENT_GAP_Y = 18.0
OPEN_COLUMNS = 12
"""Columns of a shelf in which a smaller component may still go under others."""
LEAST_ROWS = 4
"""Lower strips make bars of blocks, which nobody reads as modules."""
TRIED = 14
"""Heights tried for each strip of blocks."""


Place = tuple[float, float, int]
"""x and y of a piece in its cell, and its columns (0 for a rigid piece)."""


class Packing(NamedTuple):
    """The places of pieces, relative to the top left corner of their cell.

    Attributes
    ----------
    places
        In the order of the pieces.
    width, height
        What is really used.
    """

    places: list[Place]
    width: float
    height: float


@dataclasses.dataclass(frozen=True)
class Piece:
    """One piece, a row of `cguviz.layout.pieces.Pieces`."""

    shape: int
    count: int
    width: float
    height: float


def grid_size(count: int, columns: int, shape: int) -> tuple[float, float]:
    """Return width and height of a grid."""
    frame = 2 * FRAME if shape in {Shape.BLOCK, Shape.STRIP} else 0.0
    rows = -(-count // columns)
    return min(columns, count) * PITCH_X - GAP_X + frame, rows * PITCH_Y - GAP_Y + frame


def pack(pieces: list[Piece], width: float) -> Packing:
    """Pack the pieces of one cell.

    Parameters
    ----------
    pieces
        Ordered by shape.
    width
        Wanted; a rigid piece that is wider makes the cell wider.
    """
    rigid = [piece for piece in pieces if piece.shape == Shape.RIGID]
    blocks = [piece.count for piece in pieces if piece.shape == Shape.BLOCK]
    packed = _shelves(rigid, width)
    packed = _under(packed, _strips(blocks, max(width, packed.width)), COMPONENT_GAP_Y)
    for piece in pieces[len(rigid) + len(blocks) :]:
        packed = _add_wide(packed, piece, max(width, packed.width))
    return packed


def _under(above: Packing, below: Packing, gap: float) -> Packing:
    """Put a packing under another."""
    if not above.places or not below.places:
        return above if above.places else below
    y = above.height + gap
    places = above.places + [(x, y + down, columns) for x, down, columns in below.places]
    return Packing(places, max(above.width, below.width), y + below.height)


def _shelves(pieces: list[Piece], width: float) -> Packing:
    """Pack rectangles on shelves, tallest first; smaller ones stand under each other in a column of a shelf."""
    order = sorted(range(len(pieces)), key=lambda index: (-pieces[index].height, -pieces[index].width, index))
    width = max([width, *(piece.width for piece in pieces)])
    places: dict[int, Place] = {}
    shelves: list[tuple[float, float]] = []  # y, height
    ends: list[float] = []
    columns: list[tuple[int, float, float, float]] = []  # shelf, x, width, height used
    bottom = 0.0
    for index in order:
        piece = pieces[index]
        for place in range(max(len(columns) - OPEN_COLUMNS, 0), len(columns)):
            shelf, x, wide, used = columns[place]
            if piece.width <= wide and used + COMPONENT_GAP_Y + piece.height <= shelves[shelf][1]:
                places[index] = (x, shelves[shelf][0] + used + COMPONENT_GAP_Y, 0)
                columns[place] = (shelf, x, wide, used + COMPONENT_GAP_Y + piece.height)
                break
        else:
            shelf = next((number for number, end in enumerate(ends) if end + piece.width <= width), len(shelves))
            if shelf == len(shelves):
                y = bottom + COMPONENT_GAP_Y if shelves else 0.0
                shelves.append((y, piece.height))
                ends.append(0.0)
                bottom = y + piece.height
            places[index] = (ends[shelf], shelves[shelf][0], 0)
            columns.append((shelf, ends[shelf], piece.width, piece.height))
            ends[shelf] += piece.width + COMPONENT_GAP_X
    whole = max(ends, default=COMPONENT_GAP_X) - COMPONENT_GAP_X
    return Packing([places[index] for index in range(len(pieces))], whole, bottom)


def _strips(counts: list[int], width: float) -> Packing:
    """Pack blocks in their order: strips from left to right, short blocks under each other in a strip.

    Each strip gets the height that leaves the least of it empty (ordered strip packing; Bederson, Shneiderman and
    Wattenberg 2002 for treemaps).
    """
    most = max(int((width - 2 * FRAME + GAP_X) // PITCH_X), 1)
    packed = Packing([], 0.0, 0.0)
    while len(packed.places) < len(counts):
        begin = len(packed.places)
        least = max(-(-counts[begin] // most), 1)
        tries = (_strip(counts, begin, height, width) for height in _heights(least, counts, begin))
        _, places = max(tries, key=lambda tried: round(tried[0], 9))
        ends = [
            (x + wide, down + tall)
            for count, (x, down, columns) in zip(counts[begin:], places, strict=False)
            for wide, tall in [grid_size(count, columns, Shape.BLOCK)]
        ]
        strip = Packing(places, max(wide for wide, _ in ends), max(tall for _, tall in ends))
        packed = _under(packed, strip, BLOCK_GAP)
    return packed


def _heights(least: int, counts: list[int], begin: int) -> list[int]:
    """Return the strip heights (in boxes) worth trying."""
    middle = sorted(counts[begin : begin + 24])[len(counts[begin : begin + 24]) // 2]
    least = max(least, min(LEAST_ROWS, max(counts[begin:])))
    tops = {least, least + 1, math.ceil(least * 1.25), math.ceil(least * 1.5), least * 2}
    tops |= {value for value in (middle, math.ceil(middle / 2), 4, 6, 8, 10, 12, 16) if value >= least}
    return sorted(tops)[:TRIED]


def _strip(counts: list[int], begin: int, height: int, width: float) -> tuple[float, list[Place]]:
    """Fill one strip, `height` boxes high, and return its width and the places of its blocks.

    Returns
    -------
    share, places
        The share of the strip that holds boxes, and x, y and columns of each block in it.
    """
    tall = height * PITCH_Y - GAP_Y + 2 * FRAME
    x = 0.0
    boxes = 0
    places: list[Place] = []
    under = 0.0  # how far down the last column of single-column blocks is filled
    for count in counts[begin:]:
        if count <= height and under and under + count * PITCH_Y - GAP_Y + 2 * FRAME <= tall:
            places.append((x - PITCH_X - 2 * FRAME - BLOCK_GAP + GAP_X, under, 1))
            under += count * PITCH_Y - GAP_Y + 2 * FRAME + BLOCK_GAP
        else:
            columns = -(-count // height)
            wide = columns * PITCH_X - GAP_X + 2 * FRAME
            if places and x + wide > width:
                break
            places.append((x, 0.0, columns))
            x += wide + BLOCK_GAP
            under = count * PITCH_Y - GAP_Y + 2 * FRAME + BLOCK_GAP if columns == 1 else 0.0
        boxes += count
    whole = max(width, x) * tall
    return boxes * PITCH_X * PITCH_Y / whole, places


def _add_wide(packed: Packing, piece: Piece, width: float) -> Packing:
    """Put a grid beside the other pieces if there is room, else over the whole width below them."""
    beside = int((width - packed.width - COMPONENT_GAP_X + GAP_X) // PITCH_X) if packed.places else 0
    if piece.shape == Shape.WIDE and beside > 0 and grid_size(piece.count, beside, piece.shape)[1] <= packed.height:
        columns = -(-piece.count // int((packed.height + GAP_Y) // PITCH_Y))
        x = packed.width + COMPONENT_GAP_X
        wide = grid_size(piece.count, columns, piece.shape)[0]
        return Packing([*packed.places, (x, 0.0, columns)], x + wide, packed.height)
    frame = 2 * FRAME if piece.shape == Shape.STRIP else 0.0
    columns = max(int((width - frame + GAP_X) // PITCH_X), 1)
    grid = Packing([(0.0, 0.0, columns)], *grid_size(piece.count, columns, piece.shape))
    return _under(packed, grid, COMPONENT_GAP_Y if piece.shape == Shape.WIDE else BLOCK_GAP)
