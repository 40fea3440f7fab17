"""Assembly of a `Layout` from pieces: cells packed, inner units in their units, units in rows, items in pieces."""

from __future__ import annotations

import numpy as np

from cguviz.layout.boxes import Boxes, Cells
from cguviz.layout.fitting import UNIT_FRAME, Contents, FittedCell, area_of, caption_of, fit_cell, stretch, with_shelves
from cguviz.layout.numbering import Blocks, layout_of
from cguviz.layout.packing import FRAME, Packing, Piece, grid_size
from cguviz.layout.pieces import PITCH_X, PITCH_Y, Pieces, Shape
from cguviz.layout.places import UnitUses, arrange, grid_of
from cguviz.layout.rows import Rectangle, place_units
from cguviz.model.columns import Floats, Ints, Longs
from cguviz.model.layout import ITEM_HEIGHT, ITEM_WIDTH, Layout

Frames = dict[int, tuple[Rectangle, float, Packing]]
"""By cell: its frame in the world, how far below its upper edge its pieces begin, and how they are packed."""


def assemble(
    engine: str, cells: Cells, boxes: Boxes, pieces: Pieces | None, between: UnitUses, aspect: float
) -> Layout:
    """Pack all cells and units, and return the layout.

    Parameters
    ----------
    engine
        For `Layout.engine`.
    cells, boxes, pieces
        Canonical; `pieces` is None if no box is shown.
    between
        Uses between canonical units.
    aspect
        Width by height of the whole.
    """
    units = len(cells.unit_order)
    held = with_shelves(_contents(cells, pieces))
    first = np.searchsorted(cells.unit, np.arange(units)).tolist()
    areas = [area_of(held, cell) for cell in first]
    caption = caption_of(areas, aspect)
    fitted: dict[int, FittedCell] = {}

    def fit(unit: int, width: float) -> tuple[float, float]:
        fitted[unit] = fit_cell(held, first[unit], width, caption)
        return fitted[unit].width, fitted[unit].height

    rows, columns = grid_of(units)
    order = arrange(between, rows, columns).tolist() if units else []
    placed = place_units(order, areas, fit, aspect)
    frames: Frames = {}
    for unit, (x, y, width, height) in placed.items():
        frames |= _frames(first[unit], stretch(fitted[unit], width, height, caption), x, y)
    return _layout(engine, cells, boxes=boxes, pieces=pieces, frames=frames, caption=caption)


def _contents(cells: Cells, pieces: Pieces | None) -> list[Contents]:
    """Deal the pieces to their cells, and inner cells to their units."""
    held = [Contents([], []) for _ in range(len(cells))]
    if pieces is not None:
        columns = (pieces.cell, pieces.shape, pieces.count, pieces.width, pieces.height)
        for cell, *piece in zip(*(column.tolist() for column in columns), strict=True):
            held[cell].pieces.append(Piece(*piece))
    owner = 0
    for cell, inner in enumerate(cells.inner.tolist()):
        if inner < 0:
            owner = cell
        else:
            held[owner].inner.append(cell)
    return held


def _frames(cell: int, fitted: FittedCell, x: float, y: float) -> Frames:
    """Return the frames of a cell and of the cells in it, given its top left corner."""
    frames: Frames = {cell: ((x, y, fitted.width, fitted.height), fitted.top, fitted.packed)}
    for inner, right, down, part in fitted.inner:
        frames |= _frames(inner, part, x + right, y + down)
    return frames


def _layout(engine: str, cells: Cells, boxes: Boxes, pieces: Pieces | None, frames: Frames, caption: float) -> Layout:
    """Build the layout from the packed frames, in the numbering of the slots."""
    corners = np.array([frames[cell][0] for cell in range(len(cells))]).reshape(-1, 4)
    frame = np.hstack([corners[:, :2], corners[:, :2] + corners[:, 2:]])
    blocks = Blocks(np.empty((0, 4)), np.empty(0, np.int64), np.empty(0, np.int32))
    place, block = np.empty((0, 2)), np.empty(0, np.int64)
    if pieces is not None:
        corner, columns = _corners(frames)
        framed = (pieces.shape == Shape.BLOCK) | (pieces.shape == Shape.STRIP)
        rows = np.flatnonzero(framed)
        columns_of = zip(pieces.count[rows].tolist(), columns[rows].tolist(), pieces.shape[rows].tolist(), strict=True)
        size = np.array([grid_size(count, column, shape) for count, column, shape in columns_of]).reshape(-1, 2)
        blocks = Blocks(
            np.hstack([corner[rows], corner[rows] + size]), pieces.cell[rows].astype(np.int64), pieces.module[rows]
        )
        place = _item_corners(boxes, pieces, corner, columns, framed)
        number = np.full(len(pieces), -1, np.int64)
        number[rows] = np.arange(len(rows))
        block = np.empty(len(boxes), np.int64)
        block[pieces.box] = number[pieces.box_piece]
    box = np.hstack([place, place + np.array([ITEM_WIDTH, ITEM_HEIGHT])])
    return layout_of(engine, cells, boxes, frame=frame, blocks=blocks, box=box, box_block=block, caption=caption)


def _corners(frames: Frames) -> tuple[Floats, Longs]:
    """Return the top left corner of each piece in world coordinates, and its number of columns."""
    rows = [
        (x + UNIT_FRAME + right, y + caption + down, columns)
        for _, ((x, y, _, _), caption, packed) in sorted(frames.items())
        for right, down, columns in packed.places
    ]
    table = np.array(rows, np.float64).reshape(-1, 3)
    return table[:, :2], table[:, 2].astype(np.int64)


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
