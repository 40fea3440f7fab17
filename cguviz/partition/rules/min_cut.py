"""The rule `min-cut`: a reference with even units and as few uses between them as can be found."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.errors import PartitionError
from cguviz.model.columns import Longs, starts_of
from cguviz.model.partition import Partition
from cguviz.model.texts import Texts
from cguviz.partition.options import COUNT, RuleOptions, option
from cguviz.partition.placing import CARRY, CARRY_MEANING, place_copies, without_empty
from cguviz.partition.rules.bins import bins_of, finish
from cguviz.partition.rules.merge import UNITS
from cguviz.partition.start import Start, check_units, root_unit


@dataclasses.dataclass(frozen=True)
class MinCutOptions(RuleOptions):
    """Options of `min-cut`; see each field's meaning."""

    units: int | None = option(None, "number of units (-C codegen-units), by default 16", COUNT)
    carry: str = option("most", CARRY_MEANING, CARRY)


def min_cut(start: Start, options: MinCutOptions) -> Partition:
    """Cut the graph of root items into even parts with few uses between them, whatever the units were.

    Not a rule of rustc but a reference for others, by METIS. Published: Karypis and Kumar, "A fast and high quality
    multilevel scheme for partitioning irregular graphs" (1998). Items weigh their size, each pair of items that use one
    another weighs one; copies of inlined items follow and do not count for balance, so that they may unbalance it.

    Parameters
    ----------
    start
        Any units, with sizes and uses.
    options
        See `MinCutOptions`.

    Raises
    ------
    PartitionError
        METIS is not installed.
    """
    check_units(start, options.units)
    roots = np.flatnonzero(root_unit(start) >= 0)
    units = min(options.units or UNITS, max(len(roots), 1))
    goal = np.full(len(start.items), -1, np.int32)
    goal[roots] = _parts(start, roots, units)
    names = Texts.of([f"{part:08}" for part in range(units)])
    cut = start.replace(partition=without_empty(place_copies(start, goal, names, carry=options.carry)))
    return finish(cut, bins_of(cut, copies=True), incremental=False)


def _parts(start: Start, roots: Longs, units: int) -> Longs:
    """Return (roots,) int64: the part of each root item."""
    try:
        import pymetis
    except ImportError as error:
        raise PartitionError("min-cut needs METIS: install the Python package pymetis.") from error
    if units == 1 or start.uses is None:
        return np.zeros(len(roots), np.int64)
    number = np.full(len(start.items), -1, np.int64)
    number[roots] = np.arange(len(roots))
    one, other = number[start.uses.user], number[start.uses.used]
    kept = (one >= 0) & (other >= 0) & (one != other)
    # Each pair both ways, once.
    pairs = np.unique(np.concatenate([one[kept] * len(roots) + other[kept], other[kept] * len(roots) + one[kept]]))
    _, parts = pymetis.part_graph(
        units,
        pymetis.CSRAdjacency(
            starts_of((pairs // len(roots)).astype(np.int32), len(roots)).tolist(), (pairs % len(roots)).tolist()
        ),
        vweights=np.maximum(start.placement_sizes[roots], 1).tolist(),
    )
    return np.array(parts, np.int64)
