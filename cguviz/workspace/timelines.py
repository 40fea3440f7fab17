"""The timeline of a stage: what was measured, and below it what is simulated.

Chooses costs and says what was assumed; simulating is the scheduler's, describing the scene's.
"""

from __future__ import annotations

import dataclasses

from cguviz.errors import CguvizError
from cguviz.model.capture import Capture
from cguviz.model.partition import Partition
from cguviz.scene.timeline import Chart, Track
from cguviz.scene.timeline_build import Arrangement, chart, track
from cguviz.scene.timeline_words import compared
from cguviz.schedule import (
    PUBLISHED,
    Chosen,
    Options,
    against,
    coordinator_of,
    explained,
    from_profile,
    from_rates,
    ideal_ns,
    likely_profile,
    peak_parallel,
    simulate,
)

JOBS = 16
"""Jobs of a simulation unless somebody says otherwise: as many as rustc makes units of a debug build."""
NO_TIMES = "{} has no timeline, and no units whose times could be guessed: open a self-profile, or a debug log."
WALL = "Measured times are by the clock: with more threads at work than processors, bars hold waiting for a processor."


@dataclasses.dataclass(frozen=True)
class Timing:
    """What of a stage's timeline is wanted.

    Attributes
    ----------
    arrangement
        Of the rows.
    simulated
        Whether a simulation stands below what was measured; None where it tells something else: the stage is not what
        was compiled, or nothing was measured.
    jobs, order, cores
        As in `cguviz.schedule.Options`.
    """

    arrangement: Arrangement = dataclasses.field(default_factory=Arrangement)
    simulated: bool | None = None
    jobs: int = JOBS
    order: str = "interleaved"
    cores: int = 0


def timeline_chart(capture: Capture, stage: str, timing: Timing) -> Chart:
    """Describe the timeline of a stage.

    Parameters
    ----------
    capture, stage
        The stage by its name, "" for the last. Costs are those of the capture's own profile, which go with the items
        where other units were compiled; without one the published medians.
    timing
        See there.

    Raises
    ------
    CguvizError
        There is neither a timeline nor anything to simulate.
    """
    partition = capture.partition(stage) if capture.partitions else None
    measured = capture.timeline if capture.timeline is not None and len(capture.timeline) else None
    tracks: list[Track] = []
    said: list[str] = []
    if measured is not None:
        tracks.append(track(measured, f"measured ({measured.source})", timing.arrangement, cores=measured.jobs))
        if peak_parallel(measured) > 1:
            said.append(WALL)
    source = _costs(capture, partition)
    if source is None and measured is None:
        raise CguvizError(NO_TIMES.format(capture.crate or "This capture"))
    as_compiled = source is not None and source.exact
    wanted = timing.simulated if timing.simulated is not None else measured is None or not as_compiled
    if wanted and source is not None:
        tracks.append(_simulated(capture, partition, source, timing, tracks[0] if tracks else None))
        said += source.notes
        said += _deviation(capture, source)
    made = chart(tuple(tracks), ())
    stage_name = "" if partition is None else partition.stage
    head = " · ".join(part for part in (capture.crate, capture.compiler, stage_name) if part)
    return made.replace(caption=tuple(line for line in (head, compared(made), *said) if line))


def _costs(capture: Capture, partition: Partition | None) -> Chosen | None:
    own = from_profile(capture, partition)
    if own is not None or partition is None or not len(partition.units):
        return own
    profile, reason = likely_profile(capture, partition)
    source = from_rates(PUBLISHED[profile], capture, partition, f"published medians ({profile})")
    note = f"Costs are published medians of {profile} builds, as {reason}: shapes hold, absolute times do not."
    return dataclasses.replace(source, notes=(*source.notes, note))


def _simulated(
    capture: Capture, partition: Partition | None, source: Chosen, timing: Timing, measured: Track | None
) -> Track:
    options = _options(capture, source, timing)
    name = "" if partition is None else f"{partition.stage} "
    order = "" if timing.order == Options().order else f", {timing.order}"
    jobs = f"{timing.jobs:,} job{'s' if timing.jobs > 1 else ''}"
    back_end = (0, 0) if measured is None else measured.back_end
    return track(
        simulate(source.costs, options),
        f"{name}simulated, {jobs}{order}",
        timing.arrangement,
        begin=back_end[0] if back_end[1] > back_end[0] else None,
        ideal=ideal_ns(source.costs, timing.jobs, source.overhead.thin_link),
        cores=timing.cores or timing.jobs,
    )


def _options(capture: Capture, source: Chosen, timing: Timing) -> Options:
    rustc = coordinator_of(capture.compiler)
    return Options(timing.jobs, timing.order, rustc, timing.cores, overhead=source.overhead)


def _deviation(capture: Capture, source: Chosen) -> tuple[str, ...]:
    """Say how well the simulation reproduces what was measured, on as many threads as that had."""
    if capture.timeline is None or not source.exact or source.origin != capture.timeline.source:
        return ()
    found = against(capture.timeline, source.costs, source.overhead, coordinator_of(capture.compiler))
    return () if found is None else (f"Measured: {explained(found)}.",)
