"""Noise of measured times: how long threads waited for a processor, and how far repeated builds differ."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.times.timeline import Timeline
from cguviz.model.times.work import unit_bars

BUSY = 0.15
"""Part of the time in which threads could run, from which on a machine counts as busy. With as many job tokens as
processors it is below 0.01 where nothing else runs."""
BUSY_NOISE = 0.15
"""By how much the processor times of one build are off where threads wait for processors: caches and cores are shared,
and single builds differ by 15 to 30 % in all."""
IDLE_NOISE = 0.05
"""The same where they do not: of 166 builds of 30 crates, one thread at a time, nine of ten were within 6.4 % below and
3.5 % above the median of their crate."""


@dataclasses.dataclass(frozen=True)
class Noise:
    """The certainty of measured times.

    Attributes
    ----------
    runs
        Builds that were measured.
    spread
        Half of the difference between the longest and the shortest LLVM time of these builds, by the median; of a
        single build what single builds differed by on machines as busy as this one.
    waited
        Part of the time in which threads of units could run, for which no processor was free; -1.0 where the system
        did not tell.
    """

    runs: int
    spread: float
    waited: float

    @property
    def busy(self) -> bool:
        """Whether threads had to wait for processors."""
        return self.waited >= BUSY

    def describe(self) -> str:
        """Return the noise in words: "1 build, LLVM's time ±15 %, threads waited for a processor 61 % of the time"."""
        builds = f"{self.runs:,} build{'' if self.runs == 1 else 's'}, LLVM's time ±{self.spread:.0%}"
        return f"{builds}, threads waited for a processor {self.waited:.0%} of the time" if self.busy else builds


def noise_of(timeline: Timeline) -> Noise | None:
    """Return the noise of a timeline's processor times, None where there are none."""
    rows = unit_bars(timeline) & (timeline.ran >= 0)
    if not rows.any():
        return None
    threads = np.unique(timeline.thread[rows])
    threads = threads[(timeline.waited[threads] >= 0) & (timeline.cpu[threads] > 0)]
    ran, waited = int(timeline.cpu[threads].sum()), int(timeline.waited[threads].sum())
    share = waited / (ran + waited) if ran else -1.0
    repeats = timeline.repeats
    if repeats is not None and len(repeats) > 1:
        llvm = repeats.llvm
        return Noise(len(llvm), float(np.ptp(llvm) / 2 / max(float(np.median(llvm)), 1.0)), share)
    return Noise(1, BUSY_NOISE if share >= BUSY else IDLE_NOISE, share)
