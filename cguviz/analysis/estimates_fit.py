"""The best possible linear estimator, and its error on crates that it has not seen."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.columns import Bools, Columns, Floats, Ints
from cguviz.model.texts import Texts
from cguviz.model.times.measurements import FINAL_INSTRUCTIONS, Measurements

FOLDS = 5
LEAST = 2
"""Units for each input that a model is fitted to."""
CONSTANT = "each unit"
"""The input that is 1 for every unit: what one costs however small it is."""
AFTERWARDS = (FINAL_INSTRUCTIONS,)
"""Inputs that nobody knows before the work is done; an estimate may not use them."""


@dataclasses.dataclass(frozen=True, eq=False)
class Fit(Columns):
    """A fitted linear model.

    Attributes
    ----------
    inputs
        (k,) names.
    weights
        (k,) float64 nanoseconds for each, fitted to all units.
    estimate
        (n,) float64 nanoseconds: what a model fitted without the unit's part of the data estimates, at least 0;
        -1 where an input is not known.
    folds
        The number of parts.
    parted_by
        "crate" or "unit": what lies in one part as a whole.
    """

    inputs: Texts
    weights: Floats
    estimate: Floats
    folds: int
    parted_by: str


def fit(measurements: Measurements) -> Fit | None:
    """Fit times to all inputs, by least squares relative to the mean time of each crate, as the error measure is.

    Cross-validated: the data fall into `FOLDS` parts, in turn by crate (by unit where there are fewer crates than
    parts), and each is estimated by a model that was fitted to the others.

    Returns
    -------
    None where there are fewer than `LEAST` units for each input.
    """
    before = np.array([name not in AFTERWARDS for name in measurements.inputs], np.bool_)
    known = _most_common((measurements.values >= 0) & before[:, np.newaxis])
    values = measurements.values[known]
    rows = np.flatnonzero((values >= 0).all(axis=0) & (measurements.time > 0))
    matrix = np.vstack([values[:, rows], np.ones((1, len(rows)), np.int64)]).T.astype(np.float64)
    if not known.any() or len(rows) < LEAST * matrix.shape[1]:
        return None
    time, crate = measurements.time[rows], measurements.crate[rows]
    mean = np.bincount(crate, time) / np.maximum(np.bincount(crate), 1)
    weight = 1 / mean[crate]
    part, parted_by = _parts(crate)
    estimate = np.full(len(measurements), -1.0)
    for fold in range(FOLDS):
        seen = part != fold
        estimate[rows[~seen]] = np.maximum(matrix[~seen] @ _solve(matrix[seen], time[seen], weight[seen]), 0)
    inputs = [name for name, there in zip(measurements.inputs, known.tolist(), strict=True) if there]
    return Fit(Texts.of([*inputs, CONSTANT]), _solve(matrix, time, weight), estimate, FOLDS, parted_by)


def _most_common(known: Bools) -> Bools:
    """Return (k,) bool: the inputs that most units know, as sources count different things."""
    if not known.size:
        return np.zeros(len(known), np.bool_)
    patterns, counts = np.unique(known, axis=1, return_counts=True)
    chosen: Bools = patterns[:, np.argmax(counts)]
    return chosen


def _parts(crate: Ints) -> tuple[Ints, str]:
    """Return (n,) int32: the part of each unit from 0 to `FOLDS` - 1, and the word for the members of a part."""
    _, number = np.unique(crate, return_inverse=True)
    by_unit = int(number.max(initial=0)) + 1 < FOLDS
    if by_unit:
        number = np.arange(len(crate))
    return (number % FOLDS).astype(np.int32), "unit" if by_unit else "crate"


def _solve(matrix: Floats, time: Floats, weight: Floats) -> Floats:
    """Return the weights that fit times best, by least squares."""
    scaled = matrix * weight[:, np.newaxis]
    size = np.abs(scaled).max(axis=0)
    size[size == 0] = 1
    found: Floats = np.linalg.lstsq(scaled / size, time * weight, rcond=None)[0] / size
    return found
