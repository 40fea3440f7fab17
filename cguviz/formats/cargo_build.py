"""Whole builds, as cargo tells of them: crates over time instead of threads.

One row for each thing that cargo ran, grouped by package. Knows cargo's words, not its files (`cargo_timings`,
`cargo_build_log`).

```
proc-macro2 1.0.47 (build script)   ▕ compile ▏
proc-macro2 1.0.47 (run)                      ▕ run build script ▏
proc-macro2 1.0.47                                               ▕ frontend ▏▕ codegen ▏    metadata ready at ▏▕
```
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime

import numpy as np

from cguviz.formats.timeline_parts import Names
from cguviz.model.texts import EMPTY, Texts
from cguviz.model.timeline import Timeline

SECOND = 1_000_000_000

COMPILE, PROC_MACRO, BUILD_SCRIPT, RUN = "compile", "compile proc macro", "compile build script", "run build script"
FRONTEND, CODEGEN, OTHER = "frontend", "codegen", "other"


@dataclasses.dataclass(frozen=True)
class Ran:
    """Something that cargo ran.

    Attributes
    ----------
    package
        "ryu 1.0.2".
    what
        "", or what it is beside the library: "build script", "bin demo".
    spans
        (activity, start, end) in seconds since the start of the build.
    """

    package: str
    what: str
    spans: tuple[tuple[str, float, float], ...]


def spans_of(
    kind: str, start: float, end: float, sections: Sequence[tuple[str, float, float]]
) -> tuple[tuple[str, float, float], ...]:
    """Return the spans of one run: its sections (seconds since the build began), else one for all of it."""
    return tuple(sections) if sections else ((kind, start, max(start, end)),)


def timeline_of(source: str, ran: Sequence[Ran], *, began: int, jobs: int) -> Timeline:
    """Make a timeline with a row for each thing that cargo ran, in the order in which they began."""
    packages, activities = Names(), Names()
    rows = sorted(ran, key=lambda each: each.spans[0][1])
    spans = [
        (row, activities.add(activity), round(start * SECOND), round(max(start, end) * SECOND))
        for row, each in enumerate(rows)
        for activity, start, end in each.spans
    ]
    thread, activity, start, end = (np.array(column, np.int64) for column in zip(*spans, strict=True))
    return Timeline(
        source,
        Texts.of(f"{each.package} ({each.what})" if each.what else each.package for each in rows),
        Texts.of(activities.texts),
        EMPTY,
        thread.astype(np.int32),
        activity.astype(np.int32),
        np.full(len(spans), -1, np.int32),
        start,
        end,
        process=np.array([packages.add(each.package) for each in rows], np.int32),
        processes=Texts.of(packages.texts),
        began=began,
        jobs=jobs,
    )


def epoch(timestamp: str) -> int:
    """Return nanoseconds since 1970 of an RFC 3339 time, 0 if it is none (Python keeps microseconds)."""
    try:
        return round(datetime.fromisoformat(timestamp).timestamp() * 1_000_000) * 1000
    except (ValueError, OverflowError):
        return 0
