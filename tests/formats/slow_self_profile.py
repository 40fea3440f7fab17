"""A self-profile read slowly and carefully, one event after the other: what the fast reader is held against."""

from __future__ import annotations

import dataclasses
import json
import struct
from collections.abc import Iterator

END_OF_TIME = 0xFFFF_FFFF_FFFF


@dataclasses.dataclass(frozen=True)
class Slow:
    """Everything in a profile, as text.

    Attributes
    ----------
    intervals
        (label, arguments, thread, start, end).
    numbers
        (kind, label, arguments, thread, value).
    """

    metadata: dict[str, object]
    intervals: list[tuple[str, tuple[str, ...], int, int, int]]
    numbers: list[tuple[str, str, tuple[str, ...], int, int]]
    instants: int


def read_slowly(data: bytes) -> Slow:
    """Read a whole self-profile of version 7 to 9."""
    assert data[:4] == b"MMPD"
    (version,) = struct.unpack_from("<I", data, 4)
    wide = version >= 9
    streams = {0: b"", 1: b"", 2: b""}
    pieces: dict[int, list[bytes]] = {0: [], 1: [], 2: []}
    place = 8
    while place < len(data):
        tag, length = struct.unpack_from("<BI", data, place)
        pieces[tag].append(data[place + 5 : place + 5 + length])
        place += 5 + length
    streams = {tag: b"".join(parts) for tag, parts in pieces.items()}
    index: dict[int, int] = dict(struct.iter_unpack("<QQ" if wide else "<II", streams[2][8:]))
    texts: dict[int, str] = {}

    def text(number: int) -> str:
        if number not in texts:
            at = index.get(number) if number <= 100_000_001 else number - 100_000_003
            texts[number] = "<unknown>" if at is None else read(at)
        return texts[number]

    def read(at: int) -> str:
        content = streams[1]
        result = ""
        while content[at] != 0xFF:
            if content[at] == 0xFE:
                size = 8 if wide else 4
                result += text(int.from_bytes(content[at + 1 : at + 1 + size], "little"))
                at += 1 + size
            else:
                end = at
                while content[end] < 0xFE:
                    end += 1
                result += content[at:end].decode()
                at = end
        return result

    slow = Slow(json.loads(text(100_000_001)), [], [], 0)
    instants = 0
    for kind, number, thread, first, second in events(streams[0][8:], wide=wide):
        label, *arguments = text(number).split("\x1e")
        if second == END_OF_TIME:
            instants += 1
        elif second == END_OF_TIME - 1:
            slow.numbers.append((text(kind), label, tuple(arguments), thread, first))
        else:
            slow.intervals.append((label, tuple(arguments), thread, first, second))
    return dataclasses.replace(slow, instants=instants)


def events(stream: bytes, *, wide: bool) -> Iterator[tuple[int, int, int, int, int]]:
    """Yield (kind, id, thread, first, second) of each event."""
    for kind, number, thread, low1, low2, high in struct.iter_unpack("<QQIIII" if wide else "<IIIIII", stream):
        yield kind, number, thread, low1 | (high >> 16) << 32, low2 | (high & 0xFFFF) << 32
