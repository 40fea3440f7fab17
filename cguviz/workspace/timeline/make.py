"""The timelines of one stage, or of two sides: what was measured, and what is simulated.

```
one stage              measured, and below it what is simulated where that tells something else
two sides              of each what was measured if it is what was compiled, else simulated
merged to N units      one simulation more
```

Chooses costs and says what was assumed; simulating is the scheduler's, describing the scene's, matching the analysis's.
"""

from __future__ import annotations

import dataclasses

from cguviz.errors import CguvizError
from cguviz.model.capture import Capture
from cguviz.model.partition import Partition
from cguviz.model.times.timeline import Timeline
from cguviz.partition import origin, pipeline_of, run_pipeline
from cguviz.progress import Progress, silent
from cguviz.scene.timeline.arrangement import Arrangement, fitting_kind
from cguviz.scene.timeline.chart import Anchor, Chart, Track
from cguviz.scene.timeline.describe import chart, track
from cguviz.scene.timeline.text import difference_text
from cguviz.schedule import (
    ChosenCosts,
    ScheduleOptions,
    coordinator_of,
    explain_deviation,
    from_profile,
    ideal_ns,
    overhead_of,
    peak_parallel,
    simulate,
)
from cguviz.schedule.deviation import deviation_of
from cguviz.workspace.requests.timing import AUTO, Timing
from cguviz.workspace.timeline.costs import costs_of
from cguviz.workspace.timeline.unit_matching import Named, match_families

NO_TIMES = "{} has no timeline, and no units whose times could be guessed: open a self-profile, or a debug log."
WALL = "Measured times are by the clock: with more threads at work than processors, bars hold waiting for a processor."
UNLIKE = "One is measured and the other simulated: simulate both to compare like with like."
UNALIGNED = {
    Anchor.START: "Simulations begin with code generation: that is where they are aligned.",
    **{
        anchor: f"Not all of these have {what}: those are aligned where code generation begins."
        for anchor, what in (
            (Anchor.CODEGEN, "code generation"),
            (Anchor.LLVM, "LLVM bars"),
            (Anchor.LTO, "LTO"),
            (Anchor.LINK, "a link phase"),
        )
    },
}
"""What is said where an anchor is missing."""


class NoTimesError(CguvizError):
    """No source tells of times; the message names a file to load."""


@dataclasses.dataclass(frozen=True, eq=False)
class Shown:
    """One side.

    Attributes
    ----------
    capture, stage
        The stage by its name, "" for the last.
    name
        By which the side is told from the other one, "" where there is none.
    """

    capture: Capture
    stage: str = ""
    name: str = ""


@dataclasses.dataclass(frozen=True, eq=False)
class Told:
    """A timeline to be drawn.

    Attributes
    ----------
    timeline, heading, ideal, cores
        As `cguviz.scene.timeline.describe.track` takes them.
    side, partition
        Whose it is, and whose units these are; None where nobody knows what they hold.
    on_change
        Whether it is of the change side.
    measured
        Else it is simulated.
    """

    timeline: Timeline
    heading: str
    side: Shown
    partition: Partition | None
    on_change: bool
    measured: bool
    ideal: int = -1
    cores: int = 0


def timeline_chart(base: Shown, change: Shown | None, timing: Timing, *, progress: Progress = silent) -> Chart:
    """Describe the timeline of a stage, or of two below one another.

    Parameters
    ----------
    base, change
        The sides; None for one alone. Costs are those of a capture's own profile, which go with the items where other
        units were compiled; without one the published medians.
    timing
        See there.
    progress
        Told before each step.

    Raises
    ------
    NoTimesError
        There is neither a timeline nor anything to simulate.
    CguvizError
        There is no such stage, or the choices ask for what cannot be.
    """
    said: list[str] = []
    progress("simulating", 0.0)
    told = _told(base, change, timing, said)
    if change is not None and timing.simulated is None and not _alike(told, _pair(told, timing)):
        # Measured against simulated tells more of the machine than of the partitions.
        said.clear()
        told = _told(base, change, dataclasses.replace(timing, simulated=True), said)
    progress("drawing threads over time", 0.3)
    tracks = _tracks(told, timing)
    progress("matching units", 0.8)
    pair = _pair(told, timing)
    if not _alike(told, pair):
        said.append(UNLIKE)
    if any(one.measured and peak_parallel(one.timeline) > 1 for one in told):
        said.append(WALL)
    if any(Anchor(timing.align) not in one.anchors for one in tracks) and len(tracks) > 1:
        said.append(UNALIGNED[Anchor(timing.align)])
    shown = base.capture.partition(base.stage) if base.capture.partitions else None
    named = [Named(one.side.capture, one.partition, one.timeline.units, one.on_change) for one in told]
    families, note = match_families(base.capture, shown, named)
    made = chart(tracks, (), families=families, pair=pair)
    lines = (_head(base, change), difference_text(made), *dict.fromkeys(said), note)
    return made.replace(caption=tuple(line for line in lines if line))


def _told(base: Shown, change: Shown | None, timing: Timing, said: list[str]) -> list[Told]:
    """Return all timelines in the order in which they stand; adds to the sentences about them."""
    told = _side(base, timing, said, on_change=False, alone=change is None)
    if change is not None:
        told += _side(change, timing, said, on_change=True, alone=False)
        if change.capture is base.capture:
            # Of one build: what happened stands above what might have, even where neither side is what was compiled.
            if not any(one.measured for one in told):
                told[:0] = _happened(base)
            told.sort(key=lambda one: not one.measured)
    if timing.units:
        told.append(_merged(change or base, timing, said, on_change=change is not None))
    if not told:
        raise NoTimesError(NO_TIMES.format(base.capture.crate or "This capture"))
    return told


def _alike(told: list[Told], pair: tuple[int, int]) -> bool:
    return told[pair[0]].measured == told[pair[1]].measured


def compiled_stage(capture: Capture) -> Partition | None:
    """Return the stage whose units were measured, None where none is known."""
    names = set() if capture.timeline is None else set(capture.timeline.units)
    # The first: what-ifs come later, and their units may be named just like those that were compiled.
    return next((one for one in capture.partitions if len(one.units) and set(one.units) <= names), None)


def _happened(side: Shown) -> list[Told]:
    """Return the measured timeline of the stage that was compiled, whichever is shown."""
    capture, stage = side.capture, compiled_stage(side.capture)
    if capture.timeline is None or stage is None:
        return []
    heading = f"{stage.stage} measured ({capture.timeline.source})"
    return [
        Told(
            timeline=capture.timeline,
            heading=heading,
            side=side,
            partition=stage,
            on_change=False,
            measured=True,
            cores=capture.timeline.jobs,
        )
    ]


def _side(side: Shown, timing: Timing, said: list[str], *, on_change: bool, alone: bool) -> list[Told]:
    """Return the timelines of one side; adds to the sentences about them."""
    capture = side.capture
    partition = capture.partition(side.stage) if capture.partitions else None
    measured = capture.timeline if capture.timeline is not None and len(capture.timeline) else None
    own = from_profile(capture, partition)
    source = costs_of(capture, partition, timing.costs, own)
    as_compiled = own is not None and own.exact
    found: list[Told] = []
    if measured is not None and (alone or as_compiled or source is None):
        stage_name = f"{partition.stage} " if partition and as_compiled and not alone and not side.name else ""
        heading = _named(side, f"{stage_name}measured ({measured.source})")
        stage = partition if as_compiled else compiled_stage(capture)
        found.append(
            Told(
                timeline=measured,
                heading=heading,
                side=side,
                partition=stage,
                on_change=on_change,
                measured=True,
                cores=measured.jobs,
            )
        )
    # What is merged anew can only be compared with what is simulated, too.
    needed = not as_compiled or timing.units > 0
    wanted = needed if timing.simulated is None else timing.simulated
    if source is not None and (wanted or not found):
        found.append(_simulated(side, partition, source, timing, on_change=on_change))
        said += source.notes
        said += _deviation(capture, source)
    return found


def _merged(side: Shown, timing: Timing, said: list[str], *, on_change: bool) -> Told:
    """Simulate the partition of rustc's own rule with another number of units."""
    if not side.capture.partitions:
        raise NoTimesError(f"{side.capture.crate or 'This capture'} holds no units to merge: load a debug log.")
    rule = pipeline_of(f"merged to {timing.units}: merge units={timing.units}")
    partition = run_pipeline(side.capture, origin(side.capture, rule), rule).partition
    source = costs_of(side.capture, partition, timing.costs, from_profile(side.capture, partition, timing.units))
    if source is None:
        raise NoTimesError(NO_TIMES.format(side.capture.crate or "This capture"))
    said += source.notes
    return _simulated(side, partition, source, timing, on_change=on_change)


def _simulated(
    side: Shown, partition: Partition | None, source: ChosenCosts, timing: Timing, *, on_change: bool
) -> Told:
    name = "" if partition is None else f"{partition.stage} "
    order = "" if timing.order == ScheduleOptions().order else f", {timing.order}"
    jobs = f"{timing.jobs:,} job{'s' if timing.jobs > 1 else ''}"
    cores = f", {timing.cores:,} core{'s' if timing.cores > 1 else ''}" if timing.cores else ""
    return Told(
        timeline=simulate(source.costs, _options(side.capture, source, timing)),
        heading=_named(side, f"{name}simulated, {jobs}{cores}{order}"),
        side=side,
        partition=partition,
        on_change=on_change,
        measured=False,
        ideal=ideal_ns(source.costs, min(timing.jobs, timing.cores or timing.jobs), source.overhead.thin_link),
        cores=timing.cores or timing.jobs,
    )


def _named(side: Shown, heading: str) -> str:
    return f"{side.name}: {heading}" if side.name else heading


def _options(capture: Capture, source: ChosenCosts, timing: Timing) -> ScheduleOptions:
    rustc = coordinator_of(capture.compiler)
    return ScheduleOptions(timing.jobs, timing.order, rustc, timing.cores, overhead=source.overhead)


def _tracks(told: list[Told], timing: Timing) -> tuple[Track, ...]:
    arrangement = timing.arrangement
    if arrangement.kind == AUTO:
        kind = fitting_kind([len(set(one.timeline.thread.tolist())) for one in told])
        arrangement = Arrangement(kind, arrangement.sort, arrangement.idle, arrangement.details)
    tracks: list[Track] = []
    for one in told:
        tracks.append(
            track(
                one.timeline,
                one.heading,
                arrangement,
                on=tracks[0] if tracks else None,
                align=Anchor(timing.align),
                ideal=one.ideal,
                cores=one.cores,
                on_change=one.on_change,
                measured=one.measured,
                words=one.side.capture.words,
            )
        )
    return tuple(tracks)


def _pair(told: list[Told], timing: Timing) -> tuple[int, int]:
    """Choose the pair to compare: the first timeline of each side, both simulated if only so they are alike."""
    last = len(told) - 1
    if timing.units:
        return next((row for row, one in enumerate(told) if not one.measured and row < last), 0), last
    if not any(one.on_change for one in told):
        return 0, last
    sides = [[row for row, one in enumerate(told) if one.on_change == side] for side in (False, True)]
    for measured in (True, False):
        alike = [[row for row in rows if told[row].measured == measured] for rows in sides]
        if all(alike):
            return alike[0][0], alike[1][0]
    return (sides[0] or sides[1])[0], sides[1][0]


def _head(base: Shown, change: Shown | None) -> str:
    """Name crate, compiler and stage of each side."""
    heads = []
    for side in (base, change):
        if side is not None:
            capture = side.capture
            stage = capture.partition(side.stage).stage if capture.partitions else ""
            heads.append([part for part in (capture.crate, capture.compiler, side.name, stage) if part])
    if len(heads) == 2 and heads[0][:2] == heads[1][:2]:
        heads[1] = heads[1][2:]
    return "  →  ".join(" · ".join(parts) for parts in heads if parts)


def _deviation(capture: Capture, source: ChosenCosts) -> tuple[str, ...]:
    """Describe the deviation of a simulation from the measured timeline, on as many threads."""
    if capture.timeline is None or not source.exact or source.origin != capture.timeline.source:
        return ()
    rustc = coordinator_of(capture.compiler)
    found = deviation_of(capture.timeline, source.costs, overhead_of(capture.timeline, rustc), rustc)
    return () if found is None else (f"Measured: {explain_deviation(found)}.",)
