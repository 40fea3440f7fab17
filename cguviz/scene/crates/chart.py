"""The chart of a whole build: a bar for each part of each crate, packed into lanes.

```
 crates ▁▂▂▃▂▂▁▁                                       crates at work, and waiting above them, as cargo tells
 ▕ proc-macro2 ▏▕ syn ──────────╎▏▕ code ▏▕ serde_derive ─▏    ╎ metadata ready: others could begin
                ▕ quote ▏▕ libc ▏
```
"""

from __future__ import annotations

import collections
import functools
from collections.abc import Mapping

import numpy as np

from cguviz.model.build import Build, BuildLoad, CrateKind
from cguviz.model.columns import Bools, Floats, Ints, Longs
from cguviz.model.texts import EMPTY, Texts
from cguviz.scene.crates.table import KINDS
from cguviz.scene.crates.text import facts, headline, machine
from cguviz.scene.timeline.arrangement import Arrangement
from cguviz.scene.timeline.chart import NAMES, Bars, Chart, Concurrency, Crates, Part, Track
from cguviz.scene.timeline.describe import chart, concurrency_of
from cguviz.scene.timeline.levels import levels_of
from cguviz.scene.timeline.rows import place
from cguviz.scene.timeline.text import duration

PARTS: Mapping[CrateKind, tuple[Part, Part, Part]] = {
    CrateKind.PROC_MACRO: (Part.PROC_MACRO, Part.PROC_MACRO_CODEGEN, Part.PROC_MACRO),
    CrateKind.BUILD_SCRIPT: (Part.BUILD_SCRIPT, Part.BUILD_SCRIPT_CODEGEN, Part.BUILD_SCRIPT),
    CrateKind.SCRIPT_RUN: (Part.SCRIPT_RUN, Part.SCRIPT_RUN, Part.SCRIPT_RUN),
}
"""What bars before, in and after code generation are; of other kinds `USUAL`."""
USUAL = (Part.CRATE, Part.CODEGEN, Part.LINK)


def build_chart(
    build: Build,
    arrangement: Arrangement,
    *,
    released: Longs,
    cause: Ints,
    token: Bools,
    critical: Bools,
    note: str,
) -> Chart:
    """Describe a build as a chart of crates over time.

    Parameters
    ----------
    build
        At least one crate.
    arrangement
        Of the rows; threads are crates.
    released
        (e,) int64 nanoseconds when each edge let `after` begin.
    cause, token, critical
        (n,) what each crate waited for last, whether only for a job token, and whether all depends on it.
    note
        Figures that stand beside the heading.
    """
    bars = _bars(build)
    labels = crate_labels(build)
    placed = place(bars, labels, labels, kind=arrangement.kind, sort=arrangement.sort, idle=True)
    shown = placed.bars
    rows = placed.rows
    if arrangement.kind == "lanes":
        rows = rows.replace(name=Texts.of([""] * len(rows)))
    load = build.load
    track = Track(
        heading="Build",
        units=Texts.of(labels),
        unit_label=Texts.of(labels),
        activities=EMPTY,
        activity=np.empty(0, np.int32),
        bars=shown,
        rows=rows,
        concurrency=concurrency_of(bars) if load is None or not len(load.moment) else _concurrency(load),
        levels=levels_of(shown, int(rows.lane_starts[-1])),
        critical=critical[shown.unit],
        phases=(),
        pole=-1,
        ideal=-1,
        cores=build.jobs,
        hidden=placed.hidden,
        clock=0,
        anchors={},
        family=np.arange(len(build), dtype=np.int32),
        on_change=False,
        crates=Crates(
            said=functools.partial(_tooltip, shown, build, cause, token, critical),
            named=_longest(shown, len(build)),
            ready=build.ready,
            before=build.before,
            after=build.after,
            moment=released,
            cause=cause,
            used_at=np.empty(0, np.int64) if load is None else load.used_at,
            used=np.empty(0, np.float64) if load is None else load.used * max(build.cores, 1),
            note=note,
        ),
    )
    lines = (headline(build) or "build", machine(build), *(remark.text for remark in build.remarks))
    return chart((track,), tuple(line for line in lines if line))


def _longest(bars: Bars, crates: int) -> Bools:
    """Return (n,) bool: whether each bar is the longest of its crate."""
    most = np.full(crates, -1, np.int64)
    np.maximum.at(most, bars.unit, bars.length)
    return np.asarray(bars.length == most[bars.unit])


def _tooltip(bars: Bars, build: Build, cause: Ints, token: Bools, critical: Bools, bar: int) -> list[str]:
    """Return the tooltip of a bar: the part of its crate, and the facts of the crate."""
    row = int(bars.unit[bar])
    head, *told = facts(build, row, waited=int(cause[row]), token=bool(token[row]), critical=bool(critical[row]))
    return [head, f"{NAMES[Part(int(bars.part[bar]))]}: {duration(int(bars.length[bar]))}", *told]


def crate_labels(build: Build) -> list[str]:
    """Name crates as short as they can be told apart: "syn", "syn (build script)"; with versions where need be."""
    crates, versions, targets = build.crate.tolist(), build.version.tolist(), build.target.tolist()
    told = [
        f"{KINDS[CrateKind.PROC_MACRO]} {target}".strip() if kind == CrateKind.PROC_MACRO else target
        for target, kind in zip(targets, build.kind.tolist(), strict=True)
    ]
    short = [f"{crate} ({what})" if what else crate for crate, what in zip(crates, told, strict=True)]
    count = collections.Counter(short)
    return [
        name if count[name] == 1 else f"{crate} {version} ({what})" if what else f"{crate} {version}"
        for name, crate, version, what in zip(short, crates, versions, told, strict=True)
    ]


def _bars(build: Build) -> Bars:
    """Return the bars of each crate's parts; `lane` and `unit` are the crate."""
    pieces: list[tuple[int, int, int, Part]] = []
    columns = (build.kind, build.start, build.end, build.codegen_start, build.codegen_end, build.link_start)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    for row, (kind, start, end, begins, ends, links) in enumerate(rows):
        before, code, after = PARTS.get(CrateKind(kind), USUAL)
        if begins < 0 or ends < begins:
            whole = before if CrateKind(kind) in PARTS else Part.COMPILE
            pieces.append((row, start, end, whole))
            continue
        pieces.append((row, start, begins, before))
        pieces.append((row, begins, ends, code))
        # Between the last object file and the linker rustc saves what it knows for the next build.
        pieces.append((row, ends, end, after if links >= 0 else before if CrateKind(kind) in PARTS else Part.COMPILE))
    kept = [piece for piece in pieces if piece[2] > piece[1] or build.end[piece[0]] == build.start[piece[0]]]
    table = np.array(kept, np.int64)
    unit = table[:, 0].astype(np.int32)
    start, end, part = table[:, 1].copy(), table[:, 2].copy(), table[:, 3].astype(np.uint8)
    return Bars(lane=unit, start=start, end=end, part=part, unit=unit, span=np.full(len(unit), -1, np.int32))


def _concurrency(load: BuildLoad) -> Concurrency:
    """Count the crates at work and the crates that wait for a job token, as cargo does."""
    lasting = np.diff(load.moment).astype(np.float64)

    def area(count: Ints) -> Floats:
        return np.append(0.0, np.cumsum(count[:-1] * lasting))

    peak, most = int((load.active + load.waiting).max()), int(load.active.max())
    moment: Longs = load.moment
    return Concurrency(
        moment=moment,
        busy=load.active,
        waiting=load.waiting,
        busy_area=area(load.active),
        waiting_area=area(load.waiting),
        peak=peak,
        most_busy=most,
    )
