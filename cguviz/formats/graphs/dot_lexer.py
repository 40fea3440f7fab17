"""Lexer of DOT files: their words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cguviz.errors import LoadError


class DotToken(NamedTuple):
    """A word of a DOT file.

    Attributes
    ----------
    kind
        "id" for a name, "text" for a quoted name, or the sign itself.
    value
        The name, unquoted.
    start
        Where it begins, in characters.
    """

    kind: str
    value: str
    start: int


WORD = re.compile(
    r"""
    [ \t\r\n\f\v\ufeff]+ | (?://|\#)[^\n]* | /\*.*?\*/
  | (?P<text> "(?:[^"\\]|\\.)*" )
  | (?P<id> [A-Za-z_\x80-\U0010ffff][\w\x80-\U0010ffff]* | -?(?:\.\d+|\d+(?:\.\d*)?) )
  | (?P<sign> -> | -- | [{}\[\]=;,:+] )
  | (?P<html> < )
    """,
    re.VERBOSE | re.DOTALL,
)
ESCAPE = re.compile(r"\\(.)", re.DOTALL)
ANGLE = re.compile(r"<!--.*?-->|[<>]", re.DOTALL)
TAG = re.compile(r"<!--.*?-->|<[^<>]*>", re.DOTALL)


def tokens(text: str, path: str) -> Iterator[DotToken]:
    """Split a DOT file into words; `"a" + "b"` is one word.

    Raises
    ------
    LoadError
        Something stands there that DOT does not have.
    """
    pending: DotToken | None = None
    joining = False
    for token in _words(text, path):
        if pending is not None and token.kind == "+":
            joining = True
        elif pending is not None and joining and token.kind == "text":
            pending, joining = pending._replace(value=pending.value + token.value), False
        else:
            if pending is not None:
                yield pending
            joining = False
            pending = token if token.kind == "text" else None
            if pending is None:
                yield token
    if pending is not None:
        yield pending


def line_of(text: str, start: int) -> int:
    """Return the line of a position, counted from 1."""
    return text.count("\n", 0, start) + 1


def _words(text: str, path: str) -> Iterator[DotToken]:
    at = 0
    while at < len(text):
        match = WORD.match(text, at)
        if match is None:
            raise LoadError(_expect(text[at]), path, line_of(text, at))
        kind = match.lastgroup
        start, at = at, match.end()
        if kind == "html":
            at = _html_end(text, start, path)
            yield DotToken("text", " ".join(TAG.sub(" ", text[start + 1 : at - 1]).split()), start)
        elif kind == "text":
            yield DotToken("text", ESCAPE.sub(_unescape, match[0][1:-1]), start)
        elif kind == "sign":
            yield DotToken(match[0], match[0], start)
        elif kind == "id":
            yield DotToken("id", match[0], start)


def _unescape(match: re.Match[str]) -> str:
    """Undo the escapes of any quoted text; escapes of labels are the reader's."""
    return {'"': '"', "\n": ""}.get(match[1], match[0])


def _html_end(text: str, start: int, path: str) -> int:
    depth = 0
    for match in ANGLE.finditer(text, start):
        if len(match[0]) == 1:  # else a comment
            depth += 1 if match[0] == "<" else -1
        if not depth:
            return match.end()
    raise LoadError("this <…> label has no end; the file is cut off, or a > is missing.", path, line_of(text, start))


def _expect(found: str) -> str:
    """Return the error for an unexpected word."""
    if found in '"/':
        return "this text or comment has no end; the file is cut off, or a quote is missing."
    return f"“{found}” has no meaning in DOT here; names with such characters must be in quotes."
