"""One Rust path taken apart: the module that defines it, its generic item, and labels for it.

Works on skeletons (`cguviz.model.paths.brackets`): paths whose generic arguments are down to `<>`. Knows how rustc
prints paths and how demanglers print symbols, old and new; knows nothing of columns.

```
std::vec::Vec::<>::push                         module std::vec   label Vec::push
<exec::Exec<> as std::fmt::Debug>::fmt          module exec       label Exec::fmt
std::ptr::drop_in_place::<prog::Inst> - shim()  module prog       label drop Inst
dfa::Fsm::<>::next::{closure#0}                 module dfa        label {closure#0} in Fsm::next
```

Types recur in thousands of paths: what was read of one is kept in a table that the caller owns (`KnownNames`).
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import NamedTuple

from cguviz.model.paths.brackets import DROP_GLUE, rise, split_path

Module = tuple[str, ...]
"""Segments of a module's path as printed; a source file has "@" in front (its crate's root is not known here)."""

HOLE = "\ue000"
"""In a label: where an argument list belongs; the character after it says which (`chr(ord(HOLE) + 1 + number)`)."""
MOST_HOLES = 0x1000

PRIMITIVES = frozenset(
    {"u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize"}
    | {"f16", "f32", "f64", "f128", "bool", "char", "str", "!", "_", "()"}
)
_FUNCTIONS = ("fn(", "for<", "unsafe fn(", 'extern "')
_GLUE = tuple(prefix.decode() for prefix in DROP_GLUE)
_STD_PTR = ("std", "ptr")

_LIFETIME = re.compile(r"'\w+,? ?|for<[^>]*> ")
_POINTER = re.compile(r"(?:&(?:'\w+ )?(?:mut )?|\*const |\*mut |dyn |impl |unsafe )+")
_SHIM = re.compile(r" - (?:shim(?:\(.*\))?|virtual#\d+|intrinsic)$|\{\{?vtable\.shim\}\}|::\{shim:\w+#\d+\}$")
_HASH = re.compile(r"::h[0-9a-f]{16}$")


class TypeName(NamedTuple):
    """A type's module and its spellings.

    Attributes
    ----------
    module
        The module rustc places its methods in, None for types that have none.
    short
        Without module paths.
    full
        With the last segment of the module's path.
    general
        Written so that all instances of one impl share it: `&_`, `(…)`, `{closure}`.
    """

    module: Module | None
    short: str
    full: str
    general: str


class Owner(NamedTuple):
    """A path divided at the type or trait its item belongs to.

    Attributes
    ----------
    type, trait
        Their text; "" for none.
    module
        Of the item.
    tail
        The segments after the type: method, closures; of a free function, the function itself.
    """

    type: str
    trait: str
    module: Module | None
    tail: list[str]


class PathParts(NamedTuple):
    """The parts of a skeleton: module, generic item, family and labels.

    Attributes
    ----------
    module
        See `TypeName`.
    generic
        The path of the generic item, once its `HOLE`s are taken out.
    family
        The label of the generic item: "Vec::push", "drop glue"; likewise.
    label, longer
        Labels with `HOLE`s.
    """

    module: Module | None
    generic: str
    family: str
    label: str
    longer: str


class KnownNames(NamedTuple):
    """Types and heads of paths that were read before.

    Attributes
    ----------
    types
        By their text.
    heads
        By the text of `<Self as Trait>`: Self, trait, module, and the text that all instances of the impl share.
    """

    types: dict[str, TypeName]
    heads: dict[str, tuple[str, str, Module | None, str]]


def clean(skeleton: str) -> tuple[str, str]:
    """Return a skeleton with numbered holes and without decorations of demanglers and shims; " shim" if it was one."""
    path, shim = skeleton.replace(HOLE, "\ufffd"), ""
    if " - " in path or path[-1:] == "}" or "{{" in path:
        found = _SHIM.search(path)
        if found:
            path, shim = path[: found.start()], " shim"
    if path[-17:-16] == "h":
        path = _HASH.sub("", path)
    if "<>" in path:
        pieces = path.split("<>", MOST_HOLES)
        pieces[1:] = map(str.__add__, _MARKS, pieces[1:])
        path = "".join(pieces)
    return path, shim


_MARKS = [f"<{HOLE}{chr(ord(HOLE) + 1 + number)}>" for number in range(MOST_HOLES)]


def take_apart(skeleton: str, cleaned: tuple[str, str], segments: list[str], known: KnownNames) -> PathParts:
    """Take one path apart; never fails, as an unreadable path is its own label.

    Parameters
    ----------
    skeleton
        As `cguviz.model.paths.brackets.reduce` makes it.
    cleaned
        What `clean` makes of it: path and " shim".
    segments
        Its path, split at `::` outside brackets.
    known
        Types read before; grows.
    """
    path, shim = cleaned
    try:
        if path.startswith(_GLUE):
            return _drop_glue(segments[-1], known)
        parts = _ordinary(path, segments, shim, known) if path else None
    except RecursionError:
        parts = None  # brackets a thousand deep are no path
    if parts is None or not (parts.label[:1].isalnum() or without_lists(parts.label).strip()):
        whole = skeleton.replace(HOLE, "\ufffd")
        return PathParts(None, whole, whole, whole, whole)
    return parts


def _drop_glue(last: str, known: KnownNames) -> PathParts:
    """Read drop glue: it belongs to the type it drops."""
    begin = last.find("<")
    family = "std::ptr::drop_in_place"
    if begin < 0 or not last.endswith(">"):
        return PathParts(_STD_PTR, family, "drop glue", "drop glue", "drop glue")
    dropped = read_type(last[begin + 1 : -1], known)
    module = _STD_PTR if dropped.module is None else dropped.module
    return PathParts(module, family, "drop glue", f"drop {dropped.short}", f"drop {dropped.full}")


def _ordinary(path: str, segments: list[str], shim: str, known: KnownNames) -> PathParts:
    """Read a path that is no drop glue."""
    owner = find_owner(segments, known)
    tail = named = owner.tail
    closures: list[str] = []
    if "{" in path:
        named = [part for part in tail if part[0] != "{"]
        closures = [part for part in tail if part[0] == "{"] if tail and tail[-1][0] == "{" else []
    if owner.type:
        rest = "::".join(["", *named])
        kind = read_type(owner.type, known)
        label, family = kind.short + rest, kind.general + rest
        longer = f"<{kind.full} as {read_type(owner.trait, known).short}>{rest}" if owner.trait else kind.full + rest
    else:
        # Statics and functions inside functions say little without what they are in.
        nested = not closures and len(named) > 1 and named[-2][0] != "<"
        label = family = "::".join(named[-2:] if nested else named)
        longer = f"{owner.module[-1]}::{label}" if owner.module else label
    if closures:
        label, family = f"{closures[-1]} in {label}", f"{closures[-1]} in {family}"
        longer = f"{'::'.join(closures)} in {longer}"
    generic = _generic(path, segments, known)
    return PathParts(owner.module, generic + shim, family + shim, label + shim, longer + shim)


def find_owner(segments: list[str], known: KnownNames) -> Owner:
    """Divide a path at the type its item belongs to.

    Parameters
    ----------
    segments
        See `split_path`.
    known
        See `take_apart`.
    """
    first = segments[0]
    if first[0] == "<":
        name, trait, module, _ = _head(first, known)
        return Owner(name, trait, module, segments[1:])
    for index, part in enumerate(segments):
        if part.startswith("<impl"):
            trait, name = split_impl(part)
            module = read_type(name, known).module
            return Owner(
                name, trait, outer_module(segments[:index]) if module is None else module, segments[index + 1 :]
            )
    for index, part in enumerate(segments[:-1]):
        if part[0].isupper():
            name, after = "::".join(segments[: index + 1]), segments[index + 1 :]
            if after[0][0] == "<":
                name, after = f"{name}::{after[0]}", after[1:]
            if after:
                return Owner(name, "", outer_module(segments[:index]), after)
    cut = next((index for index, part in enumerate(segments) if part[0] == "{"), len(segments)) - 1
    while cut > 0 and segments[cut][0] == "<":
        cut -= 1
    cut = max(cut, 0)
    return Owner("", "", outer_module(segments[:cut]), segments[cut:])


def _head(segment: str, known: KnownNames) -> tuple[str, str, Module | None, str]:
    """Read `<Self as Trait>` (or `<Self>`); see `Known.heads`."""
    head = known.heads.get(segment)
    if head is not None:
        return head
    inner = segment[1:-1] if segment[-1] == ">" else segment[1:]
    name, found, trait = inner.rpartition(" as ")
    if not found or rise(trait):
        name, trait = inner, ""
    kind = read_type(name, known)
    module = read_type(trait, known).module if kind.module is None and trait else kind.module
    shared = kind.general if name[:1] in set("&*([") or kind.general[:1] == "{" else name
    shared = without_lists(f"<{shared} as {trait}>" if trait else f"<{shared}>")
    head = known.heads[segment] = (name, trait, module, shared)
    return head


def split_impl(segment: str) -> tuple[str, str]:
    """Return trait ("" for none) and type of `<impl Trait for Type>` or `<impl Type>`."""
    inner = segment[1:-1].removeprefix("impl").lstrip(" ")
    trait, found, name = inner.partition(" for ")
    return (trait, name) if found and rise(trait) == 0 else ("", inner)


def outer_module(segments: list[str]) -> Module:
    """Return the module part of the segments before an item's own name."""
    result: list[str] = []
    for index, part in enumerate(segments):
        if part == "_":
            # `core::dependency::_::_serde::de`: derive macros import a crate under an anonymous constant.
            if index + 1 < len(segments) and segments[index + 1][0] == "_":
                return (segments[index + 1].lstrip("_"), *outer_module(segments[index + 2 :]))
            break
        if part[0] in "{<" or part[0].isupper():
            break
        result.append(without_lists(part))
    return tuple(result)


def read_type(text: str, known: KnownNames) -> TypeName:
    """Read a type, or a trait.

    Parameters
    ----------
    text
        As printed, its generic arguments replaced by holes.
    known
        See `take_apart`.

    Notes
    -----
    The module is that of the type's own path; behind references, in slices, and the first of a tuple that has one
    (`characteristic_def_id_of_type` in rustc's `partitioning.rs`). Primitive types have none.
    """
    name = known.types.get(text)
    if name is None:
        name = known.types[text] = _read_type(text.strip(), known)
    return name


def _read_type(text: str, known: KnownNames) -> TypeName:
    """Read a type that is not known yet."""
    if text in PRIMITIVES or not text:
        return TypeName(None, text, text, text)
    pointer = _POINTER.match(text) if " " in text or text[0] == "&" else None
    if pointer and pointer.end() < len(text):
        mark = _without_lifetimes(pointer.group())
        inner = read_type(text[pointer.end() :], known)
        general = mark + "_" if text[0] in "&*" else mark + inner.general
        return TypeName(inner.module, mark + inner.short, mark + inner.full, general)
    if text[0] in "([":
        return _read_elements(text, known)
    if text[0] == "{":
        return _read_closure(text, known)
    if text.startswith(_FUNCTIONS):
        begin = text.rfind(" {")
        if begin < 0 or text[-1] != "}":
            return TypeName(None, "fn(…)", "fn(…)", "{fn}")
        segments = split_path(text[begin + 2 : -1])
        short = f"{{fn {_last(segments)}}}"
        return TypeName(find_owner(segments, known).module, short, short, "{fn}")
    segments = split_path(text.partition(" + ")[0])
    if segments[-1][0] == "{" and len(segments) > 1:
        return _read_closure(f"{{closure@{text}}}", known)  # as demanglers write it
    short = _without_lifetimes(_short(segments))
    if len(segments) == 1 and len(text) == 1:
        return TypeName(None, text, text, text)  # the name of a type parameter
    module = _module_of(segments, known)
    full = f"{module[-1]}::{short}" if module and text[0] != "<" else short
    return TypeName(module, short, full, short)


def _without_lifetimes(text: str) -> str:
    """Remove lifetimes from a type."""
    return _LIFETIME.sub("", text) if "'" in text or "for<" in text else text


def _short(segments: list[str]) -> str:
    """Return the last segment of a type's path, with the argument list after it."""
    if len(segments) > 1 and segments[-1][0] == "<":
        return segments[-2] + segments[-1]
    return segments[-1]


def _module_of(segments: list[str], known: KnownNames) -> Module | None:
    """Return the module in which a type's path lies."""
    if segments[0][0] == "<":
        return find_owner(segments, known).module
    for index, part in enumerate(segments):
        if part.startswith("<impl"):
            return find_owner(segments, known).module
        if part[0].isupper() or part[0] == "{":
            return outer_module(segments[:index])
    return outer_module(segments[:-1])


def _read_elements(text: str, known: KnownNames) -> TypeName:
    """Read a tuple, slice or array."""
    parts: list[str] = []
    pending = ""
    for part in re.split(r"[,;]", text[1:-1]):
        pending = f"{pending},{part}" if pending else part
        if rise(pending) == 0:
            parts.append(pending.strip())
            pending = ""
    names = [read_type(part, known) for part in parts if part]
    module = next((name.module for name in names if name.module is not None), None)
    separator = "; " if text[0] == "[" else ", "
    short = text[0] + separator.join(name.short for name in names) + text[-1]
    full = text[0] + separator.join(name.full for name in names) + text[-1]
    return TypeName(module, short, full, "(…)" if text[0] == "(" else "[_]")


def _read_closure(text: str, known: KnownNames) -> TypeName:
    """Read `{closure@src/a/b.rs:1:2: 3:4}` or `{closure@path::{closure#0}}`."""
    kind, _, what = text[1:-1].partition("@")
    general = f"{{{kind.partition('#')[0]}}}"
    if not what:
        return TypeName(None, text, text, general)
    file, found, position = what.partition(".rs:")
    if not found:
        owner = find_owner(split_path(what), known)
        names = [read_type(owner.type, known).short] if owner.type else []
        names += [without_lists(part) for part in owner.tail if part[0] != "{"]
        short = f"{{{kind} in {'::'.join(names)}}}"
        return TypeName(owner.module, short, short, general)
    parts = PurePosixPath(file).parts
    last = max((index for index, part in enumerate(parts) if part == "src"), default=-1)
    module = parts[last + 1 :]
    module = module[:-1] if module and module[-1] in {"mod", "lib", "main"} else module
    short = f"{{{kind} {parts[-1] if parts else ''}.rs:{position.partition(':')[0]}}}"
    return TypeName(("@", *module), short, short, general)


def _generic(path: str, segments: list[str], known: KnownNames) -> str:
    """Write a path so that all instances of a generic item share it."""
    first = segments[0]
    if first[0] != "<":
        if path.count("::<") == path.count(_LIST):
            return path
    elif first[1:2] != HOLE and first[:5] != "<impl" and path.count("::<", len(first)) == path.count(_LIST, len(first)):
        return "::".join([_head(first, known)[3], *segments[1:]])
    return "::".join(text for text in [_general(part, known) for part in segments] if text)


_LIST = f"::<{HOLE}"


def _general(segment: str, known: KnownNames) -> str:
    """Write a segment so that all instances of a generic item share it."""
    if segment.isidentifier():
        return segment
    if segment[0] == "<" and segment[1:2] != HOLE and not segment.startswith("<impl"):
        return _head(segment, known)[3]
    return without_lists(segment)


def _last(segments: list[str]) -> str:
    """Return the last name of a path, without arguments."""
    return next((text for text in map(without_lists, reversed(segments)) if text), "")


def without_lists(text: str) -> str:
    """Remove argument lists: the pattern `(?:::)?<?{HOLE}.>?`, four times faster than by a regular expression."""
    if HOLE not in text:
        return text
    pieces = text.split(HOLE)
    pieces[1:] = [piece[1:].removeprefix(">") for piece in pieces[1:]]
    pieces[:-1] = [piece.removesuffix("<").removesuffix("::") for piece in pieces[:-1]]
    return "".join(pieces)
