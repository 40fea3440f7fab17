"""Sweep over numbers of units: the figures of each partition, and what it would cost by the recorded build.

The lab of the window rates what it tries by the same function (`scores.rate`), so its points are these rows.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from cguviz.model.capture import Capture
from cguviz.partition import Pipeline, origin, run_pipeline, step_of
from cguviz.schedule import ForecastBase, what_if
from cguviz.workspace.lab.scores import Score, rate


@dataclasses.dataclass(frozen=True)
class SweepRow:
    """A row: the number of units that was asked for, and the figures of the partition that came of it."""

    asked: int
    score: Score


def with_units(pipeline: Pipeline, units: int) -> Pipeline:
    """Return a pipeline whose last rule makes a number of units.

    Raises
    ------
    PartitionError
        That rule makes no number of units.
    """
    *before, last = pipeline.steps
    step = step_of(last.rule, {**last.options.changes(), "units": str(units)})
    return dataclasses.replace(pipeline, steps=(*before, step))


def sweep(
    capture: Capture,
    stage: str,
    pipeline: Pipeline,
    counts: Sequence[int],
    ground: ForecastBase,
    *,
    lto: str = "",
    opt: str = "",
) -> Iterator[SweepRow]:
    """Rate the results of a pipeline on a stage, for one number of units after the other.

    Parameters
    ----------
    capture
        Whose items.
    stage
        Where the pipeline starts; "" for where rustc would.
    pipeline
        Its last rule is asked for each number of units.
    counts
        Numbers of units, as `-C codegen-units` names them.
    ground
        The recorded build.
    lto, opt
        As in `cguviz.schedule.what_if`.

    Raises
    ------
    PartitionError
        A rule lacks what it needs, or makes no number of units.
    CguvizError
        What a setting would cost is not predictable.
    """
    base = capture.partition(stage) if stage else origin(capture, pipeline)
    for units in counts:
        setting = what_if(ground.items.setting, units=units, lto=lto, opt=opt)
        partition = run_pipeline(capture, base, with_units(pipeline, units)).partition
        yield SweepRow(units, rate(capture, partition, ground, setting))
