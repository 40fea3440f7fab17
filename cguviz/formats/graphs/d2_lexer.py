"""The keys and values of a D2 file."""

from __future__ import annotations

import re
from typing import NamedTuple

from cguviz.errors import LoadError

BLANK = re.compile(r'(?>[\s;\ufeff]+|\#[^\n]*|"""(?s:.*?)""")*+')
"""Between statements."""
SPACE = re.compile(r"(?>[ \t\r]+|\\\n)*+")
"""Within a statement."""
DOUBLE = re.compile(r'"((?:[^"\\\n]|\\(?s:.))*+)"')
SINGLE = re.compile(r"'((?:[^'\n]|'')*+)'")
# Not possessive: with a lookahead inside that goes wrong before Python 3.11.5, and nothing follows it anyway.
WORD = re.compile(r"(?:\\.|-(?![->])|(?!\s\#)[^\n:;{}\[\].<>\\\-])+")
"""An unquoted part of a key: it ends at a sign, at an arrow, at a comment."""
ARROW = re.compile(r"(<)?-+(>)?")
INDEX = re.compile(r"\[[^\]\n]*\]")
PLAIN = re.compile(r"(?:\\(?s:.)|(?!\s\#)[^\n;{}\\])*")
"""An unquoted value."""
BLOCK = re.compile(r"(\|+)([^\s|]*)")
ESCAPE = re.compile(r"\\(.)", re.DOTALL)
REST = re.compile(r"[^\n{}]*+")


class KeyPart(NamedTuple):
    """A part of a key: `a` and `b` of `a.b`; quoted parts are never keywords."""

    name: str
    quoted: bool


def key_at(text: str, at: int, path: str) -> tuple[list[KeyPart], int]:
    """Read a key: parts with dots between them.

    Returns
    -------
    parts, end

    Raises
    ------
    LoadError
        There is none.
    """
    parts: list[KeyPart] = []
    while True:
        at = end_of(SPACE, text, at)
        quoted = DOUBLE.match(text, at) or SINGLE.match(text, at)
        if quoted:
            parts.append(KeyPart(_unquote(quoted), quoted=True))
            at = quoted.end()
        else:
            word = WORD.match(text, at)
            if word is None or not word[0].strip():
                raise LoadError(_expect(text, at), path, line_of(text, at))
            parts.append(KeyPart(ESCAPE.sub(r"\1", word[0]).strip(), quoted=False))
            at = word.end()
        at = end_of(SPACE, text, at)
        if not text.startswith(".", at):
            return parts, at
        at += 1


def value_at(text: str, at: int, path: str) -> tuple[str, int]:
    """Read the value behind a colon, up to a brace or the end of the statement.

    Raises
    ------
    LoadError
        A block of text has no end.
    """
    at = end_of(SPACE, text, at)
    quoted = DOUBLE.match(text, at) or SINGLE.match(text, at)
    if quoted:
        return _unquote(quoted), end_of(SPACE, text, quoted.end())
    block = BLOCK.match(text, at)
    if block:
        end = text.find(block[1], block.end())
        if end < 0:
            raise LoadError("this |…| block has no end; the file is cut off.", path, line_of(text, at))
        return text[block.end() : end].strip(), end_of(SPACE, text, end + len(block[1]))
    plain = PLAIN.match(text, at)
    end = plain.end() if plain else at
    return ESCAPE.sub(r"\1", text[at:end]).strip(), end


def end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Return the end of a pattern's match, which may be empty."""
    match = pattern.match(text, at)
    return match.end() if match else at


def line_of(text: str, at: int) -> int:
    """Return the line of a position, counted from 1."""
    return text.count("\n", 0, at) + 1


def _unquote(match: re.Match[str]) -> str:
    """Return the text in quotes."""
    if match[0].startswith("'"):
        return match[1].replace("''", "'")
    return ESCAPE.sub(lambda escape: {"n": "\n", "t": "\t", "\n": ""}.get(escape[1], escape[1]), match[1])


def _expect(text: str, at: int) -> str:
    """Return the error for a place where a name must follow."""
    if at >= len(text):
        return "a name must follow, but the file ends."
    found = text[at] if text[at] != "\n" else "the end of the line"
    return f"a name must stand here, not “{found}”; names with signs must be in quotes."
