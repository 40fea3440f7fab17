"""Spellings of function names: names that two sources print differently, made alike as far as possible.

A dump prints paths as the crate sees them and leaves its own name out; a symbol spells them out:

```
dump      <std::slice::Iter<'_, T> as std::iter::Iterator>::next          exec::Exec::new
symbol    <core::slice::iter::Iter<T> as core::iter::…::Iterator>::next   regex::exec::Exec::new
alike     <Iter<T>asIterator>::next                                       Exec::new
```

So modules go, of closures in arguments where they stand, of shims what they are for. What then looks the same need not
be: only names that are alone in their capture are to be trusted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_STEPS: tuple[tuple[re.Pattern[bytes], bytes], ...] = (
    (re.compile(rb"(?m)^(?:core|std)::ptr::drop_(?:in_place|glue)::<(.*)>(?: - shim\(.*\))?$"), rb"drop <\1>"),
    (re.compile(rb"(?m) - shim\(.*\)$"), b" - shim"),
    (re.compile(rb"'\w+,? ?|for<[^>\n]*> |\bdyn "), b""),
    (re.compile(rb"\{closure@[^}\n]*\}|\{closure#\d+\}(?=[,>)\]])"), b"{closure}"),
    (re.compile(rb"::<"), b"<"),
    (re.compile(rb"(?:\b\w+::)+(?=\{closure\})"), b""),
    (re.compile(rb"(?:\b[a-z_]\w*::)+(?=\w)"), b""),
    (re.compile(rb", Global\b|<Global>|<>|[^\S\n]"), b""),
)


def common_spelling(names: Sequence[bytes]) -> list[bytes]:
    """Return names in a spelling that different sources have in common.

    Parameters
    ----------
    names
        As a dump or a demangler prints them; a line each takes about 10 µs.
    """
    text = b"\n".join(name.replace(b"\n", b" ") for name in names)
    for pattern, plain in _STEPS:
        text = pattern.sub(plain, text)
    return text.split(b"\n") if names else []


def are_spelled_out(symbols: Sequence[bytes]) -> bool:
    """Say whether a capture's names come from v0 symbols."""
    return any(symbol.startswith(b"_R") for symbol in symbols)
