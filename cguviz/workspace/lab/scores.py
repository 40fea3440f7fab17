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
import math

import numpy as np

from cguviz.model.capture import Capture
from cguviz.model.columns import Columns
from cguviz.model.partition import Partition, placed_uses
from cguviz.model.times.setting import Setting
from cguviz.partition import named_units, pipeline_of, run_pipeline
from cguviz.schedule import ForecastBase, forecast, ground_of, same_contents, what_if


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
        Where the costs of units are from, as `CostSource` says it; "" without units.
    llvm
        Nanoseconds of LLVM on all threads together; -1 without units.
    cpu_ratio, build_ratio
        LLVM's time and the simulated time by those of the build that was recorded; NaN without units.
    likely
        The interval around `cpu_ratio` that held nine of ten measured ratios.
    warning
        What makes the times less sure than others; "" for nothing.
    """

    units: int
    copies: int
    largest: int
    smallest: int
    mean: float
    cut: int
    build: int
    costs: str
    llvm: int = -1
    cpu_ratio: float = math.nan
    build_ratio: float = math.nan
    likely: tuple[float, float] = (math.nan, math.nan)
    warning: str = ""

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
    rules = pipeline_of(pipeline)
    outcome = run_pipeline(capture, capture.partition(stage), rules)
    ground = ground_of(capture, jobs=jobs)
    setting = None if ground is None else what_if(ground.items.setting, units=named_units(rules))
    rated = rate(capture, outcome.partition, ground, setting)
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
    """Rate a stage of a capture, under the settings that the capture was compiled with.

    A what-if of one unit is taken for a build that names it.

    Parameters
    ----------
    jobs
        Job tokens of the simulated build, as cargo's `-j`.
    """
    ground = ground_of(capture, jobs=jobs)
    if ground is None or same_contents(ground.items.base, partition):
        return rate(capture, partition, ground, None if ground is None else ground.items.setting)
    return rate(capture, partition, ground, what_if(ground.items.setting, units=1 if len(partition.units) == 1 else 0))


def rate(capture: Capture, partition: Partition, ground: ForecastBase | None, setting: Setting | None) -> Score:
    """Rate a partition of the items of a capture.

    Parameters
    ----------
    ground
        Of the capture; None where nothing can be foreseen.
    setting
        How rustc is called for the partition.
    """
    sizes = partition.unit_sizes
    uses = None if capture.uses is None else capture.uses.between_functions(capture.items)
    cut = -1 if uses is None else int(placed_uses(partition, uses).cut.sum())
    plain = Score(
        units=len(sizes),
        copies=int(partition.inlined.sum()),
        largest=int(sizes.max(initial=0)),
        smallest=int(sizes.min()) if len(sizes) else 0,
        mean=float(np.mean(sizes)) if len(sizes) else 0.0,
        cut=cut,
        build=-1,
        costs="",
    )
    if ground is None or setting is None or not len(sizes):
        return plain
    foreseen = forecast(ground, partition, setting)
    return dataclasses.replace(
        plain,
        build=foreseen.makespan,
        costs=str(ground.items.source),
        llvm=foreseen.llvm,
        cpu_ratio=foreseen.cpu_ratio,
        build_ratio=foreseen.makespan_ratio,
        likely=foreseen.likely,
        warning=foreseen.warning,
    )
