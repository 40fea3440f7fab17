"""The rule `massage`: functions move to the unit that uses them, a little before merging."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.items import Kind
from cguviz.model.partition import Partition
from cguviz.partition.options import FLAG, RuleOptions, choice, option
from cguviz.partition.placing import CARRY, CARRY_MEANING, place_copies, without_empty
from cguviz.partition.start import Start, root_unit


@dataclasses.dataclass(frozen=True)
class MassageOptions(RuleOptions):
    """Options of `massage`: its open points; see each field's meaning."""

    callers: str = option(
        "unit",
        "a function moves if all its users are in one other unit, or only if it has just one user",
        choice("unit", "one"),
    )
    passes: str = option("one", "go through all functions once, or until nothing moves", choice("one", "all"))
    callerless: bool = option(
        False, "whether a function without users moves to the unit that holds all that it uses", FLAG
    )
    empty: str = option("drop", "whether units without functions are dropped or kept", choice("drop", "keep"))
    carry: str = option("most", CARRY_MEANING, CARRY)


def massage(start: Start, options: MassageOptions) -> Partition:
    """Move functions to their users.

    rust-lang/rust#112093 (May to July 2023, closed). A reconstruction: the author told the idea (a leaf function
    whose single caller is in another unit moves there, "other similar cases" with non-leaf functions) and showed two
    pictures of graphs before and after. The rule below makes the published moves, all and only them, and finds
    nothing to do in the published result for serde; what the pictures leave open are its options.

    ```
    for each unit, by name, for each function that was in it:
        all users are in one other unit, and nothing that it uses is in its own unit: it moves there, at once
    ```

    Only uses between root functions count (inlined items were placed after massaging), a function's uses of itself
    do not. Copies of inlined items follow (`cguviz.partition.placing`).

    Parameters
    ----------
    start
        Units that have not been merged, with uses.
    options
        See `MassageOptions`.
    """
    unit = root_unit(start).tolist()
    order = _order(start, unit)
    users, used = _neighbours(start)
    while True:
        moved = False
        for item in order:
            goal = _goal(item, unit, users[item], used[item], options)
            if goal != unit[item]:
                unit[item] = goal
                moved = True
        # Each move makes uses internal and cuts none, so that this ends.
        if not moved or options.passes == "one":
            break
    result = place_copies(start, np.array(unit, np.int32), start.partition.units, carry=options.carry)
    return result if options.empty == "keep" else without_empty(result)


def _goal(item: int, unit: list[int], users: list[int], used: list[int], options: MassageOptions) -> int:
    """Return the unit where a function should be, its own unit if it should stay."""
    own = unit[item]
    if users and (options.callers == "unit" or len(users) == 1):
        pulls = {unit[user] for user in users}
    elif not users and used and options.callerless:
        pulls = {unit[other] for other in used}
    else:
        return own
    if len(pulls) != 1 or own in pulls or any(unit[other] == own for other in used):
        return own
    return pulls.pop()


def _order(start: Start, unit: list[int]) -> list[int]:
    """Return the root functions by the name of their unit, then in the order of items."""
    functions = np.flatnonzero(start.items.kind == Kind.FN).tolist()
    rank = {one: place for place, one in enumerate(start.by_name)}
    return sorted((item for item in functions if unit[item] >= 0), key=lambda item: rank[unit[item]])


def _neighbours(start: Start) -> tuple[list[list[int]], list[list[int]]]:
    """Return the users and the used items of each item, among root functions and without itself."""
    users: list[list[int]] = [[] for _ in range(len(start.items))]
    used: list[list[int]] = [[] for _ in range(len(start.items))]
    if start.uses is not None:
        counted = (root_unit(start) >= 0) & (start.items.kind == Kind.FN)
        tail, head = start.uses.user, start.uses.used
        kept = counted[tail] & counted[head] & (tail != head)
        for one, other in zip(tail[kept].tolist(), head[kept].tolist(), strict=True):
            users[other].append(one)
            used[one].append(other)
    return users, used
