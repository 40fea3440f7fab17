"""Estimators of a unit's compile time from counts in its MIR or LLVM IR; a literal table."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np

from cguviz.model.columns import Floats
from cguviz.model.times import measurements as given
from cguviz.model.times.measurements import Measurements

Weights = Mapping[str, float]

BLOCKS: Weights = {given.ROOT_BLOCKS: 1, given.INLINED_BLOCKS: 1}
STATEMENTS: Weights = {given.ROOT_STATEMENTS: 1, given.INLINED_STATEMENTS: 1}
PROJECTIONS: Weights = {given.ROOT_PROJECTIONS: 1, given.INLINED_PROJECTIONS: 1}
STATICS: Weights = {given.STATICS: 1}


@dataclasses.dataclass(frozen=True)
class Estimator:
    """An estimator: a weighted sum of counts, a row of `ESTIMATORS`.

    Attributes
    ----------
    name
        As it is shown.
    sums
        Inputs and their weights; the first sum whose inputs are all known is taken.
    origin
        Where it was proposed, or is used.
    constant
        What each unit has besides.
    """

    name: str
    sums: tuple[Weights, ...]
    origin: str = ""
    constant: float = 0.0

    @property
    def inputs(self) -> tuple[str, ...]:
        """The counts that the estimator needs, named by its first sum."""
        return tuple(self.sums[0])


def _scale(weights: Weights, factor: float) -> dict[str, float]:
    """Multiply weights by a factor."""
    return {name: weight * factor for name, weight in weights.items()}


ESTIMATORS: tuple[Estimator, ...] = (
    Estimator(
        "statements+blocks",
        ({given.STATEMENTS_AND_BLOCKS: 1}, {**STATICS, **BLOCKS, **STATEMENTS}),
        "rustc since rust-lang/rust#47415",
    ),
    Estimator("blocks", (BLOCKS,), "rust-lang/rust#113047"),
    Estimator("statements", (STATEMENTS,), "without terminators"),
    Estimator(
        "items",
        ({given.ITEMS: 1}, {**STATICS, given.ROOT_ITEMS: 1, given.INLINED_ITEMS: 1}),
        "rust-lang/rust#113649",
    ),
    Estimator("7*bb+4*proj", ({**_scale(BLOCKS, 7), **_scale(PROJECTIONS, 4)},), "rust-lang/rust#115085"),
    Estimator(
        "62*bb+24*args",
        ({**_scale(BLOCKS, 62), given.ARGUMENTS: 24}, {given.LLVM_BLOCKS: 62, given.LLVM_PARAMETERS: 24}),
        "Kulinda, August 2023; of captures, blocks and parameters of LLVM IR",
    ),
    Estimator("LLVM instructions", ({given.LLVM_INSTRUCTIONS: 1},), "of the IR that rustc hands to LLVM"),
    Estimator("LLVM blocks", ({given.LLVM_BLOCKS: 1},), "of the IR that rustc hands to LLVM"),
    Estimator(
        "LLVM instructions after optimization",
        ({given.FINAL_INSTRUCTIONS: 1},),
        "known only afterwards: what is hard to beat",
    ),
    Estimator("one per unit", ({},), "what any estimate has to beat", constant=1),
)
"""rustc's own first."""


def estimate(measurements: Measurements, estimator: Estimator) -> Floats:
    """Estimate the time of every unit.

    Returns
    -------
    (n,) float64, -1 where an input is not known.
    """
    inputs = measurements.inputs.tolist()
    result = np.full(len(measurements), -1.0)
    for weights in reversed(estimator.sums):
        if not set(weights) <= set(inputs):
            continue
        rows = [inputs.index(name) for name in weights]
        values = measurements.values[rows]
        known = (values >= 0).all(axis=0)
        total = np.array(list(weights.values()), np.float64) @ values.astype(np.float64) + estimator.constant
        result[known] = total[known]
    return result
