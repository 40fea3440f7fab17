"""Files in a tar archive, in pieces, within limits.

The headers are taken apart by `tarfile`. Its own reading of streams will not do for files from anywhere: a header
that lies about a size makes it loop for hours over what is not there, or take gigabytes for a name.
"""

from __future__ import annotations

import re
import tarfile
from collections import deque
from collections.abc import Iterator

from cguviz.errors import LoadError
from cguviz.formats.files.unpacking import Limits, remark
from cguviz.model.capture import Remark

BLOCK = 512
LONGEST_EXTRA = 1 << 20
"""Bytes of a header that holds a long name; systems allow 4 KiB."""
FILES = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE)
WITHOUT_CONTENT = (
    *(tarfile.LNKTYPE, tarfile.SYMTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE),
    *(tarfile.DIRTYPE, tarfile.FIFOTYPE),
)
LONG_NAME, PAX = tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE
EXTRAS = (LONG_NAME, tarfile.GNUTYPE_LONGLINK, PAX, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE)
CUT = "The archive is cut off; only what came before can be read."
RECORD = re.compile(rb"(\d{1,7}) ([^=]*)=")

Chunks = Iterator[bytes]


def is_archive(head: bytes) -> bool:
    """Say whether a file is a tar archive (POSIX or GNU)."""
    return head[257:262] == b"ustar"


def members(chunks: Chunks, path: str, limits: Limits, remarks: list[Remark]) -> Iterator[tuple[str, Chunks]]:
    """Yield the files in an archive, in its order; a file's chunks are gone once the next file is asked for.

    Parameters
    ----------
    chunks
        The archive.
    path, limits
        Its name and where to stop.
    remarks
        Gets one if the archive is cut off or damaged; what came before is good.

    Raises
    ------
    LoadError
        A limit is passed.
    """
    pending: deque[bytes] = deque()
    name, size = "", -1
    count = 0
    while (header := b"".join(_take(pending, chunks, BLOCK))).rstrip(b"\0"):
        try:
            info = tarfile.TarInfo.frombuf(header.ljust(BLOCK, b"\0"), "utf-8", "replace")
        except tarfile.HeaderError as error:
            remark(remarks, f"The archive is cut off or damaged ({error}); only what came before can be read.", path)
            return
        size = 0 if info.type in WITHOUT_CONTENT else info.size if size < 0 else size
        content = _content(pending, chunks, size, path, remarks)
        if info.type in EXTRAS:
            if size > LONGEST_EXTRA:
                remark(remarks, "The archive is damaged (a name without end); only what came before can be read.", path)
                return
            name, size = _parse_extra(info.type, b"".join(content), name)
            continue
        count += 1
        if count > limits.members:
            raise LoadError(f"holds more than {limits.members:,} files; unpack it and choose some.", path)
        if info.type in FILES:
            yield name or info.name, content
        for _ in content:  # what was not asked for
            pass
        name, size = "", -1
    if not header:  # two blocks of zeros end an archive
        remark(remarks, CUT, path)


def _content(pending: deque[bytes], chunks: Chunks, size: int, path: str, remarks: list[Remark]) -> Chunks:
    """Yield a member's content, and skip the padding of its last block."""
    given = 0
    for piece in _take(pending, chunks, size):
        given += len(piece)
        yield piece
    if given < size:
        remark(remarks, CUT, path)
    for _ in _take(pending, chunks, -size % BLOCK):
        pass


def _take(pending: deque[bytes], chunks: Chunks, size: int) -> Chunks:
    """Yield a number of bytes; `pending` keeps the rest of a chunk."""
    while size > 0:
        chunk = pending.popleft() if pending else next(chunks, b"")
        if not chunk:
            return
        if len(chunk) > size:
            pending.appendleft(chunk[size:])
            chunk = chunk[:size]
        size -= len(chunk)
        yield chunk


def _parse_extra(kind: bytes, content: bytes, name: str) -> tuple[str, int]:
    """Return the name and size that an extra header gives to the next member; -1 without a size."""
    size = -1
    if kind == LONG_NAME:
        return content.partition(b"\0")[0].decode("utf-8", "replace"), size
    at = 0
    while kind == PAX and (record := RECORD.match(content, at)):
        end = at + int(record[1])
        value = content[record.end() : end - 1]
        if record[2] == b"path":
            name = value.decode("utf-8", "replace")
        elif record[2] == b"size" and value.isdigit():
            size = int(value[:20])
        at = max(end, record.end())
    return name, size
