"""Analysis of a whole build: the cause of each crate's wait, the critical crates, and the time by kind of work.

```
serde_derive  ▕─────────────▏                      serde waited for it
serde                        ▕────────▏·····        serde_json waited for serde's metadata (ready at the dot's start)
serde_json                            ▕──────────▏  the last to be done: the path goes back from here
ryu                      ▕───▏                      waited for nobody but a job token
```
"""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.build import UNKNOWN, Build, CrateKind
from cguviz.model.columns import Bools, Columns, Ints, Longs

SLACK = 50_000_000
"""Nanoseconds between a cause and its effect: cargo rounds to 10 ms and starts a process in some more."""


@dataclasses.dataclass(frozen=True, eq=False)
class Causes(Columns):
    """The cause that let each crate begin: another crate, or a free job token.

    Attributes
    ----------
    crate
        (n,) int32 the crate that was waited for last, -1 for none.
    token
        (n,) bool: it was waited for its job token only, and not for what it made.
    """

    crate: Ints
    token: Bools


def release_times(build: Build) -> Longs:
    """Return (e,) int64 nanoseconds: the time at which each edge let `after` begin.

    Where nobody tells when metadata was ready, it was when what needed it began, at the latest.
    """
    ready, end = build.ready[build.before], build.end[build.before]
    ready = np.where(ready >= 0, ready, np.minimum(end, build.start[build.after]))
    return np.where(build.on_metadata, ready, end)


def causes(build: Build) -> Causes:
    """Find the cause that let each crate begin.

    A crate that began as soon as the last of what it needs was ready waited for that. One that began later waited for
    a job token, if one became free just then.
    """
    count = len(build)
    crate, token = np.full(count, UNKNOWN, np.int32), np.zeros(count, np.bool_)
    moment = np.full(count, -1, np.int64)
    let = release_times(build)
    for edge in np.argsort(let, kind="stable").tolist():
        before, after = int(build.before[edge]), int(build.after[edge])
        if let[edge] <= build.start[after] + SLACK and build.start[before] < build.start[after]:
            crate[after], moment[after] = before, let[edge]
    order = np.argsort(build.end, kind="stable")
    ends = build.end[order]
    for row in range(count):
        start = int(build.start[row])
        if start - moment[row] <= SLACK:
            continue
        last = int(np.searchsorted(ends, start + SLACK // 5, side="right")) - 1
        while last >= 0 and (order[last] == row or build.start[order[last]] >= start):
            last -= 1
        if last >= 0 and start - ends[last] <= SLACK and ends[last] > moment[row]:
            crate[row], token[row] = order[last], True
    return Causes(crate, token)


def critical_crates(build: Build, found: Causes) -> Bools:
    """Return (n,) bool: the crates that determine the end of the build, from the last one back through its causes.

    Returns
    -------
    (n,) bool.
    """
    marked = np.zeros(len(build), np.bool_)
    row = int(np.argmax(build.end)) if len(build) else UNKNOWN
    while row >= 0 and not marked[row]:
        marked[row] = True
        row = int(found.crate[row])
    return marked


@dataclasses.dataclass(frozen=True)
class BuildTotals:
    """Total times of a build in nanoseconds, added up over crates.

    Attributes
    ----------
    whole
        From the first start to the last end.
    by_kind
        What crates of each kind took; kinds there are none of are left out.
    front, codegen, link
        Of crates that tell of their parts; by the clock, so what overlaps counts twice.
    """

    whole: int
    by_kind: dict[CrateKind, int]
    front: int
    codegen: int
    link: int


def totals(build: Build) -> BuildTotals:
    """Add up the times of a build by kind of crate and stage."""
    took = build.end - build.start
    kinds = {CrateKind(kind): int(took[build.kind == kind].sum()) for kind in np.unique(build.kind).tolist()}
    codegen = build.codegen
    parts = codegen >= 0
    linked = (build.link_start >= 0) & (build.link_end >= 0)
    return BuildTotals(
        int(build.end.max() - build.start.min()) if len(build) else 0,
        kinds,
        int((build.codegen_start - build.start)[parts].sum()),
        int(codegen[parts].sum()),
        int((build.link_end - build.link_start)[linked].sum()),
    )
