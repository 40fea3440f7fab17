"""Checks between the columns of a table that came from outside.

A checksum finds damage; these checks find what a program wrote wrongly, before an index out of range does.
"""

from __future__ import annotations

from collections.abc import Sized

import numpy as np

from cguviz.model.capture import Capture
from cguviz.model.columns import Ints, Longs
from cguviz.model.items import Items, Kind
from cguviz.model.partition import LINKAGES, VISIBILITIES, Mode, Partition
from cguviz.model.paths.table import Paths
from cguviz.model.texts import Texts
from cguviz.model.times.timeline import FunctionTimes, Memory, Phases, Repeats, Timeline
from cguviz.model.unit_words import UnitWords
from cguviz.model.uses import Uses

UNTOLD_MODE = max(Mode) + 1
"""Until version 1.2 of the format: an item that may be root or inlined, and was shown as a root."""


def fault(table: object) -> str:
    """Return the fault of a table: "a use of an item that is not there"; "" for a sound table."""
    match table:
        case Texts():
            return "" if _divides(table.starts, len(table.blob)) else "strings that overlap"
        case Items():
            return _items(table)
        case Partition():
            return _partition(table)
        case Uses():
            return _uses(table)
        case Timeline():
            return _timeline(table)
        case FunctionTimes():
            return _function_times(table)
        case Phases():
            parallel = _parallel(table.names, table.time, table.memory_before, table.memory_after)
            return "" if parallel else "phase columns of different lengths"
        case Memory():
            return "" if _parallel(table.moment, table.resident) else "memory columns of different lengths"
        case UnitWords():
            return "" if _parallel(table.names, table.words) else "unit names and words of different lengths"
        case Repeats():
            parallel = _parallel(table.generate, table.optimize, table.lto)
            return "" if parallel and len(table) else "columns of repeated builds of different lengths"
        case Paths():
            return _paths(table)
        case Capture():
            return _capture(table)
        case _:
            return ""


def _items(items: Items) -> str:
    """Return the fault of items, or ""."""
    if not _parallel(items.name, items.symbol, items.kind, items.size, items.instructions, items.blocks):
        return "item columns of different lengths"
    if not _parallel(items.name, *(column for column in (items.parameters, items.glue) if column is not None)):
        return "item columns of different lengths"
    if items.inferred is not None and not _parallel(items.name, items.inferred):
        return "item columns of different lengths"
    return "" if np.all(items.kind <= max(Kind)) else "an item of an unknown kind"


def _partition(partition: Partition) -> str:
    """Return the fault of a partition, or ""."""
    columns = (partition.item, partition.mode, partition.linkage, partition.visibility, partition.size)
    if not _parallel(*columns):
        return "placement columns of different lengths"
    if not _parallel(partition.units, partition.starts[1:]) or not _divides(partition.starts, len(partition)):
        return "units that do not divide the placements"
    for column, count in (
        (partition.mode, UNTOLD_MODE + 1),
        (partition.linkage, len(LINKAGES)),
        (partition.visibility, len(VISIBILITIES)),
    ):
        if np.any(column >= count):
            return "a placement with an unknown mode, linkage or visibility"
    return ""


def _uses(uses: Uses) -> str:
    """Return the fault of uses, or ""."""
    if not _parallel(uses.used, uses.calls, uses.references) or not _divides(uses.starts, len(uses)):
        return "uses that their users do not divide"
    if not _parallel(uses.external_user, uses.external_used):
        return "external uses of different lengths"
    items = len(uses.starts) - 1
    for column, count in (
        (uses.used, items),
        (uses.external_user, items),
        (uses.external_used, len(uses.externals)),
    ):
        if not _within(column, count):
            return "a use of something that is not there"
    return ""


def _timeline(timeline: Timeline) -> str:
    """Return the fault of a timeline, or ""."""
    if not _parallel(timeline.thread, timeline.activity, timeline.unit, timeline.start, timeline.end, timeline.ran):
        return "span columns of different lengths"
    if not _parallel(timeline.units, timeline.estimate, timeline.instructions, timeline.object_bytes):
        return "unit columns of different lengths"
    if not _parallel(timeline.threads, timeline.process, timeline.cpu, timeline.waited):
        return "thread columns of different lengths"
    for column, names, least in (
        (timeline.thread, timeline.threads, 0),
        (timeline.activity, timeline.activities, 0),
        (timeline.unit, timeline.units, -1),
    ):
        if not _within(column, len(names), least):
            return "a span of a thread, activity or unit that is not there"
    if not _within(timeline.process, max(len(timeline.processes), 1)):
        return "a thread of a process that is not there"
    repeats = timeline.repeats
    if repeats is not None and len(repeats.optimize) != len(repeats) * len(timeline.units):
        return "times of repeated builds for other units than its own"
    functions = timeline.functions
    if functions is not None and not (
        _within(functions.unit, len(timeline.units), -1) and _within(functions.activity, len(timeline.activities))
    ):
        return "a function's time in a unit or activity that is not there"
    return ""


def _function_times(functions: FunctionTimes) -> str:
    """Return the fault of function times, or ""."""
    if not _parallel(functions.symbol, functions.unit, functions.activity, functions.time):
        return "columns of function times of different lengths"
    return "" if _within(functions.symbol, len(functions.symbols)) else "the time of a function that is not there"


def _paths(paths: Paths) -> str:
    """Return the fault of paths, or ""."""
    if not _parallel(paths.module, paths.generic, paths.labels, paths.longer):
        return "label columns of different lengths"
    if not _within(paths.module, len(paths.modules)) or not _within(paths.generic, len(paths.generics)):
        return "an item of a module that is not there"
    return ""


def _capture(capture: Capture) -> str:
    """Return the fault of a capture, or ""."""
    items = len(capture.items)
    if any(not _within(partition.item, items) for partition in capture.partitions):
        return "a placement of an item that is not there"
    if capture.uses is not None and len(capture.uses.starts) != items + 1:
        return "uses of other items than its own"
    if capture.paths is not None and len(capture.paths.module) != items:
        return "labels of other items than its own"
    agreement = capture.agreement
    if agreement is not None and not 0 <= agreement.agreed <= agreement.placements:
        return "more placements that agree than there are"
    if agreement is not None and not 0 <= agreement.unsure <= items:
        return "more items of unsure size than there are"
    if agreement is not None and len(agreement.estimates) not in (0, *(len(p.units) for p in capture.partitions[:1])):
        return "size estimates of other units than its own"
    return ""


def _parallel(*columns: Sized) -> bool:
    """Say whether columns have one length."""
    return len({len(column) for column in columns}) == 1


def _divides(starts: Longs, count: int) -> bool:
    """Say whether ascending starts divide `count` rows."""
    return bool(len(starts) and starts[0] == 0 and starts[-1] == count and np.all(starts[1:] >= starts[:-1]))


def _within(column: Ints, count: int, least: int = 0) -> bool:
    """Say whether all numbers of a column lie between `least` and `count`."""
    return bool(not len(column) or (column.min() >= least and column.max() < count))
