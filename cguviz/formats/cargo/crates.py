"""One crate of a build as its own profile or capture shows it: read, summed up, and released.

A build has dozens of profiles with a hundred thousand spans each; of all but the one that is being read only these
sums are held.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.formats.cargo.compile_command import CompileCommand, read_command
from cguviz.model.build import UNKNOWN
from cguviz.model.capture import Capture
from cguviz.model.columns import Longs
from cguviz.model.partition import Mode
from cguviz.model.times.costs import measured_costs
from cguviz.model.times.timeline import Timeline
from cguviz.model.times.work import Work, work_of
from cguviz.model.unit_words import NO_WORDS, UnitWords

Span = tuple[int, int]
NOWHEN: Span = (UNKNOWN, UNKNOWN)
METADATA = "generate_crate_metadata"
"""rustc's activity at whose end the metadata is ready: cargo is told at once (14 ms later for syn 1.0.107)."""
CODE = (Work.GENERATE, Work.OPTIMIZE, Work.LTO, Work.COPY)


@dataclasses.dataclass(frozen=True)
class CompiledCrate:
    """A compiled crate; times are nanoseconds since the compiler began, -1 where unknown.

    Attributes
    ----------
    file
        Where it was read.
    command
        How the compiler was called; all empty where that is not known.
    crate, compiler
        Names, "" where not known.
    began
        Nanoseconds since 1970, 0 where not known.
    end, ready, codegen, link
        When it was done, when its metadata was ready, and from when to when code was generated and linked.
    unit_time, pole, pole_time, longest, longest_time, units, placed, unique
        As in `cguviz.model.build.Build`.
    complete
        Whether there are items, and not only times.
    words
        Behind hashed names of units.
    """

    file: str
    command: CompileCommand
    crate: str
    compiler: str
    began: int = 0
    end: int = UNKNOWN
    ready: int = UNKNOWN
    codegen: Span = NOWHEN
    link: Span = NOWHEN
    unit_time: int = UNKNOWN
    pole: str = ""
    pole_time: int = UNKNOWN
    longest: str = ""
    longest_time: int = UNKNOWN
    units: int = UNKNOWN
    placed: int = UNKNOWN
    unique: int = UNKNOWN
    complete: bool = False
    words: UnitWords = NO_WORDS


def summary_of(capture: Capture, file: str) -> CompiledCrate:
    """Sum up a capture, which may hold only times or only items."""
    timeline = capture.timeline
    made = CompiledCrate(
        file,
        read_command("" if timeline is None else timeline.command),
        capture.crate,
        capture.compiler,
        complete=bool(len(capture.items)),
        words=capture.words,
    )
    if timeline is not None and len(timeline):
        made = _with_times(made, timeline)
    if capture.partitions:
        last = capture.partitions[-1]
        size = np.maximum(last.size, 0)
        # As rustc counts: once among the root items, once among the inlined ones.
        _, first = np.unique(last.item.astype(np.int64) * 2 + (last.mode == Mode.INLINED), return_index=True)
        known = bool(size.any())
        made = dataclasses.replace(
            made,
            units=len(last.units),
            placed=int(size.sum()) if known else UNKNOWN,
            unique=int(size[first].sum()) if known else UNKNOWN,
        )
    return made


def _with_times(made: CompiledCrate, timeline: Timeline) -> CompiledCrate:
    """Add the sums of a timeline to a crate."""
    work = work_of(timeline)[timeline.activity]
    costs = measured_costs(timeline)
    total = costs.total
    code = np.flatnonzero(np.isin(work, CODE))
    of_units = code[timeline.unit[code] >= 0]
    pole, units = UNKNOWN, int(costs.known.sum())
    longest = int(np.argmax(total)) if units else UNKNOWN
    if len(of_units):
        pole = int(timeline.unit[of_units[np.argmax(timeline.end[of_units])]])
    activities = timeline.activities.tolist()
    written = np.flatnonzero(timeline.activity == (activities.index(METADATA) if METADATA in activities else UNKNOWN))
    return dataclasses.replace(
        made,
        began=timeline.began,
        end=timeline.bounds[1],
        ready=int(timeline.end[written].max()) if len(written) and made.command.gives_metadata else UNKNOWN,
        codegen=_span(timeline, code),
        link=_span(timeline, np.flatnonzero(work == Work.LINK)),
        unit_time=int(total.sum()) if units else UNKNOWN,
        pole=timeline.units[pole] if pole >= 0 else "",
        pole_time=int(total[pole]) if pole >= 0 else UNKNOWN,
        longest=timeline.units[longest] if longest >= 0 else "",
        longest_time=int(total[longest]) if longest >= 0 else UNKNOWN,
        units=units or UNKNOWN,
    )


def _span(timeline: Timeline, rows: Longs) -> Span:
    """Return the first start and the last end of some spans."""
    return (int(timeline.start[rows].min()), int(timeline.end[rows].max())) if len(rows) else NOWHEN
