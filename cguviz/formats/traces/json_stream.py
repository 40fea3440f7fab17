"""JSON piece by piece: traces of hundreds of megabytes without hundreds of millions of Python objects at a time.

Positions are bytes in the file. `first_member` and `next_member` walk through an object; what a member holds is taken
by `value`, passed over by `skip`, or, for a long array, taken by `batch` some megabytes at a time. A file may end
anywhere (`CutError`): profilers append to files that nobody closes.

```
{"traceEvents": [{…}, {…}, …], "beginningOfTime": 1}
                 ╰─ batch ─╯
```
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

WINDOW = 1 << 22
"""Bytes looked at at once."""
LARGEST = 1 << 28
"""Bytes that one value may have; what is larger is refused instead of filling memory."""

_DECODER = json.JSONDecoder()
_BLANKS = re.compile(rb"[ \t\r\n]*")
_STRUCTURE = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[\]{}]|"', re.DOTALL)
_SCALAR = re.compile(rb"[^,\]}\s]+")
_GAP = re.compile(r"[ \t\r\n,]*")


class CutError(Exception):
    """The file ends within a value."""


class SyntaxFaultError(Exception):
    """The file is no JSON; `place` is the byte."""

    def __init__(self, place: int) -> None:
        self.place = place
        super().__init__(place)


def blanks(data: bytes, place: int) -> int:
    """Return the place behind white space; at the end of the file, its length."""
    match = _BLANKS.match(data, place)
    return place if match is None else match.end()


def first_member(data: bytes, place: int) -> tuple[str, int] | None:
    """Return the name and the value's place of the first member of the object at `place`, None if it is empty."""
    if data[place : place + 1] != b"{":
        raise SyntaxFaultError(place)
    return _member(data, blanks(data, place + 1))


def next_member(data: bytes, place: int) -> tuple[str, int] | None:
    """Return the member after a value that ends at `place`, None at the end of the object."""
    place = blanks(data, place)
    if data[place : place + 1] == b",":
        return _member(data, blanks(data, place + 1))
    if place >= len(data):
        raise CutError
    if data[place : place + 1] != b"}":
        raise SyntaxFaultError(place)
    return None


def _member(data: bytes, place: int) -> tuple[str, int] | None:
    """Return the name and the value's place of a member, None at the end of the object."""
    if data[place : place + 1] == b"}":
        return None
    name, place = value(data, place)
    place = blanks(data, place)
    if place >= len(data):
        raise CutError
    if not isinstance(name, str) or data[place : place + 1] != b":":
        raise SyntaxFaultError(place)
    return name, blanks(data, place + 1)


def skip(data: bytes, place: int) -> int:
    """Return the end of the value at `place`."""
    if data[place : place + 1] not in (b"[", b"{", b'"'):
        match = _SCALAR.match(data, place)
        if match is None:
            raise CutError if place >= len(data) else SyntaxFaultError(place)
        return match.end()
    depth = 0
    for match in _STRUCTURE.finditer(data, place):
        sign = data[match.start()]
        if match.end() - match.start() == 1:
            if sign == 0x22:  # a quote that no other closes
                break
            depth += 1 if sign in b"[{" else -1
        if depth <= 0:
            return match.end()
    raise CutError


def value(data: bytes, place: int) -> tuple[object, int]:
    """Return the value at `place`, and its end.

    Raises
    ------
    CutError, SyntaxFaultError
        See there; a value beyond `LARGEST` counts as a fault.
    """
    end = skip(data, place)
    if end - place > LARGEST:
        raise SyntaxFaultError(place)
    try:
        return json.loads(data[place:end].decode("utf-8", "replace")), end
    except (ValueError, RecursionError) as error:
        raise SyntaxFaultError(place) from error


def batch(data: bytes, place: int) -> tuple[Sequence[object], int, bool]:
    """Return some values of an array, the place behind them, and whether the array ends there.

    Parameters
    ----------
    place
        Behind the array's opening bracket, or behind an earlier batch.

    Returns
    -------
    values, place, done
        `done` says that the bracket at `place - 1` closed the array. Commas too many are passed over.

    Raises
    ------
    CutError
        The file ends within the next value, or without a closing bracket.
    SyntaxFaultError
        See there.
    """
    size = WINDOW
    while True:
        text = data[place : place + size].decode("utf-8", "surrogateescape")
        whole = place + size >= len(data)
        values: list[object] = []
        last = at = _gap(text, 0)
        fault = False
        try:
            while at < len(text) and text[at] != "]":
                found, end = _DECODER.raw_decode(text, at)
                values.append(found)
                last, at = at, _gap(text, end)
        except RecursionError as error:
            if not values:
                raise SyntaxFaultError(place + _bytes(text, at)) from error
        except ValueError:
            fault = True
        closed = at < len(text) and text[at] == "]"
        if values and not closed and not whole and isinstance(values[-1], int | float):
            values.pop()  # a number may go on behind the window
            at = last
        if values or closed:
            return values, place + _bytes(text, at) + closed, closed
        # What the window cuts is no fault; a real one stays when the window grows.
        if whole or size > LARGEST:
            raise _trouble(data, place + _bytes(text, at)) if fault else CutError
        size *= 4


def _trouble(data: bytes, place: int) -> Exception:
    """Return the error for a value that is cut off or wrong."""
    try:
        skip(data, place)
    except (CutError, SyntaxFaultError) as trouble:
        return trouble
    return SyntaxFaultError(place)


def _gap(text: str, at: int) -> int:
    """Return the place behind a comma and white space."""
    match = _GAP.match(text, at)
    return at if match is None else match.end()


def _bytes(text: str, at: int) -> int:
    """Return the number of bytes before a place in a text."""
    return at if text.isascii() else len(text[:at].encode("utf-8", "surrogateescape"))


def line_of(data: bytes, place: int) -> int:
    """Return the line of a byte, counted from 1."""
    return data.count(b"\n", 0, place) + 1
