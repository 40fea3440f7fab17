"""Random starts for rules, and what tests ask of partitions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from cguviz.model.capture import Capture
from cguviz.model.items import Items, Kind
from cguviz.model.partition import Mode, Partition, partition_of
from cguviz.model.texts import Texts
from cguviz.model.uses import Uses
from cguviz.partition import Start

Contents = dict[str, dict[int, int]]
"""The items of each unit by the unit's name, each with its mode."""


def items_of(sizes: list[int]) -> Items:
    """Return functions of these sizes; their blocks and instructions are known too."""
    size = np.array(sizes, np.int64)
    names = Texts.of([f"f{row}" for row in range(len(sizes))])
    symbols = Texts.of([""] * len(sizes))
    return Items(names, symbols, np.full(len(sizes), Kind.FN, np.uint8), size, size * 3 + 1, size // 2 + 1)


def partition_with(items: Items, rows: Sequence[tuple[int, int, int]], names: list[str]) -> Partition:
    """Build a partition from (unit, item, mode) rows."""
    unit, item, mode = np.array(rows, np.int32).reshape(-1, 3).T
    zero = np.zeros(len(rows), np.uint8)
    external = np.where(mode == Mode.INLINED, 2, 1).astype(np.uint8)
    return partition_of(
        "PLACE", Texts.of(names), unit, item, mode.astype(np.uint8), external, zero, items.size[item].copy()
    )


def uses_of(pairs: list[tuple[int, int]], items: int) -> Uses:
    """Return uses that are calls, one for each pair."""
    user, used = np.array(pairs, np.int32).reshape(-1, 2).T
    once = np.ones(len(pairs), np.int32)
    return Uses.of(user, used, once, once * 0, items=items)


def start_with(
    sizes: list[int], rows: Sequence[tuple[int, int, int]], names: list[str], pairs: list[tuple[int, int]] | None = None
) -> Start:
    """Build a start by hand."""
    items = items_of(sizes)
    uses = None if pairs is None else uses_of(pairs, len(sizes))
    return Start(items, uses, partition_with(items, rows, names), "x.1")


@st.composite
def starts(draw: st.DrawFn, *, most_units: int = 12, most_items: int = 30) -> Start:
    """Draw a start as rustc makes them: each item is a root in one unit, or inlined in some, or nowhere."""
    names = draw(st.lists(st.text("abyz-.", min_size=1, max_size=4), min_size=1, max_size=most_units, unique=True))
    # Few different sizes, so that there are ties.
    sizes = draw(st.lists(st.sampled_from([0, 1, 2, 5, 5, 40, 1000, 1800]), min_size=1, max_size=most_items))
    unit = st.integers(0, len(names) - 1)
    rows: list[tuple[int, int, int]] = []
    for item in range(len(sizes)):
        if item == 0 or draw(st.booleans()):
            rows.append((draw(unit), item, Mode.ROOT))
        else:
            rows += [(one, item, Mode.INLINED) for one in sorted(draw(st.sets(unit, max_size=len(names))))]
    some_item = st.integers(0, len(sizes) - 1)
    pairs = draw(st.lists(st.tuples(some_item, some_item), max_size=3 * len(sizes)))
    return start_with(sizes, rows, names, pairs)


def shuffled(start: Start, draw: st.DrawFn) -> Start:
    """Return the same start with another order of placements inside the units."""
    partition = start.partition
    rows = list(draw(st.permutations(range(len(partition)))))
    return start.replace(
        partition=partition_of(
            partition.stage,
            partition.units,
            partition.unit[rows],
            partition.item[rows],
            partition.mode[rows],
            partition.linkage[rows],
            partition.visibility[rows],
            partition.size[rows],
        )
    )


def contents(partition: Partition) -> Contents:
    """Return the items of each unit by its name, without any order."""
    found: Contents = {name: {} for name in partition.units}
    names = partition.units.tolist()
    for unit, item, mode in zip(partition.unit.tolist(), partition.item.tolist(), partition.mode.tolist(), strict=True):
        found[names[unit]][item] = mode
    return found


def roots(partition: Partition) -> list[int]:
    """Return the items that are roots, once for each unit they are in."""
    return sorted(partition.item[partition.mode != Mode.INLINED].tolist())


def capture_of(start: Start) -> Capture:
    """Return a capture that holds a start."""
    return Capture("x", "", start.items, (start.partition,), start.uses)
