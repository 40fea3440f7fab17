"""rustc's lists of mono items beside LLVM IR, and two lists beside one another.

A list names items and no symbols; LLVM IR has symbols and writes names otherwise. Before merging, units are so small
that their names with the linkages, the kind, and the end of the path ("leaf") tell most items apart:

```
IR     core::slice::iter::Iter<u8>::next                          place.07 External    next
list   fn <std::slice::Iter<'_, u8> as Iterator>::next            place.07 External    next
```

On 27 recordings of nine crates (rustc 1.95) every item of one stands opposite an item of the other; what has such a
twin in the same unit is told apart by the rest of its name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence, Set

import numpy as np

from cguviz.model.capture import Capture
from cguviz.model.columns import Longs
from cguviz.model.paths.brackets import reduce, split_paths
from cguviz.model.paths.rust_path import clean, without_lists

Places = tuple[tuple[str, int], ...]
"""Units of an item with the linkage there (index into `LINKAGES`), ascending."""

Key = tuple[int, Places, str]
"""Kind, places and leaf of an item."""

_CONSTANT = re.compile(r"\{K#")
_EXTRAS = re.compile(r"'\w+,? ?|for<[^>]*> | - shim\(.*\)$|::(?=<)|[{}]")
_STD = re.compile(r"\b(?:core|alloc|std)::")
_MODULES = re.compile(r"(?:\w+::)+(?!<)")
_WORD = re.compile(r"\w+")
_MOST_COMPARED = 10_000
"""Pairs of twins in one unit that are compared word by word, 20 µs each; of more the order must do."""


def places(capture: Capture) -> list[Places]:
    """List the placements of each item at the last stage; () for items that are placed nowhere."""
    partition = capture.partition()
    units = partition.units.tolist()
    found: list[list[tuple[str, int]]] = [[] for _ in range(len(capture.items))]
    rows = zip(partition.item.tolist(), partition.unit.tolist(), partition.linkage.tolist(), strict=True)
    for item, unit, linkage in rows:
        found[item].append((units[unit], linkage))
    return [tuple(sorted(there)) for there in found]


def pair(capture: Capture, told: Capture) -> Longs:
    """Find the line of a list that stands for each item of LLVM IR.

    Parameters
    ----------
    capture
        From LLVM IR.
    told
        Mono items of the same run of rustc.

    Returns
    -------
    (items,) int64 item of the list, of the same kind, units, linkages and, but for exported names, leaf; -1 where there
    is none.
    """
    names, texts = capture.items.name.tolist(), told.items.name.tolist()
    found = np.full(len(capture.items), -1, np.int64)
    mine, theirs = _keys(capture), _keys(told)
    # Exported under a name of their own, items have no path in their symbol: then the place alone must do.
    for key in (lambda kind, there, leaf: (kind, there, leaf), lambda kind, there, _: (kind, there)):
        lines = _group(theirs, set(found.tolist()), key)
        for group, rows in _group(mine, set(np.flatnonzero(found >= 0).tolist()), key).items():
            able = lines.get(group, [])
            if len(rows) > 1 or len(able) > 1:
                able = _choose_lines([names[row] for row in rows], [texts[line] for line in able], able, capture.crate)
            found[rows] = able or -1
    return found


def _keys(capture: Capture) -> list[Key]:
    """Return kind, places and leaf of each item."""
    kinds, ends = capture.items.kind.tolist(), leaves(capture.items.name.tobytes())
    return list(zip(kinds, places(capture), ends, strict=True))


def _group(keys: Sequence[Key], done: Set[int], key: Callable[[int, Places, str], object]) -> dict[object, list[int]]:
    """Group the placed items that are not done yet."""
    rows: dict[object, list[int]] = {}
    for row, (kind, there, leaf) in enumerate(keys):
        if there and row not in done:
            rows.setdefault(key(kind, there, leaf), []).append(row)
    return rows


def leaves(names: list[bytes]) -> list[str]:
    """Return the end of each path without generic arguments: `next`, `fold::{closure#0}`."""
    skeletons = reduce(names).skeletons
    distinct = list(dict.fromkeys(skeletons))
    paths = [clean(skeleton.decode("utf-8", "replace"))[0] for skeleton in distinct]
    found = dict(zip(distinct, map(_leaf, split_paths(paths)), strict=True))
    return [found[skeleton] for skeleton in skeletons]


def _leaf(segments: Sequence[str]) -> str:
    """Join the last segment with a name, and the closures in it."""
    ends: list[str] = []
    for segment in reversed(segments):
        if segment[0] == "<":
            continue
        ends.append(_CONSTANT.sub("{constant#", without_lists(segment)))
        if segment[0] != "{":
            break
    return "::".join(reversed(ends))


def _choose_lines(names: Sequence[str], texts: Sequence[str], lines: Sequence[int], crate: str) -> list[int]:
    """Choose for each name the line that is most like it; -1 where there are more names than lines.

    Lines of the same path go first, then those that differ by modules alone (std's, which lists write as people use
    them), then all others.
    """
    mine, theirs = [_path(name, crate) for name in names], [_path(text, crate) for text in texts]
    chosen = [-1] * len(names)
    free = set(range(len(lines)))
    for form in (str, _without_modules, lambda _: ""):
        spare: dict[str, list[int]] = {}
        for line in sorted(free):
            spare.setdefault(form(theirs[line]), []).append(line)
        rows: dict[str, list[int]] = {}
        for row in (row for row, line in enumerate(chosen) if line < 0):
            rows.setdefault(form(mine[row]), []).append(row)
        for text in rows.keys() & spare.keys():
            for row, line in _pair_alike(rows[text], spare[text], mine, theirs):
                chosen[row] = lines[line]
                free.discard(line)
    return chosen


def _pair_alike(
    rows: Sequence[int], lines: Sequence[int], names: Sequence[str], texts: Sequence[str]
) -> list[tuple[int, int]]:
    """Pair rows with lines, the most alike names first; in their own order where there are too many."""
    if len(rows) * len(lines) > _MOST_COMPARED or len(rows) == len(lines) == 1:
        return list(zip(rows, lines, strict=False))
    mine, theirs = {row: _words(names[row]) for row in rows}, {line: _words(texts[line]) for line in lines}
    scores = [(_likeness(one, other), row, line) for row, one in mine.items() for line, other in theirs.items()]
    found: dict[int, int] = {}
    for _, row, line in sorted(scores, key=lambda score: -score[0]):
        if row not in found and line not in found.values():
            found[row] = line
    return list(found.items())


def _path(name: str, crate: str) -> str:
    """Return a name without lifetimes, additions of shims, and the crate's own name."""
    name = _EXTRAS.sub("", _CONSTANT.sub("{constant#", name)).replace("<>", "")
    return _STD.sub("std::", re.sub(rf"\b{crate}::", "", name) if crate else name)


def _without_modules(name: str) -> str:
    return _MODULES.sub("", name)


def _words(name: str) -> Counter[str]:
    return Counter(word for word in _WORD.findall(name) if word != "closure")


def _likeness(mine: Counter[str], theirs: Counter[str]) -> float:
    """Return the words that two names have in common, as a part of all their words (Dice's coefficient)."""
    return 2 * (mine & theirs).total() / max(mine.total() + theirs.total(), 1)


def homes(told: Capture, plain: Capture) -> dict[str, str]:
    """Find the unit of the plain build that each unmerged unit went into.

    Every item lies, in the plain build, in the units that its unmerged units went into: so an unmerged unit went into
    one that has all of its items. If there are several such, one may be the only place for a unit of the plain build
    that some item needs.

    Parameters
    ----------
    told, plain
        Mono items of the unmerged build and of the plain one.

    Returns
    -------
    Unit of the plain build by unmerged unit; those that are not sure are left out.
    """
    before, after = _units_of(told), _units_of(plain)
    every = set(plain.partition().units)
    open_: dict[str, set[str]] = {unit: set(every) for unit in told.partition().units}
    # A name that both lists equally often; of several items that look alike only all places together are known.
    common = {name: rows for name, rows in before.items() if len(rows) == len(after.get(name, ()))}
    for name, rows in common.items():
        there = frozenset[str]().union(*after[name])
        for unit in frozenset[str]().union(*rows):
            open_[unit] &= there
    alone = [(rows[0], after[name][0]) for name, rows in common.items() if len(rows) == 1]
    while _narrow(open_, alone):
        pass
    return {unit: next(iter(there)) for unit, there in open_.items() if len(there) == 1}


def _narrow(open_: dict[str, set[str]], alone: Iterable[tuple[frozenset[str], frozenset[str]]]) -> bool:
    """Fix units that are the only place for an item; say whether any were fixed."""
    changed = False
    for units, there in alone:
        for home in there:
            able = [unit for unit in units if home in open_[unit]]
            if len(able) == 1 and len(open_[able[0]]) > 1:
                open_[able[0]] = {home}
                changed = True
    return changed


def _units_of(mono: Capture) -> dict[tuple[int, bytes], list[frozenset[str]]]:
    """Return the units of all items by kind and name."""
    found: dict[tuple[int, bytes], list[frozenset[str]]] = {}
    rows = zip(mono.items.kind.tolist(), mono.items.name.tobytes(), places(mono), strict=True)
    for kind, name, there in rows:
        found.setdefault((kind, name), []).append(frozenset(unit for unit, _ in there))
    return found


def outcomes(told: Capture, plain: Capture, homes: dict[str, str]) -> list[list[int]]:
    """Find the lines of the plain list that each line of the unmerged list may have become.

    Parameters
    ----------
    told, plain
        As in `homes`.
    homes
        Of all unmerged units.

    Returns
    -------
    For each item of the unmerged list the items of the plain list with its kind and name, in the units that its own
    went into.
    """
    after: dict[tuple[int, bytes, frozenset[str]], list[int]] = {}
    rows = zip(plain.items.kind.tolist(), plain.items.name.tobytes(), places(plain), strict=True)
    for row, (kind, name, there) in enumerate(rows):
        after.setdefault((kind, name, frozenset(unit for unit, _ in there)), []).append(row)
    before = zip(told.items.kind.tolist(), told.items.name.tobytes(), places(told), strict=True)
    return [
        after.get((kind, name, frozenset(homes.get(unit, "") for unit, _ in there)), []) for kind, name, there in before
    ]
