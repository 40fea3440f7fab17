"""The bytes of a file as a reader gets them, with the name people know them by."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Source:
    """One file, or one member of an archive or folder, decompressed.

    Attributes
    ----------
    path
        As the user named it; a member of an archive is "ll.tar.zst!regex-cgu.0.ll".
    data
        Its bytes.
    """

    path: str
    data: bytes
