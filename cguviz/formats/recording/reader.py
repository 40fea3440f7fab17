"""Reader of a recording's folder: one capture, with figures on how well its parts fit.

What is missing costs what only it tells, and nothing else: without LLVM IR there are the lists, without a profile no
times are known.
"""

from __future__ import annotations

import dataclasses
import math
import os
from pathlib import Path

import numpy as np

from cguviz.errors import LoadError
from cguviz.formats.debug_log import reader as debug_log
from cguviz.formats.join import mono_stats
from cguviz.formats.join.captures import join
from cguviz.formats.llvm_ir import reader as llvm_ir
from cguviz.formats.modes.rule import infer_from_names
from cguviz.formats.mono import items as mono_items
from cguviz.formats.mono.stats import read_stats
from cguviz.formats.recording.merge import Merged, merge_stage
from cguviz.formats.recording.place import place_name, place_stage, remark_each
from cguviz.formats.recording.times import PROFILE, with_times
from cguviz.formats.recording.without_ir import capture_of_lists
from cguviz.formats.self_profile import reader as self_profile
from cguviz.formats.source import Source
from cguviz.formats.symbols.unit_words import with_words
from cguviz.model.capture import Agreement, Capture, Recorded, Remark
from cguviz.model.columns import Longs
from cguviz.model.partition import Partition
from cguviz.progress import Progress, silent

UNITS, UNITS_ITEMS, UNITS_PROFILE = "units", "units-mono-items.txt", "units-profile.mm_profdata"
ITEMS, STATS, DUMP = "mono-items.txt", "mono-stats.json", "dump.txt"


@dataclasses.dataclass(frozen=True, eq=False)
class Recording:
    """A capture, and figures on how well its files fit together.

    Attributes
    ----------
    capture
        The whole.
    placed, agreed
        Placements here or in rustc's list of the plain build, and how many are in both with the same linkage.
    timed
        Units that the profile times.
    sized
        Items whose size estimate is known.
    deviation
        By how much the sizes of the units' items add up to something else than the estimates in the profile, as a part
        of these; NaN where there are none.
    """

    capture: Capture
    placed: int
    agreed: int
    timed: int
    sized: int
    deviation: float


def read(
    folder: Path,
    command: str,
    *,
    called: Path | None,
    dumped: bool = False,
    missing: str = "",
    progress: Progress = silent,
) -> Recording:
    """Read a recording.

    Parameters
    ----------
    folder
        As `cguviz.record` left it.
    command
        What was recorded; becomes the source of the capture.
    called
        The folder in which the command was given; None for what cannot be recorded by a command of its own.
    dumped
        Whether the compiler printed a dump, which then names items and stages.
    missing
        Why there is no LLVM IR, "" if there is: "rustc was killed".

    Raises
    ------
    LoadError
        A file cannot be read.
    """
    (plain,) = mono_items.read_placements([_source(folder / ITEMS)], progress)[:1]
    capture = _without_ir(folder, plain, missing, progress) if missing else _whole(folder, plain, dumped, progress)
    if (folder / PROFILE).exists():
        capture = with_times(capture, folder, progress)
    remarks = tuple(Remark(remark.text) for remark in capture.remarks)
    command = _as_utf8(command)
    again = None if called is None else Recorded(_as_utf8(os.fspath(called)), command)
    capture = with_words(capture.replace(remarks=remarks, sources=(command,), recorded=again))
    estimates = _estimates(capture)
    agreement = capture.agreement
    return Recording(
        capture=capture,
        placed=0 if agreement is None else agreement.placements,
        agreed=0 if agreement is None else agreement.agreed,
        timed=len(estimates),
        sized=int((capture.items.size >= 0).sum()),
        deviation=_deviation(capture.partition(), estimates),
    )


def _whole(folder: Path, plain: Capture, dumped: bool, progress: Progress) -> Capture:
    """Read LLVM IR, and make the stages of it and the lists."""
    units = sorted((folder / UNITS).glob("*.ll"))
    # The formats are known: asking all of them for each of hundreds of files takes as long as reading one in three.
    ir = llvm_ir.read((_source(path) for path in units), progress)[0]
    (told,) = mono_items.read_placements([_source(folder / UNITS_ITEMS)], progress)[:1]
    before = place_stage(ir, told)
    told_sizes = _unit_estimates(folder)
    estimates = np.array([told_sizes.get(unit, -1) for unit in before.capture.partition().units], np.int64)
    unsure = 0
    if not dumped and (folder / STATS).exists():
        sizes = mono_stats.sizes_of(before.capture, read_stats(_source(folder / STATS)), estimates)
        unsure = int(sizes.unsure.sum())
        before = before.replace(capture=mono_stats.with_sizes(before.capture, sizes))
    after = merge_stage(before, plain)
    first = before.capture.partition()
    capture = before.capture.replace(remarks=(*before.capture.remarks, *plain.remarks, *remark_each(after.differences)))
    if dumped:
        stage = (first if after.stage is None else after.stage).replace(stage=llvm_ir.STAGE)
        capture = join([*debug_log.read([_source(folder / DUMP)], progress), capture.replace(partitions=(stage,))])[0]
        return capture.replace(agreement=_agreement(after, np.empty(0, np.int64)))
    stages = (first,) if after.stage is None else (first, after.stage)
    return capture.replace(partitions=stages, agreement=_agreement(after, estimates, unsure))


def _agreement(after: Merged, estimates: Longs, unsure: int = 0) -> Agreement:
    """Return the agreement of the units of LLVM IR with the lists."""
    return Agreement(after.agreed, after.placements, estimates, unsure)


def _unit_estimates(folder: Path) -> dict[str, int]:
    """Return rustc's own size estimate of each unmerged unit, as far as it told them."""
    profile = folder / UNITS_PROFILE
    told = self_profile.read_estimates(_source(profile)) if profile.exists() else {}
    return {place_name(unit): size for unit, size in told.items()}


def _without_ir(folder: Path, plain: Capture, missing: str, progress: Progress) -> Capture:
    """Build the capture from the lists alone, with a remark on the facts that only LLVM IR has."""
    try:
        (told,) = mono_items.read_placements([_source(folder / UNITS_ITEMS)], progress)[:1]
    except LoadError:
        told = None
    capture = infer_from_names(capture_of_lists(plain, told))
    lacking = "uses, symbols and sizes of items" if len(capture.partitions) > 1 else "uses, symbols, sizes and PLACE"
    text = f"{missing}: units, items and times are those of the plain build; {lacking} are not known. Record again."
    return capture.replace(
        compiler=plain.compiler,
        remarks=(*capture.remarks, Remark(text)),
        agreement=Agreement(len(plain.partition()), len(plain.partition()), np.empty(0, np.int64)),
    )


def _estimates(capture: Capture) -> dict[str, int]:
    """Return the profile's size estimate of each unit that it has in common with the last stage."""
    timeline = capture.timeline
    if timeline is None:
        return {}
    units = set(capture.partition().units)
    told = zip(timeline.units.tolist(), timeline.estimate.tolist(), strict=True)
    return {unit: estimate for unit, estimate in told if unit in units}


def _deviation(partition: Partition, estimates: dict[str, int]) -> float:
    """Return the summed differences of units from their estimates, as a part of the summed estimates."""
    rows = zip(partition.units.tolist(), partition.unit_sizes.tolist(), strict=True)
    pairs = [(size, estimates[unit]) for unit, size in rows if estimates.get(unit, -1) > 0]
    total = sum(estimate for _, estimate in pairs)
    known = bool((partition.size >= 0).any())
    return sum(abs(size - estimate) for size, estimate in pairs) / total if total and known else math.nan


def _as_utf8(text: str) -> str:
    """Return a text from the command line or the file system as UTF-8 can hold it."""
    return text.encode("utf-8", "replace").decode()


def _source(path: Path) -> Source:
    """Read a file of the recording."""
    try:
        return Source(str(path), path.read_bytes())
    except OSError as error:
        raise LoadError(f"cannot be read ({error.strerror}); record again.", path) from error
