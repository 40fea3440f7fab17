"""The parting of two mergings: the first step at which two versions of a crate unite other units, and what turned it.

Both sides are merged step by step with the same rule. Each unmerged unit has a chain: the groups that it is in, from
itself to its unit in the end. Where two chains differ, the changes of input are taken back one at a time on the change
side: the change without which the unit ends where it ended in the base is the one that turned it.

```
base     net ─▶ net+url ─▶ net+url+io          step 12
change   net ─▶ net+url ─▶ net+url+fmt         io grew from 310 to 326: without that, net ends as in the base
```

Knows the merge rule since July 2023 (rust-lang/rust#113777); nothing of files or pictures.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

import numpy as np

from cguviz.model.columns import Bools, Columns, Ints, Longs
from cguviz.model.partition import Partition
from cguviz.partition.rules.bins import Bin
from cguviz.partition.rules.merge import MIN_SIZE, UNITS, UNITS_INCREMENTAL
from cguviz.partition.start import UNSIZED
from cguviz.partition.stepwise import UnitGroups, choose_pair, unite_pair

MOST_TRIED = 256
"""Changes that are taken back one at a time; beyond them those of one unit go together."""


class Cause(StrEnum):
    """Causes for which an item is in another unit, as they stand in `compare --why --json`."""

    SIZE = "size"
    ADDED = "item-added"
    REMOVED = "item-removed"
    MODE = "mode"
    USES = "uses"
    RULE = "rule"
    UNKNOWN = "unknown"


@dataclasses.dataclass(frozen=True)
class Turn:
    """The step at which the merging of a unit parted, and the change that turned it.

    Attributes
    ----------
    cause
        The kind of change.
    step
        The first step, from 1, after which the unit is in another group than in the base; 0 before merging.
    unit
        The unmerged unit that the change is in, by its number in `UnmergedSides`; -1 where no single one is known.
    items
        The changed items.
    from_size, to_size
        Size estimates of that unit in base and change.
    """

    cause: Cause
    step: int
    unit: int = -1
    items: tuple[int, ...] = ()
    from_size: int = 0
    to_size: int = 0


@dataclasses.dataclass(frozen=True, eq=False)
class _Content(Columns):
    """Placements of one side: unit, item, whether inlined, and size, row by row."""

    unit: Ints
    item: Ints
    inlined: Bools
    size: Longs


@dataclasses.dataclass(frozen=True)
class _Run:
    """One merging: the chain of each unit, with the step of each link."""

    chains: dict[int, list[tuple[int, frozenset[int]]]]

    def end(self, unit: int) -> frozenset[int]:
        """Return the group that a unit ends in."""
        return self.chains[unit][-1][1] if unit in self.chains else frozenset()


@dataclasses.dataclass(frozen=True, eq=False)
class UnmergedSides:
    """Both sides before merging, in one numbering of items and units.

    Attributes
    ----------
    names
        Names of the units: those of the change, then those of the base that the change lacks.
    base, change
        The placements.
    order
        For base and change, the units that are there, in the order of their names.
    items
        How many items there are.
    """

    names: tuple[str, ...]
    base: _Content
    change: _Content
    order: tuple[list[int], list[int]]
    items: int


def sides_of(base: Partition, change: Partition, match: Ints, items: int) -> UnmergedSides:
    """Give the unmerged units of two sides one numbering.

    Parameters
    ----------
    base, change
        Unmerged partitions over one table of items.
    match
        (base units,) int32: the change unit of each, -1 for none.
    items
        How many items the table has.
    """
    alone = np.flatnonzero(match < 0)
    number = match.astype(np.int32)
    number[alone] = len(change.units) + np.arange(len(alone), dtype=np.int32)
    names = (*change.units.tolist(), *(base.units[unit] for unit in alone.tolist()))
    ordered = [
        [int(numbers[unit]) for unit in sorted(range(len(texts)), key=texts.__getitem__)]
        for texts, numbers in (
            (base.units.tobytes(), number),
            (change.units.tobytes(), np.arange(len(change.units), dtype=np.int32)),
        )
    ]
    return UnmergedSides(
        names=names,
        base=_Content(unit=number[base.unit], item=base.item, inlined=base.inlined, size=base.size),
        change=_Content(unit=change.unit, item=change.item, inlined=change.inlined, size=change.size),
        order=(ordered[0], ordered[1]),
        items=items,
    )


def rule_of(sides: UnmergedSides, base: Partition, change: Partition) -> tuple[int, int] | None:
    """Find the number of units and the minimum size with which both sides were merged.

    Parameters
    ----------
    sides
        The sides before merging.
    base, change
        The merged partitions, over the same items.

    Returns
    -------
    None where no setting of the rule gives both.
    """
    tried = dict.fromkeys(
        [
            *((count, 0) for count in (max(len(base.units), len(change.units)), len(base.units))),
            (UNITS, MIN_SIZE),
            (UNITS_INCREMENTAL, 0),
        ]
    )
    for units, min_size in tried:
        runs = (_run(sides, sides.base, 0, units, min_size), _run(sides, sides.change, 1, units, min_size))
        if all(
            _ends_as(run, content, merged)
            for run, content, merged in zip(runs, (sides.base, sides.change), (base, change), strict=True)
        ):
            return units, min_size
    return None


def _ends_as(run: _Run, content: _Content, merged: Partition) -> bool:
    """Say whether a run unites the units as a merged partition has them."""
    home = np.full(int(max(merged.item.max(initial=-1), content.item.max(initial=-1))) + 1, -1, np.int64)
    roots = np.flatnonzero(~merged.inlined)
    home[merged.item[roots]] = merged.unit[roots]
    held: dict[int, set[int]] = {}
    for unit, item in zip(
        content.unit[~content.inlined].tolist(), home[content.item[~content.inlined]].tolist(), strict=True
    ):
        held.setdefault(item, set()).add(unit)
    found = {frozenset(units) for units in held.values()}
    with_roots = set(content.unit[~content.inlined].tolist())
    return found == {run.end(unit) & with_roots for unit in with_roots}


@dataclasses.dataclass(frozen=True)
class _Change:
    """An item that differs: by its size, its mode, its units, or by being on one side alone."""

    item: int
    cause: Cause
    unit: int
    by: int


def partings(sides: UnmergedSides, units: Sequence[int], rule: tuple[int, int]) -> Iterator[Turn]:
    """Find for some unmerged units of the change the step at which they parted from the base, and its cause.

    Parameters
    ----------
    sides
        As `sides_of` gives them.
    units
        Numbers of units.
    rule
        The largest number of units and the minimum size.
    """
    base, change = (_run(sides, sides.base, 0, *rule), _run(sides, sides.change, 1, *rule))
    changes = _changes(sides)
    undone: dict[tuple[int, ...], _Run] = {}

    def without(taken_back: Sequence[_Change]) -> _Run:
        key = tuple(one.item for one in taken_back)
        if key not in undone:
            undone[key] = _run(sides, _undo(sides, key), 1, *rule)
        return undone[key]

    for unit in units:
        step = _first_other_step(base, change, unit)
        if step is None:
            yield Turn(Cause.UNKNOWN, 0)
            continue
        yield _turn(sides, changes, unit, step, base, without)


def _turn(
    sides: UnmergedSides,
    changes: list[_Change],
    unit: int,
    step: int,
    base: _Run,
    without: Callable[[Sequence[_Change]], _Run],
) -> Turn:
    """Find the change without which a unit ends as in the base."""
    end = base.end(unit)
    for one in changes[:MOST_TRIED]:
        if without([one]).end(unit) == end:
            return _turn_by(sides, step, [one])
    by_unit: dict[int, list[_Change]] = {}
    for one in changes:
        by_unit.setdefault(one.unit, []).append(one)
    for several in by_unit.values():
        if len(several) > 1 and without(several).end(unit) == end:
            return _turn_by(sides, step, several)
    if changes and without(changes).end(unit) == end:
        return _turn_by(sides, step, changes)
    return Turn(Cause.UNKNOWN, step)


def _turn_by(sides: UnmergedSides, step: int, changes: Sequence[_Change]) -> Turn:
    """Describe a turn by the changes that made it; other copies of items follow from other changes."""
    changes = [one for one in changes if one.cause is not Cause.USES] or changes
    unit = changes[0].unit if len({one.unit for one in changes}) == 1 else -1
    sizes = [_unit_size(content, unit) for content in (sides.base, sides.change)]
    items = tuple(one.item for one in changes)
    return Turn(changes[0].cause, step, unit, items, from_size=sizes[0], to_size=sizes[1])


def _unit_size(content: _Content, unit: int) -> int:
    rows = content.unit == unit
    return int(np.where(content.size[rows] < 0, UNSIZED, content.size[rows]).sum())


def _first_other_step(base: _Run, change: _Run, unit: int) -> int | None:
    """Return the first step after which a unit is in another group than in the base; None where there is none."""
    ours, theirs = change.chains.get(unit, []), base.chains.get(unit, [])
    for place in range(max(len(ours), len(theirs))):
        here, there = ours[place : place + 1], theirs[place : place + 1]
        if [group for _, group in here] != [group for _, group in there]:
            return min(step for step, _ in (*here, *there))
    return None


def _changes(sides: UnmergedSides) -> list[_Change]:
    """List the items that differ, the largest difference in size first."""
    before, after = _by_item(sides.base), _by_item(sides.change)
    found = []
    for item in sorted(before.keys() | after.keys()):
        old, new = before.get(item), after.get(item)
        if old == new:
            continue
        if old is None or new is None:
            there = new if old is None else old
            if there is not None:
                cause = Cause.ADDED if old is None else Cause.REMOVED
                found.append(_Change(item, cause, min(unit for unit, _ in there[0]), there[1]))
            continue
        modes = [{inlined for _, inlined in side[0]} for side in (old, new)]
        cause = Cause.MODE if modes[0] != modes[1] else Cause.USES if old[0] != new[0] else Cause.SIZE
        places = new[0] if old[0] == new[0] else old[0] ^ new[0]
        found.append(_Change(item, cause, min(unit for unit, _ in places), abs(new[1] - old[1])))
    return sorted(found, key=lambda one: (-one.by, one.item))


def _by_item(content: _Content) -> dict[int, tuple[frozenset[tuple[int, bool]], int]]:
    """Return the placements (unit, inlined) and the size of each item."""
    placed: dict[int, set[tuple[int, bool]]] = {}
    size: dict[int, int] = {}
    columns = (content.item, content.unit, content.inlined, content.size)
    for item, unit, inlined, each in zip(*(column.tolist() for column in columns), strict=True):
        placed.setdefault(item, set()).add((unit, inlined))
        size[item] = UNSIZED if each < 0 else each
    return {item: (frozenset(units), size[item]) for item, units in placed.items()}


def _undo(sides: UnmergedSides, items: Sequence[int]) -> _Content:
    """Return the change side with some items as they are in the base."""
    ours, theirs = ~np.isin(sides.change.item, items), np.isin(sides.base.item, items)
    columns = {
        name: np.concatenate([getattr(sides.change, name)[ours], getattr(sides.base, name)[theirs]])
        for name in ("unit", "item", "inlined", "size")
    }
    return _Content(**columns)


def _run(sides: UnmergedSides, content: _Content, side: int, units: int, min_size: int) -> _Run:
    """Merge the units of some placements step by step."""
    weight = np.zeros(sides.items, np.int64)
    weight[content.item] = np.where(content.size < 0, UNSIZED, content.size)
    order = np.argsort(content.unit, kind="stable")
    unit = content.unit[order]
    first = dict(zip(*np.unique(unit, return_index=True), strict=True))
    named = [*sides.order[side], *(one for one in range(len(sides.names)) if one not in sides.order[side])]
    bins: list[Bin] = []
    for one in named:
        if one not in first:
            continue
        rows = order[int(first[one]) : int(np.searchsorted(unit, one, side="right"))]
        inlined = content.inlined[rows]
        held = np.unique(content.item[rows[inlined]]).astype(np.int64)
        root_size = int(weight[content.item[rows[~inlined]]].sum())
        bins.append(Bin((one,), held, root_size, root_size + int(weight[held].sum())))
    groups = UnitGroups.of(bins, weight)
    current = list(range(len(bins)))
    chains = {one.members[0]: [(0, frozenset(one.members))] for one in bins}
    step = 0
    while (pair := choose_pair(groups, current, units, min_size)) is not None:
        step += 1
        current = unite_pair(groups, pair, units)
        members = frozenset(groups.bins[pair[0]].members + groups.bins[pair[1]].members)
        for one in members:
            chains[one].append((step, members))
    return _Run(chains)
