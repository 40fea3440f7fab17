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

from cguviz.formats.symbols.v0_reader import MalformedError, Symbol, identifier, many, resolve

_INTEGERS = frozenset("ahijlmnostxy")
_PLAIN = _INTEGERS | frozenset("bcp")
"""Constants that stand as an argument without braces; strings do too."""
_DIGITS = re.compile(r"(n?)([0-9a-f]*)_")
_QUOTED = {"'": r"\'", "\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\0": r"\0"}


def constant(s: Symbol, at: int, bound: int) -> tuple[str, int]:
    """Read a constant as it stands among generic arguments."""
    text, end = _value(s, at, bound)
    plain = s.text[at] in _PLAIN or text[0] in "\"'-0123456789" or text in {"true", "false", "_"}
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
            return f'*"{bytes.fromhex(digits).decode()}"', match.end()
        except ValueError:
            raise MalformedError from None
    number = int(digits or "0", 16)
    if tag in _INTEGERS:
        return f"{'-' if match[1] else ''}{number}", match.end()
    if tag == "b" and number < 2:
        return ("false", "true")[number], match.end()
    if tag == "c" and number < 0x110000 and not 0xD800 <= number < 0xE000:
        return f"'{_quote(chr(number))}'", match.end()
    raise MalformedError


def _quote(char: str) -> str:
    """Return a character as Rust quotes it."""
    return _QUOTED.get(char) or (char if char.isprintable() else f"\\u{{{ord(char):x}}}")
