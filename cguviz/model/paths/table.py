"""The table of Rust paths taken apart: crate, module, generic item and label of each item."""

from __future__ import annotations

import dataclasses
import re

import numpy as np

from cguviz.model.columns import Columns, Ints, Longs
from cguviz.model.items import Items
from cguviz.model.paths.brackets import Skeletons, reduce, split_paths
from cguviz.model.paths.local_paths import find_roots
from cguviz.model.paths.rust_path import HOLE, KnownNames, Module, clean, take_apart, without_lists
from cguviz.model.texts import Texts

LABEL_ARGUMENT = 28
LONGER_ARGUMENT = 4 * LABEL_ARGUMENT
"""Argument lists in labels are cut to so many characters."""


@dataclasses.dataclass(frozen=True, eq=False)
class Paths(Columns):
    """The modules, generic items and labels in the names of the items; parallel to `Items`.

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
    distinct, which = _count_off(reduced.skeletons)
    skeletons = [text.decode("utf-8", "replace") for text in distinct]
    owner = np.empty(len(distinct), np.int64)
    owner[which[::-1]] = np.arange(len(which))[::-1]
    roots = find_roots(skeletons, owner, items.symbol, crate)
    parts = _Parts.of(skeletons)
    functions = set(parts.generic)
    places = {words: roots.module(_outside(words, functions)) for words in set(parts.module)}
    modules, module = _number(list(map(places.__getitem__, parts.module)))
    generics, generic = _number(parts.generic)
    families = dict(zip(reversed(parts.generic), reversed(parts.family), strict=True))
    lists = _Lists.of(reduced)
    return Paths(
        modules=Texts.of(modules),
        module=module[which],
        generics=Texts.of(generics),
        generic=generic[which],
        families=Texts.of(map(families.__getitem__, generics)),
        labels=_fill(_short(parts.label), which, lists, LABEL_ARGUMENT),
        longer=_fill(parts.longer, which, lists, LONGER_ARGUMENT),
        rank=_rank(names, items),
    )


@dataclasses.dataclass(frozen=True)
class _Parts:
    """The parts of distinct skeletons (`rust_path.PathParts`) as columns, which are not searched for garbage."""

    module: list[Module | None]
    generic: list[str]
    family: list[str]
    label: list[str]
    longer: list[str]

    @classmethod
    def of(cls, skeletons: list[str]) -> _Parts:
        """Take skeletons apart."""
        known, parts = KnownNames({}, {}), cls([], [], [], [], [])
        cleaned = list(map(clean, skeletons))
        divided = split_paths([path for path, _ in cleaned])
        for skeleton, path, segments in zip(skeletons, cleaned, divided, strict=True):
            part = take_apart(skeleton, path, segments, known)
            parts.module.append(part.module)
            parts.generic.append(part.generic)
            parts.family.append(part.family)
            parts.label.append(part.label)
            parts.longer.append(part.longer)
        return dataclasses.replace(parts, generic=_bare(parts.generic), family=_bare(parts.family))


def _bare(texts: list[str]) -> list[str]:
    """Remove the holes from many texts at once."""
    return without_lists("\n".join(texts)).split("\n") if texts else []


def _count_off(values: list[bytes]) -> tuple[list[bytes], Longs]:
    """Return the distinct values in their order of appearance, and the row of each value among them."""
    distinct = list(dict.fromkeys(values))
    number = dict(zip(distinct, range(len(distinct)), strict=True))
    return distinct, np.fromiter(map(number.__getitem__, values), np.int64, len(values))


def _outside(words: tuple[str, ...] | None, functions: set[str]) -> tuple[str, ...] | None:
    """Remove the functions that end a path: `slice::from_raw_parts::precondition_check` is in `slice`."""
    while words and "::".join(words) in functions:
        words = words[:-1]
    return words


def _number(values: list[str]) -> tuple[list[str], Ints]:
    """Return the sorted distinct strings, and the row of each value among them."""
    order = sorted(set(values))
    place = dict(zip(order, range(len(order)), strict=True))
    return order, np.fromiter(map(place.__getitem__, values), np.int32, len(values))


def _rank(names: list[bytes], items: Items) -> Ints:
    """Order items by name, then symbol, then all other columns."""
    order = sorted(range(len(names)), key=names.__getitem__)
    sorted_names = [names[row] for row in order]
    same = np.fromiter(map(bytes.__eq__, sorted_names[1:], sorted_names), np.bool_, max(len(names) - 1, 0))
    # Few names occur twice: only their symbols are looked at.
    edges = np.flatnonzero(np.diff(same, prepend=False, append=False))
    for begin, end in edges.reshape(-1, 2).tolist():
        rows = np.array(order[begin : end + 1])
        keys = zip(
            items.symbol.take(rows).tobytes(),
            items.kind[rows].tolist(),
            items.size[rows].tolist(),
            rows.tolist(),
            strict=True,
        )
        order[begin : end + 1] = [key[-1] for key in sorted(keys)]
    rank = np.empty(len(names), np.int32)
    rank[np.array(order, np.int64)] = np.arange(len(names), dtype=np.int32)
    return rank


@dataclasses.dataclass(frozen=True)
class _Lists:
    """The argument lists of all items.

    Attributes
    ----------
    texts
        Distinct ones, without module paths and lifetimes.
    number
        Index into `texts` of each list of each item.
    starts
        Where the lists of each item begin in `number`.
    """

    texts: list[str]
    number: Longs
    starts: Longs

    @classmethod
    def of(cls, reduced: Skeletons) -> _Lists:
        """Write argument lists without module paths and lifetimes."""
        distinct, number = _count_off(reduced.arguments)
        # One pass of the pattern over all of them.
        text = b"\n".join([text[: 4 * LONGER_ARGUMENT] for text in distinct])
        text = _NOISE.sub(b"", _PREFIXES.sub(b"", text)).replace(b"<>", b"<\xe2\x80\xa6>")
        return cls(text.decode("utf-8", "replace").split("\n"), number, reduced.starts[:-1])


_PREFIXES = re.compile(rb"\b(?:\w++::)+(?=[\w{<])")
_NOISE = re.compile(rb"'\w++,? |<'\w++>|for<> |@[^{}]*(?=\})")


def _fill(labels: list[str], which: Longs, lists: _Lists, length: int) -> Texts:
    """Write each item's label: its skeleton's label with its own arguments, cut to a length, in the holes.

    ```
    labels of skeletons   drop ▢0      Vec<▢1>::push<▢0>
    tokens                "drop " ~0   "Vec<" ~1 ">::push<" ~0 ">"        text, or hole: -1 less its number
    ```
    """
    pool: list[str] = []
    tokens: list[int] = []
    begins = [0]
    for label in labels:
        first, *rest = label.split(HOLE) if HOLE in label else (label,)
        tokens.append(len(pool))
        pool.append(first)
        for piece in rest:
            tokens += (ord(HOLE) - ord(piece[0]), len(pool))
            pool.append(piece[1:])
        begins.append(len(tokens))
    begin = np.array(begins, np.int64)
    counts = np.diff(begin)[which]
    ends = np.cumsum(counts)
    starts = ends - counts
    flat = np.array(tokens, np.int64)[np.repeat(begin[which] - starts, counts) + np.arange(counts.sum())]
    holes = np.flatnonzero(flat < 0)
    flat[holes] = len(pool) + lists.number[np.repeat(lists.starts, counts)[holes] - flat[holes] - 1]
    texts = [text.encode("utf-8", "replace") for text in pool]
    texts += [_shorten(text, length).encode("utf-8", "replace") for text in lists.texts]
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    place = np.concatenate([[0], np.cumsum(sizes[flat])])
    blob = np.frombuffer(b"".join(map(texts.__getitem__, flat.tolist())), np.uint8)
    return Texts(blob, place[np.append(starts, len(flat))])


def _short(labels: list[str]) -> list[str]:
    """Remove arguments from labels, but for drop glue, of which they are all that is known."""
    pairs = zip(labels, _bare(labels), strict=True)
    return [label if label.startswith("drop ") else bare for label, bare in pairs]


def _shorten(text: str, length: int) -> str:
    """Shorten a text, with a mark at its end that something is missing."""
    return text if len(text) <= length else text[: length - 1] + "…"


def unique_labels(paths: Paths, items: Items, item: Ints, unit: Ints) -> Texts:
    """Return, for each placement, the shortest label that no other placement in its unit has.

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
