"""The small parts of v0 symbols: numbers, identifiers, lifetimes, back references, lists.

Every reader takes the symbol, a position and the number of lifetimes bound there; it returns what it read as text and
the position behind it. Which constructs there are, paths, types and constants, is `cguviz.formats.symbols.v0`'s.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable

from cguviz.formats.symbols.decoration import is_suffix, split_moved, undecorate

ERASED = "'_"
"""The lifetime that code generation knows nothing of."""
STOP = "\0\0"
"""Two characters that begin nothing: one may look at the next one anywhere, and skip one unseen."""
_MOST_LIFETIMES = 1 << 10
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LENGTH = re.compile(r"(0|[1-9][0-9]{0,6})_?")
NUMBERED = re.compile(r"(?:s([0-9A-Za-z]{0,11})_)?(0|[1-9][0-9]{0,6})_?")
"""Pattern of `numbered_identifier` where it is not in Punycode: digits of the disambiguator, and length."""
LONGEST = 1 << 20
"""No text grows beyond this many characters: each back reference can double it."""
_BODY = re.compile(r"_R([0-9A-Za-z_]+)")
_LONGEST_CODE = 1 << 10
"""Characters of an identifier in Punycode: to decode it takes time that grows with their square."""


class MalformedError(Exception):
    """The symbol does not follow the grammar."""


@dataclasses.dataclass(frozen=True)
class Symbol:
    """A symbol, and the texts of its back references so far.

    Attributes
    ----------
    text
        Behind `_R`, with `STOP` at the end.
    path
        Reads the path of a struct or variant inside a constant.
    known
        Text by reader, position and number of bound lifetimes; filled while reading.
    homes
        Modules of types by position; filled while reading (`cguviz.formats.symbols.v0_module`).
    """

    text: str
    path: Reader
    known: dict[tuple[Reader, int, int], str] = dataclasses.field(default_factory=dict)
    homes: dict[int, tuple[str, ...]] = dataclasses.field(default_factory=dict)


Reader = Callable[[Symbol, int, int], tuple[str, int]]


def symbol_of(text: str, path: Reader) -> tuple[Symbol, str]:
    """Return a symbol to be read and the suffix behind it; `path` reads paths.

    Raises
    ------
    MalformedError
        It begins with no `_R`, or LLVM would not write such a suffix.
    """
    text = split_moved(undecorate(text))
    match = _BODY.match(text)
    if match is None or len(text) > LONGEST or not is_suffix(text[match.end() :]):
        raise MalformedError
    return Symbol(match[1] + STOP, path), text[match.end() :]


def number(s: Symbol, at: int) -> tuple[int, int]:
    """Read a base-62 number: `_` is 0, `0_` is 1, `Z_` is 62."""
    end = s.text.find("_", at, at + 12)
    if end < 0:
        raise MalformedError
    value = 0
    for char in s.text[at:end]:
        digit = _DIGITS.find(char)
        if digit < 0:
            raise MalformedError
        value = value * 62 + digit
    return value + (end > at), end + 1


def optional_number(s: Symbol, at: int, tag: str) -> tuple[int, int]:
    """Read an optional number behind a tag (`s` disambiguator, `G` binder): 0 if there is none."""
    if s.text[at] != tag:
        return 0, at
    value, at = number(s, at + 1)
    return value + 1, at


def numbered_identifier(s: Symbol, at: int) -> tuple[str | None, str, int]:
    """Read an optional disambiguator and an identifier, of which a symbol mostly consists.

    Returns
    -------
    The digits of the disambiguator for `disambiguator`, None if there is none; the identifier, and the position.
    """
    match = NUMBERED.match(s.text, at)
    if match is None:
        which = None
        if s.text[at] == "s":
            _, end = optional_number(s, at, "s")
            which, at = s.text[at + 1 : end - 1], end
        return (which, *identifier(s, at))
    start = match.end()
    end = start + int(match[2])
    if end > len(s.text) - len(STOP):
        raise MalformedError
    return match[1], s.text[start:end], end


def disambiguator(digits: str | None) -> int:
    """Return the number in the digits that `numbered_identifier` found: 0 if there was none."""
    if digits is None:
        return 0
    value = 0
    for char in digits:
        value = value * 62 + _DIGITS.index(char)
    return value + (digits != "") + 1


def identifier(s: Symbol, at: int) -> tuple[str, int]:
    """Read a length and so many characters, in Punycode if a `u` is in front."""
    encoded = s.text[at] == "u"
    match = _LENGTH.match(s.text, at + encoded)
    if match is None:
        raise MalformedError
    end = match.end() + int(match[1])
    name = s.text[match.end() : end]
    if end > len(s.text) - len(STOP):
        raise MalformedError
    if encoded:
        # Punycode's own separator, "-", may not stand in a symbol.
        if len(name) > _LONGEST_CODE:
            raise MalformedError
        plain, _, code = name.rpartition("_")
        try:
            name = (f"{plain}-{code}" if plain else code).encode().decode("punycode")
            name.encode()  # fails for surrogates, which are no characters
        except (ValueError, OverflowError):
            raise MalformedError from None
    return name, end


def resolve(s: Symbol, at: int, bound: int, reader: Reader) -> tuple[str, int]:
    """Read the back reference `B<position>` with a reader, once for each position."""
    position, end = number(s, at + 1)
    if position >= at:
        raise MalformedError
    key = reader, position, bound
    if key not in s.known:
        text, _ = reader(s, position, bound)
        if len(text) > LONGEST:
            raise MalformedError
        s.known[key] = text
    return s.known[key], end


def many(s: Symbol, at: int, bound: int, reader: Reader) -> tuple[list[str], int]:
    """Read constructs up to an `E`."""
    texts: list[str] = []
    length = 0
    while s.text[at] != "E":
        text, at = reader(s, at, bound)
        texts.append(text)
        length += len(text)
        if length > LONGEST:
            raise MalformedError
    return texts, at + 1


def lifetime(s: Symbol, at: int, bound: int) -> tuple[str, int]:
    """Read `L<index>`: 0 is erased, 1 the innermost bound lifetime."""
    index, at = number(s, at + 1)
    if index > bound:
        raise MalformedError
    if not index:
        return ERASED, at
    return _lifetime_name(bound - index), at


def _lifetime_name(number: int) -> str:
    """Return the name of a bound lifetime."""
    return f"'{chr(97 + number)}" if number < 26 else f"'_{number}"


def binder(s: Symbol, at: int, bound: int) -> tuple[str, int, int]:
    """Read an optional binder: its text, the number of lifetimes bound behind it, and the position."""
    count, at = optional_number(s, at, "G")
    if not count:
        return "", bound, at
    if count > _MOST_LIFETIMES:
        raise MalformedError
    return f"for<{', '.join(map(_lifetime_name, range(bound, bound + count)))}> ", bound + count, at
