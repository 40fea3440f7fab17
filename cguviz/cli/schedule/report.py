"""The report of `cguviz schedule`: the JSON document, and the text."""

from __future__ import annotations

import dataclasses

from cguviz.model.times.costs import Costs
from cguviz.model.times.timeline import Timeline
from cguviz.model.times.work import WORK, Work
from cguviz.model.unit_labels import label_all, short_labels
from cguviz.model.unit_words import NO_WORDS, UnitWords
from cguviz.schedule import (
    ChosenCosts,
    Deviation,
    ScheduleOptions,
    backend,
    explain_deviation,
    ideal_ns,
    in_flight,
    long_pole,
    peak_parallel,
)

NS_PER_MS = 1e6
BYTES_PER_MB = 1e6


@dataclasses.dataclass(frozen=True, eq=False)
class Report:
    """The contents of a report.

    Attributes
    ----------
    simulated, source, options
        The schedule, and what it was made of.
    measured
        How the profile compares; None without one, and for what was not compiled.
    compiled
        Nanoseconds that the compiled units take, simulated alike; None where these are the ones, or nobody knows.
    words
        Behind hashed names of units.
    memory
        Bytes that the recorded compiler held at most, and when it began to generate units; None where not measured.
    """

    simulated: Timeline
    source: ChosenCosts
    options: ScheduleOptions
    measured: Deviation | None
    compiled: int | None
    words: UnitWords = NO_WORDS
    memory: tuple[int, int] | None = None


def document(report: Report) -> dict[str, object]:
    """Return the JSON object of a schedule."""
    simulated, source, options, measured = report.simulated, report.source, report.options, report.measured
    threads, activities, units = (
        texts.tolist() for texts in (simulated.threads, simulated.activities, simulated.units)
    )
    columns = (simulated.thread, simulated.activity, simulated.unit, simulated.start, simulated.end)
    pole = long_pole(simulated)
    labels = label_all(units, report.words)
    held, share = in_flight(simulated, source.costs.size)
    return {
        "jobs": options.jobs,
        "makespan_ns": backend(simulated)[1],
        "threads": len(threads),
        "peak_parallel": peak_parallel(simulated),
        "order": options.order,
        "rustc": options.rustc,
        "costs": source.origin,
        "ideal_ns": _ideal(report),
        "overhead_ns": dataclasses.asdict(options.overhead),
        "long_pole": units[pole] if pole >= 0 else None,
        "long_pole_label": labels[pole].text if pole >= 0 else None,
        "in_flight": {"units": held, "share": round(share, 4)},
        "memory": None
        if report.memory is None
        else {"peak_bytes": report.memory[0], "before_units_bytes": report.memory[1]},
        "as_compiled_ns": report.compiled,
        "measured": None
        if measured is None
        else {
            "makespan_ns": measured.measured,
            "simulated_ns": measured.simulated,
            "deviation": round(measured.ratio, 4),
            "peak_parallel": measured.peak,
            "busy_ns": measured.busy,
            "work_alone_ns": measured.work,
            "pieces": measured.pieces,
            "waited_ns": measured.waited,
            "longest_wait_ns": measured.longest,
        },
        "units": [{"name": name, **label._asdict()} for name, label in zip(units, labels, strict=True)],
        "spans": [
            {
                "thread": threads[thread],
                "unit": units[unit] if unit >= 0 else None,
                "activity": activities[activity],
                "start_ns": start,
                "end_ns": end,
            }
            for thread, activity, unit, start, end in zip(*(column.tolist() for column in columns), strict=True)
        ],
    }


def text(report: Report) -> str:
    """Return the report: the figures, then each unit in the order of generation."""
    simulated, source, options = report.simulated, report.source, report.options
    pole, makespan = long_pole(simulated), backend(simulated)[1]
    labels = short_labels(simulated.units.tolist(), report.words)
    cores = f" on {_count(options.cores, 'core')}" if options.cores else ""
    what = f"{_count(options.jobs, 'job')}{cores}, order {options.order}, rustc {options.rustc}, costs: {source.origin}"
    ends = f"{_ms(makespan)} from the first unit to the last, {_count(peak_parallel(simulated), 'thread')} at once"
    lines = [f"{_count(len(source.costs), 'unit')}, {what}", f"{ends}; ideal for the same work {_ms(_ideal(report))}"]
    if pole >= 0:
        lines.append(f"the long pole is {labels[pole]}")
    held, share = in_flight(simulated, source.costs.size)
    if held and source.costs.size.any():
        lines.append(f"in memory at once: up to {_count(held, 'unit')}, up to {share:.0%} of the crate's size")
    if report.memory is not None:
        peak, before = (bytes_ / BYTES_PER_MB for bytes_ in report.memory)
        lines.append(f"recorded: the compiler held up to {peak:,.0f} MB, {before:,.0f} MB before the first unit")
    if report.compiled is not None:
        lines.append(f"the units that were compiled take {_ms(report.compiled)}, simulated alike")
    if report.measured is not None:
        peak = report.measured.peak
        lines.append(f"measured: {explain_deviation(report.measured)}")
        if peak > 1:
            lines.append(f"measured times are by the clock: with fewer than {peak:,} cores they hold waiting for one")
    lines += ["", f"{'size':>9} {'generate':>20} {'optimize':>20} {'LTO or copy':>20}  unit (ms, from-to)"]
    return "\n".join(lines + _rows(simulated, source.costs, labels))


def _ideal(report: Report) -> int:
    """Return the ideal time of the schedule in nanoseconds."""
    options = report.options
    return ideal_ns(report.source.costs, min(options.jobs, options.cores or options.jobs), options.overhead.thin_link)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _rows(simulated: Timeline, costs: Costs, labels: list[str]) -> list[str]:
    """Return a line of text for each unit."""
    spans: dict[int, dict[Work, str]] = {}
    begins: dict[int, int] = {}
    activities = simulated.activities.tolist()
    for row in range(len(simulated)):
        unit, work = int(simulated.unit[row]), WORK.get(activities[simulated.activity[row]], Work.OTHER)
        start, end = int(simulated.start[row]), int(simulated.end[row])
        shown = f"{start / NS_PER_MS:,.1f}-{end / NS_PER_MS:,.1f}"
        spans.setdefault(unit, {})[Work.LTO if work is Work.COPY else work] = shown
        begins.setdefault(unit, start)
    order = sorted((unit for unit in spans if unit >= 0), key=lambda unit: (begins[unit], unit))
    lines = []
    for unit in order:
        stages = [spans[unit].get(stage, "") for stage in (Work.GENERATE, Work.OPTIMIZE, Work.LTO)]
        columns = " ".join(f"{stage:>20}" for stage in stages)
        lines.append(f"{int(costs.size[unit]):>9,} {columns}  {labels[unit]}")
    return lines


def _ms(time: int) -> str:
    return f"{time / NS_PER_MS:,.1f} ms"
