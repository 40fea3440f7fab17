"""Modules that names of mono items may be defined in: the words to try behind the hashed name of a codegen unit.

A name as the compiler prints it leads over what is visible, and a unit is named after where its items are defined:

```
std::vec::Vec::<u8>::push                    alloc::vec                     std re-exports alloc and core
std::iter::Repeat<u8>                        core::iter::sources::repeat    out of modules that are known
codecs::tiff::tiff::decoder::ifd::Entry      tiff::decoder::ifd             a crate re-exported inside a module
core::dependency::_::_serde::de::Visitor     serde::de                      by a macro of that crate
aho_corasick::ErrorKind                      aho_corasick::error            a private module named like the type
```

Whether one of them is right, the hash says (`cguviz.formats.symbols.unit_words`); symbols tell definitions outright.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cguviz.model.paths.local_paths import STANDARD
from cguviz.resources import resource

Module = tuple[str, ...]
"""Segments of a path, the crate first or left out."""

_PATH = re.compile(r"(?<![\w:])((?:(?:r#)?\w+::)+)(\w*)")
_CAPITAL = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*")
_LIBRARIES = ("core", "alloc", "std")


def modules_in(texts: Iterable[str]) -> set[Module]:
    """Collect every path in names or demangled symbols, and every part of one that may be a module of some crate.

    Parameters
    ----------
    texts
        `<std::vec::Vec<u8> as std::fmt::Debug>::fmt`; types stand among the modules, as nothing tells them apart.
    """
    return _parts({_split(path) for path, _ in _paths(texts)})


def modules_like_types(texts: Iterable[str]) -> set[Module]:
    """Collect modules that would be named like a type in them: `error`, `kind`, `error_kind` for `ErrorKind`."""
    found: set[Module] = set()
    for path, last in _paths(texts):
        words = [word.lower() for word in _CAPITAL.findall(last)] if last[:1].isupper() else []
        if words:
            module = _split(path)
            found.update((*module, "_".join(words[:count])) for count in range(1, len(words) + 1))
            found.update((*module, "_".join(words[start:])) for start in range(1, len(words)))
            found.add((*module, "".join(words)))
    return _parts(found)


def standard_modules() -> set[Module]:
    """Read the modules of core, alloc and std in several compilers; about 1,200."""
    found: set[Module] = {(crate,) for crate in _LIBRARIES}
    for line in resource("std-modules.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            parent, _, names = line.partition(": ")
            module = _split(parent)
            found.update((*module, name) for name in names.split())
    return found


def _paths(texts: Iterable[str]) -> set[tuple[str, str]]:
    """Find paths in texts: the part up to the last `::`, and the segment behind it."""
    return set(_PATH.findall("\n".join(texts)))


def _split(path: str) -> Module:
    return tuple(path.replace("r#", "").removesuffix("::").split("::"))


def _parts(modules: set[Module]) -> set[Module]:
    """Add each beginning, each end (of a re-exported crate), and the library that std re-exports from."""
    starts = {module[:count] for module in modules for count in range(1, len(module) + 1)}
    found = starts | {module[begin:] for module in starts for begin in range(1, len(module))}
    found |= {(module[0].lstrip("_"), *module[1:]) for module in found if module[0] != "_" and module[0][:1] == "_"}
    return found | {(crate, *module[1:]) for module in found if module[0] in STANDARD for crate in _LIBRARIES}
