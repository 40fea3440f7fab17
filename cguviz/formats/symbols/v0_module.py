"""The module that a v0 symbol is defined in, as rustc counts when it makes units (rustc_monomorphize, `partitioning`).

```
_RNvNtC5regex4exec3new                       function           regex::exec         its module
_RNvMs_NtC5regex4execNtB4_4Exec3new          method of an impl  regex::exec         that of the type Exec
_RNvXs_NtC4core3fmt h NtB5_7Display3fmt      of a bare type     core::fmt           that of the impl
_RNvYNtNtC5regex3dfa3FsmNtC4core…4Iterator…  a trait's own      regex::dfa          that of the type
_RINvNtC4core3ptr13drop_in_place…            drop glue          none: in the unit "fallback"
```

Closures and functions in functions are where the outermost of these is written, whatever type an impl around is for.
"""

from __future__ import annotations

from typing import NamedTuple

from cguviz.formats.symbols.v0 import argument, type_path, type_text
from cguviz.formats.symbols.v0_reader import (
    MalformedError,
    Symbol,
    binder,
    lifetime,
    many,
    number,
    numbered_identifier,
    optional_number,
    symbol_of,
)

Module = tuple[str, ...]
"""Segments of a path, the crate first; empty for none."""

_PATHS = frozenset("CMXYNI")
_POINTERS = frozenset("RQPO")
_DROP_GLUE = ("core", "ptr", "drop_in_place")


class _Place(NamedTuple):
    """A path read so far.

    Attributes
    ----------
    module
        Where it leads: modules, and the types and traits that stand in the same namespace.
    is_open
        Whether nothing else has come yet, so that a segment more may be a module.
    owner
        Of an impl or a trait for a type: the module that its methods count to; else empty.
    """

    module: Module
    is_open: bool
    owner: Module

    @property
    def home(self) -> Module:
        """The module of a type or trait that the path leads to, or of whatever else."""
        return self.module[:-1] if self.is_open and len(self.module) > 1 else self.module


def module_of_symbol(symbol: str) -> Module | None:
    """Return the module whose unit rustc places a root item in.

    Parameters
    ----------
    symbol
        A v0 symbol.

    Returns
    -------
    Empty for drop glue and other shims; None for what is no v0 symbol.
    """
    try:
        s, _ = symbol_of(symbol, type_path)
        if _is_shim(s):
            return ()
        place, _ = _path(s, 0)
    except (MalformedError, RecursionError):
        return None
    return place.owner or place.module


def _is_shim(s: Symbol) -> bool:
    if s.text.startswith("NS"):
        return True
    text, _ = type_path(s, 0, 0)
    return tuple(text.partition("<")[0].split("::")) == _DROP_GLUE


def _path(s: Symbol, at: int) -> tuple[_Place, int]:
    """Read a path at a position; returns the position behind it, too."""
    tag = s.text[at]
    if tag == "N":
        return _nested(s, at)
    if tag == "C":
        _, name, at = numbered_identifier(s, at + 1)
        return _Place((name,), is_open=True, owner=()), at
    if tag == "I":
        place, at = _path(s, at + 1)
        return place, many(s, at, 0, argument)[1]
    if tag == "B":
        position, end = _back(s, at)
        return _path(s, position)[0], end
    if tag == "Y":
        owner, at = _type(s, at + 1)
        trait, at = _path(s, at)
        return _Place(trait.home, is_open=False, owner=owner or trait.home), at
    if tag not in "MX":
        raise MalformedError
    _, at = optional_number(s, at + 1, "s")
    around, at = _path(s, at)
    owner, at = _type(s, at)
    if tag == "X":
        _, at = type_path(s, at, 0)
    return _Place(around.module, is_open=False, owner=owner or around.module), at


def _nested(s: Symbol, at: int) -> tuple[_Place, int]:
    """Read `N<namespace><path><identifier>`."""
    space = s.text[at + 1]
    direct = s.text[at + 2] in "MXYB"
    inner, at = _path(s, at + 2)
    _, name, at = numbered_identifier(s, at)
    if inner.is_open and space == "t":
        return _Place((*inner.module, name), is_open=True, owner=()), at
    module = inner.module
    # Types and traits have no namespace of their own; they do have capitals.
    while inner.is_open and len(module) > 1 and (module[-1][:1].isupper() or (space == "c" and module == inner.module)):
        module = module[:-1]
    return _Place(module, is_open=False, owner=inner.owner if direct and space == "v" else ()), at


def _type(s: Symbol, at: int) -> tuple[Module, int]:
    """Read a type, and find the module of its name: of the element for a slice, of the trait for a `dyn`."""
    return _type_module(s, at), type_text(s, at, 0)[1]


def _type_module(s: Symbol, at: int) -> Module:
    tag = s.text[at]
    if tag == "B":
        position, _ = _back(s, at)
        if position not in s.homes:
            s.homes[position] = _type_module(s, position)
        return s.homes[position]
    if tag in _PATHS:
        return _path(s, at)[0].home
    if tag in _POINTERS:
        _, at = lifetime(s, at + 1, 0) if s.text[at + 1] == "L" else ("", at + 1)
        return _type_module(s, at)
    if tag in "AS":
        return _type_module(s, at + 1)
    if tag == "D":
        _, _, at = binder(s, at + 1, 0)
        return _path(s, at)[0].home if s.text[at] != "E" else ()
    at += 1
    while tag == "T" and s.text[at] != "E":
        module, at = _type(s, at)
        if module:
            return module
    return ()


def _back(s: Symbol, at: int) -> tuple[int, int]:
    """Read the back reference `B<position>`."""
    position, end = number(s, at + 1)
    if position >= at:
        raise MalformedError
    return position, end
