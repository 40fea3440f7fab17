"""One Rust path taken apart: where it is defined, what it is an instance of, what to call it.

Works on skeletons (`cguviz.model.brackets`): paths whose generic arguments are down to `<>`. Knows how rustc prints
paths and how demanglers print symbols, old and new; knows nothing of columns.

```
std::vec::Vec::<>::push                         module std::vec   label Vec::push
<exec::Exec<> as std::fmt::Debug>::fmt          module exec       label Exec::fmt
std::ptr::drop_in_place::<prog::Inst> - shim()  module prog       label drop Inst
dfa::Fsm::<>::next::{closure#0}                 module dfa        label {closure#0} in Fsm::next
```
"""

from __future__ import annotations

import dataclasses
import re
from pathlib import PurePosixPath

from cguviz.model.brackets import DROP_GLUE

HOLE = "\ue000"
"""In a label: where the argument list with the number that follows belongs (`chr(ord(HOLE) + 1 + number)`)."""

PRIMITIVES = frozenset(
    "u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f16 f32 f64 f128 bool char str".split()  # noqa: SIM905
)

_ARGUMENTS = re.compile(r"(?:::)?<>")
_LIFETIME = re.compile(r"'\w+,? ?|for<>+ ")
_PREFIXES = re.compile(r"(?:\w+::)+(?=[\w{])")
_TOKENS = re.compile(r"::|[<(\[{]|(?<![-=])[>)\]}]")
_SHIM = re.compile(r" - (shim(?:\(.*\))?|virtual#\d+|intrinsic)$|\{\{?vtable\.shim\}\}|::\{shim:\w+#\d+\}$")
_HASH = re.compile(r"::h[0-9a-f]{16}$")
_POINTER = re.compile(r"&(?:'\w+ )?(?:mut )?|\*const |\*mut |dyn |impl |unsafe |extern \"\w+\" ")
_HOLES = re.compile(f"(?:::)?<?{HOLE}.>?")


@dataclasses.dataclass(frozen=True)
class Parts:
    """What a skeleton says.

    Attributes
    ----------
    module
        Segments of the module's path as printed, without the local crate; None where nothing tells.
    generic
        The path of the generic item.
    family
        The label of the generic item: "Vec::push", "drop glue".
    label, longer
        Labels, with `HOLE`s for arguments.
    """

    module: tuple[str, ...] | None
    generic: str
    family: str
    label: str
    longer: str


def take_apart(skeleton: str) -> Parts:
    """Take one skeleton apart; never fails, what cannot be read is its own label.

    Parameters
    ----------
    skeleton
        As `cguviz.model.brackets.reduce` makes it.
    """
    shim = _SHIM.search(skeleton)
    path = _HASH.sub("", skeleton[: shim.start()] if shim else skeleton)
    number = iter(range(0x1800))
    path = _ARGUMENTS.sub(lambda _: f"<{HOLE}{chr(ord(HOLE) + 1 + next(number, 0x17FF))}>", path)
    segments = split_path(path)
    if path.startswith(tuple(glue.decode() for glue in DROP_GLUE)):
        return _drop_glue(segments)
    return _ordinary(segments, bool(shim))


def split_path(path: str) -> list[str]:
    """Split at `::` outside brackets."""
    if not any(bracket in path for bracket in "<([{"):
        return path.split("::")
    parts: list[str] = []
    depth = begin = 0
    for token in _TOKENS.finditer(path):
        text = token.group()
        if text == "::":
            if depth == 0:
                parts.append(path[begin : token.start()])
                begin = token.end()
        elif text in "<([{":
            depth += 1
        else:
            depth = max(depth - 1, 0)
    parts.append(path[begin:])
    return [part for part in parts if part]


def _drop_glue(segments: list[str]) -> Parts:
    """Drop glue belongs to the type it drops."""
    last = segments[-1]
    begin = last.find("<")
    dropped = last[begin + 1 : -1] if begin >= 0 and last.endswith(">") else ""
    family = "std::ptr::drop_in_place"
    if not dropped:
        return Parts(("std", "ptr"), family, "drop glue", "drop glue", "drop glue")
    module = module_of_type(dropped)
    short = short_type(dropped)
    module = ("std", "ptr") if module is None else module
    return Parts(module, family, "drop glue", f"drop {short}", f"drop {_qualified(dropped, short)}")


def _ordinary(segments: list[str], shim: bool) -> Parts:
    """Read a path that is no drop glue."""
    owner, trait, module, tail = _owner(segments)
    closures = [part for part in tail if part.startswith("{")]
    named = [part for part in tail if not part.startswith("{")]
    if not owner and not closures:
        # Statics and functions inside functions say little without what they are in.
        nested = len(named) > 1 and not named[-2].startswith("<")
        named = named[-2:] if nested else named
    suffix = " shim" if shim else ""
    rest = "".join(f"::{part}" for part in named)
    word = module[-1] if module and module[-1] != "@" else ""
    short = short_type(owner)
    base = short + rest if owner else rest[2:]
    if trait:
        full = f"<{_qualified(owner, short)} as {short_type(trait)}>{rest}"
    elif owner:
        full = _qualified(owner, short) + rest
    else:
        full = f"{word}::{base}" if word else base
    family = (_anonymous_type(owner) or short) + rest if owner else base
    if closures and tail[-1].startswith("{"):
        base, full = f"{closures[-1]} in {base}", f"{'::'.join(closures)} in {full}"
        family = f"{closures[-1]} in {family}"
    generic = "::".join(text for text in map(_anonymous, segments) if text) + suffix
    return Parts(module, generic, _strip(family) + suffix, base + suffix, full + suffix)


def _owner(segments: list[str]) -> tuple[str, str, tuple[str, ...] | None, list[str]]:
    """Find the Self type, the trait, the module and the segments after them."""
    first = segments[0]
    if first.startswith("<"):
        owner, trait = qualified_self(first)
        module = module_of_type(owner)
        if module is None and trait:
            module = module_of_type(trait)
        return owner, trait, module, segments[1:]
    for index, part in enumerate(segments):
        if part.startswith(("<impl ", "<impl<")):
            trait, owner = implemented(part)
            module = module_of_type(owner)
            if module is None:
                module = outer_module(segments[:index])
            return owner, trait, module, segments[index + 1 :]
    for index, part in enumerate(segments[:-1]):
        if is_type_name(part):
            after = segments[index + 1 :]
            owner = "::".join(segments[: index + 1])
            if after[0].startswith("<"):
                owner, after = f"{owner}::{after[0]}", after[1:]
            if after:
                return owner, "", outer_module(segments[:index]), after
    cut = next((index for index, part in enumerate(segments) if part.startswith("{")), len(segments)) - 1
    while cut > 0 and segments[cut].startswith("<"):
        cut -= 1
    cut = max(cut, 0)
    return "", "", outer_module(segments[:cut]), segments[cut:]


def is_type_name(segment: str) -> bool:
    """Types and constants start with a capital, modules and functions do not."""
    return segment[:1].isupper()


def qualified_self(segment: str) -> tuple[str, str]:
    """Split `<Self as Trait>` (or `<Self>`) into Self and Trait."""
    inner = segment[1:-1] if segment.endswith(">") else segment[1:]
    found = _top_level(inner, " as ")
    return (inner, "") if found < 0 else (inner[:found], inner[found + 4 :])


def implemented(segment: str) -> tuple[str, str]:
    """Return trait ("" for none) and type of `<impl Trait for Type>` or `<impl Type>`."""
    inner = segment[1:-1].removeprefix("impl").lstrip(" ")
    found = _top_level(inner, " for ")
    return ("", inner) if found < 0 else (inner[:found], inner[found + 5 :])


def _top_level(text: str, word: str) -> int:
    """Find a word outside brackets."""
    found = text.find(word)
    while found >= 0:
        before = text[:found]
        if sum(before.count(c) for c in "<([{") == sum(before.count(c) for c in ">)]}") - before.count("->"):
            return found
        found = text.find(word, found + 1)
    return -1


def outer_module(segments: list[str]) -> tuple[str, ...]:
    """Return the module part of the segments before an item's own name."""
    result: list[str] = []
    for index, part in enumerate(segments):
        if part == "_" and index + 1 < len(segments) and segments[index + 1].startswith("_"):
            # `core::dependency::_::_serde::de`: derive macros import a crate under an anonymous constant.
            result = [segments[index + 1].lstrip("_")]
        elif index and segments[index - 1] == "_" and result:
            continue
        elif part.startswith(("{", "<")) or part == "_" or is_type_name(part):
            break
        else:
            result.append(_strip(part))
    return tuple(result)


def module_of_type(text: str) -> tuple[str, ...] | None:
    """Return the module of a type as rustc places methods by it, None for primitive types.

    The type itself if it has a path; behind references, in slices, and the first of a tuple that has one
    (`characteristic_def_id_of_type` in `rustc_monomorphize/src/partitioning.rs`).
    """
    text = _POINTER.sub("", text.strip(), count=4) if text[:1] in "&*deiu " else text.strip()
    if not text or text in PRIMITIVES or text == "!" or text == "_":
        return None
    if text[0] in "([":
        for element in _elements(text[1:-1]):
            module = module_of_type(element)
            if module is not None:
                return module
        return None
    if text[0] == "{":
        return _module_of_closure(text)
    if text[0] == "<":
        return _owner(split_path(text))[2]
    if text.startswith(("fn(", "for<", "unsafe fn(", "extern ")):
        begin = text.rfind(" {")
        return _owner(split_path(text[begin + 2 : -1]))[2] if begin >= 0 and text.endswith("}") else None
    segments = split_path(text.split(" + ")[0])
    if len(segments) == 1 and len(segments[0]) == 1:
        return None  # the name of a type parameter
    for index, part in enumerate(segments):
        if part.startswith("<impl"):
            return _owner(segments)[2]
        if is_type_name(part) or part.startswith("{"):
            return outer_module(segments[:index])
    return outer_module(segments[:-1])


def _module_of_closure(text: str) -> tuple[str, ...] | None:
    """Return the module of `{closure@src/a/b.rs:1:2: 3:4}` or `{closure@path::{closure#0}}`."""
    inner = text[1:-1]
    what = inner.partition("@")[2]
    if not what:
        return None
    if ".rs:" not in what:
        return _owner(split_path(what))[2]
    parts = PurePosixPath(what.partition(".rs:")[0]).parts
    last = max((index for index, part in enumerate(parts) if part == "src"), default=-1)
    module = parts[last + 1 :]
    # Marked, because only the caller knows where the crate's root lies in the source tree.
    return ("@", *(module[:-1] if module and module[-1] in {"mod", "lib", "main"} else module))


def _elements(text: str) -> list[str]:
    """Split at commas outside brackets."""
    parts: list[str] = []
    depth = begin = 0
    for index, char in enumerate(text):
        if char in "<([{":
            depth += 1
        elif char in ")]}" or (char == ">" and text[index - 1] not in "-="):
            depth -= 1
        elif char in ",;" and depth == 0:
            parts.append(text[begin:index].strip())
            begin = index + 1
    parts.append(text[begin:].strip())
    return [part for part in parts if part]


def short_type(text: str) -> str:
    """Write a type without module paths: `&std::path::Path` is `&Path`."""
    text = text.strip()
    if text.startswith("{"):
        kind, _, what = text[1:-1].partition("@")
        if ".rs:" in what:
            file, _, position = what.partition(".rs:")
            return f"{{{kind} {PurePosixPath(file).name}.rs:{position.split(':')[0]}}}"
        owner, _, _, tail = _owner(split_path(what)) if what else ("", "", None, [])
        names = [short_type(owner)] if owner else []
        names += [_strip(part) for part in tail if not part.startswith("{")]
        return f"{{{kind} in {'::'.join(names)}}}" if names else f"{{{kind}}}"
    pointer = _POINTER.match(text)
    if pointer and pointer.end():
        return _LIFETIME.sub("", pointer.group()) + short_type(text[pointer.end() :])
    if text.startswith("<"):
        segments = split_path(text)
        if is_type_name(segments[-1]):
            return segments[-1]
    if text.startswith(("fn(", "for<", "unsafe fn(", "extern ")):
        begin = text.rfind(" {")
        if begin >= 0 and text.endswith("}"):
            return f"{{fn {_strip(split_path(text[begin + 2 : -1])[-1])}}}"
        return "fn(…)"
    if text[:1] == "(":
        return "(" + ", ".join(map(short_type, _elements(text[1:-1]))) + ")"
    if text[:1] == "[":
        return "[" + "; ".join(map(short_type, _elements(text[1:-1]))) + "]"
    segments = split_path(text)
    if len(segments) > 1 and segments[-1].startswith("<"):
        return _PREFIXES.sub("", segments[-2] + segments[-1])
    return _PREFIXES.sub("", segments[-1])


def _strip(segment: str) -> str:
    """Take the arguments off a segment; a bare argument list becomes nothing."""
    return _HOLES.sub("", segment)


def _anonymous_type(owner: str) -> str:
    """Write a type parameter's place: `&_`, `(…)`, `{closure}`; "" for a type with a path."""
    pointer = _POINTER.match(owner)
    if pointer and pointer.end() and owner[0] in "&*":
        return _LIFETIME.sub("", pointer.group()) + "_"
    if owner.startswith(("fn(", "for<", "unsafe fn(", "extern ")):
        return "{fn}"
    return {"(": "(…)", "[": "[_]", "{": "{closure}"}.get(owner[:1], "")


def _anonymous(segment: str) -> str:
    """Write a segment so that all instances of a generic item share it."""
    segment = _strip(segment)
    if segment.startswith("<") and not segment.startswith("<impl"):
        owner, trait = qualified_self(segment)
        owner = _anonymous_type(owner) or owner
        return f"<{owner} as {trait}>" if trait else f"<{owner}>"
    return segment


def _qualified(path: str, short: str) -> str:
    """Put the last word of a type's module before its short name, behind references."""
    pointer = _POINTER.match(path)
    begin = pointer.end() if pointer else 0
    word = "" if path[begin : begin + 1] in tuple("([{<") else _word(module_of_type(path))
    mark = _LIFETIME.sub("", path[:begin])
    return f"{mark}{word}::{short[len(mark) :]}" if word else short


def _word(module: tuple[str, ...] | None) -> str:
    """Return the last word of a module's path."""
    return module[-1] if module and module[-1] != "@" else ""
