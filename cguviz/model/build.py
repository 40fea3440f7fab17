"""A whole build: everything cargo compiled or ran, over time. Knows nothing of threads or items of a single crate.

```
crate      serde 1.0.152 (library)        serde_json 1.0.87 (library)
start      ▕ front end ──────▏▕ code generation ▏                          start, codegen_start, codegen_end, end
ready                        ╵ metadata is ready: serde_json may start     ready
                              ▕ front end ──▏▕ code generation ─────▏▕link▏
edges      before = serde, after = serde_json, on_metadata = True
```
"""

from __future__ import annotations

import dataclasses
from enum import IntEnum

import numpy as np

from cguviz.model.capture import Remark
from cguviz.model.columns import Bools, Bytes, Columns, Floats, Ints, Longs
from cguviz.model.texts import Texts
from cguviz.model.unit_words import NO_WORDS, UnitWords

UNKNOWN = -1
NO_BOOLS = np.empty(0, np.bool_)


class CrateKind(IntEnum):
    """The kinds of things that cargo compiles or runs."""

    LIBRARY = 0
    BINARY = 1
    """A program, an example or a benchmark."""
    PROC_MACRO = 2
    BUILD_SCRIPT = 3
    """The compilation of a build script."""
    SCRIPT_RUN = 4
    """A build script's run."""
    TEST = 5
    OTHER = 6
    """Documentation, or what the source does not tell."""


@dataclasses.dataclass(frozen=True, eq=False)
class BuildLoad(Columns):
    """The load of cargo and of the machine over time, as far as cargo tells.

    Attributes
    ----------
    moment
        (k,) int64 nanoseconds since the start of the build, ascending; the next three hold from each to the next.
    active, waiting, inactive
        (k,) int32 crates at work, ready but without a job token, and not yet ready.
    used_at, used
        (m,) int64 nanoseconds, and (m,) float64 how much of all processors was in use then, from 0 to 1.
    """

    moment: Longs
    active: Ints
    waiting: Ints
    inactive: Ints
    used_at: Longs
    used: Floats


@dataclasses.dataclass(frozen=True, eq=False)
class Build(Columns):
    """The crates of a build, in the order in which they began.

    Attributes
    ----------
    crate, version, target
        (n,) the package's name with its version ("" where not known), and which of its targets it is where that is not
        the library: "bin app", "build script", "run". What was compiled more than once has its number there: each crate
        has another label.
    kind
        (n,) uint8 `CrateKind`.
    start, end
        (n,) int64 nanoseconds since the start of the build.
    ready
        (n,) int64 when the metadata was ready, so that crates that need no more could begin; -1 for what gives none
        or where it is not known.
    codegen_start, codegen_end
        (n,) int64: from the first unit's generation to the end of the last unit; -1 where there was none or nothing
        tells. What lies before is the front end.
    link_start, link_end
        (n,) int64 likewise, for what was linked (for a library: put into an archive).
    unit_time
        (n,) int64 nanoseconds of all units' generation, optimization and LTO added up over threads; -1 where no profile
        tells.
    pole, pole_time
        (n,) the unit that was done last, "" where not known, and nanoseconds of its stages; -1 where not known.
    longest, longest_time
        (n,) likewise the unit that took longest: with enough processors everything waits for it.
    units
        (n,) int32 codegen units, -1 where not known.
    placed, unique
        (n,) int64 sizes of all placements and of all items at the last stage: `placed / unique` is how much code was
        duplicated. -1 where no capture tells.
    file
        (n,) what to open to see the crate, "" where there is nothing: a capture, or else a profile.
    before, after, on_metadata
        (e,) int32 crates, and (e,) bool: `after` needed `before`, of it only the metadata (pipelining) or all.
    source
        Who tells of the build as a whole: "cargo timings", "cargo build log", or "self-profiles" where only the crates
        tell.
    title
        What was built, for people.
    compiler
        As the source states it, or "".
    began
        Nanoseconds since 1970 of the start of the build; 0 where not known.
    jobs, cores
        How many job tokens cargo had, and processors the machine; 0 where not known.
    load
        None where cargo tells nothing.
    remarks
        What was odd in the files, or ambiguous between them.
    sources
        The files it came from, as the user named them.
    words
        Behind hashed names of units.
    """

    crate: Texts
    version: Texts
    target: Texts
    kind: Bytes
    start: Longs
    end: Longs
    ready: Longs
    codegen_start: Longs
    codegen_end: Longs
    link_start: Longs
    link_end: Longs
    unit_time: Longs
    pole: Texts
    pole_time: Longs
    longest: Texts
    longest_time: Longs
    units: Ints
    placed: Longs
    unique: Longs
    file: Texts
    before: Ints
    after: Ints
    on_metadata: Bools
    source: str = ""
    title: str = ""
    compiler: str = ""
    began: int = 0
    jobs: int = 0
    cores: int = 0
    load: BuildLoad | None = None
    remarks: tuple[Remark, ...] = ()
    sources: tuple[str, ...] = ()
    words: UnitWords = NO_WORDS

    def __len__(self) -> int:
        return len(self.kind)

    @property
    def codegen(self) -> Longs:
        """(n,) int64 nanoseconds by the clock of code generation, -1 where not known."""
        known = (self.codegen_start >= 0) & (self.codegen_end >= self.codegen_start)
        return np.where(known, self.codegen_end - self.codegen_start, UNKNOWN)

    @property
    def duplication(self) -> Floats:
        """(n,) float64 `placed / unique`, NaN where not known."""
        known = (self.placed >= 0) & (self.unique > 0)
        return np.where(known, self.placed / np.maximum(self.unique, 1), np.nan)


def label_of(build: Build, row: int) -> str:
    """Return the label of a crate for lists: "serde 1.0.152", "app 0.1.0 (bin app)"."""
    name = f"{build.crate[row]} {build.version[row]}".strip()
    return f"{name} ({build.target[row]})" if build.target[row] else name
