"""A scan of a log in one pass: item lines become columns, the few other lines of a dump become statements.

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
from cguviz.formats.debug_log.grammar import (
    INDENT,
    LINE,
    LogStatement,
    Token,
    kind_of,
    linkage_and_visibility,
    name_of,
    size_and_mode,
    state,
    take_apart,
    unlog,
)
from cguviz.model.columns import Bytes, Columns, Ints, Longs
from cguviz.progress import Progress

CHUNK = 1 << 18
"""Bytes read at once: small enough that the pieces of lines die young (110 MB at the peak instead of 190)."""
CONTINUED = 3
"""An item whose name holds a line feed ends within so many lines; cargo may have written some between."""
MOST_STATEMENTS = 1_000_000
"""A build of hundreds of crates makes half of it; more is no log but an attempt to fill the memory."""

_IDLE = (Token.LABEL, Token.CRATE, Token.EVENT)
_NO_HASH = b"<no hash>]"
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
        (r,) uint8 as in `Partition`; mode is `UNTOLD` where the grammar has none.
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
    statements: tuple[LogStatement, ...]


@dataclasses.dataclass(frozen=True)
class _Tables:
    """Texts that were interned so far, with their numbers.

    Attributes
    ----------
    texts
        Item lines without size; number 0 stands for all lines that are no items.
    text_key, text_link
        Of each text the number of its key (-1 for text 0) and in `links`.
    items, symbols
        Of each key, as printed (`fn a::b`, `h0123456789abcdefE]`).
    key_of_symbol, other_keys
        The first key with a symbol, which is nearly always the only one, and all others: a hash of 18 bytes costs a
        tenth of that of a name.
    links, sizes
        The few different ends of lines.
    """

    texts: dict[bytes, int]
    text_key: list[int]
    text_link: list[int]
    items: list[bytes]
    symbols: list[bytes]
    key_of_symbol: dict[bytes, int]
    other_keys: dict[tuple[bytes, bytes], int]
    links: dict[bytes, int]
    sizes: dict[bytes, int]


def scan(data: bytes, progress: Progress, *, path: str = "") -> Scan:
    """Scan all lines of a log.

    Parameters
    ----------
    data
        Plain text, see `debug_log_text.plain`.
    progress
        Told after every chunk.
    path
        For errors.

    Raises
    ------
    LoadError
        There are more than `MOST_STATEMENTS` statements.
    """
    tables = _Tables(
        texts={},
        text_key=[-1],
        text_link=[0],
        items=[],
        symbols=[],
        key_of_symbol={},
        other_keys={},
        links={b"": 0},
        sizes={},
    )
    statements: list[LogStatement] = []
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
            told = f"this announces more than {MOST_STATEMENTS:,} units and stages; split the log by crate."
            raise LoadError(told, path or None)
        items = np.flatnonzero(text)
        parts.append((items + first, text[items], size[items]))
        first += len(rows)
        progress("reading the log", end / len(data))
    parts.append((np.array([row[0] for row in late], np.int64), _ints(late, 1), _ints(late, 2)))
    return _columns(tables, parts, statements)


def _chunks(data: bytes) -> Iterator[tuple[int, int]]:
    """Cut a log into pieces of whole lines; a piece ends at a line feed or at the end of all."""
    start = 0
    while start < len(data):
        end = data.find(b"\n", start + CHUNK)
        end = len(data) if end < 0 else end
        yield start, end
        start = end + 1


def _intern(tables: _Tables, column: tuple[bytes, ...]) -> Ints:
    """Return (lines,) int32: the number of each item text."""
    known = tables.texts
    numbers = list(map(known.get, column))
    if None in numbers:
        fresh = [index for index, number in enumerate(numbers) if number is None]
        texts = [column[index] for index in fresh]
        rejected = _learn(tables, texts)
        for index, text in zip(fresh, texts, strict=True):
            numbers[index] = known[text]
        # Junk is not worth remembering: a hostile file has nothing else.
        for text in rejected:
            known.pop(text, None)
    return np.array(numbers, np.int32)


def _learn(tables: _Tables, texts: list[bytes]) -> list[bytes]:
    """Give numbers to new item texts; return other texts, whose number is 0."""
    known, links, items, symbols = tables.texts, tables.links, tables.items, tables.symbols
    rejected = []
    for text in texts:
        if text in known:
            continue
        item = take_apart(text)
        if item is None:
            known[text] = 0
            if text:
                rejected.append(text)
            continue
        name, link, symbol = item
        known[text] = len(tables.text_key)
        key = tables.key_of_symbol.setdefault(symbol, len(items))
        if key < len(items) and items[key] != name:
            key = tables.other_keys.setdefault((name, symbol), len(items))
        if key == len(items):
            items.append(name)
            symbols.append(symbol)
        tables.text_key.append(key)
        tables.text_link.append(links.setdefault(link, len(links)))
    return rejected


def _intern_sizes(tables: _Tables, column: tuple[bytes, ...]) -> Ints:
    """Return (lines,) int32: the number of each size text."""
    known = tables.sizes
    for text in set(column).difference(known):
        known[text] = len(known)
    return np.array(list(map(known.__getitem__, column)), np.int32)


def _read(
    number: int, line: bytes, tables: _Tables, statements: list[LogStatement], late: list[tuple[int, int, int]]
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
    """Read a single item line; say whether the line is an item line."""
    found = _JOINED.fullmatch(text)
    if found is None or found[1] is None:
        return False
    (row,) = _intern(tables, (found[1],)).tolist()
    if row:
        (size,) = _intern_sizes(tables, (found[2],)).tolist()
        late.append((number, row, size))
    return bool(row)


def _ints(rows: list[tuple[int, int, int]], column: int) -> Ints:
    """Return a column of rows."""
    return np.array([row[column] for row in rows], np.int32)


def _columns(tables: _Tables, parts: list[tuple[Longs, Ints, Ints]], statements: list[LogStatement]) -> Scan:
    """Build the columns of all parts."""
    line, text, end = (np.concatenate(column) for column in zip(*parts, strict=True))
    if len(parts[-1][0]):
        order = np.argsort(line, kind="stable")
        line, text, end = line[order], text[order], end[order]
    ends = np.array([size_and_mode(part) for part in tables.sizes], np.int64).reshape(-1, 2)
    links = np.array([linkage_and_visibility(part) for part in tables.links], np.uint8)
    link = np.array(tables.text_link, np.int32)[text]
    return Scan(
        names=tuple([name_of(item) for item in tables.items]),
        symbols=tuple([b"" if symbol == _NO_HASH else symbol[:-1] for symbol in tables.symbols]),
        kinds=np.array([kind_of(item) for item in tables.items], np.uint8),
        line=line,
        key=np.array(tables.text_key, np.int32)[text],
        linkage=links[link, 0],
        visibility=links[link, 1],
        mode=ends[end, 1].astype(np.uint8),
        size=ends[end, 0],
        statements=tuple(statements),
    )
