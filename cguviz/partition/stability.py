"""Margins of merged partitions: by how many statements a unit may grow or shrink before others are merged.

A root function that grows makes its unmerged unit larger and changes nothing else: overlaps are of inlined items alone.
So the merging of `cguviz.partition.rules.merge` is followed once, step by step, with all that each step compares; for
a change of one unit only the order of sizes has to be looked at again, until a step would choose otherwise:

```
step t     sizes, descending     900  700 | 520  310  300  90       N = 3: the third absorbs one of those behind it
unit + 5   …                     900  700 | 520  310  305  90       the same order, the same choice: on to step t + 1
unit + 250 …                     900  700 | 550  520  310  90       another unit is the third: go another way
```

Another way often comes back: two unions change places, and the groups are the same as before. Groups and what they
share are remembered, so that going another way costs a sort for each step. Knows nothing of commits or edits; sizes
are size estimates (MIR statements and blocks).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

import numpy as np

from cguviz.model.columns import Ints, Longs
from cguviz.partition.rules.bins import bins_of
from cguviz.partition.start import Start
from cguviz.partition.stepwise import Pair, UnitGroups, choose_pair, unite_pair

WITHIN = 25
"""Statements up to which margins are looked for; an edit of one function seldom has more."""

Grouping = frozenset[frozenset[int]]
"""Units of the start that end in one unit, for all units."""


@dataclasses.dataclass(frozen=True)
class Margin:
    """The margins of one unmerged unit.

    Attributes
    ----------
    unit
        Its index in the start's partition.
    grow, shrink
        The fewest statements by which it grows, or shrinks, such that other units are merged; None where no number up
        to the limit does that.
    """

    unit: int
    grow: int | None
    shrink: int | None


@dataclasses.dataclass(frozen=True)
class _Step:
    """One step of the merging as it was.

    Attributes
    ----------
    order
        The groups before the sort.
    into, taken
        The two that are united in it, the one that absorbs first.
    rivals
        Groups that share as much with `into` as `taken` does, itself included; empty where nothing is shared out.
    """

    order: list[int]
    into: int
    taken: int
    rivals: frozenset[int]


@dataclasses.dataclass(frozen=True, eq=False)
class Merging:
    """One run of the rule, remembered step by step.

    Attributes
    ----------
    units
        The largest number of units.
    min_size
        Size below which the smallest are united; 0 for none.
    groups
        All groups that were made, here or on another way.
    steps
        In the order in which groups were united.
    last
        The groups of the result.
    holder
        (steps + 1, units of the start) int32: the group that each unit is in.
    near
        {1, -1}: (steps + 1, units of the start) int64 distance from the group of each unit to the next larger (smaller)
        one, 0 to an equal one.
    room
        (units of the start,) int64: the most by which each may shrink.
    """

    units: int
    min_size: int
    groups: UnitGroups
    steps: tuple[_Step, ...]
    last: tuple[int, ...]
    holder: Ints
    near: dict[int, Longs]
    room: Longs

    @property
    def grouping(self) -> Grouping:
        """The units of the start that are united, for each unit of the result."""
        return self.units_in(self.last)

    def order(self, row: int) -> list[int]:
        """Return the groups before a step; behind the last step, the groups of the result."""
        return self.steps[row].order if row < len(self.steps) else list(self.last)

    def same_pair(self, row: int, order: Sequence[int]) -> Pair | None:
        """Choose as the base does at a step, of the same groups in another order; None where it is not that simple."""
        if row >= len(self.steps) or not self.steps[row].rivals:
            return None
        step, units = self.steps[row], self.units
        ordered = sorted(order, key=self.groups.negative.__getitem__)
        if ordered[units - 1] != step.into:
            return None
        taken = step.taken
        if len(step.rivals) > 1:
            taken = next(group for group in ordered[units:] if group in step.rivals)
        return step.into, taken, ordered

    def units_in(self, groups: Sequence[int]) -> Grouping:
        """Return groups by the units of the start in them."""
        return frozenset(frozenset(self.groups.bins[group].members) for group in groups)


def follow(start: Start, *, units: int, min_size: int = 0) -> Merging:
    """Merge as `cguviz.partition.rules.merge.merge` does, and remember each step.

    Parameters
    ----------
    start
        Units that have not been merged, with sizes.
    units, min_size
        The largest number of units, and the size that none shall be below (0: any).
    """
    bins = sorted(bins_of(start, copies=True), key=lambda one: one.members)
    groups = UnitGroups.of(bins, start.placement_sizes)
    order = list(start.by_name)
    steps: list[_Step] = []
    orders = [order]
    while (pair := choose_pair(groups, order, units, min_size)) is not None:
        into, taken, ordered = pair
        behind = ordered[units:]
        shared = groups.sizes_shared(into, behind)
        most = max(shared, default=0)
        rivals = frozenset(group for group, size in zip(behind, shared, strict=True) if size == most)
        steps.append(_Step(order, into, taken, rivals))
        order = unite_pair(groups, pair, units)
        orders.append(order)
    room = np.array([max(one.root_size - 1, 0) for one in bins], np.int64)
    holder = _holders(groups, orders, len(bins))
    return Merging(
        units=units,
        min_size=min_size,
        groups=groups,
        steps=tuple(steps),
        last=tuple(order),
        holder=holder,
        near=_distances(groups, orders, holder),
        room=room,
    )


def _holders(groups: UnitGroups, orders: Sequence[Sequence[int]], count: int) -> Ints:
    """Return (steps + 1, units) int32: the group of each unit."""
    holder = np.zeros((len(orders), count), np.int32)
    for row, order in enumerate(orders):
        for group in order:
            holder[row, list(groups.bins[group].members)] = group
    return holder


def _distances(groups: UnitGroups, orders: Sequence[Sequence[int]], holder: Ints) -> dict[int, Longs]:
    """Return {1, -1}: (steps + 1, units) int64: how far the next larger, or smaller, group is; 0 for equals."""
    far = np.iinfo(np.int64).max
    near = {sign: np.empty(holder.shape, np.int64) for sign in (1, -1)}
    for row, order in enumerate(orders):
        names = np.array(order, np.int64)
        size = np.array([groups.bins[group].size for group in order], np.int64)
        by_size = np.argsort(size, kind="stable")
        apart = np.diff(size[by_size])
        equal = np.concatenate([[False], apart == 0, [False]])
        up, down = np.append(apart, far), np.insert(apart, 0, far)
        up[equal[1:] | equal[:-1]] = down[equal[1:] | equal[:-1]] = 0
        place = np.zeros(int(names.max()) + 1, np.int64)
        place[names[by_size]] = np.arange(len(names))
        near[1][row] = up[place[holder[row]]]
        near[-1][row] = down[place[holder[row]]]
    return near


def margins(merging: Merging, *, within: int = WITHIN) -> Iterator[Margin]:
    """Find the margins of every unmerged unit; exact.

    Parameters
    ----------
    merging
        As `follow` gives it.
    within
        The most statements that a unit grows or shrinks by.
    """
    base = frozenset(merging.last)
    for unit in range(len(merging.room)):
        grow, shrink = (
            next((by for by in range(1, most + 1) if frozenset(_merged(merging, unit, sign * by)) != base), None)
            for sign, most in ((1, within), (-1, min(within, int(merging.room[unit]))))
        )
        yield Margin(unit, grow, shrink)


def merged_anew(merging: Merging, unit: int, by: int) -> Grouping:
    """Merge once more with one unit larger or smaller by some statements.

    Parameters
    ----------
    merging
        As `follow` gives it.
    unit
        Its index in the start.
    by
        Statements that its roots have more, or less where negative.
    """
    return merging.units_in(_merged(merging, unit, by))


def _merged(merging: Merging, unit: int, by: int) -> Sequence[int]:
    """Return the groups that are left when a unit is larger or smaller."""
    groups, steps = merging.groups, merging.steps
    events = _events(merging, unit, by)
    if not len(events):
        return merging.last
    row = int(events[0])
    order = merging.order(row)
    holder = int(merging.holder[row, unit])
    # Groups that are here and not in the base: 1; there and not here: -1.
    odd: dict[int, int] = {}
    while True:
        groups.negative[holder] -= by
        pair = None if odd else merging.same_pair(row, order)
        if pair is None:
            pair = choose_pair(groups, order, merging.units, merging.min_size)
        groups.negative[holder] += by
        if pair is None:
            return order
        order = unite_pair(groups, pair, merging.units)
        made = groups.union(pair[0], pair[1])
        if holder in pair[:2]:
            holder = made
        if row < len(steps):
            step = steps[row]
            if odd or pair[:2] != (step.into, step.taken):
                gone = ((pair[0], -1), (pair[1], -1), (made, 1))
                there = ((step.into, 1), (step.taken, 1), (groups.union(step.into, step.taken), -1))
                for group, sign in (*gone, *there):
                    odd[group] = odd.get(group, 0) + sign
                    if not odd[group]:
                        del odd[group]
        row += 1
        if not odd and row <= len(steps) and order == merging.order(row):
            # As the base stands: nothing differs before the next step at which sizes change places.
            later = events[np.searchsorted(events, row) :]
            if not len(later):
                return merging.last
            row = int(later[0])
            order = merging.order(row)
            holder = int(merging.holder[row, unit])


def _events(merging: Merging, unit: int, by: int) -> Longs:
    """Return the steps in which the unit's group meets or passes another, or the minimum size, ascending."""
    met = merging.near[1 if by > 0 else -1][:, unit] <= abs(by)
    if merging.min_size:
        size = np.array([merging.groups.bins[group].size for group in merging.holder[:, unit].tolist()], np.int64)
        met |= (size < merging.min_size) != (size + by < merging.min_size)
    return np.flatnonzero(met)
