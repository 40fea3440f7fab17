"""Reader of rustc's self-profiles (`-Z self-profile`, `.mm_profdata`), versions 7 to 9 of the format.

Knows which events are about units; the container, the events and the strings are read in `self_profile_pages`,
`self_profile_events` and `self_profile_strings`, threads get their names in `worker_threads`. Every interval
becomes a span. Only names are resolved that are shown: labels, and arguments of events about units.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from cguviz.errors import LoadError
from cguviz.formats.cargo.compile_command import shorten
from cguviz.formats.self_profile.container import MAGIC, split
from cguviz.formats.self_profile.events import Events, read_events
from cguviz.formats.self_profile.strings import NOWHERE, Strings, labels_of, read_strings, text_at, text_of
from cguviz.formats.source import Source
from cguviz.formats.symbols.unit_names import unit_of_module
from cguviz.formats.traces.spans import Names, about_units, timed_capture, unit_column
from cguviz.formats.traces.worker_threads import fill_units, name_fat_lto, name_threads, stages_of
from cguviz.model.capture import Capture, Remark
from cguviz.model.columns import Ints
from cguviz.model.texts import Texts
from cguviz.model.times.threads import SHORT
from cguviz.model.times.timeline import Timeline
from cguviz.progress import Progress, silent

RECORD = (
    "record it with -Z self-profile=FOLDER -Z self-profile-events=generic-activity,function-args,artifact-sizes"
    " (nightly, or RUSTC_BOOTSTRAP=1)"
)
SIZES = "ArtifactSize"
COUNTERS = {
    "codegen_unit_size_estimate": "estimate",
    "cgu_instructions": "instructions",
    "object_file": "object_bytes",
}
PIECE = 1 << 20
"""Events whose names are looked up at once; a profile of all events has ten millions."""
PROBE = "___"
"""The crate name that cargo uses to ask rustc for its settings."""

_CRATE = re.compile(r"--crate-name[= ](\S+)")


def sniff(head: bytes) -> bool:
    """Say whether a file is a self-profile in one file."""
    return head.startswith(MAGIC)


def read(sources: Iterable[Source], progress: Progress) -> list[Capture]:
    """Read self-profiles, each a capture without items.

    Raises
    ------
    LoadError
        The profile holds no bars, counts something else than time, or was never finished.
    """
    captures: list[Capture] = []
    for source in sources:
        captures += _read_one(source, progress)
    return captures


def read_estimates(source: Source) -> dict[str, int]:
    """Read rustc's size estimate of each codegen unit; the profile may hold nothing else, and is {} if it is broken.

    Parameters
    ----------
    source
        Of a run with `-Z self-profile-events=artifact-sizes`.
    """
    try:
        container = split(source)
        strings = read_strings(container)
    except LoadError:
        return {}
    units = Names()
    estimates = _counters(strings, read_events(container, silent), units)["estimate"]
    return {units.texts[unit]: estimate for unit, estimate in estimates.items()}


def _read_one(source: Source, progress: Progress) -> list[Capture]:
    """Read one self-profile."""
    container = split(source)
    if sum(map(len, container.strings)) <= 8:
        reason = "rustc was stopped before it wrote them" if not container.remarks else "the file is cut off"
        raise LoadError(f"this self-profile holds no names, because {reason}; {RECORD}.", source.path)
    events = read_events(container, progress)
    strings = read_strings(container)
    crate, began, command, remarks = _metadata(strings, source.path)
    if events.backward:
        text = f"{events.backward:,} events end before they start; they were left out, the file is damaged."
        remarks.append(Remark(text, path=source.path))
    if crate == PROBE:
        return []
    if not len(events.id):
        held = f"{events.count:,} events, but no bars" if events.count else "no events"
        raise LoadError(f"this self-profile holds {held}; {RECORD}.", source.path)
    activity, activities = _activities(strings, events)
    progress("reading the self-profile", 0.9)
    if not any(activities):
        reason = "the file is cut off before them" if container.remarks else "the index is missing"
        raise LoadError(f"none of the names in this self-profile can be resolved: {reason}; {RECORD}.", source.path)
    units = Names()
    unit = _units(strings, events, activity, activities, units)
    counters = _counters(strings, events, units)
    numbers, thread = _threads(events)
    named = bool((unit >= 0).any())
    stages = stages_of(thread, activity, activities)
    workers = np.array([stage in SHORT.values() for stage in stages], np.bool_)
    counted = [units.add(name) if name else -1 for name in _by_artifact(strings, events, numbers)]
    unit = fill_units(thread, unit, workers, np.array(counted, np.int32))
    unit = name_fat_lto(activities, thread, activity, unit, (events.start, events.end))
    names = name_threads(stages, thread, unit, units.texts)
    concerned = about_units(activities)
    if not named and concerned[activity].any():
        text = f"Bars of code generation name no unit, because events had no arguments; {RECORD}."
        remarks.append(Remark(text, path=source.path))
    if not concerned[activity].any() and not container.remarks:
        text = "The compilation generated no code: its profile has no bars of codegen units."
        remarks.append(Remark(text, path=source.path))
    timeline = Timeline(
        source="self-profile",
        threads=Texts.of(names),
        activities=Texts.of(name or "<unknown>" for name in activities),
        units=Texts.of(units.texts),
        thread=thread,
        activity=activity,
        unit=unit,
        start=events.start,
        end=events.end,
        began=began,
        command=command,
        estimate=unit_column(counters["estimate"], len(units.texts)),
        instructions=unit_column(counters["instructions"], len(units.texts)),
        object_bytes=unit_column(counters["object_bytes"], len(units.texts)),
    )
    progress("reading the self-profile", 1.0)
    return [timed_capture(crate, timeline, source.path, (*container.remarks, *remarks))]


def _metadata(strings: Strings, path: str) -> tuple[str, int, str, list[Remark]]:
    """Read the crate's name, the start and the command of the compiler.

    Raises
    ------
    LoadError
        The profile counts something else than time.
    """
    text = text_at(strings, strings.metadata)
    try:
        metadata = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        metadata = {}
    if not isinstance(metadata, dict) or not metadata:
        return "", 0, "", [Remark("The self-profile does not say of which crate it is.", path=path)]
    counter = metadata.get("counter")
    name = counter.get("name") if isinstance(counter, dict) else None
    if isinstance(name, str) and name != "wall-time":
        message = f"this self-profile counts {name}, not time; record it without -Z self-profile-counter."
        raise LoadError(message, path)
    began = metadata.get("start_time")
    command = str(metadata.get("cmd", ""))
    crate = _CRATE.search(command)
    began = began if isinstance(began, int) and 0 <= began < 1 << 63 else 0
    return crate[1] if crate else "", began, shorten(command), []


def _activities(strings: Strings, events: Events) -> tuple[Ints, list[str]]:
    """Find the label of each interval; unresolvable ones are ""."""
    place = np.empty(len(events.id), np.int64)
    seen = np.zeros(strings.size - NOWHERE, np.bool_)  # ten times faster than sorting half a million addresses
    for start in range(0, len(place), PIECE):
        piece = slice(start, start + PIECE)
        place[piece] = labels_of(strings, events.id[piece]) - NOWHERE
        seen[place[piece]] = True
    distinct = np.flatnonzero(seen)
    names = Names()
    table = [names.add(text_at(strings, at + NOWHERE).partition("\x1e")[0]) for at in distinct.tolist()]
    numbers = np.array(table, np.int32)
    activity = np.empty(len(place), np.int32)
    for start in range(0, len(place), PIECE):
        piece = slice(start, start + PIECE)
        activity[piece] = numbers[np.searchsorted(distinct, place[piece])]
    return activity, names.texts


def _threads(events: Events) -> tuple[NDArray[np.uint32], Ints]:
    """Return the numbers of the threads that have intervals, ascending, and the thread of each interval among them."""
    last = int(events.thread.max(initial=0))
    if last >= PIECE:  # no compiler has so many; the file is damaged
        numbers, inverse = np.unique(events.thread, return_inverse=True)
        return numbers, inverse.astype(np.int32)
    seen = np.zeros(last + 1, np.bool_)
    seen[events.thread] = True
    place = np.cumsum(seen, dtype=np.int32) - 1
    return np.flatnonzero(seen).astype(np.uint32), place.astype(np.int32)[events.thread]


def _units(strings: Strings, events: Events, activity: Ints, activities: list[str], units: Names) -> Ints:
    """Find the unit of each interval that names one."""
    unit = np.full(len(activity), -1, np.int32)
    for row in np.flatnonzero(about_units(activities)[activity]).tolist():
        arguments = text_of(strings, int(events.id[row])).split("\x1e")[1:]
        if arguments and arguments[0]:
            unit[row] = units.add(unit_of_module(arguments[0]))
    return unit


def _sizes(strings: Strings, events: Events) -> Iterable[tuple[str, str, int, int]]:
    """Yield (counter, counted thing, thread, value) of rustc's notes on sizes."""
    kinds = np.unique(events.number_kind)
    known = [kind for kind in kinds.tolist() if text_of(strings, kind) == SIZES]
    for row in np.flatnonzero(np.isin(events.number_kind, np.array(known, np.uint64))).tolist():
        label, _, what = text_of(strings, int(events.number_id[row])).partition("\x1e")
        yield COUNTERS.get(label, ""), what, int(events.number_thread[row]), int(events.number[row])


def _counters(strings: Strings, events: Events, units: Names) -> dict[str, dict[int, int]]:
    """Collect size estimates, LLVM instructions and object sizes by unit."""
    found: dict[str, dict[int, int]] = {name: {} for name in COUNTERS.values()}
    objects: list[tuple[str, int]] = []
    for counter, what, _, value in _sizes(strings, events):
        if counter == "object_bytes":
            objects.append((unit_of_module(what), value))
        elif counter:
            found[counter][units.add(unit_of_module(what))] = value
    for name, value in objects:
        # In front may be the crate without a hash (rustc without cargo), or two crates (modules of another one);
        # between unit and ending a hash of the compiler's run.
        bare = (name, name.partition(".")[2], unit_of_module(f"{name}.rcgu.o"))
        tried = (*bare, *(each.rpartition(".")[0] for each in bare))
        number = next((units.number[each] for each in tried if each in units.number), -1)
        if number >= 0:
            found["object_bytes"][number] = value
    return found


def _by_artifact(strings: Strings, events: Events, numbers: NDArray[np.uint32]) -> list[str]:
    """Return the unit whose instructions each thread counted, once LLVM was through with it; "" for others."""
    of: dict[int, set[str]] = {}
    for counter, what, thread, _ in _sizes(strings, events):
        if counter == "instructions":
            of.setdefault(thread, set()).add(unit_of_module(what))
    return [next(iter(of[number])) if len(of.get(number, ())) == 1 else "" for number in numbers.tolist()]
