"""Size estimates of all that is open against measured times: what view, table and picture of estimates show.

Chooses which stage of each capture was measured and says why one has no times; judging is the analysis's, describing
the scene's.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from cguviz.analysis.estimates import AssessedEstimator, Assessment, assess, measurements_of
from cguviz.model.capture import Capture
from cguviz.model.columns import Bools, Columns, Floats, Ints
from cguviz.model.partition import Partition
from cguviz.model.paths.table import split
from cguviz.model.texts import Texts
from cguviz.model.times.measurements import Measurements, combine
from cguviz.model.unit_labels import shorten_all, unit_labels
from cguviz.model.unit_words import HASHED
from cguviz.workspace.requests.scatter import ALL

NOTHING = "Nothing here was measured: open a capture together with its self-profile, or published measurements."
WORDS = re.compile(r"([-_ ]+)")
LONE = "No crate here has two units with an estimate and a time, so there is nothing to compare."


@dataclasses.dataclass(frozen=True, eq=False)
class MeasuredSource(Columns):
    """Measurements of one source, with its name.

    Attributes
    ----------
    measurements
        Of one crate or many.
    labels
        (n,) names of units, as short as they can be told apart in their crate.
    name
        By which people tell it from others: a capture's name, a file's.
    details
        Compiler and stage, where they are known.
    capture
        Which of the captures that were opened.
    """

    measurements: Measurements
    labels: Texts
    name: str
    details: str
    capture: int


@dataclasses.dataclass(frozen=True, eq=False)
class Estimates(Columns):
    """All that was measured, and how well it was estimated.

    Attributes
    ----------
    measurements
        One row per unit, of all sources.
    labels
        (n,) names of units, as short as they can be told apart in their crate.
    titles
        (c,) names of crates, as short as they can be told apart.
    details
        (c,) compiler and stage, or the source of each.
    capture
        (c,) int32 the capture each crate is from.
    assessment
        Of all estimators; the first is shown unless somebody chose another one.
    error
        (e, c) float64 of each estimator in each crate, -1 where it has none.
    count
        (c,) int32 how many units of each crate count.
    worst
        (c,) int32 the unit of each with the largest deviation, -1 for none.
    reasons
        Sentences: why something that is open has no times.
    """

    measurements: Measurements
    labels: Texts
    titles: Texts
    details: Texts
    capture: Ints
    assessment: Assessment
    error: Floats
    count: Ints
    worst: Ints
    reasons: tuple[str, ...]

    @property
    def estimators(self) -> tuple[AssessedEstimator, ...]:
        """All estimators that can be judged, the first to begin with."""
        return self.assessment.estimators

    def number_of(self, estimator: str) -> int:
        """Return the row of an estimator by its name; the first where there is none of this name."""
        names = [one.name for one in self.estimators]
        return names.index(estimator) if estimator in names else 0

    def crate_of_capture(self, capture: int) -> int:
        """Return the only crate of a capture; `ALL` where it has none or several."""
        found = np.flatnonzero((self.capture == capture) & (self.count > 0))
        return int(found[0]) if len(found) == 1 else ALL

    def units_of(self, crate: int) -> Bools:
        """Return (n,) which units are of a crate, or of any."""
        chosen: Bools = self.measurements.crate == crate if crate != ALL else np.ones(len(self.measurements), np.bool_)
        return chosen


def source_of(capture: Capture, stage: str, name: str, number: int) -> MeasuredSource | str:
    """Return the measurements of a stage, or a sentence that says why there are none.

    Parameters
    ----------
    stage
        By its name, "" for the last of those that were compiled.
    name, number
        As in `MeasuredSource`.

    Raises
    ------
    CguvizError
        There is no such stage.
    """
    if capture.measurements is not None:
        return MeasuredSource(capture.measurements, Texts.of(_labels(capture.measurements)), name, name, number)
    if capture.timeline is None:
        return f"{name} has no self-profile: open it together with one of the same build (-Z self-profile)."
    compiled = _compiled(capture)
    partition = compiled
    if stage or (compiled is None and capture.partitions):
        partition = capture.partition(stage)
    if compiled is not None and partition is not None and not _same(compiled, partition):
        return f"{partition.stage} was not compiled, so its units have no times; {compiled.stage} was."
    found = measurements_of(capture, partition)
    if found is None:
        return f"The profile of {name} times no unit: record it with -Z self-profile-events=all or default,args."
    told = "" if partition is None else partition.stage
    crate = "" if capture.crate in name else capture.crate
    labels = _labels(found) if partition is None else _labels_as_in(capture, partition, found)
    return MeasuredSource(
        found, Texts.of(labels), name, " · ".join(filter(None, (crate, capture.compiler, told))), number
    )


def _compiled(capture: Capture) -> Partition | None:
    """Return the last stage whose units are the profile's, what-ifs left out.

    What-ifs come after the stages that a source told, and may name their units just like those; a stage counts if it
    holds what the first stage of these names held.
    """
    timed = set() if capture.timeline is None else set(capture.timeline.units)
    named = [one for one in capture.partitions if len(one.units) and set(one.units) <= timed]
    return next((one for one in reversed(named) if _same(named[0], one)), None)


def _same(left: Partition, right: Partition) -> bool:
    """Say whether two partitions have units of the same names that hold the same items."""
    if left is right:
        return True
    if sorted(left.units) != sorted(right.units) or len(left) != len(right):
        return False
    row = {name: unit for unit, name in enumerate(left.units)}
    renamed = np.array([row[name] for name in right.units], np.int32)[right.unit]
    mine, other = np.lexsort((left.item, left.unit)), np.lexsort((right.item, renamed))
    return np.array_equal(left.unit[mine], renamed[other]) and np.array_equal(left.item[mine], right.item[other])


def estimates_of(sources: Sequence[MeasuredSource], reasons: Sequence[str] = ()) -> Estimates:
    """Judge all estimates.

    Parameters
    ----------
    sources
        What was measured; maybe nothing.
    reasons
        See `Estimates`.
    """
    table = combine([source.measurements for source in sources])
    assessment = assess(table)
    crates = len(table.crates)
    error = np.full((len(assessment.estimators), crates), -1.0)
    for row, one in enumerate(assessment.estimators):
        error[row, one.errors.crate] = one.errors.error
    first = assessment.estimators[0].errors if assessment.estimators else assessment.errors
    count = np.zeros(crates, np.int32)
    count[first.crate] = first.units
    worst = np.full(crates, -1, np.int32)
    order = np.argsort(first.deviation, kind="stable")
    worst[table.crate[first.row[order]]] = first.row[order]
    told = tuple(reasons) or (() if assessment.estimators else (LONE if len(table) else NOTHING,))
    return Estimates(
        measurements=table,
        labels=Texts.of(label for source in sources for label in source.labels),
        titles=Texts.of(_titles(sources)),
        details=Texts.of(source.details for source in sources for _ in source.measurements.crates),
        capture=np.array([source.capture for source in sources for _ in source.measurements.crates], np.int32),
        assessment=assessment,
        error=error,
        count=count,
        worst=worst,
        reasons=told,
    )


def _labels(table: Measurements) -> list[str]:
    """Shorten the names of units; where two of one crate would be alike, both stay full."""
    full, crate = table.units.tolist(), table.crate.tolist()
    short = shorten_all(full)
    seen = Counter(zip(crate, short, strict=True))
    return [label if seen[number, label] == 1 else name for number, label, name in zip(crate, short, full, strict=True)]


def _labels_as_in(capture: Capture, partition: Partition, table: Measurements) -> list[str]:
    """Name units as the outline does: hashes without words are followed by what all in the unit have in common."""
    paths = capture.paths
    if paths is None and any(HASHED.fullmatch(name) for name in partition.units):
        paths = split(capture.items, capture.crate)
    known = dict(zip(partition.units, unit_labels(partition, capture, paths), strict=True))
    return [known.get(name, label) for name, label in zip(table.units, _labels(table), strict=True)]


def _titles(sources: Sequence[MeasuredSource]) -> list[str]:
    """Name crates: without their hashes, but where two would be alike."""
    rows = [
        (crate, crate.rpartition(".")[0] or crate, name, len(source.measurements.crates) == 1)
        for source, name in zip(sources, _without_common_end([source.name for source in sources]), strict=True)
        for crate in source.measurements.crates
    ]
    titles = [source if single else bare for _, bare, source, single in rows]
    ways = ("{bare} ({source})", "{crate} ({source})") if len(sources) > 1 else ("{crate}",)
    for better in ways:
        seen = Counter(titles)
        titles = [
            better.format(crate=crate, bare=bare, source=source) if seen[title] > 1 else title
            for title, (crate, bare, source, _) in zip(titles, rows, strict=True)
        ]
    return titles


def _without_common_end(names: Sequence[str]) -> list[str]:
    """Leave out the words that all names end with: "Debug-Top1000-1", "Opt-Top1000-1" become "Debug", "Opt"."""
    words = [WORDS.split(name) for name in names]
    while len(names) > 1 and all(len(one) > 2 for one in words) and len({tuple(one[-2:]) for one in words}) == 1:
        words = [one[:-2] for one in words]
    return ["".join(one) for one in words]
