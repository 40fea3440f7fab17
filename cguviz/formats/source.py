"""What a reader gets, and the row that describes a format."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable

from cguviz.model.capture import Capture
from cguviz.progress import Progress


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


@dataclasses.dataclass(frozen=True)
class Format:
    """A row of `FORMATS`.

    Attributes
    ----------
    name
        For people: "rustc debug log".
    suffixes
        Usual endings, for the open dialog only; recognition goes by content.
    sniff
        Whether the first 64 KiB of the (decompressed) content look like this format.
    read
        Sources to captures. Formats that come as many files of one compilation (`together`) get all of them that
        one folder or archive holds, one after the other and never at once in memory; others get exactly one.
        A capture may hold only what this format knows; `cguviz.formats.join.captures` puts those of one compilation
        together.
    together
        See `read`.
    """

    name: str
    suffixes: tuple[str, ...]
    sniff: Callable[[bytes], bool]
    read: Callable[[Iterable[Source], Progress], list[Capture]]
    together: bool = False
