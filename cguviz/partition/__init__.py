"""rustc's partitioning rules and their rivals, as pure functions from one partition to the next.

One module per rule, one table `PARTITIONERS`; `run_pipeline` runs a `Pipeline` of them on a stage of a capture. Knows
nothing of files, views or measured times.
"""

from __future__ import annotations

from cguviz.partition.estimates import ESTIMATES
from cguviz.partition.pipeline import (
    Outcome,
    Pipeline,
    Step,
    format_pipeline,
    named_units,
    origin,
    parse,
    run_pipeline,
    step_of,
)
from cguviz.partition.presets import PRESETS, pipeline_of
from cguviz.partition.start import Start, start_of
from cguviz.partition.table import PARTITIONERS, find_rule

__all__ = [
    "ESTIMATES",
    "PARTITIONERS",
    "PRESETS",
    "Outcome",
    "Pipeline",
    "Start",
    "Step",
    "find_rule",
    "format_pipeline",
    "named_units",
    "origin",
    "parse",
    "pipeline_of",
    "run_pipeline",
    "start_of",
    "step_of",
]
