"""`cguviz sweep`: what other numbers of units, LTO and levels of optimization would cost."""

from __future__ import annotations

import argparse
import json
import math
import os
from collections.abc import Sequence

from cguviz.cli.command import file_named, load_one, tell_remarks
from cguviz.errors import CguvizError
from cguviz.model.times.noise import noise_of
from cguviz.partition import format_pipeline, pipeline_of
from cguviz.schedule import ForecastBase, ground_of
from cguviz.workspace.lab.sweep import SweepRow, sweep

UNITS = (1, 2, 4, 8, 16, 32, 64, 256)
NS_PER_MS = 1e6
DIGITS = 4
"""Of ratios in JSON."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `sweep`."""
    default = ",".join(map(str, UNITS))
    parser.add_argument(
        "file", type=file_named, metavar="FILE", help="capture, or FILE:STAGE, or FILE:CRATE:STAGE: where RULE starts"
    )
    parser.add_argument(
        "--units", type=_counts, default=UNITS, metavar="N,N…", help=f"numbers of units (default: {default})"
    )
    parser.add_argument(
        "--with", dest="rule", default="merge", metavar="RULE", help="the rule that makes them (default: rustc's merge)"
    )
    parser.add_argument("--jobs", type=int, metavar="N", help="job tokens, as cargo -j (default: processors here)")
    parser.add_argument("--cores", type=int, default=0, metavar="N", help="processors (default: one for each thread)")
    parser.add_argument("--lto", choices=("off", "thin-local"), default="", help="with -C lto=off, or as by default")
    parser.add_argument("--opt", default="", metavar="LEVEL", help="level of optimization; 2 can be foreseen")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(chosen: argparse.Namespace) -> int:
    """Rate each number of units, and print the rows."""
    pipeline = pipeline_of(chosen.rule)
    choice = load_one(chosen.file, "swept")
    capture = choice.capture
    jobs = (os.cpu_count() or 1) if chosen.jobs is None else chosen.jobs
    ground = ground_of(capture, jobs=jobs, cores=chosen.cores)
    if ground is None:
        raise CguvizError(f"{chosen.file}: there are no units to merge; open a recording, a debug log or LLVM IR.")
    noise = None if capture.timeline is None else noise_of(capture.timeline)
    wanted = sweep(capture, choice.stage, pipeline, chosen.units, ground, lto=chosen.lto, opt=chosen.opt)
    rows = list(wanted)
    if chosen.json:
        print(json.dumps(document(ground, rows), indent=1, ensure_ascii=False))
    else:
        print(text(ground, rows, format_pipeline(pipeline), "" if noise is None else noise.describe()))
        tell_remarks(capture)
    return 0


def _counts(text: str) -> tuple[int, ...]:
    try:
        counts = tuple(int(word) for word in text.split(","))
    except ValueError:
        counts = ()
    if not counts or min(counts) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} names no numbers of units; write 1,4,16")
    return counts


def document(ground: ForecastBase, rows: Sequence[SweepRow]) -> dict[str, object]:
    """Return the JSON object of a sweep; unknown values are null."""
    return {
        "base": {"units": len(ground.items.base.units), "llvm_cpu_ns": ground.llvm, "makespan_ns": ground.makespan},
        "costs": str(ground.items.source),
        "jobs": ground.options.jobs,
        "cores": ground.options.cores,
        "rows": [
            {
                "asked": row.asked,
                "units": row.score.units,
                "llvm_cpu_ns": row.score.llvm,
                "cpu_ratio": _ratio(row.score.cpu_ratio),
                "makespan_ns": row.score.build,
                "makespan_ratio": _ratio(row.score.build_ratio),
                "likely": [_ratio(bound) for bound in row.score.likely],
                "largest_over_mean": round(row.score.excess, DIGITS),
                "copies": row.score.copies,
                "cut_uses": row.score.cut if row.score.cut >= 0 else None,
                "warning": row.score.warning,
            }
            for row in rows
        ],
    }


def _ratio(value: float) -> float | None:
    return None if math.isnan(value) else round(value, DIGITS)


def text(ground: ForecastBase, rows: Sequence[SweepRow], rule: str, noise: str) -> str:
    """Return the rows as a table, and below it the reasons that make rows less sure."""
    jobs = f"{ground.options.jobs:,} job{'' if ground.options.jobs == 1 else 's'}"
    cores = f" on {ground.options.cores:,} cores" if ground.options.cores else ""
    setting, count = ground.items.setting, len(ground.items.base.units)
    built = f"{count:,} unit{'' if count == 1 else 's'}, {'with' if setting.local_lto else 'without'} local LTO"
    heads = (
        f"{'asked':>6} {'units':>6} {'LLVM':>12} {'ratio':>6} {'nine of ten':>12} {'simulated':>12} {'ratio':>6}"
        f" {'largest/mean':>13} {'copies':>8} {'cut uses':>9}"
    )
    lines = [
        f"recorded: {built}: LLVM {_ms(ground.llvm)}, simulated {_ms(ground.makespan)} with {jobs}{cores}",
        f"costs: {ground.items.source}{f' ({noise})' if noise else ''}; rule: {rule}; ratios are to what was recorded",
        "",
        heads,
    ]
    notes: dict[str, list[str]] = {}
    for row in rows:
        score = row.score
        low, high = score.likely
        cut = f"{score.cut:,}" if score.cut >= 0 else "–"
        lines.append(
            f"{row.asked:>6,} {score.units:>6,} {_ms(score.llvm):>12} {score.cpu_ratio:>6.2f} {low:>6.2f}–{high:<5.2f}"
            f" {_ms(score.build):>12} {score.build_ratio:>6.2f} {score.excess:>13.2f} {score.copies:>8,} {cut:>9}"
        )
        if score.warning:
            notes.setdefault(score.warning, []).append(f"{row.asked:,}")
    return "\n".join(lines + [f"{', '.join(asked)}: {warning}" for warning, asked in notes.items()])


def _ms(time: int) -> str:
    return f"{time / NS_PER_MS:,.1f} ms"
