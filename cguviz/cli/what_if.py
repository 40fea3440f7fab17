"""What-if partitions on the command line: rules that are applied to a stage."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from cguviz.cli.command import Choice
from cguviz.errors import CguvizError
from cguviz.partition import named_units, origin, pipeline_of, run_pipeline


def arguments(parser: argparse.ArgumentParser, help_: str = "a what-if partition: rules, applied in order") -> None:
    """Add `--with`; `--units` is added by each command, as some have it for something else."""
    parser.add_argument("--with", dest="rules", action="append", default=[], metavar="RULE", help=help_)


def apply_rules(choice: Choice, rules: Sequence[str], units: int | None) -> Choice:
    """Apply rules to a stage; the result becomes the last stage of the capture.

    Parameters
    ----------
    choice
        Where to start; without a stage the first rule starts where rustc would.
    rules
        As `cguviz partition --with` takes them: a rule with its options, a preset, a pipeline.
    units
        How many units the last of them shall make.

    Raises
    ------
    CguvizError
        Units are asked for, but no rule.
    PartitionError
        There is no such rule, or it cannot run on this capture.
    """
    if units is not None:
        if not rules:
            raise CguvizError("--units belongs to a rule: write --with merge --units 16.")
        rules = [*rules[:-1], f"{rules[-1]} units={units}"]
    capture, stage = choice.capture, choice.stage
    for rule in rules:
        pipeline = pipeline_of(rule)
        base = capture.partition(stage) if stage else origin(capture, pipeline)
        result = run_pipeline(capture, base, pipeline).partition
        capture = capture.replace(partitions=(*capture.partitions, result))
        stage = result.stage
    return Choice(capture, stage)


def last_units(rules: Sequence[str], units: int | None) -> int:
    """Return the number of units that rules name last, as `-C codegen-units` does; 0 for none."""
    if units is not None:
        return units
    return next((number for rule in reversed(rules) if (number := named_units(pipeline_of(rule)))), 0)
