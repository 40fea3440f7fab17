r"""The container of a self-profile (`.mm_profdata`): pages, and the three streams they carry.

```
"MMPD" version   page*            page   tag (1 byte)  length (4 bytes, little-endian)  payload
                                  tag    0 events · 1 string data · 2 string index; pages interleave freely
```

Payloads of one tag, one after the other, make a stream that begins with a header of eight bytes of its own. Knows
nothing of what streams hold. As measureme's crates `measureme` and `decodeme` write and read it.
"""

from __future__ import annotations

import dataclasses
import struct

from cguviz.errors import LoadError
from cguviz.formats.source import Source
from cguviz.model.capture import Remark

MAGIC = b"MMPD"
OLDEST, NEWEST = 7, 9
HEADER = 8
"""Bytes before the pages, and before what each stream holds."""
EVENTS, STRINGS, INDEX = 0, 1, 2
PAGE = struct.Struct("<BI")

Pages = list[memoryview]


@dataclasses.dataclass(frozen=True)
class Container:
    """The three streams of a self-profile.

    Attributes
    ----------
    version
        7, 8 (both 24 bytes an event) or 9 (32 bytes).
    events, strings, index
        The pages of each stream, still with the stream's header.
    remarks
        What is missing.
    """

    version: int
    events: Pages
    strings: Pages
    index: Pages
    remarks: tuple[Remark, ...]


def split(source: Source) -> Container:
    """Split a self-profile into its streams of pages.

    Raises
    ------
    LoadError
        No self-profile, or of a version that is not known.
    """
    data = memoryview(source.data)
    if not source.data.startswith(MAGIC) or len(data) < HEADER:
        raise LoadError("this self-profile ends within its first bytes; record it again.", source.path)
    version = int.from_bytes(data[4:HEADER], "little")
    if version < OLDEST:
        message = f"this self-profile has version {version} of its format; cguviz reads 7 to 9 (from rustc 1.49)."
        raise LoadError(message, source.path)
    if version > NEWEST:
        message = f"this self-profile has version {version} of its format, newer than the 9 known here; update cguviz."
        raise LoadError(message, source.path)
    streams: tuple[Pages, Pages, Pages] = ([], [], [])
    place = HEADER
    trouble = ""
    while place < len(data) and not trouble:
        if place + PAGE.size > len(data):
            trouble = "is cut off"
            break
        tag, length = PAGE.unpack_from(data, place)
        place += PAGE.size
        if tag >= len(streams) or not length:
            trouble = f"is damaged after {place - PAGE.size:,} bytes"
            break
        streams[tag].append(data[place : place + length])
        place += length
        if place > len(data):
            trouble = "is cut off"
    text = f"The self-profile {trouble}; bars that came later are missing."
    return Container(version, *streams, (Remark(text, path=source.path),) if trouble else ())
