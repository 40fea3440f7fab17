"""Rust paths taken apart: crate, module, generic item, useful label."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable

import numpy as np

from cguviz.model.brackets import reduce
from cguviz.model.columns import Columns, Ints, Longs
from cguviz.model.items import Items
from cguviz.model.local_paths import find_roots
from cguviz.model.rust_path import HOLE, Known, take_apart
from cguviz.model.texts import Texts

LABEL_ARGUMENT = 28
LONGER_ARGUMENT = 4 * LABEL_ARGUMENT
"""Argument lists in labels are cut to so many characters."""


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
    distinct: dict[bytes, int] = {}
    numbers = (distinct.setdefault(text, len(distinct)) for text in reduced.skeletons)
    which = np.fromiter(numbers, np.int64, len(names))
    skeletons = [text.decode("utf-8", "replace") for text in distinct]
    roots = find_roots(skeletons, _witnesses(skeletons, which, items.symbol), items.symbol.blob.tobytes(), crate)
    known = Known({}, {})
    parts = [take_apart(text, known) for text in skeletons]
    functions = {part.generic for part in parts}
    modules, module = _number(roots.module(_outside(part.module, functions)) for part in parts)
    generics, generic = _number(part.generic for part in parts)
    families = {part.generic: part.family for part in reversed(parts)}
    short, long = _short_arguments(reduced.arguments)
    return Paths(
        Texts.of(modules),
        module[which],
        Texts.of(generics),
        generic[which],
        Texts.of(families[name] for name in generics),
        _fill([_without_holes(part.label) for part in parts], which, reduced.starts[:-1], short),
        _fill([part.longer for part in parts], which, reduced.starts[:-1], long),
        _rank(names, items),
    )


def _outside(words: tuple[str, ...] | None, functions: set[str]) -> tuple[str, ...] | None:
    """Leave the functions that a path leads through: `slice::from_raw_parts::precondition_check` is in `slice`."""
    while words and "::".join(words) in functions:
        words = words[:-1]
    return words


def _witnesses(skeletons: list[str], which: Longs, symbols: Texts) -> list[tuple[str, bytes]]:
    """Return paths that begin with a word, each with the legacy linker symbol of one item, where that is known."""
    rows = np.flatnonzero(np.fromiter((text[:1] != "<" for text in skeletons), np.bool_, len(skeletons)))
    first = np.empty(len(skeletons), np.int64)
    first[which[::-1]] = np.arange(len(which))[::-1]
    mangled = symbols.take(first[rows]).tobytes()
    return [
        (skeletons[row], symbol) for row, symbol in zip(rows.tolist(), mangled, strict=True) if symbol[:3] == b"_ZN"
    ]


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


def _short_arguments(arguments: list[bytes]) -> tuple[list[bytes], list[bytes]]:
    """Write argument lists without module paths and lifetimes, cut for labels and for longer labels."""
    known: dict[bytes, int] = {}
    which = [known.setdefault(text, len(known)) for text in arguments]
    # One pass of the pattern over all distinct lists.
    text = b"\n".join([text[: 4 * LONGER_ARGUMENT] for text in known])
    text = _NOISE.sub(b"", _PREFIXES.sub(b"", text)).replace(b"<>", b"<\xe2\x80\xa6>")
    lines = text.decode("utf-8", "replace").split("\n")
    short, long = ([_cut(line, length).encode() for line in lines] for length in (LABEL_ARGUMENT, LONGER_ARGUMENT))
    return [short[index] for index in which], [long[index] for index in which]


def _fill(parts: list[str], which: Longs, starts: Longs, arguments: list[bytes]) -> Texts:
    """Write each item's label: that of its skeleton with its own arguments in the holes."""
    templates: list[bytes] = []
    holes: list[list[int]] = []
    for part in parts:
        pieces = _HOLE.split(part)
        text = "%b".join(piece.replace("%", "%%") for piece in pieces[::2]) if len(pieces) > 1 else part
        templates.append(text.encode())
        holes.append([ord(piece) - ord(HOLE) - 1 for piece in pieces[1::2]])
    rows = np.flatnonzero(np.fromiter(map(bool, holes), np.bool_, len(holes))[which])
    filled = [
        templates[skeleton] % tuple([arguments[first + hole] for hole in holes[skeleton]])
        for skeleton, first in zip(which[rows].tolist(), starts[rows].tolist(), strict=True)
    ]
    chosen = which.copy()
    chosen[rows] = len(templates) + np.arange(len(rows))
    texts = templates + filled
    return Texts.of_bytes([texts[number] for number in chosen.tolist()])


_HOLE = re.compile(f"{HOLE}(.)", re.DOTALL)
_HOLES = re.compile(f"(?:::)?<?{HOLE}.>?", re.DOTALL)


def _without_holes(label: str) -> str:
    """Leave arguments out of a label, but for drop glue, of which they are all that is known."""
    return label if label.startswith("drop ") or HOLE not in label else _HOLES.sub("", label)


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
    pool: list[bytes] = []
    chosen = np.empty(len(item), np.int64)
    rows = np.arange(len(item))
    for texts in (paths.labels, paths.longer):
        column, numbers = texts.tobytes(), dict[bytes, int]()
        wanted = (column[number] for number in item[rows].tolist())
        number = np.fromiter((numbers.setdefault(text, len(numbers)) for text in wanted), np.int64, len(rows))
        chosen[rows] = len(pool) + number
        pool += numbers
        pairs = unit[rows] * np.int64(max(len(numbers), 1)) + number
        _, pair, count = np.unique(pairs, return_inverse=True, return_counts=True)
        rows = rows[count[pair] > 1]
    chosen[rows] = len(pool) + np.arange(len(rows))
    pool += items.name.take(item[rows]).tobytes()
    return Texts.of_bytes([pool[number] for number in chosen.tolist()])
