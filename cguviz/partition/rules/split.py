"""The rule `split`: the largest units are cut into pieces."""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from cguviz.model.partition import Partition
from cguviz.model.texts import Texts
from cguviz.partition.options import COUNT, FACTOR, RuleOptions, option
from cguviz.partition.placing import CARRY, CARRY_MEANING, place_copies
from cguviz.partition.rules.merge import UNITS
from cguviz.partition.start import Start, check_units, root_unit


@dataclasses.dataclass(frozen=True)
class SplitOptions(RuleOptions):
    """Options of `split`; see each field's meaning."""

    units: int | None = option(None, "number of units whose mean size no unit shall much exceed, by default 16", COUNT)
    factor: float = option(1.0, "a unit larger than this many times that mean is split", FACTOR)
    carry: str = option("most", CARRY_MEANING, CARRY)


def split(start: Start, options: SplitOptions) -> Partition:
    """Cut units that are too large into even pieces, functions in the order of items.

    rust-lang/rust#111900 (May 2023, closed: up to 35 % more wall time; boundaries of modules matter). A
    reconstruction: that the largest were split and that the result was even is told, how is not. Here a unit whose
    root items are larger than `factor` times all roots' size by `units` is cut into as few pieces as keep to that
    size, were items divisible. Copies of inlined items follow their users (`cguviz.partition.placing`).

    Parameters
    ----------
    start
        Units with sizes; with uses where there are copies of inlined items.
    options
        See `SplitOptions`.
    """
    check_units(start, options.units)
    home, weight = root_unit(start), start.placement_sizes
    names = start.partition.units.tolist()
    taken = set(names)
    limit = max(options.factor * int(weight[home >= 0].sum()) / (options.units or UNITS), 1.0)
    goal = home.copy()
    for unit in start.by_name:
        items = np.flatnonzero(home == unit)
        before = np.cumsum(weight[items]) - weight[items]
        total = int(weight[items].sum())
        pieces = min(math.ceil(total / limit), len(items))
        if pieces < 2:
            continue
        # An item goes to the piece in which its middle lies.
        piece = ((before + weight[items] / 2) * pieces / total).astype(np.int64)
        for number in np.unique(piece)[1:].tolist():
            goal[items[piece == number]] = len(names)
            names.append(_free_name(f"{names[unit]}.{number}", taken))
    return place_copies(start, goal, Texts.of(names), carry=options.carry)


def _free_name(name: str, taken: set[str]) -> str:
    """Return a name that no other unit has, and take it."""
    while name in taken:
        name += "'"
    taken.add(name)
    return name
