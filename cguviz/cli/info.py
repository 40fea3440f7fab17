"""`cguviz info`: the figures that rustc's own dump header prints, for every stage; of a whole build its crates."""

from __future__ import annotations

import argparse
import json
from typing import Any

import numpy as np

from cguviz.analysis import statistics
from cguviz.analysis.certainty import certainty
from cguviz.cli import builds
from cguviz.cli.command import Choice, count_text, file_named, load, tell_remarks
from cguviz.model.capture import Capture
from cguviz.model.inference import inference_line
from cguviz.model.partition import Partition
from cguviz.model.times.costs import measured_costs
from cguviz.model.times.noise import noise_of
from cguviz.model.times.timeline import Timeline
from cguviz.model.unit_labels import label_all


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `info`."""
    parser.add_argument(
        "files",
        type=file_named,
        nargs="+",
        metavar="FILE",
        help="capture, or FILE:STAGE, or FILE:CRATE:STAGE, or the folder of a build",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(chosen: argparse.Namespace) -> int:
    """Print the figures of each capture, or the crates of a build."""
    build = builds.open_as_build(chosen.files)
    if build is not None:
        builds.tell(build, as_json=chosen.json)
        return 0
    choices = load(chosen.files)
    if chosen.json:
        documents = [document(choice) for choice in choices]
        several = len(chosen.files) > 1 or len(documents) > 1
        print(json.dumps(documents if several else documents[0], indent=1, ensure_ascii=False))
        return 0
    for number, choice in enumerate(choices):
        if number:
            print()
        print(text(choice))
        tell_remarks(choice.capture)
    return 0


def _partitions(choice: Choice) -> tuple[Partition, ...]:
    capture = choice.capture
    return (capture.partition(choice.stage),) if choice.stage else capture.partitions


def _units(capture: Capture, partition: Partition) -> list[dict[str, object]]:
    """List the units of a stage by descending size, as `unit_sizes`: name, words and size."""
    names, sizes = partition.units.tolist(), partition.unit_sizes
    labels = label_all(names, capture.words)
    order = np.argsort(-sizes, kind="stable").tolist()
    return [
        {"stage": partition.stage, "name": names[unit], **labels[unit]._asdict(), "size": int(sizes[unit])}
        for unit in order
    ]


def _uses(capture: Capture) -> int | None:
    """Count the uses of functions by functions; uses of statics are counted apart."""
    return None if capture.uses is None else len(capture.uses.between_functions(capture.items))


def _phases(timeline: Timeline) -> list[tuple[str, int]]:
    """Return the parts of a compilation of which only the duration is known, and their nanoseconds."""
    phases = timeline.phases
    return [] if phases is None else list(zip(phases.names.tolist(), phases.time.tolist(), strict=True))


def _noise(timeline: Timeline) -> dict[str, Any]:
    """Return LLVM's time on all units and how sure it is, nothing where only the clock is known."""
    noise, costs = noise_of(timeline), measured_costs(timeline)
    if noise is None:
        return {}
    told = {"builds": noise.runs, "spread": round(noise.spread, 4), "waited": round(noise.waited, 4)}
    return {"llvm_cpu_ns": int(costs.optimize.sum() + costs.lto.sum()), "noise": told}


def _recording(capture: Capture) -> dict[str, Any] | None:
    """Return the certainty of a recording's sizes and modes for JSON, None for other captures."""
    found = certainty(capture)
    if found is None:
        return None
    return {
        "sizes": "exact" if found.exact else "inferred",
        "unit_size_error": {"mean": found.mean_error, "worst": found.worst_error},
        "modes": {"known": found.known_modes, "inferred": found.inferred_modes},
        "agreed": found.agreed,
        "times": "cpu" if found.processor_times else "wall",
    }


def _certainty_line(capture: Capture) -> list[str]:
    """Say in a line how far a recording is as rustc's own word has it."""
    found, agreement = certainty(capture), capture.agreement
    if found is None or agreement is None:
        return []
    agreed = f"recorded: {agreement.agreed:,} of {agreement.placements:,} placements are as rustc lists them"
    if found.mean_error is None:
        return [agreed]
    if found.exact:
        return [f"{agreed}, all units of PLACE are as large as it estimates"]
    off = f"{found.mean_error:.2%} on average, {found.worst_error or 0:.1%} at most"
    return [f"{agreed}; sizes are inferred, and those of units off by {off}"]


def document(choice: Choice) -> dict[str, Any]:
    """Return the JSON object of one capture; its keys are published."""
    capture = choice.capture
    timeline = capture.timeline
    phases = [] if timeline is None else _phases(timeline)
    return {
        "crate": capture.crate,
        "compiler": capture.compiler,
        "sources": list(capture.sources),
        "remarks": [{"path": remark.path, "line": remark.line, "text": remark.text} for remark in capture.remarks],
        "items": len(capture.items),
        "uses": _uses(capture),
        "static_uses": None if capture.uses is None else len(capture.uses) - (_uses(capture) or 0),
        "external_uses": None if capture.uses is None else len(capture.uses.external_used),
        "recording": _recording(capture),
        "stages": [
            statistics.as_json(statistics.figures(partition, capture.items, capture.uses))
            for partition in _partitions(choice)
        ],
        "units": [unit for partition in _partitions(choice) for unit in _units(capture, partition)],
        "timeline": None
        if timeline is None
        else {
            "threads": len(timeline.threads),
            "spans": len(timeline),
            "source": timeline.source,
            **_noise(timeline),
            **({"phases": [{"name": name, "time_ns": time} for name, time in phases]} if phases else {}),
        },
    }


def text(choice: Choice) -> str:
    """Return the report of one capture: rustc's header lines under each stage's label."""
    capture = choice.capture
    known = "no uses known (load the LLVM IR of the same build)"
    if capture.uses is not None:
        known = f"{_uses(capture):,} uses among them, {len(capture.uses.external_used):,} of other crates'"
    if capture.measurements is not None:
        table = capture.measurements
        return f"{capture.crate}\n{len(table):,} measured units of {len(table.crates):,} crates; see `cguviz estimate`"
    lines = [
        f"{capture.crate or '(crate not named)'}  {capture.compiler}".rstrip(),
        f"{count_text(len(capture.items), 'item')}, {known}",
        *_certainty_line(capture),
    ]
    if capture.timeline is not None:
        timeline = capture.timeline
        counts = (len(timeline.threads), "thread"), (len(timeline), "span"), (len(timeline.units), "unit")
        seen = ", ".join(count_text(number, what) for number, what in counts)
        phases = _phases(timeline)
        lines += [f"timeline: {seen} ({timeline.source})"] if len(timeline) else []
        noise, costs = noise_of(timeline), measured_costs(timeline)
        if noise is not None:
            lines.append(f"LLVM {int(costs.optimize.sum() + costs.lto.sum()) / 1e9:,.2f} s: {noise.describe()}")
        lines += [f"{count_text(len(phases), 'phase')} (time passes):"] if phases else []
        lines += [f"{time / 1e9:>10,.3f} s  {name}" for name, time in phases]
    for partition in _partitions(choice):
        figures = statistics.figures(partition, capture.items, capture.uses)
        lines += ["", figures.stage, *statistics.header(figures)]
        inferred = inference_line(capture.items, partition)
        if inferred:
            lines.append(f"- {inferred}")
        if figures.cut_uses is not None:
            lines.append(f"- placed uses: {figures.inside_uses:,} inside a unit, {figures.cut_uses:,} cut")
    return "\n".join(lines)
