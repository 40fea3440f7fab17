"""`cguviz estimate`: size estimates against measured times."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from cguviz.analysis.estimates import Assessment, assess
from cguviz.cli.command import Choice, NamedFile, file_named, load, paths_of, tell_remarks
from cguviz.errors import CguvizError
from cguviz.model.times.measurements import Measurements, combine
from cguviz.workspace.estimates.make import MeasuredSource, source_of
from cguviz.workspace.lists.capture_names import names_of

WORST = 10
CRATES = 10
NS_PER_MS = 1e6


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `estimate`."""
    parser.add_argument(
        "files",
        type=file_named,
        nargs="+",
        metavar="FILE",
        help="capture with a profile, or published measurements, or folders of them",
    )
    parser.add_argument("--worst", type=int, default=WORST, metavar="N", help="name N units (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(chosen: argparse.Namespace) -> int:
    """Assess the estimates of all measured units, and report."""
    if chosen.worst < 0:
        raise CguvizError(f"{chosen.worst} units cannot be named; take 0 or more for --worst.")
    parts = gather(load(list(dict.fromkeys(chosen.files))), chosen.files)
    measurements = combine([part.measurements for part in parts])
    labels = [label for part in parts for label in part.labels]
    assessment = assess(measurements, count=chosen.worst)
    if assessment.errors.mean is None:
        raise CguvizError(
            f"{', '.join(map(str, chosen.files))}: no crate has two or more units with a size and a time, so there is"
            " nothing to compare."
        )
    if chosen.json:
        print(json.dumps(document(measurements, assessment, labels), indent=1, ensure_ascii=False))
    else:
        print(text(measurements, assessment, labels))
    return 0


def gather(choices: Sequence[Choice], files: Sequence[NamedFile]) -> list[MeasuredSource]:
    """Read published measurements, and captures from all other files; unmeasured captures are named on stderr.

    Raises
    ------
    CguvizError
        Nothing was measured.
    """
    names = names_of([choice.capture for choice in choices], paths_of(files))
    parts: list[MeasuredSource] = []
    for number, (choice, name) in enumerate(zip(choices, names, strict=True)):
        capture = choice.capture
        part = source_of(capture, choice.stage, name, number)
        tell_remarks(capture)
        if isinstance(part, str):
            print(f"{', '.join(capture.sources)}: left out. {part}", file=sys.stderr)
        else:
            parts.append(part)
    if not parts:
        raise CguvizError(
            f"{', '.join(map(str, files))}: nothing here was measured; load a capture together with its profile"
            " (-Z self-profile), or published measurements."
        )
    return parts


def document(measurements: Measurements, assessment: Assessment, labels: Sequence[str]) -> dict[str, object]:
    """Return the JSON object of an assessment; labels are of the measured units."""
    errors, crates = assessment.errors, measurements.crates
    return {
        "crates": len(errors.crate),
        "units": len(errors.row),
        "mean_absolute_deviation": _round(errors.mean),
        "estimators": [
            {"name": one.name, "mean_absolute_deviation": _round(one.error), "crates": one.crates}
            for one in assessment.estimators
        ],
        "unavailable": [one.name for one in assessment.missing],
        "worst": [
            {
                "crate": crates[measurements.crate[row]],
                "unit": measurements.units[row],
                "label": labels[row],
                "ratio": round(ratio, 3),
                "size": int(measurements.size[row]),
                "time_ns": int(measurements.time[row]),
            }
            for row, ratio in zip(assessment.worst.tolist(), assessment.ratio, strict=True)
        ],
        "by_crate": [
            {"crate": crates[crate], "units": units, "mean_absolute_deviation": _round(error)}
            for crate, units, error in zip(
                errors.crate.tolist(), errors.units.tolist(), errors.error.tolist(), strict=True
            )
        ],
    }


def text(measurements: Measurements, assessment: Assessment, labels: Sequence[str]) -> str:
    """Return the report: the error, all estimators, the worst crates and units."""
    errors, crates = assessment.errors, measurements.crates
    many = f"{len(errors.crate):,} crates with two or more" if len(errors.crate) > 1 else "one crate"
    counted = f"{len(errors.row):,} units of {many}"
    lines = [f"{counted}; size estimates are off by {errors.mean or 0.0:.4f} of a crate's mean on average", ""]
    lines.append("mean absolute deviation by estimator (crates)")
    best = sorted(assessment.estimators, key=lambda one: one.error)
    lines += [f"{one.error:>8.4f}  {one.name} ({one.crates:,})" for one in best]
    if assessment.missing:
        lines.append("not known, as nobody counted what they need:")
        lines += [f"          {one.name} ({', '.join(one.inputs)})" for one in assessment.missing]
    if len(errors.crate) > 1:
        lines += ["", "crates with the largest error (units)"]
        worst = sorted(range(len(errors.crate)), key=lambda row: -errors.error[row])[:CRATES]
        lines += [f"{errors.error[row]:>8.4f}  {crates[errors.crate[row]]} ({errors.units[row]})" for row in worst]
    named = [
        f"{crates[crate]} {label}" if len(errors.crate) > 1 else label
        for crate, label in zip(measurements.crate.tolist(), labels, strict=True)
    ]
    if len(assessment.worst):
        lines += ["", "units estimated worst: measured share by estimated share, size, time"]
    for row, ratio in zip(assessment.worst.tolist(), assessment.ratio, strict=True):
        time = measurements.time[row] / NS_PER_MS
        lines.append(f"{ratio:>8.2f}  {measurements.size[row]:>9,} {time:>12,.1f} ms  {named[row]}")
    return "\n".join(lines)


def _round(error: float | None) -> float | None:
    """Round an error for JSON."""
    return None if error is None else round(error, 4)
