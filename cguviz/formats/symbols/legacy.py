r"""rustc's legacy symbols.

```
_ZN 4core 3ptr 49drop_in_place$LT$alloc..string..String$GT$ 17h0123456789abcdef E
    core::ptr::drop_in_place<alloc::string::String>
```

Each part is written as its length in bytes and its text; the last part is a hash. What a linker might not like is
escaped: `$LT$` for `<`, `$u7b$` for any character by its code, `..` for `::`.
"""

from __future__ import annotations

import re
import unicodedata

from cguviz.formats.symbols.decoration import is_suffix, split_moved

_ESCAPES = {
    "..": "::",
    "$LT$": "<",
    "$GT$": ">",
    "$RF$": "&",
    "$BP$": "*",
    "$LP$": "(",
    "$RP$": ")",
    "$C$": ",",
    "$SP$": "@",
    "$u20$": " ",
    "$u7b$": "{",
    "$u7d$": "}",
}
_ESCAPED_CODE = re.compile(r"\$u([0-9a-f]{1,6})\$")
_LENGTH = re.compile(r"[0-9]{1,9}")
_HASH = re.compile(r"h[0-9a-fA-F]*")
"""Of 16 digits since 2016, of 20 before, of any number as rustc-demangle reads them."""


def split_legacy(symbol: str) -> str:
    """Return the path of a legacy symbol with its escapes.

    Parameters
    ----------
    symbol
        Begins with `_ZN`.

    Returns
    -------
    The path without its hash; "" if the symbol does not follow the scheme (C++ uses the same beginning, and writes
    the types of arguments behind the `E`).
    """
    symbol = split_moved(symbol)
    if not symbol.isascii() or not symbol.isprintable():
        return ""
    parts: list[str] = []
    at = 3
    while match := _LENGTH.match(symbol, at):
        at = match.end() + int(match[0])
        # A part must not begin with an escape, hence an underscore is put in front.
        begin = match.end() + symbol.startswith("_$", match.end())
        parts.append(symbol[begin:at])
    suffix = symbol[at + 1 :]
    if not symbol.startswith("E", at) or not parts or not is_suffix(suffix):
        return ""
    if len(parts) > 1 and _HASH.fullmatch(parts[-1]):
        parts.pop()
    return "::".join(parts) + suffix


def unescape(text: str) -> str:
    """Replace the escapes in a path, or in many paths with line breaks between them (which is much faster)."""
    for escape, plain in _ESCAPES.items():
        text = text.replace(escape, plain)
    return _ESCAPED_CODE.sub(_character, text) if "$u" in text else text


def _character(match: re.Match[str]) -> str:
    """Return the character of an escape."""
    code = int(match[1], 16)
    # Surrogates are no characters; control characters, a line break among them, no names.
    is_good = code < 0x110000 and not 0xD800 <= code < 0xE000 and unicodedata.category(chr(code)) != "Cc"
    return chr(code) if is_good else match[0]
