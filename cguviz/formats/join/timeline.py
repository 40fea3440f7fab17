"""Joining timelines to the capture of their compilation.

A self-profile names units in full; thread names keep the end (`cgu.03`) or, of incremental units, the first eleven
characters. Knows how to find the unit that is meant, and what two timelines of one compilation make together: the bars
of the better one, with functions, CPU time and phases of the other.
"""

from __future__ import annotations

import collections
from collections.abc import Sequence

import numpy as np

from cguviz.formats.traces.spans import TIME_PASSES, Names
from cguviz.model.capture import Capture, Remark
from cguviz.model.columns import Longs
from cguviz.model.texts import Texts
from cguviz.model.times.timeline import FunctionTimes, Timeline

RANK = ("self-profile", "crox", "LLVM time trace", "samply", "perf", "Chrome trace", TIME_PASSES)
"""Sources, the one that knows most first."""
SHORTEST = 11
"""Characters that a thread's name keeps of an incremental unit's."""
SAME_RUN = 60_000_000_000
"""Nanoseconds between the starts of two records of one run, at most."""
NAMED = 3


def is_timeline(capture: Capture) -> bool:
    """Say whether a capture holds nothing but a timeline."""
    timeline = capture.timeline
    return timeline is not None and not len(capture.items) and not capture.partitions


def rank(capture: Capture) -> int:
    """Return the place of a timeline's source in `RANK`, by how well it knows the compilation; 0 is the best."""
    source = capture.timeline.source if capture.timeline is not None else ""
    return RANK.index(source) if source in RANK else len(RANK)


def may_be(timed: Capture, capture: Capture) -> bool:
    """Say whether a timeline and a capture can be of one crate, by their crate names."""
    return not timed.crate or not capture.crate or timed.crate.replace("-", "_") == capture.crate.replace("-", "_")


def unit_names(capture: Capture) -> list[str]:
    """Return the unit names of all stages of a capture, each once."""
    return list(dict.fromkeys(unit for partition in capture.partitions for unit in partition.units))


def matches(named: Sequence[str], units: Sequence[str]) -> list[list[str]]:
    """Return, for each name in a timeline, the unit names that it can stand for.

    Returns
    -------
    For each name the unit of that name, else the units that end with `-name`, else those that begin with it.
    """
    whole = set(units)
    by_end: dict[str, list[str]] = collections.defaultdict(list)
    by_start: dict[str, list[str]] = collections.defaultdict(list)
    for unit in units:
        by_end[unit.rpartition("-")[2]].append(unit)
        by_start[unit[:SHORTEST]].append(unit)
    return [
        [name]
        if name in whole
        else by_end.get(name) or [unit for unit in by_start.get(name[:SHORTEST], []) if unit.startswith(name)]
        for name in named
    ]


def common(timed: Capture, capture: Capture) -> int:
    """Count the units of a timeline that a capture has."""
    if timed.timeline is None:
        return 0
    return sum(len(found) == 1 for found in matches(timed.timeline.units.tolist(), unit_names(capture)))


def attach(timed: Capture, home: Capture) -> Capture:
    """Attach a timeline to a capture, with its units renamed to the capture's unit names."""
    timeline = timed.timeline
    if timeline is None:
        return home
    remarks: list[Remark] = []
    path = "".join(timed.sources[:1])
    units = unit_names(home)
    if units and len(timeline.units):
        found = matches(timeline.units.tolist(), units)
        blurred = [name for name, meant in zip(timeline.units, found, strict=True) if len(meant) > 1]
        if blurred:
            shown = ", ".join(blurred[:NAMED]) + (" …" if len(blurred) > NAMED else "")
            text = f"{len(blurred)} units of the {timeline.source} may be several of this crate ({shown}): not linked."
            remarks.append(Remark(text, path=path))
        if not any(found):
            text = (
                f"The {timeline.source} names none of this crate's units: it is of another build, or of another stage."
            )
            remarks.append(Remark(text, path=path))
        timeline = timeline.replace(
            units=Texts.of(
                meant[0] if len(meant) == 1 else name for name, meant in zip(timeline.units, found, strict=True)
            )
        )
    timeline = timeline if home.timeline is None else merge_timelines(home.timeline, timeline)
    return home.replace(
        timeline=timeline,
        crate=home.crate or timed.crate,
        compiler=home.compiler or timed.compiler,
        remarks=(*home.remarks, *timed.remarks, *remarks),
        sources=tuple(dict.fromkeys(home.sources + timed.sources)),
    )


def remark_on_lone_timeline(timed: Capture, homes: Sequence[Capture]) -> Capture:
    """Add a remark to a timeline that was attached to no capture: it says the reason, if there is one capture."""
    if len(homes) != 1 or timed.timeline is None:
        return timed
    (home,) = homes
    source, path = timed.timeline.source, "".join(timed.sources[:1])
    text = f"This {source} is of {timed.crate}, not of {home.crate}: it stays by itself."
    if may_be(timed, home):
        text = f"{home.crate} has a timeline already: this {source} stays by itself."
    return timed.replace(remarks=(*timed.remarks, Remark(text, path=path)))


def adds(timed: Capture, home: Capture) -> bool:
    """Say whether a second timeline has functions, phases or CPU times that a capture's first timeline lacks."""
    first, more = home.timeline, timed.timeline
    if first is None or more is None:
        return first is None
    if first.source == more.source:
        return False
    functions = first.functions is None and more.functions is not None
    phases = first.phases is None and more.phases is not None
    return functions or phases or _same_run(first, more)


def _same_run(first: Timeline, more: Timeline) -> bool:
    """Say whether the CPU times of a second timeline can be added to the first: both began within `SAME_RUN`."""
    known = bool((more.cpu >= 0).any()) and not (first.cpu >= 0).any()
    return known and (not first.began or not more.began or abs(first.began - more.began) < SAME_RUN)


def merge_timelines(first: Timeline, more: Timeline) -> Timeline:
    """Add the phases, functions and CPU times of another timeline of the same compilation to a timeline."""
    changed = first if first.phases is not None else first.replace(phases=more.phases)
    if first.functions is None and more.functions is not None:
        changed = _with_functions(changed, more, more.functions)
    return changed.replace(cpu=_cpu(first, more)) if _same_run(first, more) else changed


def _with_functions(first: Timeline, more: Timeline, functions: FunctionTimes) -> Timeline:
    """Add the function times of another timeline, with its units and activities renumbered."""
    units, activities = _names(first.units), _names(first.activities)
    unit_of = np.array([units.add(name) for name in more.units] or [-1], np.int32)
    activity_of = np.array([activities.add(name) for name in more.activities], np.int32)
    unknown = len(units.texts) - len(first.units)
    return first.replace(
        units=Texts.of(units.texts),
        activities=Texts.of(activities.texts),
        estimate=_longer(first.estimate, unknown),
        instructions=_longer(first.instructions, unknown),
        object_bytes=_longer(first.object_bytes, unknown),
        functions=functions.replace(
            unit=np.where(functions.unit >= 0, unit_of[functions.unit], -1).astype(np.int32),
            activity=activity_of[functions.activity],
        ),
    )


def _names(texts: Texts) -> Names:
    """Return a table of names that holds some texts in their order."""
    names = Names()
    for text in texts:
        names.add(text)
    return names


def _longer(column: Longs, more: int) -> Longs:
    """Append -1 to a column for each of some new rows."""
    return np.append(column, np.full(more, -1, np.int64))


def _cpu(first: Timeline, more: Timeline) -> Longs:
    """Return the CPU time of each thread, taken from the other timeline for thread names unique in both."""
    ours, theirs = _own_names(first.threads), _own_names(more.threads)
    cpu = first.cpu.copy()
    for name, row in ours.items():
        if name in theirs:
            cpu[row] = more.cpu[theirs[name]]
    return cpu


def _own_names(threads: Texts) -> dict[str, int]:
    """Return the row of each thread whose name is unique."""
    names = threads.tolist()
    count = collections.Counter(names)
    return {name: row for row, name in enumerate(names) if count[name] == 1}
