"""Numbering of layouts: from the canonical numbers of units and boxes back to the slots."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cguviz.layout.boxes import Boxes, Cells
from cguviz.model.columns import Floats, Ints, Longs
from cguviz.model.layout import Layout


class Blocks(NamedTuple):
    """Module blocks: (m, 4) where they lie, (m,) int64 their cell, (m,) int32 as `Layout.block_module`."""

    box: Floats
    cell: Longs
    module: Ints


def layout_of(
    engine: str,
    cells: Cells,
    boxes: Boxes,
    *,
    frame: Floats,
    blocks: Blocks,
    box: Floats,
    box_block: Longs,
    caption: float,
) -> Layout:
    """Build a `Layout` in the numbering of the slots.

    Parameters
    ----------
    engine, caption
        For `Layout`.
    cells, boxes
        Canonical.
    frame
        (c, 4) where the cells lie; those of units around those of the units in them.
    blocks
        In any order.
    box, box_block
        (b, 4) where the boxes lie, and (b,) the block of each, -1 for none.
    """
    outer, nested = np.flatnonzero(cells.inner < 0), np.flatnonzero(cells.inner >= 0)
    unit_box = np.empty((len(cells.unit_order), 4))
    unit_box[cells.unit_order] = frame[outer]
    inner_box = np.empty((len(nested), 4))
    inner_unit = np.empty(len(nested), np.int32)
    inner_box[cells.inner[nested]] = frame[nested]
    inner_unit[cells.inner[nested]] = cells.unit_order[cells.unit[nested]]
    cell_unit = cells.unit_order[cells.unit].astype(np.int32)
    by_unit = np.argsort(cell_unit[blocks.cell], kind="stable")
    block_at = np.append(np.empty(len(by_unit), np.int32), np.int32(-1))
    block_at[by_unit] = np.arange(len(by_unit), dtype=np.int32)
    order = np.argsort(cell_unit[boxes.cell], kind="stable")
    at = np.append(np.empty(len(order), np.int32), np.int32(-1))
    at[order] = np.arange(len(order), dtype=np.int32)
    return Layout(
        engine=engine,
        unit_box=unit_box,
        inner_box=inner_box,
        inner_unit=inner_unit,
        block_box=blocks.box[by_unit],
        block_unit=cell_unit[blocks.cell[by_unit]],
        block_module=blocks.module[by_unit],
        box=box[order],
        box_unit=cell_unit[boxes.cell[order]],
        box_block=block_at[box_block[order]],
        slot_box=at[boxes.slot_box],
        caption=caption,
    )
