"""Times of a recording: a profile's bars, processor times, further builds, and single functions.

```
profile.mm_profdata   thread-times.txt      of the plain build
repeats/0/…           repeats/1/…           of builds like it
functions.llvm_timings.json                 of one more build, in which LLVM tells functions apart
```
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cguviz.errors import LoadError
from cguviz.formats.join.captures import join
from cguviz.formats.join.timeline import merge_timelines
from cguviz.formats.self_profile import reader as self_profile
from cguviz.formats.source import Source
from cguviz.formats.traces import llvm_time_trace
from cguviz.formats.traces.thread_times import read_thread_times, with_thread_times
from cguviz.model.capture import Capture, Remark
from cguviz.model.times.costs import measured_costs
from cguviz.model.times.noise import noise_of
from cguviz.model.times.timeline import Repeats, Timeline
from cguviz.model.times.work import unit_bars
from cguviz.progress import Progress

PROFILE, THREADS, REPEATS = "profile.mm_profdata", "thread-times.txt", "repeats"
FUNCTIONS = "functions.llvm_timings.json"


def with_times(capture: Capture, folder: Path, progress: Progress) -> Capture:
    """Add all times in the folder of a recording to its capture; unreadable files cost only their own times.

    Parameters
    ----------
    capture
        Of the recording.
    folder
        Holds a profile.
    """
    try:
        timed, timeline = _read_profile(folder, progress)
    except LoadError:
        text = "rustc left its profile unfinished, so that no times are known; record again."
        return capture.replace(remarks=(*capture.remarks, Remark(text)))
    if timeline is not None:
        if (folder / FUNCTIONS).exists():
            (told,) = llvm_time_trace.read([source_of(folder / FUNCTIONS)], progress)
            timeline = timeline if told.timeline is None else merge_timelines(timeline, told.timeline)
        timeline = timeline.replace(repeats=_repeats(timeline, folder / REPEATS, progress))
    capture = join([capture, timed.replace(timeline=timeline)])[0]
    return capture.replace(remarks=(*capture.remarks, *_noise(timeline)))


def source_of(path: Path) -> Source:
    """Read a file of a recording.

    Raises
    ------
    LoadError
        It cannot be read.
    """
    try:
        return Source(str(path), path.read_bytes())
    except OSError as error:
        raise LoadError(f"cannot be read ({error.strerror}); record again.", path) from error


def _read_profile(folder: Path, progress: Progress) -> tuple[Capture, Timeline | None]:
    """Read a profile, with processor times where the system told them."""
    (timed,) = self_profile.read([source_of(folder / PROFILE)], progress)
    timeline = timed.timeline
    if timeline is None or not (folder / THREADS).exists():
        return timed, timeline
    try:
        times = read_thread_times(source_of(folder / THREADS))
    except LoadError as error:
        text = f"The recorded processor times cannot be read (line {error.line}), so that times are by the clock."
        return timed.replace(remarks=(*timed.remarks, Remark(text))), timeline
    return timed, with_thread_times(timeline, times)


def _repeats(timeline: Timeline, folder: Path, progress: Progress) -> Repeats | None:
    """Read further builds; None where there are none that compiled the same units."""
    first = measured_costs(timeline)
    builds = [(_span(timeline), first)]
    for path in sorted(folder.iterdir(), key=lambda path: int(path.name)) if folder.is_dir() else ():
        _, again = _read_profile(path, progress)
        if again is not None:
            costs = measured_costs(again)
            # Units that only the times of functions name have no costs.
            rows = {name: row for row, name in enumerate(costs.units.tolist()) if costs.known[row]}
            if {name for name, known in zip(first.units, first.known, strict=True) if known} == rows.keys():
                builds.append(
                    (_span(again), costs.take(np.array([rows.get(name, -1) for name in first.units], np.int64)))
                )
    if len(builds) < 2:
        return None

    def all_of(column: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.concatenate([np.where(first.known, getattr(costs, column), 0) for _, costs in builds])

    makespan = np.array([span for span, _ in builds], np.int64)
    return Repeats(makespan, all_of("generate"), all_of("optimize"), all_of("lto"))


def _span(timeline: Timeline) -> int:
    """Return the nanoseconds from the first unit's generation to the last one's object file, by the clock."""
    rows = unit_bars(timeline)
    return int(timeline.end[rows].max() - timeline.start[rows].min()) if rows.any() else 0


def _noise(timeline: Timeline | None) -> tuple[Remark, ...]:
    """Say that the machine was busy, or that nobody told how long threads ran."""
    if timeline is None or not unit_bars(timeline).any():
        return ()
    noise = noise_of(timeline)
    if noise is None:
        text = (
            "Times are by the clock: this system does not tell how long threads ran; on a busy machine they are longer."
        )
        return (Remark(text),)
    if not noise.busy:
        return ()
    runs = "record with --repeat 5 for their spread" if noise.runs == 1 else f"medians of {noise.runs} builds are told"
    return (
        Remark(
            f"The machine was busy: threads waited for a processor {noise.waited:.0%} of the time, so bars are"
            f" {1 / (1 - noise.waited):.1f} times as long as the work in them; processor times are told too, and"
            f" differ by up to {noise.spread:.0%} from build to build: {runs}."
        ),
    )
