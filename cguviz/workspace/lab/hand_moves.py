"""Partitions made by hand: what was moved where, replayed on the stage it began with.

Moves are kept, not partitions: taking one back is replaying one less, and a hundred moves cost what one costs.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cguviz.errors import PartitionError
from cguviz.model.capture import Capture
from cguviz.model.columns import Ints
from cguviz.model.partition import Mode, Partition, partition_of
from cguviz.model.texts import Texts
from cguviz.partition import start_of
from cguviz.partition.placing import place_copies
from cguviz.partition.start import Start, root_unit
from cguviz.workspace.requests.lab import HandMove

STAGE = "BY HAND"
CARRY = "most"
"""Copies that no use explains follow most of the roots they were with."""


def moved_by_hand(capture: Capture, stage: str, moves: Sequence[HandMove]) -> tuple[Partition, int]:
    """Move root items to other units; copies of inlined items follow them where the uses are known, else they stay.

    Parameters
    ----------
    capture, stage
        What the moves begin with.
    moves
        In their order. Items that are no roots are left to follow; a unit that is not there is made.

    Returns
    -------
    partition, moved
        The stage `STAGE`, its units in the order of the base and new ones behind; and how many root items are in
        another unit than in the base. Units that became empty stay, so that one can put things back.

    Raises
    ------
    PartitionError
        No move concerns a root item.
    """
    start = start_of(capture, capture.partition(stage))
    home = root_unit(start)
    names = start.partition.units.tolist()
    rows = {name: row for row, name in enumerate(names)}
    goal = home.copy()
    for move in moves:
        items = np.array([item for item in move.items if item < len(goal)], np.int64)
        items = items[home[items] >= 0]
        if not len(items):
            raise PartitionError(
                "what was chosen has no root item: copies of inlined items go where their users are, so move those."
            )
        if move.unit not in rows:
            rows[move.unit] = len(names)
            names.append(move.unit)
        goal[items] = rows[move.unit]
    units = Texts.of(names)
    known = start.uses is not None or not start.partition.inlined.any()
    made = place_copies(start, goal, units, carry=CARRY) if known else _roots_only(start, goal, units)
    return made.replace(stage=STAGE), int((goal != home).sum())


def retrace_moves(capture: Capture) -> tuple[str, tuple[HandMove, ...]] | None:
    """Find moves that make the stage `STAGE` of a capture, of which nobody kept the moves.

    Parameters
    ----------
    capture
        Has that stage, as it was read from a file.

    Returns
    -------
    stage, moves
        The stage with the same root items of which the fewest are in another unit (of equals: in linkage, then the
        first), and a move for each unit that got some; None where no stage has the same root items.
    """
    made = capture.partition(STAGE)
    numbers: dict[str, int] = {}
    goal = _named_homes(capture, made, numbers)
    found: list[tuple[int, int, str]] = []
    for stage in capture.partitions:
        home = _named_homes(capture, stage, numbers)
        if stage.stage != STAGE and np.array_equal(home >= 0, goal >= 0):
            linked = int((_linkages(capture, stage) != _linkages(capture, made)).sum())
            found.append((int((home != goal).sum()), linked, stage.stage))
    if not found:
        return None
    _, _, start = min(found, key=lambda each: each[:2])
    home = _named_homes(capture, capture.partition(start), numbers)
    names = list(numbers)
    moved = np.flatnonzero(home != goal)
    # Units in the order in which they stand, so that new ones are made in the same order again.
    order = [numbers[name] for name in made.units if name in numbers]
    gains = [(unit, moved[goal[moved] == unit]) for unit in dict.fromkeys(order)]
    return start, tuple(HandMove(tuple(items.tolist()), names[unit]) for unit, items in gains if len(items))


def _named_homes(capture: Capture, partition: Partition, numbers: dict[str, int]) -> Ints:
    """Return (items,) int32 the number, by name, of the unit in which each item is a root; -1 for none."""
    names = np.array([numbers.setdefault(name, len(numbers)) for name in partition.units] or [-1], np.int32)
    home = root_unit(Start(capture.items, capture.uses, partition))
    return np.where(home >= 0, names[home], -1).astype(np.int32)


def _linkages(capture: Capture, partition: Partition) -> Ints:
    """Return (items,) int32 the linkage of each root item, -1 for items that are none."""
    linkage = np.full(len(capture.items), -1, np.int32)
    roots = np.flatnonzero(partition.mode != Mode.INLINED)
    linkage[partition.item[roots]] = partition.linkage[roots]
    return linkage


def _roots_only(start: Start, goal: Ints, units: Texts) -> Partition:
    """Move roots and leave copies where they are, but for copies of a root that came to them."""
    old = start.partition
    unit = np.where(old.mode == Mode.INLINED, old.unit, goal[old.item]).astype(np.int32)
    return partition_of(
        old.stage,
        units,
        unit=unit,
        item=old.item,
        mode=old.mode,
        linkage=old.linkage,
        visibility=old.visibility,
        size=old.size,
    )
