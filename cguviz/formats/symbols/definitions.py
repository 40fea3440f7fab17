"""The definitions that symbols are instances of: one for all instances of a generic function.

A v0 symbol carries its definition whole, with the numbers that tell `impl` blocks and closures of one module apart, so
that instances of one definition can be told from those of another which prints alike:

```
_RNvXs_NtC5alloc5slice … 6to_vec    C5alloc/t5slice/Xs_/v6to_vec    alloc::slice::<impl ConvertVec for u8>::to_vec
_RNvXNtC5alloc5slice … 6to_vec      C5alloc/t5slice/X/v6to_vec      alloc::slice::<impl ConvertVec for String>::to_vec
```

A legacy symbol does not: those of specialisations, and of closures of one function, look alike.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cguviz.formats.symbols.v0 import argument, type_path, type_text, value_path
from cguviz.formats.symbols.v0_reader import (
    MalformedError,
    Symbol,
    disambiguator,
    many,
    number,
    numbered_identifier,
    optional_number,
    symbol_of,
)

_HASH = re.compile(r"[0-9]+h[0-9a-f]*E(?=\.|$)")
_NAMELESS = {"C": "closure", "K": "constant", "i": "opaque", "k": "constant", "n": "nested", "s": "synthetic"}
"""Namespaces of what has no name, as rustc prints them: `{closure#0}`; it prints none of constructors."""


class Definition(NamedTuple):
    """A definition, told from all others.

    Attributes
    ----------
    key
        Of this definition alone: `C5alloc/t5slice/Xs_/v6to_vec`.
    path
        In rustc's words, with the type arguments of this instance in the heads of `impl` blocks and nowhere else:
        `alloc::slice::{impl#1}::<impl alloc::slice::ConvertVec for u8>::to_vec`, `core::mem::swap`.
    """

    key: str
    path: str


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
        found = definition_v0(symbol)
        return symbol if found is None else found.key
    return _HASH.sub("", symbol.partition(".llvm.")[0]) if symbol.startswith("_ZN") else symbol


def is_exact(symbol: str) -> bool:
    """Say whether two symbols of this mangling with one definition are instances of one function."""
    return symbol.startswith("_R")


def definition_v0(symbol: str) -> Definition | None:
    """Read the definition out of a v0 symbol.

    Parameters
    ----------
    symbol
        Begins with `_R`.

    Returns
    -------
    None where the symbol does not follow the grammar or nests too deeply.
    """
    try:
        s, _ = symbol_of(symbol, value_path)
        # The arguments of the function itself, often the longest part, come last and do not matter.
        return _path(s, s.text.startswith("I"))[0]
    except (MalformedError, RecursionError):
        return None


def argument_definition(symbol: str) -> Definition | None:
    """Read the definition out of the first type that a generic function is made for: a coroutine, of its drop glue.

    Parameters
    ----------
    symbol
        Begins with `_RI`.

    Returns
    -------
    None where the symbol does not follow the grammar, or that type is no path.
    """
    try:
        s, _ = symbol_of(symbol, value_path)
        _, at = _path(s, 1)
        return _path(s, at)[0]
    except (MalformedError, RecursionError):
        return None


def _path(s: Symbol, at: int) -> tuple[Definition, int]:
    """Read a path without its generic arguments."""
    tag, start = s.text[at], at
    if tag == "N":
        return _nested(s, at)
    if tag == "C":
        _, name, at = numbered_identifier(s, at + 1)
        return Definition(s.text[start:at], name), at
    if tag == "I":
        found, at = _path(s, at + 1)
        _, at = many(s, at, 0, argument)
        return found, at
    if tag == "B":
        position, end = number(s, at + 1)
        if position >= at:
            raise MalformedError
        return _path(s, position)[0], end
    if tag == "Y":
        # The method is the trait's own; of whom it is called does not matter.
        _, at = type_text(s, at + 1, 0)
        return _path(s, at)
    if tag not in "MX":
        raise MalformedError
    block, begin = optional_number(s, at + 1, "s")
    module, at = _path(s, begin)
    head, at = type_text(s, at, 0)
    if tag == "X":
        trait, at = type_path(s, at, 0)
        head = f"{trait} for {head}"
    path = f"{module.path}::{{impl#{block}}}::<impl {head}>"
    return Definition(f"{module.key}/{s.text[start:begin]}", path), at


def _nested(s: Symbol, at: int) -> tuple[Definition, int]:
    """Read `N<namespace><path><identifier>`."""
    space = s.text[at + 1]
    (key, path), begin = _path(s, at + 2)
    which, name, at = numbered_identifier(s, begin)
    if not "a" <= space <= "z" or (not name and space in _NAMELESS):
        path += f"::{{{_NAMELESS.get(space, space)}{':' if name else ''}{name}#{disambiguator(which)}}}"
    elif name:
        path += f"::{name}"
    return Definition(f"{key}/{space}{s.text[begin:at]}", path), at
