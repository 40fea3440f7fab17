"""Reader of `-Z print-mono-items`: the final partition, without sizes, symbols, root or inlined.

```
MONO_ITEM fn m::g::<&str> @@ t1.44f36ed0dd19ff73-cgu.2[External]
MONO_ITEM fn alloc::alloc::exchange_malloc @@ t1.44f36ed0dd19ff73-cgu.1[Internal] t1.44f36ed0dd19ff73-cgu.2[Internal]
MONO_ITEM fn std::ptr::drop_in_place::<…> - shim(Some(…)) @@            collected, but placed nowhere
CGU_REUSE t1.44f36ed0dd19ff73-cgu.2 PreLto                              understood and skipped
```

An item in several units is inlined, one with external linkage is root; one in a single unit with internal linkage may
be either, and is inferred (`cguviz.formats.modes`). The lines go to standard output, so that one crate's lines stay
together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from cguviz.errors import LoadError
from cguviz.formats.modes.rule import infer_from_names
from cguviz.formats.source import Source
from cguviz.model.capture import Capture, Remark
from cguviz.model.items import Items, Kind
from cguviz.model.partition import LINKAGES, Mode, partition_of
from cguviz.model.texts import Texts
from cguviz.progress import Progress

STAGE = "MONO ITEMS"

_LINE = re.compile(rb"^(?:\xef\xbb\xbf)?MONO_ITEM (.*) @@((?: [^\s\[\]]+\[[A-Za-z]+\])*) ?\r?$", re.MULTILINE)
_MARK = re.compile(rb"^(?:\xef\xbb\xbf)?MONO_ITEM ", re.MULTILINE)
_PLACE = re.compile(rb" ([^\s\[\]]+)\[([A-Za-z]+)\]")
_HEAD = re.compile(rb"^(?:\xef\xbb\xbf)?MONO_ITEM (?:fn |static |global_asm)", re.MULTILINE)
_UNIT_NAME = re.compile(rb"([A-Za-z_]\w*)\.[0-9a-f]{8,}(?:-in-([A-Za-z_]\w*)\.[0-9a-f]{8,})?(?:[-.].*)?")
_LINKAGE = {name.encode(): index for index, name in enumerate(LINKAGES) if name}
_EXAMPLE = "MONO_ITEM fn a::b @@ crate.0123456789abcdef-cgu.0[External]"
_CHUNK = 1 << 20
_LISTED = 20

Row = tuple[bytes, bytes]
"""An item and, as one text, its units with linkage."""


def sniff(head: bytes) -> bool:
    """Say whether the head of a file holds mono items.

    Parameters
    ----------
    head
        The first 64 KiB.
    """
    return _HEAD.search(head) is not None


def read(sources: Iterable[Source], progress: Progress) -> list[Capture]:
    """Read printed mono items into a capture for each crate.

    Parameters
    ----------
    sources
        What each compiler printed, perhaps among lines of cargo.
    progress
        Told after every megabyte.

    Returns
    -------
    One capture for each crate, in the order of the first line that names one of its units.

    Raises
    ------
    LoadError
        There is no such line.
    """
    return [infer_from_names(capture) for capture in read_placements(sources, progress)]


def read_placements(sources: Iterable[Source], progress: Progress) -> list[Capture]:
    """Read mono items as `read` does, and take all for roots that are in one unit."""
    return [capture for source in sources for capture in _read(source, progress)]


def _read(source: Source, progress: Progress) -> list[Capture]:
    """Read the output of one or several compilers."""
    rows = _rows(source.data, progress)
    if not rows:
        raise LoadError(f"no mono items in it; expected lines such as {_EXAMPLE!r}", source.path)
    broken = _broken_lines(source) if len(rows) != len(_MARK.findall(source.data)) else []
    crates: dict[str, list[Row]] = {}
    crate = next((_crate(places) for _, places in rows if places), "")
    for name, places in rows:
        # Items without a unit stand among those of their crate.
        crate = _crate(places) if places else crate
        crates.setdefault(crate, []).append((name, places))
    captures = [_capture(name, of_crate, source.path) for name, of_crate in crates.items()]
    captures[0] = captures[0].replace(remarks=(*broken, *captures[0].remarks))
    return captures


def _rows(data: bytes, progress: Progress) -> list[Row]:
    """Return the item and its units with linkage, as printed, for each line."""
    rows: list[Row] = []
    start = 0
    while start < len(data):
        end = data.find(b"\n", start + _CHUNK)
        end = len(data) if end < 0 else end
        rows += _LINE.findall(data, start, end)
        progress("reading mono items", end / len(data))
        start = end + 1
    return rows


def _broken_lines(source: Source) -> list[Remark]:
    """Return remarks on the first lines that are cut off or mixed up."""
    marks = [found.start() for found in _MARK.finditer(source.data)]
    whole = {found.start() for found in _LINE.finditer(source.data)}
    return [
        Remark("this mono item breaks off; left out.", source.data.count(b"\n", 0, mark) + 1, source.path)
        for mark in [mark for mark in marks if mark not in whole][:_LISTED]
    ]


def _crate(places: bytes) -> str:
    """Return the crate name in the first unit's name, or ""."""
    place = _PLACE.match(places)
    found = None if place is None else _UNIT_NAME.fullmatch(place[1])
    return "" if found is None else (found[2] or found[1]).decode()


def _capture(crate: str, rows: list[Row], path: str) -> Capture:
    """Build the capture of one crate: every line is an item, even where two look the same."""
    kinds, names = zip(*(_kind(name) for name, _ in rows), strict=True)
    # rustc names a unit once for each item; a file that does not is none of rustc's, but harmless.
    places = [(item, *place) for item, (_, text) in enumerate(rows) for place in dict(_PLACE.findall(text)).items()]
    item = np.array([index for index, _, _ in places], np.int32)
    units = sorted({unit for _, unit, _ in places})
    number = {unit: index for index, unit in enumerate(units)}
    linkage = np.array([_LINKAGE.get(text, 0) for _, _, text in places], np.uint8)
    unknown = np.full(len(rows), -1, np.int64)
    items = Items(
        name=Texts.of_bytes(list(names)),
        symbol=Texts.of_bytes([b""] * len(rows)),
        kind=np.array(kinds, np.uint8),
        size=unknown,
        instructions=unknown.copy(),
        blocks=unknown.copy(),
    )
    stage = partition_of(
        STAGE,
        Texts.of_bytes(units),
        unit=np.array([number[unit] for _, unit, _ in places], np.int32),
        item=item,
        mode=np.where(np.bincount(item, minlength=len(rows))[item] > 1, Mode.INLINED, Mode.ROOT).astype(np.uint8),
        linkage=linkage,
        visibility=np.zeros(len(places), np.uint8),
        size=np.full(len(places), -1, np.int64),
    )
    homeless = int((stage.copies(len(rows)) == 0).sum())
    told = f"{homeless:,} items were collected, but placed in no unit."
    return Capture(
        crate=crate,
        compiler="",
        items=items,
        partitions=(stage,),
        remarks=(Remark(told, 0, path),) if homeless else (),
        sources=(path,),
    )


def _kind(text: bytes) -> tuple[Kind, bytes]:
    """Split printed text into an item's kind and its name."""
    if text.startswith(b"static "):
        return Kind.STATIC, text[7:]
    if text.startswith(b"global_asm"):
        return Kind.GLOBAL_ASM, text
    return Kind.FN, text.removeprefix(b"fn ")
