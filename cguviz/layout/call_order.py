"""Call order of a program, whatever its partition: call depth, and a one-dimensional order of items.

Knows no partition. Two partitions of one program get the same facts, which keeps their pictures alike.
"""

from __future__ import annotations

import dataclasses

import igraph
import numpy as np

from cguviz.model.columns import Bools, Floats, Ints, Longs, expand, starts_of

SMOOTHINGS = 12
"""Steps of smoothing; beyond a dozen the order of real programs changes no more than in the last per cent."""
DAMPING = 0.5


@dataclasses.dataclass(frozen=True)
class Program:
    """The uses of a program in canonical order: nodes are items by rank.

    Attributes
    ----------
    starts, used
        CSR of uses without those of an item by itself: (items + 1,) int64 and (uses,) int32.
    depth
        (items,) int32: the longest chain of users above an item, cycles cut open.
    order
        (items,) float64: position on a line on which neighbours in the call graph and in the module tree are near.
    """

    starts: Longs
    used: Ints
    depth: Ints
    order: Floats


def program_of(user: Ints, used: Ints, module: Ints) -> Program:
    """Compute the call depth and the order of a program's items.

    Parameters
    ----------
    user, used
        (uses,) int32 items in canonical order, each pair once.
    module
        (items,) int32 in canonical order; modules are numbered by their sorted paths.

    Notes
    -----
    Cycles are cut by the heuristic of Eades, Lin and Smyth (Information Processing Letters 47, 1993); depth is the
    longest path, level by level.
    """
    items = len(module)
    order = np.lexsort((used, user))
    user, used = user[order], used[order]
    distinct = user != used
    user, used = user[distinct], used[distinct]
    kept = ~_feedback(user, used, items)
    depth = longest_paths(user[kept], used[kept], items)
    return Program(starts_of(user, items), used, depth, _smooth(user, used, module))


def _feedback(user: Ints, used: Ints, items: int) -> Bools:
    """Choose uses whose removal breaks every cycle; only strongly connected parts can hold any."""
    result = np.zeros(len(user), np.bool_)
    if not len(user):
        return result
    whole = igraph.Graph(n=items, edges=np.column_stack([user, used]), directed=True)
    part = np.array(whole.connected_components("strong").membership, np.int64)
    inside = np.flatnonzero(part[user] == part[used])
    if len(inside):
        nodes, ends = np.unique(np.concatenate([user[inside], used[inside]]), return_inverse=True)
        pairs = ends.reshape(2, -1).T
        cyclic = igraph.Graph(n=len(nodes), edges=pairs, directed=True)
        result[inside[cyclic.feedback_arc_set(None, "eades")]] = True
    return result


def longest_paths(user: Ints | Longs, used: Ints | Longs, nodes: int) -> Ints:
    """Return (nodes,) int32: the length of the longest path that ends in each node.

    Parameters
    ----------
    user, used
        (edges,) of an acyclic graph, ordered by user.
    nodes
        Their number.

    Returns
    -------
    (nodes,) int32, 0 for nodes without incoming edges.
    """
    depth = np.zeros(nodes, np.int32)
    waiting = np.bincount(used, minlength=nodes)
    starts = np.searchsorted(user, np.arange(nodes + 1)).astype(np.int64)
    level = np.flatnonzero(waiting == 0)
    number = 0
    while len(level):
        depth[level] = number
        _, edges = expand(starts, level)
        reached, times = np.unique(used[edges], return_counts=True)
        waiting[reached] -= times
        level = reached[waiting[reached] == 0]
        number += 1
    return depth


def _smooth(user: Ints, used: Ints, module: Ints) -> Floats:
    """Move items from the place of their module towards their neighbours; hubs pull little and move little."""
    items = len(module)
    anchor = module.astype(np.float64)
    degree = np.bincount(user, minlength=items) + np.bincount(used, minlength=items)
    pull = 1.0 / np.sqrt(np.maximum(degree, 1))
    weight = pull[user] * pull[used]
    total = np.bincount(user, weight, items) + np.bincount(used, weight, items)
    place = anchor
    for _ in range(SMOOTHINGS):
        sums = np.bincount(user, weight * place[used], items) + np.bincount(used, weight * place[user], items)
        place = np.where(total > 0, DAMPING * anchor + (1 - DAMPING) * sums / np.maximum(total, 1e-300), anchor)
    return place
