"""Events of Chrome's trace format as columns, with everything that programs get wrong in it.

```
[{"ph": "X", "name": "optimize", "pid": 1, "tid": 7, "ts": 1410, "dur": 900, "args": {…}}, …      microseconds
{"traceEvents": [ … ], "beginningOfTime": …}
```

| `ph` | is | becomes |
|---|---|---|
| X | a span | a span; without `dur` it takes no time |
| B, E | its begin and end, innermost first | a span; an E without B is left out, a B without E ends with the trace |
| b, e | the same, told apart by `cat` and `id` | a span on a row of its own |
| M | names of processes and threads | names |
| others | instants, counters, flows | nothing |

Events come in any order; numbers may be texts; processes and threads may be named by texts. The closing bracket may be
missing, commas may be too many, and the last event may be cut off. As "Trace Event Format" (Google, 2016) and the
importers of Perfetto and Firefox take it.
"""

from __future__ import annotations

import dataclasses
import math
from array import array
from collections.abc import Callable, Mapping

from cguviz.errors import LoadError
from cguviz.formats.source import Source
from cguviz.formats.traces.json_stream import (
    CutError,
    SyntaxFaultError,
    batch,
    blanks,
    first_member,
    line_of,
    next_member,
    skip,
    value,
)
from cguviz.formats.traces.spans import Names
from cguviz.progress import Progress

Key = tuple[object, object]
"""(pid, tid)."""

EXPECTED = "a Chrome trace is a list of events, or an object with a list `traceEvents`"
LATEST = 1 << 62
"""Nanoseconds beyond which a time is a fault of the program that wrote it."""


@dataclasses.dataclass(frozen=True)
class Trace:
    """The events of a trace so far; its columns grow.

    Attributes
    ----------
    keys
        Threads by (pid, tid), in the order in which they came.
    thread, name, start, end
        Columns of spans; times in nanoseconds.
    detail
        Column of spans: number in `details`, 0 for "".
    thread_names, process_names, order, process_order
        What metadata events say: names, and where a thread or process wants to be among others.
    halves, halves_async
        Begins and ends that wait for one another: (time, thread, name, detail), the time of an end as -1 - time.
    about
        "began": `beginningOfTime` in nanoseconds, if the trace has it.
    repairs
        What had to be put up with, and how often.
    """

    keys: dict[Key, int] = dataclasses.field(default_factory=dict)
    names: Names = dataclasses.field(default_factory=Names)
    details: Names = dataclasses.field(default_factory=lambda: Names([""], {"": 0}))
    thread: array[int] = dataclasses.field(default_factory=lambda: array("i"))
    name: array[int] = dataclasses.field(default_factory=lambda: array("i"))
    start: array[int] = dataclasses.field(default_factory=lambda: array("q"))
    end: array[int] = dataclasses.field(default_factory=lambda: array("q"))
    detail: array[int] = dataclasses.field(default_factory=lambda: array("i"))
    thread_names: dict[Key, str] = dataclasses.field(default_factory=dict)
    process_names: dict[object, str] = dataclasses.field(default_factory=dict)
    order: dict[Key, float] = dataclasses.field(default_factory=dict)
    process_order: dict[object, float] = dataclasses.field(default_factory=dict)
    halves: list[tuple[int, Key, str, str]] = dataclasses.field(default_factory=list)
    halves_async: dict[tuple[object, ...], list[tuple[int, Key]]] = dataclasses.field(default_factory=dict)
    about: dict[str, int] = dataclasses.field(default_factory=dict)
    repairs: dict[str, int] = dataclasses.field(default_factory=dict)


def read_trace(source: Source, detail_of: Callable[[str, Mapping[str, object]], str], progress: Progress) -> Trace:
    """Read all events of a trace.

    Parameters
    ----------
    detail_of
        Given the name and the arguments of a span, what of the arguments is worth keeping.

    Raises
    ------
    LoadError
        It is no JSON, or no trace.
    """
    trace = Trace()
    data = source.data
    try:
        place = blanks(data, 3 if data.startswith(b"\xef\xbb\xbf") else 0)
        if data[place : place + 1] == b"[":
            _read_events(trace, data, place + 1, detail_of, progress)
        else:
            member = first_member(data, place)
            while member is not None:
                key, place = member
                if key == "traceEvents" and data[place : place + 1] == b"[":
                    place = _read_events(trace, data, place + 1, detail_of, progress)
                elif key == "beginningOfTime":
                    began, place = value(data, place)
                    trace.about["began"] = nanoseconds(began) or 0
                else:
                    place = skip(data, place)
                member = next_member(data, place)
    except CutError:
        _repair(trace, "The trace has no end; what is complete in it is shown.")
    except SyntaxFaultError as error:
        if not trace.start:
            raise LoadError(f"this is no JSON; {EXPECTED}.", source.path, line_of(data, error.place)) from error
        line = line_of(data, error.place)
        _repair(trace, f"The trace is damaged in line {line}, byte {error.place:,}; what comes before is shown.")
    _close(trace)
    return trace


def _read_events(
    trace: Trace, data: bytes, place: int, detail_of: Callable[[str, Mapping[str, object]], str], progress: Progress
) -> int:
    """Read the events of an array, and return its end."""
    done = False
    while not done:
        events, place, done = batch(data, place)
        for event in events:
            if isinstance(event, dict):
                _take(trace, event, detail_of)
        progress("reading the trace", min(1.0, place / len(data)))
    return place


def _take(trace: Trace, event: dict[str, object], detail_of: Callable[[str, Mapping[str, object]], str]) -> None:
    """Add an event to the trace."""
    phase = event.get("ph")
    if phase == "X":
        at, length = nanoseconds(event.get("ts")), nanoseconds(event.get("dur", 0))
        name = event.get("name")
        if at is None or length is None:
            _repair(trace, "Events without a time were left out.")
            return
        arguments = event.get("args")
        text = str(name)
        detail = detail_of(text, arguments) if isinstance(arguments, dict) else ""
        _span(trace, _key(event), name=text, start=at, end=at + max(length, 0), detail=detail)
    elif phase in ("B", "E"):
        at = nanoseconds(event.get("ts"))
        if at is not None:
            arguments = event.get("args")
            name = str(event.get("name", ""))
            detail = detail_of(name, arguments) if phase == "B" and isinstance(arguments, dict) else ""
            trace.halves.append((at if phase == "B" else -1 - at, _key(event), name, detail))
    elif phase == "M":
        _metadata(trace, event)
    elif phase in ("b", "e", "S", "F"):
        at = nanoseconds(event.get("ts"))
        if at is not None:
            _half_async(trace, event, at, opens=phase in ("b", "S"))


def _key(event: Mapping[str, object]) -> Key:
    """Return the process and thread of an event."""
    return _plain(event.get("pid")), _plain(event.get("tid"))


def _plain(identity: object) -> object:
    """Return the number of a process or thread in a form for look-ups: programs write 7, 7.0 and "7"."""
    if isinstance(identity, str) and identity.isdecimal() and len(identity) < 20:
        return int(identity)
    return identity if isinstance(identity, int | float | str) else str(identity)


def nanoseconds(time: object) -> int | None:
    """Convert microseconds, a number or its text, to nanoseconds; None for other values."""
    if isinstance(time, str):
        try:
            time = int(time) if time.lstrip("-").isdecimal() and len(time) < 20 else float(time)
        except ValueError:
            return None
    if isinstance(time, bool) or not isinstance(time, int | float) or not math.isfinite(time):
        return None
    result = time * 1000 if isinstance(time, int) else round(time * 1000)
    return result if abs(result) < LATEST else None


def _span(trace: Trace, key: Key, name: str, start: int, end: int, detail: str) -> None:
    """Append a span."""
    trace.thread.append(trace.keys.setdefault(key, len(trace.keys)))
    trace.name.append(trace.names.add(name))
    trace.start.append(start)
    trace.end.append(end)
    trace.detail.append(trace.details.add(detail))


def _metadata(trace: Trace, event: Mapping[str, object]) -> None:
    """Read the name or order of a process or thread."""
    arguments = event.get("args")
    if not isinstance(arguments, dict):
        return
    key = _key(event)
    name, order = arguments.get("name"), arguments.get("sort_index")
    match event.get("name"):
        case "thread_name" if isinstance(name, str):
            trace.thread_names[key] = name
        case "process_name" if isinstance(name, str):
            trace.process_names[key[0]] = name
        case "thread_sort_index" if isinstance(order, int | float):
            trace.order[key] = order
        case "process_sort_index" if isinstance(order, int | float):
            trace.process_order[key[0]] = order
        case _:
            pass


def _half_async(trace: Trace, event: Mapping[str, object], at: int, *, opens: bool) -> None:
    """Pair an asynchronous begin or end with its other half."""
    category, name = str(event.get("cat", "")), str(event.get("name", ""))
    which = (_plain(event.get("pid")), category, name, str(event.get("id", event.get("id2"))))
    waiting = trace.halves_async.setdefault(which, [])
    if opens:
        waiting.append((at, _key(event)))
    elif waiting:
        start, (process, _) = waiting.pop()
        _span(trace, (process, f"async {category or name}"), name=name, start=min(start, at), end=at, detail="")


def _close(trace: Trace) -> None:
    """Pair begins with ends, in the order of their times."""
    last = max((half[0] if half[0] >= 0 else -1 - half[0] for half in trace.halves), default=0)
    last = max(last, max(trace.end, default=0))
    open_on: dict[Key, list[tuple[int, str, str]]] = {}
    stray = 0
    for time, key, name, detail in sorted(trace.halves, key=lambda half: half[0] if half[0] >= 0 else -1 - half[0]):
        stack = open_on.setdefault(key, [])
        if time >= 0:
            stack.append((time, name, detail))
        elif stack:
            start, name, detail = stack.pop()
            _span(trace, key, name=name, start=start, end=-1 - time, detail=detail)
        else:
            stray += 1
    unclosed = [(key, *each) for key, stack in open_on.items() for each in stack]
    for key, start, name, detail in unclosed:
        _span(trace, key, name=name, start=start, end=last, detail=detail)
    if unclosed:
        _repair(trace, "Spans that never end are drawn to the end of the trace.", len(unclosed))
    if stray:
        _repair(trace, "Ends without a begin were left out.", stray)
    trace.halves.clear()


def _repair(trace: Trace, text: str, count: int = 1) -> None:
    """Count a repair."""
    trace.repairs[text] = trace.repairs.get(text, 0) + count
