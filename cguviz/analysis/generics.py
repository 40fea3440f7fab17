"""Instances of generic definitions: how many, how large, in how many units, and what they cost."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

import numpy as np

from cguviz.analysis.duplication import GLUE, drop_lifetimes, item_times
from cguviz.model.items import Items
from cguviz.model.partition import Partition
from cguviz.model.paths.table import Paths
from cguviz.model.times.item_costs import ItemCosts

_ARGUMENTS = re.compile(r"[<\[(].*[>\])]")


@dataclasses.dataclass(frozen=True)
class GenericFunction:
    """The instances of one definition in a partition.

    Attributes
    ----------
    function
        The definition without its arguments; drop glue by the constructor of its type, `drop Vec<_>`.
    items
        Its instances.
    copies, units
        Placements of the instances, and units that hold any.
    size, instructions
        Size estimate and LLVM IR instructions of all copies; unknown ones are 0.
    nanoseconds
        Processor time of all copies, as the units' times divide among their items; None where unknown.
    shim
        Whether the compiler made it: drop glue and shims.
    """

    function: str
    items: tuple[int, ...]
    copies: int
    units: int
    size: int
    instructions: int
    nanoseconds: int | None
    shim: bool


def generics(
    partition: Partition,
    items: Items,
    paths: Paths,
    definitions: Sequence[str] | None = None,
    costs: ItemCosts | None = None,
) -> list[GenericFunction]:
    """Group the instances of generic definitions; the most instructions first, else the largest.

    Parameters
    ----------
    partition, items, paths
        Of one capture.
    definitions
        A key for each item that instances of one definition share; by default names without their arguments, which
        leaves `impl` blocks that print alike together.
    costs
        Of the items, where times were measured.
    """
    placed = np.flatnonzero(partition.copies(len(items)) > 0).tolist()
    names, labels = items.name.tolist(), paths.labels.tolist()
    plain, generic = paths.generics.tolist(), paths.generic.tolist()
    keys: dict[tuple[str, str], list[int]] = {}
    for row in placed:
        function = _function(plain[generic[row]], names[row], labels[row])
        if function:
            keys.setdefault((function, "" if definitions is None else definitions[row]), []).append(row)
    group = np.full(len(items), -1, np.int64)
    for number, rows in enumerate(keys.values()):
        group[rows] = number
    own = group[partition.item]
    shown = np.flatnonzero(own >= 0)
    count = len(keys)
    item = partition.item[shown]
    copies = np.bincount(own[shown], minlength=count)
    size = np.bincount(own[shown], np.maximum(partition.size[shown], 0), count)
    instructions = np.bincount(own[shown], np.maximum(items.instructions[item], 0), count)
    pairs = np.unique(own[shown] * max(len(partition.units), 1) + partition.unit[shown])
    units = np.bincount(pairs // max(len(partition.units), 1), minlength=count)
    spent = None if costs is None else item_times(costs)
    times = None if spent is None else np.bincount(own[shown], np.maximum(spent[item], 0.0), count)
    found = [
        GenericFunction(
            function=label,
            items=tuple(rows),
            copies=int(copies[number]),
            units=int(units[number]),
            size=int(size[number]),
            instructions=int(instructions[number]),
            nanoseconds=None if times is None else round(float(times[number])),
            shim=label.startswith("drop ") or " - shim" in names[rows[0]],
        )
        for number, ((label, _), rows) in enumerate(keys.items())
    ]
    return sorted(found, key=lambda row: (-row.instructions, -row.size, row.function))


def _function(plain: str, name: str, label: str) -> str:
    """Return the definition that an item is an instance of, drop glue by its type's constructor; "" of no generic."""
    if plain == GLUE:
        return _ARGUMENTS.sub(lambda match: match[0][0] + "_" + match[0][-1], label, count=1)
    if "{closure" in plain:
        return plain
    if len(plain) == len(name) or ("'" in name and len(plain) == len(drop_lifetimes(name))):
        return ""
    return plain
