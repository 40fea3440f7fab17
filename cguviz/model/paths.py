"""Rust paths taken apart: crate, module, generic item, useful label."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from cguviz.model.brackets import reduce
from cguviz.model.columns import Columns, Ints
from cguviz.model.items import Items
from cguviz.model.local_paths import find_roots
from cguviz.model.rust_path import HOLE, Parts, take_apart
from cguviz.model.texts import Texts

LABEL_ARGUMENT = 28
"""Argument lists in a label are cut to so many characters, in a longer label to four times that."""


@dataclasses.dataclass(frozen=True, eq=False)
class Paths(Columns):
    """What the names of the items say; parallel to `Items`.

    Attributes
    ----------
    modules
        (m,) module paths with the crate first ("core::fmt", "regex::exec"), sorted.
    module
        (n,) int32 index into `modules`: of the Self type for methods and drop glue, as in rustc's own placement.
    generics
        (g,) generic items: names without their generic arguments ("core::ptr::drop_in_place"), sorted.
    generic
        (n,) int32 index into `generics`: items that share it are monomorphisations of one another.
    families
        (g,) the short label of each generic item, for a stack of its instances: "Vec::push", "drop glue".
    labels
        (n,) the short label: "Exec::new", "drop Vec<u8>", "{closure#0} in exec".
    longer
        (n,) a longer label, for where the short one is not unique in its unit.
    rank
        (n,) int32: the place of each item in the order of names, then symbols. Layouts work in this order, so that
        a picture does not depend on the order of a file.
    """

    modules: Texts
    module: Ints
    generics: Texts
    generic: Ints
    families: Texts
    labels: Texts
    longer: Texts
    rank: Ints


def split(items: Items, crate: str) -> Paths:
    """Take the names of all items apart.

    Parameters
    ----------
    items
        Names as the compiler prints them (its own crate left out) or as demanglers do; whatever cannot be read is
        its own label, in the crate's root module.
    crate
        The crate being compiled.
    """
    names = items.name.tobytes()
    reduced = reduce(names)
    known: dict[bytes, int] = {}
    which = np.fromiter((known.setdefault(text, len(known)) for text in reduced.skeletons), np.int64, len(names))
    skeletons = [text.decode("utf-8", "replace") for text in known]
    roots = find_roots(skeletons, _witnesses(names, items), crate)
    parts = [take_apart(text) for text in skeletons]
    functions = {part.generic for part in parts}
    modules, module = _number(roots.module(_outside(part.module, functions)) for part in parts)
    generics, generic = _number(part.generic for part in parts)
    families = {part.generic: part.family for part in reversed(parts)}
    labels, longer = _fill(parts, which.tolist(), reduced.starts.tolist(), _short_arguments(reduced.arguments))
    return Paths(
        Texts.of(modules),
        module[which],
        Texts.of(generics),
        generic[which],
        Texts.of(families[name] for name in generics),
        labels,
        longer,
        _rank(names, items),
    )


def _outside(words: tuple[str, ...] | None, functions: set[str]) -> tuple[str, ...] | None:
    """Leave the functions that a path leads through: `slice::from_raw_parts::precondition_check` is in `slice`."""
    while words and "::".join(words) in functions:
        words = words[:-1]
    return words


def _witnesses(names: list[bytes], items: Items) -> list[tuple[str, bytes]]:
    """Return names with their whole linker symbols, where those are known."""
    whole = [
        (name, symbol) for name, symbol in zip(names, items.symbol.tobytes(), strict=True) if symbol.startswith(b"_ZN")
    ]
    return [(name.decode("utf-8", "replace"), symbol) for name, symbol in whole]


def _number(values: Iterable[str]) -> tuple[list[str], Ints]:
    """Sort distinct strings and say which each value is."""
    values = list(values)
    order = sorted(set(values))
    place = {value: index for index, value in enumerate(order)}
    return order, np.fromiter((place[value] for value in values), np.int32, len(values))


def _rank(names: list[bytes], items: Items) -> Ints:
    """Order items by name, then symbol, then what else tells them apart."""
    keys = list(zip(names, items.symbol.tobytes(), items.kind.tolist(), items.size.tolist(), strict=True))
    rank = np.empty(len(names), np.int32)
    rank[np.array(sorted(range(len(names)), key=keys.__getitem__), np.int64)] = np.arange(len(names), dtype=np.int32)
    return rank


_PREFIXES = re.compile(rb"(?:\w+::)+(?=[\w{<])")
_NOISE = re.compile(rb"'\w+, |<'\w+>|'\w+ |for<> |@[^{}]*(?=\})")


def _short_arguments(arguments: list[bytes]) -> list[str]:
    """Write argument lists without module paths and lifetimes."""
    known: dict[bytes, int] = {}
    which = [known.setdefault(text, len(known)) for text in arguments]
    # One pass of the pattern over all distinct lists.
    text = b"\n".join(known)
    short = _NOISE.sub(b"", _PREFIXES.sub(b"", text)).replace(b"<>", b"<\xe2\x80\xa6>")
    lines = short.decode("utf-8", "replace").split("\n")
    return [lines[index] for index in which] if known else []


def _fill(parts: list[Parts], which: list[int], starts: list[int], arguments: list[str]) -> tuple[Texts, Texts]:
    """Write each item's labels: those of its skeleton with its own arguments in the holes."""
    short = [_cut(text, LABEL_ARGUMENT) for text in arguments]
    long = [_cut(text, 4 * LABEL_ARGUMENT) for text in arguments]
    pieces = [(_pieces(part.label, drop=not part.label.startswith("drop ")), _pieces(part.longer)) for part in parts]
    labels: list[str] = []
    longer: list[str] = []
    for index, skeleton in enumerate(which):
        first = starts[index]
        label, full = pieces[skeleton]
        labels.append(label[0] if len(label) == 1 else _join(label, short, first))
        longer.append(full[0] if len(full) == 1 else _join(full, long, first))
    return Texts.of(labels), Texts.of(longer)


def _pieces(label: str, *, drop: bool = False) -> list[str]:
    """Cut a label at its holes: text, hole number as a character, text and so on."""
    if drop:
        return [_HOLES.sub("", label)]
    return _HOLE.split(label)


_HOLE = re.compile(f"{HOLE}(.)")
_HOLES = re.compile(f"(?:::)?<?{HOLE}.>?")


def _join(pieces: list[str], arguments: list[str], first: int) -> str:
    """Put arguments into the holes between pieces."""
    base = first - ord(HOLE) - 1
    return "".join(arguments[base + ord(piece)] if index % 2 else piece for index, piece in enumerate(pieces))


def _cut(text: str, length: int) -> str:
    """Shorten a text; the end says that something is missing."""
    return text if len(text) <= length else text[: length - 1] + "…"


def unique_labels(paths: Paths, items: Items, item: Ints, unit: Ints) -> Texts:
    """Return for each placement the shortest label that no other placement in its unit has.

    Parameters
    ----------
    paths, items
        Of the same items.
    item, unit
        (placements,) int32 each.

    Returns
    -------
    (placements,) `Paths.labels` where unique in the unit, else `Paths.longer` where that is, else the name.
    """
    items_of, unit_of = item.tolist(), unit.tolist()
    chosen = [""] * len(item)
    rows: Sequence[int] = range(len(item))
    for texts in (paths.labels, paths.longer):
        column = texts.tolist()
        count = Counter((unit_of[row], column[items_of[row]]) for row in rows)
        rest = []
        for row in rows:
            chosen[row] = column[items_of[row]]
            if count[unit_of[row], chosen[row]] > 1:
                rest.append(row)
        rows = rest
    full = items.name.take(item[rows]).tolist() if rows else []
    for row, text in zip(rows, full, strict=True):
        chosen[row] = text
    return Texts.of(chosen)
