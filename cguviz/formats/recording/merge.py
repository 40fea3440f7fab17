"""The stage MERGE of a recording: unmerged units united as in the plain build, by its list of mono items.

```
units of the IR      place.0  place.1  place.2  place.3
mono items there     f g      h        i        j k
plain mono items     f g      h i j k                          so three of them are one unit of the plain build
```

Units, items and copies follow from the lists alone. Linkages are those of the plain list, item by item; where lines
of it look alike, rustc's own rule says which of them is which item: internal is what only its own unit uses
(`internalize_symbols`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np

from cguviz.formats.recording.lists import homes, outcomes, places
from cguviz.formats.recording.place import Unmerged, describe_item
from cguviz.model.capture import Capture
from cguviz.model.columns import Bools, Columns, Ints
from cguviz.model.items import Items
from cguviz.model.partition import LINKAGES, VISIBILITIES, Partition, partition_of
from cguviz.model.texts import Texts
from cguviz.model.uses import Uses

MERGE = "MERGE"
EXTERNAL, INTERNAL = LINKAGES.index("External"), LINKAGES.index("Internal")
DEFAULT, HIDDEN = VISIBILITIES.index("Default"), VISIBILITIES.index("Hidden")
START = "std::rt::lang_start::<"


@dataclasses.dataclass(frozen=True, eq=False)
class Merged(Columns):
    """The units of the plain build.

    Attributes
    ----------
    stage
        MERGE; None where the two lists do not fit.
    agreed, placements
        How many placements are, linkage included, as rustc lists them for the plain build, and how many there are
        here or there.
    differences
        A sentence for each item that the lists do not tell alike, or for all of them where nothing fits.
    """

    stage: Partition | None
    agreed: int
    placements: int
    differences: tuple[str, ...] = ()


def merge_stage(before: Unmerged, plain: Capture) -> Merged:
    """Unite unmerged units until they equal the units of the plain build.

    Parameters
    ----------
    before
        PLACE, with whatever is known of its placements: sizes and modes are taken over.
    plain
        Mono items of the plain build.
    """
    capture, told = before.capture, before.told
    (stage,) = capture.partitions
    listed = len(plain.partition())
    found = homes(told, plain)
    unsure = [unit for unit in stage.units if unit not in found]
    lacking = set(plain.partition().units).difference(found.values())
    if unsure or lacking:
        text = f"The plain build made {len(plain.partition().units)} units, the build for LLVM IR {len(stage.units)}"
        text += f", and they do not fit ({', '.join([*unsure, *sorted(lacking)])}): only those of the latter are known."
        return Merged(None, 0, max(listed, len(stage)), (text,))
    units = plain.partition().units
    united = _unite(stage, found, units, len(capture.items))
    united = _internalize(united, capture.items, capture.uses, f"{capture.crate}::main")
    return _as_listed(united, before, plain, found)


def _unite(stage: Partition, homes: Mapping[str, str], units: Texts, items: int) -> Partition:
    """Unite the parts of each unit; copies of an item in one unit become one."""
    number = {name: row for row, name in enumerate(units.tolist())}
    unit = np.array([number[homes[name]] for name in stage.units.tolist()], np.int32)[stage.unit]
    _, first = np.unique(unit.astype(np.int64) * items + stage.item, return_index=True)
    first.sort()
    return partition_of(
        MERGE,
        units,
        unit=unit[first],
        item=stage.item[first],
        # An item with copies in several units is inlined, and stays so in the one unit they are now in.
        mode=stage.mode[first],
        linkage=stage.linkage[first],
        visibility=stage.visibility[first],
        size=stage.size[first],
    )


def _internalize(stage: Partition, items: Items, uses: Uses | None, entry: str) -> Partition:
    """Make items internal that only their own unit uses, as rustc does after merging (`internalize_symbols`)."""
    if uses is None:
        return stage
    home = _used_at_home(stage, len(items), uses)
    if len(stage.units) == 1:
        # All users are here, known or not; but the C function `main`, which is no mono item, uses two.
        called = (name == entry or (name.startswith(START) and name.endswith(">")) for name in items.name)
        home = ~np.fromiter(called, np.bool_, len(items))[stage.item]
    free = home & (stage.linkage == EXTERNAL) & (stage.visibility == HIDDEN)
    # They were external in the IR, so they are known to be roots.
    return stage.replace(linkage=np.where(free, INTERNAL, stage.linkage).astype(np.uint8))


def _used_at_home(stage: Partition, items: int, uses: Uses) -> Bools:
    """Return (p,) bool: items with one placement whose users are all in the same unit and nowhere else.

    An item that nobody is known to use is not: it would be internal already, so there are users that IR does not
    show (of intrinsics such as `core::intrinsics::cold_path`).
    """
    lowest, highest = np.full(items, np.iinfo(np.int32).max, np.int32), np.full(items, -1, np.int32)
    unit: Ints = stage.unit
    np.minimum.at(lowest, stage.item, unit)
    np.maximum.at(highest, stage.item, unit)
    first, last = lowest.copy(), highest.copy()
    np.minimum.at(first, uses.used, lowest[uses.user])
    np.maximum.at(last, uses.used, highest[uses.user])
    known = np.zeros(items, np.bool_)
    known[uses.used] = True
    return np.asarray(((first == last) & known)[stage.item])


def _as_listed(stage: Partition, before: Unmerged, plain: Capture, homes: dict[str, str]) -> Merged:
    """Give placements the linkage that the plain list has, and say which items it does not have so."""
    units, rows = stage.units.tolist(), _rows(stage)
    names = [(units[unit], linkage) for unit, linkage in zip(stage.unit.tolist(), stage.linkage.tolist(), strict=True)]
    lines = places(plain)
    free = outcomes(before.told, plain, homes)
    taken: dict[int, int] = {}
    rest = dict(rows)
    # Of lines that look alike each item takes one that is as the rule says, before any takes another.
    for exact in (True, False):
        for item in list(rest):
            line = int(before.line[item])
            there = tuple(sorted(names[row] for row in rows[item]))
            able = (row for row in (free[line] if line >= 0 else ()) if row not in taken)
            row = next((row for row in able if not exact or lines[row] == there), -1)
            if row >= 0:
                taken[row] = item
                del rest[item]
    linkage = stage.linkage.copy()
    for line, item in taken.items():
        listed = dict(lines[line])
        for row in rows[item]:
            linkage[row] = listed[names[row][0]]
    agreed = sum(len(rows[item]) for item in taken.values())
    differences = [f"{describe_item(before.capture, item)} is not in the list of the plain build." for item in rest]
    lacking = [row for row, there in enumerate(lines) if there and row not in taken]
    differences += [
        f"The plain build lists {describe_item(plain, row)}, and the build for LLVM IR does not." for row in lacking
    ]
    strange = len(stage) - agreed + sum(len(lines[row]) for row in lacking)
    visibility = np.where(linkage == INTERNAL, DEFAULT, stage.visibility).astype(np.uint8)
    return Merged(stage.replace(linkage=linkage, visibility=visibility), agreed, agreed + strange, tuple(differences))


def _rows(stage: Partition) -> dict[int, list[int]]:
    """Return the placements of each item that has any."""
    rows: dict[int, list[int]] = {}
    for row, item in enumerate(stage.item.tolist()):
        rows.setdefault(item, []).append(row)
    return rows
