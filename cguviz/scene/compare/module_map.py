"""Two partitions on a map of modules: position means module, colour means unit, a strong outline means moved.

No partition moves anything here, so any two can be compared; but how large a unit is cannot be seen.

```
┌ regex::exec ───────┐ ┌ core::fmt ┐       frames: groups of modules, the same on both sides
│ ┌───────┐ ┌──────┐ │ │ ▢ ▢ ▢ ▢   │       blocks: modules
│ │▢ ▢ ▣ ▢│ │▢ ▢   │ │ │ ▢ ▢       │       boxes: items, in the colour of the unit that holds their root
└────────────────────┘ └───────────┘
```
"""

from __future__ import annotations

import numpy as np

from cguviz.model.columns import Bytes, Int16s, Ints, Longs, starts_of
from cguviz.model.comparison import Comparison, Fate
from cguviz.model.inference import are_inferred
from cguviz.model.layout import Layout, Slots
from cguviz.model.partition import Partition
from cguviz.model.paths.table import Paths
from cguviz.model.texts import Texts
from cguviz.scene.compare.sides import Pair
from cguviz.scene.graph.describe import block_marks, box_texts, slots_by_box
from cguviz.scene.look.palette import HUES, SHADES
from cguviz.scene.look.tints import Tints, group_of
from cguviz.scene.modes import mode_roles
from cguviz.scene.scene import Marks, Role, Scene

LEGEND = (
    (Role.ROOT, "root item, in the colour of its unit (of the unit that it becomes)"),
    (Role.INLINED, "inlined, in the colour of its unit if it is in one only"),
    (Role.ROOT_INFERRED, "root item, inferred"),
    (Role.INLINED_INFERRED, "inlined, inferred"),
    (Role.CHANGED, "moved to another unit"),
    (Role.REMOVED, "only in the base"),
    (Role.ADDED, "only in the change"),
    (Role.GHOST, "only on the other side"),
)
OTHERS = "(smaller units share these colours)"


def module_slots(comparison: Comparison, paths: Paths, *, crate: str) -> Slots:
    """Return the slots of the map: each item of either side once, in the frame of its group of modules.

    Parameters
    ----------
    comparison, paths
        Of the same items.
    crate
        Its modules are grouped finely.
    """
    items = np.flatnonzero(comparison.fate != Fate.ABSENT).astype(np.int32)
    groups = [group_of(module, crate) for module in paths.modules]
    names = sorted({groups[module] for module in paths.module[items].tolist()})
    number = {name: place for place, name in enumerate(names)}
    of_module = np.array([number.get(group, -1) for group in groups], np.int32)
    unit = of_module[paths.module[items]] if len(items) else np.empty(0, np.int32)
    order = np.argsort(unit, kind="stable")
    count = len(items)
    return Slots(
        units=Texts.of(names),
        unit=unit[order],
        inner=np.full(count, -1, np.int32),
        item=items[order],
        inlined=np.zeros(count, np.bool_),
        sides=np.full(count, 3, np.uint8),
    )


def module_map(comparison: Comparison, slots: Slots, layout: Layout, paths: Paths, *, pair: Pair, crate: str) -> Pair:
    """Describe both sides as maps of modules.

    Parameters
    ----------
    comparison, paths
        What is compared, and its items' paths.
    slots, layout
        From `module_slots`, and where they lie.
    pair
        The comparison's pictures: captions and names are theirs.
    crate
        As for `module_slots`.

    Returns
    -------
    Scenes whose `units` are groups of modules, and whose box rows are the layout's boxes, on both sides.
    """
    starts, rows = slots_by_box(layout)
    item = slots.item[rows[starts[:-1]]]
    label, title = box_texts(comparison.items, paths, item, layout.box_unit, np.diff(starts))
    colors = Tints(np.full(len(paths.modules) + 1, -1, np.int16), (), shared=False)
    blocks = block_marks(layout, paths, colors, crate=crate)
    count = np.bincount(slots.unit, minlength=len(slots.units)).tolist()
    frames = Marks(
        box=layout.unit_box,
        role=np.full(len(slots.units), Role.UNIT, np.uint8),
        tint=np.full(len(slots.units), -1, np.int16),
        unit=np.arange(len(slots.units), dtype=np.int32),
        label=Texts.of(name.removeprefix(f"{crate}::") for name in slots.units),
        title=slots.units,
    )
    change_tint = _tint_of(np.arange(len(comparison.change.units)))
    heirs = np.append(change_tint, np.int16(-1))
    scenes = []
    for partition, home, tint, caption in (
        (comparison.base, comparison.home_base, heirs[comparison.heir], pair.base.caption),
        (comparison.change, comparison.home_change, change_tint, pair.change.caption),
    ):
        role = _roles(comparison, partition, item, base=partition is comparison.base)
        boxes = Marks(
            box=layout.box,
            role=role,
            tint=_tints(partition, home, tint, item),
            unit=layout.box_unit,
            label=label,
            title=title,
        )
        scene = Scene(
            bounds=layout.bounds,
            units=frames,
            unit_note=Texts.of(f"{n:,} item{'s' if n != 1 else ''}" for n in count),
            blocks=blocks,
            boxes=boxes,
            box_slots_starts=starts_of(np.repeat(np.arange(len(item), dtype=np.int32), np.diff(starts)), len(item)),
            box_slots=rows,
            box_block=layout.box_block,
            box_item=item,
            links=None,
            caption=caption,
            legend=(),
            tint_names=_tint_names(comparison.change, pair.names.change),
            symbol=comparison.items.symbol,
            head=layout.caption,
        )
        scenes.append(scene.replace(legend=tuple((r, text) for r, text in LEGEND if r in set(role.tolist()))))
    whole = np.arange(len(item), dtype=np.int32)
    return Pair(
        base=scenes[0],
        change=scenes[1],
        base_box=whole,
        change_box=whole,
        caption=pair.caption,
        headings=pair.headings,
        names=pair.names,
    )


def _tint_of(unit: Longs) -> Int16s:
    """Return the colour of change units by number: all hues first, then their other shades."""
    return (unit % HUES * SHADES + unit // HUES % SHADES).astype(np.int16)


def _tints(partition: Partition, home: Ints, tint: Int16s, item: Ints) -> Int16s:
    """Return the colour of each item's unit: of its root, else of its copies if they are all in one unit."""
    low = np.full(len(home), np.iinfo(np.int32).max, np.int32)
    high = np.full(len(home), -1, np.int32)
    np.minimum.at(low, partition.item, partition.unit)
    np.maximum.at(high, partition.item, partition.unit)
    unit = np.where(home >= 0, home, np.where(low == high, high, -1))[item]
    return np.append(tint, np.int16(-1))[unit]


def _roles(comparison: Comparison, partition: Partition, item: Ints, *, base: bool) -> Bytes:
    """Return the role of each box; items that the side lacks are ghosts."""
    fate = comparison.fate[item]
    rooted = (comparison.home_base if base else comparison.home_change)[item] >= 0
    here = (partition.copies(len(comparison.fate)) > 0)[item]
    role = mode_roles(~rooted, are_inferred(comparison.items)[item])
    role = np.where(fate == Fate.MOVED, Role.CHANGED, role)
    role = np.where(fate == (Fate.REMOVED if base else Fate.ADDED), Role.REMOVED if base else Role.ADDED, role)
    return np.where(here, role, Role.GHOST).astype(np.uint8)


def _tint_names(partition: Partition, names: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """Return the names of the units with main shades, and a row for all others."""
    rows = [(names[unit], int(_tint_of(np.array([unit]))[0])) for unit in range(min(HUES, len(names)))]
    return (*rows, *(((OTHERS, -1),) if len(partition.units) > HUES else ()))
