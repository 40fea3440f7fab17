"""Arrangement of the rows of a timeline, as the user chooses it. Knows no bars."""

from __future__ import annotations

import dataclasses

THREADS, LANES, UNITS = "threads", "lanes", "units"
"""One row per thread; threads packed into as few lanes as possible; one row per unit."""
KINDS = (THREADS, LANES, UNITS)
SORTS = ("start", "unit", "duration", "name")
"""Rows by their first bar, by their unit, by their time (longest first), or by their name."""
ROOM, PER_TRACK = 40, 7
"""So many rows can be read without scrolling in two fifths of a window; heading and graph of a track take seven."""


@dataclasses.dataclass(frozen=True)
class Arrangement:
    """The choices for the rows of a timeline.

    Attributes
    ----------
    kind
        One of `KINDS`.
    sort
        One of `SORTS`.
    idle
        Whether idle threads have rows too.
    details
        Whether what happens inside bars is shown below them.
    """

    kind: str = THREADS
    sort: str = "start"
    idle: bool = False
    details: bool = False


def fitting_kind(threads: list[int]) -> str:
    """Choose the kind of rows: one per thread where all can be read at once, else lanes.

    Parameters
    ----------
    threads
        How many there are in each track.
    """
    return THREADS if sum(threads) <= ROOM - PER_TRACK * len(threads) else LANES
