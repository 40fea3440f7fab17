"""The table row of a format."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from enum import Enum, auto

from cguviz.formats.account import Account
from cguviz.formats.source import Source
from cguviz.model.capture import Capture
from cguviz.progress import Progress


class BuildPart(Enum):
    """The parts of a whole build that a file can be."""

    NONE = auto()
    PROFILE = auto()
    """The times of one crate: several files named one by one are a build."""
    CAPTURE = auto()
    """One crate with all that is known of it: several files named one by one are a comparison."""


@dataclasses.dataclass(frozen=True)
class Format:
    """A format: a row of `FORMATS`.

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
    account
        Reader of cargo's account of a whole build; None for formats that tell of single crates.
    part
        The part that one file may be of a whole build.
    """

    name: str
    suffixes: tuple[str, ...]
    sniff: Callable[[bytes], bool]
    read: Callable[[Iterable[Source], Progress], list[Capture]]
    together: bool = False
    account: Callable[[Source], Account] | None = None
    part: BuildPart = BuildPart.NONE
