"""The engine `modules`: a cell as a map of module blocks, callers above callees; for cells too large for a graph."""

from __future__ import annotations

import numpy as np

from cguviz.layout.boxes import Boxes
from cguviz.layout.pieces import Pieces, Shape, grids
from cguviz.model.columns import Ints, Longs
from cguviz.model.layout import COPIES, SMALL_MODULES

FEWEST = 3
"""Modules with fewer boxes in a cell share a block: a frame for each cost 38 % of area in comparisons."""


def module_pieces(boxes: Boxes, rows: Longs, source: Ints, target: Ints) -> Pieces:
    """Build a block for each module of each cell, one for all small modules, and a strip of copies.

    Parameters
    ----------
    boxes
        All boxes.
    rows
        (k,) int64 the boxes of this engine, ascending.
    source, target
        Uses between them; not needed here (`depth` and `order` say enough).
    """
    del source, target
    cell = boxes.cell[rows].astype(np.int64)
    module = boxes.module[rows].astype(np.int64)
    copy = boxes.copy[rows]
    modules = int(module.max(initial=0)) + 1
    key = cell * modules + module
    own, back, count = np.unique(key[~copy], return_inverse=True, return_counts=True)
    del own
    small = np.zeros(len(rows), np.bool_)
    small[~copy] = (count < FEWEST)[back]
    # Modules in the order of their paths, small ones after them, copies last.
    place = np.where(copy, modules + 1, np.where(small, modules, module))
    order = np.lexsort((boxes.order[rows], boxes.depth[rows], np.where(small | copy, module, 0), place, cell))
    block = cell[order] * (modules + 2) + place[order]
    first = np.ones(len(rows), np.bool_)
    first[1:] = block[1:] != block[:-1]
    what = place[order][first]
    shape = np.where(what > modules, Shape.STRIP, Shape.BLOCK).astype(np.uint8)
    shown = np.where(what > modules, COPIES, np.where(what == modules, SMALL_MODULES, what)).astype(np.int32)
    return grids(boxes, rows[order], np.cumsum(first) - 1, shape, shown)
