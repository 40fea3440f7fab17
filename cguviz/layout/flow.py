"""The engine `flow`: connected components of a cell as small layered pictures, callers above; single items in a grid.

All components of all cells are laid out at once, so that the cost is that of a few passes over arrays.
"""

from __future__ import annotations

import igraph
import numpy as np

from cguviz.layout.boxes import Boxes
from cguviz.layout.call_order import longest_paths
from cguviz.layout.pieces import PITCH_X, PITCH_Y, Pieces, Shape, grids, join_pieces
from cguviz.model.columns import Bools, Floats, Ints, Longs, expand
from cguviz.model.layout import ITEM_HEIGHT, ITEM_WIDTH, SMALL_MODULES

SWEEPS = 8
ALIGNMENTS = 6
COUNTED = 80
"""Components of up to so many uses keep the order with the fewest crossings; larger ones that of the last sweep."""
LAYER_GAP = 18.0
"""Room between layers for the curves, in world units."""
NARROW = 6
"""Rows of up to so many boxes are never wrapped."""
SPARE = 0.5
"""Room in the widest row of a narrow component, in boxes, for callers to stand over what they use."""
COMPONENT_ASPECT = 1.1
"""Width by height of a component that has rows to wrap: wider ones have more half-empty layers, at 1.8 the labels of
regex, image and serde_json at fit are 5 to 9 per cent smaller."""


def flow_pieces(boxes: Boxes, rows: Longs, source: Ints, target: Ints) -> Pieces:
    """Build a rigid piece of each connected component, and grids of the boxes without uses.

    Parameters
    ----------
    boxes
        All boxes.
    rows
        (k,) int64 the boxes of this engine, ascending.
    source, target
        (e,) int32 uses between boxes of one cell.

    Notes
    -----
    Layers by the longest path, order in them by barycentres (Sugiyama, Tagawa and Toda 1981) without dummy nodes.
    """
    number = np.full(len(boxes), -1, np.int64)
    number[rows] = np.arange(len(rows))
    user, used = number[source], number[target]
    linked = np.zeros(len(rows), np.bool_)
    linked[user] = linked[used] = True
    parts = [_components(boxes, rows, user, used, linked), _singles(boxes, rows[~linked])]
    return join_pieces(parts)


def _singles(boxes: Boxes, rows: Longs) -> Pieces:
    """Put boxes without uses in a grid by module, copies in another grid."""
    key = boxes.cell[rows].astype(np.int64) * 2 + boxes.copy[rows]
    order = np.lexsort((boxes.order[rows], boxes.depth[rows], boxes.module[rows], key))
    key = key[order]
    first = np.ones(len(rows), np.bool_)
    first[1:] = key[1:] != key[:-1]
    shape = np.full(int(first.sum()), Shape.WIDE, np.uint8)
    return grids(boxes, rows[order], np.cumsum(first) - 1, shape, np.full(len(shape), SMALL_MODULES, np.int32))


def _components(boxes: Boxes, rows: Longs, user: Longs, used: Longs, linked: Bools) -> Pieces:
    """Lay out the components of two boxes and more."""
    nodes = np.flatnonzero(linked)
    number = np.full(len(rows), -1, np.int64)
    number[nodes] = np.arange(len(nodes))
    user, used = number[user], number[used]
    box = rows[nodes]
    graph = igraph.Graph(n=len(nodes), edges=np.column_stack([user, used]), directed=True)
    component = np.array(graph.connected_components("weak").membership, np.int64)
    knot = np.array(graph.connected_components("strong").membership, np.int64)
    down = (knot[user] != knot[used]) | (boxes.depth[box][user] < boxes.depth[box][used])
    layer = _layers(len(nodes), user[down], used[down])
    row, index = _rows(boxes, box, component=component, layer=layer, user=user, used=used)
    x = _align(row, index, component, user, used)
    count = np.bincount(component)
    left = np.full(len(count), np.inf)
    np.minimum.at(left, component, x)
    x = x - left[component]
    right = np.zeros(len(count))
    np.maximum.at(right, component, x)
    y, height = _heights(component, layer, row)
    return Pieces(
        cell=_first_of(component, boxes.cell[box]),
        shape=np.full(len(count), Shape.RIGID, np.uint8),
        count=count.astype(np.int32),
        width=right + ITEM_WIDTH,
        height=height,
        module=np.full(len(count), SMALL_MODULES, np.int32),
        box=box,
        box_piece=component.astype(np.int32),
        x=x,
        y=y,
    )


def _first_of(group: Longs, values: Ints) -> Ints:
    """Return the value of the first member of each group."""
    _, first = np.unique(group, return_index=True)
    return values[first]


def _layers(nodes: int, user: Longs, used: Longs) -> Longs:
    """Return the layer of each box: the longest path from the top; lone callers come down to their callees.

    Parameters
    ----------
    nodes
        Their number.
    user, used
        (e,) int64 uses without cycles.
    """
    layer = longest_paths(user, used, nodes).astype(np.int64)
    nearest = np.full(nodes, np.iinfo(np.int64).max)
    np.minimum.at(nearest, user, layer[used])
    top = np.ones(nodes, np.bool_)
    top[used] = False
    top &= nearest < np.iinfo(np.int64).max
    layer[top] = nearest[top] - 1
    return layer


def _rows(boxes: Boxes, box: Longs, component: Longs, layer: Longs, user: Longs, used: Longs) -> tuple[Longs, Longs]:
    """Order the boxes of each layer by barycentre sweeps, then wrap long layers.

    Returns
    -------
    row, index
        (n,) int64: rows are numbered from the top of the first component on; index is the place in the row.
    """
    key = component * (int(layer.max(initial=0)) + 1) + layer
    _, first_of_line, line = np.unique(key, return_index=True, return_inverse=True)
    size = np.bincount(line)
    starts = np.cumsum(size) - size

    def places(value: Floats) -> Floats:
        order = np.lexsort((boxes.order[box], value, line))
        index = np.empty(len(line), np.float64)
        index[order] = np.arange(len(line)) - starts[line[order]]
        return index - (size[line] - 1) / 2

    place = places(np.zeros(len(line)))
    pairs, counted = _pairs(component, line, user, used)
    best, fewest = place, np.full(len(counted), np.inf)
    for sweep in range(SWEEPS + 1):
        crossings = _crossings(place, pairs, component, user, used)
        best = np.where(((crossings < fewest) | ~counted)[component], place, best)
        fewest = np.minimum(fewest, crossings)
        near, far = (user, used) if sweep % 2 else (used, user)
        count = np.bincount(near, minlength=len(line))
        mean = np.bincount(near, place[far], len(line)) / np.maximum(count, 1)
        place = places(np.where(count > 0, mean, place))
    place = best
    limit = _limits(component[first_of_line], size)[component]
    wraps = -(-size[line] // limit)
    index = np.rint(place + (size[line] - 1) / 2).astype(np.int64)
    fold = index % wraps
    _, row = np.unique(line * (int(wraps.max(initial=1)) + 1) + fold, return_inverse=True)
    return row.astype(np.int64), index // wraps


def _pairs(component: Longs, line: Longs, user: Longs, used: Longs) -> tuple[tuple[Longs, Longs], Bools]:
    """Return the pairs of uses that may cross: between the same two layers, in components of up to `COUNTED` uses.

    Returns
    -------
    pairs, counted
        Two columns of uses, and for each component whether it is that small.
    """
    uses = np.bincount(component[user], minlength=int(component.max(initial=-1)) + 1)
    counted = uses <= COUNTED
    rows = np.flatnonzero(counted[component[user]])
    rows = rows[np.lexsort((line[used[rows]], line[user[rows]]))]
    between = np.ones(len(rows), np.bool_)
    between[1:] = (line[user[rows]][1:] != line[user[rows]][:-1]) | (line[used[rows]][1:] != line[used[rows]][:-1])
    ends = np.append(np.flatnonzero(between), len(rows))
    after = np.repeat(ends[1:], np.diff(ends)) - np.arange(len(rows)) - 1
    starts = np.zeros(len(rows) + 1, np.int64)
    np.cumsum(after, out=starts[1:])
    first, member = expand(starts, np.arange(len(rows)))
    return (rows[first], rows[member - starts[first] + first + 1]), counted


def _crossings(place: Floats, pairs: tuple[Longs, Longs], component: Longs, user: Longs, used: Longs) -> Longs:
    """Count the crossings in each component; 0 where they are too many to count."""
    one, other = pairs
    cross = (place[user[one]] - place[user[other]]) * (place[used[one]] - place[used[other]]) < 0
    return np.bincount(component[user[one[cross]]], minlength=int(component.max(initial=-1)) + 1)


def _limits(component: Longs, size: Longs) -> Longs:
    """Choose the longest row of each component so that its aspect is about `COMPONENT_ASPECT`.

    Parameters
    ----------
    component, size
        (layers,) int64: the component of each layer, and how many boxes are in it.

    Returns
    -------
    (components,) int64, the least at which the component is as wide as wanted.
    """
    low = np.ones(int(component.max(initial=-1)) + 1, np.int64)
    high = np.zeros(len(low), np.int64)
    np.maximum.at(high, component, size)
    layers = np.bincount(component) * (LAYER_GAP - PITCH_Y + ITEM_HEIGHT)
    widest = np.minimum(high, NARROW)
    while np.any(low < high):
        middle = (low + high) // 2
        tall = np.bincount(component, -(-size // middle[component])) * PITCH_Y + layers
        wide = middle * PITCH_X >= COMPONENT_ASPECT * tall
        high = np.where(wide, middle, high)
        low = np.where(wide, low, np.minimum(middle + 1, high))
    return np.maximum(high, widest)


def _align(row: Longs, index: Longs, owner: Longs, user: Longs, used: Longs) -> Floats:
    """Move each box towards the mean of its neighbours without leaving the order of its row.

    Positions minus their place in the row must not fall along a row; halfway between the running maximum from the
    left and the running minimum from the right is such a sequence, and near the wish.
    """
    nodes = len(row)
    size = np.bincount(row)
    order = np.lexsort((index, row))
    step = index * PITCH_X
    widest = np.zeros(int(owner.max(initial=-1)) + 1, np.int64)
    np.maximum.at(widest, owner, size[row])
    spare = np.where((widest > 2) & (widest <= NARROW), SPARE, 0.0)
    room = (widest[owner] - size[row] + spare[owner]) * PITCH_X
    x = step + room / 2
    for turn in range(ALIGNMENTS):
        if turn % 2:
            count = np.bincount(user, minlength=nodes)
            wish = np.bincount(user, x[used], nodes)
        else:
            count = np.bincount(used, minlength=nodes)
            wish = np.bincount(used, x[user], nodes)
        goal = np.where(count > 0, wish / np.maximum(count, 1), x)
        slack = (goal - step)[order]
        offset = row[order] * (2 * np.abs(slack).max(initial=0.0) + 1)
        right = np.maximum.accumulate(slack + offset) - offset
        left = np.minimum.accumulate((slack + offset)[::-1])[::-1] - offset
        # No row may stick out far: a wide component is hard to read and to pack.
        x[order] = np.clip((right + left) / 2, 0.0, room[order]) + step[order]
    return np.rint(x)


def _heights(component: Longs, layer: Longs, row: Longs) -> tuple[Floats, Floats]:
    """Return the y of each box in its component, and the height of each component."""
    rows, first = np.unique(row, return_index=True)
    owner, level = component[first], layer[first]
    gap = np.full(len(rows), PITCH_Y)
    gap[1:][level[1:] != level[:-1]] = ITEM_HEIGHT + LAYER_GAP
    begins = np.ones(len(rows), np.bool_)
    begins[1:] = owner[1:] != owner[:-1]
    total = np.cumsum(gap)
    top = total - np.maximum.accumulate(np.where(begins, total, -np.inf))
    height = np.zeros(int(owner.max(initial=-1)) + 1)
    np.maximum.at(height, owner, top + ITEM_HEIGHT)
    return top[row], height
