"""A timeline: the threads of a measured or simulated code generation, and their spans of work.

```
threads     rustc        ▕ type_check_crate ▏▕ codegen_module cgu.00 ▏▕ codegen_module cgu.15 ▏
            opt cgu.00                                 ·waiting·       ▕ codegen_module_optimize  ▏
spans       (thread, activity, unit, start, end), any order; on one thread they nest or follow one another
```

What a span is about, its activity says in the words of the source (`codegen_module_optimize`, `OptModule`); which part
of the work that is, `cguviz.model.times.work` says.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.columns import Columns, Ints, Longs
from cguviz.model.texts import EMPTY, Texts

NO_LONGS: Longs = np.empty(0, np.int64)
NO_INTS: Ints = np.empty(0, np.int32)
UNKNOWN = -1


@dataclasses.dataclass(frozen=True, eq=False)
class FunctionTimes(Columns):
    """Time that LLVM spent on single functions, each (symbol, unit, activity) once.

    Attributes
    ----------
    symbols
        Mangled names.
    symbol, unit, activity
        (f,) int32 into `symbols` and the timeline's `units` and `activities`; a unit may be -1.
    time
        (f,) int64 nanoseconds.
    """

    symbols: Texts
    symbol: Ints
    unit: Ints
    activity: Ints
    time: Longs

    def __len__(self) -> int:
        return len(self.symbol)


@dataclasses.dataclass(frozen=True, eq=False)
class Phases(Columns):
    """Parts of a compilation of which only the duration is known (`-Z time-passes`), as the source orders them.

    Attributes
    ----------
    names
        rustc's names of its passes; phases contain one another, so they do not add up.
    time
        (p,) int64 nanoseconds.
    memory_before, memory_after
        (p,) int64 bytes resident, -1 where not known.
    """

    names: Texts
    time: Longs
    memory_before: Longs
    memory_after: Longs

    def __len__(self) -> int:
        return len(self.time)


@dataclasses.dataclass(frozen=True, eq=False)
class Repeats(Columns):
    """Times of the units of a timeline in several builds alike, the timeline's own build first.

    Attributes
    ----------
    makespan
        (r,) int64 nanoseconds from the first unit's generation to the last one's object file, by the clock.
    generate, optimize, lto
        (r · units,) int64 nanoseconds of each unit, build after build.
    """

    makespan: Longs
    generate: Longs
    optimize: Longs
    lto: Longs

    def __len__(self) -> int:
        return len(self.makespan)

    @property
    def llvm(self) -> Longs:
        """(r,) int64 nanoseconds of LLVM on all units of each build."""
        total: Longs = (self.optimize + self.lto).reshape(len(self), -1).sum(axis=1)
        return total


@dataclasses.dataclass(frozen=True, eq=False)
class Memory(Columns):
    """Memory that the compiler held over time.

    Attributes
    ----------
    moment
        (m,) int64 nanoseconds since the start of the compilation, ascending.
    resident
        (m,) int64 bytes.
    """

    moment: Longs
    resident: Longs

    def __len__(self) -> int:
        return len(self.moment)


@dataclasses.dataclass(frozen=True, eq=False)
class Timeline(Columns):
    """Spans on threads.

    Columns of threads and units that are left out mean that nothing is known: they are filled with -1 (`process`: 0).

    Attributes
    ----------
    source
        Where it comes from: "self-profile", "simulated", …
    threads, activities, units
        Names; spans point into them. Threads are in the order of the source and may share a name.
    thread, activity, unit
        (s,) int32; `unit` is -1 where a span concerns no codegen unit.
    start, end
        (s,) int64 nanoseconds since the start of the compilation.
    processes, process
        Names of processes (crates, in a build of several), and (threads,) int32 into them; empty where there is but
        one.
    cpu, waited
        (threads,) int64 nanoseconds that the thread really ran, and that it was ready to run and no processor was
        free; -1 where not known: spans are wall time.
    ran
        (s,) int64 nanoseconds for which the thread of a span ran during it, -1 where not known.
    estimate, instructions, object_bytes
        (units,) int64, -1 where not known: rustc's size estimate, LLVM instructions after optimization, bytes of the
        object file.
    began
        Nanoseconds since 1970 of the start of the compilation; 0 where not known. Timelines of one build are laid
        over one another by it.
    jobs
        Processors or job tokens that the source names; 0 where not known.
    command
        How the compiler was called, without folders, "" where not known; tells which of the crates of a build this is.
    functions
        None where the source does not tell functions apart.
    phases
        None where the source gives no such table.
    memory
        None where nobody measured it.
    repeats
        None where only one build was measured.
    """

    source: str
    threads: Texts
    activities: Texts
    units: Texts
    thread: Ints
    activity: Ints
    unit: Ints
    start: Longs
    end: Longs
    processes: Texts = EMPTY
    process: Ints = dataclasses.field(default_factory=lambda: NO_INTS)
    cpu: Longs = dataclasses.field(default_factory=lambda: NO_LONGS)
    estimate: Longs = dataclasses.field(default_factory=lambda: NO_LONGS)
    instructions: Longs = dataclasses.field(default_factory=lambda: NO_LONGS)
    object_bytes: Longs = dataclasses.field(default_factory=lambda: NO_LONGS)
    began: int = 0
    jobs: int = 0
    command: str = ""
    functions: FunctionTimes | None = None
    phases: Phases | None = None
    waited: Longs = dataclasses.field(default_factory=lambda: NO_LONGS)
    ran: Longs = dataclasses.field(default_factory=lambda: NO_LONGS)
    memory: Memory | None = None
    repeats: Repeats | None = None

    def __post_init__(self) -> None:
        if not len(self.process):
            object.__setattr__(self, "process", np.zeros(len(self.threads), np.int32))
        for name, count in (
            ("cpu", len(self.threads)),
            ("waited", len(self.threads)),
            ("ran", len(self.start)),
            ("estimate", len(self.units)),
            ("instructions", len(self.units)),
            ("object_bytes", len(self.units)),
        ):
            if not len(getattr(self, name)):
                object.__setattr__(self, name, np.full(count, UNKNOWN, np.int64))
        super().__post_init__()

    def __len__(self) -> int:
        return len(self.start)

    @property
    def bounds(self) -> tuple[int, int]:
        """The first start and the last end, (0, 0) without spans."""
        return (int(self.start.min()), int(self.end.max())) if len(self) else (0, 0)

    def depth(self) -> Ints:
        """Return (spans,) int32: the number of spans of the same thread that enclose each span.

        Returns
        -------
        (s,) int32, 0 for the outermost. Of spans with equal bounds the later row is the outer one, as in
        self-profiles, whose rows are in the order of their ends. Spans that overlap without nesting count as
        enclosed by all that run when they start.
        """
        rows = np.arange(len(self))
        order = np.lexsort((-rows, -self.end, self.start, self.thread))
        thread, start = self.thread[order], self.start[order]
        first = np.searchsorted(thread, thread)  # the thread's first span: all before are of other threads
        # Ends before starts, so that a span that follows at once is not enclosed; but no span ends before it starts.
        # (A composite key of thread and 48-bit time would overflow.)
        kind = np.concatenate([np.ones(len(self), np.int8), np.where(self.end > self.start, 0, 2).astype(np.int8)])
        merged = np.lexsort((kind, np.append(start, self.end), np.append(thread, self.thread)))
        is_end = merged >= len(self)
        ends_before = np.empty(len(self), np.int64)
        ends_before[merged[~is_end]] = np.cumsum(is_end)[~is_end]
        depth = np.empty(len(self), np.int32)
        depth[order] = (rows - first) - (ends_before - first)
        return depth
