"""Pipelines: rules that run one after the other, written down and read back as text.

```
pipeline  =  [ name ":" ]  [ "estimate" ESTIMATE "|" ]  step  { "|" step }
step      =  RULE  { OPTION "=" VALUE }

even: estimate blocks | massage | merge units=16
```
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np

from cguviz.errors import PartitionError
from cguviz.model.capture import Capture
from cguviz.model.columns import Longs
from cguviz.model.partition import Partition
from cguviz.partition.caveats import caveats
from cguviz.partition.estimates import ESTIMATES, find_estimate, with_estimate, with_own_sizes
from cguviz.partition.options import RuleOptions, parse_options
from cguviz.partition.placing import count_explained
from cguviz.partition.rule import Need, OriginStage
from cguviz.partition.start import Start, root_unit, start_of
from cguviz.partition.table import find_rule


@dataclasses.dataclass(frozen=True)
class Step:
    """One step of a pipeline: a rule, by name, with its options."""

    rule: str
    options: RuleOptions


@dataclasses.dataclass(frozen=True)
class Pipeline:
    """Rules in the order in which they run.

    Attributes
    ----------
    steps
        At least one.
    name
        Given by the user; the stage that comes out is called so. "" for none.
    estimate
        The name of the size estimate that the rules see.
    """

    steps: tuple[Step, ...]
    name: str = ""
    estimate: str = ESTIMATES[0].name


@dataclasses.dataclass(frozen=True, eq=False)
class Outcome:
    """The result of a pipeline: the new partition and counts for people.

    Attributes
    ----------
    partition
        The new stage, sizes as the capture has them.
    moves
        Root items that a rule took out of their unit by themselves; uniting whole units moves none.
    explained, copies
        How many of the start's copies of inlined items uses explain, and how many there are; 0 of 0 where no rule
        asked for uses.
    unsized
        Items without a size estimate, which counted one each; 0 where no rule asked for sizes.
    caveats
        Sentences on differences between builds that the capture cannot show.
    """

    partition: Partition
    moves: int
    explained: int = 0
    copies: int = 0
    unsized: int = 0
    caveats: tuple[str, ...] = ()


def step_of(rule: str, words: Mapping[str, str]) -> Step:
    """Build a step from words, where `default` stands for the rule's own choice.

    Raises
    ------
    PartitionError
        There is no such rule or option, or a value cannot be read.
    """
    return Step(rule, parse_options(find_rule(rule).options, words, rule))


def parse(text: str) -> Pipeline:
    """Parse the text of a pipeline.

    Raises
    ------
    PartitionError
        The text is not written as told above.
    """
    head, colon, body = text.partition(":")
    name, body = (head.strip(), body) if colon else ("", text)
    estimate = ESTIMATES[0].name
    steps: list[Step] = []
    for place, part in enumerate(body.split("|")):
        words = part.split()
        if not words:
            raise PartitionError(f"a rule is missing in {text.strip()!r}: write RULE OPTION=VALUE | RULE …")
        if words[0] == "estimate":
            if place or len(words) != 2:
                raise PartitionError(f"write the estimate once and first in {text.strip()!r}: estimate NAME | RULE …")
            estimate = find_estimate(words[1]).name
            continue
        pairs = [word.partition("=") for word in words[1:]]
        odd = [word for word, equals, _ in pairs if not equals]
        if odd:
            raise PartitionError(f"write OPTION=VALUE after {words[0]}, not {odd[0]!r}.")
        steps.append(step_of(words[0], {word: value for word, _, value in pairs}))
    if not steps:
        raise PartitionError(f"there is no rule in {text.strip()!r}: write RULE OPTION=VALUE | RULE …")
    return Pipeline(tuple(steps), name, estimate)


def format_pipeline(pipeline: Pipeline) -> str:
    """Write a pipeline so that `parse` reads the same; options with their default value are left out."""
    steps = [
        " ".join([step.rule, *(f"{word}={value}" for word, value in step.options.changes().items())])
        for step in pipeline.steps
    ]
    if pipeline.estimate != ESTIMATES[0].name:
        steps.insert(0, f"estimate {pipeline.estimate}")
    return (f"{pipeline.name}: " if pipeline.name else "") + " | ".join(steps)


def origin(capture: Capture, pipeline: Pipeline) -> Partition:
    """Return the stage that a pipeline starts from if none is named: that of its first rule.

    Raises
    ------
    CguvizError
        The capture has no stage at all.
    """
    wanted = find_rule(pipeline.steps[0].rule).origin
    for partition in capture.partitions:
        if partition.stage.upper() == wanted:
            return partition
    last = capture.partition()
    return capture.partitions[0] if wanted == OriginStage.PLACE else last


def named_units(pipeline: Pipeline) -> int:
    """Return the last number of units that a pipeline names, as `-C codegen-units` does; 0 for none."""
    named = [value for step in pipeline.steps if isinstance(value := getattr(step.options, "units", None), int)]
    return named[-1] if named else 0


def run_pipeline(capture: Capture, base: Partition, pipeline: Pipeline) -> Outcome:
    """Run a pipeline on a stage of a capture, and return its outcome.

    Parameters
    ----------
    capture
        Gives items and uses.
    base
        A partition of its items.
    pipeline
        What to do.

    Raises
    ------
    PartitionError
        A rule lacks what it needs, or its options ask for what cannot be.
    """
    given = start_of(capture, base)
    start = with_estimate(given, find_estimate(pipeline.estimate))
    moves = 0
    for step in pipeline.steps:
        rule = find_rule(step.rule)
        after = start.replace(partition=rule.apply(start, step.options))
        moves += 0 if rule.whole else count_moves(start, after)
        start = after
    stage = start.partition.stage
    if pipeline.estimate != ESTIMATES[0].name:
        stage = f"{stage},estimate={pipeline.estimate}"
    partition = with_own_sizes(start.partition, given)
    asked = any({Need.USES, Need.USES_OF_COPIES} & find_rule(step.rule).needs for step in pipeline.steps)
    known, copies = count_explained(given) if asked and given.uses is not None else (0, 0)
    partition = partition.replace(stage=free_stage(pipeline.name or stage, capture.stages))
    sized = any(Need.SIZES in find_rule(step.rule).needs for step in pipeline.steps)
    unsized = with_estimate(given, find_estimate(pipeline.estimate)).unsized if sized else 0
    return Outcome(
        partition=partition,
        moves=moves,
        explained=known,
        copies=copies,
        unsized=unsized,
        caveats=caveats(given, (step.options for step in pipeline.steps)),
    )


def free_stage(wanted: str, taken: Sequence[str]) -> str:
    """Return a stage name that no other stage has: with a number after it if need be."""
    others = {stage.casefold() for stage in taken}
    number, name = 2, wanted
    while name.casefold() in others:
        name = f"{wanted}-{number}"
        number += 1
    return name


def count_moves(before: Start, after: Start) -> int:
    """Count the root items that are in another unit than before.

    A unit is the one of before with its name, else the one that gave it most root size.
    """
    home, goal = root_unit(before), root_unit(after)
    both = np.flatnonzero((home >= 0) & (goal >= 0))
    stem = _stems(before, after, home[both].astype(np.int64), goal[both].astype(np.int64), both)
    return int((stem[goal[both]] != home[both]).sum())


def _stems(before: Start, after: Start, home: Longs, goal: Longs, items: Longs) -> Longs:
    """Return (units after,) int64: the earlier unit that each unit continues, -1 for none."""
    old = {name: row for row, name in enumerate(before.partition.units)}
    names = after.partition.units.tolist()
    stem = np.array([old.get(name, -1) for name in names], np.int64)
    pairs, back = np.unique(goal * len(old) + home, return_inverse=True)
    weight = np.bincount(back, weights=np.maximum(before.placement_sizes[items], 1), minlength=len(pairs))
    order = np.argsort(-weight, kind="stable")
    targets, first = np.unique(pairs[order] // len(old), return_index=True)
    heaviest = np.full(len(names), -1, np.int64)
    heaviest[targets] = pairs[order][first] % len(old)
    return np.where(stem < 0, heaviest, stem)
