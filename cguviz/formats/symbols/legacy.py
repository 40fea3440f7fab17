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
_HASH = re.compile(r"h[0-9a-f]{16}")


def split_legacy(symbol: str) -> str:
    """Return the path of a legacy symbol with its escapes.

    Parameters
    ----------
    symbol
        Begins with `_ZN`.

    Returns
    -------
    The path without its hash; "" if the symbol does not follow the scheme (C++ uses the same beginning).
    """
    parts: list[str] = []
    at = 3
    while match := _LENGTH.match(symbol, at):
        at = match.end() + int(match[0])
        # A part must not begin with an escape, hence an underscore is put in front.
        begin = match.end() + symbol.startswith("_$", match.end())
        parts.append(symbol[begin:at])
    if not symbol.startswith("E", at) or not parts:
        return ""
    if len(parts) > 1 and _HASH.fullmatch(parts[-1]):
        parts.pop()
    return "::".join(parts)


def unescape(text: str) -> str:
    """Replace the escapes in a path, or in many paths with line breaks between them (which is much faster)."""
    for escape, plain in _ESCAPES.items():
        text = text.replace(escape, plain)
    return _ESCAPED_CODE.sub(_character, text) if "$u" in text else text


def _character(match: re.Match[str]) -> str:
    """Return the character of an escape."""
    code = int(match[1], 16)
    # A line break would part the paths of `unescape`, surrogates are no characters.
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 and code != 10 else match[0]
