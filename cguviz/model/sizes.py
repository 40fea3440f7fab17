"""Sizes in the words of rustc's dumps: descending lists with collapsed runs, and quotients."""

from __future__ import annotations

import itertools

import numpy as np

from cguviz.model.columns import Ints, Longs


def collapse(sizes: Longs, groups: Ints, count: int) -> list[str]:
    """Write the sizes of each group as rustc does: `[60, 40 (x2), 10 (x9)]`, `[]` for an empty group.

    The text is compared and shown, never expanded: a list that claims a billion repeats costs nothing.

    Parameters
    ----------
    sizes
        (n,) int64 in any order.
    groups
        (n,) int32 the group of each size, 0 to `count` - 1.
    count
        The number of groups.
    """
    order = np.lexsort((-sizes, groups))
    ordered, group = sizes[order], groups[order]
    new = np.ones(len(ordered), np.bool_)
    new[1:] = (ordered[1:] != ordered[:-1]) | (group[1:] != group[:-1])
    first = np.flatnonzero(new)
    length = np.diff(first, append=len(ordered)).tolist()
    runs = [
        str(size) if repeats == 1 else f"{size} (x{repeats})"
        for size, repeats in zip(ordered[first].tolist(), length, strict=True)
    ]
    bounds = np.searchsorted(group[first], np.arange(count + 1)).tolist()
    return [f"[{', '.join(runs[start:end])}]" for start, end in itertools.pairwise(bounds)]


def quotient(part: int, whole: int, decimals: int) -> str:
    """Write part/whole as Rust does: both languages round the exact binary value half to even; `NaN` for 0/0."""
    if not whole:
        return "inf" if part else "NaN"
    return f"{part / whole:.{decimals}f}"
