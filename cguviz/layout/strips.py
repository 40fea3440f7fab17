"""Rectangles of given areas in strips: the step that a size map repeats from units down to items.

```
┌─────────┬─────┬──────────┐
│         │     │          │   a strip: as wide as what holds it, as high as its members need
├──────┬──┴─────┴─┬────────┤
│      │          │        │
└──────┴──────────┴────────┘
```

Order is kept, so a member that grows a little moves the others a little. Whole columns at a time, for any number of
holders at once.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cguviz.model.columns import Floats, Ints, Longs

MOST_BETWEEN = 0.3
"""Room between its members takes at most this share of a strip's width."""


class Strips(NamedTuple):
    """Members dealt to strips.

    Attributes
    ----------
    strip
        (n,) int64 the strip of each member, ascending.
    holder
        (s,) int64 what holds each strip, ascending.
    x, width
        (n,) float64 from the left edge of the holder; the width without the room to the right.
    area
        (s,) float64 the sum over the members.
    room
        (s,) float64 the width that the members of a strip share.
    gap
        (s,) float64 the room between them.
    """

    strip: Longs
    holder: Longs
    x: Floats
    width: Floats
    area: Floats
    room: Floats
    gap: Floats

    @property
    def height(self) -> Floats:
        """(s,) float64: the height at which every member has just its area."""
        return self.area / self.room


def strips_of(holder: Longs, area: Floats, wide: Floats, *, ratio: float, between: float = 0.0) -> Strips:
    """Deal members to strips so that each member is about as wide as it should be.

    Parameters
    ----------
    holder
        (n,) int64 what holds each member, ascending.
    area
        (n,) float64 above 0.
    wide
        (holders,) float64 inner widths.
    ratio
        Width by height that members should have.
    between
        Room to the right of each member, not counted in its area; less where there are too many.

    Notes
    -----
    An ordered strip treemap (Bederson, Shneiderman and Wattenberg, Ordered and quantum treemaps, ACM TOG 21, 2002).
    Instead of trying each next member in the strip at hand, members get the width they would like, and are cut where
    that fills so many equal strips: strips end up equally crowded, and no loop is needed.
    """
    natural = np.sqrt(area * ratio) + between
    total = sums(holder, natural, len(wide))
    lines = np.maximum(np.rint(total / np.maximum(wide, 1e-9)), 1.0)
    ends = np.cumsum(natural)
    before = (np.cumsum(total) - total)[holder]
    place = (ends - natural / 2 - before) / np.maximum(total, 1e-300)[holder]
    line = np.clip(np.floor(place * lines[holder]), 0, lines[holder] - 1)
    new = np.ones(len(holder), np.bool_)
    new[1:] = (holder[1:] != holder[:-1]) | (line[1:] != line[:-1])
    return _spread(np.cumsum(new) - 1, holder[new], area, wide, between)


def spread_again(strips: Strips, area: Floats, wide: Floats, *, between: float = 0.0) -> Strips:
    """Spread the members in their strips again after areas or the widths of holders changed a little.

    Parameters
    ----------
    strips
        Whose members stay where they are.
    area, wide, between
        As for `strips_of`.
    """
    return _spread(strips.strip, strips.holder, area, wide, between)


def _spread(strip: Longs, holder: Longs, area: Floats, wide: Floats, between: float) -> Strips:
    """Return strips with widths for their members, in proportion to the areas."""
    count = np.bincount(strip, minlength=len(holder))
    gap = np.minimum(between, MOST_BETWEEN * wide[holder] / np.maximum(count, 1))
    summed = sums(strip, area, len(holder))
    room = wide[holder] - gap * (count - 1)
    width = area * (room / summed)[strip]
    ends = np.cumsum(width + gap[strip])
    first = ends[np.cumsum(count) - 1] - sums(strip, width + gap[strip], len(holder))
    return Strips(
        strip=strip,
        holder=holder,
        x=ends - width - gap[strip] - first[strip],
        width=width,
        area=summed,
        room=room,
        gap=gap,
    )


def stand(holder: Longs, height: Floats, holders: int) -> tuple[Floats, Floats]:
    """Stack the strips of each holder, and return their offsets and the total heights.

    Parameters
    ----------
    holder
        (s,) int64 what holds each strip, ascending.
    height
        (s,) float64 of each strip, room below it included.
    holders
        How many things hold strips.

    Returns
    -------
    y, total
        (s,) float64 from the upper edge of the holder, and (holders,) float64 the height of all its strips.
    """
    total = sums(holder, height, holders)
    return np.cumsum(height) - height - (np.cumsum(total) - total)[holder], total


def sums(group: Longs | Ints, values: Floats, groups: int) -> Floats:
    """Return (groups,) float64: the sum of the values of each group."""
    return np.bincount(group, values, groups).astype(np.float64, copy=False)


def tallest(strips: Strips, need: Floats) -> Floats:
    """Return (s,) float64: the largest need of height among the members of each strip."""
    high = np.zeros(len(strips.holder))
    np.maximum.at(high, strips.strip, need)
    return high
