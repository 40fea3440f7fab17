"""Reader of Chrome trace JSON: crox's view of a self-profile, and traces of any other program.

Knows rustc's activities and how crox writes them; what `-Z llvm-time-trace` writes is read in `llvm_time_trace`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import numpy as np

from cguviz.errors import LoadError
from cguviz.formats.source import Source
from cguviz.formats.symbols.unit_names import unit_of_module, work_of_thread
from cguviz.formats.traces.chrome_trace_events import Key, Trace, read_trace
from cguviz.formats.traces.spans import ABOUT_UNITS, Names, about_units, crate_of_units, timed_capture, unit_column
from cguviz.formats.traces.worker_threads import fill_units, name_fat_lto, name_threads, stages_of
from cguviz.model.capture import Capture, Remark
from cguviz.model.columns import Ints, Longs
from cguviz.model.texts import EMPTY, Texts
from cguviz.model.times.threads import SHORT
from cguviz.model.times.timeline import Timeline
from cguviz.progress import Progress

EVENT = re.compile(rb'"(?:traceEvents"\s*:\s*\[|ph"\s*:\s*"[A-Za-z]")')
EPOCH = 10**17
"""Nanoseconds that can only be meant since 1970 (they are in 1973), as crox writes them."""


def sniff(head: bytes) -> bool:
    """Say whether a file is a JSON list or object with trace events."""
    bare = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return bare[:1] in (b"[", b"{") and EVENT.search(head) is not None


def read(sources: Iterable[Source], progress: Progress) -> list[Capture]:
    """Read Chrome traces, each a capture without items.

    Raises
    ------
    LoadError
        It is no JSON, or a trace without spans.
    """
    return [_read_one(source, progress) for source in sources]


def _read_one(source: Source, progress: Progress) -> Capture:
    """Read one Chrome trace."""
    trace = read_trace(source, _arguments, progress)
    if not trace.start:
        raise LoadError("this trace holds no spans; cguviz draws events of the phases X, B/E and b/e.", source.path)
    names = trace.names.texts
    activity = np.array(trace.name, np.int32)
    units, estimates = Names(), dict[int, int]()
    unit = _units(trace, activity, units, estimates)
    keys = threads_in_order(trace)
    thread = threads_of(trace, keys)
    stages = stages_of(thread, activity, names)
    workers = np.array([stage in SHORT.values() for stage in stages], np.bool_)
    unit = fill_units(thread, unit, workers, np.full(len(keys), -1, np.int32))
    unit = fill_from_threads(trace, keys, thread, unit, units)
    of_rustc = about_units(names).any()
    worked = name_threads(stages, thread, unit, units.texts) if of_rustc else [_plain(key) for key in keys]
    threads = [trace.thread_names.get(key, other) for key, other in zip(keys, worked, strict=True)]
    start, end, began = clock(trace)
    unit = name_fat_lto(names, thread, activity, unit, (start, end))
    processes, process, crate = processes_of(trace, keys)
    timeline = Timeline(
        source="crox" if of_rustc and not trace.thread_names else "Chrome trace",
        threads=Texts.of(threads),
        activities=Texts.of(names),
        units=Texts.of(units.texts),
        thread=thread,
        activity=activity,
        unit=unit,
        start=start,
        end=end,
        processes=processes,
        process=process,
        estimate=unit_column(estimates, len(units.texts)),
        began=began,
    )
    return timed_capture(crate or crate_of_units(units.texts), timeline, source.path, remarks_of(trace, source.path))


def _arguments(name: str, arguments: Mapping[str, object]) -> str:
    """Return an event's unit, and the size estimate behind it."""
    if name not in ABOUT_UNITS and not name.startswith("LLVM_"):
        return ""
    unit, estimate = arguments.get("arg0"), arguments.get("arg1")
    if not isinstance(unit, str):
        return ""
    return f"{unit}\x1e{estimate}" if isinstance(estimate, str) and name == "codegen_module" else unit


def _units(trace: Trace, activity: Ints, units: Names, estimates: dict[int, int]) -> Ints:
    """Return the unit of each span, and collect the size estimates."""
    unit = np.full(len(activity), -1, np.int32)
    table: dict[int, int] = {}
    for number, detail in enumerate(trace.details.texts):
        name, _, estimate = detail.partition("\x1e")
        if name:
            table[number] = units.add(unit_of_module(name))
            if estimate.isdecimal() and len(estimate) < 19:
                estimates[table[number]] = int(estimate)
    detail_of_span = np.array(trace.detail, np.int32)
    rows = np.flatnonzero(detail_of_span)
    unit[rows] = [table[number] for number in detail_of_span[rows].tolist()]
    return unit


def threads_in_order(trace: Trace) -> list[Key]:
    """Sort the threads that have spans: by process, then as the trace wishes, then by number, else as they came."""
    number = {key: row for row, key in enumerate(trace.keys)}
    processes = {process: row for row, process in enumerate(dict.fromkeys(key[0] for key in trace.keys))}

    def place(key: Key) -> tuple[float, float, float, float, int]:
        process, thread = key
        plain = float(thread) if isinstance(thread, int | float) else np.inf
        wish = trace.process_order.get(process, 0.0)
        return wish, processes[process], trace.order.get(key, 0.0), plain, number[key]

    return sorted(trace.keys, key=place)


def threads_of(trace: Trace, keys: list[Key]) -> Ints:
    """Return the threads of the spans by their places in `keys`."""
    table = np.empty(len(keys), np.int32)
    table[[trace.keys[key] for key in keys]] = np.arange(len(keys))
    return table[np.array(trace.thread, np.int32)]


def fill_from_threads(trace: Trace, keys: list[Key], thread: Ints, unit: Ints, units: Names) -> Ints:
    """Fill in the unit from the thread's name (`opt cgu.00`) where spans name none."""
    filled = unit.copy()
    for row, key in enumerate(keys):
        mine = thread == row
        _, name = work_of_thread(trace.thread_names.get(key, ""))
        if name and not (unit[mine] >= 0).any():
            whole = [known for known in units.texts if known.endswith(f"-{name}") or known.startswith(name)]
            filled[mine] = units.add(whole[0] if len(whole) == 1 else name)
    return filled


def clock(trace: Trace) -> tuple[Longs, Longs, int]:
    """Return starts, ends, and the begin of the compilation: times since 1970 become times since its start."""
    start, end = np.array(trace.start, np.int64), np.array(trace.end, np.int64)
    first = int(start.min())
    began = trace.about.get("began", 0)
    if began > 0 or first < EPOCH:
        return start, end, max(began, 0)
    # crox gives each process the start of its profile, in microseconds, as the place where it wants to be.
    wished = (int(order) * 1000 for order in trace.process_order.values() if EPOCH <= order * 1000 <= first)
    began = min(wished, default=first)
    return start - began, end - began, began


def processes_of(trace: Trace, keys: list[Key]) -> tuple[Texts, Ints, str]:
    """Return names of processes, the process of each thread, and the crate, if there is but one process."""
    numbers = {process: row for row, process in enumerate(dict.fromkeys(key[0] for key in keys))}
    names = [trace.process_names.get(process, _plain((process, process))) for process in numbers]
    process = np.array([numbers[key[0]] for key in keys], np.int32)
    if len(numbers) > 1:
        return Texts.of(names), process, ""
    crate = next((trace.process_names[only] for only in numbers if only in trace.process_names), "")
    return EMPTY, process, "" if crate == "rustc" else crate


def remarks_of(trace: Trace, path: str) -> list[Remark]:
    """Return remarks on the repairs of a trace."""
    return [
        Remark(text if count == 1 else f"{text} ({count:,} times)", path=path) for text, count in trace.repairs.items()
    ]


def _plain(key: Key) -> str:
    """Return a thread's own number as text."""
    return str(key[1])
