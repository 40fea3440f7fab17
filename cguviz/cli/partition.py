"""`cguviz partition`: the result of partitioning rules on a capture."""

from __future__ import annotations

import argparse
import dataclasses
import functools
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from cguviz import formats
from cguviz.analysis import comparison, statistics
from cguviz.cli.command import count_text, file_named, load_one, tell_remarks
from cguviz.errors import CguvizError, ExportError
from cguviz.model.capture import Capture
from cguviz.model.partition import Partition
from cguviz.model.unit_labels import UnitLabel, label_unit, unit_labels
from cguviz.partition import (
    ESTIMATES,
    PARTITIONERS,
    PRESETS,
    Outcome,
    Pipeline,
    find_rule,
    format_pipeline,
    origin,
    pipeline_of,
    run_pipeline,
    step_of,
)
from cguviz.partition.options import OptionField, Value, fields_of, format_value

WITH = "with"
ENDING = ".cguviz"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `partition`; arguments of rules come from the fields of their options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _epilog()
    parser.add_argument(
        "file",
        type=file_named,
        metavar="FILE",
        help="capture, or FILE:STAGE, or FILE:CRATE:STAGE; without STAGE the first rule starts where rustc would:"
        " from PLACE, or after merging from MERGE",
    )
    parser.add_argument(
        "--with",
        dest="words",
        action="append",
        required=True,
        type=functools.partial(_word, WITH),
        metavar="RULE",
        help="a rule, a preset, or a pipeline: 'massage | merge units=16'; several run in order, and the options"
        " after one are its own",
    )
    for name, readings in _options().items():
        rules = ", ".join(rule for rule, _ in readings)
        meanings = "; ".join(dict.fromkeys(field.meaning for _, field in readings))
        parser.add_argument(
            f"--{name}",
            dest="words",
            action="append",
            type=functools.partial(_word, name),
            metavar=readings[0][1].reading.metavar,
            help=f"{meanings} ({rules})".replace("%", "%%"),
        )
    estimates = tuple(estimate.name for estimate in ESTIMATES)
    parser.add_argument("--estimate", choices=estimates, help="sizes that the rules see (default: rustc)")
    parser.add_argument("-o", "--output", metavar="OUT", help=f"save the capture with the new stage ({ENDING})")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(chosen: argparse.Namespace) -> int:
    """Run the rules on one stage, report, and save if asked to."""
    if chosen.output and Path(chosen.output).suffix.lower() != ENDING:
        raise ExportError(f"{chosen.output}: stages are saved in {ENDING} files; give it that ending.")
    pipeline = _pipeline(chosen.words, chosen.estimate)
    choice = load_one(chosen.file, "partitioned")
    capture, stage = choice.capture, choice.stage
    base = capture.partition(stage) if stage else origin(capture, pipeline)
    outcome = run_pipeline(capture, base, pipeline)
    capture = capture.replace(partitions=(*capture.partitions, outcome.partition))
    if chosen.output:
        formats.save(chosen.output, [capture])
    if chosen.json:
        print(json.dumps(document(capture, base, pipeline, outcome), indent=1, ensure_ascii=False))
    else:
        print(text(capture, base, pipeline, outcome))
        tell_remarks(capture)
    if chosen.output:
        print(f"wrote {chosen.output} with the stage {outcome.partition.stage}", file=sys.stderr)
    return 0


@dataclasses.dataclass(frozen=True)
class ResultUnit:
    """A unit of the result; `origins` are the units of the start that gave it root items."""

    name: str
    label: UnitLabel
    size: int
    items: int
    origins: tuple[str, ...]


def document(capture: Capture, base: Partition, pipeline: Pipeline, outcome: Outcome) -> dict[str, object]:
    """Return the JSON object of a result; of several rules `rule` is a text and `options` a list."""
    options: list[dict[str, Value]] = [step.options.values() for step in pipeline.steps]
    return {
        "crate": capture.crate,
        "rule": " | ".join(step.rule for step in pipeline.steps),
        "options": options[0] if len(options) == 1 else options,
        "estimate": pipeline.estimate,
        "pipeline": format_pipeline(pipeline),
        "start": base.stage,
        "stage": statistics.as_json(statistics.figures(outcome.partition, capture.items, capture.uses)),
        "moves": outcome.moves,
        "unsized": outcome.unsized,
        "caveats": list(outcome.caveats),
        "copies": {"explained": outcome.explained, "placed": outcome.copies} if outcome.copies else None,
        "units": [
            {
                "name": unit.name,
                **unit.label._asdict(),
                "size": unit.size,
                "items": unit.items,
                "from": list(unit.origins),
            }
            for unit in _units(capture, base, outcome.partition)
        ],
    }


def text(capture: Capture, base: Partition, pipeline: Pipeline, outcome: Outcome) -> str:
    """Return the report: the rules, rustc's header lines before and after, and the units."""
    lines = [f"{capture.crate or '(crate not named)'}  {format_pipeline(pipeline)}"]
    rules = [find_rule(step.rule) for step in pipeline.steps]
    lines += [f"{rule.name}: {rule.title}, {rule.standing} {rule.pull_request}".rstrip() for rule in rules]
    for partition in (base, outcome.partition):
        figures = statistics.figures(partition, capture.items, capture.uses)
        lines += ["", partition.stage, *statistics.header(figures)]
        if figures.cut_uses is not None:
            lines.append(f"- placed uses: {figures.inside_uses:,} inside a unit, {figures.cut_uses:,} cut")
    lines += ["", f"{outcome.moves:,} root items moved by themselves"]
    if outcome.unsized:
        lines.append(f"without a size estimate, counting one each: {count_text(outcome.unsized, 'item')}")
    lines += [f"note: {caveat}" for caveat in outcome.caveats]
    if outcome.copies:
        share = f"{outcome.explained:,} of the {outcome.copies:,} copies of inlined items"
        lines.append(f"uses explain {share} in {base.stage} ({outcome.explained / outcome.copies:.1%})")
    lines += ["", f"{'size':>10} {'items':>8}  unit"]
    labels = unit_labels(outcome.partition, capture)
    for unit, label in zip(_units(capture, base, outcome.partition), labels, strict=True):
        several = f"  (from {len(unit.origins):,} units)" if len(unit.origins) > 1 else ""
        lines.append(f"{unit.size:>10,} {unit.items:>8,}  {label}{several}")
    return "\n".join(lines)


def _units(capture: Capture, base: Partition, result: Partition) -> list[ResultUnit]:
    """Return the units of the result with their origins."""
    compared = comparison.compare(capture, base.stage, capture, result.stage)
    names, words = base.units.tolist(), capture.words.by_name()
    columns = zip(
        result.units,
        result.unit_sizes.tolist(),
        np.diff(result.starts).tolist(),
        comparison.givers(compared),
        strict=True,
    )
    return [
        ResultUnit(name, label_unit(name, words), size, items, tuple(names[row] for row in rows))
        for name, size, items, rows in columns
    ]


def _word(name: str, value: str) -> tuple[str, str]:
    """Return an argument with its name, so that the order of rules and options is kept."""
    return name, value


def _options() -> dict[str, list[tuple[str, OptionField]]]:
    """Return the options of all rules by name, each with the rules that have it."""
    found: dict[str, list[tuple[str, OptionField]]] = {}
    for rule in PARTITIONERS:
        for field in fields_of(rule.options):
            found.setdefault(field.word, []).append((rule.name, field))
    return found


def _pipeline(words: Sequence[tuple[str, str]], estimate: str | None) -> Pipeline:
    """Make one pipeline of all `--with`, each with the options that stand after it."""
    parts: list[Pipeline] = []
    for name, value in words:
        if name == WITH:
            parts.append(pipeline_of(value))
            continue
        if not parts:
            raise CguvizError(f"--{name} belongs to the rule before it: write --with RULE --{name} {value}.")
        *others, last = parts[-1].steps
        changed = step_of(last.rule, {**last.options.changes(), name: value})
        parts[-1] = dataclasses.replace(parts[-1], steps=(*others, changed))
    estimates = [part.estimate for part in parts if part.estimate != ESTIMATES[0].name]
    name = parts[0].name if len(parts) == 1 else ""
    return Pipeline(tuple(step for part in parts for step in part.steps), name, estimate or (*estimates, "rustc")[0])


def _epilog() -> str:
    """Return the table of rules, estimates and presets for the help text."""
    rows = ["rules:"]
    for rule in PARTITIONERS:
        options = " ".join(f"{field.word}={format_value(field.default)}" for field in fields_of(rule.options))
        rows += [f"  {rule.name:<22} {rule.title}; {rule.standing} {rule.pull_request}", f"  {'':<22}   {options}"]
    rows += ["", "presets:"]
    rows += [f"  {preset.name:<22} {preset.text}: {preset.meaning} {preset.pull_request}" for preset in PRESETS]
    return "\n".join(rows)
