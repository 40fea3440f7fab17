"""Checks of a dump against the figures in its own header and units.

Each difference is one sentence. A dump as rustc wrote it gives none, of whatever version; lost, doubled or foreign
lines give some, since every item is counted four times over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import numpy as np

from cguviz.formats.debug_log.grammar import LogStatement, Token
from cguviz.formats.debug_log.stages import LogStage
from cguviz.model.capture import Remark
from cguviz.model.columns import Longs
from cguviz.model.partition import Mode, Partition
from cguviz.model.sizes import collapse, quotient

MOST = 100
"""Remarks about the units of one dump; whoever has more has lost count anyway."""

_SPLIT = ("{} items", "{} root items", "{} inlined items", "{} size", "{} root size", "{} inlined size")
_SPOKEN = {
    Token.UNIQUE: tuple(part.format("unique") for part in _SPLIT),
    Token.PLACED: tuple(part.format("placed") for part in _SPLIT),
    Token.RATIOS: ("placed/unique items ratio", "placed/unique size ratio"),
    Token.UNITS: ("units", "mean unit size", "unit sizes"),
    Token.UNIT: ("number",),
    Token.NAME: ("name", "size"),
    Token.SIZES: ("items", "mean item size", "item sizes"),
    Token.UNIT_OF_2023: ("number", "name", "items", "size"),
    Token.UNIT_UNTIL_2023: ("name", "size"),
}
"""What the groups of each line mean."""
_HEADER = (Token.UNIQUE, Token.PLACED, Token.RATIOS, Token.UNITS)
_UNIT = (Token.UNIT, Token.NAME, Token.SIZES)
"""The lines that each header and each unit has since mid-2023."""
_LABEL = re.compile(
    rb"(\d{1,15}) (items|CodegenUnits|CGUs)\b|(?<![\w/])(total_size|max|min|max_size|min_size)=(\d{1,15})\b"
)
_LONGEST = 60
NOT_ITS_OWN = "lines are missing, doubled or foreign"
"""Part of each remark on a figure that differs."""

Counted = Mapping[Token, tuple[str | None, ...]]
"""What a line should state; None for what cannot be counted."""


def check(stage: LogStage, partition: Partition) -> list[Remark]:
    """Check a dump against its own figures, and return remarks on the differences.

    Parameters
    ----------
    stage
        What it announces.
    partition
        What was read of it.

    Returns
    -------
    Remarks with lines of the plain text.
    """
    remarks = [] if stage.label else [Remark("the line that names this stage is missing.", stage.line)]
    name = stage.label or "this stage"
    remarks += _header(stage, partition, name)
    for number, remark in enumerate(_units(stage, partition)):
        if number == MOST:
            remarks.append(Remark(f"more units of {name} differ from what they announce.", remark.line))
            break
        remarks.append(remark)
    return remarks


def _header(stage: LogStage, partition: Partition, name: str) -> Iterator[Remark]:
    """Compare the lines before the first unit."""
    sizes, size = partition.unit_sizes, np.maximum(partition.size, 0)
    inlined = partition.mode == Mode.INLINED
    once = np.unique(partition.item[inlined], return_index=True)[1]
    unique, placed = _sums(size[~inlined], size[inlined][once]), _sums(size[~inlined], size[inlined])
    if stage.stated.keys().isdisjoint(_HEADER):
        if Token.LABEL in stage.stated:
            yield from _label(stage.stated[Token.LABEL], sizes, placed, name)
        return
    unique_texts: tuple[str | None, ...] = tuple(map(str, unique))
    ratios: tuple[str | None, ...] = quotient(placed[0], unique[0], 2), quotient(placed[3], unique[3], 2)
    if partition.visibility.any():
        # The dumps of 1.72, which print visibilities, call every inlined item of the crate unique, placed or not.
        unique_texts = (None, unique_texts[1], None, None, unique_texts[4], None)
        ratios = None, None
    (collapsed,) = collapse(sizes, np.zeros(len(sizes), np.int32), 1)
    counted = {
        Token.UNIQUE: unique_texts,
        Token.PLACED: tuple(map(str, placed)),
        Token.RATIOS: ratios,
        Token.UNITS: (str(len(sizes)), quotient(placed[3], len(sizes), 1), collapsed),
    }
    yield from _compare(stage.stated, counted, _HEADER, name, stage.line)


def _sums(root: Longs, inlined: Longs) -> tuple[int, ...]:
    """Return the six numbers of a header line: items (all, root, inlined), sizes (all, root, inlined)."""
    sizes = int(root.sum()), int(inlined.sum())
    return len(root) + len(inlined), len(root), len(inlined), sum(sizes), *sizes


def _label(label: LogStatement, sizes: Longs, placed: tuple[int, ...], name: str) -> Iterator[Remark]:
    """Compare the figures that stood behind the label in May and June 2023."""
    largest, smallest = int(sizes.max(initial=0)), int(sizes.min()) if len(sizes) else 0
    counted = {
        "items": placed[0],
        "total_size": placed[3],
        "CodegenUnits": len(sizes),
        "CGUs": len(sizes),
        "max": largest,
        "max_size": largest,
        "min": smallest,
        "min_size": smallest,
    }
    for figure in _LABEL.finditer(label.texts[1]):
        what, announced = (figure[2], figure[1]) if figure[2] else (figure[3], figure[4])
        if int(announced) != counted[what.decode()]:
            yield _remark(name, what.decode(), announced.decode(), str(counted[what.decode()]), label.line)


def _units(stage: LogStage, partition: Partition) -> Iterator[Remark]:
    """Compare each unit with its own lines."""
    units = len(stage.units)
    unsized = np.bincount(partition.unit[partition.size < 0], minlength=units)
    lists = collapse(np.maximum(partition.size, 0), partition.unit, units)
    rows = zip(
        stage.units, partition.unit_sizes.tolist(), np.diff(stage.starts).tolist(), lists, unsized.tolist(), strict=True
    )
    modern = not stage.stated.keys().isdisjoint(_HEADER)
    for index, (unit, total, items, sizes, unknown) in enumerate(rows):
        size = None if unknown else str(total)
        counted: Counted = {
            Token.UNIT: (str(index),),
            Token.NAME: (None, str(total)),
            Token.SIZES: (str(items), quotient(total, items, 1), sizes),
            Token.UNIT_OF_2023: (str(index), None, str(items), size),
            Token.UNIT_UNTIL_2023: (None, size),
        }
        name = unit.name.decode("utf-8", "replace")
        yield from _compare(unit.stated, counted, _UNIT if modern else (), name, unit.line)


def _compare(
    stated: dict[Token, LogStatement], counted: Counted, required: tuple[Token, ...], name: str, line: int
) -> Iterator[Remark]:
    """Compare each group of each line; remark on lines that are missing."""
    for token, values in counted.items():
        statement = stated.get(token)
        if statement is None:
            if token in required:
                yield Remark(f"{name} lacks its line on {_SPOKEN[token][-1]}.", line)
            continue
        for what, announced, value in zip(_SPOKEN[token], statement.texts, values, strict=True):
            text = announced.decode("utf-8", "replace")
            if value is not None and text and text != value:
                yield _remark(name, what, text, value, statement.line)
                break


def _remark(name: str, what: str, announced: str, counted: str, line: int) -> Remark:
    """Return the remark on a figure that does not agree with the lines."""
    announced, counted = (text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…" for text in (announced, counted))
    return Remark(f"{name} announces {what} {announced}, but {counted} were read; {NOT_ITS_OWN}.", line)
