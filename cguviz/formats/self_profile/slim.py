"""Slim self-profiles: the part of a timeline that concerns units, as a `.mm_profdata` file.

A profile of hundreds of thousands of events becomes one of hundreds, small enough to be sent. Kept are the bars of
units with their sizes, and what lasts long enough to be seen beside them. Version 9 of the format, as
`self_profile_pages`, `self_profile_strings` and `self_profile_events` tell it.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np

from cguviz.errors import ExportError
from cguviz.formats.files import atomic
from cguviz.formats.self_profile.container import EVENTS, INDEX, MAGIC, NEWEST, PAGE, STRINGS
from cguviz.formats.self_profile.events import NUMBER
from cguviz.formats.self_profile.strings import FIRST_REGULAR, METADATA, REFERENCE, SEPARATOR, TERMINATOR
from cguviz.formats.traces.spans import about_units
from cguviz.model.capture import Capture
from cguviz.model.columns import Bools
from cguviz.model.times.timeline import Timeline
from cguviz.model.times.work import Work, work_of

LEAST = 2_000_000
"""Nanoseconds from which a span that concerns no unit is kept; a pixel of a window that shows four seconds."""
ALWAYS = ("generate_crate_metadata", "link_crate")
"""Kept however short: what other crates of a build wait for."""
FIRST_THREAD = 3
"""rustc's own number for its main thread."""
SUFFIX = ".mm_profdata"
PAGE_SIZE = 1 << 18

_EVENT = struct.Struct("<QQIIII")
_HEADERS = {EVENTS: b"MMES", STRINGS: b"MMSD", INDEX: b"MMSI"}
_SIZES = (
    ("codegen_unit_size_estimate", "estimate", "{}"),
    ("cgu_instructions", "instructions", "{}"),
    ("object_file", "object_bytes", "{}.rcgu.o"),
)


def save(path: Path | str, capture: Capture) -> None:
    """Save the part of a capture's timeline that concerns units.

    Raises
    ------
    ExportError
        There is no timeline, its times do not fit, or the file cannot be written.
    """
    if capture.timeline is None or not len(capture.timeline):
        raise ExportError(f"{path}: {capture.crate or 'this capture'} has no timeline to save; open a profile with it.")
    atomic.write_bytes(path, pack(capture.crate, capture.timeline))


def concerns_units(timeline: Timeline) -> Bools:
    """Return (spans,) bool: the spans that a slim profile keeps.

    Returns
    -------
    (s,) bool.
    """
    concerned = about_units(timeline.activities.tolist()) | (work_of(timeline) != Work.OTHER)
    of_units = concerned[timeline.activity] & (timeline.unit >= 0)
    always = np.array([name in ALWAYS for name in timeline.activities], np.bool_)[timeline.activity]
    return np.asarray(of_units | always | (timeline.end - timeline.start >= LEAST))


def pack(crate: str, timeline: Timeline) -> bytes:
    """Return the bytes of a slim self-profile.

    Raises
    ------
    ExportError
        A time is negative or beyond 78 hours.
    """
    rows = np.flatnonzero(concerns_units(timeline))
    if len(rows) and (timeline.start[rows].min() < 0 or timeline.end[rows].max() >= NUMBER):
        raise ExportError("a self-profile holds times from 0 to 78 hours only; this timeline goes beyond.")
    strings = bytearray(_header(STRINGS))
    numbers: dict[bytes, int] = {}
    events = bytearray(_header(EVENTS))
    activities, units = timeline.activities.tolist(), timeline.units.tolist()
    kind, size_kind = (_text(strings, numbers, name.encode()) for name in ("GenericActivity", "ArtifactSize"))
    concerned = about_units(activities)
    last_thread: dict[int, int] = {}
    for thread, activity, unit, start, end in zip(
        *(column[rows].tolist() for column in _columns(timeline)), strict=True
    ):
        arguments = [units[unit]] if unit >= 0 and concerned[activity] else []
        if arguments and activities[activity] == "codegen_module" and timeline.estimate[unit] >= 0:
            arguments.append(str(timeline.estimate[unit]))
        name = _event_name(strings, numbers, activities[activity], arguments)
        events += _event(kind, name, thread + FIRST_THREAD, start, end)
        if arguments:
            last_thread[unit] = thread
    for label, column, pattern in _SIZES:
        values = getattr(timeline, column).tolist()
        for unit, value in enumerate(values):
            if value >= 0:
                name = _event_name(strings, numbers, label, [pattern.format(units[unit])])
                thread = 0 if column == "estimate" else last_thread.get(unit, 0)
                events += _event(size_kind, name, thread + FIRST_THREAD, value, NUMBER)
    metadata = _text(strings, numbers, _metadata(crate, timeline))
    index = _header(INDEX) + struct.pack("<QQ", METADATA, metadata - FIRST_REGULAR)
    pages = b"".join(_pages(tag, stream) for tag, stream in ((EVENTS, events), (STRINGS, strings), (INDEX, index)))
    return MAGIC + struct.pack("<I", NEWEST) + pages


def _columns(timeline: Timeline) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.signedinteger]], ...]:
    """Return the columns of numbers of a timeline."""
    return timeline.thread, timeline.activity, timeline.unit, timeline.start, timeline.end


def _header(tag: int) -> bytes:
    """Return the header of a stream."""
    return _HEADERS[tag] + struct.pack("<I", NEWEST)


def _text(strings: bytearray, numbers: dict[bytes, int], text: bytes) -> int:
    """Return the id of a text, which is stored once."""
    found = numbers.get(text)
    if found is None:
        found = numbers[text] = len(strings) + FIRST_REGULAR
        strings += text + bytes([TERMINATOR])
    return found


def _event_name(strings: bytearray, numbers: dict[bytes, int], label: str, arguments: list[str]) -> int:
    """Return the id of an event's label and arguments."""
    parts = [_text(strings, numbers, text.encode("utf-8", "replace")) for text in (label, *arguments)]
    if not arguments:
        return parts[0]
    return _text(strings, numbers, bytes([SEPARATOR]).join(struct.pack("<BQ", REFERENCE, part) for part in parts))


def _event(kind: int, name: int, thread: int, first: int, second: int) -> bytes:
    """Return the bytes of an event."""
    low = 0xFFFF_FFFF
    return _EVENT.pack(kind, name, thread, first & low, second & low, (first >> 32 << 16 | second >> 32) & low)


def _metadata(crate: str, timeline: Timeline) -> bytes:
    """Return the metadata of the profile as JSON."""
    units = [["ns", 1], ["μs", 1_000], ["ms", 1_000_000], ["s", 1_000_000_000]]
    return json.dumps(
        {
            "start_time": timeline.began,
            "process_id": 0,
            "cmd": timeline.command or f"rustc --crate-name {crate or 'unknown'} ",
            "counter": {"name": "wall-time", "units": units},
        },
        ensure_ascii=False,
    ).encode("utf-8", "replace")


def _pages(tag: int, stream: bytes | bytearray) -> bytes:
    """Return the pages of a stream."""
    pieces = [bytes(stream[at : at + PAGE_SIZE]) for at in range(0, len(stream), PAGE_SIZE)]
    return b"".join(PAGE.pack(tag, len(piece)) + piece for piece in pieces)
