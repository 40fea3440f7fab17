"""Items and partitions from the dumps of one compilation.

**Items.** Usually (name, kind, symbol) names one mono item. Where several share it (assembly blocks, symbols without
hash), the n-th copy inside a unit is another item than the first; root items are placed once, so that each of their
placements in a stage is an item of its own.

**Root or inlined.** Since July 2023 dumps say it. Before, they do not, and it follows from the order of work:
partitioning began with the root items alone (INITIAL …, ROOTS), inlined items were added later, with internal linkage,
and only then were root items made internal. So an item is root if that first dump has it or its linkage is external
somewhere; if there is that first dump, all others are inlined. Without it, internal items in several units or in a
stage named INLINING are inlined, and the rest is inferred (`cguviz.formats.modes`).
"""

from __future__ import annotations

import itertools

import numpy as np

from cguviz.formats.debug_log.grammar import UNTOLD
from cguviz.formats.debug_log.scan import Scan
from cguviz.formats.debug_log.stages import LogStage
from cguviz.model.columns import Bytes, Ints, Longs
from cguviz.model.items import Items
from cguviz.model.partition import LINKAGES, Mode, Partition
from cguviz.model.texts import Texts

_INTERNAL = (LINKAGES.index(""), LINKAGES.index("Internal"), LINKAGES.index("Private"))


def partitions_of(stages: list[LogStage], scan: Scan) -> tuple[Items, tuple[Partition, ...]]:
    """Build the items and partitions of one compilation.

    Parameters
    ----------
    stages
        Its dumps.
    scan
        The log they come from.

    Returns
    -------
    items, partitions
        Items in the order of their first placement.
    """
    units = [np.repeat(np.arange(len(stage.units), dtype=np.int64), np.diff(stage.starts)) for stage in stages]
    rows = np.concatenate([stage.rows for stage in stages])
    modes = _modes(stages, units, rows, scan)
    ends = np.cumsum([len(stage.rows) for stage in stages]).tolist()
    spans = [slice(start, end) for start, end in itertools.pairwise([0, *ends])]
    ordinals = [
        _ordinals(scan.key[stage.rows], unit, modes[span])
        for stage, unit, span in zip(stages, units, spans, strict=True)
    ]
    item, key = _number(scan.key[rows], np.concatenate(ordinals), len(scan.names))
    partitions = tuple(
        Partition(
            stage=stage.label or f"STAGE {number}",
            units=Texts.of_bytes([unit.name for unit in stage.units]),
            starts=stage.starts,
            item=item[span],
            mode=modes[span],
            linkage=scan.linkage[stage.rows],
            visibility=scan.visibility[stage.rows],
            size=scan.size[stage.rows],
        )
        for number, (stage, span) in enumerate(zip(stages, spans, strict=True), 1)
    )
    return _items(scan, item, key, scan.size[rows]), partitions


def _modes(stages: list[LogStage], units: list[Longs], rows: Longs, scan: Scan) -> Bytes:
    """Return (p,) uint8: the `Mode` of all placements, read or inferred."""
    told = scan.mode[rows]
    if not np.any(told == UNTOLD):
        return told
    keys = len(scan.names)
    known = np.full(keys, UNTOLD, np.uint8)
    external = np.zeros(keys, np.bool_)
    external[scan.key[rows[~np.isin(scan.linkage[rows], _INTERNAL)]]] = True
    roots_first = stages[0].label.startswith(("INITIAL", "ROOTS"))
    if roots_first:
        known[scan.key[rows]] = Mode.INLINED
        external[scan.key[stages[0].rows]] = True
    else:
        for stage, unit in zip(stages, units, strict=True):
            placed = np.unique(scan.key[stage.rows].astype(np.int64) * max(len(stage.units), 1) + unit)
            copies = np.bincount(placed // max(len(stage.units), 1), minlength=keys)
            known[copies > 1] = Mode.INLINED
            if "INLIN" in stage.label:
                known[scan.key[stage.rows]] = Mode.INLINED
    known[external] = Mode.ROOT
    sure = told != UNTOLD
    known[scan.key[rows[sure]]] = told[sure]
    return np.where(sure, told, known[scan.key[rows]])


def _ordinals(key: Ints, unit: Longs, mode: Bytes) -> Longs:
    """Return (p,) int64: the number of each placement's item among the mono items with the same key."""
    root = mode == Mode.ROOT
    span = int(key.max(initial=0)) + 1
    roots = np.bincount(key[root], minlength=span)
    # Copies come after the root items of the same key, and are counted in each unit anew.
    group = key.astype(np.int64) + np.where(root, 0, (unit + 1) * span)
    order = np.argsort(group, kind="stable")
    ordered = group[order]
    if roots.max(initial=0) <= 1 and not roots[key[~root]].any() and not np.any(ordered[1:] == ordered[:-1]):
        return np.zeros(len(key), np.int64)
    position = np.arange(len(key))
    first = np.maximum.accumulate(np.where(np.diff(ordered, prepend=-1) != 0, position, 0))
    ordinal = np.empty(len(key), np.int64)
    ordinal[order] = position - first
    return ordinal + np.where(root, 0, roots[key])


def _number(key: Ints, ordinal: Longs, keys: int) -> tuple[Ints, Longs]:
    """Give numbers to the mono items by first appearance.

    Returns
    -------
    item, key
        (p,) int32 the item of each placement, and (n,) int64 the key of each item.
    """
    code = key + ordinal * keys
    more = np.unique(code[code >= keys])
    code = np.where(code < keys, code, keys + np.searchsorted(more, code))
    first = np.full(keys + len(more), len(code), np.int64)
    first[code[::-1]] = np.arange(len(code))[::-1]
    order = np.argsort(first, kind="stable")[: np.count_nonzero(first < len(code))]
    rank = np.empty(len(first), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return rank[code], key[first[order]].astype(np.int64)


def _items(scan: Scan, item: Ints, key: Longs, size: Longs) -> Items:
    chosen = key.tolist()
    sizes = np.full(len(chosen), -1, np.int64)
    # Written last wins: the first placement that states a size.
    stated = np.flatnonzero(size >= 0)[::-1]
    sizes[item[stated]] = size[stated]
    unknown = np.full(len(chosen), -1, np.int64)
    return Items(
        name=Texts.of_bytes([scan.names[index] for index in chosen]),
        symbol=Texts.of_bytes([scan.symbols[index] for index in chosen]),
        kind=scan.kinds[key],
        size=sizes,
        instructions=unknown,
        blocks=unknown.copy(),
    )
