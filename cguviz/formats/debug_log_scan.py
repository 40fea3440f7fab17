"""A log in one pass: item lines become columns, the few other lines of a dump become statements.

A dump of 52 MB has 190,000 lines, 99 % of them items, and each text stands there up to three times. So one compiled
pattern runs over the bytes and cuts a line in two (item, size); whole item texts are interned, and only the 54,000
different ones are taken apart. No line is decoded.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

import numpy as np

from cguviz.errors import LoadError
from cguviz.formats.debug_log_lines import (
    INDENT,
    LINE,
    ItemText,
    Statement,
    Token,
    size_and_mode,
    state,
    take_apart,
    unlog,
)
from cguviz.model.columns import Bytes, Columns, Ints, Longs
from cguviz.progress import Progress

CHUNK = 1 << 20
"""Bytes read at once: small enough that the pieces of lines die young (110 MB at the peak instead of 190)."""
CONTINUED = 3
"""An item whose name holds a line feed ends within so many lines; cargo may have written some between."""
MOST_STATEMENTS = 1_000_000
"""A build of hundreds of crates makes half of it; more is no log but an attempt to fill the memory."""

_IDLE = (Token.LABEL, Token.CRATE)
_JOINED = re.compile(LINE.pattern, re.DOTALL)


@dataclasses.dataclass(frozen=True, eq=False)
class Scan(Columns):
    """The item lines in the order of the log, and its statements.

    Attributes
    ----------
    names, symbols
        (k,) of each key as printed; several mono items of one dump may share a key.
    kinds
        (k,) uint8 `Kind`.
    line
        (r,) int64 line of each item, from 1, ascending.
    key
        (r,) int32: which (name, symbol, kind).
    linkage, visibility, mode
        (r,) uint8 as in `Partition`; mode is `Mode.UNKNOWN` where the grammar has none.
    size
        (r,) int64, -1 where the grammar has none.
    statements
        The other lines of dumps, in their order.
    """

    names: tuple[bytes, ...]
    symbols: tuple[bytes, ...]
    kinds: Bytes
    line: Longs
    key: Ints
    linkage: Bytes
    visibility: Bytes
    mode: Bytes
    size: Longs
    statements: tuple[Statement, ...]


@dataclasses.dataclass(frozen=True)
class _Tables:
    """What was interned so far. Text 0 stands for all lines that are no items; its key is -1."""

    texts: dict[bytes, int]
    text_key: list[int]
    text_linkage: list[int]
    text_visibility: list[int]
    keys: dict[tuple[bytes, bytes, int], int]
    sizes: dict[bytes, int]


def scan(data: bytes, progress: Progress) -> Scan:
    """Read all lines of a log.

    Parameters
    ----------
    data
        Plain text, see `debug_log_text.plain`.
    progress
        Told after every chunk.

    Raises
    ------
    LoadError
        There are more than `MOST_STATEMENTS` statements.
    """
    tables = _Tables({}, [-1], [0], [0], {}, {})
    statements: list[Statement] = []
    # Items behind a prefix of their own and continued ones; they find their place by line at the end.
    late: list[tuple[int, int, int]] = []
    parts: list[tuple[Longs, Ints, Ints]] = []
    first = 1
    for start, end in _chunks(data):
        rows = LINE.findall(data, start, end)
        texts, sizes, others = zip(*rows, strict=True)
        text = _intern(tables, texts)
        size = _intern_sizes(tables, sizes)
        for index in np.flatnonzero(text == 0).tolist():
            line = others[index] or (texts[index] and b"- " + texts[index] + sizes[index])
            if line:
                _read(first + index, line, tables, statements, late)
        if len(statements) > MOST_STATEMENTS:
            raise LoadError(f"this announces more than {MOST_STATEMENTS:,} units and stages; split the log by crate.")
        items = np.flatnonzero(text)
        parts.append((items + first, text[items], size[items]))
        first += len(rows)
        progress("reading the log", end / len(data))
    parts.append((np.array([row[0] for row in late], np.int64), _ints(late, 1), _ints(late, 2)))
    return _columns(tables, parts, statements)


def _chunks(data: bytes) -> Iterator[tuple[int, int]]:
    """Cut into pieces of whole lines; a piece's end is at a line feed or the end of all."""
    start = 0
    while start < len(data):
        end = data.find(b"\n", start + CHUNK)
        end = len(data) if end < 0 else end
        yield start, end
        start = end + 1


def _intern(tables: _Tables, column: tuple[bytes, ...]) -> Ints:
    """Return (lines,) int32 the number of each item text."""
    known = tables.texts
    numbers = list(map(known.get, column))
    rejected = []
    for index in [index for index, number in enumerate(numbers) if number is None]:
        text = column[index]
        if text not in known:
            known[text] = _learn(tables, take_apart(text))
        numbers[index] = known[text]
        if text and not known[text]:
            rejected.append(text)
    # Junk is not worth remembering: a hostile file has nothing else.
    for text in rejected:
        known.pop(text, None)
    return np.array(numbers, np.int32)


def _intern_sizes(tables: _Tables, column: tuple[bytes, ...]) -> Ints:
    """Return (lines,) int32 the number of each size text."""
    known = tables.sizes
    numbers = list(map(known.get, column))
    for index in [index for index, number in enumerate(numbers) if number is None]:
        numbers[index] = known.setdefault(column[index], len(known))
    return np.array(numbers, np.int32)


def _learn(tables: _Tables, item: ItemText | None) -> int:
    """Give an item text its number; 0 if it is no item."""
    if item is None:
        return 0
    name, symbol, kind, linkage, visibility = item
    tables.text_key.append(tables.keys.setdefault((name, symbol, kind), len(tables.keys)))
    tables.text_linkage.append(linkage)
    tables.text_visibility.append(visibility)
    return len(tables.text_key) - 1


def _read(
    number: int, line: bytes, tables: _Tables, statements: list[Statement], late: list[tuple[int, int, int]]
) -> None:
    """Read a line that is no plain item line."""
    text, logged = unlog(line)
    if logged and _read_item(number, text, tables, late):
        return
    statement = state(number, text, logged=logged)
    last = statements[-1] if statements else None
    if last is not None and last.token is Token.UNFINISHED and statement is None and number <= last.line + CONTINUED:
        joined = b"- " + last.texts[0] + b"\n" + line.lstrip(INDENT)
        if _read_item(last.line, joined, tables, late):
            statements.pop()
        return
    if statement is None:
        return
    if last is not None and statement.token is last.token and last.token in _IDLE and not last.logged:
        # Of a thousand shouting lines, or crates compiled, only the last one before a dump can concern it.
        statements.pop()
    statements.append(statement)


def _read_item(number: int, text: bytes, tables: _Tables, late: list[tuple[int, int, int]]) -> bool:
    """Read a single item line; say whether it was one."""
    found = _JOINED.fullmatch(text)
    if found is None or found[1] is None:
        return False
    (row,) = _intern(tables, (found[1],)).tolist()
    if row:
        (size,) = _intern_sizes(tables, (found[2],)).tolist()
        late.append((number, row, size))
    return bool(row)


def _ints(rows: list[tuple[int, int, int]], column: int) -> Ints:
    return np.array([row[column] for row in rows], np.int32)


def _columns(tables: _Tables, parts: list[tuple[Longs, Ints, Ints]], statements: list[Statement]) -> Scan:
    line, text, end = (np.concatenate(column) for column in zip(*parts, strict=True))
    if len(parts[-1][0]):
        order = np.argsort(line, kind="stable")
        line, text, end = line[order], text[order], end[order]
    ends = np.array([size_and_mode(part) for part in tables.sizes], np.int64).reshape(-1, 2)
    return Scan(
        names=tuple(name for name, _, _ in tables.keys),
        symbols=tuple(symbol for _, symbol, _ in tables.keys),
        kinds=np.array([kind for _, _, kind in tables.keys], np.uint8),
        line=line,
        key=np.array(tables.text_key, np.int32)[text],
        linkage=np.array(tables.text_linkage, np.uint8)[text],
        visibility=np.array(tables.text_visibility, np.uint8)[text],
        mode=ends[end, 1].astype(np.uint8),
        size=ends[end, 0],
        statements=tuple(statements),
    )
