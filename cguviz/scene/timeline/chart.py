"""The description of a timeline: bars in lanes, lanes in rows, a graph of concurrency above them.

```
  threads  ▁▂▄▅▆▆▅▃▂▁▁▁     concurrency: threads at work, units that wait above them
  rustc    ▕ front end ▏▕00▏▕15▏▕01▏     a row: its name, and lanes one below the other
  opt 00               ░░▕    ▏          ░ waiting, between two pieces of work on one unit
```

Times are nanoseconds on the clock of the first track, heights are in rows. What a bar is (its part) is stated here;
what colour that means, and how many pixels a nanosecond and a row have, is not.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from enum import IntEnum, StrEnum

import numpy as np

from cguviz.model.columns import Bools, Bytes, Columns, Floats, Ints, Longs
from cguviz.model.texts import Texts
from cguviz.model.times.work import Work


def _none() -> Floats:
    """Return an empty column of floats."""
    return np.empty(0, np.float64)


def _no_times() -> Longs:
    """Return an empty column of times."""
    return np.empty(0, np.int64)


class Part(IntEnum):
    """The parts of a compilation that bars stand for."""

    OTHER = 0
    """Whatever is no work on one unit and not before it."""
    FRONT = 1
    """The front end: all on the main thread before the first unit is generated."""
    GENERATE = 2
    OPTIMIZE = 3
    LTO = 4
    COPY = 5
    LINK = 6
    WAITING = 7
    """A unit waits for its next stage: for a thread, a job token or the thin link."""
    DETAIL = 8
    """What happens inside a piece of work."""
    ON_CPU = 9
    """A sampling profiler saw the thread run."""
    COMPILE = 10
    """Of a whole build: a crate of whose parts nothing is known."""
    CRATE = 11
    """A crate's front end."""
    CODEGEN = 12
    """All its units, from the first generation to the last object file."""
    PROC_MACRO = 13
    PROC_MACRO_CODEGEN = 14
    BUILD_SCRIPT = 15
    BUILD_SCRIPT_CODEGEN = 16
    SCRIPT_RUN = 17


PART_OF: Mapping[Work, Part] = {
    Work.OTHER: Part.OTHER,
    Work.GENERATE: Part.GENERATE,
    Work.OPTIMIZE: Part.OPTIMIZE,
    Work.LTO: Part.LTO,
    Work.COPY: Part.COPY,
    Work.LINK: Part.LINK,
    Work.ON_CPU: Part.ON_CPU,
}
ON_UNITS = (Part.GENERATE, Part.OPTIMIZE, Part.LTO, Part.COPY)
"""Work on one unit."""
OF_BUILDS = (
    *(Part.COMPILE, Part.CRATE, Part.CODEGEN, Part.PROC_MACRO, Part.PROC_MACRO_CODEGEN),
    *(Part.BUILD_SCRIPT, Part.BUILD_SCRIPT_CODEGEN, Part.SCRIPT_RUN),
)
"""Work on one crate of a whole build."""
BUSY = (*ON_UNITS, Part.FRONT, Part.LINK, Part.ON_CPU, *OF_BUILDS)
"""What keeps a thread at work; the coordinator's bars only say that others are."""
NAMES: Mapping[Part, str] = {
    Part.FRONT: "front end",
    Part.CRATE: "front end",
    Part.CODEGEN: "code generation",
    Part.COMPILE: "compilation (parts not known)",
    Part.PROC_MACRO: "proc macro",
    Part.PROC_MACRO_CODEGEN: "proc macro: code generation",
    Part.BUILD_SCRIPT: "build script",
    Part.BUILD_SCRIPT_CODEGEN: "build script: code generation",
    Part.SCRIPT_RUN: "build script runs",
    Part.GENERATE: "generate LLVM IR",
    Part.WAITING: "waiting",
    Part.OPTIMIZE: "optimize",
    Part.LTO: "LTO",
    Part.COPY: "copy from the incremental cache",
    Part.LINK: "link",
    Part.ON_CPU: "on a processor",
    Part.OTHER: "other work",
    Part.DETAIL: "inside a bar",
}
"""For people, in the order of a legend."""


@dataclasses.dataclass(frozen=True, eq=False)
class Bars(Columns):
    """Bars, ordered by lane, then start; bars of one lane overlap only where the source is wrong.

    Attributes
    ----------
    lane
        (n,) int32, ascending.
    start, end
        (n,) int64 nanoseconds.
    part
        (n,) uint8 `Part`.
    unit
        (n,) int32 row of the track's units, -1 for none.
    span
        (n,) int32 row of the timeline it was made of, -1 for none (waiting). A span may be cut into several bars.
    """

    lane: Ints
    start: Longs
    end: Longs
    part: Bytes
    unit: Ints
    span: Ints

    def __len__(self) -> int:
        return len(self.start)

    @property
    def length(self) -> Longs:
        """(n,) int64: nanoseconds of each bar."""
        return self.end - self.start


@dataclasses.dataclass(frozen=True, eq=False)
class Rows(Columns):
    """The rows of a timeline, from top to bottom.

    Attributes
    ----------
    name
        (r,) names of threads, lanes or units.
    unit
        (r,) int32: the unit that everything in the row is for, -1 where there is none or several.
    top
        (r + 1,) float64 where each begins, in rows.
    lane_starts
        (r + 1,) int64: lanes `lane_starts[k]:lane_starts[k + 1]` are in row `k`.
    lane_top, lane_height
        (lanes,) float64, in rows.
    """

    name: Texts
    unit: Ints
    top: Floats
    lane_starts: Longs
    lane_top: Floats
    lane_height: Floats

    def __len__(self) -> int:
        return len(self.unit)


@dataclasses.dataclass(frozen=True, eq=False)
class Concurrency(Columns):
    """The number of threads at work at once, as steps.

    Attributes
    ----------
    moment
        (k,) int64 nanoseconds, ascending; values hold from each moment to the next.
    busy
        (k,) int32 threads at work.
    waiting
        (k,) int32 units that wait for their next stage.
    busy_area, waiting_area
        (k,) float64 the time that all have been busy, or waited, up to each moment: makes means over any stretch cheap.
    peak, most_busy
        The highest that both together are, and how many are at work at most.
    """

    moment: Longs
    busy: Ints
    waiting: Ints
    busy_area: Floats
    waiting_area: Floats
    peak: int
    most_busy: int


@dataclasses.dataclass(frozen=True, eq=False)
class Level(Columns):
    """Some of the bars, enough to draw a view whose pixels last at least `bucket`.

    Attributes
    ----------
    bucket
        Nanoseconds; 0 for the level of all bars.
    rows
        (k,) int64 ascending rows of the bars.
    start, end
        (k,) int64 of these bars.
    reach
        (k,) int64 the last end of the bars of its lane up to each one: with `start` it finds what is in sight.
    starts
        (lanes + 1,) int64: `starts[k]:starts[k + 1]` are in lane `k`.
    """

    bucket: int
    rows: Longs
    start: Longs
    end: Longs
    reach: Longs
    starts: Longs


@dataclasses.dataclass(frozen=True)
class Phase:
    """A stretch of the compilation: its name and nanoseconds."""

    name: str
    start: int
    end: int


@dataclasses.dataclass(frozen=True, eq=False)
class Crates(Columns):
    """Relations between the crates of a build; a crate is a row of the track's units.

    Attributes
    ----------
    said
        Returns what there is to say of a bar, in lines; made when asked for: of 640 crates it would take 40 ms.
    named
        (n,) whether the crate's name stands in each bar: in its longest.
    ready
        (u,) int64 nanoseconds when the metadata was ready, -1 for none.
    before, after, moment
        (e,) int32 crates, and (e,) int64 nanoseconds: `after` could begin, as far as `before` is concerned.
    cause
        (u,) int32 the crate that each one waited for last, -1 for none.
    used_at, used
        (m,) int64 nanoseconds, and (m,) float64 how many processors were in use.
    note
        Figures of the build.
    """

    said: Callable[[int], list[str]]
    named: Bools
    ready: Longs
    before: Ints
    after: Ints
    moment: Longs
    cause: Ints
    used_at: Longs
    used: Floats
    note: str


@dataclasses.dataclass(frozen=True, eq=False)
class Track(Columns):
    """One timeline, measured or simulated.

    Attributes
    ----------
    heading
        What it is, for people.
    units, unit_label
        (u,) names of units in full, and as short as they can be told apart.
    activities, activity
        Names, and (spans,) int32 into them, by the span of a bar.
    bars, rows, concurrency
        See there.
    levels
        All bars by lane; then, where there are many, fewer of them for views from afar.
    critical
        (n,) whether each bar is on the critical path: had it been shorter, all would have ended sooner.
    phases
        Front end, code generation and what comes after.
    pole
        The unit that ends last, -1 for none.
    ideal
        When the same work could have been done at best, nanoseconds on the chart's clock; -1 where not known.
    cores
        Processors or job tokens, 0 where not known.
    hidden
        Threads left out because they did nothing.
    clock
        Nanoseconds of the chart's clock at which the track's own is 0.
    anchors
        When each phase begins, in nanoseconds on the chart's clock; those there are none of are left out.
    family
        (u,) int32: units of all tracks that have the same number are the same unit, matched by what they hold.
    on_change
        Whether it is of the change side of a comparison.
    crates
        Of a whole build, whose units are crates; None for threads of one compilation.
    share
        (u,) float64: 1.4 took 1.4 times what its size estimate suggests; 0 where that is not known. Empty where times
        are no measured ones.
    time
        (u,) int64: nanoseconds that the threads worked on each unit. Empty where `share` is.
    ran
        (spans,) int64 nanoseconds for which a thread had a processor during each span that is one bar, -1 where not
        known; empty where that is known of none.
    noise
        How sure the times are, for people; "" where nobody knows.
    """

    heading: str
    units: Texts
    unit_label: Texts
    activities: Texts
    activity: Ints
    bars: Bars
    rows: Rows
    concurrency: Concurrency
    levels: tuple[Level, ...]
    critical: Bools
    phases: tuple[Phase, ...]
    pole: int
    ideal: int
    cores: int
    hidden: int
    clock: int
    anchors: Mapping[Anchor, int]
    family: Ints
    on_change: bool
    crates: Crates | None = None
    share: Floats = dataclasses.field(default_factory=_none)
    time: Longs = dataclasses.field(default_factory=_no_times)
    ran: Longs = dataclasses.field(default_factory=_no_times)
    noise: str = ""

    @property
    def bounds(self) -> tuple[int, int]:
        """The first start and the last end in nanoseconds, the ideal included."""
        if not len(self.bars):
            return 0, 0
        return int(self.bars.start.min()), max(int(self.bars.end.max()), self.ideal)

    @property
    def back_end(self) -> tuple[int, int]:
        """From the first generation to the end of the last unit, in nanoseconds; (0, 0) where no unit is known."""
        return next(((phase.start, phase.end) for phase in self.phases if phase.name == BACK_END), (0, 0))


class Anchor(StrEnum):
    """Moments that any two builds have in common, by which they can be aligned."""

    START = "start"
    """The process starts."""
    CODEGEN = "codegen"
    """The first unit begins to be generated."""
    LLVM = "llvm"
    """The first unit begins to be optimized."""
    LTO = "lto"
    """All units are optimized, and the first begins its LTO."""
    LINK = "link"


FRONT_END, BACK_END, AFTER = "front end", "code generation", "after it"
"""Names of phases."""


@dataclasses.dataclass(frozen=True, eq=False)
class Chart(Columns):
    """Timelines below one another on one clock.

    Attributes
    ----------
    tracks
        The measured one first.
    caption
        Crate, compiler and stage; then sentences on what is seen.
    legend
        (part, text) rows in the order to show them.
    base_units, change_units
        (families,) the names that a family has on either side of a comparison, "" for none.
    pair
        Which track is compared, and with which: rows of `tracks`, the one compared with first.
    """

    tracks: tuple[Track, ...]
    caption: tuple[str, ...]
    legend: tuple[tuple[Part, str], ...]
    base_units: Texts
    change_units: Texts
    pair: tuple[int, int]

    @property
    def bounds(self) -> tuple[int, int]:
        """The first start and the last end in nanoseconds."""
        known = [track.bounds for track in self.tracks if len(track.bars)]
        return (min(start for start, _ in known), max(end for _, end in known)) if known else (0, 0)
