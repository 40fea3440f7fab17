"""Reader of `-Z llvm-time-trace`: LLVM's passes, thread by thread, down to single functions.

Chrome trace JSON; only the back end, and no bar for a whole work item: the bar of a thread named `opt …` or `lto …` is
drawn from its first event to its last. After the events come about 150 sums (`Total …`), each on a thread that never
was; they are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import numpy as np

from cguviz.errors import LoadError
from cguviz.formats.source import Source
from cguviz.formats.symbols.unit_names import unit_of_module, work_of_thread
from cguviz.formats.traces.chrome_trace import (
    clock,
    fill_from_threads,
    processes_of,
    remarks_of,
    threads_in_order,
)
from cguviz.formats.traces.chrome_trace_events import Trace, read_trace
from cguviz.formats.traces.spans import Names, crate_of_units, timed_capture
from cguviz.formats.traces.worker_threads import fill_units
from cguviz.model.capture import Capture
from cguviz.model.columns import Ints, Longs
from cguviz.model.texts import Texts
from cguviz.model.times.timeline import FunctionTimes, Timeline
from cguviz.progress import Progress

SYMBOL = re.compile(r"_?_(?:R|ZN)")
MODULE = "OptModule"
SUM = "Total "

_FORM = re.compile(rb'"traceEvents"\s*:\s*\[')
_PASS = re.compile(rb'"name":\s*"(?:\w+Pass|\w+Analysis|Opt(?:Module|Function)|RunPass|Parse metadata)"')


def sniff(head: bytes) -> bool:
    """Say whether a file is a trace of LLVM's passes."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and bool(_FORM.search(head) and _PASS.search(head))


def read(sources: Iterable[Source], progress: Progress) -> list[Capture]:
    """Read LLVM time traces, each a capture without items.

    Raises
    ------
    LoadError
        It is no JSON, or a trace without spans.
    """
    return [_read_one(source, progress) for source in sources]


def _read_one(source: Source, progress: Progress) -> Capture:
    """Read one LLVM time trace."""
    trace = read_trace(source, _detail, progress)
    named = np.array([not name.startswith(SUM) for name in trace.names.texts], np.bool_)
    keep = named[np.array(trace.name, np.int32)] if trace.name else np.empty(0, np.bool_)
    if not keep.any():
        raise LoadError("this trace holds no passes of LLVM; build again with -Z llvm-time-trace.", source.path)
    wanted = set(np.array(trace.thread, np.int32)[keep].tolist())
    keys = [key for key in threads_in_order(trace) if trace.keys[key] in wanted]
    table = np.full(len(trace.keys), -1, np.int32)
    table[[trace.keys[key] for key in keys]] = np.arange(len(keys))
    thread = table[np.array(trace.thread, np.int32)[keep]]
    activity, detail = np.array(trace.name, np.int32)[keep], np.array(trace.detail, np.int32)[keep]
    start, end, began = clock(trace)
    start, end = start[keep], end[keep]
    units = Names()
    unit = np.full(len(thread), -1, np.int32)
    module = trace.names.number.get(MODULE, -1)
    for row in np.flatnonzero(activity == module).tolist():
        unit[row] = units.add(unit_of_module(trace.details.texts[detail[row]]))
    work = [work_of_thread(trace.thread_names.get(key, ""))[0] for key in keys]
    workers = np.array([bool(name) for name in work], np.bool_)
    unit = fill_units(thread, unit, workers, np.full(len(keys), -1, np.int32))
    unit = fill_from_threads(trace, keys, thread, unit, units)
    functions = _functions(trace, thread, activity=activity, detail=detail, unit=unit, start=start, end=end)
    bars = _bars(trace, work, thread=thread, unit=unit, start=start, end=end)
    processes, process, _ = processes_of(trace, keys)
    timeline = Timeline(
        source="LLVM time trace",
        threads=Texts.of(trace.thread_names.get(key, str(key[1])) for key in keys),
        activities=Texts.of(trace.names.texts),
        units=Texts.of(units.texts),
        thread=np.concatenate([bars[0], thread]),
        activity=np.concatenate([bars[1], activity]),
        unit=np.concatenate([bars[2], unit]),
        start=np.concatenate([bars[3], start]),
        end=np.concatenate([bars[4], end]),
        processes=processes,
        process=process,
        began=began,
        functions=functions,
    )
    return timed_capture(crate_of_units(units.texts), timeline, source.path, remarks_of(trace, source.path))


def _detail(name: str, arguments: Mapping[str, object]) -> str:
    """Return the symbol or module of an event, or ""."""
    detail = arguments.get("detail")
    if isinstance(detail, str) and (name == MODULE or SYMBOL.match(detail)):
        return detail
    return ""


def _bars(
    trace: Trace, work: list[str], thread: Ints, unit: Ints, start: Longs, end: Longs
) -> tuple[Ints, Ints, Ints, Longs, Longs]:
    """Return a bar for each thread that works on a unit, from its first event to its last."""
    count = len(work)
    first = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(first, thread, start)
    last = np.full(count, np.iinfo(np.int64).min)
    np.maximum.at(last, thread, end)
    mine = np.full(count, -1, np.int32)
    np.maximum.at(mine, thread, unit)
    rows = np.array([row for row, name in enumerate(work) if name], np.int32)
    activity = np.array([trace.names.add(work[row]) for row in rows.tolist()], np.int32)
    return rows, activity, mine[rows], first[rows], last[rows]


def _functions(
    trace: Trace, thread: Ints, activity: Ints, detail: Ints, unit: Ints, start: Longs, end: Longs
) -> FunctionTimes:
    """Add up the time of functions: of spans about functions the outermost, as passes nest."""
    rows = np.flatnonzero((detail > 0) & (activity != trace.names.number.get(MODULE, -1)))
    rows = rows[np.lexsort((-end[rows], start[rows], thread[rows]))]
    outer: list[int] = []
    last_thread, last_end = -1, 0
    for row, on, begin, stop in zip(
        rows.tolist(), thread[rows].tolist(), start[rows].tolist(), end[rows].tolist(), strict=True
    ):
        if on != last_thread or begin >= last_end:
            outer.append(row)
            last_thread, last_end = on, stop
    chosen = np.array(outer, np.int64)
    keys = np.stack([detail[chosen], unit[chosen], activity[chosen]])
    distinct, back = np.unique(keys, axis=1, return_inverse=True)
    time = np.zeros(distinct.shape[1], np.int64)
    np.add.at(time, back.reshape(-1), end[chosen] - start[chosen])
    used, symbol = np.unique(distinct[0], return_inverse=True)
    return FunctionTimes(
        Texts.of(trace.details.texts[number] for number in used.tolist()),
        symbol.reshape(-1).astype(np.int32),
        distinct[1].astype(np.int32),
        distinct[2].astype(np.int32),
        time,
    )
