"""Joining mono stats: size estimates of generic definitions are given to the mono items instantiated from them.

`-Z dump-mono-stats` prints each definition as its source has it, where LLVM IR has instances with other paths:

```
definition   <std::slice::Iter<'a, T> as std::iter::Iterator>::fold                        135
item         <core::slice::iter::Iter<u8> as core::iter::…::Iterator>::fold::<u32, …>      method, trait, type agree
```

rustc's estimate of an instance is that of its definition (statements and terminators of its MIR), so where a
definition is found the size is exact. Names are compared from their ends: method, trait, head of the type, then as
many segments as agree; a type parameter agrees with everything. What two definitions claim alike gets their mean.

rustc leaves compiler-made functions out. It counts 1 for statics and for all of these but drop glue, whose MIR is a
quarter as long as its IR (regex 1.7.1 and image 0.24.3: a correlation of 0.9, and 1 % of all sizes).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from cguviz.formats.join.ir import is_ir
from cguviz.formats.mono.stats import Stats
from cguviz.model.capture import Capture, Remark
from cguviz.model.columns import Longs
from cguviz.model.items import Items, Kind
from cguviz.model.paths.brackets import DROP_GLUE, reduce, split_paths
from cguviz.model.paths.rust_path import KnownNames, clean, find_owner, without_lists

_HOLES = re.compile("<?[\ue000-\uf8ff]+>?")
_LIFETIME = re.compile(r"'\w+,? ?|for<[^>]*> ")
_MODULES = re.compile(r"(?:\w+::)+")
_WORD = re.compile(r"\w+")
_PARAMETER = re.compile(r"\b(?:[A-Z][A-Z0-9]?|Self)\b")
"""A type parameter as people name them."""
_STD = {"core": "std", "alloc": "std"}
"""rustc prints `std::vec::Vec` of what symbols call `alloc::vec::Vec`."""
_NEAR = 8
"""How much more a word that both paths have counts than one that only one has."""
_MADE = ("call", "call_mut", "call_once", "clone")
"""Methods that the compiler itself writes for functions, closures and tuples."""
SHIM_SIZE = 1
DROP_INSTRUCTIONS = 4
"""LLVM instructions of drop glue for each statement or terminator of its MIR."""


class _Name(NamedTuple):
    """A definition's name in the parts that its instances share.

    Attributes
    ----------
    leaf
        The segments behind the type or module: "fold", "map_fold::{closure#0}".
    trait
        Last segment of the trait's path, "" for none.
    form
        The type without arguments, lifetimes and modules: "Iter", "&mut W", "[T; N]"; "" for a free function.
    path
        The segments of type and module.
    """

    leaf: str
    trait: str
    form: str
    path: frozenset[str]


class _Method(NamedTuple):
    """All definitions of one method name: by exact type, and by a pattern where the type is generic.

    Attributes
    ----------
    exact
        By form: path and row of each.
    general
        Those whose form has parameters: how much is spelled out, a pattern of forms, path and row.
    """

    exact: dict[str, list[tuple[frozenset[str], int]]]
    general: list[tuple[int, re.Pattern[str], frozenset[str], int]]


def is_stats(capture: Capture) -> bool:
    """Say whether a capture comes from mono stats alone: items with sizes, in no unit."""
    return not capture.partitions and not len(capture.items.symbol.blob) and bool((capture.items.size >= 0).any())


def lacks_sizes(capture: Capture) -> bool:
    """Say whether a capture comes from LLVM IR and has no size estimates."""
    return is_ir(capture) and not bool((capture.items.size >= 0).any())


def common(capture: Capture, stats: Capture) -> tuple[int, int]:
    """Compare crates: 1 if both may be of one crate (stats tell theirs by file name only), and 1 if stats tell it."""
    return int(stats.crate in ("", capture.crate)), int(stats.crate != "")


def join(capture: Capture, stats: Capture) -> Capture:
    """Give the items of a capture the size estimates of mono stats."""
    items = stats.items
    told = with_sizes(capture, Stats(items.name, np.ones(len(items), np.int64), items.size))
    return told.replace(sources=tuple(dict.fromkeys(capture.sources + stats.sources)))


def with_sizes(capture: Capture, stats: Stats) -> Capture:
    """Give items and placements the size estimates of their definitions, with a remark that they are inferred.

    Parameters
    ----------
    capture
        With one stage, from LLVM IR.
    stats
        Of the same compilation.
    """
    size = sizes_of(capture.items, capture.crate, stats)
    (stage,) = capture.partitions
    found = f"{int((size >= 0).sum()):,} of {len(size):,} items"
    text = f"Size estimates are inferred: rustc tells them by definition, which was found for {found}."
    return capture.replace(
        items=capture.items.replace(size=size),
        partitions=(stage.replace(size=size[stage.item]),),
        remarks=(*capture.remarks, Remark(text)),
    )


def sizes_of(items: Items, crate: str, stats: Stats) -> Longs:
    """Return (items,) int64: the size estimate of each item's definition, -1 where none is found.

    Parameters
    ----------
    items
        From LLVM IR.
    crate
        Whose name definitions leave out and items have.
    stats
        Of the same compilation.

    Returns
    -------
    (n,) int64, -1 where no definition is found.
    """
    names = items.name.tobytes()
    skeletons = reduce(names).skeletons
    numbers = {skeleton: row for row, skeleton in enumerate(dict.fromkeys(skeletons))}
    which = np.fromiter(map(numbers.__getitem__, skeletons), np.int64, len(skeletons))
    size = np.append(_definition_sizes(list(numbers), crate, stats), -1)[which]
    glue = np.fromiter((name.startswith(DROP_GLUE) for name in names), np.bool_, len(names))
    size[glue] = 1 + np.maximum(items.instructions[glue], 0) // DROP_INSTRUCTIONS
    size[items.kind != Kind.FN] = SHIM_SIZE
    return size


def _definition_sizes(skeletons: Sequence[bytes], crate: str, stats: Stats) -> Longs:
    """Return the size estimate of the definition behind each skeleton, -1 where it is unknown or ambiguous."""
    methods = _methods(stats)
    sizes, counts = stats.size.tolist(), stats.count.tolist()
    found = np.full(len(skeletons), -1, np.int64)
    for number, (name, shim) in enumerate(_names(skeletons, crate)):
        rows = [] if shim else _best(name, methods.get((name.leaf, name.trait)))
        if not rows and name.trait and not shim:
            # A method that the trait itself provides is called by the trait's name.
            rows = _best(name._replace(form=name.trait), methods.get((name.leaf, "")))
        if len(rows) == 1:
            found[number] = sizes[rows[0]]
        elif rows:
            weight = sum(counts[row] for row in rows)
            found[number] = round(sum(sizes[row] * counts[row] for row in rows) / max(weight, 1))
        elif shim or (name.trait and name.leaf in _MADE) or name.leaf[:1].isupper():
            found[number] = SHIM_SIZE  # of a function pointer, a closure, a tuple; or a constructor, `Some`
    return found


def _methods(stats: Stats) -> dict[tuple[str, str], _Method]:
    """Group the definitions of mono stats by method name and trait."""
    methods: dict[tuple[str, str], _Method] = {}
    for row, (name, _) in enumerate(_names(reduce(stats.names.tobytes()).skeletons, "")):
        method = methods.setdefault((name.leaf, name.trait), _Method({}, []))
        method.exact.setdefault(name.form, []).append((name.path, row))
        general = _PARAMETER.sub(".+", re.escape(name.form))
        if general != re.escape(name.form):
            method.general.append((len(general), re.compile(general), name.path, row))
    return methods


def _names(skeletons: Sequence[bytes], crate: str) -> Iterator[tuple[_Name, bool]]:
    """Yield the name of each skeleton taken apart, with True for shims."""
    known = KnownNames({}, {})
    cleaned = [clean(skeleton.decode("utf-8", "replace")) for skeleton in skeletons]
    for segments, (_, shim) in zip(split_paths([path for path, _ in cleaned]), cleaned, strict=True):
        own = segments[0] == crate and len(segments) > 1
        yield _name(segments[1:] if own else segments, crate, known), bool(shim)


def _name(segments: list[str], crate: str, known: KnownNames) -> _Name:
    """Take the segments of a path apart into type, trait and method name."""
    owner = find_owner(segments, known)
    leaf = "::".join(_bare(part) for part in owner.tail if part[0] != "<")
    kind = _bare(owner.type)
    if "'" in kind or "for<" in kind:
        kind = _LIFETIME.sub("", kind)
    words = {*_WORD.findall(kind), *(owner.module or ())} - {crate}
    path = frozenset(words if words.isdisjoint(_STD) else (_STD.get(word, word) for word in words))
    form = _MODULES.sub("", kind) if "::" in kind else kind
    return _Name(leaf, _bare(owner.trait).rpartition("::")[2], form, path)


def _bare(text: str) -> str:
    """Remove generic arguments and placeholders from a path's text."""
    return _HOLES.sub("", without_lists(text)) if "<" in text or not text.isascii() else text


def _best(name: _Name, method: _Method | None) -> list[int]:
    """Return the rows of the definitions that agree with a name and whose paths are nearest to it."""
    if method is None:
        return []
    agreeing = [(_nearness(name.path, path), row) for path, row in method.exact.get(name.form, ())]
    if not agreeing and name.form:
        # A type that is spelled out agrees better than any with parameters.
        agreeing = [
            (spelled + _nearness(name.path, path), row)
            for spelled, general, path, row in method.general
            if general.fullmatch(name.form)
        ]
    most = max((near for near, _ in agreeing), default=0)
    return [row for near, row in agreeing if near == most]


def _nearness(mine: frozenset[str], theirs: frozenset[str]) -> int:
    """Count the words that both paths have, less a little where one path has more."""
    return _NEAR * len(mine & theirs) + max(_NEAR - len(mine ^ theirs), 0)
