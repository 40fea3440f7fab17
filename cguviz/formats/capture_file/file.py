r"""The `.cguviz` file: whole captures in one file.

```
offset  bytes
0       8      magic  89 43 47 55 56 49 5A 0A        ("\x89CGUVIZ\n")
8       2      major version, little-endian           1
10      2      minor version                          3
12      4      length of the header, h
16      4      CRC-32 of bytes 0 to 15 and of the header
20      h      header: JSON in UTF-8
20 + h  …      blocks, one after the other without gaps, each a zstd frame that states its content size
```

The header is `{"blocks": [[length, crc32, dtype, shape], …], "captures": [table, …]}`. Block `i` has `length` bytes
with that CRC-32, and holds one column: an array of `shape` in C order, `dtype` one of `<i8`, `<i4`, `<i2`,
`<f8` and `|u1` (little-endian, numpy's notation). Equal columns share a block.

A table is `{"table": name, "fields": {field: value, …}}`, with the names of `TABLES` and the fields of those classes
(`cguviz.model`). A value is a string, an integer, null, a table, a list of values, or `{"block": i}`.

Versions. A reader refuses a newer major version. A newer minor version may add fields and tables: a reader leaves out
fields it does not know, and takes the default for fields that are not there; 1.1 added what timelines know beside
spans, 1.2 how the compiler was called and how a crate was recorded, 1.3 how far a recording is as rustc lists it,
processor times and memory, the words behind hashed names of units, of which items root or inlined is inferred
(before, a third mode was for "not known"), and of how many the size. There is no pickle, and nothing in a file names
code.

Every byte is covered by a checksum or by the magic, and the arrays are checked against one another when read
(`cguviz.formats.capture_file.checks`): a damaged file is an error, never wrong data.
"""

from __future__ import annotations

import json
import math
import struct
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import zstandard

from cguviz.errors import ExportError, LoadError
from cguviz.formats.capture_file.checks import UNTOLD_MODE
from cguviz.formats.capture_file.tables import Array, DamagedError, Plain, decode, encode
from cguviz.formats.files import atomic
from cguviz.formats.source import Source
from cguviz.model.capture import Capture
from cguviz.model.partition import Mode
from cguviz.progress import Progress

MAGIC = b"\x89CGUVIZ\n"
MAJOR, MINOR = 1, 3
PREFIX = struct.Struct("<8sHHI")
CHECKSUM = struct.Struct("<I")
START = PREFIX.size + CHECKSUM.size

LEVEL = 6
"""zstd level. cargo's capture: 2.1 MB in 0.13 s; level 3 makes 2.4 MB in 0.04 s, level 9 2.0 MB in 0.17 s."""

DTYPES = ("<i8", "<i4", "<i2", "<f8", "|u1")
DIMENSIONS = 2
"""The columns that a block may hold."""

RATIO, FREE = 2_000, 1 << 24
"""A header may ask for this many bytes for each byte of the file, and some more: columns of one value pack well."""


def sniff(head: bytes) -> bool:
    """Say whether a file is a `.cguviz` file."""
    return head.startswith(MAGIC)


def save(path: Path | str, captures: Sequence[Capture]) -> None:
    """Save captures into one file; equal captures give equal bytes.

    Raises
    ------
    ExportError
        The file cannot be written; one that was there is left as it was. Published measurements are no captures.
    """
    if any(capture.measurements is not None for capture in captures):
        raise ExportError("published measurements hold no items, so there is no capture to save; keep the file itself.")
    atomic.write_bytes(path, pack(captures))


def read(sources: Iterable[Source], progress: Progress) -> list[Capture]:
    """Read `.cguviz` files.

    Raises
    ------
    LoadError
        The file is damaged, cut off, or of a newer major version.
    """
    captures: list[Capture] = []
    for source in sources:
        progress("unpacking the capture", 0.0)
        captures += unpack(source)
    return captures


def pack(captures: Sequence[Capture]) -> bytes:
    """Return the bytes of a `.cguviz` file."""
    numbers: dict[tuple[str, tuple[int, ...], bytes], int] = {}

    def place(array: Array) -> int:
        plain = array.astype(array.dtype.newbyteorder("<"), order="C", copy=False)
        return numbers.setdefault((plain.dtype.str, plain.shape, plain.tobytes()), len(numbers))

    tables = [encode(capture, place) for capture in captures]
    compressor = zstandard.ZstdCompressor(level=LEVEL)
    blocks = [compressor.compress(content) for _, _, content in numbers]
    rows = [
        [len(block), zlib.crc32(block), dtype, list(shape)]
        for block, (dtype, shape, _) in zip(blocks, numbers, strict=True)
    ]
    header = json.dumps({"blocks": rows, "captures": tables}, separators=(",", ":"), sort_keys=True).encode()
    prefix = PREFIX.pack(MAGIC, MAJOR, MINOR, len(header))
    return b"".join([prefix, CHECKSUM.pack(zlib.crc32(prefix + header)), header, *blocks])


def unpack(source: Source) -> list[Capture]:
    """Return the captures in the bytes of a `.cguviz` file.

    Raises
    ------
    LoadError
        The file is damaged, cut off, or of a newer major version.
    """
    try:
        return _unpack(source.data)
    except DamagedError as error:
        raise LoadError(f"this .cguviz file {error}; save it again from its sources.", source.path) from error
    except _NewerError as error:
        raise LoadError(str(error), source.path) from error


class _NewerError(Exception):
    """A file that only a later cguviz can read."""


def _unpack(data: bytes) -> list[Capture]:
    """Return the captures in the bytes of a file, checked."""
    if len(data) < START or not sniff(data):
        raise DamagedError("is cut off in its first bytes")
    _, major, minor, length = PREFIX.unpack_from(data)
    if major > MAJOR:
        raise _NewerError(
            f"this file has version {major}.{minor} of the .cguviz format, this program reads up to {MAJOR}.x;"
            " update cguviz to open it."
        )
    header = data[START : START + length]
    if len(header) < length:
        raise DamagedError("is cut off in its header")
    if CHECKSUM.unpack_from(data, PREFIX.size)[0] != zlib.crc32(data[: PREFIX.size] + header):
        raise DamagedError("is damaged in its header (the checksum differs)")
    try:
        tree: Plain = json.loads(header)
    except (ValueError, RecursionError) as error:
        raise DamagedError("has a header that is no JSON") from error
    if not isinstance(tree, dict) or not isinstance(tree.get("captures"), list):
        raise DamagedError("has a header without captures")
    blocks = _blocks(data, START + length, tree.get("blocks"))
    captures = [decode(Capture, value, blocks) for value in _list(tree["captures"])]
    return [_with_modes(capture) for capture in captures if isinstance(capture, Capture)]


def _with_modes(capture: Capture) -> Capture:
    """Take items for roots by inference where an older version says that root or inlined is not known."""
    untold = [partition.mode == UNTOLD_MODE for partition in capture.partitions]
    if not any(rows.any() for rows in untold):
        return capture
    inferred = np.zeros(len(capture.items), np.uint8)
    for partition, rows in zip(capture.partitions, untold, strict=True):
        inferred[partition.item[rows]] = 1
    settled = tuple(
        partition.replace(mode=np.where(rows, Mode.ROOT, partition.mode).astype(np.uint8))
        for partition, rows in zip(capture.partitions, untold, strict=True)
    )
    return capture.replace(items=capture.items.replace(inferred=inferred), partitions=settled)


def _blocks(data: bytes, start: int, rows: Plain) -> list[Array]:
    """Check and unpack all columns."""
    found: list[tuple[bytes, np.dtype[np.generic], tuple[int, ...]]] = []
    wanted = 0
    for number, row in enumerate(_list(rows)):
        match row:
            case [int(length), int(checksum), str(name), [*shape]] if length >= 0 and name in DTYPES:
                sizes = [size for size in shape if isinstance(size, int) and size >= 0]
            case _:
                raise DamagedError(f"describes block {number} in a way that is not known")
        if len(sizes) != len(shape) or len(shape) > DIMENSIONS:
            raise DamagedError(f"gives block {number} an impossible shape")
        block = data[start : start + length]
        start += length
        if len(block) < length:
            raise DamagedError(f"is cut off in block {number}")
        if zlib.crc32(block) != checksum:
            raise DamagedError(f"is damaged in block {number} (the checksum differs)")
        dtype = np.dtype(name)
        size = math.prod(sizes) * dtype.itemsize
        wanted += size
        if wanted > FREE + RATIO * len(data) or _content_size(block) != size:
            raise DamagedError(f"gives block {number} an impossible size")
        found.append((block, dtype, tuple(sizes)))
    if start != len(data):
        raise DamagedError("has bytes after its end")
    decompressor = zstandard.ZstdDecompressor()
    return [_column(decompressor, *row) for row in found]


def _column(
    decompressor: zstandard.ZstdDecompressor, block: bytes, dtype: np.dtype[np.generic], shape: tuple[int, ...]
) -> Array:
    """Unpack a column."""
    try:
        content = decompressor.decompress(block)
    except zstandard.ZstdError as error:
        raise DamagedError(f"has a block that cannot be unpacked ({error})") from error
    return np.frombuffer(content, dtype).reshape(shape).astype(dtype.newbyteorder("="), copy=False)


def _content_size(block: bytes) -> int:
    """Return the unpacked size of a block."""
    try:
        return zstandard.frame_content_size(block)
    except zstandard.ZstdError:
        return -1


def _list(value: Plain) -> list[Plain]:
    """Return a value of the header that must be a list."""
    if not isinstance(value, list):
        raise DamagedError("has a header that lacks a list")
    return value
