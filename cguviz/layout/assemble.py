"""Pieces become a `Layout`: cells packed, inner units inside their units, units in rows, items in their pieces."""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from cguviz.layout.boxes import Boxes, Cells
from cguviz.layout.packing import FRAME, Packed, Piece, grid_size, pack
from cguviz.layout.pieces import PITCH_X, PITCH_Y, Pieces, Shape
from cguviz.layout.places import arrange, grid_of
from cguviz.layout.rows import UNIT_GAP, place_units
from cguviz.model.columns import Floats, Ints, Longs
from cguviz.model.layout import CAPTION, ITEM_HEIGHT, ITEM_WIDTH, Layout

UNIT_FRAME = 10.0
"""Room between the frame of a unit (or inner unit) and what it holds."""
LEAST_WIDTH = 2 * ITEM_WIDTH
"""A unit is wide enough for its caption."""
AREA_PER_BOX = 1.3
"""Area of a cell by that of its boxes, as a first guess."""


@dataclasses.dataclass
class _Cell:
    """One cell while it is being packed: pieces, and the last packing with what it encloses."""

    pieces: list[Piece]
    inner: list[int]
    packed: Packed | None = None
    width: float = 0.0
    height: float = 0.0
    x: float = 0.0
    y: float = 0.0


def assemble(engine: str, cells: Cells, boxes: Boxes, pieces: Pieces | None, between: Floats, aspect: float) -> Layout:
    """Pack everything.

    Parameters
    ----------
    engine
        For `Layout.engine`.
    cells, boxes, pieces
        Canonical; `pieces` is None if no box is shown.
    between
        (u, u) float64 uses between canonical units.
    aspect
        Width by height of the whole.
    """
    units = len(cells.unit_order)
    state = _cells(cells, pieces)
    first = np.searchsorted(cells.unit, np.arange(units)).tolist()

    def fit(unit: int, width: float) -> tuple[float, float]:
        _fit(state, first[unit], max(width - 2 * UNIT_FRAME, LEAST_WIDTH))
        return state[first[unit]].width, state[first[unit]].height

    areas = [_area(state, cell) for cell in first]
    rows, columns = grid_of(units, aspect)
    order = arrange(between, rows, columns).tolist() if units else []
    placed = place_units(order, areas, fit, aspect)
    for unit, box in enumerate(placed):
        cell = state[first[unit]]
        cell.x, cell.y, cell.width, cell.height = box.x, box.y, box.width, box.height
        for inner in cell.inner:
            state[inner].x += box.x
            state[inner].y += box.y
    return _layout(engine, cells, boxes, pieces, state)


def _cells(cells: Cells, pieces: Pieces | None) -> list[_Cell]:
    """Deal the pieces to their cells, and inner cells to their units."""
    state = [_Cell([], []) for _ in range(len(cells))]
    if pieces is not None:
        columns = (pieces.cell, pieces.shape, pieces.count, pieces.width, pieces.height)
        for cell, shape, count, width, height in zip(*(column.tolist() for column in columns), strict=True):
            state[cell].pieces.append(Piece(shape, count, width, height))
    owner = 0
    for cell, inner in enumerate(cells.inner.tolist()):
        if inner < 0:
            owner = cell
        else:
            state[owner].inner.append(cell)
    return state


def _area(state: list[_Cell], cell: int) -> float:
    """Guess the area of a unit or inner unit with its frame and caption."""
    inside = sum(
        piece.width * piece.height if piece.shape == Shape.RIGID else piece.count * PITCH_X * PITCH_Y
        for piece in state[cell].pieces
    )
    inside = AREA_PER_BOX * inside + sum(_area(state, inner) for inner in state[cell].inner)
    side = math.sqrt(inside)
    return max(inside, LEAST_WIDTH * ITEM_HEIGHT) + side * (CAPTION + 4 * UNIT_FRAME + 2 * UNIT_GAP)


def _fit(state: list[_Cell], number: int, width: float) -> None:
    """Pack a cell and its inner units into about a width; inner units below the cell's own boxes, in rows."""
    cell = state[number]
    cell.packed = pack(cell.pieces, width)
    wide, y = max(cell.packed.width, LEAST_WIDTH), cell.packed.height
    if cell.inner:
        y += UNIT_FRAME if cell.pieces else 0.0
        x = tall = 0.0
        for inner in cell.inner:
            wish = min(max(math.sqrt(_area(state, inner) * 1.6), LEAST_WIDTH), width - 2 * UNIT_FRAME)
            _fit(state, inner, wish)
            part = state[inner]
            if x and x + part.width > width:
                x, y, tall = 0.0, y + tall + UNIT_FRAME, 0.0
            part.x, part.y = UNIT_FRAME + x, CAPTION + y
            x += part.width + UNIT_FRAME
            tall = max(tall, part.height)
            wide = max(wide, x - UNIT_FRAME)
        y += tall
    cell.width = wide + 2 * UNIT_FRAME
    cell.height = CAPTION + y + UNIT_FRAME


def _layout(engine: str, cells: Cells, boxes: Boxes, pieces: Pieces | None, state: list[_Cell]) -> Layout:
    """Write down where everything came to lie, in the numbering of the slots."""
    frame = np.array([[cell.x, cell.y, cell.x + cell.width, cell.y + cell.height] for cell in state]).reshape(-1, 4)
    outer = np.flatnonzero(cells.inner < 0)
    unit_box = np.empty((len(cells.unit_order), 4))
    unit_box[cells.unit_order] = frame[outer]
    nested = np.flatnonzero(cells.inner >= 0)
    inner_box = np.empty((len(nested), 4))
    inner_unit = np.empty(len(nested), np.int32)
    inner_box[cells.inner[nested]] = frame[nested]
    inner_unit[cells.inner[nested]] = cells.unit_order[cells.unit[nested]]
    cell_unit = cells.unit_order[cells.unit].astype(np.int32)
    if pieces is None:
        none = np.empty(0, np.int32)
        empty = np.empty((0, 4))
        return Layout(engine, unit_box, inner_box, inner_unit, empty, none, none, empty, none, none, boxes.slot_box)
    corner, columns = _corners(state)
    framed = (pieces.shape == Shape.BLOCK) | (pieces.shape == Shape.STRIP)
    place = _item_corners(boxes, pieces, corner, columns, framed)
    size = np.array(
        [
            grid_size(count, column, shape) if column else (0.0, 0.0)
            for count, column, shape in zip(pieces.count.tolist(), columns.tolist(), pieces.shape.tolist(), strict=True)
        ]
    ).reshape(-1, 2)
    block = np.flatnonzero(framed)
    block = block[np.argsort(cell_unit[pieces.cell[block]], kind="stable")]
    block_of = np.full(len(pieces), -1, np.int32)
    block_of[block] = np.arange(len(block), dtype=np.int32)
    order = np.argsort(cell_unit[boxes.cell], kind="stable")
    number = np.empty(len(boxes) + 1, np.int32)
    number[order] = np.arange(len(boxes), dtype=np.int32)
    number[-1] = -1
    piece = np.empty(len(boxes), np.int64)
    piece[pieces.box] = pieces.box_piece
    item = np.array([ITEM_WIDTH, ITEM_HEIGHT])
    return Layout(
        engine,
        unit_box,
        inner_box,
        inner_unit,
        np.hstack([corner[block], corner[block] + size[block]]),
        cell_unit[pieces.cell[block]],
        pieces.module[block],
        np.hstack([place[order], place[order] + item]),
        cell_unit[boxes.cell[order]],
        block_of[piece[order]],
        number[boxes.slot_box],
    )


def _corners(state: list[_Cell]) -> tuple[Floats, Longs]:
    """Return the top left corner of each piece in the world, and its columns."""
    corner: list[tuple[float, float]] = []
    columns: list[int] = []
    for cell in state:
        if cell.pieces and cell.packed is not None:
            left, top = cell.x + UNIT_FRAME, cell.y + CAPTION
            corner += [(left + x, top + y) for x, y in zip(cell.packed.x, cell.packed.y, strict=True)]
            columns += cell.packed.columns
    return np.array(corner, np.float64).reshape(-1, 2), np.array(columns, np.int64)


def _item_corners(boxes: Boxes, pieces: Pieces, corner: Floats, columns: Longs, framed: Ints) -> Floats:
    """Return the top left corner of each box; rows of grids are ordered as neighbours lie in the program."""
    piece, box = pieces.box_piece, pieces.box
    wide = columns[piece]
    grid = np.flatnonzero(wide > 0)
    row = np.zeros(len(box), np.int64)
    row[grid] = pieces.x[grid].astype(np.int64) // wide[grid]
    order = grid[np.lexsort((pieces.x[grid], boxes.order[box[grid]], row[grid], piece[grid]))]
    begin = np.ones(len(order), np.bool_)
    begin[1:] = (piece[order][1:] != piece[order][:-1]) | (row[order][1:] != row[order][:-1])
    counter = np.arange(len(order))
    column = np.zeros(len(box), np.int64)
    column[order] = counter - np.maximum.accumulate(np.where(begin, counter, 0))
    inset = np.where(framed, FRAME, 0.0)[piece]
    x = np.where(wide > 0, column * PITCH_X + inset, pieces.x)
    y = np.where(wide > 0, row * PITCH_Y + inset, pieces.y)
    place = np.empty((len(box), 2))
    place[box] = corner[piece] + np.column_stack([x, y])
    return place
