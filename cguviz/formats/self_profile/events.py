r"""The events of a self-profile as columns.

```
v9   kind u64   id u64   thread u32   low1 u32   low2 u32   high u32      32 bytes
v8   kind u32   id u32   thread u32   low1 u32   low2 u32   high u32      24 bytes (v7 too)

first  = low1 | high[31:16] << 32        second = low2 | high[15:0] << 32          48 bits each
second = FFFFFFFFFFFF  an instant at `first`    FFFFFFFFFFFE  the number `first`    else the interval [first, second)
```
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from cguviz.formats.self_profile.container import HEADER, Container, Pages
from cguviz.formats.self_profile.strings import Ids
from cguviz.model.columns import Longs
from cguviz.progress import Progress

INSTANT, NUMBER = (1 << 48) - 1, (1 << 48) - 2
BATCH = 1 << 22
"""Bytes decoded at once: little memory beside the columns, and progress moves every few milliseconds."""

Threads = NDArray[np.uint32]


@dataclasses.dataclass(frozen=True)
class Events:
    """Intervals and numbers, in the order of the file; instants (cache hits of queries) are only counted.

    Attributes
    ----------
    count
        All events.
    backward
        Intervals that end before they start, in a damaged file; they are left out.
    id, thread, start, end
        (i,) of intervals: uint64 name, uint32 thread, int64 units of the counter.
    number_kind, number_id, number_thread, number
        (m,) of numbers: uint64, uint64, uint32 and int64.
    """

    count: int
    backward: int
    id: Ids
    thread: Threads
    start: Longs
    end: Longs
    number_kind: Ids
    number_id: Ids
    number_thread: Threads
    number: Longs


def read_events(container: Container, progress: Progress) -> Events:
    """Decode all events of a self-profile."""
    wide = "<u8" if container.version >= 9 else "<u4"
    row = np.dtype([("kind", wide), ("id", wide), ("thread", "<u4"), ("low1", "<u4"), ("low2", "<u4"), ("high", "<u4")])
    total = sum(map(len, container.events))
    parts: list[tuple[NDArray[np.generic], ...]] = []
    count = done = backward = 0
    for batch in _batches(container.events, row.itemsize):
        rows = np.frombuffer(batch, row)
        count += len(rows)
        done += len(batch)
        columns, reversed_ones = _columns(rows)
        parts.append(columns)
        backward += reversed_ones
        progress("reading the self-profile", 0.8 * done / max(total, 1))
    if not parts:
        parts.append(_columns(np.empty(0, row))[0])
    return Events(count, backward, *(np.concatenate(column) for column in zip(*parts, strict=True)))


def _batches(pages: Pages, size: int) -> Iterator[bytes]:
    """Join pages to some megabytes of whole events; a rest at the end of the file is an event cut off."""
    held: list[bytes | memoryview] = []
    length = -HEADER
    skip = HEADER
    for number, page in enumerate(pages):
        held.append(page)
        length += len(page)
        if length >= BATCH or number == len(pages) - 1:
            joined = b"".join(held)[skip:]
            whole = len(joined) // size * size
            yield joined[:whole]
            held, length, skip = [joined[whole:]], len(joined) - whole, 0


def _columns(rows: NDArray[np.void]) -> tuple[tuple[NDArray[np.generic], ...], int]:
    """Return the columns of some events, and the number of intervals left out."""
    high = rows["high"].astype(np.int64)
    first = rows["low1"] | (high >> 16 << 32)
    second = rows["low2"] | ((high & 0xFFFF) << 32)
    intervals = np.flatnonzero((second < NUMBER) & (second >= first))
    numbers = np.flatnonzero(second == NUMBER)
    columns = (
        rows["id"][intervals].astype(np.uint64),
        rows["thread"][intervals],
        first[intervals],
        second[intervals],
        rows["kind"][numbers].astype(np.uint64),
        rows["id"][numbers].astype(np.uint64),
        rows["thread"][numbers],
        first[numbers],
    )
    return columns, len(rows) - int(np.count_nonzero(second >= NUMBER)) - len(intervals)
