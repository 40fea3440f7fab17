"""Joining printed mono items with another capture of the same compilation, which they only check.

`-Zprint-mono-items` tells the final units of each item once more, without sizes, symbols or who is a root. Its names
are not unique, so it is compared and then left out: with a debug log name by name, with LLVM IR, where names come
from symbols and look different, by the number of functions per unit and linkage.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from cguviz.formats.join.ir import is_ir
from cguviz.formats.mono.items import STAGE
from cguviz.model.capture import Capture, Remark
from cguviz.model.items import Kind
from cguviz.model.partition import LINKAGES

_EXAMPLES = 3


def is_mono(capture: Capture) -> bool:
    """Say whether a capture comes from printed mono items alone."""
    return capture.stages == (STAGE,)


def has_units(capture: Capture) -> bool:
    """Say whether a capture comes from the compiler and can be checked against mono items."""
    return bool(capture.partitions) and bool(len(capture.items.symbol.blob))


def common(capture: Capture, mono: Capture) -> tuple[int, int]:
    """Count the units that a capture shares with mono items: in all its stages, and in its last stage."""
    units = set(mono.partitions[0].units)
    every = {unit for partition in capture.partitions for unit in partition.units}
    return len(units & every), len(units.intersection(capture.partitions[-1].units))


def join(capture: Capture, mono: Capture) -> Capture:
    """Check a capture against mono items: differences become a remark.

    Parameters
    ----------
    capture
        From a debug log, LLVM IR, or both.
    mono
        Of the same compilation (`common`).

    Returns
    -------
    The capture, with a remark if they differ.
    """
    differences = _cells(capture, mono) if is_ir(capture) else _names(capture, mono)
    remarks = (Remark(differences, path="".join(mono.sources[:1])),) if differences else ()
    return capture.replace(
        compiler=capture.compiler or mono.compiler,
        remarks=capture.remarks + mono.remarks + remarks,
        sources=tuple(dict.fromkeys(capture.sources + mono.sources)),
    )


def _cells(capture: Capture, mono: Capture) -> str:
    """Describe the units and linkages for which LLVM IR and mono items count different functions, "" for none."""
    mine, theirs = functions(capture), functions(mono)
    cells = sorted(cell for cell in mine.keys() | theirs.keys() if mine[cell] != theirs[cell])
    if not cells:
        return ""
    shown = "; ".join(
        f"{unit} {LINKAGES[linkage]} {mine[unit, linkage]} and {theirs[unit, linkage]}"
        for unit, linkage in cells[:_EXAMPLES]
    )
    return f"LLVM IR and mono items place different numbers of functions in {len(cells)} cases: {shown}."


def functions(capture: Capture) -> Counter[tuple[str, int]]:
    """Count the functions that the last stage places, for each unit and linkage (index into `LINKAGES`)."""
    partition = capture.partitions[-1]
    is_fn = capture.items.kind[partition.item] == Kind.FN
    key = partition.unit[is_fn].astype(np.int64) * len(LINKAGES) + partition.linkage[is_fn]
    cells, counts = np.unique(key, return_counts=True)
    units = partition.units.tolist()
    return Counter(
        {
            (units[cell // len(LINKAGES)], cell % len(LINKAGES)): count
            for cell, count in zip(cells.tolist(), counts.tolist(), strict=True)
        }
    )


def _names(capture: Capture, mono: Capture) -> str:
    """Describe the placements that differ by name and unit, "" for none."""
    mine, theirs = _placements(capture), _placements(mono)
    if mine == theirs:
        return ""
    only_mine, only_theirs = mine - theirs, theirs - mine
    name, unit = min([*only_mine, *only_theirs])
    return (
        f"{capture.partitions[-1].stage} has {only_mine.total()} placements that the mono items lack, and lacks "
        f"{only_theirs.total()} of theirs, for example {name.decode('utf-8', 'replace')} in {unit}."
    )


def _placements(capture: Capture) -> Counter[tuple[bytes, str]]:
    """Count the placements of the last stage by item name and unit."""
    partition = capture.partitions[-1]
    names = capture.items.name.tobytes()
    units = partition.units.tolist()
    return Counter(
        (names[item], units[unit]) for item, unit in zip(partition.item.tolist(), partition.unit.tolist(), strict=True)
    )
