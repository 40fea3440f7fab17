"""One cell packed into a given width: where each piece goes and in how many columns.

Knows rectangles only. Plain loops over a few hundred pieces a cell; all item positions are worked out afterwards,
once, from what this returns.
"""

from __future__ import annotations

import dataclasses
import math

from cguviz.layout.pieces import GAP_X, GAP_Y, PITCH_X, PITCH_Y, Shape

FRAME = 4.0
"""Room between the frame of a block and its boxes."""
BLOCK_GAP = 6.0
COMPONENT_GAP_X = 16.0
COMPONENT_GAP_Y = 18.0
OPEN_COLUMNS = 12
"""Columns of a shelf in which a smaller component may still go under others."""
TRIED = 14
"""Heights tried for each strip of blocks."""


@dataclasses.dataclass
class Packed:
    """Where the pieces of a cell go, relative to its top left corner.

    Attributes
    ----------
    x, y, columns
        (pieces,) in the order given; columns are 0 for rigid pieces.
    width, height
        What is really used.
    """

    x: list[float]
    y: list[float]
    columns: list[int]
    width: float
    height: float


@dataclasses.dataclass(frozen=True)
class Piece:
    """One piece, as `cguviz.layout.pieces.Pieces` has it."""

    shape: int
    count: int
    width: float
    height: float


def grid_size(count: int, columns: int, shape: int) -> tuple[float, float]:
    """Return width and height of a grid."""
    frame = 2 * FRAME if shape in {Shape.BLOCK, Shape.STRIP} else 0.0
    rows = -(-count // columns)
    return min(columns, count) * PITCH_X - GAP_X + frame, rows * PITCH_Y - GAP_Y + frame


def pack(pieces: list[Piece], width: float) -> Packed:
    """Pack the pieces of one cell.

    Parameters
    ----------
    pieces
        Ordered by shape.
    width
        Wanted; a rigid piece that is wider makes the cell wider.
    """
    packed = Packed([0.0] * len(pieces), [0.0] * len(pieces), [0] * len(pieces), 0.0, 0.0)
    rigid = [index for index, piece in enumerate(pieces) if piece.shape == Shape.RIGID]
    blocks = [index for index, piece in enumerate(pieces) if piece.shape == Shape.BLOCK]
    _shelves(pieces, rigid, width, packed)
    _strips(pieces, blocks, max(width, packed.width), packed)
    for index in range(len(rigid) + len(blocks), len(pieces)):
        _wide(pieces[index], index, max(width, packed.width), packed)
    return packed


def _below(packed: Packed, gap: float) -> float:
    """Return the y where the next group of pieces starts."""
    return packed.height + gap if packed.height else 0.0


def _shelves(pieces: list[Piece], rows: list[int], width: float, packed: Packed) -> None:
    """Pack rectangles on shelves, tallest first; smaller ones go under each other in a column of a shelf."""
    rows = sorted(rows, key=lambda index: (-pieces[index].height, -pieces[index].width, index))
    width = max([width, *(pieces[index].width for index in rows)])
    shelves: list[tuple[float, float]] = []  # y, height
    ends: list[float] = []
    columns: list[tuple[int, float, float, float]] = []  # shelf, x, width, height used
    bottom = 0.0
    for index in rows:
        piece = pieces[index]
        for place in range(max(len(columns) - OPEN_COLUMNS, 0), len(columns)):
            shelf, x, wide, used = columns[place]
            if piece.width <= wide and used + COMPONENT_GAP_Y + piece.height <= shelves[shelf][1]:
                packed.x[index], packed.y[index] = x, shelves[shelf][0] + used + COMPONENT_GAP_Y
                columns[place] = (shelf, x, wide, used + COMPONENT_GAP_Y + piece.height)
                break
        else:
            shelf = next((number for number, end in enumerate(ends) if end + piece.width <= width), len(shelves))
            if shelf == len(shelves):
                y = bottom + COMPONENT_GAP_Y if shelves else 0.0
                shelves.append((y, piece.height))
                ends.append(0.0)
                bottom = y + piece.height
            packed.x[index], packed.y[index] = ends[shelf], shelves[shelf][0]
            columns.append((shelf, ends[shelf], piece.width, piece.height))
            packed.width = max(packed.width, ends[shelf] + piece.width)
            ends[shelf] += piece.width + COMPONENT_GAP_X
    packed.height = max(packed.height, bottom)


def _strips(pieces: list[Piece], rows: list[int], width: float, packed: Packed) -> None:
    """Pack blocks in their order: strips from left to right, short blocks under each other in a strip.

    Each strip gets the height that leaves the least of it empty (ordered strip packing; Bederson, Shneiderman and
    Wattenberg 2002 for treemaps).
    """
    counts = [pieces[index].count for index in rows]
    most = max(int((width - 2 * FRAME + GAP_X) // PITCH_X), 1)
    y = _below(packed, COMPONENT_GAP_Y)
    begin = 0
    while begin < len(rows):
        least = max(-(-counts[begin] // most), 1)
        tries = (_strip(counts, begin, height, width) for height in _heights(least, counts, begin))
        _, places = max(tries, key=lambda tried: round(tried[0], 9))
        for place, (x, down, columns) in enumerate(places, start=begin):
            packed.x[rows[place]], packed.y[rows[place]] = x, y + down
            packed.columns[rows[place]] = columns
            packed.width = max(packed.width, x + grid_size(counts[place], columns, Shape.BLOCK)[0])
        tall = max(
            down + grid_size(counts[place], columns, Shape.BLOCK)[1]
            for place, (_, down, columns) in enumerate(places, start=begin)
        )
        packed.height = y + tall
        y = packed.height + BLOCK_GAP
        begin += len(places)


def _heights(least: int, counts: list[int], begin: int) -> list[int]:
    """Return the strip heights (in boxes) worth trying."""
    middle = sorted(counts[begin : begin + 24])[len(counts[begin : begin + 24]) // 2]
    tops = {least, least + 1, math.ceil(least * 1.25), math.ceil(least * 1.5), least * 2}
    tops |= {value for value in (middle, math.ceil(middle / 2), 4, 6, 8, 10, 12, 16) if value >= least}
    return sorted(tops)[:TRIED]


def _strip(counts: list[int], begin: int, height: int, width: float) -> tuple[float, list[tuple[float, float, int]]]:
    """Fill one strip of a height in boxes.

    Returns
    -------
    share, places
        The share of the strip that holds boxes, and x, y and columns of each block in it.
    """
    tall = height * PITCH_Y - GAP_Y + 2 * FRAME
    x = 0.0
    boxes = 0
    places: list[tuple[float, float, int]] = []
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


def _wide(piece: Piece, index: int, width: float, packed: Packed) -> None:
    """Put a grid beside what is there if there is room, else over the whole width below it."""
    frame = 2 * FRAME if piece.shape == Shape.STRIP else 0.0
    columns = max(int((width - frame + GAP_X) // PITCH_X), 1)
    beside = int((width - packed.width - COMPONENT_GAP_X + GAP_X) // PITCH_X) if packed.height else 0
    if piece.shape == Shape.WIDE and beside > 0 and grid_size(piece.count, beside, piece.shape)[1] <= packed.height:
        rows = int((packed.height + GAP_Y) // PITCH_Y)
        columns = -(-piece.count // rows)
        packed.x[index], packed.columns[index] = packed.width + COMPONENT_GAP_X, columns
        packed.width = packed.x[index] + grid_size(piece.count, columns, piece.shape)[0]
        return
    wide, tall = grid_size(piece.count, columns, piece.shape)
    y = _below(packed, COMPONENT_GAP_Y if piece.shape == Shape.WIDE else BLOCK_GAP)
    packed.x[index], packed.y[index], packed.columns[index] = 0.0, y, columns
    packed.width = max(packed.width, wide)
    packed.height = y + tall
