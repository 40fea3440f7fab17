"""Decorations of rustc's symbols: by object formats in front, by LLVM behind.

```
__ZN3foo3bar17h…E    Mach-O puts one more underscore in front
ZN3foo3bar17h…E      dbghelp on Windows takes the first one away
_RNvC3foo3bar.cold.llvm.8446744073709551615    what LLVM makes of a function, and of one that it moves between units
```

As rustc-demangle 0.1 reads them (https://github.com/rust-lang/rustc-demangle).
"""

from __future__ import annotations

import re

_MOVED = re.compile(r"(?:\.llvm\.[0-9A-F@]+)+")
_FRONT = re.compile(r"_?_?(?=ZN[0-9]|R[A-Z])")
_SUFFIX = re.compile(r"\.[!-~]*\Z")


def undecorate(symbol: str) -> str:
    """Return a symbol as rustc makes it, beginning with `_ZN` or `_R`; one that does neither stays as it is."""
    front = _FRONT.match(symbol)
    return symbol if front is None or front[0] == "_" else "_" + symbol[front.end() :]


def split_moved(symbol: str) -> str:
    """Return a symbol without the marks of functions that LLVM moved between units."""
    at = symbol.find(".llvm.")
    return symbol[:at] if at >= 0 and _MOVED.fullmatch(symbol, at) else symbol


def is_suffix(text: str) -> bool:
    """Say whether a text can be LLVM's, behind the symbol of a function that it split: empty, or `.cold`."""
    return not text or _SUFFIX.match(text) is not None
