"""Costs of units in a simulation: measured, published, or read from a file. Chooses; says what was assumed."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from cguviz.formats.opening_tables import open_costs
from cguviz.model.capture import Capture
from cguviz.model.partition import Partition
from cguviz.model.times.costs import Costs
from cguviz.schedule import PUBLISHED, ChosenCosts, from_rates, from_table, likely_profile, rates_of
from cguviz.workspace.requests.timing import COSTS, MEASURED


def costs_of(capture: Capture, partition: Partition | None, wanted: str, own: ChosenCosts | None) -> ChosenCosts | None:
    """Choose the costs of a partition's units.

    Parameters
    ----------
    capture, partition
        Whose units; None for those of the capture's profile.
    wanted
        One of `COSTS`, or a file of costs or of published measurements.
    own
        What the capture's own profile gives, None where it has none.

    Returns
    -------
    None where there is nothing to guess from.

    Raises
    ------
    CguvizError
        The file cannot be read, or has too few of the units.
    """
    if wanted == MEASURED and own is not None:
        return own
    if wanted not in COSTS:
        return _from_file(capture, partition, wanted)
    if partition is None or not len(partition.units):
        return None
    profile, reason = likely_profile(capture, partition) if wanted == MEASURED else (wanted, "chosen")
    source = from_rates(PUBLISHED[profile], capture, partition, f"published medians ({profile})")
    note = f"Costs are published medians of {profile} builds, as {reason}: shapes hold, absolute times do not."
    return dataclasses.replace(source, notes=(*source.notes, note))


def _from_file(capture: Capture, partition: Partition | None, path: str) -> ChosenCosts | None:
    content, name = open_costs(path).content, Path(path).name
    note = f"Costs are those of {name}."
    if isinstance(content, Costs):
        given = ChosenCosts(content, name) if partition is None else from_table(content, capture, partition, name)
        return dataclasses.replace(given, notes=(*given.notes, note))
    if partition is None:
        return None
    medians = from_rates(rates_of(content), capture, partition, f"medians of {name}")
    return dataclasses.replace(medians, notes=(*medians.notes, f"{note[:-1]}, medians of its units."))
