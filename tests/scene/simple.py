"""A layout that needs no layout engine: every unit a column of module blocks, every block a grid of boxes."""

import numpy as np

from cguviz.model.columns import starts_of
from cguviz.model.layout import CAPTION, COPIES, ITEM_HEIGHT, ITEM_WIDTH, Layout
from cguviz.model.partition import Partition
from cguviz.model.paths.table import Paths

GAP = 8.0
HEAD = 16.0


def simple_layout(partition: Partition, paths: Paths, *, columns: int = 4, folded: tuple[int, ...] = ()) -> Layout:
    """Lay out a partition, each placement in a box of its own; the units `folded` show none."""
    block = np.where(partition.inlined, COPIES, paths.module[partition.item])
    unit_box: list[tuple[float, ...]] = []
    block_box: list[tuple[float, ...]] = []
    box: list[tuple[float, ...]] = []
    block_unit: list[int] = []
    block_module: list[int] = []
    box_unit: list[int] = []
    box_block: list[int] = []
    slot_box = np.full(len(partition), -1, np.int32)
    left = 0.0
    for unit in range(len(partition.units)):
        slots = np.arange(partition.starts[unit], partition.starts[unit + 1])
        top = CAPTION
        width = columns * (ITEM_WIDTH + GAP) + 3 * GAP
        for module in [] if unit in folded else sorted(set(block[slots].tolist()), reverse=True):
            members = slots[block[slots] == module]
            start = top
            for rank, slot in enumerate(members.tolist()):
                x = left + 2 * GAP + (rank % columns) * (ITEM_WIDTH + GAP)
                y = start + HEAD + (rank // columns) * (ITEM_HEIGHT + GAP)
                slot_box[slot] = len(box)
                box.append((x, y, x + ITEM_WIDTH, y + ITEM_HEIGHT))
                box_unit.append(unit)
                box_block.append(len(block_box))
                top = y + ITEM_HEIGHT
            top += GAP
            block_box.append((left + GAP, start, left + width - GAP, top))
            block_unit.append(unit)
            block_module.append(module)
            top += GAP
        unit_box.append((left, 0.0, left + width, top + GAP))
        left += width + 4 * GAP
    return Layout(
        "simple",
        np.array(unit_box, float).reshape(-1, 4),
        np.empty((0, 4)),
        np.empty(0, np.int32),
        np.array(block_box, float).reshape(-1, 4),
        np.array(block_unit, np.int32),
        np.array(block_module, np.int32),
        np.array(box, float).reshape(-1, 4),
        np.array(box_unit, np.int32),
        np.array(box_block, np.int32),
        slot_box,
    )


def stacked(layout: Layout, partition: Partition, paths: Paths) -> Layout:
    """Put the monomorphisations of one generic item in one unit into one box: the first one's place."""
    key = partition.unit.astype(np.int64) * len(paths.generics) + paths.generic[partition.item]
    _, first, back = np.unique(key, return_index=True, return_inverse=True)
    order = np.argsort(layout.slot_box[first], kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    kept = layout.slot_box[first[order]]
    assert (starts_of(layout.box_unit[kept], len(partition.units))[-1]) == len(kept)
    return layout.replace(
        box=layout.box[kept],
        box_unit=layout.box_unit[kept],
        box_block=layout.box_block[kept],
        slot_box=rank[back].astype(np.int32),
    )
