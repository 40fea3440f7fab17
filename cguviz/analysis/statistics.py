"""The figures of one stage that rustc's own dump header prints, and figures of its uses.

This module counts what a partition holds. It knows nothing of files: whether a dump's header agrees with its body
is told while the dump is read.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.columns import Longs
from cguviz.model.inference import inferred_items
from cguviz.model.items import Items
from cguviz.model.partition import Mode, Partition, placed_uses
from cguviz.model.sizes import collapse, quotient
from cguviz.model.uses import Uses


@dataclasses.dataclass(frozen=True)
class Figures:
    """One stage in numbers, named as in `cguviz info --json`.

    Sizes that are not known count 0, so that the sizes of a source
    without any are 0 throughout. "Unique" counts an item once, "placed" counts its copies.

    Attributes
    ----------
    stage
        The name of the stage.
    units
        The number of codegen units.
    unique_items, unique_root_items, unique_inlined_items
        Distinct items that are placed somewhere; the first is the sum of the other two.
    unique_size, unique_root_size, unique_inlined_size
        Their size estimates.
    placed_items, placed_root_items, placed_inlined_items
        Placements.
    placed_size, placed_root_size, placed_inlined_size
        Their size estimates.
    items_ratio, size_ratio
        Placed per unique, with two decimals; None where nothing is placed (rustc prints NaN).
    mean_unit_size
        With one decimal; None without units.
    unit_sizes
        Complete, descending.
    cut_uses, inside_uses
        Placed uses of functions by functions that cross units, and those that do not; None where nobody told the uses.
    inferred_items
        Distinct items of which root or inlined is inferred.
    """

    stage: str
    units: int
    unique_items: int
    unique_root_items: int
    unique_inlined_items: int
    unique_size: int
    unique_root_size: int
    unique_inlined_size: int
    placed_items: int
    placed_root_items: int
    placed_inlined_items: int
    placed_size: int
    placed_root_size: int
    placed_inlined_size: int
    items_ratio: float | None
    size_ratio: float | None
    mean_unit_size: float | None
    unit_sizes: tuple[int, ...]
    cut_uses: int | None
    inside_uses: int | None
    inferred_items: int


def figures(partition: Partition, items: Items, uses: Uses | None) -> Figures:
    """Count one stage as rustc counts it.

    Follows `debug_dump` of rustc_monomorphize::partitioning since July 2023 (rust-lang/rust#113684): an item is
    unique once among the root items and once among the inlined ones.

    Parameters
    ----------
    partition, items, uses
        Of the same capture.
    """
    size = np.maximum(partition.size, 0)
    inlined = partition.mode == Mode.INLINED
    first = {mode: _first(partition, len(items), mode) for mode in (False, True)}
    root_items, inlined_items = len(first[False]), len(first[True])
    root_size, inlined_size = int(size[first[False]].sum()), int(size[first[True]].sum())
    placed, copies = len(partition), int(inlined.sum())
    placed_size, copies_size = int(size.sum()), int(size[inlined].sum())
    units = len(partition.units)
    cut = None if uses is None else placed_uses(partition, uses.between_functions(items)).cut
    return Figures(
        stage=partition.stage,
        units=units,
        unique_items=root_items + inlined_items,
        unique_root_items=root_items,
        unique_inlined_items=inlined_items,
        unique_size=root_size + inlined_size,
        unique_root_size=root_size,
        unique_inlined_size=inlined_size,
        placed_items=placed,
        placed_root_items=placed - copies,
        placed_inlined_items=copies,
        placed_size=placed_size,
        placed_root_size=placed_size - copies_size,
        placed_inlined_size=copies_size,
        items_ratio=_ratio(placed, root_items + inlined_items, decimals=2),
        size_ratio=_ratio(placed_size, root_size + inlined_size, decimals=2),
        mean_unit_size=_ratio(placed_size, units, decimals=1),
        unit_sizes=tuple(np.sort(partition.unit_sizes)[::-1].tolist()),
        cut_uses=None if cut is None else int(cut.sum()),
        inside_uses=None if cut is None else int((~cut).sum()),
        inferred_items=inferred_items(items, partition),
    )


def as_json(counted: Figures) -> dict[str, object]:
    """Return the figures as one stage of `info --json`, in its order."""
    table = dataclasses.asdict(counted)
    return table | {"unit_sizes": list(counted.unit_sizes)}


def header(counted: Figures) -> tuple[str, str, str, str]:
    """Write the four lines that open a stage in rustc's dump, without log prefix.

    Rounding and collapsed lists are rustc's own: `{:.2}`, `{:.1}`, `NaN` for 0/0, `v (xk)` for k equal sizes. Of a
    source without sizes nothing is said about them: rustc's own are 1 at least.
    """
    sizes = np.array(counted.unit_sizes, np.int64)
    (collapsed,) = collapse(sizes, np.zeros(len(sizes), np.int32), 1)
    unique, placed, size = counted.unique_items, counted.placed_items, counted.placed_size
    unique_items = f"{unique} ({counted.unique_root_items} root + {counted.unique_inlined_items} inlined)"
    unique_size = f"{counted.unique_size} ({counted.unique_root_size} root + {counted.unique_inlined_size} inlined)"
    placed_items = f"{placed} ({counted.placed_root_items} root + {counted.placed_inlined_items} inlined)"
    placed_size = f"{size} ({counted.placed_root_size} root + {counted.placed_inlined_size} inlined)"
    items_ratio, size_ratio = quotient(placed, unique, 2), quotient(size, counted.unique_size, 2)
    if placed and not size:
        return (
            f"- unique items: {unique_items}",
            f"- placed items: {placed_items}",
            f"- placed/unique items ratio: {items_ratio}",
            f"- CGUs: {counted.units}, size estimates not known",
        )
    return (
        f"- unique items: {unique_items}, unique size: {unique_size}",
        f"- placed items: {placed_items}, placed size: {placed_size}",
        f"- placed/unique items ratio: {items_ratio}, placed/unique size ratio: {size_ratio}",
        f"- CGUs: {counted.units}, mean size: {quotient(size, counted.units, 1)}, sizes: {collapsed}",
    )


def _first(partition: Partition, items: int, inlined: bool) -> Longs:
    """Return one placement of each item that is placed as root (or inlined), int64."""
    rows = np.flatnonzero((partition.mode == Mode.INLINED) == inlined)
    home = np.full(items, -1, np.int64)
    home[partition.item[rows]] = rows
    return home[home >= 0]


def _ratio(part: int, whole: int, *, decimals: int) -> float | None:
    """Divide and round; None by zero."""
    return round(part / whole, decimals) if whole else None
