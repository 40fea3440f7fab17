"""The raw files of a recording, read into one capture.

Knows their names (`cguviz.record` writes them) and that the crate was compiled twice: plainly, with a profile and a
list of mono items, and for LLVM IR. A build for IR must be told how many units to make at most, and then rustc leaves
small units alone that it merges where it may choose. So units of the IR are put together until they are those of the
plain build, which the list tells:

```
units of the IR      cgu.0   cgu.1   cgu.2   cgu.3        f, g … are items that both lists place once
mono items there     f g     h       i       j k
plain mono items     f g     h i j k                      so cgu.1, cgu.2 and cgu.3 are one unit of the plain build
```
"""

from __future__ import annotations

import dataclasses
import math
import os
from collections import Counter
from pathlib import Path

import numpy as np

from cguviz.errors import LoadError
from cguviz.formats.debug_log import reader as debug_log
from cguviz.formats.join import mono_items as join_mono
from cguviz.formats.join import mono_stats as join_stats
from cguviz.formats.join.captures import join
from cguviz.formats.join.mono_items import functions
from cguviz.formats.llvm_ir import reader as llvm_ir
from cguviz.formats.mono import items as mono_items
from cguviz.formats.mono.stats import read_stats
from cguviz.formats.self_profile import reader as self_profile
from cguviz.formats.source import Source
from cguviz.model.capture import Capture, Recorded, Remark
from cguviz.model.columns import Bools, Ints
from cguviz.model.items import Items
from cguviz.model.partition import LINKAGES, VISIBILITIES, Mode, Partition, partition_of
from cguviz.model.texts import Texts
from cguviz.model.uses import Uses
from cguviz.progress import Progress, silent

UNITS, UNITS_ITEMS = "units", "units-mono-items.txt"
ITEMS, STATS, PROFILE, DUMP = "mono-items.txt", "mono-stats.json", "profile.mm_profdata", "dump.txt"

EXTERNAL, INTERNAL = LINKAGES.index("External"), LINKAGES.index("Internal")
HIDDEN = VISIBILITIES.index("Hidden")
START = "std::rt::lang_start::<"


@dataclasses.dataclass(frozen=True, eq=False)
class Recording:
    """A capture, and how well the files it is made of fit.

    Attributes
    ----------
    capture
        The whole.
    placed, agreed
        Placements of functions in it, and how many of them the plain list of mono items has in the same unit with
        the same linkage.
    timed
        Units that the profile times.
    sized
        Items whose size estimate is known.
    deviation
        By how much the sizes of the units' items add up to something else than the estimates in the profile, as a part
        of these; NaN where there are none.
    """

    capture: Capture
    placed: int
    agreed: int
    timed: int
    sized: int
    deviation: float


def read(
    folder: Path, command: str, *, called: Path | None, dumped: bool = False, progress: Progress = silent
) -> Recording:
    """Read a recording.

    Parameters
    ----------
    folder
        As `cguviz.record` left it.
    command
        What was recorded; becomes the source of the capture.
    called
        The folder in which the command was given; None for what cannot be recorded by a command of its own.
    dumped
        Whether the compiler printed a dump, which then names items and stages.

    Raises
    ------
    LoadError
        A file cannot be read.
    """
    units = sorted((folder / UNITS).glob("*.ll"))
    # The formats are known: asking all of them for each of hundreds of files takes as long as reading one in three.
    capture = llvm_ir.read((_source(path) for path in units), progress)[0]
    (plain,) = mono_items.read([_source(folder / ITEMS)], progress)[:1]
    listed = _source(folder / UNITS_ITEMS)
    if listed.data:
        (told,) = mono_items.read([listed], progress)[:1]
        capture = as_placed(join_mono.join(capture, told), told, plain)
    else:
        capture = join_mono.join(capture, plain)
    if dumped:
        capture = join([*debug_log.read([_source(folder / DUMP)], progress), capture])[0]
    elif (folder / STATS).exists():
        capture = join_stats.with_sizes(capture, read_stats(_source(folder / STATS)))
    if (folder / PROFILE).exists():
        capture = _timed(capture, _source(folder / PROFILE), progress)
    mine, theirs = functions(capture), functions(plain)
    agreed = (mine & theirs).total()
    remarks = tuple(Remark(remark.text) for remark in capture.remarks) + _inferred(capture)
    command = _told(command)
    again = None if called is None else Recorded(_told(os.fspath(called)), command)
    capture = capture.replace(remarks=remarks, sources=(command,), recorded=again)
    estimates = _estimates(capture)
    return Recording(
        capture,
        mine.total(),
        agreed,
        len(estimates),
        int((capture.items.size >= 0).sum()),
        _deviation(capture.partition(), estimates),
    )


def _estimates(capture: Capture) -> dict[str, int]:
    """Return the profile's size estimate of each unit that it has in common with the last stage."""
    timeline = capture.timeline
    if timeline is None:
        return {}
    units = set(capture.partition().units)
    told = zip(timeline.units.tolist(), timeline.estimate.tolist(), strict=True)
    return {unit: estimate for unit, estimate in told if unit in units}


def _deviation(partition: Partition, estimates: dict[str, int]) -> float:
    """Return the sum of what units differ by from their estimates, as a part of the sum of these."""
    rows = zip(partition.units.tolist(), partition.unit_sizes.tolist(), strict=True)
    pairs = [(size, estimates[unit]) for unit, size in rows if estimates.get(unit, -1) > 0]
    total = sum(estimate for _, estimate in pairs)
    known = bool((partition.size >= 0).any())
    return sum(abs(size - estimate) for size, estimate in pairs) / total if total and known else math.nan


def _timed(capture: Capture, profile: Source, progress: Progress) -> Capture:
    """Add the times; a profile that rustc left unfinished costs them and nothing else."""
    try:
        timed = self_profile.read([profile], progress)
    except LoadError:
        text = "rustc left its profile unfinished, so that no times are known; record again."
        return capture.replace(remarks=(*capture.remarks, Remark(text)))
    return join([capture, *timed])[0]


def _told(text: str) -> str:
    """Return a text from the command line or the file system as UTF-8 can hold it."""
    return text.encode("utf-8", "replace").decode()


def _source(path: Path) -> Source:
    try:
        return Source(str(path), path.read_bytes())
    except OSError as error:
        raise LoadError(f"cannot be read ({error.strerror}); record again.", path) from error


def _inferred(capture: Capture) -> tuple[Remark, ...]:
    """Say of how many items the compiler does not tell whether they are root or inlined."""
    partition = capture.partition()
    count = int((partition.mode == Mode.UNKNOWN).sum())
    if not count:
        return ()
    return (
        Remark(
            f"Root or inlined is inferred: {count:,} of {len(capture.items):,} items are internal to a single unit and"
            " may be either; they are shown as root."
        ),
    )


def as_placed(capture: Capture, told: Capture, plain: Capture) -> Capture:
    """Put units of LLVM IR together until they are those of the plain build.

    Parameters
    ----------
    capture
        From IR alone.
    told, plain
        Mono items of the build for IR, and of the plain one.

    Returns
    -------
    The capture with the units of the plain build. Where they are no unions of its own, it is as it was, and says so.
    """
    if _placements(told) == _placements(plain):
        return capture
    homes = _homes(told, plain)
    if homes is None:
        counts = f"{len(plain.partition().units)} units, the build for LLVM IR {len(told.partition().units)}"
        text = f"The plain build made {counts}, and they do not fit: these are the units of the build for LLVM IR."
        return capture.replace(remarks=(*capture.remarks, Remark(text)))
    (stage,) = capture.partitions
    merged = _merged(stage, homes, plain.partition().units, len(capture.items))
    return capture.replace(partitions=(_internalized(merged, capture.items, capture.uses, f"{capture.crate}::main"),))


def _placements(mono: Capture) -> Counter[tuple[bytes, str]]:
    partition = mono.partition()
    names, units = mono.items.name.tobytes(), partition.units.tolist()
    return Counter(
        (names[item], units[unit]) for item, unit in zip(partition.item.tolist(), partition.unit.tolist(), strict=True)
    )


def _once(mono: Capture) -> dict[bytes, str]:
    """Return the unit of each item that has one, and a name that no other item has."""
    partition = mono.partition()
    names, units = mono.items.name.tobytes(), partition.units.tolist()
    alone = (partition.copies(len(mono.items)) == 1)[partition.item]
    count = Counter(names)
    rows = zip(partition.item[alone].tolist(), partition.unit[alone].tolist(), strict=True)
    return {names[item]: units[unit] for item, unit in rows if count[names[item]] == 1}


def _homes(told: Capture, plain: Capture) -> dict[str, str] | None:
    """Return the unit of the plain build that each unit of the IR is a part of; None if they are no unions."""
    there = _once(plain)
    homes: dict[str, str] = {}
    for name, unit in _once(told).items():
        if name in there and homes.setdefault(unit, there[name]) != there[name]:
            return None
    if set(homes) != set(told.partition().units) or set(homes.values()) != set(plain.partition().units):
        return None
    return homes


def _merged(stage: Partition, homes: dict[str, str], units: Texts, items: int) -> Partition:
    """Let each unit take in its parts; copies of an item in one unit become one."""
    number = {name: row for row, name in enumerate(units.tolist())}
    unit = np.array([number[homes[name]] for name in stage.units.tolist()], np.int32)[stage.unit]
    _, first = np.unique(unit.astype(np.int64) * items + stage.item, return_index=True)
    first.sort()
    copies = np.bincount(stage.item[first], minlength=items)
    # What had copies in several units is inlined, and stays so in the one unit they are now in.
    return partition_of(
        stage.stage,
        units,
        unit[first],
        stage.item[first],
        np.where(copies[stage.item[first]] > 1, Mode.INLINED, stage.mode[first]).astype(np.uint8),
        stage.linkage[first],
        stage.visibility[first],
        stage.size[first],
    )


def _internalized(stage: Partition, items: Items, uses: Uses | None, entry: str) -> Partition:
    """Make internal what only its own unit uses, as rustc does after merging (`internalize_symbols`)."""
    if uses is None:
        return stage
    home = _used_at_home(stage, len(items), uses)
    if len(stage.units) == 1:
        # All users are here, known or not; but the C function `main`, which is no mono item, uses two.
        called = (name == entry or (name.startswith(START) and name.endswith(">")) for name in items.name)
        home = ~np.fromiter(called, np.bool_, len(items))[stage.item]
    free = home & (stage.linkage == EXTERNAL) & (stage.visibility == HIDDEN)
    # They were external in the IR, so they are known to be roots.
    return stage.replace(linkage=np.where(free, INTERNAL, stage.linkage).astype(np.uint8))


def _used_at_home(stage: Partition, items: int, uses: Uses) -> Bools:
    """Return (p,) bool: the item is placed once, and all items that use it are in this unit alone.

    An item that nobody is known to use is not: it would be internal already, so there are users that IR does not
    show (of intrinsics such as `core::intrinsics::cold_path`).
    """
    lowest, highest = np.full(items, np.iinfo(np.int32).max, np.int32), np.full(items, -1, np.int32)
    unit: Ints = stage.unit
    np.minimum.at(lowest, stage.item, unit)
    np.maximum.at(highest, stage.item, unit)
    first, last = lowest.copy(), highest.copy()
    np.minimum.at(first, uses.used, lowest[uses.user])
    np.maximum.at(last, uses.used, highest[uses.user])
    known = np.zeros(items, np.bool_)
    known[uses.used] = True
    return np.asarray(((first == last) & known)[stage.item])
