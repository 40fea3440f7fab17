"""Reader of rustc's debug log: the output under `RUSTC_LOG=rustc_monomorphize::partitioning=debug`.

Every grammar since 2016, with and without log prefix, colours or JSON envelopes, of one crate or of several. What
does not add up with the dump's own header becomes a remark; nothing is mended silently.

```
bytes ─ text ─▶ lines ─ scan ─▶ columns + statements ─ stages ─▶ dumps ─ captures, partitions ─▶ Capture
                                                          └───────── check ─────────────────────▶ remarks
```
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable

import numpy as np

from cguviz.errors import LoadError
from cguviz.formats.debug_log.check import MOST, NOT_ITS_OWN, check
from cguviz.formats.debug_log.compilations import Compilation, compilations
from cguviz.formats.debug_log.grammar import UNTOLD, Token
from cguviz.formats.debug_log.partitions import partitions_of
from cguviz.formats.debug_log.scan import Scan, scan
from cguviz.formats.debug_log.stages import LogStage, stages_of
from cguviz.formats.debug_log.text import Text, plain, unfold
from cguviz.formats.modes.rule import infer_from_names
from cguviz.formats.source import Source
from cguviz.model.capture import Capture, Remark
from cguviz.model.columns import Bools, Longs
from cguviz.progress import Progress

DISABLED = b"disabled statically"
"""Part of what an official compiler says instead of logging; the words around it are coloured one by one."""
MOST_DUMPS = 20_000
"""A build of hundreds of crates makes two thousand; each costs a millisecond however small it is."""
STOCK = (
    "debug logging is compiled out of official compilers, so this log has no dump. Capture the units as LLVM IR "
    "instead, which every toolchain writes: RUSTC_BOOTSTRAP=1 cargo rustc --release -- --emit=llvm-ir "
    "-C no-prepopulate-passes -C lto=off -C symbol-mangling-version=v0 -C codegen-units=16 -Z print-mono-items=yes, "
    "then open the folder with the .ll files; or build rustc with debug-logging = true"
)

MIXED = (
    "lines of several crates stand among one another, as cargo prints them when it builds crates at the same time: "
    "build with -j1, or give each crate a log of its own."
)
"""What all the differences of such a log come from."""

_DUMP = re.compile(
    rb"rustc_\w+(?:::\w+)*::partitioning\b"
    rb"|^[^\n\w]*- (?:unique items: \d|CGU\[\d+\])"
    rb"|^[^\n\w]*CodegenUnit \S+(?: estimated size \d+)? ?:$"
    rb"|\] \((?:root|inlined), size: \d+\)$",
    re.MULTILINE,
)


def sniff(head: bytes) -> bool:
    """Say whether a file is a log with a dump, or a log that explains why there is none.

    Parameters
    ----------
    head
        The first 64 KiB.
    """
    text = unfold(plain(head)).data
    return DISABLED in text or _DUMP.search(text) is not None


def read(sources: Iterable[Source], progress: Progress) -> list[Capture]:
    """Read debug logs into captures.

    Parameters
    ----------
    sources
        One log each.
    progress
        Told after every megabyte.

    Returns
    -------
    One capture for each compilation, in the order of the log.

    Raises
    ------
    LoadError
        There is no dump in it.
    """
    return [capture for source in sources for capture in _read(source, progress)]


def _read(source: Source, progress: Progress) -> list[Capture]:
    """Read one debug log."""
    text = plain(source.data)
    lines = scan(text.data, progress, path=source.path)
    if any(line.token is Token.EVENT for line in lines.statements):
        text = unfold(text)
        lines = scan(text.data, progress, path=source.path)
    stages, orphans = stages_of(lines)
    if len(stages) > MOST_DUMPS:
        raise LoadError(f"this holds more than {MOST_DUMPS:,} dumps; split the log by crate.", source.path)
    found = compilations([stage for stage in stages if stage.units], lines)
    if not found:
        raise LoadError(_why_nothing(text), source.path)
    strays = _strays(lines, [stage for stage in stages if not stage.units], orphans)
    beginnings = sorted((stage.line, number) for number, one in enumerate(found) for stage in one.stages)
    remarks: list[list[Remark]] = [[] for _ in found]
    for stray in strays:
        before = bisect.bisect(beginnings, (stray.line, len(found))) - 1
        remarks[beginnings[max(before, 0)][1]].append(stray)
    return _remark_if_mixed(
        [
            _capture(compilation, lines, strays, text, source.path)
            for compilation, strays in zip(found, remarks, strict=True)
        ]
    )


def _remark_if_mixed(captures: list[Capture]) -> list[Capture]:
    """Return a remark on mixed dumps of several crates; if one was cut off, it would be the last."""
    odd = [any(NOT_ITS_OWN in remark.text for remark in capture.remarks) for capture in captures]
    if sum(odd) < 2:
        return captures
    return [
        capture.replace(remarks=(Remark(MIXED, capture.remarks[0].line, capture.remarks[0].path), *capture.remarks))
        if wrong
        else capture
        for capture, wrong in zip(captures, odd, strict=True)
    ]


def _capture(compilation: Compilation, lines: Scan, remarks: list[Remark], text: Text, path: str) -> Capture:
    """Build the capture of one compilation; its remarks are sorted by line."""
    stages = compilation.stages
    items, partitions = partitions_of(stages, lines)
    for stage, partition in zip(stages, partitions, strict=True):
        remarks += check(stage, partition)
    if compilation.replays:
        again = compilation.replays[0].line
        remarks.append(Remark("from here on the log repeats dumps word by word (cargo does so); left out.", again))
    strange = sum(int((partition.linkage == 0).sum()) for partition in partitions)
    if strange:
        remarks.append(Remark(f"{strange:,} placements have a linkage that no known rustc prints.", stages[0].line))
    untold = [partition.mode == UNTOLD for partition in partitions]
    unsure = sum(int(rows.sum()) for rows in untold)
    if unsure:
        told = f"nothing tells whether {unsure:,} placements are root or inlined; it is inferred from their names."
        remarks.append(Remark(told, stages[0].line))
    remarks.sort(key=lambda remark: remark.line)
    origin = text.line
    capture = Capture(
        crate=compilation.crate,
        compiler=next((stage.compiler for stage in stages if stage.compiler), ""),
        items=items,
        partitions=partitions,
        remarks=tuple(
            Remark(remark.text, remark.line if origin is None else int(origin[remark.line - 1]), path)
            for remark in remarks
        ),
        sources=(path,),
    )
    return _with_modes(capture, untold) if unsure else capture


def _with_modes(capture: Capture, untold: list[Bools]) -> Capture:
    """Infer whether items are root or inlined in placements of which no stage tells it."""
    inferred = np.zeros(len(capture.items), np.uint8)
    for partition, rows in zip(capture.partitions, untold, strict=True):
        inferred[partition.item[rows]] = 1
    likely = infer_from_names(capture).partitions
    return capture.replace(
        items=capture.items.replace(inferred=inferred),
        partitions=tuple(
            partition.replace(mode=np.where(rows, guess.mode, partition.mode).astype(np.uint8))
            for partition, rows, guess in zip(capture.partitions, untold, likely, strict=True)
        ),
    )


def _strays(lines: Scan, empty: list[LogStage], orphans: Longs) -> list[Remark]:
    """Return a remark on item lines that belong to no unit."""
    remarks = [
        Remark("this item breaks off or cannot be read.", line.line)
        for line in lines.statements
        if line.token is Token.UNFINISHED
    ]
    remarks += [Remark(f"nothing follows the label {stage.label}.", stage.line) for stage in empty]
    if len(orphans):
        told = f"{len(orphans):,} items from here on stand in no unit; the lines before them are missing."
        remarks.append(Remark(told, int(lines.line[orphans[0]])))
    return remarks[:MOST]


def _why_nothing(text: Text) -> str:
    if DISABLED in text.data:
        return STOCK
    return (
        "no dump of codegen units in it; expected what RUSTC_LOG=rustc_monomorphize::partitioning=debug makes a rustc "
        "with debug logging print (PLACE, CGU[0] and so on)"
    )
