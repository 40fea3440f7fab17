"""`cguviz schedule`: a simulation of the code generation of a partition."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys
from pathlib import Path

from cguviz.cli import what_if
from cguviz.cli.command import Choice, NamedFile, file_named, load_one, tell_remarks, terminal_progress
from cguviz.cli.schedule.report import Report, document, text
from cguviz.errors import CguvizError
from cguviz.formats.opening_tables import open_costs, open_table
from cguviz.model.capture import Capture
from cguviz.model.partition import Partition
from cguviz.model.times.costs import Costs
from cguviz.model.unit_words import NO_WORDS
from cguviz.schedule import (
    COORDINATORS,
    ORDERS,
    PUBLISHED,
    ChosenCosts,
    Deviation,
    ScheduleOptions,
    backend,
    coordinator_of,
    from_profile,
    from_rates,
    from_table,
    likely_profile,
    main_threads,
    memory_of,
    overhead_of,
    rates_of,
    simulate,
)
from cguviz.schedule.deviation import deviation_of

DEFAULT = "default"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `schedule`."""
    parser.add_argument(
        "file",
        type=file_named,
        nargs="?",
        metavar="FILE",
        help="capture, or FILE:STAGE, or FILE:CRATE:STAGE; may be left out if --costs names a file",
    )
    parser.add_argument("--jobs", type=int, metavar="N", help="job tokens, as cargo -j (default: processors here)")
    parser.add_argument("--cores", type=int, default=0, metavar="N", help="processors (default: one for each thread)")
    parser.add_argument(
        "--costs",
        metavar="COSTS",
        help="a JSON file, published measurements to take medians from, or the medians known here: default, "
        f"{', '.join(PUBLISHED)} (default: the capture's own profile, else the medians)",
    )
    parser.add_argument("--order", choices=tuple(ORDERS), default="interleaved", help="which unit is generated when")
    parser.add_argument("--rustc", choices=tuple(COORDINATORS), help="whose coordinator (default: the capture's)")
    parser.add_argument(
        "--threads", type=int, metavar="N", help="of the front end, as -Z threads (default: as measured)"
    )
    what_if.arguments(parser)
    parser.add_argument("--units", type=int, metavar="N", help="how many units the last RULE shall make")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(chosen: argparse.Namespace) -> int:
    """Choose costs, simulate, and report."""
    jobs = (os.cpu_count() or 1) if chosen.jobs is None else chosen.jobs
    options = ScheduleOptions(
        jobs, chosen.order, chosen.rustc or "1.85", chosen.cores, 1 if chosen.threads is None else chosen.threads
    )
    options.check()  # before anything is loaded
    table = open_table(chosen.file.text) if chosen.file else None
    if table is not None and isinstance(table.content, Costs):
        choice, source = None, ChosenCosts(table.content, Path(chosen.file.text).name)
    else:
        choice = _choice(chosen.file, chosen.costs)
        choice = None if choice is None else what_if.apply_rules(choice, chosen.rules, chosen.units)
        source = _source(choice, chosen.costs, what_if.last_units(chosen.rules, chosen.units))
    rustc = chosen.rustc or coordinator_of("" if choice is None else choice.capture.compiler)
    options = dataclasses.replace(options, rustc=rustc, overhead=source.overhead)
    if chosen.threads is None and choice is not None and choice.capture.timeline is not None:
        options = dataclasses.replace(options, main_threads=main_threads(choice.capture.timeline))
    simulated = simulate(source.costs, options)
    measured = None if choice is None else _deviation(choice.capture, source, options)
    compiled = None if choice is None else _compiled_ns(choice.capture, source, options)
    timeline = None if choice is None else choice.capture.timeline
    report = Report(
        simulated=simulated,
        source=source,
        options=options,
        measured=measured,
        compiled=compiled,
        words=NO_WORDS if choice is None else choice.capture.words,
        memory=None if timeline is None else memory_of(timeline),
    )
    if chosen.json:
        print(json.dumps(document(report), indent=1, ensure_ascii=False))
    else:
        print(text(report))
    for note in source.notes:
        print(note, file=sys.stderr)
    if choice is not None and not chosen.json:
        tell_remarks(choice.capture)
    return 0


def _choice(file: NamedFile | None, costs: str | None) -> Choice | None:
    """Load the capture to schedule; None where costs alone are to be scheduled."""
    if file is None:
        if costs is None or costs == DEFAULT or costs in PUBLISHED:
            raise CguvizError("there is nothing to schedule: name a capture, or a file of costs with --costs.")
        return None
    return load_one(file, "scheduled")


def _source(choice: Choice | None, costs: str | None, units: int) -> ChosenCosts:
    """Choose the costs that the arguments ask for."""
    if choice is None:
        table = open_costs(costs or "", terminal_progress())
        if not isinstance(table.content, Costs):
            raise CguvizError(f"{costs} holds medians but no units: name a capture whose units they are for.")
        return ChosenCosts(table.content, Path(costs or "").name)
    capture = choice.capture
    partition = capture.partition(choice.stage) if capture.partitions else None
    if costs is None:
        own = from_profile(capture, partition, units)
        if own is not None:
            return own
    if costs is None or costs == DEFAULT or costs in PUBLISHED:
        return _medians(capture, _units(choice), costs)
    table = open_costs(costs, terminal_progress())
    name = Path(costs).name
    if isinstance(table.content, Costs):
        return (
            ChosenCosts(table.content, name)
            if partition is None
            else from_table(table.content, capture, partition, name)
        )
    rates = rates_of(table.content)
    return from_rates(rates, capture, _units(choice), f"medians of {name}")


def _units(choice: Choice) -> Partition:
    """Return the partition whose costs are to be estimated."""
    if choice.capture.measurements is not None:
        raise CguvizError(
            f"{choice.capture.crate} holds measurements of many crates: `cguviz estimate` reads it, and --costs takes"
            " medians from it for a capture."
        )
    if not choice.capture.partitions:
        raise CguvizError(
            f"{choice.capture.crate or 'this capture'} has neither units that were measured nor a partition to guess"
            " for: open its debug log or LLVM IR too."
        )
    return choice.capture.partition(choice.stage)


def _medians(capture: Capture, partition: Partition, costs: str | None) -> ChosenCosts:
    """Estimate costs from published or given medians."""
    profile, reason = likely_profile(capture, partition)
    if costs is not None and costs in PUBLISHED:
        profile, reason = costs, ""
    source = from_rates(PUBLISHED[profile], capture, partition, f"published medians ({profile})")
    if not reason:
        return source
    note = f"Taken for a {profile} build, as {reason}; --costs {' or '.join(PUBLISHED)} says otherwise."
    return dataclasses.replace(source, notes=(*source.notes, note))


def _deviation(capture: Capture, source: ChosenCosts, options: ScheduleOptions) -> Deviation | None:
    """Compare the profile with a simulation of the compiled units, on as many threads as it had."""
    if capture.timeline is None or not source.exact or source.origin != capture.timeline.source:
        return None
    overhead = overhead_of(capture.timeline, options.rustc)
    return deviation_of(capture.timeline, source.costs, overhead, options.rustc)


def _compiled_ns(capture: Capture, source: ChosenCosts, options: ScheduleOptions) -> int | None:
    """Simulate the compiled units like the what-if, in nanoseconds; None where the what-if has other costs."""
    own = from_profile(capture, None)
    if own is None or source.exact or capture.timeline is None or not source.origin.startswith(capture.timeline.source):
        return None
    return backend(simulate(own.costs, options))[1]
