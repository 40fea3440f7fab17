r"""The string table of a self-profile: texts by number, decoded only when asked for.

```
id      0 … 100,000,000   virtual: the index says at which address its text begins
        100,000,001       the metadata, likewise
        100,000,003 …     the address + 100,000,003
string  (UTF-8 | FE id)* FF               id: 8 bytes little-endian, 4 before version 9
event   FE label (1E FE argument)* FF     how an event with arguments is named
```

Events share a few hundred labels among hundreds of thousands of names, so labels are found as addresses, in numpy.
"""

from __future__ import annotations

import dataclasses
import re

import numpy as np
from numpy.typing import NDArray

from cguviz.formats.self_profile.container import HEADER, Container
from cguviz.model.columns import Bools, Bytes, Longs

METADATA = 100_000_001
FIRST_REGULAR = 100_000_003
TERMINATOR, REFERENCE, SEPARATOR = 0xFF, 0xFE, 0x1E
NOWHERE = -1
PADDING = 16
NESTING = 8
"""References to references that are followed; compilers use two."""
LONGEST, PARTS = 1 << 16, 1 << 8
"""Bytes in one piece, and pieces, that are read of a text; what refers to itself must end somewhere."""
_STOPS = re.compile(b"[\xfe\xff]")

Ids = NDArray[np.uint64]


@dataclasses.dataclass(frozen=True)
class Strings:
    """A string table.

    Attributes
    ----------
    raw, data
        The string data, as bytes and as (bytes,) uint8, padded so that a reference may be read behind any address.
    size
        Bytes without the padding.
    width
        Bytes of an id.
    virtual
        (n,) int64 addresses by id, -1 for ids that are not mapped.
    metadata
        The address of the metadata.
    """

    raw: bytes
    data: Bytes
    size: int
    width: int
    virtual: Longs
    metadata: int


def read_strings(container: Container) -> Strings:
    """Read the string table of a self-profile."""
    width = 8 if container.version >= 9 else 4
    raw = b"".join([*container.strings, bytes([TERMINATOR] * PADDING)])
    index = b"".join(container.index)[HEADER:]
    pairs = np.frombuffer(index[: len(index) // (2 * width) * 2 * width], f"<u{width}").reshape(-1, 2)
    ids, places = pairs[:, 0], pairs[:, 1].astype(np.int64)
    named = np.flatnonzero(ids == METADATA)
    user = ids < METADATA
    ids, places = ids[user].astype(np.int64), places[user]
    # The compiler numbers from 0 without large gaps. A damaged index must not cost 800 MB.
    dense = ids < 16 * len(ids) + (1 << 20)
    virtual = np.full(int(ids[dense].max(initial=-1)) + 1, NOWHERE, np.int64)
    virtual[ids[dense]] = places[dense]
    metadata = int(pairs[named[-1], 1]) if len(named) else NOWHERE
    return Strings(
        raw=raw,
        data=np.frombuffer(raw, np.uint8),
        size=len(raw) - PADDING,
        width=width,
        virtual=virtual,
        metadata=metadata,
    )


def places_of(strings: Strings, ids: Ids) -> Longs:
    """Return the addresses at which texts begin.

    Returns
    -------
    (n,) int64 addresses, -1 for ids that lead nowhere.
    """
    place = ids.astype(np.int64) - FIRST_REGULAR
    place[(place < 0) | (place >= strings.size)] = NOWHERE
    small = np.flatnonzero(ids < len(strings.virtual))
    place[small] = strings.virtual[ids[small].astype(np.int64)]
    place[(place < 0) | (place >= strings.size)] = NOWHERE
    return place


def labels_of(strings: Strings, ids: Ids) -> Longs:
    """Return the addresses of events' labels, mostly the same for events with the same label.

    Parameters
    ----------
    ids
        (n,) event ids.

    Returns
    -------
    (n,) int64 addresses; the label is the text there up to the first separator. -1 for ids that lead nowhere.
    """
    place = places_of(strings, ids)
    rows = np.arange(len(place))
    for _ in range(NESTING):
        rows = rows[_refers(strings, place[rows])]
        if not len(rows):
            break
        place[rows] = places_of(strings, _reference(strings, place[rows] + 1))
    return place


def _refers(strings: Strings, place: Longs) -> Bools:
    """Say whether the label at an address is nothing but a reference."""
    after = strings.data[place + 1 + strings.width]
    refers = (strings.data[place] == REFERENCE) & ((after == SEPARATOR) | (after == TERMINATOR))
    return np.asarray(refers & (place >= 0))


def _reference(strings: Strings, place: Longs) -> Ids:
    """Read the references at addresses."""
    # Overlapping windows: numpy gathers unaligned numbers as fast as bytes.
    windows = np.ndarray((len(strings.data) - 7,), f"<u{strings.width}", strings.data.data, strides=(1,))
    return windows[place].astype(np.uint64)


def text_at(strings: Strings, place: int) -> str:
    """Read the text at an address, references resolved; "" if there is none."""
    parts: list[bytes] = []
    _gather(strings, place, parts, NESTING)
    return b"".join(parts)[:LONGEST].decode("utf-8", "replace")


def text_of(strings: Strings, number: int) -> str:
    """Read the text of an id; "" if there is none."""
    return text_at(strings, _place_of(strings, number))


def _place_of(strings: Strings, number: int) -> int:
    """Return the address of one id, thirty times faster than `places_of`."""
    place = int(strings.virtual[number]) if number < len(strings.virtual) else number - FIRST_REGULAR
    return place if 0 <= place < strings.size else NOWHERE


def _gather(strings: Strings, place: int, parts: list[bytes], depth: int) -> None:
    """Append the parts of the text at an address, references resolved."""
    if not 0 <= place < strings.size or not depth:
        return
    while True:
        stop = _STOPS.search(strings.raw, place)
        if stop is None or len(parts) >= PARTS:
            return
        end = stop.start()
        parts.append(strings.raw[place : min(end, place + LONGEST)])
        if strings.raw[end] == TERMINATOR:
            return
        number = int.from_bytes(strings.raw[end + 1 : end + 1 + strings.width], "little")
        _gather(strings, _place_of(strings, number), parts, depth - 1)
        place = end + 1 + strings.width
