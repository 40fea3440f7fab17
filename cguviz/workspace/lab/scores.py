"""The partition lab: rules tried on a stage, partitions made by hand, and how good each is.

```
Try(stage, "massage | merge")      ──▶ Tried(partition, moves, score)     a new stage, or for a sweep only the score
Shift(stage, hand moves, "BY HAND") ──▶ Tried(…)                           a stage that takes the place of the last one
Rate(stage)                         ──▶ Score                              what the scoreboard says of any stage
```

The worker keeps what it made as a stage of its capture, so that everything that can be done with a stage (draw,
compare, save) can be done with it; the window adds the same stage to its own copy (`lab_stages`).
"""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.capture import Capture
from cguviz.model.columns import Columns
from cguviz.model.partition import Partition, placed_uses
from cguviz.partition import pipeline_of, run_pipeline
from cguviz.schedule import (
    PUBLISHED,
    ScheduleOptions,
    backend,
    coordinator_of,
    from_profile,
    from_rates,
    likely_profile,
    simulate,
)


@dataclasses.dataclass(frozen=True)
class Score:
    """The figures of a partition: a line of the scoreboard.

    Attributes
    ----------
    units, copies
        The number of units, and of copies of inlined items.
    largest, smallest
        Size estimates of units; 0 without units.
    mean
        Of the sizes of units.
    cut
        Uses that cross units; -1 where nobody told the uses.
    build
        Nanoseconds from the first unit's generation to the last one's object file, simulated; -1 without units.
    costs
        Where the costs of units are from: "self-profile", "published medians (release)".
    """

    units: int
    copies: int
    largest: int
    smallest: int
    mean: float
    cut: int
    build: int
    costs: str

    @property
    def excess(self) -> float:
        """The largest unit by the mean: what keeps the last processor busy. 0 where units have no size."""
        return self.largest / self.mean if self.mean else 0.0

    @property
    def spread(self) -> float:
        """The largest unit by the smallest, infinite where that is empty; 0 where units have no size."""
        if not self.largest:
            return 0.0
        return self.largest / self.smallest if self.smallest else float("inf")


@dataclasses.dataclass(frozen=True, eq=False)
class Tried(Columns):
    """The answer to `Try` and `Shift`.

    Attributes
    ----------
    partition
        The new stage; None where only the score was asked for.
    moves
        Root items that went to another unit by themselves.
    score
        What came out.
    explained, copies, unsized, caveats
        As `cguviz.partition.Outcome` has them.
    """

    partition: Partition | None
    moves: int
    score: Score
    explained: int = 0
    copies: int = 0
    unsized: int = 0
    caveats: tuple[str, ...] = ()


def try_pipeline(capture: Capture, stage: str, pipeline: str, *, jobs: int) -> Tried:
    """Run a pipeline on a stage.

    Parameters
    ----------
    capture, stage
        What it starts from.
    pipeline
        As `cguviz.partition.pipeline.format_pipeline` writes it, or the name of a preset.
    jobs
        Job tokens of the simulated build.

    Returns
    -------
    Its partition has a name that no stage of the capture has.

    Raises
    ------
    PartitionError
        A rule lacks what it needs, or cannot do what its options ask.
    """
    outcome = run_pipeline(capture, capture.partition(stage), pipeline_of(pipeline))
    rated = score(capture, outcome.partition, jobs=jobs)
    return Tried(
        partition=outcome.partition,
        moves=outcome.moves,
        score=rated,
        explained=outcome.explained,
        copies=outcome.copies,
        unsized=outcome.unsized,
        caveats=outcome.caveats,
    )


def score(capture: Capture, partition: Partition, *, jobs: int) -> Score:
    """Rate a partition of the items of a capture.

    Parameters
    ----------
    jobs
        Job tokens of the simulated build, as cargo's `-j`.
    """
    sizes = partition.unit_sizes
    uses = None if capture.uses is None else capture.uses.between_functions(capture.items)
    cut = -1 if uses is None else int(placed_uses(partition, uses).cut.sum())
    build, costs = _build(capture, partition, jobs)
    return Score(
        units=len(sizes),
        copies=int(partition.inlined.sum()),
        largest=int(sizes.max(initial=0)),
        smallest=int(sizes.min()) if len(sizes) else 0,
        mean=float(np.mean(sizes)) if len(sizes) else 0.0,
        cut=cut,
        build=build,
        costs=costs,
    )


def _build(capture: Capture, partition: Partition, jobs: int) -> tuple[int, str]:
    """Simulate the code generation; return nanoseconds, and the origin of the costs."""
    if not len(partition.units):
        return -1, ""
    chosen = from_profile(capture, partition)
    if chosen is None:
        # The profile of the capture, not of this partition: rules that drop copies are not therefore debug builds.
        profile, _ = likely_profile(capture, capture.partitions[0])
        chosen = from_rates(PUBLISHED[profile], capture, partition, f"published medians ({profile})")
    options = ScheduleOptions(jobs=jobs, rustc=coordinator_of(capture.compiler), overhead=chosen.overhead)
    start, end = backend(simulate(chosen.costs, options))
    return end - start, chosen.origin
