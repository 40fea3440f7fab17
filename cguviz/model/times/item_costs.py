"""Costs of the items of one compilation: what they took in the units in which they were compiled, and who says so."""

from __future__ import annotations

import dataclasses
from enum import StrEnum

import numpy as np

from cguviz.model.columns import Bools, Columns, Floats
from cguviz.model.partition import Partition
from cguviz.model.times.costs import Costs
from cguviz.model.times.setting import Setting


class CostSource(StrEnum):
    """Sources of the costs of items, the best first; the words are shown to people."""

    FUNCTIONS = "cpu times of functions"
    """LLVM's time on single functions, within the processor times of units."""
    UNITS = "cpu times of units"
    CLOCK = "wall times of units"
    """By the clock: with more threads at work than processors they hold the waiting for one."""
    MEDIANS = "medians"
    """Published medians by size: shapes hold, times are those of another machine."""


@dataclasses.dataclass(frozen=True, eq=False)
class ItemCosts(Columns):
    """Costs of items in the compiler; the share of each item in its unit's time is estimated by weights.

    Attributes
    ----------
    base
        The partition that was compiled.
    units
        Costs of its units, row by row; 0 for units that nobody measured.
    generate, optimize, lto
        (items,) float64 weight of one copy of each item in each stage: the nanoseconds of a function where they were
        measured, else LLVM IR instructions, else size.
    instructions
        Weight per LLVM IR instruction, on average, in each stage's own measure.
    source
        Of the units' times and the weights.
    setting
        How the compiler was called.
    """

    base: Partition
    units: Costs
    generate: Floats
    optimize: Floats
    lto: Floats
    instructions: Floats
    source: CostSource
    setting: Setting

    @property
    def measured(self) -> Bools:
        """(u,) whether the time of each unit of the base is known; one from the incremental cache tells nothing."""
        return np.asarray(self.units.known & (self.units.copy == 0))

    @property
    def llvm(self) -> int:
        """Nanoseconds of LLVM on all units together."""
        return int(self.units.optimize.sum() + self.units.lto.sum())
