"""Size estimates held against measured times: of captures, of published measurements, of both together.

Puts together what `estimators`, `estimates_fit` and `estimates_error` give; knows nothing of files.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.analysis.estimates_error import Errors, errors_of, worst_units
from cguviz.analysis.estimates_fit import Fit, fit
from cguviz.analysis.estimators import ESTIMATORS, Estimator, estimate
from cguviz.model.capture import Capture
from cguviz.model.columns import Columns, Floats, Ints, Longs
from cguviz.model.partition import Partition
from cguviz.model.texts import Texts
from cguviz.model.times import measurements as given
from cguviz.model.times.costs import measured_costs
from cguviz.model.times.measurements import UNKNOWN, Measurements, crate_of

RECORDED = "size estimate"
FITTED = "fitted linear model"
WORST = 10
BLIND = frozenset(one.name for one in ESTIMATORS if not one.inputs)
"""What looks at nothing: a yardstick for estimates, and none by itself."""


@dataclasses.dataclass(frozen=True, eq=False)
class AssessedEstimator(Columns):
    """One estimator with its estimates and errors.

    Attributes
    ----------
    name
        `RECORDED`, one of `ESTIMATORS`, or `FITTED`.
    origin
        Where it was proposed, or how it was made.
    estimate
        (n,) float64 of each unit, -1 where it is not known.
    errors
        How far that is from measured times.
    """

    name: str
    origin: str
    estimate: Floats
    errors: Errors

    @property
    def error(self) -> float:
        """Mean absolute deviation over all crates."""
        return self.errors.mean or 0.0

    @property
    def crates(self) -> int:
        """Number of crates over which the error is the mean."""
        return len(self.errors.crate)


@dataclasses.dataclass(frozen=True, eq=False)
class Assessment:
    """The errors of the recorded size estimates and of other estimators.

    Attributes
    ----------
    errors
        Of the size estimates as recorded.
    estimators
        All for which the measurements have the inputs, `RECORDED` first.
    missing
        Estimators whose inputs nobody counted.
    worst
        (k,) int32 rows of the measurements: the units estimated worst.
    ratio
        (k,) float64 measured by estimated share of each.
    fitted
        None where there are too few units.
    """

    errors: Errors
    estimators: tuple[AssessedEstimator, ...]
    missing: tuple[Estimator, ...]
    worst: Ints
    ratio: tuple[float, ...]
    fitted: Fit | None


def assess(measurements: Measurements, *, count: int = WORST) -> Assessment:
    """Measure the errors of the recorded size estimates, and of other estimators.

    Parameters
    ----------
    measurements
        Of one crate or many.
    count
        How many of the worst units to name.
    """
    time, crate = measurements.time, measurements.crate

    def assess_one(name: str, origin: str, estimate: Floats) -> AssessedEstimator:
        """Return one estimator with its errors."""
        return AssessedEstimator(name, origin, estimate, errors_of(estimate, time, crate))

    first = assess_one(RECORDED, "as the source recorded it", measurements.size.astype(np.float64))
    rows = [first]
    rows += [assess_one(one.name, one.origin, estimate(measurements, one)) for one in ESTIMATORS]
    fitted = fit(measurements)
    if fitted is not None:
        origin = f"least squares, cross-validated in {fitted.folds} parts by {fitted.parted_by}"
        rows.append(assess_one(FITTED, origin, fitted.estimate))
    recorded = first.errors
    there = [one for one in rows if one.crates]
    if {one.name for one in there} <= BLIND:
        there = []
    known = {one.name for one in there}
    bad = worst_units(recorded, count)
    return Assessment(
        errors=recorded,
        estimators=tuple(there),
        missing=tuple(one for one in ESTIMATORS if one.name not in known),
        worst=recorded.row[bad],
        ratio=tuple(recorded.ratio[bad].tolist()),
        fitted=fitted,
    )


def measurements_of(capture: Capture, partition: Partition | None = None) -> Measurements | None:
    """Return the measured units of a capture, with counts of their contents.

    Parameters
    ----------
    capture
        With a timeline.
    partition
        The stage whose units were compiled; their names join. None where only the timeline knows units.

    Returns
    -------
    None where nothing was measured of any unit: no timeline, or one that names no unit.
    """
    if capture.timeline is None:
        return None
    timeline = capture.timeline
    costs = measured_costs(timeline)
    # A unit that was only generated, or taken over from the incremental cache, says nothing of its cost.
    rows = np.flatnonzero(costs.optimize > 0)
    if not len(rows):
        return None
    names = costs.units.take(rows)
    row_of = {} if partition is None else {name: row for row, name in enumerate(partition.units)}
    place = np.array([row_of.get(name, -1) for name in names], np.int64)
    inputs: dict[str, Longs] = {}
    size = timeline.estimate[rows]
    if partition is not None and (place >= 0).any():
        counted = _counts(capture, partition)
        inputs = {name: np.where(place >= 0, values[place], UNKNOWN) for name, values in counted.items()}
        size = np.where(size < 0, inputs[given.STATEMENTS_AND_BLOCKS], size)
    inputs[given.STATEMENTS_AND_BLOCKS] = size
    inputs[given.FINAL_INSTRUCTIONS] = timeline.instructions[rows]
    inputs = {name: values for name, values in inputs.items() if (values >= 0).any()}
    crates: dict[str, int] = {}
    crate = [crates.setdefault(crate_of(name, capture.crate), len(crates)) for name in names]
    return Measurements(
        crates=Texts.of(crates),
        crate=np.array(crate, np.int32),
        units=names,
        inputs=Texts.of(inputs),
        values=np.array(list(inputs.values()), np.int64).reshape(len(inputs), len(rows)),
        size=size,
        generate=costs.generate[rows],
        optimize=costs.optimize[rows],
        lto=costs.own_lto[rows],
    )


def _counts(capture: Capture, partition: Partition) -> dict[str, Longs]:
    """Count the contents of each unit; -1 where anything in it is unknown."""
    items = capture.items
    counted = {
        given.ITEMS: np.diff(partition.starts),
        given.STATEMENTS_AND_BLOCKS: _sums(partition, partition.size),
        given.LLVM_INSTRUCTIONS: _sums(partition, items.instructions[partition.item]),
        given.LLVM_BLOCKS: _sums(partition, items.blocks[partition.item]),
    }
    if items.parameters is not None:
        counted[given.LLVM_PARAMETERS] = _sums(partition, items.parameters[partition.item])
    return counted


def _sums(partition: Partition, values: Longs) -> Longs:
    """Add up placements by unit, -1 for units without any known placement."""
    total = np.zeros(len(partition.units), np.int64)
    np.add.at(total, partition.unit, np.maximum(values, 0))
    known = np.bincount(partition.unit, values >= 0, len(partition.units))
    return np.where(known > 0, total, UNKNOWN)
