"""Both sides of a comparison as pictures of one layout: they differ only where items moved.

```
        base                                 change
┌ → cgu.0 ───────────────┐         ┌ cgu.0 · size 60 (−4) ──┐     HEIR frame      UNIT
│ ┌ a ────┐ ┌ b ───────┐ │         │ ┆ a ────┆ ┆ b ───────┆ │     INNER units     FORMER outlines
│ │ ▢ ▢ ▢ │ │ ▢ ■      │ │         │ ┆ ▢ ▢ ▢ ┆ ┆ ▢ ⬚      ┆ │     LEAVING         GHOST
└────────────────────────┘         └────────────────────────┘
┌ c ─────┐                         ┌ c · (+4) ─┐
│ ▢ ▢ ⬚  │                         │ ▢ ▢ ■     │                  GHOST           ARRIVED
└────────┘                         └───────────┘
```

Rows of `units` below the number of the side's codegen units are those units by number; frames follow. `box_slots`
are slots of the union, the same numbers on both sides, so what is at the other side of a box is found by them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np

from cguviz.model.capture import Capture
from cguviz.model.columns import Bools, Bytes, Columns, Ints, Longs, expand, starts_of
from cguviz.model.comparison import Comparison, Fate, Union
from cguviz.model.inference import are_inferred
from cguviz.model.layout import Layout
from cguviz.model.partition import Partition, PlacedUses, placed_uses
from cguviz.model.paths.table import Paths
from cguviz.model.texts import Texts
from cguviz.model.uses import Uses
from cguviz.scene.compare.text import headings, pane_headings
from cguviz.scene.compare.units import Frames, UnitNames, base_frames, change_frames, unit_names
from cguviz.scene.graph.describe import OTHERS, block_marks, box_texts, slots_by_box
from cguviz.scene.graph.links import links_of
from cguviz.scene.look.tints import Tints, tints
from cguviz.scene.modes import MODES, mode_roles
from cguviz.scene.scene import Links, Marks, Role, Scene

LEGEND = (
    (Role.INNER, "unit that merges with its neighbours"),
    (Role.FORMER, "where a merged unit was"),
    (Role.GONE, "unit of the other side only"),
    (Role.ROOT, "root item, in its place on both sides"),
    (Role.INLINED, "inlined copy, on both sides"),
    (Role.ROOT_INFERRED, "root item, inferred"),
    (Role.INLINED_INFERRED, "inlined copy, inferred"),
    (Role.LEAVING, "leaves its unit"),
    (Role.ARRIVED, "came from another unit"),
    (Role.GHOST, "its other place"),
    (Role.REMOVED, "root item of the base only"),
    (Role.ADDED, "root item of the change only"),
    (Role.DROPPED, "copy of the base only"),
    (Role.GAINED, "copy of the change only"),
    (Role.COPIES, "strip of inlined copies"),
)
DIFFERENT = (Role.LEAVING, Role.ARRIVED, Role.GHOST, Role.REMOVED, Role.ADDED, Role.DROPPED, Role.GAINED)
"""Roles of boxes that are not the same on both sides."""


@dataclasses.dataclass(frozen=True, eq=False)
class Pair(Columns):
    """Two pictures of one layout.

    Attributes
    ----------
    base, change
        With the same bounds.
    base_box, change_box
        (boxes of the layout,) int32: the row of each box in the scene of either side, -1 where it is not drawn.
    caption
        What is compared, what changed, and the figures of both sides; one line each.
    headings
        What stands above either pane: "base PLACE · 66 units · 1,042 of 4,904 uses cut".
    names
        What the units of both sides are called.
    """

    base: Scene
    change: Scene
    base_box: Ints
    change_box: Ints
    caption: tuple[str, ...]
    headings: tuple[str, str]
    names: UnitNames


def sides(
    comparison: Comparison,
    both: Union,
    layout: Layout,
    paths: Paths,
    *,
    captures: tuple[Capture, Capture],
    counts: Mapping[str, int],
) -> Pair:
    """Describe both sides of a comparison.

    Parameters
    ----------
    comparison, both
        What is compared, and its union.
    layout
        Of the slots of the union; slots without a box are left out.
    paths
        Of the comparison's items.
    captures
        Whose partitions they are: their crates and compilers go into the captions.
    counts
        The figures of `compare --json`: "same", "merged", "moved" and so on.
    """
    colors = tints(paths, crate=captures[1].crate)
    starts, slots = slots_by_box(layout)
    item = both.slots.item[slots[starts[:-1]]]
    texts = box_texts(comparison.items, paths, item, layout.box_unit, np.diff(starts))
    drawn = Marks(
        box=layout.box,
        role=np.zeros(len(layout.box), np.uint8),
        tint=colors.module[paths.module[item]],
        unit=layout.box_unit,
        label=texts[0],
        title=texts[1],
    )
    placed = [
        None if uses is None else placed_uses(partition, uses)
        for partition, uses in ((comparison.base, comparison.base_uses), (comparison.change, comparison.change_uses))
    ]
    lines = headings(comparison, captures, counts, (placed[0], placed[1]))
    names = unit_names(comparison, paths, colors, captures=captures)
    first = slots[starts[:-1]]
    blocks = _quiet_strips(block_marks(layout, paths, colors, crate=captures[1].crate), both, layout, first, names)
    common = _Common(
        comparison=comparison,
        both=both,
        layout=layout,
        colors=colors,
        starts=starts,
        slots=slots,
        item=item,
        boxes=drawn,
        blocks=blocks,
    )
    base, base_box = _side(
        common,
        base_frames(comparison, both, layout, first=first, names=names),
        _Side(1, comparison.base, both.base_slot, comparison.base_uses, placed[0]),
        (lines[0], lines[2], lines[1], *lines[4:]),
    )
    change, change_box = _side(
        common,
        change_frames(comparison, both, layout, names=names),
        _Side(2, comparison.change, both.change_slot, comparison.change_uses, placed[1]),
        (lines[0], lines[3], lines[1], *lines[4:]),
    )
    return Pair(
        base=base,
        change=change,
        base_box=base_box,
        change_box=change_box,
        caption=lines,
        headings=pane_headings(comparison, (placed[0], placed[1])),
        names=names,
    )


def _quiet_strips(blocks: Marks, both: Union, layout: Layout, first: Ints, names: UnitNames) -> Marks:
    """Return blocks whose strips of copies have no name, as the legend gives it once, and the tint of their unit."""
    strips = blocks.role == Role.COPIES
    said = blocks.label.tobytes()
    for strip in np.flatnonzero(strips).tolist():
        said[strip] = b""
    inner = np.full(len(blocks), -1, np.int64)
    framed = layout.box_block >= 0
    inner[layout.box_block[framed]] = both.slots.inner[first[framed]]
    unit = np.append(both.inner_base, np.int32(-1))[inner]
    tint = np.append(np.array(names.tint, np.int16), np.int16(-1))[unit]
    return blocks.replace(label=Texts.of_bytes(said), tint=np.where(strips, tint, blocks.tint).astype(np.int16))


def different(scene: Scene) -> Ints:
    """Return (k,) int32: the boxes that differ between the sides; "moved only" dims all others."""
    return np.flatnonzero(np.isin(scene.boxes.role, DIFFERENT)).astype(np.int32)


def moved_only(pair: Pair) -> Pair:
    """Return a pair in which everything equal on both sides steps back."""
    return pair.replace(base=_stepping_back(pair.base), change=_stepping_back(pair.change))


def _stepping_back(scene: Scene) -> Scene:
    """Return a scene in which all boxes but the different ones have the role of still ones."""
    role = np.full(len(scene.boxes), Role.STILL, np.uint8)
    chosen = different(scene)
    role[chosen] = scene.boxes.role[chosen]
    legend = [(shown, text) for shown, text in scene.legend if shown not in MODES]
    if len(chosen) < len(role):
        legend.append((Role.STILL, "the same on both sides"))
    return scene.replace(boxes=scene.boxes.replace(role=role), legend=tuple(legend))


def _legend(scene: Scene) -> tuple[tuple[Role, str], ...]:
    """Return the legend of the roles in a scene."""
    roles = {int(role) for marks in (scene.units, scene.blocks, scene.boxes) for role in np.unique(marks.role)}
    return tuple((role, text) for role, text in LEGEND if role in roles)


@dataclasses.dataclass(frozen=True, eq=False)
class _Common(Columns):
    """The common data of both sides: boxes with their slots (CSR by `starts`), first item, texts and tints."""

    comparison: Comparison
    both: Union
    layout: Layout
    colors: Tints
    starts: Longs
    slots: Ints
    item: Ints
    boxes: Marks
    blocks: Marks


@dataclasses.dataclass(frozen=True, eq=False)
class _Side(Columns):
    """One side: its bit in `Slots.sides`, its partition, the slot of each placement, its uses."""

    bit: int
    partition: Partition
    slot: Ints
    uses: Uses | None
    placed: PlacedUses | None


def _side(common: _Common, frames: Frames, side: _Side, caption: tuple[str, ...]) -> tuple[Scene, Ints]:
    """Describe one side, and return the row of each box of the layout."""
    layout = common.layout
    role, drawn = _roles(common, side)
    unit = frames.box_row
    kept = np.flatnonzero(drawn)
    kept = kept[np.argsort(unit[kept], kind="stable")]
    row = np.full(len(role), -1, np.int32)
    row[kept] = np.arange(len(kept), dtype=np.int32)
    boxes = Marks(
        box=layout.box[kept],
        role=role[kept],
        tint=common.boxes.tint[kept],
        unit=unit[kept],
        label=common.boxes.label.take(kept),
        title=common.boxes.title.take(kept),
    )
    blocks, box_block = _blocks(common, boxes, kept)
    which, within = expand(common.starts, kept)
    scene = Scene(
        bounds=layout.bounds,
        units=frames.marks,
        unit_note=frames.note,
        blocks=blocks,
        boxes=boxes,
        box_slots_starts=starts_of(which.astype(np.int32), len(kept)),
        box_slots=common.slots[within],
        box_block=box_block,
        box_item=common.item[kept],
        links=_links(common, side, row, boxes.unit),
        caption=caption,
        legend=(),
        tint_names=(*common.colors.groups, *(((OTHERS, -1),) if common.colors.shared else ())),
        symbol=common.comparison.items.symbol,
        head=layout.caption,
    )
    return scene.replace(legend=_legend(scene)), row


def _roles(common: _Common, side: _Side) -> tuple[Bytes, Bools]:
    """Return a role for each box of the layout, and whether it is drawn at all on this side."""
    slots, starts = common.slots, common.starts
    if not len(slots):
        return np.zeros(0, np.uint8), np.zeros(0, np.bool_)
    table = common.both.slots
    copy = np.ones(len(table), np.bool_)
    copy[side.slot] = side.partition.inlined
    fate = common.comparison.fate[table.item]
    elsewhere = np.isin(fate, (Fate.MOVED, Fate.COPIED)) & ~table.inlined
    head = starts[:-1]
    copies = np.logical_and.reduceat(copy[slots], head)
    moves = np.logical_or.reduceat(elsewhere[slots], head)
    # Slots of different sides never share a box, so the first one speaks for all.
    where = table.sides[slots[head]]
    leaving, only, copied = (
        (Role.LEAVING, Role.REMOVED, Role.DROPPED) if side.bit == 1 else (Role.ARRIVED, Role.ADDED, Role.GAINED)
    )
    alone = np.where(copies, copied, np.where(moves, leaving, only))
    guessed = np.logical_and.reduceat(are_inferred(common.comparison.items)[table.item][slots], head)
    stays = mode_roles(copies, guessed)
    present = (where & side.bit) > 0
    role = np.where(present, np.where(where == 3, stays, alone), Role.GHOST).astype(np.uint8)
    return role, present | moves


def _blocks(common: _Common, boxes: Marks, kept: Longs) -> tuple[Marks, Ints]:
    """Return the blocks with any drawn box, ordered by unit row, and the row of each box's block."""
    block = common.layout.box_block[kept]
    whole = common.blocks
    unit = np.full(len(whole), -1, np.int32)
    unit[block[block >= 0]] = boxes.unit[block >= 0]
    shown = np.flatnonzero(unit >= 0)
    shown = shown[np.argsort(unit[shown], kind="stable")]
    number = np.full(len(whole) + 1, -1, np.int32)
    number[shown] = np.arange(len(shown), dtype=np.int32)
    marks = Marks(
        box=whole.box[shown],
        role=whole.role[shown],
        tint=whole.tint[shown],
        unit=unit[shown],
        label=whole.label.take(shown),
        title=whole.title.take(shown),
    )
    return marks, number[block]


def _links(common: _Common, side: _Side, row: Ints, box_unit: Ints) -> Links | None:
    """Return the links of one side, None where uses are unknown."""
    if side.uses is None or side.placed is None:
        return None
    box = common.layout.slot_box[side.slot]
    shown = np.where(box >= 0, np.append(row, np.int32(-1))[box], np.int32(-1))
    return links_of(side.placed, call=side.uses.is_call[side.placed.use], slot_box=shown, box_unit=box_unit)
