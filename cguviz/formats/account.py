"""Cargo's own account of a build, from whichever of its files: the crates it compiled, when, and what each let begin.

```
proc-macro2 1.0.47 (build script)   ▕        ▏
proc-macro2 1.0.47 (run)                      ▕  ▏
proc-macro2 1.0.47                                ▕ front end ▏▕ codegen ▏    metadata ready at ▏▕
```

Knows cargo's words, not its files (`cargo_timings`, `cargo_build_log`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import datetime

from cguviz.errors import LoadError
from cguviz.formats.source import Source
from cguviz.model.build import UNKNOWN, BuildLoad, CrateKind
from cguviz.model.capture import Capture, Remark
from cguviz.progress import Progress

SECOND = 1_000_000_000
FRONTEND, CODEGEN, LINK = "frontend", "codegen", "link"
NOWHEN = (UNKNOWN, UNKNOWN)
FAR = 1e9
"""Seconds that no build takes."""

Section = tuple[str, float, float]
"""A part of a unit's time: its name, start and end in seconds since the start of the build."""


@dataclasses.dataclass(frozen=True)
class CargoRun:
    """A run of a compiler or build script by cargo; times are nanoseconds since the build began, -1 where unknown.

    Attributes
    ----------
    number
        cargo's own, which others refer to.
    package, version
        "ryu", "1.0.2".
    target
        "", or what it is beside the library: "bin demo", "build script", "run".
    crate
        The target's own name where cargo tells it, else "".
    kind
        See `CrateKind`.
    start, end
        Of all of it.
    ready
        When its metadata was.
    codegen, link
        Start and end of these parts.
    unlocks, unlocks_by_metadata
        Numbers of what could begin once it was done, and once its metadata was ready.
    needs
        Numbers of all it depends on, where cargo tells.
    """

    number: int
    package: str
    version: str
    target: str
    crate: str
    kind: CrateKind
    start: int
    end: int
    ready: int = UNKNOWN
    codegen: tuple[int, int] = NOWHEN
    link: tuple[int, int] = NOWHEN
    unlocks: tuple[int, ...] = ()
    unlocks_by_metadata: tuple[int, ...] = ()
    needs: tuple[int, ...] = ()


@dataclasses.dataclass(frozen=True, eq=False)
class Account:
    """The account of a build in one of cargo's files.

    Attributes
    ----------
    source
        "cargo timings" or "cargo build log".
    ran
        In the order in which they began.
    began, title, compiler, jobs, cores, load
        As in `cguviz.model.build.Build`.
    path
        The file.
    remarks
        What was odd in it.
    """

    source: str
    ran: tuple[CargoRun, ...]
    began: int
    title: str
    compiler: str
    jobs: int
    cores: int
    load: BuildLoad | None
    path: str
    remarks: tuple[Remark, ...]


def read_alone(sources: Iterable[Source], progress: Progress) -> list[Capture]:
    """Refuse to read a whole build as captures; `cguviz.formats.opening_builds` reads it.

    Raises
    ------
    LoadError
        Always.
    """
    for source in sources:
        progress("reading the build", 0.0)
        message = "this tells of a whole build and of no crate by itself; open it alone, or with the crates' profiles."
        raise LoadError(message, source.path)
    return []


def nanoseconds(time: float) -> int:
    """Return the nanoseconds of a time in seconds."""
    return round(time * SECOND)


def parts_of(sections: Sequence[Section]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the spans of code generation and linking in nanoseconds; `NOWHEN` where no section names them."""
    spans = {name: (nanoseconds(start), nanoseconds(max(start, end))) for name, start, end in sections}
    return spans.get(CODEGEN, NOWHEN), spans.get(LINK, NOWHEN)


def seconds(found: object) -> float | None:
    """Return a time that a file gives in seconds, None for other values."""
    good = isinstance(found, int | float) and not isinstance(found, bool) and 0 <= found < FAR
    return float(found) if good and isinstance(found, int | float) else None


def numbers(found: object) -> tuple[int, ...]:
    """Return a list of numbers that a file gives; other values are left out."""
    return tuple(one for one in found if isinstance(one, int)) if isinstance(found, list) else ()


def epoch(timestamp: str) -> int:
    """Return nanoseconds since 1970 of an RFC 3339 time, 0 for other texts (Python keeps microseconds)."""
    try:
        return round(datetime.fromisoformat(timestamp).timestamp() * 1_000_000) * 1000
    except (ValueError, OverflowError):
        return 0
