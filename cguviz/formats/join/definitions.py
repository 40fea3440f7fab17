"""Instances of generic definitions assigned to the definitions that rustc counts, one to one.

`-Z dump-mono-stats` prints each definition once, with the number of placements of its instances; symbols tell which
instances are of one definition (`cguviz.formats.symbols.definitions`). So there is exactly one row for each group of
instances, and leaf and count leave few to choose from. Of these the one whose printed head agrees best is taken, a
type parameter agreeing with everything, but what is spelled out better:

```
group  count 9  <alloc::slice::<impl [T]>::to_vec_in::ConvertVec for u8>::to_vec
row    count 9  <T as std::slice::<impl [T]>::to_vec_in::ConvertVec>::to_vec              size 46
row    count 2  <T as std::slice::<impl [T]>::to_vec_in::ConvertVec>::to_vec              size 155
```

Groups without a row are functions that the compiler makes (`FnOnce::call_once` of a function pointer, `Clone::clone` of
a tuple).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from cguviz.formats.join.likeness import NO, distant_likeness, is_path, is_plain, likeness, may_be_parameter
from cguviz.formats.join.printed_path import PathTree, Printed

_CLOSURE = re.compile(r"\{\{?closure\}?(?:#\d+)?\}")
_ANY = "*"

Edges = dict[int, dict[int, int]]
Bucket = tuple[list[int], list[int]]
Score = Callable[[Printed, Printed, str], int]


class Counted(NamedTuple):
    """A group of instances, or a row of rustc's.

    Attributes
    ----------
    printed
        Its path; of instances, that of one of them.
    placements
        How many there are of it, or of its instances.
    """

    printed: Printed
    placements: int


class Doubt(NamedTuple):
    """Groups and rows of which nothing tells which is which."""

    groups: tuple[int, ...]
    rows: tuple[int, ...]


class Assignment(NamedTuple):
    """Groups and their rows.

    Attributes
    ----------
    row
        By group, of those that have one.
    doubts
        Groups that have one of several rows.
    left
        Rows that no group has.
    """

    row: dict[int, int]
    doubts: list[Doubt]
    left: list[int]


def assign(groups: Mapping[int, Counted], rows: Mapping[int, Counted], sizes: Sequence[int], crate: str) -> Assignment:
    """Find the row of each group.

    Parameters
    ----------
    groups
        Of one crate, by number, as symbols print them.
    rows
        By number, as rustc prints them, without the crate's name in front of its own paths.
    sizes
        Of each row. Where all that could be confused have the same, it does not matter which is which.
    crate
        The crate's name.
    """
    found = Assignment({}, [], [])
    for mine, theirs in _buckets(groups, rows, _leaf):
        pairs = _candidates(mine, theirs, groups, rows, crate)
        _settle(found, sizes, _edges(pairs, groups, rows, crate, likeness), theirs)
    # What is left is printed by another path than it was defined by, or in the end by another name.
    for name in (_leaf, _nothing):
        doubtful = {group for doubt in found.doubts for group in doubt.groups}
        free = {group: each for group, each in groups.items() if group not in found.row and group not in doubtful}
        left = {row: rows[row] for row in found.left}
        found.left.clear()
        for mine, theirs in _buckets(free, left, name):
            pairs = ((group, row) for group in mine for row in theirs)
            _settle(found, sizes, _edges(pairs, groups, rows, crate, distant_likeness), theirs)
    return found


def means(
    groups: Mapping[int, Counted], rows: Mapping[int, Counted], sizes: Sequence[int], crate: str
) -> dict[int, int]:
    """Return the mean size of the rows that a group could be several of, as instances with legacy symbols are.

    Parameters
    ----------
    groups, rows
        By number; those that found nobody (`assign`).
    sizes
        Of each row.
    crate
        The crate's name.
    """
    found: dict[int, int] = {}
    for mine, theirs in _buckets(groups, rows, _leaf, counted=False):
        by_group, _ = _edges(((group, row) for group in mine for row in theirs), groups, rows, crate, likeness)
        for group, edges in by_group.items():
            most = max(edges.values())
            alike = [(sizes[row], max(rows[row].placements, 1)) for row, much in edges.items() if much == most]
            found[group] = round(sum(size * count for size, count in alike) / sum(count for _, count in alike))
    return found


def _leaf(printed: Printed) -> str:
    """Return a leaf as even legacy symbols have it, which do not number closures."""
    return _CLOSURE.sub("{closure}", printed.leaf)


def _nothing(_: Printed) -> str:
    return ""


def _buckets(
    groups: Mapping[int, Counted], rows: Mapping[int, Counted], name: Callable[[Printed], str], *, counted: bool = True
) -> Iterator[Bucket]:
    """Yield groups and rows that have name and number in common; where there is no row, nothing."""
    buckets: dict[tuple[str, int], Bucket] = defaultdict(lambda: ([], []))
    for side, numbered in enumerate((groups, rows)):
        for number, each in numbered.items():
            buckets[name(each.printed), each.placements if counted else 0][side].append(number)
    return (bucket for bucket in buckets.values() if bucket[1])


def _candidates(
    mine: Sequence[int],
    theirs: Sequence[int],
    groups: Mapping[int, Counted],
    rows: Mapping[int, Counted],
    crate: str,
) -> Iterator[tuple[int, int]]:
    """Yield pairs whose types and traits have a name in common, or none: of a thousand `fmt` not a million."""
    by_head: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in theirs:
        printed = rows[row].printed
        plain = printed.trait is None and is_plain(printed.owner)
        by_head[_trait(printed), "".join(printed.flat[-1:]) if plain else _head(printed.owner)].append(row)
    for group in mine:
        printed = groups[group].printed
        trait, head = _trait(printed), _head(printed.owner)
        last = [] if printed.flat == (crate,) else printed.flat[-1:]
        heads = dict.fromkeys((head, _ANY, *(("".join(last),) if is_path(printed.owner) else ())))
        if head == "_":
            heads = dict.fromkeys(other for of, other in by_head if of == trait)
        yield from ((group, row) for name in heads for row in by_head.get((trait, name), ()))


def _trait(printed: Printed) -> str:
    return "" if printed.trait is None else printed.trait.name


def _head(tree: PathTree | None) -> str:
    """Return the name that types which agree have in common; `_ANY` agrees with all."""
    if tree is None:
        return ""
    if tree.kind == "projection" or may_be_parameter(tree):
        return tree.name if tree.name == "_" else _ANY
    return tree.name or tree.kind


def _edges(
    pairs: Iterable[tuple[int, int]],
    groups: Mapping[int, Counted],
    rows: Mapping[int, Counted],
    crate: str,
    score: Score,
) -> tuple[Edges, Edges]:
    """Score pairs, by group and by row."""
    by_group: Edges = {}
    by_row: Edges = {}
    for group, row in pairs:
        much = score(rows[row].printed, groups[group].printed, crate)
        if much > NO // 2:
            by_group.setdefault(group, {})[row] = much
            by_row.setdefault(row, {})[group] = much
    return by_group, by_row


def _settle(found: Assignment, sizes: Sequence[int], edges: tuple[Edges, Edges], rows: Sequence[int]) -> None:
    """Note the groups of some rows as far as scores tell them, and doubts."""
    by_group, by_row = edges
    still = dict.fromkeys(rows)
    for group, row in _tell(by_group, by_row):
        found.row[group] = row
        del still[row]
    found.left.extend(row for row in still if not by_row.get(row))
    for part in _components({row: by_row[row] for row in still if by_row.get(row)}):
        if len({sizes[row] for row in part.rows}) == 1 and len(part.groups) == len(part.rows):
            for group, row in zip(part.groups, part.rows, strict=True):
                found.row[group] = row
        else:
            found.doubts.append(part)


def _tell(by_group: Edges, by_row: Edges) -> Iterator[tuple[int, int]]:
    """Yield pairs as long as some can be told, and take them out: every row has a group."""
    while True:
        found = {next(iter(edges)): row for row, edges in by_row.items() if len(edges) == 1}
        if not found:
            best = ((group, _best(edges)) for group, edges in by_group.items())
            found = {group: row for group, row in best if row >= 0 and _best(by_row[row]) == group}
        if not found:
            return
        for group, row in found.items():
            yield group, row
            for other in by_group.pop(group):
                by_row[other].pop(group, None)
            for other in by_row.pop(row):
                by_group.get(other, {}).pop(row, None)


def _best(edges: Mapping[int, int]) -> int:
    """Return the number with the highest score, -1 where there are two or none."""
    most = max(edges.values(), default=0)
    best = [number for number, score in edges.items() if score == most]
    return best[0] if len(best) == 1 else -1


def _components(by_row: Edges) -> Iterator[Doubt]:
    """Yield rows and groups that hang together."""
    rows_of: dict[int, list[int]] = defaultdict(list)
    for row, edges in by_row.items():
        for group in edges:
            rows_of[group].append(row)
    unseen = dict.fromkeys(by_row)
    while unseen:
        first = next(iter(unseen))
        rows, groups = {first: None}, dict[int, None]()
        waiting = [first]
        while waiting:
            for group in by_row[waiting.pop()]:
                if group not in groups:
                    groups[group] = None
                    waiting += [row for row in rows_of[group] if row not in rows]
                    rows |= dict.fromkeys(rows_of[group])
        for row in rows:
            del unseen[row]
        yield Doubt(tuple(groups), tuple(rows))
