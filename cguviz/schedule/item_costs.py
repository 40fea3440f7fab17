"""Costs of the items of a capture: its measured units and what divides their time among items."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.capture import Capture
from cguviz.model.columns import Floats
from cguviz.model.items import Items
from cguviz.model.partition import Partition
from cguviz.model.times.costs import Costs, measured_costs
from cguviz.model.times.item_costs import CostSource, ItemCosts
from cguviz.model.times.setting import Setting, setting_of
from cguviz.model.times.timed_functions import items_of
from cguviz.model.times.timeline import FunctionTimes, Timeline
from cguviz.model.times.work import unit_bars
from cguviz.schedule.rates import DEBUG, PUBLISHED, by_size, likely_profile

UNTIMED = 0.1
"""Of the mean time of its instructions, what a function without a time of its own is taken to cost."""


def item_costs_of(capture: Capture) -> ItemCosts | None:
    """Return the costs of a capture's items: measured where it has a timeline, else published medians by size.

    Returns
    -------
    None without units.
    """
    stages = [stage for stage in capture.partitions if len(stage.units)]
    if not stages:
        return None
    if capture.timeline is not None:
        measured = measured_costs(capture.timeline)
        base = compiled_stage(capture, measured)
        if base is not None:
            return with_measured(capture, base, measured)
    profile, _ = likely_profile(capture, stages[0])
    base = stages[-1]
    setting = Setting(opt="0" if profile == DEBUG else "3")
    weight = _weights(capture.items, base)
    units = by_size(
        base.units,
        np.rint(np.bincount(base.unit, weight[base.item], len(base.units))).astype(np.int64),
        PUBLISHED[profile],
    )
    return _costs_from(
        capture, base, units=units, weights=(weight, weight, weight), source=CostSource.MEDIANS, setting=setting
    )


def compiled_stage(capture: Capture, measured: Costs) -> Partition | None:
    """Return the stage whose units were measured, the first: what-ifs come later and may name units alike."""
    names = {name for name, known in zip(measured.units.tolist(), measured.known.tolist(), strict=True) if known}
    return next((one for one in capture.partitions if len(one.units) and set(one.units) <= names), None)


def with_measured(capture: Capture, base: Partition, measured: Costs) -> ItemCosts:
    """Divide the times of units among their items.

    Parameters
    ----------
    capture
        Has a timeline.
    base
        The stage that was compiled.
    measured
        Costs of the timeline's units, all of `base` among them.
    """
    timeline = capture.timeline
    row = {name: index for index, name in enumerate(measured.units)}
    units = measured.take(np.array([row[name] for name in base.units], np.int64))
    # What rustc noted in the profile decided the order; sizes of the partition may be inferred.
    units = units if units.size.any() else units.replace(size=base.unit_sizes)
    weight = _weights(capture.items, base)
    by_clock = timeline is None or not _has_processor_times(timeline)
    source = CostSource.CLOCK if by_clock else CostSource.UNITS
    llvm = weight
    if timeline is not None and timeline.functions is not None:
        timed = _function_weights(timeline.functions, capture.items, base, weight)
        llvm, source = (weight, source) if timed is None else (timed, CostSource.FUNCTIONS)
    setting = _setting(timeline, units)
    return _costs_from(capture, base, units=units, weights=(weight, llvm, llvm), source=source, setting=setting)


def same_contents(left: Partition, right: Partition) -> bool:
    """Say whether two partitions have the same units with the same items, in whatever order."""
    if left is right:
        return True
    if sorted(left.units) != sorted(right.units) or len(left) != len(right):
        return False
    names = {name: row for row, name in enumerate(left.units)}
    same = np.array([names[name] for name in right.units], np.int64)
    width = int(max(left.item.max(initial=0), right.item.max(initial=0))) + 1
    return np.array_equal(
        np.sort(left.unit.astype(np.int64) * width + left.item), np.sort(same[right.unit] * width + right.item)
    )


def _costs_from(
    capture: Capture,
    base: Partition,
    units: Costs,
    weights: tuple[Floats, Floats, Floats],
    source: CostSource,
    setting: Setting,
) -> ItemCosts:
    """Build costs of items from weights for each stage."""
    instructions = np.maximum(capture.items.instructions, 0).astype(np.float64)
    known = float(instructions.sum())
    per = [float(weight.sum()) / known if known else SIZE_PER_INSTRUCTION for weight in weights]
    generate, optimize, lto = weights
    return ItemCosts(
        base=base,
        units=units,
        generate=generate,
        optimize=optimize,
        lto=lto,
        instructions=np.array(per, np.float64),
        source=source,
        setting=setting,
    )


SIZE_PER_INSTRUCTION = 1.0
"""Size estimate per LLVM IR instruction of unoptimised code; 0.8 to 1.1 in recordings of release builds."""


def _weights(items: Items, base: Partition) -> Floats:
    """Return (items,) float64: LLVM IR instructions where they are known, else sizes, else 1 each."""
    if (items.instructions > 0).any():
        return np.maximum(items.instructions, 1).astype(np.float64)
    size = items.size.astype(np.float64)
    placed = np.full(len(items), -1.0)
    placed[base.item] = base.size
    size = np.where(size >= 0, size, placed)
    return np.where(size >= 0, size, 1.0)


def _function_weights(functions: FunctionTimes, items: Items, base: Partition, weight: Floats) -> Floats | None:
    """Return (items,) float64 nanoseconds of one copy of each function; None where no function is an item."""
    item = items_of(functions, items.symbol)[functions.symbol]
    known = item >= 0
    time = np.bincount(item[known], functions.time[known], len(items)).astype(np.float64)
    if not time.any():
        return None
    placed = base.copies(len(items)) > 0
    mean = float(time.sum()) / float(weight[placed].sum())
    each = time / np.maximum(base.copies(len(items)), 1)
    return np.where(each > 0, each, UNTIMED * mean * weight)


def _has_processor_times(timeline: Timeline) -> bool:
    """Say whether the processor times of the units' bars are known, of most of them."""
    rows = unit_bars(timeline)
    return bool(rows.any() and np.mean(timeline.ran[rows] >= 0) > 1 / 2)


def _setting(timeline: Timeline | None, units: Costs) -> Setting:
    """Return the setting that a timeline was measured with: as rustc was called, but for what the times deny."""
    told = None if timeline is None else setting_of(timeline.command)
    lto = bool(units.own_lto.any())
    if told is None:
        return Setting(opt="3" if lto or units.fat_lto else "0", lto="fat" if units.fat_lto else "")
    if lto and not told.local_lto and not told.lto:
        return dataclasses.replace(told, units=0, opt="3" if told.opt == "0" else told.opt)
    if told.local_lto and not lto and units.optimize.any():
        return dataclasses.replace(told, lto="off")
    return told
