"""Sorting of a log's dumps by compilation.

A log may hold several crates, one after the other or at the same time, and cargo prints the output of a crate again
when that is fresh. Dumps of one compilation have nearly all items in common, those of two crates nearly none.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator

import numpy as np

from cguviz.formats.debug_log.scan import Scan
from cguviz.formats.debug_log.stages import LogStage
from cguviz.model.columns import Ints

_UNIT_NAME = re.compile(rb"([A-Za-z_]\w*)\.([0-9a-f]{8,})(?:-in-([A-Za-z_]\w*)\.[0-9a-f]{8,})?(?:[-.].*)?")


@dataclasses.dataclass(frozen=True)
class Compilation:
    """The dumps of one compilation.

    Attributes
    ----------
    ids
        (crate, stable id) as its unit names tell; empty where all of them are hashes.
    stages
        In the order of the log, no label twice.
    replays
        Dumps that stood in the log once more, word by word.
    """

    ids: Counter[tuple[str, str]]
    stages: list[LogStage]
    replays: list[LogStage]

    @property
    def crate(self) -> str:
        """The name of the crate; "" if neither a unit nor cargo tells it."""
        if self.ids:
            return self.ids.most_common(1)[0][0][0]
        return self.stages[0].crate


def compilations(stages: list[LogStage], scan: Scan) -> list[Compilation]:
    """Sort dumps by compilation, in the order in which the compilations appear.

    Parameters
    ----------
    stages
        The dumps of a log.
    scan
        Its items.
    """
    found: list[Compilation] = []
    # The last compilation that had each key: finds the home of a dump in one look, whatever the number of crates.
    owner = np.full(len(scan.names), -1, np.int32)
    for stage in stages:
        keys = np.unique(scan.key[stage.rows])
        ids = _ids(stage)
        number = next(_homes(found, owner[keys], stage, ids, scan), len(found))
        if number == len(found):
            found.append(Compilation(Counter(), [], []))
        home = found[number]
        home.ids.update(ids)
        repeated = any(other.label == stage.label for other in home.stages)
        (home.replays if repeated else home.stages).append(stage)
        owner[keys] = number
    return found


def _homes(
    found: list[Compilation], owners: Ints, stage: LogStage, ids: Counter[tuple[str, str]], scan: Scan
) -> Iterator[int]:
    """Yield the compilations that a dump can belong to, the likeliest first."""
    known_to, counts = np.unique(owners[owners >= 0], return_counts=True)
    likeliest = np.argsort(-counts, kind="stable")[:2]
    candidates = list(zip(known_to[likeliest].tolist(), counts[likeliest].tolist(), strict=True))
    # A dump without items can only go with another such dump, and with the latest.
    for number, shared in candidates if len(owners) else [(len(found) - 1, 0)] * bool(found):
        known = found[number]
        smaller = min(len(owners), max(len(other.rows) for other in known.stages))
        strangers = bool(ids and known.ids) and ids.keys().isdisjoint(known.ids)
        if strangers or 2 * shared < smaller:
            continue
        twin = next((other for other in known.stages if other.label == stage.label), None)
        if twin is None or _same(twin, stage, scan):
            yield number


def _ids(stage: LogStage) -> Counter[tuple[str, str]]:
    """Count the crates that the unit names tell: `std.44f36ed0-in-mine.44f36ed0-rt` is a unit of `mine`."""
    names = (_UNIT_NAME.fullmatch(unit.name) for unit in stage.units)
    return Counter(((name[3] or name[1]).decode(), name[2].decode()) for name in names if name is not None)


def _same(left: LogStage, right: LogStage, scan: Scan) -> bool:
    """Say whether two dumps tell the same."""
    if [unit.name for unit in left.units] != [unit.name for unit in right.units]:
        return False
    if not np.array_equal(left.starts, right.starts):
        return False
    columns = (scan.key, scan.mode, scan.linkage, scan.visibility, scan.size)
    return all(np.array_equal(column[left.rows], column[right.rows]) for column in columns)
