"""rustc's v0 symbols (RFC 2603 and the grammar in the rustc book, "v0 Symbol Format").

```
_R  NvNtC 5regex 4exec 3new                      regex::exec::new
_R  INvNtC4core3ptr13drop_in_place hE            core::ptr::drop_in_place::<u8>
_R  NvMs_NtC5regex4exec NtB4_4Exec 3new          regex::exec::Exec::new
_R  NvXNtC4core3fmt h NtB2_5Debug 3fmt           <u8 as core::fmt::Debug>::fmt
```

Every function here reads one construct at a position and returns its text and the position behind it. Where rustc's
names of mono items and the usual demanglers differ, this follows the mono items: methods of a type's own `impl` are
`Vec::<u8>::push` rather than `<Vec<u8>>::push`, those of a foreign type's are `core::str::<impl str>::len`. Crate
hashes, disambiguators and the instantiating crate are dropped.
"""

from __future__ import annotations

from cguviz.formats.symbols.v0_const import constant
from cguviz.formats.symbols.v0_reader import (
    ERASED,
    LONGEST,
    NUMBERED,
    STOP,
    MalformedError,
    Reader,
    Symbol,
    binder,
    disambiguator,
    identifier,
    lifetime,
    many,
    number,
    numbered_identifier,
    optional_number,
    resolve,
    symbol_of,
)

_BASIC = {
    "a": "i8",
    "b": "bool",
    "c": "char",
    "d": "f64",
    "e": "str",
    "f": "f32",
    "h": "u8",
    "i": "isize",
    "j": "usize",
    "l": "i32",
    "m": "u32",
    "n": "i128",
    "o": "u128",
    "p": "_",
    "s": "i16",
    "t": "u16",
    "u": "()",
    "v": "...",
    "x": "i64",
    "y": "u64",
    "z": "!",
}
_PATHS = frozenset("CMXYNIB")


def demangle_v0(symbol: str) -> str:
    """Return the path of a v0 symbol.

    Parameters
    ----------
    symbol
        Begins with `_R`.

    Returns
    -------
    The path; "" if the symbol does not follow the grammar or nests too deeply.
    """
    try:
        s, suffix = symbol_of(symbol, value_path)
        text, end = _path(s, 0, 0, value=True)
        last = len(s.text) - len(STOP)
        if end < last:
            # The crate that instantiated a generic item.
            _, end = value_path(s, end, 0)
    except (MalformedError, RecursionError):
        return ""
    return text + suffix if end == last else ""


def _path(s: Symbol, at: int, bound: int, *, value: bool) -> tuple[str, int]:
    """Read a path; `value` writes generic arguments with `::` in front, as in expressions."""
    tag = s.text[at]
    if tag == "N":
        return _nest(s, at, bound, value=value)
    if tag == "C":
        _, name, at = numbered_identifier(s, at + 1)
        return name, at
    if tag == "I":
        text, at = _path(s, at + 1, bound, value=value)
        arguments, at = many(s, at, bound, argument)
        return f"{text}{'::' if value else ''}<{', '.join(arguments)}>", at
    if tag == "B":
        return resolve(s, at, bound, value_path if value else type_path)
    if tag == "Y":
        owner, at = type_text(s, at + 1, bound)
        trait, at = type_path(s, at, bound)
        return f"<{owner} as {trait}>", at
    if tag not in "MX":
        raise MalformedError
    _, at = optional_number(s, at + 1, "s")
    module, at = type_path(s, at, bound)
    start = at
    owner, at = type_text(s, at, bound)
    if tag == "X":
        trait, at = type_path(s, at, bound)
        return trait_impl(module, owner, trait), at
    return inherent_impl(module, owner, _path_type(s, start, bound, owner, value=value)), at


def value_path(s: Symbol, at: int, bound: int) -> tuple[str, int]:
    """Read a path as expressions are written: with `::` before generic arguments."""
    return _path(s, at, bound, value=True)


def type_path(s: Symbol, at: int, bound: int) -> tuple[str, int]:
    """Read a path as types are written: without `::` before generic arguments."""
    return _path(s, at, bound, value=False)


def _nest(s: Symbol, at: int, bound: int, *, value: bool) -> tuple[str, int]:
    """Read `N<namespace><path><identifier>`, and all that nest in its path at once."""
    text, last = s.text, len(s.text) - len(STOP)
    spaces: list[str] = []
    while text[at] == "N":
        spaces.append(text[at + 1])
        at += 2
    path, at = _path(s, at, bound, value=value)
    for space in reversed(spaces):
        # A symbol has 20 of these: most are read without a call (0.4 µs instead of 0.7).
        found = NUMBERED.match(text, at)
        if found is None:
            which, name, at = numbered_identifier(s, at)
        else:
            start = found.end()
            at = start + int(found[2])
            which, name = found[1], text[start:at]
            if at > last:
                raise MalformedError
        if "a" <= space <= "z":
            if name:
                path += "::" + name
        elif space == "C":
            path += f"::{{closure#{disambiguator(which)}}}"
        elif space == "S":
            path += f" - shim({name})"
        elif "A" <= space <= "Z":
            path += f"::{{{space}{':' if name else ''}{name}#{disambiguator(which)}}}"
        else:
            raise MalformedError
        if len(path) > LONGEST:
            raise MalformedError
    return path, at


def _path_type(s: Symbol, at: int, bound: int, text: str, *, value: bool) -> str:
    """Return a type, of which the text is known, as a path if it is one, else ""."""
    while s.text[at] == "B":
        # The same reference was followed just now: it leads backwards.
        at, _ = number(s, at + 1)
    if s.text[at] not in _PATHS:
        return ""
    # Read twice at every level, paths within paths would take a time that doubles with each.
    return _path(s, at, bound, value=True)[0] if value else text


def inherent_impl(module: str, owner: str, path: str) -> str:
    """Write the path of an `impl` block as rustc does: the type itself if the block is in the type's module.

    Parameters
    ----------
    module
        Where the block is.
    owner
        The type.
    path
        The type as a path, "" if it is none.
    """
    if path and _is_in(owner, module):
        return path
    return f"{module}::<impl {owner}>" if module else f"<{owner}>"


def trait_impl(module: str, owner: str, trait: str) -> str:
    """Write the path of an `impl … for` block; its module only if it is neither the type's nor the trait's."""
    if _is_in(owner.lstrip("&*[(").removeprefix("mut ").removeprefix("const ").removeprefix("dyn "), module):
        return f"<{owner} as {trait}>"
    return f"<{owner} as {trait}>" if _is_in(trait, module) else f"{module}::<impl {trait} for {owner}>"


def _is_in(path: str, module: str) -> bool:
    """Say whether a path lies in a module, and not in a module below it."""
    if not path.startswith(module) or path[len(module) : len(module) + 2] != "::":
        return False
    return "::" not in path[len(module) + 2 :].partition("<")[0]


def argument(s: Symbol, at: int, bound: int) -> tuple[str, int]:
    """Read a generic argument: a lifetime, a constant or a type."""
    tag = s.text[at]
    if tag == "L":
        return lifetime(s, at, bound)
    return constant(s, at + 1, bound) if tag == "K" else type_text(s, at, bound)


def type_text(s: Symbol, at: int, bound: int) -> tuple[str, int]:
    """Read a type."""
    tag = s.text[at]
    if tag in _BASIC:
        return _BASIC[tag], at + 1
    if tag == "B":
        return resolve(s, at, bound, type_text)
    if tag == "N":
        return _nest(s, at, bound, value=False)
    if tag in _PATHS:
        return _path(s, at, bound, value=False)
    reader = _TYPES.get(tag)
    if reader is None:
        raise MalformedError
    return reader(s, at, bound)


def _reference(s: Symbol, at: int, bound: int) -> tuple[str, int]:
    """Read a reference."""
    mutable = "mut " if s.text[at] == "Q" else ""
    named, at = lifetime(s, at + 1, bound) if s.text[at + 1] == "L" else (ERASED, at + 1)
    text, at = type_text(s, at, bound)
    return f"&{mutable}{text}" if named == ERASED else f"&{named} {mutable}{text}", at


def _pointer(s: Symbol, at: int, bound: int) -> tuple[str, int]:
    """Read a raw pointer."""
    text, end = type_text(s, at + 1, bound)
    return f"*{'const' if s.text[at] == 'P' else 'mut'} {text}", end


def _slice(s: Symbol, at: int, bound: int) -> tuple[str, int]:
    """Read a slice."""
    text, at = type_text(s, at + 1, bound)
    return f"[{text}]", at


def _array(s: Symbol, at: int, bound: int) -> tuple[str, int]:
    """Read an array."""
    text, at = type_text(s, at + 1, bound)
    count, at = constant(s, at, bound)
    return f"[{text}; {count}]", at


def _tuple(s: Symbol, at: int, bound: int) -> tuple[str, int]:
    """Read a tuple."""
    texts, at = many(s, at + 1, bound, type_text)
    return f"({', '.join(texts)}{',' if len(texts) == 1 else ''})", at


def _function(s: Symbol, at: int, bound: int) -> tuple[str, int]:
    """Read `F [binder] [U] [K abi] types E type`."""
    text, bound, at = binder(s, at + 1, bound)
    if s.text[at] == "U":
        text += "unsafe "
        at += 1
    if s.text[at] == "K":
        abi, at = ("C", at + 2) if s.text[at + 1] == "C" else identifier(s, at + 1)
        text += f'extern "{abi.replace("_", "-")}" '
    arguments, at = many(s, at, bound, type_text)
    result, at = type_text(s, at, bound)
    return f"{text}fn({', '.join(arguments)}){'' if result == '()' else f' -> {result}'}", at


def _object(s: Symbol, at: int, bound: int) -> tuple[str, int]:
    """Read `D [binder] traits E lifetime`."""
    text, inner, at = binder(s, at + 1, bound)
    traits, at = many(s, at, inner, _object_trait)
    if s.text[at] != "L":
        raise MalformedError
    named, at = lifetime(s, at, bound)
    return f"dyn {text}{' + '.join(traits if named == ERASED else [*traits, named])}", at


def _object_trait(s: Symbol, at: int, bound: int) -> tuple[str, int]:
    """Read a trait and its bindings of associated types: `Iterator<Item = u8>`."""
    text, at = _path(s, at, bound, value=False)
    bindings: list[str] = []
    while s.text[at] == "p":
        name, at = identifier(s, at + 1)
        bound_to, at = argument(s, at, bound)
        bindings.append(f"{name} = {bound_to}")
    if not bindings:
        return text, at
    inside = ", ".join(bindings)
    return f"{text[:-1]}, {inside}>" if text.endswith(">") else f"{text}<{inside}>", at


def _pattern_type(s: Symbol, at: int, bound: int) -> tuple[str, int]:
    """Read `W<type><pattern>`: a range `R<const><const>`, alternatives `O<patterns>E`, or not null `N`."""
    text, at = type_text(s, at + 1, bound)
    pattern, at = _pattern(s, at, bound)
    return f"pattern_type!({text} is {pattern})", at


def _pattern(s: Symbol, at: int, bound: int) -> tuple[str, int]:
    """Read a pattern."""
    tag = s.text[at]
    if tag == "R":
        low, at = constant(s, at + 1, bound)
        high, at = constant(s, at, bound)
        return f"{low}..={high}", at
    if tag == "O":
        patterns, at = many(s, at + 1, bound, _pattern)
        return " | ".join(patterns), at
    if tag != "N":
        raise MalformedError
    return "!null", at + 1


_TYPES: dict[str, Reader] = {
    "A": _array,
    "D": _object,
    "F": _function,
    "O": _pointer,
    "P": _pointer,
    "Q": _reference,
    "R": _reference,
    "S": _slice,
    "T": _tuple,
    "W": _pattern_type,
}
