"""The rule `internalize`: items that no other unit uses become internal to their unit."""

from __future__ import annotations

import dataclasses
import re

import numpy as np

from cguviz.model.columns import Bools
from cguviz.model.partition import LINKAGES, VISIBILITIES, Partition
from cguviz.partition.options import RuleOptions
from cguviz.partition.start import Start, root_unit

EXTERNAL, INTERNAL = LINKAGES.index("External"), LINKAGES.index("Internal")
DEFAULT, HIDDEN = VISIBILITIES.index("Default"), VISIBILITIES.index("Hidden")
ENTRY = re.compile(r"\w+::main|std::rt::lang_start::<.*>")
"""The program's entry point and what the C function `main`, which is no mono item, calls with it."""


@dataclasses.dataclass(frozen=True)
class InternalizeOptions(RuleOptions):
    """`internalize` has no options."""


def internalize(start: Start, options: InternalizeOptions) -> Partition:
    """Give internal linkage to root items that are used in their own unit alone.

    rustc's `internalize_symbols`, read in 1.85 and 1.96, runs after merging. It leaves alone what other crates may use:
    LLVM IR says which items those are, by default visibility; a dump does not. Exact but for that, and for uses that
    LLVM IR no longer shows: an item that nobody is seen to use stays external, it is most likely there for others. With
    one unit only, rustc asks for no users, and neither does the rule where visibilities are known.

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
    chosen &= (partition.linkage == EXTERNAL) & (partition.visibility != DEFAULT)
    linkage, visibility = partition.linkage.copy(), partition.visibility.copy()
    linkage[chosen] = INTERNAL
    visibility[chosen] = DEFAULT
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
    if len(partition.units) == 1 and (partition.visibility == HIDDEN).any():
        entry = (ENTRY.fullmatch(name) is not None for name in start.items.name)
        return ~np.fromiter(entry, np.bool_, len(start.items))
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
