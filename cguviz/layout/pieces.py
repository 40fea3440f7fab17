"""The pieces of a cell: rigid pictures, and grids that take any width.

```
rigid   a component drawn in layers      grid    n boxes in as many columns as there is room for
        ┌──┐┌──┐                                 ┌──┐┌──┐┌──┐
        └─┐┌─┘                                   ┌──┐┌──┐
          ┌──┐
```
"""

from __future__ import annotations

import dataclasses
from enum import IntEnum

import numpy as np

from cguviz.layout.boxes import Boxes
from cguviz.model.columns import Bytes, Floats, Ints, Longs
from cguviz.model.layout import ITEM_HEIGHT, ITEM_WIDTH

GAP_X = 8.0
GAP_Y = 5.0
PITCH_X = ITEM_WIDTH + GAP_X
PITCH_Y = ITEM_HEIGHT + GAP_Y


class Shape(IntEnum):
    """The shapes of pieces, in the order in which a cell packs them."""

    RIGID = 0
    BLOCK = 1
    """A grid with a frame of its own, packed beside others."""
    WIDE = 2
    """A grid as wide as its cell."""
    STRIP = 3
    """A wide grid with a frame."""


@dataclasses.dataclass(frozen=True)
class Pieces:
    """The pieces that an engine builds from the boxes of its cells.

    Attributes
    ----------
    cell
        (m,) int32.
    shape
        (m,) uint8 `Shape`.
    count
        (m,) int32 number of boxes.
    width, height
        (m,) float64 of rigid pieces, 0 for grids.
    module
        (m,) int32 as in `Layout.block_module`, for pieces with a frame.
    box, box_piece
        (b,) int64 the boxes, and (b,) int32 the piece of each.
    x, y
        (b,) float64: place in a rigid piece; for a grid the place in its order is `x`.
    """

    cell: Ints
    shape: Bytes
    count: Ints
    width: Floats
    height: Floats
    module: Ints
    box: Longs
    box_piece: Ints
    x: Floats
    y: Floats

    def __len__(self) -> int:
        return len(self.cell)


def grids(boxes: Boxes, rows: Longs, group: Longs, shape: Bytes, module: Ints) -> Pieces:
    """Build a grid piece of each group of boxes.

    Parameters
    ----------
    rows
        (k,) boxes in the order wanted inside each grid.
    group
        (k,) int64 number of the grid, ascending and dense.
    shape, module
        (grids,).
    """
    count = np.bincount(group, minlength=len(shape)).astype(np.int32)
    starts = np.cumsum(count) - count
    index = np.arange(len(rows)) - starts[group]
    none = np.zeros(len(shape))
    return Pieces(
        cell=boxes.cell[rows[starts]] if len(rows) else np.empty(0, np.int32),
        shape=shape,
        count=count,
        width=none,
        height=none,
        module=module,
        box=rows,
        box_piece=group.astype(np.int32),
        x=index.astype(np.float64),
        y=np.zeros(len(rows)),
    )


def join_pieces(parts: list[Pieces]) -> Pieces:
    """Join the pieces of several engines in one table, ordered by cell and shape."""
    base = np.cumsum([0, *(len(part) for part in parts)])
    cell = np.concatenate([part.cell for part in parts])
    shape = np.concatenate([part.shape for part in parts])
    order = np.lexsort((shape, cell))
    number = np.empty(len(order), np.int32)
    number[order] = np.arange(len(order), dtype=np.int32)
    piece = np.concatenate([part.box_piece + first for part, first in zip(parts, base, strict=False)])
    return Pieces(
        cell=cell[order],
        shape=shape[order],
        count=np.concatenate([part.count for part in parts])[order],
        width=np.concatenate([part.width for part in parts])[order],
        height=np.concatenate([part.height for part in parts])[order],
        module=np.concatenate([part.module for part in parts])[order],
        box=np.concatenate([part.box for part in parts]),
        box_piece=number[piece] if len(order) else piece.astype(np.int32),
        x=np.concatenate([part.x for part in parts]),
        y=np.concatenate([part.y for part in parts]),
    )
