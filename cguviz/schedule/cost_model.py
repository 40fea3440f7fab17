r"""Costs of units that were not compiled: measured costs move with the items, and settings change what LLVM does.

```
time of a unit  =  rate · ( unit + Σ weight · (1 + copy (c − 1)) / c )       c: copies of the item in all units
```

The rate of each unit is what it was measured with; an item takes its rate along. Constants are fitted on pairs of real
builds by `python -m tests.soak.costs` (rustc 1.95, release builds of Debian's crates), which prints them and
their errors on crates that they were not fitted on.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from cguviz.model.columns import Bools, Floats, Longs, expand, starts_of
from cguviz.model.partition import Partition
from cguviz.model.times.costs import Costs, costs_of
from cguviz.model.times.item_costs import CostSource, ItemCosts
from cguviz.model.times.setting import Setting


@dataclasses.dataclass(frozen=True)
class StageModel:
    """How the time of one stage depends on how items are divided into units.

    Attributes
    ----------
    unit
        LLVM IR instructions that a unit costs besides its items: target, passes and declarations are set up for each.
    copy
        Of the cost of an item, what each further copy costs. None before LTO: what copies cost there is about what is
        saved because calls out of a unit cannot be inlined yet. In LTO they are, so there it is more than the item.
    """

    unit: float
    copy: float


GENERATE, OPTIMIZE, LTO = StageModel(0.0, 1.0), StageModel(50.0, 0.0), StageModel(125.0, 1.2)
ONE_UNIT = 0.86
"""LLVM's time on one unit without LTO by that of the same unit with it: the second optimization falls away, but
everything can be inlined into everything."""
WITHOUT_LTO = 0.68
"""LLVM's time on several units without LTO by that with thin LTO over the crate's own units."""
SPEED = {"2": 0.97}
"""LLVM's time at other levels of optimization by that at level 3."""
BEFORE_LTO = 0.42
"""Part of LLVM's time with LTO that passes before it."""
THIN_LINK = 0.003
"""The coordinator's time between optimization and LTO, as a part of LLVM's."""


@dataclasses.dataclass(frozen=True)
class Moved:
    """Costs of a partition, and how far they are guessed.

    Attributes
    ----------
    costs
        Of its units.
    split
        Part of LLVM's time that was measured in units whose root items are in several units now.
    """

    costs: Costs
    split: float


def predict_costs(items: ItemCosts, change: Partition, setting: Setting) -> Moved:
    """Return the costs of another partition of the same items, under another setting.

    A partition that was compiled, under the setting that it was compiled with, costs what was measured. Copies of
    inlined items were compiled in several units; then those units count from which the root items of the new unit
    come, by their weights. Items that the base does not hold cost what the base costs on average. Fat LTO, which is of
    all units together, takes as long as it took; the largest unit gives it the name.

    Parameters
    ----------
    items
        Costs of the base.
    change
        A partition of the same items.
    setting
        How rustc is called for it.
    """
    known = items.measured
    origins = _origins(items, change, known)
    units = items.units
    stages = []
    for model, weight, per_instruction, column in zip(
        (GENERATE, OPTIMIZE, LTO),
        (items.generate, items.optimize, items.lto),
        items.instructions.tolist(),
        (units.generate, units.optimize, units.own_lto),
        strict=True,
    ):
        stage = _moved(items, change, known, origins, model, weight, per_instruction, column)
        if items.source is CostSource.FUNCTIONS and stage.any():
            # Times of functions tell how a unit's time divides; how all of it changes with copies was fitted on
            # instructions.
            plain = _moved(items, change, known, origins, model, items.generate, items.instructions[0], column)
            stage = stage * (plain.sum() / stage.sum())
        stages.append(stage)
    moved = _under(stages, items.setting, setting)
    costs = costs_of(change.units, change.unit_sizes, *(np.rint(stage).astype(np.int64) for stage in moved))
    if units.fat_lto and len(costs):
        lto = np.zeros(len(costs), np.int64)
        lto[np.argmax(costs.size)] = units.fat_lto
        costs = costs.replace(lto=lto)
    return Moved(costs, _split(items, change))


def _under(stages: list[Floats], base: Setting, change: Setting) -> list[Floats]:
    """Change the costs of units as settings do: in all, and between optimization and LTO."""
    generate, optimize, lto = stages
    by = _lto_factor(change) / _lto_factor(base) * SPEED.get(change.opt, 1.0) / SPEED.get(base.opt, 1.0)
    if change.local_lto == base.local_lto:
        return [generate, optimize * by, lto * by]
    whole = (optimize + lto) * by
    return [generate, whole * BEFORE_LTO, whole * (1 - BEFORE_LTO)] if change.local_lto else [generate, whole, lto * 0]


def _lto_factor(setting: Setting) -> float:
    """Return LLVM's time under a setting by that with thin LTO over the crate's own units, of the same items."""
    if setting.local_lto or setting.opt == "0" or setting.lto in ("thin", "fat"):
        return 1.0
    return ONE_UNIT if setting.units == 1 else WITHOUT_LTO


def _moved(
    items: ItemCosts,
    change: Partition,
    known: Bools,
    origins: tuple[Longs, Longs, Floats],
    model: StageModel,
    weight: Floats,
    per_instruction: float,
    column: Longs,
) -> Floats:
    """Return (u,) float64 nanoseconds of one stage for the units of another partition."""
    base = items.base
    fixed = model.unit * per_instruction
    work = weight[base.item] * _discount(base, len(weight), model.copy)
    unit_work = np.bincount(base.unit, work, len(base.units)) + fixed
    rate = np.where(known, column / np.maximum(unit_work, 1.0), 0.0)
    whole = float(unit_work[known].sum())
    mean = float(column[known].sum()) / whole if whole else 0.0
    which, unit, share = origins
    covered = np.bincount(which, minlength=len(change)) > 0
    each = np.where(covered, np.bincount(which, rate[unit] * share, len(change)), mean)
    work = weight[change.item] * _discount(change, len(weight), model.copy)
    spent = np.bincount(change.unit, work * each, len(change.units))
    done = np.bincount(change.unit, work, len(change.units))
    return np.asarray(spent + fixed * np.divide(spent, done, out=np.full(len(done), mean), where=done > 0))


def _discount(partition: Partition, items: int, copy: float) -> Floats:
    """Return (p,) float64: the part of its item's weight that each placement counts."""
    copies = np.maximum(partition.copies(items), 1)[partition.item]
    return np.asarray((1.0 + copy * (copies - 1)) / copies)


def _origins(items: ItemCosts, change: Partition, known: Bools) -> tuple[Longs, Longs, Floats]:
    """Return the units of the base that each placement of the change stands for, with their shares.

    Returns
    -------
    which, unit, share
        (m,) placement of the change, unit of the base, and float64; the shares of one placement add up to 1.
    """
    base = items.base
    rows = np.flatnonzero(known[base.unit])
    rows = rows[np.argsort(base.item[rows], kind="stable")]
    which, member = expand(starts_of(base.item[rows], len(items.optimize)), change.item)
    unit = base.unit[rows[member]].astype(np.int64)
    # The root items that each pair of units shares.
    pair = change.unit[which].astype(np.int64) * len(base.units) + unit
    pairs, number = np.unique(pair, return_inverse=True)
    root = ~change.inlined[which]
    shared = np.bincount(number, np.where(root, items.optimize[change.item[which]], 0.0), len(pairs))[number]
    total = np.bincount(which, shared, len(change))[which]
    count = np.bincount(which, minlength=len(change))[which]
    share = np.divide(shared, total, out=1.0 / count, where=total > 0)
    return which, unit, share


def _split(items: ItemCosts, change: Partition) -> float:
    """Return the part of LLVM's time in units of the base whose root items are in several units of the change."""
    base = items.base
    home = np.full(len(items.optimize), -1, np.int64)
    roots = ~change.inlined
    home[change.item[roots]] = change.unit[roots]
    rows = np.flatnonzero(~base.inlined & (home[base.item] >= 0))
    pairs = np.unique(base.unit[rows].astype(np.int64) * (len(change.units) + 1) + home[base.item[rows]])
    several = np.bincount(pairs // (len(change.units) + 1), minlength=len(base.units)) > 1
    llvm = items.units.optimize + items.units.own_lto
    whole = int(llvm.sum())
    return float(llvm[several].sum()) / whole if whole else math.nan
