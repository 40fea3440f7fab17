"""The size map: an ordered strip treemap of unit ▸ module ▸ item in which areas are sizes.

```
┌ unit ──────────────────┐
│┌ inner unit ┐┌ inner ─┐│   units inside it, each as a unit
│└────────────┘└────────┘│
│┌ module ┐┌ module ────┐│   blocks in the order of their paths, those with little in them together,
││ ▭▭ ▭▭▭ ││ ▭▭▭▭ ▭▭ ▭  ││   items in a block the largest first
│└────────┘└────────────┘│
│┌ inlined copies ──────┐│   the share of copies is seen at once
```

The area of an item's cell is its size by one factor for the whole picture; what is drawn is smaller by the gap to its
neighbours. Names and frames come on top, so units are a little larger than their items together.
"""

from __future__ import annotations

from typing import NamedTuple, TypeVar

import numpy as np

from cguviz.layout import numbering
from cguviz.layout.boxes import Boxes, Cells
from cguviz.layout.fitting import UNIT_FRAME, caption_of
from cguviz.layout.packing import BLOCK_GAP, FRAME
from cguviz.layout.rows import UNIT_GAP
from cguviz.layout.strips import Strips, spread_again, stand, strips_of, sums, tallest
from cguviz.model.columns import Floats, Ints, Longs
from cguviz.model.layout import CAPTION, COPIES, ITEM_HEIGHT, ITEM_WIDTH, SMALL_MODULES, Layout

ITEM_RATIO, BLOCK_RATIO, UNIT_RATIO = 2.4, 1.8, 1.4
"""Width by height that items, blocks and units should have: names are wide."""
SMALL_SHARE = 0.006
"""Modules with a smaller share of their cell go into one block: their own frames would be larger than they."""
NAME = 14.0
"""World height of the strip for a module's name, in strips at least `NAMED` times as high; more in large pictures."""
NAMED = 6.0
HAIR, HAIR_SHARE = 1.0 / 1500, 0.06
"""Half the gap between items by the width of the picture, and at most by their own width and height."""
NARROW = 0.75
"""Frames take at most the rest of the width of what they are around."""
DEALT, TURNS = 3, 7
"""How often widths follow from the heights of the turn before. From the fourth on members keep their strips: a strip
more or less would change everything again."""


Rows = TypeVar("Rows", Longs, Floats)


class _Blocks(NamedTuple):
    """Blocks of the size map in the order of cells, copies last, with their boxes.

    `module` is as `Layout.block_module`; `order` is (b,) the boxes by block, the largest first, `of` and `size` are
    (b,) the block and the area of each of these.
    """

    cell: Longs
    module: Ints
    area: Floats
    order: Longs
    of: Longs
    size: Floats


class _Nest(NamedTuple):
    """The nesting of cells: units, the largest first, and the inner cells with the cell around each.

    `around` is (k,) the unit that each of `nested` lies in; `strip` is (c,) the height of the strip for the name.
    """

    units: Longs
    ordered: Longs
    nested: Longs
    around: Longs
    strip: Floats


class _Turn(NamedTuple):
    """One turn of the size map's iteration: widths, and the heights that follow from them.

    Attributes
    ----------
    rows, shelves, blocks
        Units in the picture, units in units, blocks in cells.
    row, shelf, tall
        (strips,) their heights with the room below them.
    head
        (strips of blocks,) the part of the height that is for names.
    across, need
        (c,) the width of each cell, and the area that it needs.
    """

    rows: Strips
    shelves: Strips
    blocks: Strips
    row: Floats
    shelf: Floats
    tall: Floats
    head: Floats
    across: Floats
    need: Floats


def size_map(cells: Cells, boxes: Boxes, weight: Floats, aspect: float) -> Layout:
    """Lay out boxes by their sizes.

    Parameters
    ----------
    cells, boxes
        Canonical.
    weight
        (b,) float64 above 0: the size of each box.
    aspect
        Width by height of the whole.
    """
    area = weight * (ITEM_WIDTH * ITEM_HEIGHT * len(boxes) / max(float(weight.sum()), 1e-300))
    blocks = _blocks_of(boxes, area, len(cells))
    need, nest = _nest_of(cells, sums(blocks.cell, blocks.area, len(cells)))
    caption = caption_of(need[nest.units].tolist(), aspect)
    nest.strip[nest.units] = caption
    whole = float(np.sqrt(need[nest.units].sum() * aspect))
    turn = _next_turn(nest, blocks, need=need, whole=whole, caption=caption, before=None)
    for number in range(1, TURNS):
        # Half of the way: what is narrow would become wide and narrow again.
        need = np.sqrt(need * turn.need)
        whole = float(np.sqrt(whole * (turn.row.sum() - UNIT_GAP) * aspect))
        turn = _next_turn(
            nest, blocks, need=need, whole=whole, caption=caption, before=turn if number >= DEALT else None
        )
    frame, corner = _frames(nest, turn, caption)
    block, box = _rectangles(blocks, turn, corner)
    return numbering.layout_of(
        "sizes",
        cells,
        boxes,
        frame=frame,
        blocks=numbering.Blocks(block, blocks.cell, blocks.module),
        box=_unsort(blocks.order, _inset(box, HAIR * whole)),
        box_block=_unsort(blocks.order, blocks.of),
        caption=caption,
    )


def _nest_of(cells: Cells, area: Floats) -> tuple[Floats, _Nest]:
    """Estimate the area that each cell needs, and order cells by it: the largest first, as small ones become slivers.

    Parameters
    ----------
    area
        (c,) of the items in each cell.
    """
    unit = cells.unit.astype(np.int64)
    units, nested = np.flatnonzero(cells.inner < 0), np.flatnonzero(cells.inner >= 0)
    need = area + (CAPTION + 2 * UNIT_FRAME) ** 2
    need[units] += sums(unit[nested], need[nested], len(units))
    whole = sums(unit, area, len(units))
    nested = nested[np.lexsort((nested, -area[nested], unit[nested]))]
    ordered = units[np.lexsort((units, -whole))]
    return need, _Nest(units, ordered, nested, unit[nested], np.full(len(cells), CAPTION))


def _next_turn(nest: _Nest, blocks: _Blocks, need: Floats, whole: float, caption: float, before: _Turn | None) -> _Turn:
    """Choose widths for the areas that cells need, and heights for these widths.

    Parameters
    ----------
    need
        (c,) as the turn before found it.
    whole
        Width of the picture.
    before
        Deals the members of strips; None to deal them anew.
    """
    none, count, units = np.zeros(len(nest.units), np.int64), len(need), len(nest.units)
    across = np.empty(count)
    rows = _strips(
        before and before.rows,
        none,
        area=need[nest.ordered],
        wide=np.array([whole]),
        ratio=UNIT_RATIO,
        between=UNIT_GAP,
    )
    across[nest.ordered] = rows.width
    room = _room(across[nest.units])
    shelves = _strips(
        before and before.shelves, nest.around, area=need[nest.nested], wide=room, ratio=UNIT_RATIO, between=UNIT_FRAME
    )
    across[nest.nested] = shelves.width
    # Copies have strips of their own.
    holder = blocks.cell * 2 + (blocks.module == COPIES)
    room = _room(across)
    room = np.repeat(np.maximum(room - 2 * FRAME, NARROW * room), 2)
    inside = _strips(
        before and before.blocks, holder, area=blocks.area, wide=room, ratio=BLOCK_RATIO, between=BLOCK_GAP + 2 * FRAME
    )
    head = np.minimum(max(0.6 * caption, NAME), inside.height / NAMED)
    head[head < NAME] = 0.0
    tall = inside.height + head + 2 * FRAME + BLOCK_GAP
    high = sums(inside.holder // 2, tall, count) + nest.strip + UNIT_FRAME
    shelf = tallest(shelves, high[nest.nested]) + UNIT_FRAME
    high[nest.units] += sums(shelves.holder, shelf, units)
    row = tallest(rows, high[nest.ordered]) + UNIT_GAP
    return _Turn(
        rows=rows,
        shelves=shelves,
        blocks=inside,
        row=row,
        shelf=shelf,
        tall=tall,
        head=head,
        across=across,
        need=across * high,
    )


def _strips(before: Strips | None, holder: Longs, area: Floats, wide: Floats, ratio: float, between: float) -> Strips:
    """Deal areas to strips, or spread them again in the strips of the turn before."""
    if before is None:
        return strips_of(holder, area, wide, ratio=ratio, between=between)
    return spread_again(before, area, wide, between=between)


def _frames(nest: _Nest, turn: _Turn, caption: float) -> tuple[Floats, Floats]:
    """Return (c, 4) the rectangles of cells, and (c, 2) the corners where their blocks begin."""
    frame = np.empty((len(turn.across), 4))
    down, _ = stand(turn.rows.holder, turn.row, 1)
    tall = (turn.row - UNIT_GAP)[turn.rows.strip]
    frame[nest.ordered] = _boxes(turn.rows.x, down[turn.rows.strip], turn.rows.width, tall)
    edge = (turn.across - _room(turn.across)) / 2
    beside, low = stand(turn.shelves.holder, turn.shelf, len(nest.units))
    outer = nest.units[nest.around]
    x, y = frame[outer, 0] + edge[outer] + turn.shelves.x, frame[outer, 1] + caption + beside[turn.shelves.strip]
    frame[nest.nested] = _boxes(x, y, turn.shelves.width, (turn.shelf - UNIT_FRAME)[turn.shelves.strip])
    corner = frame[:, :2] + np.column_stack([edge, nest.strip])
    corner[nest.units, 1] += low
    return frame, corner


def _room(across: Floats) -> Floats:
    """Return the inner widths of units."""
    return np.maximum(across - 2 * UNIT_FRAME, NARROW * across)


def _blocks_of(boxes: Boxes, area: Floats, cells: int) -> _Blocks:
    """Deal boxes to blocks: modules by path, then all little modules together, then copies."""
    cell, module = boxes.cell.astype(np.int64), boxes.module.astype(np.int64)
    modules = int(module.max(initial=0)) + 1
    pairs, back = np.unique(cell * modules + module, return_inverse=True)
    whole = sums(cell, area, cells)
    small = sums(back, np.where(boxes.copy, 0.0, area), len(pairs))[back] < SMALL_SHARE * whole[cell]
    place = np.where(boxes.copy, modules + 1, np.where(small, modules, module))
    order = np.lexsort((-area, place, cell))
    key = (cell * (modules + 2) + place)[order]
    new = np.ones(len(key), np.bool_)
    new[1:] = key[1:] != key[:-1]
    of = np.cumsum(new) - 1
    what = place[order][new]
    shown = np.where(what > modules, COPIES, np.where(what == modules, SMALL_MODULES, what)).astype(np.int32)
    return _Blocks(
        cell=cell[order][new], module=shown, area=sums(of, area[order], len(what)), order=order, of=of, size=area[order]
    )


def _rectangles(blocks: _Blocks, turn: _Turn, corner: Floats) -> tuple[Floats, Floats]:
    """Return (m, 4) the blocks and (b, 4) the items, in the order of `blocks`.

    Parameters
    ----------
    corner
        (c, 2) where the blocks of each cell begin.
    """
    strips, strip = turn.blocks, turn.blocks.strip
    below, _ = stand(strips.holder // 2, turn.tall, len(corner))
    side = strips.gap[strip] * (FRAME / (BLOCK_GAP + 2 * FRAME))
    left = corner[blocks.cell, 0] + strips.x
    top = corner[blocks.cell, 1] + below[strip]
    high, head = strips.height[strip], turn.head[strip]
    block = _boxes(left, top, strips.width + 2 * side, high + head + 2 * FRAME)
    items = strips_of(blocks.of, blocks.size, strips.width, ratio=ITEM_RATIO)
    down, _ = stand(items.holder, items.height, len(block))
    x, y = (left + side)[blocks.of] + items.x, (top + head + FRAME)[blocks.of] + down[items.strip]
    return block, _boxes(x, y, items.width, items.height[items.strip])


def _inset(box: Floats, most: float) -> Floats:
    """Shrink each item by the gap to its neighbours."""
    inset = np.minimum(most, HAIR_SHARE * np.minimum(box[:, 2] - box[:, 0], box[:, 3] - box[:, 1]))
    smaller: Floats = box + np.column_stack([inset, inset, -inset, -inset])
    return smaller


def _boxes(x: Floats, y: Floats, width: Floats, height: Floats) -> Floats:
    """Return rectangles (x0, y0, x1, y1) from corners and sizes."""
    return np.column_stack([x, y, x + width, y + height])


def _unsort(order: Longs, rows: Rows) -> Rows:
    """Return rows in the order that they had before they were sorted."""
    result = np.empty_like(rows)
    result[order] = rows
    return result
