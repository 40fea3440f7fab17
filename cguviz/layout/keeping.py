"""A layout that keeps an earlier one: old boxes keep their places, new boxes take free places, holes stay empty.

Begins with a fresh layout and moves its rectangles; computes no sizes of its own but those of what did not find room.

```
before  ┌ a ───────────┐┌ b ───┐     now  ┌ a ───────────┐┌ b ───┐   g went to b, which had room;
        │ f  g  h      ││ k  l │          │ f     h      ││ k  l │   m is new, and a had room for it;
        │ i            │└──────┘          │ i  m         ││ g    │   what lies below b moves down
        └──────────────┘                  └──────────────┘└──────┘
```
"""

from __future__ import annotations

import dataclasses
import heapq
import math

import numpy as np

from cguviz.layout.fitting import UNIT_FRAME
from cguviz.layout.packing import BLOCK_GAP, COMPONENT_GAP_Y, FRAME, Piece, grid_size, pack
from cguviz.layout.pieces import GAP_X, GAP_Y, PITCH_X, PITCH_Y, Shape
from cguviz.layout.rows import UNIT_GAP
from cguviz.layout.vacancies import vacancies, vacancy
from cguviz.model.columns import Bools, Floats, Ints, Longs
from cguviz.model.layout import COPIES, ITEM_HEIGHT, ITEM_WIDTH, SMALL_MODULES, EarlierLayout, Layout

SHARE = 0.5
"""A unit (and the whole) in which fewer of the boxes were before is laid out afresh: there is little to recognise."""
WASTE = 1.7
"""Where holes and new rows make the picture so many times larger than a fresh one, it is time for a fresh one."""
WIDER = 3
"""Columns by which a unit may grow to the right where nothing is."""
SIZE = np.array([ITEM_WIDTH, ITEM_HEIGHT])

Block = tuple[Floats, int]
"""Rectangle and module."""


@dataclasses.dataclass(frozen=True)
class FilledUnit:
    """A unit that keeps its place, with the places of its boxes.

    Attributes
    ----------
    places
        (k, 2) corners of its boxes.
    blocks
        Its module blocks.
    box_block
        (k,) int64: row of `blocks`, -1 for none.
    right, bottom
        How far the unit must reach.
    """

    places: Floats
    blocks: list[Block]
    box_block: Longs
    right: float
    bottom: float


def keep(layout: Layout, former: EarlierLayout, links: tuple[Ints, Ints]) -> Layout:
    """Move the boxes of a layout to their places in an earlier one.

    Parameters
    ----------
    layout
        Fresh, of a single partition.
    former
        Of the same slots.
    links
        (e,) int32 each: boxes of the layout that use one another inside a unit, users and used.

    Returns
    -------
    A layout with the invariants of `Layout`; the fresh one where too little was there before.

    Notes
    -----
    Corners of units are those of before as long as no unit above grew; what a unit holds stays where it was in it.
    """
    source = _sources(layout, former)
    units = len(layout.unit_box)
    count = np.bincount(layout.box_unit, minlength=units)
    have = np.bincount(layout.box_unit[source >= 0], minlength=units)
    stays = ~np.isnan(former.unit_box[:, 0]) & (have >= SHARE * count)
    if not stays.any() or have[stays].sum() < SHARE * len(layout.box) or len(layout.inner_box):
        return layout
    starts = np.searchsorted(layout.box_unit, np.arange(units + 1))
    spread = _spread(former)
    filled = {
        unit: _fill(
            layout,
            former,
            links=links,
            source=source,
            unit=unit,
            rows=np.arange(starts[unit], starts[unit + 1]),
            spread=spread[unit],
        )
        for unit in np.flatnonzero(stays).tolist()
    }
    unit_box = _unit_places(layout, former, filled)
    made = _kept_layout(layout, former, filled, unit_box, starts)
    area, fresh = (float(np.prod(each.bounds[2:] - each.bounds[:2])) for each in (made, layout))
    return layout if area > WASTE * fresh else made


def _sources(layout: Layout, former: EarlierLayout) -> Longs:
    """Return (b,) int64: the slot whose earlier box each box takes over, -1 for none; no earlier box is used twice."""
    known = np.flatnonzero((layout.slot_box >= 0) & ~np.isnan(former.slot_box[:, 0]))
    # Of a stack, the slot that lay first from the top left decides: it is written last.
    known = known[np.lexsort(former.slot_box[known, :2].T)[::-1]]
    source = np.full(len(layout.box), -1, np.int64)
    source[layout.slot_box[known]] = known
    rows = np.flatnonzero(source >= 0)
    _, first = np.unique(former.slot_box[source[rows]].round(3), axis=0, return_index=True)
    once = np.zeros(len(rows), np.bool_)
    once[first] = True
    source[rows[~once]] = -1
    return source


def _spread(former: EarlierLayout) -> Floats:
    """Return (u,) float64: the room to the right into which a unit may grow, 0 where growing down moves no others."""
    units = len(former.unit_box)
    boxes = np.vstack([former.unit_box, former.gone_box])
    boxes = boxes[~np.isnan(boxes[:, 0])]
    spread = np.zeros(units)
    lowest = boxes[:, 1].max(initial=-np.inf)
    for unit, (_, y0, x1, y1) in enumerate(former.unit_box.tolist()):
        beside = (boxes[:, 0] >= x1) & (boxes[:, 1] < y1) & (boxes[:, 3] > y0)
        spread[unit] = WIDER * PITCH_X if y1 <= lowest and not beside.any() else 0.0
    return spread


def _fill(
    layout: Layout,
    former: EarlierLayout,
    links: tuple[Ints, Ints],
    source: Longs,
    unit: int,
    rows: Longs,
    spread: float,
) -> FilledUnit:
    """Put the boxes of a unit at their earlier places, and new boxes at free places, as if no unit above had grown."""
    old, new = source[rows] >= 0, source[rows] < 0
    frame = former.unit_box[unit]
    places = np.full((len(rows), 2), np.nan)
    places[old] = former.slot_box[source[rows[old]], :2]
    block = np.full(len(rows), -1, np.int64)
    block[old] = former.slot_block[source[rows[old]]]
    numbers = np.unique(block[block >= 0])
    blocks: list[Block] = [(former.block_box[number], int(former.block_module[number])) for number in numbers]
    block[block >= 0] = np.searchsorted(numbers, block[block >= 0])
    room = np.array([frame[0] + UNIT_FRAME, frame[1] + former.caption, frame[2] - UNIT_FRAME, frame[3] - UNIT_FRAME])
    wider = room + np.array([0.0, 0.0, spread, 0.0])
    if blocks:
        module = np.where(layout.box_block[rows] >= 0, _modules(layout)[layout.box_block[rows]], SMALL_MODULES)
        _into_blocks(blocks, places, block, module, np.flatnonzero(new))
        _between_blocks(blocks, places, block, module, room)
        # A free cell among the small modules is better than a unit that grows and moves all below it.
        left = np.flatnonzero(np.isnan(places[:, 0]) & (module != COPIES))
        _into_blocks(blocks, places, block, np.full_like(module, SMALL_MODULES), left)
        _between_blocks(blocks, places, block, module, wider)
    elif new.any():
        goals = _goals(links, rows, places)
        _into_vacancies(places, room, goals)
        _into_vacancies(places, wider, goals)
    reach = (places[~np.isnan(places[:, 0]), 0] + ITEM_WIDTH).tolist()
    right = max([float(room[2]), *(float(box[2]) for box, _ in blocks), *reach])
    held = [box[3] for box, _ in blocks] + (places[~np.isnan(places[:, 1]), 1] + ITEM_HEIGHT).tolist()
    bottom = max(held, default=room[1] - COMPONENT_GAP_Y)
    left = np.flatnonzero(np.isnan(places[:, 0]))
    if len(left):
        below = bottom + (BLOCK_GAP if blocks else COMPONENT_GAP_Y)
        width = float(room[2] - room[0])
        corner = np.array([room[0], below])
        if blocks:
            bottom = below + _new_blocks(
                blocks, places, block=block, module=module, left=left, corner=corner, width=width
            )
        else:
            bottom = below + _new_rows(places, left, corner, width)
    return FilledUnit(places, blocks, block, right + UNIT_FRAME, max(bottom + UNIT_FRAME, float(frame[3])))


def _into_vacancies(places: Floats, room: Floats, goals: Floats) -> None:
    """Put boxes without a place at free places near their goals."""
    held = ~np.isnan(places[:, 0])
    if not held.all():
        places[~held] = vacancies(room, np.hstack([places[held], places[held] + SIZE]), goals[~held])


def _modules(layout: Layout) -> Ints:
    """Return the module of each block; of a layout without blocks, one block of small modules."""
    return layout.block_module if len(layout.block_module) else np.array([SMALL_MODULES], np.int32)


def _into_blocks(blocks: list[Block], places: Floats, block: Longs, module: Ints, new: Longs) -> None:
    """Put new boxes into the free cells of blocks of their module."""
    for number, (box, which) in enumerate(blocks):
        waiting = new[(module[new] == which) & np.isnan(places[new, 0])]
        if not len(waiting):
            continue
        columns = max(round((box[2] - box[0] - 2 * FRAME + GAP_X) / PITCH_X), 1)
        rows = max(round((box[3] - box[1] - 2 * FRAME + GAP_Y) / PITCH_Y), 1)
        cells = np.rint((places[block == number] - box[:2] - FRAME) / (PITCH_X, PITCH_Y)).astype(np.int64)
        free = np.setdiff1d(np.arange(rows * columns), cells[:, 1] * columns + cells[:, 0])
        taken = waiting[: len(free)]
        spot = free[: len(taken)]
        places[taken] = box[:2] + FRAME + np.column_stack([spot % columns * PITCH_X, spot // columns * PITCH_Y])
        block[taken] = number


def _between_blocks(blocks: list[Block], places: Floats, block: Longs, module: Ints, room: Floats) -> None:
    """Put the boxes left over in new blocks, one for each module, where there is room between the others."""
    left = np.flatnonzero(np.isnan(places[:, 0]))
    for which in np.unique(module[left]).tolist():
        boxes = left[module[left] == which]
        taken = np.array([box for box, _ in blocks])
        square = max(round(math.sqrt(len(boxes) * PITCH_Y / PITCH_X)), 1)
        for columns in sorted({square, 1, 2 * square, -(-len(boxes) // 2), len(boxes)}):
            corner = vacancy(room, taken, grid_size(len(boxes), columns, Shape.BLOCK))
            if corner is not None:
                _put_block(
                    blocks, places, block=block, boxes=boxes, corner=np.array(corner), columns=columns, module=which
                )
                break


def _put_block(
    blocks: list[Block], places: Floats, block: Longs, boxes: Longs, corner: Floats, columns: int, module: int
) -> None:
    """Add a block of boxes at a corner."""
    index = np.arange(len(boxes))
    places[boxes] = corner + FRAME + np.column_stack([index % columns * PITCH_X, index // columns * PITCH_Y])
    block[boxes] = len(blocks)
    blocks.append((np.concatenate([corner, corner + grid_size(len(boxes), columns, Shape.BLOCK)]), module))


def _new_blocks(
    blocks: list[Block], places: Floats, block: Longs, module: Ints, left: Longs, corner: Floats, width: float
) -> float:
    """Put boxes in new blocks from a corner on, and return the height of all of them."""
    modules, which = np.unique(module[left], return_inverse=True)
    counts = np.bincount(which, minlength=len(modules)).tolist()
    packed = pack([Piece(Shape.BLOCK, count, 0.0, 0.0) for count in counts], width)
    for number, (x, y, columns) in enumerate(packed.places):
        boxes = left[which == number]
        _put_block(
            blocks,
            places,
            block=block,
            boxes=boxes,
            corner=corner + np.array([x, y]),
            columns=columns,
            module=int(modules[number]),
        )
    return packed.height


def _new_rows(places: Floats, left: Longs, corner: Floats, width: float) -> float:
    """Put boxes in rows from a corner on, and return the height of all rows."""
    columns = max(int((width + GAP_X) // PITCH_X), 1)
    index = np.arange(len(left))
    places[left] = corner + np.column_stack([index % columns * PITCH_X, index // columns * PITCH_Y])
    return grid_size(len(left), columns, Shape.WIDE)[1]


def _goals(links: tuple[Ints, Ints], rows: Longs, places: Floats) -> Floats:
    """Return (k, 2) float64: the middle of each box's placed neighbours by use, NaN for none."""
    low, high = int(rows[0]), int(rows[-1]) + 1
    total, count = np.zeros((len(rows), 2)), np.zeros(len(rows))
    user, used = links
    inside = (user >= low) & (user < high)
    for near, far in ((user[inside] - low, used[inside] - low), (used[inside] - low, user[inside] - low)):
        placed = ~np.isnan(places[far, 0])
        np.add.at(total, near[placed], places[far[placed]])
        np.add.at(count, near[placed], 1)
    return np.where(count[:, None] > 0, total / np.maximum(count, 1)[:, None], np.nan)


def _unit_places(layout: Layout, former: EarlierLayout, filled: dict[int, FilledUnit]) -> Floats:
    """Return (u, 4) float64: the place of each unit; new units fill holes or rows below all others."""
    # Holes and new units as one reads them, so that the numbers of the units decide nothing.
    new = [unit for unit in np.lexsort(layout.unit_box[:, :2].T).tolist() if unit not in filled]
    # A unit that is laid out afresh leaves its former place to whatever fits.
    former_new = [former.unit_box[unit] for unit in new if not np.isnan(former.unit_box[unit, 0])]
    left = np.array(former_new + list(former.gone_box)).reshape(-1, 4)
    left = left[np.lexsort(left[:, :2].T)]
    fixed = np.vstack([[former.unit_box[unit] for unit in filled], left])
    grown = np.zeros(len(fixed))
    grown[: len(filled)] = [each.bottom - former.unit_box[unit, 3] for unit, each in filled.items()]
    down = _shifts(fixed, grown)
    moved = fixed + down[:, None] * (0, 1, 0, 1)
    moved[:, 3] += grown
    moved[: len(filled), 2] = [each.right for each in filled.values()]
    unit_box = np.empty((len(layout.unit_box), 4))
    unit_box[list(filled)] = moved[: len(filled)]
    holes = moved[len(filled) :]
    open_ = np.ones(len(holes), np.bool_)
    size = layout.unit_box[:, 2:] - layout.unit_box[:, :2]
    size[:, 1] += max(former.caption - layout.caption, 0.0)
    placed, waiting = list(filled), []
    for unit in new:
        hole = _hole(holes, open_, *size[unit].tolist())
        if hole >= 0:
            open_[hole] = False
            unit_box[unit] = (*holes[hole, :2], *(holes[hole, :2] + size[unit]))
            placed.append(unit)
        else:
            waiting.append(unit)
    unit_box[waiting] = _rows_below(unit_box[placed], size[waiting])
    return unit_box


def _rows_below(placed: Floats, sizes: Floats) -> Floats:
    """Return (w, 4) float64: rectangles in rows from left to right, below all units and filled holes."""
    left, right = placed[:, 0].min(), placed[:, 2].max()
    x, y, low = left, placed[:, 3].max() + UNIT_GAP, 0.0
    rows = np.empty((len(sizes), 4))
    for number, (width, height) in enumerate(sizes.tolist()):
        if x > left and x + width > right:
            x, y, low = left, y + low + UNIT_GAP, 0.0
        rows[number] = (x, y, x + width, y + height)
        x, low = x + width + UNIT_GAP, max(low, height)
    return rows


def _hole(holes: Floats, open_: Bools, width: float, height: float) -> int:
    """Return the smallest hole that is large enough, -1 for none."""
    size = holes[:, 2:] - holes[:, :2]
    fits = np.flatnonzero(open_ & (size[:, 0] >= width) & (size[:, 1] >= height))
    return int(fits[size[fits].prod(axis=1).argmin()]) if len(fits) else -1


def _shifts(boxes: Floats, grown: Floats) -> Floats:
    """Return (n,) float64: the distance by which each rectangle moves down below grown ones, rows staying rows."""
    down = np.zeros(len(boxes))
    above: list[tuple[float, float]] = []  # lower edge before, and how far it moves: shift and growth
    most = 0.0
    for box in np.lexsort((boxes[:, 0], boxes[:, 1])).tolist():
        while above and above[0][0] <= boxes[box, 1] + UNIT_GAP / 2:
            most = max(most, heapq.heappop(above)[1])
        down[box] = most
        heapq.heappush(above, (float(boxes[box, 3]), most + float(grown[box])))
    return down


def _kept_layout(
    layout: Layout, former: EarlierLayout, filled: dict[int, FilledUnit], unit_box: Floats, starts: Longs
) -> Layout:
    """Build the layout from the places of units and boxes."""
    corner = np.empty((len(layout.box), 2))
    box_block = np.full(len(layout.box), -1, np.int32)
    rects: list[Floats] = []
    owners: list[int] = []
    modules: list[int] = []
    lift = np.array([0.0, max(former.caption - layout.caption, 0.0)])
    for unit in range(len(unit_box)):
        rows = slice(starts[unit], starts[unit + 1])
        fill = filled.get(unit)
        if fill is not None:
            move = unit_box[unit, :2] - former.unit_box[unit, :2]
            own, blocks, which = fill.places, fill.blocks, fill.box_block
        else:
            move = unit_box[unit, :2] - layout.unit_box[unit, :2] + lift
            numbers = np.flatnonzero(layout.block_unit == unit)
            blocks = [(layout.block_box[number], int(layout.block_module[number])) for number in numbers]
            own, fresh = layout.box[rows, :2], layout.box_block[rows]
            which = np.where(fresh >= 0, np.searchsorted(numbers, fresh), -1)
        corner[rows] = own + move
        box_block[rows] = np.where(which >= 0, which + len(rects), -1)
        rects += [box + np.tile(move, 2) for box, _ in blocks]
        owners += [unit] * len(blocks)
        modules += [module for _, module in blocks]
    return layout.replace(
        unit_box=unit_box,
        block_box=np.array(rects).reshape(-1, 4),
        block_unit=np.array(owners, np.int32),
        block_module=np.array(modules, np.int32),
        box=np.hstack([corner, corner + SIZE]),
        box_block=box_block,
        caption=former.caption,
    )
