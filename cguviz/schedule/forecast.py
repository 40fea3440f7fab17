"""Forecast of the costs of another partition or setting: LLVM's processor time, and the time until the end.

Ratios are to the build that was recorded, simulated with the same jobs and cores.
"""

from __future__ import annotations

import dataclasses
import math

from cguviz.errors import CguvizError
from cguviz.model.capture import Capture
from cguviz.model.partition import Partition
from cguviz.model.times.costs import NO_OVERHEAD, Costs
from cguviz.model.times.item_costs import CostSource, ItemCosts
from cguviz.model.times.setting import Setting
from cguviz.schedule.coordinator import coordinator_of
from cguviz.schedule.cost_model import MODEL, LlvmPlan, plan_of, predict_costs
from cguviz.schedule.item_costs import item_costs_of, same_contents
from cguviz.schedule.measures import backend, main_threads
from cguviz.schedule.overhead import overhead_when_idle
from cguviz.schedule.simulation import ScheduleOptions, simulate
from cguviz.schedule.sources import as_measured, foresee_thin_link

DOUBLING = 0.03
"""Half of the interval that held nine of ten measured ratios, for each doubling or halving of the number of units."""
LEAST = 0.02
"""The same where the number hardly changes."""
ONE_UNIT = 0.11
"""The same where one unit becomes many or many one: all can be inlined into all there."""
APART = 0.08
"""The same where local LTO goes or comes."""
LEVEL = 0.05
"""The same for another level of optimization."""
SPLIT = 0.2
"""Part of LLVM's time from which on it is told that units are split which were measured as one."""
LOCAL = "thin-local"
OFF = "off"


@dataclasses.dataclass(frozen=True, eq=False)
class ForecastBase:
    """A recorded build, as forecasts see it.

    Attributes
    ----------
    items
        Costs of its items.
    options
        rustc's coordinator, main threads and what passes besides the work on units; jobs and cores of the forecasts.
    llvm, makespan
        Nanoseconds of LLVM on all threads together, and from the first unit's generation to the last object file,
        simulated.
    """

    items: ItemCosts
    options: ScheduleOptions
    llvm: int
    makespan: int


@dataclasses.dataclass(frozen=True)
class Forecast:
    """Forecast costs of a partition.

    Attributes
    ----------
    llvm, makespan
        As in `ForecastBase`.
    cpu_ratio, makespan_ratio
        To the build that was recorded.
    likely
        The interval around `cpu_ratio` that held nine of ten measured ratios.
    warning
        What makes this forecast less sure than others, for people; "" for nothing.
    """

    llvm: int
    makespan: int
    cpu_ratio: float
    makespan_ratio: float
    likely: tuple[float, float]
    warning: str


def ground_of(capture: Capture, *, jobs: int, cores: int = 0) -> ForecastBase | None:
    """Return the recorded build of a capture as the start of forecasts; None without units.

    Parameters
    ----------
    jobs, cores
        As in `ScheduleOptions`.
    """
    items = item_costs_of(capture)
    if items is None:
        return None
    rustc, overhead, threads = coordinator_of(capture.compiler), NO_OVERHEAD, 1
    if items.source is not CostSource.MEDIANS and capture.timeline is not None:
        overhead, threads = overhead_when_idle(capture.timeline, rustc), main_threads(capture.timeline)
    options = ScheduleOptions(jobs, rustc=rustc, cores=cores, main_threads=threads, overhead=overhead)
    options.check()
    return ForecastBase(items, options, items.llvm, _makespan(items.units, options))


def what_if(base: Setting, *, units: int = 0, lto: str = "", opt: str = "") -> Setting:
    """Return the setting of a what-if.

    Parameters
    ----------
    base
        How the recorded build was made.
    units
        `-C codegen-units` as it would be named, 0 for none.
    lto
        "off", "thin-local", or "" for as it was.
    opt
        The level of optimization, "" for as it was.

    Raises
    ------
    CguvizError
        Nobody can tell.
    """
    if opt and opt not in (base.opt, "3", *dict(MODEL.speed)):
        raise CguvizError(
            f"opt-level {opt} is not predictable from a recording: builds at level 1 took 0.82 to 1.24 times LLVM's"
            f" time at level 3; measure it: cguviz record --compare opt-level={opt}."
        )
    if opt and opt != base.opt and base.opt not in ("3", *dict(MODEL.speed)):
        raise CguvizError(f"level {opt} is not predictable from a build at level {base.opt}; record a release build.")
    if lto and base.lto in ("thin", "fat"):
        raise CguvizError(
            f"this build had {base.lto} LTO; what it costs without is not predictable: record it with lto=off."
        )
    named = {"": base.lto, OFF: OFF, LOCAL: ""}[lto]
    return Setting(units, named, opt or base.opt)


def forecast(ground: ForecastBase, partition: Partition, setting: Setting) -> Forecast:
    """Foresee a partition of the same items under a setting."""
    items, base = ground.items, ground.items.setting
    same = same_contents(items.base, partition)
    alike = (setting.local_lto, setting.lto, setting.opt) == (base.local_lto, base.lto, base.opt)
    if same and alike:
        costs, split = as_measured(items, partition), 0.0
    else:
        moved = predict_costs(items, partition, setting)
        costs, split = moved.costs, moved.split
    options = dataclasses.replace(ground.options, overhead=foresee_thin_link(ground.options.overhead, costs))
    llvm, makespan = int(costs.optimize.sum() + costs.lto.sum()), _makespan(costs, options)
    ratio = llvm / ground.llvm if ground.llvm else math.nan
    spread = 0.0 if same and alike else _spread(items, partition, setting)
    return Forecast(
        llvm=llvm,
        makespan=makespan,
        cpu_ratio=ratio,
        makespan_ratio=makespan / ground.makespan if ground.makespan else math.nan,
        likely=(ratio * (1 - spread), ratio * (1 + spread)),
        warning="" if same and alike else _warning(items, partition, setting, split),
    )


def _makespan(costs: Costs, options: ScheduleOptions) -> int:
    """Return the simulated time from the first generation to the end of the last unit."""
    start, end = backend(simulate(costs, options))
    return end - start


def _spread(items: ItemCosts, partition: Partition, setting: Setting) -> float:
    """Return half of the interval around a ratio in which nine of ten measured ones were; errors are independent."""
    base = items.setting
    before, after = max(1, len(items.base.units)), max(1, len(partition.units))
    plans = {plan_of(base), plan_of(setting)}
    counted = max(LEAST, DOUBLING * abs(math.log2(after / before)))
    parts = [
        ONE_UNIT if len(plans) > 1 and LlvmPlan.ONE_UNIT in plans else counted,
        APART if plans == {LlvmPlan.LOCAL_LTO, LlvmPlan.APART} else 0.0,
        LEVEL if setting.opt != base.opt else 0.0,
    ]
    return math.hypot(*parts)


def _warning(items: ItemCosts, partition: Partition, setting: Setting, split: float) -> str:
    """Return the reasons that make a forecast less sure, in a sentence."""
    told: list[str] = []
    if split >= SPLIT and items.source is not CostSource.FUNCTIONS and len(partition.units) > len(items.base.units):
        told.append(
            f"{split:.0%} of LLVM's time was measured in units that are split here; how it divides is estimated:"
            " record with --functions, or with as many units"
        )
    plans = {plan_of(setting), plan_of(items.setting)}
    if len(plans) > 1 and LlvmPlan.ONE_UNIT in plans:
        told.append("one unit against several: all can be inlined into all, which changes the work by up to a sixth")
    return "; ".join(told)
