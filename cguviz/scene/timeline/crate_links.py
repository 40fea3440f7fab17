"""Lines between the crates of a build that waited for one another. Knows times and lanes, no painter.

```
lane 0   ▕ syn ─────────────╎──▏        ╎ metadata ready
lane 1                      └▕ quote ▏  from the moment at which `before` let `after` begin, to its start
```
"""

from __future__ import annotations

import dataclasses
from enum import StrEnum

import numpy as np

from cguviz.model.columns import Ints, Longs
from cguviz.scene.timeline.chart import Crates, Track

WIDE = 10
"""Pixels of a crate from which on its metadata is marked."""


class Tie(StrEnum):
    """The meanings of a line."""

    CRITICAL = "critical"
    """On the way through the build that all depends on."""
    NEEDS = "needs"
    """The chosen crate needs the other one."""
    LETS = "lets"
    """The other one needs the chosen crate."""


@dataclasses.dataclass(frozen=True)
class Link:
    """A line from a moment in one lane to a moment in another; nanoseconds."""

    tie: Tie
    start: int
    end: int
    upper: int
    lower: int


def corners(ends: tuple[float, float], middles: tuple[float, float], half: float) -> list[tuple[float, float]]:
    """Return the points of a line, which runs in the gap beside the lower crate's lane and not over its neighbours.

    Parameters
    ----------
    ends
        Pixels of its start and its end from the left.
    middles
        Pixels from the top of the middles of both lanes.
    half
        Half the height of a lane.
    """
    (x0, x1), (first, second) = ends, middles
    gap = second - half if first < second else second + half
    return [(x0, first), (x0, gap), (x1, gap), (x1, second)]


def lanes_of(track: Track) -> Ints:
    """Return (u,) int32: the lane of each crate, -1 for crates without bars."""
    lanes = np.full(len(track.units), -1, np.int32)
    lanes[track.bars.unit] = track.bars.lane
    return lanes


def starts_of(track: Track) -> Longs:
    """Return (u,) int64: nanoseconds when each crate began."""
    starts = np.full(len(track.units), np.iinfo(np.int64).max)
    np.minimum.at(starts, track.bars.unit, track.bars.start)
    return starts


def ends_of(track: Track) -> Longs:
    """Return (u,) int64: nanoseconds when each crate was done."""
    ends = np.zeros(len(track.units), np.int64)
    np.maximum.at(ends, track.bars.unit, track.bars.end)
    return ends


def links(track: Track, crates: Crates, chosen: int = -1) -> list[Link]:
    """Return the lines to draw: of a chosen crate, else of the critical path."""
    lanes, starts = lanes_of(track), starts_of(track)
    before, after, moment = crates.before.tolist(), crates.after.tolist(), crates.moment.tolist()
    if chosen >= 0:
        return [
            Link(
                Tie.NEEDS if second == chosen else Tie.LETS,
                at,
                int(starts[second]),
                int(lanes[first]),
                int(lanes[second]),
            )
            for first, second, at in zip(before, after, moment, strict=True)
            if chosen in (first, second)
        ]
    let = {(first, second): at for first, second, at in zip(before, after, moment, strict=True)}
    marked = np.unique(track.bars.unit[track.critical]).tolist()
    ends = ends_of(track)
    found: list[Link] = []
    for second in marked:
        first = int(crates.cause[second])
        if first >= 0:
            at = let.get((first, second), int(ends[first]))
            found.append(Link(Tie.CRITICAL, at, int(starts[second]), int(lanes[first]), int(lanes[second])))
    return found


def ready_of(track: Track, crates: Crates, per_pixel: float) -> tuple[Longs, Ints]:
    """Return the moments when metadata was ready, with their lanes, of crates wide enough to see a part of them.

    Parameters
    ----------
    per_pixel
        Nanoseconds in a pixel.

    Returns
    -------
    moment, lane
        (k,) int64 nanoseconds, and (k,) int32.
    """
    lanes, lasting = lanes_of(track), ends_of(track) - starts_of(track)
    rows = np.flatnonzero((crates.ready >= 0) & (lasting >= WIDE * per_pixel))
    return crates.ready[rows], lanes[rows]
