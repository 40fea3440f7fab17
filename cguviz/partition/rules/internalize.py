"""The rule `internalize`: items that no other unit uses become internal to their unit."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.columns import Bools
from cguviz.model.partition import LINKAGES, VISIBILITIES, Partition
from cguviz.partition.options import RuleOptions
from cguviz.partition.start import Start, root_unit


@dataclasses.dataclass(frozen=True)
class InternalizeOptions(RuleOptions):
    """`internalize` has no options."""


def internalize(start: Start, options: InternalizeOptions) -> Partition:
    """Give internal linkage to root items that are used in their own unit alone.

    rustc's `internalize_symbols`, read in 1.85 and 1.96, runs after merging. Exact but for what a capture does not
    tell: which root items other crates may use (they stay external in rustc), and uses that LLVM IR no longer shows.
    So an item that nobody is seen to use stays external: it is most likely there for others. With one unit only,
    rustc asks for no users.

    Parameters
    ----------
    start
        Merged units, with uses.
    options
        None.
    """
    del options
    partition = start.partition
    chosen = internal(start)[partition.item] & ~partition.inlined
    chosen &= partition.linkage == LINKAGES.index("External")
    linkage, visibility = partition.linkage.copy(), partition.visibility.copy()
    linkage[chosen] = LINKAGES.index("Internal")
    visibility[chosen] = VISIBILITIES.index("Default")
    order = np.lexsort((partition.item, partition.unit))
    return partition.replace(
        item=partition.item[order],
        mode=partition.mode[order],
        linkage=linkage[order],
        visibility=visibility[order],
        size=partition.size[order],
    )


def internal(start: Start) -> Bools:
    """Return (items,) bool: each root item whose users are all in its own unit and nowhere else."""
    partition, uses = start.partition, start.uses
    home = root_unit(start)
    found = np.zeros(len(start.items), np.bool_)
    if uses is None:
        return found
    copies = partition.copies(len(start.items))
    only = np.full(len(start.items), -1, np.int32)
    only[partition.item] = partition.unit
    only[copies > 1] = -2
    user, used = uses.user, uses.used
    placed = copies[user] > 0
    user, used = user[placed & (user != used)], used[placed & (user != used)]
    found[used] = True
    found[used[only[user] != home[used]]] = False
    return found & (home >= 0)
