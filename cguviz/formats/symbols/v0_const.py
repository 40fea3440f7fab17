"""Constants in v0 symbols: the arguments of const generics and the lengths of arrays.

```
Kj20_       32                       j is usize; digits are hexadecimal
Kln1_       -1                       n is a minus sign
Kb1_        true
Kc61_       'a'
KRe616263_  "abc"                    bytes of UTF-8
KTh1_h2_E   {(1, 2)}                 braces where an expression needs them
```
"""

from __future__ import annotations

import re
import unicodedata

from cguviz.formats.symbols.v0_reader import MalformedError, Symbol, identifier, many, resolve

_INTEGERS = frozenset("ahijlmnostxy")
_PLAIN = _INTEGERS | frozenset("bcp")
"""Constants that stand as an argument without braces; strings do too."""
_DIGITS = re.compile(r"(n?)([0-9a-f]*)_")
_LARGEST = 32
"""Digits of the largest integer, u128."""
_QUOTED = {"\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\0": r"\0"}
_JOINING = frozenset(
    map(
        chr,
        (
            *(0x9BE, 0x9D7, 0xB3E, 0xB57, 0xBBE, 0xBD7, 0xCC0, 0xCC2, 0xCC7, 0xCC8, 0xCCA, 0xCCB, 0xCD5, 0xCD6),
            *(0xD3E, 0xD57, 0xDCF, 0xDDF, 0x1715, 0x1734, 0x1B35, 0x1B3B, 0x1B3D, 0x1B43, 0x1B44, 0x1BAA, 0x1BF2),
            *(0x1BF3, 0x302E, 0x302F, 0xA953, 0xA9C0, 0xFF9E, 0xFF9F, 0x111C0, 0x11235, 0x1133E, 0x1134D, 0x11357),
            *(0x114B0, 0x114BD, 0x115AF, 0x116B6, 0x11930, 0x1193D, 0x16FF0, 0x16FF1, 0x1D165, 0x1D166),
            *range(0x1D16D, 0x1D173),
        ),
    )
)
"""Characters of Unicode's property Grapheme_Extend that are no marks without width (categories Mn and Me)."""


def constant(s: Symbol, at: int, bound: int) -> tuple[str, int]:
    """Read a constant as it stands among generic arguments."""
    text, end = _value(s, at, bound)
    plain = s.text[at] in _PLAIN or text[:1] in set("\"'-0123456789") or text in {"true", "false", "_"}
    return text if plain else f"{{{text}}}", end


def _value(s: Symbol, at: int, bound: int) -> tuple[str, int]:
    """Read a constant's value."""
    tag = s.text[at]
    if tag == "p":
        return "_", at + 1
    if tag == "B":
        return resolve(s, at, bound, _value)
    if tag in "RQ":
        if s.text[at + 1] == "e":
            text, end = _value(s, at + 1, bound)
            return text.removeprefix("*"), end
        text, end = _value(s, at + 1, bound)
        return f"&{'mut ' if tag == 'Q' else ''}{text}", end
    if tag == "A":
        texts, end = many(s, at + 1, bound, _value)
        return f"[{', '.join(texts)}]", end
    if tag == "T":
        texts, end = many(s, at + 1, bound, _value)
        return f"({', '.join(texts)}{',' if len(texts) == 1 else ''})", end
    if tag == "V":
        return _structure(s, at + 1, bound)
    return _scalar(s, at)


def _structure(s: Symbol, at: int, bound: int) -> tuple[str, int]:
    """Read a path and its fields: none `U`, a tuple `T…E`, or named ones `S…E`."""
    name, at = s.path(s, at, bound)
    tag = s.text[at]
    if tag == "U":
        return name, at + 1
    if tag == "T":
        texts, at = many(s, at + 1, bound, _value)
        return f"{name}({', '.join(texts)})", at
    if tag != "S":
        raise MalformedError
    texts, at = many(s, at + 1, bound, _field)
    return f"{name} {{ {', '.join(texts)} }}", at


def _field(s: Symbol, at: int, bound: int) -> tuple[str, int]:
    """Read a named field."""
    name, at = identifier(s, at)
    text, at = _value(s, at, bound)
    return f"{name}: {text}", at


def _scalar(s: Symbol, at: int) -> tuple[str, int]:
    """Read a number, character or truth value."""
    tag = s.text[at]
    match = _DIGITS.match(s.text, at + 1)
    if match is None:
        raise MalformedError
    digits = match[2]
    if tag == "e":
        try:
            text = _quote(bytes.fromhex(digits).decode(), '"')
            return f'*"{text}"', match.end()
        except ValueError:
            raise MalformedError from None
    if len(digits) > _LARGEST and len(digits.lstrip("0")) > _LARGEST:
        if tag not in _INTEGERS:
            raise MalformedError
        return f"{'-' if match[1] else ''}0x{digits}", match.end()
    number = int(digits or "0", 16)
    if tag in _INTEGERS:
        return f"{'-' if match[1] else ''}{number}", match.end()
    if tag == "b" and number < 2:
        return ("false", "true")[number], match.end()
    if tag == "c" and number < 0x110000 and not 0xD800 <= number < 0xE000:
        text = _quote(chr(number), "'")
        return f"'{text}'", match.end()
    raise MalformedError


def _quote(text: str, mark: str) -> str:
    """Return a text as Rust prints it between marks (`impl Debug for str`): what cannot be seen alone is escaped."""
    return "".join([_escape(char, mark) for char in text])


def _escape(char: str, mark: str) -> str:
    """Return a character as Rust prints it between marks."""
    if char == mark:
        return f"\\{char}"
    seen = char.isprintable() and char not in _JOINING and unicodedata.category(char) not in ("Mn", "Me")
    return _QUOTED.get(char) or (char if seen else f"\\u{{{ord(char):x}}}")
