"""The change that turned a move: of constructed edits the very one, without which both partitions agree."""

from __future__ import annotations

import numpy as np
import pytest

from cguviz.analysis.comparison import compare, moves
from cguviz.formats import load
from cguviz.model.capture import Capture
from cguviz.model.partition import Mode, Partition, partition_of
from cguviz.partition import parse, run_pipeline
from cguviz.partition.parting import Cause, Turn, partings, rule_of, sides_of
from tests.captures import capture_named, has_capture

CRATES = ("regex-1.7.1-release", "syn-1.0.107-release", "image-0.24.3-release", "serde_json-1.0.87-debug")
PRESENT = [name for name in CRATES if name == CRATES[0] or has_capture(name)]
EDITS = 60


def merged(capture: Capture, place: Partition, units: int) -> Capture:
    """Return a capture of one partition and of what the rule makes of it."""
    alone = capture.replace(partitions=(place,))
    made = run_pipeline(alone, place, parse(f"merge units={units}")).partition
    return alone.replace(partitions=(place, made.replace(stage="MERGE")))


def without(place: Partition, rows: np.ndarray) -> Partition:
    """Return a partition without some placements."""
    kept = np.setdiff1d(np.arange(len(place)), rows)
    columns = (place.unit, place.item, place.mode, place.linkage, place.visibility, place.size)
    unit, item, mode, linkage, visibility, size = (column[kept] for column in columns)
    return partition_of(place.stage, place.units, unit, item, mode, linkage, visibility, size)


def edited(place: Partition, kind: str, chance: np.random.Generator) -> tuple[Partition, int]:
    """Return a partition with one edit, and the item that it is of.

    A statement more or less in a function, a function less, or a copy less of an inlined one.
    """
    inlined = kind == "copy"
    copies = place.copies(int(place.item.max()) + 1)
    rows = np.flatnonzero(place.inlined & (copies[place.item] > 1) if inlined else ~place.inlined)
    row = int(chance.choice(rows))
    item = int(place.item[row])
    if kind == "size":
        size = place.size.copy()
        size[place.item == item] += int(chance.integers(1, 31))
        return place.replace(size=size), item
    if inlined:
        return without(place, np.array([row])), item
    gone = place.item == item
    # rustc makes no unit without a root: the copies in one go with its last.
    rooted = np.bincount(place.unit[~place.inlined & ~gone], minlength=len(place.units)) > 0
    return without(place, np.flatnonzero(gone | ~rooted[place.unit])), item


def turns_of(base: Capture, change: Capture) -> tuple[list[int], list[Turn]]:
    """Return the moved root items, and the turn of each."""
    place = compare(base, base.partitions[0].stage, change, change.partitions[0].stage)
    found = compare(base, "MERGE", change, "MERGE")
    moved = moves(found).item.tolist()
    sides = sides_of(place.base, place.change, place.match, len(place.items))
    rule = rule_of(sides, found.base, found.change)
    assert rule is not None
    assert all(place.home_change[item] >= 0 for item in moved)
    return moved, list(partings(sides, [int(place.home_change[item]) for item in moved], rule))


@pytest.mark.parametrize("name", PRESENT)
@pytest.mark.parametrize("kind", ["size", "removed", "added", "copy"])
def test_the_one_change_is_the_cause_of_every_move(name: str, kind: str) -> None:
    (capture,) = load([capture_named(name)])
    place = capture.partitions[0]
    base = merged(capture, place, 16)
    chance = np.random.default_rng([len(name), len(kind)])
    turned = 0
    for _ in range(EDITS // 4 if len(place) > 5000 else EDITS):
        other, item = edited(place, "removed" if kind == "added" else kind, chance)
        change = merged(capture, other, 16)
        moved, turns = turns_of(change, base) if kind == "added" else turns_of(base, change)
        wanted = {"size": Cause.SIZE, "removed": Cause.REMOVED, "added": Cause.ADDED, "copy": Cause.USES}[kind]
        for turn in turns:
            # Items that only the lost function used are lost with it.
            lost = kind in ("removed", "added") and len(turn.items) > 1
            names = [capture.items.name[row] for row in turn.items]
            assert turn.cause is wanted
            assert capture.items.name[item] in names if lost else [capture.items.name[item]] == names
            assert turn.step >= 1
        turned += bool(moved)
    assert turned, "no edit moved anything: take more"


def test_several_changes_are_told_apart_from_the_one_that_turned(regex: Capture) -> None:
    place = regex.partition("PLACE")
    base = merged(regex, place, 16)
    chance = np.random.default_rng(7)
    seen = 0
    while not seen:
        first, item = edited(place, "size", chance)
        if turns_of(base, merged(regex, first, 16))[0]:
            # Changes that move nothing by themselves stand beside the one that does.
            quiet = [row for row in range(0, 400, 40) if place.mode[row] != Mode.INLINED and place.item[row] != item]
            size = first.size.copy()
            for row in quiet:
                alone = place.size.copy()
                alone[row] += 1
                if not turns_of(base, merged(regex, place.replace(size=alone), 16))[0]:
                    size[row] += 1
            change = merged(regex, first.replace(size=size), 16)
            for turn in turns_of(base, change)[1]:
                assert turn.cause is Cause.SIZE
                seen += item in turn.items
