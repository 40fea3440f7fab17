"""Sizes that are not told one by one, found by the sizes of units, which rustc tells.

A unit's size is the sum over its items. Each unit is an equation in the sizes of groups of like items:

```
unit  1   estimate 120  =  1 × a  +  2 × b                    a is known to be 44: b is 38
unit  2   estimate 203  =  1 × b  +  1 × c  +  1 × d          c and d are 155 and 10, whichever: their sum does not tell
unit  3   estimate 193  =  1 × b  +  1 × c                    but here c must be 155
```

Where a set of sizes belongs to a set of groups and nothing told which to which, every assignment is tried, and those
stay that some choice of all others completes in each unit.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

MOST = 5040
"""Assignments of one set that are tried: seven groups of seven sizes."""

TOLERANCE = 1e-6
"""Below this, numbers of the linear equations are zero: counts of items are whole and rarely above a hundred."""

Assignment = tuple[int, ...]


class Unit(NamedTuple):
    """A unit's size, with the number of items of each group in it.

    Attributes
    ----------
    size
        As rustc tells it.
    groups
        How many items of each group there are in it.
    """

    size: int
    groups: dict[int, int]


class Set(NamedTuple):
    """Groups, and the sizes that they have in some order.

    Where there are fewer sizes than groups, all others are 1 (functions that the compiler makes).
    """

    groups: tuple[int, ...]
    sizes: tuple[int, ...]


class UnitTotals(NamedTuple):
    """Sizes as units tell them.

    Attributes
    ----------
    sizes
        By group.
    unsure
        Groups whose size could be another.
    """

    sizes: list[int]
    unsure: set[int]


def solve(units: Sequence[Unit], sizes: Sequence[int], sets: Sequence[Set], weights: Sequence[float]) -> UnitTotals:
    """Find the sizes of groups.

    Parameters
    ----------
    units
        All of a stage; none where rustc did not tell their sizes.
    sizes
        By group, -1 where they are not known.
    sets
        Of groups that are not known. The first assignment of each, by rising size, is taken where nothing decides, so
        groups are to be in the order of their probable sizes.
    weights
        Probable sizes by group, for those that are neither known nor in a set: where there are several in a unit, they
        share what is missing.
    """
    known = list(sizes)
    choices = [[*_assignments(each)] for each in sets]
    _narrow(units, known, sets, choices)
    _eliminate(units, known, {group for one in sets for group in one.groups})
    unsure: set[int] = set()
    for one, left in zip(sets, choices, strict=True):
        for place, group in enumerate(one.groups):
            known[group] = left[0][place]
            if len({assignment[place] for assignment in left}) > 1 or _is_large(one):
                unsure.add(group)
    unsure.update(group for group, size in enumerate(known) if size < 0)
    _share(units, known, weights)
    return UnitTotals(known, unsure)


def _is_large(one: Set) -> bool:
    """Say whether a set has more assignments than are tried."""
    return math.perm(max(len(one.sizes), len(one.groups)), len(one.groups)) > MOST


def _assignments(one: Set) -> Iterator[Assignment]:
    """Yield every way to give sizes to groups once, by rising size first; of a large set the first alone."""
    ordered = sorted([*one.sizes, *[1] * (len(one.groups) - len(one.sizes))])
    ways = itertools.permutations(ordered, len(one.groups))
    return iter(dict.fromkeys(itertools.islice(ways, 1 if _is_large(one) else None)))


def _narrow(units: Sequence[Unit], known: list[int], sets: Sequence[Set], choices: list[list[Assignment]]) -> None:
    """Drop assignments that no unit allows, and note single unknowns, until nothing more follows."""
    set_of = {group: number for number, one in enumerate(sets) for group in one.groups}
    open_units = [unit for unit in units if any(known[group] < 0 for group in unit.groups)]
    changed = True
    while changed:
        changed = False
        for unit in open_units:
            rest = unit.size - sum(known[group] * count for group, count in unit.groups.items() if known[group] >= 0)
            free = [group for group in unit.groups if known[group] < 0 and group not in set_of]
            numbers = list(dict.fromkeys(set_of[group] for group in unit.groups if group in set_of))
            if any(_is_large(sets[number]) for number in numbers):
                continue
            if not free and numbers:
                changed |= _drop(unit, rest, [sets[number] for number in numbers], [choices[n] for n in numbers])
            elif len(free) == 1 and not numbers:
                size, remainder = divmod(rest, unit.groups[free[0]])
                if size > 0 and not remainder:
                    known[free[0]] = size
                    changed = True


def _eliminate(units: Sequence[Unit], known: list[int], doubtful: set[int]) -> None:
    """Solve units with several unknown groups as a system of linear equations, as far as it has one solution."""
    free = [group for group, size in enumerate(known) if size < 0 and group not in doubtful]
    column = {group: number for number, group in enumerate(free)}
    chosen = [unit for unit in units if unit.groups.keys() & column.keys() and not unit.groups.keys() & doubtful]
    if not chosen:
        return
    matrix = np.zeros((len(chosen), len(free)))
    rest = np.zeros(len(chosen))
    for row, unit in enumerate(chosen):
        rest[row] = unit.size - sum(known[group] * count for group, count in unit.groups.items() if known[group] >= 0)
        for group in unit.groups.keys() & column.keys():
            matrix[row, column[group]] = unit.groups[group]
    _, values, basis = np.linalg.svd(matrix)
    rank = int((values > TOLERANCE).sum())
    # A group whose row is zero in all directions that change no unit's size has but one size.
    fixed = (np.abs(basis[rank:]) < TOLERANCE).all(axis=0)
    sizes = np.rint(np.linalg.lstsq(matrix, rest, rcond=None)[0]).astype(np.int64)
    for group, size, sure in zip(free, sizes.tolist(), fixed.tolist(), strict=True):
        if sure and size > 0:
            known[group] = size


def _drop(unit: Unit, rest: int, sets: Sequence[Set], choices: Sequence[list[Assignment]]) -> bool:
    """Drop the assignments with which a unit's size cannot be reached; True if there were any."""
    shares = [
        [sum(size * unit.groups.get(group, 0) for group, size in zip(one.groups, way, strict=True)) for way in ways]
        for one, ways in zip(sets, choices, strict=True)
    ]
    dropped = False
    for number, ways in enumerate(choices):
        others = {0}
        for other in (set(share) for place, share in enumerate(shares) if place != number):
            others = {one + two for one in others for two in other}
        kept = [way for way, share in zip(ways, shares[number], strict=True) if rest - share in others]
        if kept and len(kept) < len(ways):
            ways[:] = kept
            dropped = True
    return dropped


def _share(units: Sequence[Unit], known: list[int], weights: Sequence[float]) -> None:
    """Deal the missing size of each unit to groups of unknown size by their weights; outside units they get these."""
    for unit in sorted(units, key=lambda unit: sum(known[group] < 0 for group in unit.groups)):
        free = [group for group in unit.groups if known[group] < 0]
        rest = unit.size - sum(known[group] * count for group, count in unit.groups.items() if known[group] >= 0)
        weight = sum(weights[group] * unit.groups[group] for group in free)
        for group in free:
            share = rest * weights[group] / weight if weight else 0
            known[group] = max(round(share), 1)
            rest -= known[group] * unit.groups[group]
            weight -= weights[group] * unit.groups[group]
    for group, size in enumerate(known):
        if size < 0:
            known[group] = max(round(weights[group]), 1)
