"""Choice of the costs of a partition: measured, given in a table, or estimated from sizes; with notes for people."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.errors import CguvizError
from cguviz.model.capture import Capture
from cguviz.model.columns import Longs
from cguviz.model.items import Items
from cguviz.model.partition import Partition
from cguviz.model.times.costs import NO_OVERHEAD, Costs, Overhead, measured_costs
from cguviz.model.times.item_costs import ItemCosts
from cguviz.schedule.coordinator import coordinator_of
from cguviz.schedule.cost_model import MODEL, predict_costs
from cguviz.schedule.item_costs import compiled_stage, same_contents, with_measured
from cguviz.schedule.overhead import overhead_when_idle
from cguviz.schedule.rates import Rates, by_size

NS_PER_US = 1000.0
NAMED = 3
"""Units that a sentence names one by one."""


@dataclasses.dataclass(frozen=True)
class ChosenCosts:
    """Costs, and where they are from.

    Attributes
    ----------
    costs
        Of the units to be scheduled.
    origin
        For people: "self-profile", "costs.json", …
    notes
        Sentences on what had to be assumed.
    overhead
        What passes besides the work on the units.
    exact
        Whether every cost was measured or given for this very unit.
    """

    costs: Costs
    origin: str
    notes: tuple[str, ...] = ()
    overhead: Overhead = NO_OVERHEAD
    exact: bool = True


def from_profile(capture: Capture, partition: Partition | None, units: int = 0) -> ChosenCosts | None:
    """Take the costs of a partition from the capture's own timeline.

    Parameters
    ----------
    capture
        Whose timeline names units.
    partition
        What is to be scheduled: the stage that was compiled, or any other of the same items, which gets the costs with
        its items. None for the units of the timeline.
    units
        The number of units that is named for it, as `-C codegen-units`; 0 for none.

    Returns
    -------
    None where no unit was measured.
    """
    timeline = capture.timeline
    if timeline is None:
        return None
    measured = measured_costs(timeline)
    known = measured.known
    if not known.any():
        return None
    measured = measured.take(np.flatnonzero(known))
    overhead = overhead_when_idle(timeline, coordinator_of(capture.compiler))
    if partition is None or not len(partition.units):
        return ChosenCosts(measured, timeline.source, overhead=overhead)
    base = compiled_stage(capture, measured)
    if base is None:
        if not set(partition.units) & set(measured.units):
            return None
        chosen = from_table(measured, capture, partition, timeline.source)
        return dataclasses.replace(chosen, overhead=overhead)
    items = with_measured(capture, base, measured)
    setting = dataclasses.replace(items.setting, units=units)
    if same_contents(base, partition) and (not units or setting.local_lto == items.setting.local_lto):
        return ChosenCosts(as_measured(items, partition), timeline.source, overhead=overhead)
    note = f"{partition.stage} was not compiled: its items cost what they cost in the units of {base.stage}."
    moved = predict_costs(items, partition, setting)
    origin = f"{timeline.source} of {base.stage}"
    return ChosenCosts(moved.costs, origin, (note,), foresee_thin_link(overhead, moved.costs), exact=False)


def as_measured(items: ItemCosts, partition: Partition) -> Costs:
    """Return the costs of the units that were compiled, in the order of an equal partition."""
    row = {name: index for index, name in enumerate(items.base.units)}
    return items.units.take(np.array([row[name] for name in partition.units], np.int64))


def foresee_thin_link(overhead: Overhead, costs: Costs) -> Overhead:
    """Return the overhead of a back end, with a thin link where there is LTO and none elsewhere."""
    if not costs.lto.any():
        return dataclasses.replace(overhead, thin_link=0, lto=0)
    if overhead.thin_link:
        return overhead
    llvm = int(costs.optimize.sum() + costs.lto.sum())
    return dataclasses.replace(overhead, thin_link=round(MODEL.thin_link * llvm), lto=overhead.optimize)


def from_table(costs: Costs, capture: Capture, partition: Partition, origin: str) -> ChosenCosts:
    """Take the costs of a partition from a table of units.

    Parameters
    ----------
    costs
        As given.
    capture, partition
        What is to be scheduled. Units that the table lacks cost what their size suggests; if it has none of them, its
        own units are scheduled.
    origin
        What to call the table.

    Raises
    ------
    CguvizError
        There is nothing by which to guess the costs that the table lacks.
    """
    row = {name: index for index, name in enumerate(costs.units)}
    place = np.array([row.get(name, -1) for name in partition.units], np.int64)
    there = place >= 0
    if not there.any():
        note = f"None of the units in {origin} is in {partition.stage}, so its own units are scheduled."
        return ChosenCosts(costs, origin, (note,))
    notes: list[str] = []
    strange = sorted(set(costs.units) - set(partition.units))
    if strange:
        notes.append(f"Not in {partition.stage}, and left out: {_list_names(strange)}.")
    found = costs.take(place[there])
    if there.all():
        return ChosenCosts(found, origin, tuple(notes))
    lacking = [name for name, known in zip(partition.units, there.tolist(), strict=True) if not known]
    size, how = sizes_of(partition, capture.items)
    whole = int(size[there].sum())
    if not whole:
        raise CguvizError(f"{origin} has no costs of {_list_names(lacking)}, and no size tells what they may cost.")
    notes.append(f"Without costs in {origin}, so taken by size ({how}): {_list_names(lacking)}.")
    rates = Rates(*(float(column.sum()) / whole for column in (found.generate, found.optimize, found.lto)))
    filled = by_size(partition.units, size, rates)
    columns = {}
    for name in ("size", "generate", "optimize", "lto", "copy"):
        column: Longs = getattr(filled, name).copy()
        column[there] = getattr(found, name)
        columns[name] = column
    return ChosenCosts(filled.replace(**columns), origin, tuple(notes), exact=False)


def from_rates(rates: Rates, capture: Capture, partition: Partition, origin: str) -> ChosenCosts:
    """Estimate the costs of a partition from the sizes of its units.

    Raises
    ------
    CguvizError
        There are no units.
    """
    if not len(partition.units):
        raise CguvizError(f"{partition.stage} has no units; there is nothing to schedule.")
    size, how = sizes_of(partition, capture.items)
    stages = ((rates.generate, "to generate"), (rates.optimize, "to optimize"), (rates.lto, "in LTO"))
    each = ", ".join(f"{rate / NS_PER_US:,.1f} µs {stage}" for rate, stage in stages if rate)
    notes = [f"Each unit of rustc's size estimate is taken to cost {each}; machines differ by several times."]
    if how != SIZES:
        notes.append(f"{partition.stage} has no size estimates; {how} stand in for them.")
    return ChosenCosts(by_size(partition.units, size, rates), origin, tuple(notes), exact=False)


SIZES = "size estimates"


def sizes_of(partition: Partition, items: Items) -> tuple[Longs, str]:
    """Return (u,) int64 sizes of units and their kind: size estimates, else LLVM instructions, else item counts."""
    if (partition.size > 0).any():
        return partition.unit_sizes, SIZES
    instructions = items.instructions[partition.item]
    if (instructions > 0).any():
        return partition.replace(size=instructions).unit_sizes, "LLVM instructions"
    return np.diff(partition.starts), "numbers of items"


def _list_names(names: list[str]) -> str:
    """Write some names for people, the first `NAMED` of them and the number of others."""
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"
