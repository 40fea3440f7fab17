r"""Costs of units that were not compiled: measured costs move with the items, and settings change LLVM's work.

```
time of a unit  =  rate · ( unit + Σ weight · (1 + copy (c − 1)) / c )       c: copies of the item in all units
```

The rate of each unit is what it was measured with; an item takes its rate along. The constants are fitted by
`python -m tests.soak.costs` on 283 pairs of real builds (rustc 1.95, x86-64, 27 crates of Debian's, at level 3). With a
crate left out of the fit its LLVM time by that of 16 units was foretold with errors of

| units                  | 1     | 2     | 4     | 8    | 32   | 16, lto=off | 16, level 2 |
|------------------------|-------|-------|-------|------|------|-------------|-------------|
| mean                   | 6.2 % | 4.9 % | 2.7 % | 1.7 %| 1.4 %| 3.7 %       | 2.0 %       |
| nine of ten up to      | 11 %  | 11 %  | 4.1 % | 3.2 %| 2.5 %| 7.5 %       | 4.0 %       |
| most                   | 13 %  | 16 %  | 14 %  | 8.3 %| 6.5 %| 8.2 %       | 5.6 %       |

Of one or two units LLVM's work depends on what it inlines across the units of before, which none of sizes, calls,
linkages or times of units told (dozens of such figures were tried, and a model of the inliner).
"""

from __future__ import annotations

import dataclasses
import math
from enum import Enum, auto

import numpy as np

from cguviz.model.columns import Bools, Floats, Longs, expand, starts_of
from cguviz.model.partition import Partition
from cguviz.model.times.costs import Costs, costs_of
from cguviz.model.times.item_costs import CostSource, ItemCosts
from cguviz.model.times.setting import Setting


class LlvmPlan(Enum):
    """The ways in which rustc has LLVM work on units."""

    LOCAL_LTO = auto()
    """Optimized, then thin LTO over the crate's own units."""
    ONE_UNIT = auto()
    """Optimized once, all in one unit."""
    APART = auto()
    """Optimized once, each unit by itself."""
    PLAIN = auto()
    """Level 0: hardly more than turned into machine code."""
    OTHER = auto()
    """With thin or fat LTO over several crates."""


@dataclasses.dataclass(frozen=True)
class StageModel:
    """The dependence of a stage's time on how items are divided into units.

    Attributes
    ----------
    unit
        LLVM IR instructions that a unit costs besides its items: target, passes and declarations are set up for each.
    copy
        Of the cost of an item, what each further copy costs.
    """

    unit: float
    copy: float


@dataclasses.dataclass(frozen=True)
class CostModel:
    """All constants.

    Attributes
    ----------
    generate, optimize, lto
        Of each stage. In optimization before LTO copies cost nothing: what they take is about what is saved because
        calls out of a unit cannot be inlined yet.
    whole
        Of LLVM's time where one unit becomes many or many one, and where there is no LTO.
    one_unit
        LLVM's time on one unit that is optimized once by that on the same unit with LTO: everything can be inlined into
        everything, and the second optimization falls away.
    apart
        LLVM's time on several units without LTO: parts of the times that they take before and in LTO.
    plain, plain_one_unit
        Of LLVM's time at level 0, and that on one unit by what the division into units says.
    before_lto
        Part of LLVM's time with LTO that passes before it.
    speed
        LLVM's time at other levels of optimization by that at level 3.
    thin_link
        The coordinator's time between optimization and LTO, as a part of LLVM's.
    """

    generate: StageModel = StageModel(0.0, 1.0)
    optimize: StageModel = StageModel(0.0, 0.0)
    lto: StageModel = StageModel(250.0, 0.8)
    whole: StageModel = StageModel(400.0, 0.6)
    one_unit: float = 0.918
    apart: tuple[float, float] = (1.22, 0.37)
    plain: StageModel = StageModel(250.0, 0.0)
    plain_one_unit: float = 1.05
    before_lto: float = 0.37
    speed: tuple[tuple[str, float], ...] = (("2", 0.97),)
    thin_link: float = 0.003


MODEL = CostModel()


@dataclasses.dataclass(frozen=True)
class PredictedCosts:
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


def predict_costs(items: ItemCosts, change: Partition, setting: Setting, model: CostModel = MODEL) -> PredictedCosts:
    """Return the costs of another partition of the same items, under another setting.

    A partition that was compiled, under the setting that it was compiled with, costs what was measured. Copies of
    inlined items were compiled in several; then those units count from which the root items of the new unit come, by
    their weights. Items that the base does not hold cost what the base costs on average. Fat LTO, which is of all units
    together, takes as long as it took; the largest unit gives it the name.

    Parameters
    ----------
    items
        Costs of the base.
    change
        A partition of the same items.
    setting
        How rustc is called for it.
    model
        Other constants than the fitted ones.
    """
    carry = _Carry(items, change, items.measured, _origins(items, change, items.measured))
    generate = _stage_times(carry, model.generate, 0)
    optimize, lto = _llvm(carry, items.setting, setting, model)
    stages = (np.rint(stage).astype(np.int64) for stage in (generate, optimize, lto))
    costs = costs_of(change.units, change.unit_sizes, *stages)
    if items.units.fat_lto and len(costs):
        fat = np.zeros(len(costs), np.int64)
        fat[np.argmax(costs.size)] = items.units.fat_lto
        costs = costs.replace(lto=fat)
    return PredictedCosts(costs, _split(items, change))


def plan_of(setting: Setting) -> LlvmPlan:
    """Return the plan by which rustc has LLVM work on units under a setting."""
    if setting.local_lto:
        return LlvmPlan.LOCAL_LTO
    if setting.lto in ("thin", "fat"):
        return LlvmPlan.OTHER
    if setting.opt == "0":
        return LlvmPlan.PLAIN
    return LlvmPlan.ONE_UNIT if setting.units == 1 else LlvmPlan.APART


@dataclasses.dataclass(frozen=True)
class _Carry:
    """Costs on their way from one partition to another; `origins` as `_origins` returns them."""

    items: ItemCosts
    change: Partition
    known: Bools
    origins: tuple[Longs, Longs, Floats]


def _llvm(carry: _Carry, before: Setting, after: Setting, model: CostModel) -> tuple[Floats, Floats]:
    """Return (u,) float64 nanoseconds of optimization and of LTO for the units of another partition."""
    first, last = plan_of(before), plan_of(after)
    speed = dict(model.speed)
    by = speed.get(after.opt, 1.0) / speed.get(before.opt, 1.0)
    if first is last is LlvmPlan.PLAIN:
        ones = [len(stage.units) == 1 for stage in (carry.items.base, carry.change)]
        plain = _stage_times(carry, model.plain, 1) * model.plain_one_unit ** (ones[1] - ones[0])
        return plain, plain * 0
    if first is last or {first, last} & {LlvmPlan.OTHER, LlvmPlan.PLAIN}:
        if last is LlvmPlan.LOCAL_LTO:
            return _stage_times(carry, model.optimize, 1) * by, _stage_times(carry, model.lto, 2) * by
        return _stage_times(carry, model.whole, 1) * by, _stage_times(carry, model.whole, 2) * by
    if first is LlvmPlan.LOCAL_LTO and last is LlvmPlan.APART:
        apart = (
            _stage_times(carry, model.optimize, 1) * model.apart[0] + _stage_times(carry, model.lto, 2) * model.apart[1]
        )
        return apart * by, apart * 0
    before_lto = model.before_lto
    factor = {
        LlvmPlan.LOCAL_LTO: 1.0,
        LlvmPlan.ONE_UNIT: model.one_unit,
        LlvmPlan.APART: model.apart[0] * before_lto + model.apart[1] * (1 - before_lto),
    }
    whole = (_stage_times(carry, model.whole, 1) + _stage_times(carry, model.whole, 2)) * (
        by * factor[last] / factor[first]
    )
    if last is LlvmPlan.LOCAL_LTO:
        return whole * before_lto, whole * (1 - before_lto)
    return whole, whole * 0


def _stage_times(carry: _Carry, model: StageModel, stage: int) -> Floats:
    """Return (u,) float64 nanoseconds of a stage for the units of another partition: 0 generate, 1 optimize, 2 LTO.

    Times of functions tell how a unit's time divides; how all of it changes with copies was fitted on instructions,
    which are the weights of generation.
    """
    items = carry.items
    column = (items.units.generate, items.units.optimize, items.units.own_lto)[stage]
    weight = (items.generate, items.optimize, items.lto)[stage]
    moved = _carried(carry, model, column, weight, float(items.instructions[stage]))
    if items.source is not CostSource.FUNCTIONS or not stage or not moved.any():
        return moved
    plain = _carried(carry, model, column, items.generate, float(items.instructions[0]))
    return np.asarray(moved * (plain.sum() / moved.sum()))


def _carried(carry: _Carry, model: StageModel, column: Longs, weight: Floats, per_instruction: float) -> Floats:
    """Return (u,) float64 nanoseconds for the units of another partition, divided by weights."""
    base, change, known = carry.items.base, carry.change, carry.known
    fixed = model.unit * per_instruction
    work = weight[base.item] * _discount(base, len(weight), model.copy)
    unit_work = np.bincount(base.unit, work, len(base.units)) + fixed
    rate = np.where(known, column / np.maximum(unit_work, 1.0), 0.0)
    whole = float(unit_work[known].sum())
    mean = float(column[known].sum()) / whole if whole else 0.0
    which, unit, share = carry.origins
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
