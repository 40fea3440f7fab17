"""Join of a profile's functions to mono items."""

from __future__ import annotations

import collections

import numpy as np

from cguviz.model.columns import Ints
from cguviz.model.texts import Texts
from cguviz.model.times.timeline import FunctionTimes


def items_of(functions: FunctionTimes, symbols: Texts) -> Ints:
    """Join functions to items by symbol.

    Builds of one crate with other flags differ in the hash of legacy symbols (`17h0123456789abcdefE`); what is alike
    without it, and alone, is taken for the same.

    Parameters
    ----------
    functions
        (k symbols).
    symbols
        (n,) the symbols of items.

    Returns
    -------
    (k,) int32 items, -1 where there is none.
    """
    wanted = functions.symbols.tolist()
    known = symbols.tolist()
    whole = {symbol: item for item, symbol in enumerate(known) if symbol}
    bare: dict[str, int] = {}
    for item, symbol in enumerate(known):
        if symbol:
            key = _bare(symbol)
            bare[key] = -1 if key in bare else item
    count = collections.Counter(map(_bare, wanted))
    found = [
        whole.get(symbol, bare.get(key, -1) if count[key] == 1 else -1)
        for symbol, key in zip(wanted, map(_bare, wanted), strict=True)
    ]
    return np.array(found, np.int32)


def _bare(symbol: str) -> str:
    """Remove the hash from a legacy symbol."""
    mark = symbol.rfind("17h")
    return symbol[:mark] if symbol.endswith("E") and mark >= 0 and mark + 20 == len(symbol) else symbol
