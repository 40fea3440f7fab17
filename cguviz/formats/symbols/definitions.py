"""The definitions that symbols are instances of: one for all instances of a generic function."""

from __future__ import annotations

import re

from cguviz.formats.symbols.v0 import definition_v0

_HASH = re.compile(r"17h[0-9a-f]{16}E")


def definition(symbol: str) -> str:
    """Return a key that instances of one function share.

    Parameters
    ----------
    symbol
        Of rustc. Legacy symbols write `impl` blocks by their text: those of specialisations can look alike.

    Returns
    -------
    The key; the symbol itself where it is not rustc's.
    """
    if symbol.startswith("_R"):
        return definition_v0(symbol) or symbol
    return _HASH.sub("", symbol.partition(".llvm.")[0]) if symbol.startswith("_ZN") else symbol


def is_exact(symbol: str) -> bool:
    """Say whether two symbols of this mangling with one definition are instances of one function."""
    return symbol.startswith("_R")
