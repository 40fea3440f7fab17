"""The scene of one partition: roles, tints, labels and figures for a layout.

It knows nothing of colours and fonts, and computes no statistics beyond the figures that stand beside a unit's name.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cguviz.model.capture import Capture
from cguviz.model.columns import Bools, Bytes, Ints, Longs, starts_of
from cguviz.model.inference import are_inferred
from cguviz.model.items import Items
from cguviz.model.layout import COPIES, SMALL_MODULES, Layout
from cguviz.model.partition import Partition, PlacedUses, placed_uses
from cguviz.model.paths.table import Paths, unique_labels
from cguviz.model.texts import Texts
from cguviz.model.unit_labels import unit_labels
from cguviz.scene.graph.caption import caption, unit_notes
from cguviz.scene.graph.links import links_of
from cguviz.scene.look.tints import Tints, tints
from cguviz.scene.modes import mode_legend, mode_roles
from cguviz.scene.scene import Marks, Role, Scene

OTHERS = "(smaller modules share these colours)"


def graph(
    capture: Capture,
    partition: Partition,
    layout: Layout,
    paths: Paths,
    *,
    placed: PlacedUses | None = None,
    statistics: Sequence[str] = (),
    measure: str = "",
) -> Scene:
    """Describe the nested graph of one partition.

    Parameters
    ----------
    capture
        What the partition is of.
    partition
        Its placements are the layout's slots.
    layout
        Where units, blocks and boxes lie. Slots without a box are folded away.
    paths
        Of the capture's items.
    placed
        `placed_uses` of the partition, where the caller has them already.
    statistics
        Lines to put under crate, compiler and stage; by default `statistics_line`.
    measure
        What areas are, where the layout gives them a meaning.
    """
    colors = tints(paths, crate=capture.crate)
    starts, slots = slots_by_box(layout)
    if placed is None and capture.uses is not None:
        placed = placed_uses(partition, capture.uses)
    return Scene(
        bounds=layout.bounds,
        units=_units(capture, partition, layout, paths),
        unit_note=Texts.of(unit_notes(partition)),
        blocks=block_marks(layout, paths, colors, crate=capture.crate),
        boxes=_boxes(capture, partition, layout=layout, paths=paths, colors=colors, starts=starts, slots=slots),
        box_slots_starts=starts,
        box_slots=slots,
        box_block=layout.box_block,
        box_item=partition.item[slots[starts[:-1]]],
        links=None
        if capture.uses is None or placed is None
        else links_of(
            placed, call=capture.uses.is_call[placed.use], slot_box=layout.slot_box, box_unit=layout.box_unit
        ),
        caption=(*caption(capture, partition, statistics), *((f"areas are {measure}",) if measure else ())),
        legend=_legend(capture.items, partition, layout),
        tint_names=(*colors.groups, *(((OTHERS, -1),) if colors.shared else ())),
        symbol=capture.items.symbol,
        head=layout.caption,
    )


def slots_by_box(layout: Layout) -> tuple[Longs, Ints]:
    """Return the CSR of slots by box; the slots of a box in ascending order."""
    order = np.argsort(layout.slot_box, kind="stable").astype(np.int32)
    order = order[np.searchsorted(layout.slot_box[order], 0) :]
    return starts_of(layout.slot_box[order], len(layout.box)), order


def _units(capture: Capture, partition: Partition, layout: Layout, paths: Paths) -> Marks:
    """Return the rectangles of units."""
    count = len(partition.units)
    filled = np.bincount(layout.box_unit, minlength=count) > 0
    held = np.diff(partition.starts) > 0
    return Marks(
        box=layout.unit_box,
        role=np.where(held & ~filled, Role.FOLDED, Role.UNIT).astype(np.uint8),
        tint=np.full(count, -1, np.int16),
        unit=np.arange(count, dtype=np.int32),
        label=Texts.of(unit_labels(partition, capture, paths)),
        title=partition.units,
    )


def block_marks(layout: Layout, paths: Paths, colors: Tints, *, crate: str) -> Marks:
    """Return the module blocks of a layout; the crate's own modules are named without the crate."""
    modules = paths.modules.tolist()
    own = f"{crate}::"
    short = {SMALL_MODULES: "small modules", COPIES: "inlined copies"}
    full = {SMALL_MODULES: "modules with few items in this unit", COPIES: "inlined copies"}
    which = layout.block_module.tolist()
    return Marks(
        box=layout.block_box,
        role=np.where(layout.block_module == COPIES, Role.COPIES, Role.BLOCK).astype(np.uint8),
        tint=colors.module[np.maximum(layout.block_module, -1)],
        unit=layout.block_unit,
        label=Texts.of(modules[k].removeprefix(own) if k >= 0 else short[k] for k in which),
        title=Texts.of(modules[k] if k >= 0 else full[k] for k in which),
    )


def _boxes(
    capture: Capture,
    partition: Partition,
    layout: Layout,
    paths: Paths,
    colors: Tints,
    starts: Longs,
    slots: Ints,
) -> Marks:
    """Return the rectangles of boxes."""
    item = partition.item[slots[starts[:-1]]]
    count = np.diff(starts)
    label, title = box_texts(capture.items, paths, item, layout.box_unit, count)
    return Marks(
        box=layout.box,
        role=_roles(partition.inlined, are_inferred(capture.items)[partition.item], starts, slots),
        tint=colors.module[paths.module[item]],
        unit=layout.box_unit,
        label=label,
        title=title,
    )


def box_texts(items: Items, paths: Paths, item: Ints, unit: Ints, count: Longs) -> tuple[Texts, Texts]:
    """Return the label and title of each box: of a single item its own, of a stack the family's with its number."""
    single, stacks = np.flatnonzero(count == 1), np.flatnonzero(count > 1)
    unique = unique_labels(paths, items, item[single], unit[single])
    if not len(stacks):
        return unique, items.name.take(item)
    labels, titles = [b""] * len(item), items.name.take(item).tobytes()
    for box, text in zip(single.tolist(), unique.tobytes(), strict=True):
        labels[box] = text
    generic = paths.generic[item[stacks]]
    families, generics = paths.families.take(generic).tobytes(), paths.generics.take(generic).tobytes()
    for box, family, path in zip(stacks.tolist(), families, generics, strict=True):
        labels[box] = f"{family.decode()} ×{count[box]:,}".encode()
        titles[box] = path
    return Texts.of_bytes(labels), Texts.of_bytes(titles)


def _roles(inlined: Bools, inferred: Bools, starts: Longs, slots: Ints) -> Bytes:
    """Return the role of each box: a stack with a root in it is a root."""
    if not len(slots):
        return np.zeros(0, np.uint8)
    return mode_roles(*(np.logical_and.reduceat(column[slots], starts[:-1]) for column in (inlined, inferred)))


def _legend(items: Items, partition: Partition, layout: Layout) -> tuple[tuple[Role, str], ...]:
    """Return the legend of the roles in a picture."""
    modes = mode_legend(mode_roles(partition.inlined, are_inferred(items)[partition.item]))
    copies = ((Role.COPIES, "strip of inlined copies"),) if (layout.block_module == COPIES).any() else ()
    folded = ((Role.FOLDED, "folded unit"),) if len(partition) and (layout.slot_box < 0).any() else ()
    return (*modes, *copies, *folded)
