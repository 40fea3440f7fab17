"""Unpacking of `.gz` and `.zst`, in pieces, within limits; knows nothing of the contents.

Everything is an iterator of chunks, so that an archive of gigabytes needs no more memory than a chunk, and a file made
to explode is stopped while it does.

```
file ──chunks──▶ gunzip | unzstd ──chunks──▶ (cguviz.formats.files.tar) members ──(name, chunks)──▶ …
```

A compressed file that is cut off or damaged gives what can be read of it, and a remark.
"""

from __future__ import annotations

import dataclasses
import io
import itertools
import re
import zlib
from collections.abc import Iterable, Iterator

import zstandard

from cguviz.errors import LoadError
from cguviz.model.capture import Remark

HEAD = 1 << 16
"""Bytes that recognising a format may look at."""
CHUNK = 1 << 18
"""Bytes read at once: small enough that progress moves, large enough that a call costs nothing."""
OUT = 1 << 20
"""Bytes that inflating gives at once."""
ZSTD_PIECE = 1 << 11
"""Bytes given to zstd at once. Four bytes can stand for a block of 128 KiB, so one piece can give 64 MiB at most."""
WINDOW = 1 << 27
"""Memory that a zstd file may ask for; what `zstd --long` uses without further flags."""
LAYERS = 2
"""Compressions inside one another that are followed: none in practice, one by mistake (`.gz` uploaded as `.zst`)."""


@dataclasses.dataclass(frozen=True)
class Limits:
    """The limits at which unpacking stops.

    Attributes
    ----------
    total
        Bytes that one file may unpack to. The IR of cargo, the largest capture at hand, is 0.18 GB.
    single
        Bytes of one file that must be in memory at once; the dump of cargo is 0.05 GB.
    ratio, free
        Unpacked bytes for each packed byte once `free` bytes are out. IR packs 30 times, dumps 12 times, zeros
        1,000 times (gzip) and 30,000 times (zstd).
    members
        Files in an archive or folder; an incremental build of a large crate has some hundreds.
    """

    total: int = 4 << 30
    single: int = 1 << 30
    ratio: int = 250
    free: int = 32 << 20
    members: int = 100_000


LIMITS = Limits()


def peek(chunks: Iterator[bytes], size: int = HEAD) -> tuple[bytes, Iterator[bytes]]:
    """Return the first bytes, and all chunks as they were.

    Returns
    -------
    head, chunks
        At most `size` bytes, and an iterator that still gives everything.
    """
    taken: list[bytes] = []
    length = 0
    for chunk in chunks:
        taken.append(chunk)
        length += len(chunk)
        if length >= size:
            break
    return b"".join(taken)[:size], itertools.chain(taken, chunks)


def gather(chunks: Iterable[bytes], path: str, limits: Limits) -> bytes:
    """Return all chunks as one block.

    Raises
    ------
    LoadError
        They are more than `limits.single` bytes.
    """
    block = io.BytesIO()  # getvalue() hands out its buffer without a copy, b"".join() needs twice the memory
    for chunk in chunks:
        block.write(chunk)
        if block.tell() > limits.single:
            raise LoadError(f"holds more than {_size(limits.single)}; that is too large for one file to open.", path)
    return block.getvalue()


def gunzip(chunks: Iterator[bytes], path: str, limits: Limits, remarks: list[Remark]) -> Iterator[bytes]:
    """Unpack gzip, any number of members one after the other.

    Raises
    ------
    LoadError
        A limit is passed.
    """
    taken = given = 0
    inflate = zlib.decompressobj(wbits=31)
    for chunk in chunks:
        taken += len(chunk)
        rest = chunk
        while rest:
            if inflate.eof:
                if not rest.strip(b"\0"):  # tapes and some tools pad with zeros
                    break
                inflate = zlib.decompressobj(wbits=31)
            try:
                out = inflate.decompress(rest, OUT)
            except zlib.error as error:
                text = f"The gzip data is damaged after {given:,} bytes ({error}); only what came before can be read."
                remark(remarks, text, path)
                return
            given += len(out)
            _check(taken, given, path, limits)
            if out:
                yield out
            rest = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
    if not inflate.eof:
        remark(remarks, f"The gzip file is cut off after {given:,} bytes; only what came before can be read.", path)


def unzstd(chunks: Iterator[bytes], path: str, limits: Limits, remarks: list[Remark]) -> Iterator[bytes]:
    """Unpack zstandard, any number of frames one after the other.

    Raises
    ------
    LoadError
        A limit is passed.
    """
    taken = given = 0
    decompressor = zstandard.ZstdDecompressor(max_window_size=WINDOW)
    frame = decompressor.decompressobj()
    for chunk in chunks:
        for start in range(0, len(chunk), ZSTD_PIECE):
            rest = chunk[start : start + ZSTD_PIECE]
            taken += len(rest)
            while rest:
                if frame.eof:
                    frame = decompressor.decompressobj()
                try:
                    out = frame.decompress(rest)
                except zstandard.ZstdError as error:
                    text = (
                        f"The zstd data is damaged after {given:,} bytes ({error}); only what came before can be read."
                    )
                    remark(remarks, text, path)
                    return
                given += len(out)
                _check(taken, given, path, limits)
                if out:
                    yield out
                rest = frame.unused_data if frame.eof else b""
    if not frame.eof:
        remark(remarks, f"The zstd file is cut off after {given:,} bytes; only what came before can be read.", path)


COMPRESSIONS = (
    (re.compile(rb"\x1f\x8b\x08"), gunzip),
    (re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18"), unzstd),  # a frame, or one to skip (pzstd begins so)
)


def unpack(
    chunks: Iterator[bytes], path: str, limits: Limits, remarks: list[Remark]
) -> tuple[bytes, Iterator[bytes], bool]:
    """Undo compression, by content.

    Returns
    -------
    head, chunks, packed
        The first `HEAD` bytes, all bytes, and whether anything had to be undone.
    """
    head, chunks = peek(chunks)
    packed = False
    for _ in range(LAYERS):
        for magic, unpacker in COMPRESSIONS:
            if magic.match(head):
                head, chunks = peek(unpacker(chunks, path, limits, remarks))
                packed = True
                break
        else:
            break
    return head, chunks, packed


def remark(remarks: list[Remark], text: str, path: str) -> None:
    """Note an oddity of a file once."""
    if not any(known.path == path and known.text == text for known in remarks):
        remarks.append(Remark(text, path=path))


def _check(taken: int, given: int, path: str, limits: Limits) -> None:
    if given > limits.total:
        raise LoadError(f"unpacks to more than {_size(limits.total)}; unpack it and choose what to open.", path)
    if given > limits.free and given > taken * limits.ratio:
        text = f"unpacks to more than {limits.ratio} times its size, as no capture does; it was not opened."
        raise LoadError(text, path)


def _size(count: int) -> str:
    """Write a size in bytes for people."""
    return f"{count / (1 << 30):.3g} GiB" if count >= 1 << 30 else f"{count:,} bytes"
