"""The rule `dedup`: one copy of a large inlined item instead of many."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.partition import LINKAGES, VISIBILITIES, Mode, Partition, partition_of
from cguviz.partition.options import SIZE, RuleOptions, option
from cguviz.partition.start import Start


@dataclasses.dataclass(frozen=True)
class DedupOptions(RuleOptions):
    """Options of `dedup`; see each field's meaning."""

    threshold: int = option(
        300, "size that must be saved by leaving out the further copies of an item; 0 for off", SIZE
    )


def dedup(start: Start, options: DedupOptions) -> Partition:
    """Keep one copy of an inlined item where the others cost too much.

    rust-lang/rust#154345 (2026, closed). Published in its description: an inlined item with c copies whose
    `size * (c - 1)` is above the threshold keeps one copy, in the first unit by name, which becomes external and
    hidden, that is, a root. Items that are a root somewhere are left alone. So were those marked `inline(always)`,
    which no capture tells.

    Parameters
    ----------
    start
        Units with sizes, as a rule unmerged ones.
    options
        See `DedupOptions`.
    """
    partition = start.partition
    inlined = partition.inlined
    copies = np.bincount(partition.item[inlined], minlength=len(start.items))
    chosen = (start.placement_sizes * (copies - 1) > options.threshold) & (copies > 1)
    if not options.threshold:
        chosen[:] = False
    chosen[partition.item[~inlined]] = False
    rank = np.empty(len(partition.units), np.int64)
    rank[start.by_name] = np.arange(len(partition.units))
    rows = np.flatnonzero(inlined & chosen[partition.item])
    rows = rows[np.lexsort((rank[partition.unit[rows]], partition.item[rows]))]
    _, first = np.unique(partition.item[rows], return_index=True)
    kept = ~(inlined & chosen[partition.item])
    kept[rows[first]] = True
    root, external, hidden = (column.copy() for column in (partition.mode, partition.linkage, partition.visibility))
    root[rows[first]] = Mode.ROOT
    external[rows[first]] = LINKAGES.index("External")
    hidden[rows[first]] = VISIBILITIES.index("Hidden")
    order = np.lexsort((partition.item, partition.unit))
    order = order[kept[order]]
    return partition_of(
        partition.stage,
        partition.units,
        unit=partition.unit[order],
        item=partition.item[order],
        mode=root[order],
        linkage=external[order],
        visibility=hidden[order],
        size=partition.size[order],
    )
