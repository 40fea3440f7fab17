"""Single steps of merging by overlap: which two groups of units rustc unites next, and the groups that are left.

The same steps as in `cguviz.partition.rules.merge`, for questions that look at each of them: groups and the sizes that
they share are remembered, so that other ways through the same groups cost a sort for each step.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from cguviz.model.columns import Longs
from cguviz.partition.rules.bins import Bin, absorb
from cguviz.partition.rules.merge import shared_sizes


@dataclasses.dataclass(frozen=True, eq=False)
class UnitGroups:
    """Units united in any way, each group once, with the sizes that pairs of them share.

    Attributes
    ----------
    bins
        The groups; unions are added behind.
    negative
        Their sizes, negative, as they are sorted by.
    """

    bins: list[Bin]
    negative: list[int]
    _weight: Longs
    _number: dict[frozenset[int], int]
    _shared: dict[int, dict[int, int]]

    @classmethod
    def of(cls, bins: Sequence[Bin], weight: Longs) -> UnitGroups:
        """Return the groups that are bins, by the weight of each item."""
        number = {frozenset(one.members): row for row, one in enumerate(bins)}
        return cls(list(bins), [-one.size for one in bins], weight, number, {})

    def union(self, one: int, other: int) -> int:
        """Return the number of the group that two make."""
        members = frozenset(self.bins[one].members + self.bins[other].members)
        number = self._number.setdefault(members, len(self.bins))
        if number == len(self.bins):
            made = absorb(self.bins[one], self.bins[other], self._weight)
            self.bins.append(made)
            self.negative.append(-made.size)
        return number

    def sizes_shared(self, one: int, others: Sequence[int]) -> list[int]:
        """Return the size of the inlined items that each of some groups has in common with one."""
        known = self._shared.setdefault(one, {})
        try:
            return [known[other] for other in others]
        except KeyError:
            missing = [other for other in others if other not in known]
            sizes = shared_sizes(self.bins[one], [self.bins[other] for other in missing], self._weight)
            known.update(zip(missing, sizes.tolist(), strict=True))
            return [known[other] for other in others]


Pair = tuple[int, int, list[int]]
"""Two groups that are to be united, the one that absorbs first, and all groups sorted by size."""


def choose_pair(groups: UnitGroups, order: Sequence[int], units: int, min_size: int) -> Pair | None:
    """Choose the groups that rustc unites next; None at the end."""
    ordered = sorted(order, key=groups.negative.__getitem__)
    if len(ordered) > units:
        into, behind = ordered[units - 1], ordered[units:]
        shared = groups.sizes_shared(into, behind)
        return into, behind[shared.index(max(shared))], ordered
    if len(ordered) > 1 and -groups.negative[ordered[-1]] < min_size:
        return ordered[-2], ordered[-1], ordered
    return None


def unite_pair(groups: UnitGroups, pair: Pair, units: int) -> list[int]:
    """Return the groups with two of them united; the last takes the place of the absorbed one (`swap_remove`)."""
    into, taken, ordered = pair
    after = [*ordered]
    by_overlap = len(after) > units
    last = after.pop()
    if by_overlap and last != taken:
        after[after.index(taken)] = last
    after[after.index(into)] = groups.union(into, taken)
    return after
