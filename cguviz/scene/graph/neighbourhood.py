"""The scene of a neighbourhood: a frame for each group, a box for each item or for many.

Frames are the groups: what one unit has at one distance. They look as units do, and their titles are units' names.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.capture import Capture
from cguviz.model.columns import Bytes, Floats, Ints, expand, starts_of
from cguviz.model.inference import are_inferred
from cguviz.model.partition import Partition, PlacedUses
from cguviz.model.paths.table import Paths, unique_labels
from cguviz.model.texts import EMPTY, Texts
from cguviz.model.unit_labels import unit_labels
from cguviz.scene.graph.links import links_of
from cguviz.scene.look.tints import tints
from cguviz.scene.modes import mode_legend, mode_roles
from cguviz.scene.scene import Links, Marks, Role, Scene


@dataclasses.dataclass(frozen=True, eq=False)
class Groups:
    """Groups of items that have one unit and one distance.

    Attributes
    ----------
    level, unit
        (g,) int32 each.
    box, item
        (n,) int32 each: the items in the order of the groups, and the box of each; those of a closed group share one.
    box_group
        (b,) int32 ascending.
    inlined
        (n,) uint8: whether the copy meant is inlined.
    """

    level: Ints
    unit: Ints
    box: Ints
    item: Ints
    box_group: Ints
    inlined: Bytes


def neighbourhood(
    capture: Capture,
    partition: Partition,
    paths: Paths,
    groups: Groups,
    boxes: tuple[Floats, Floats],
    *,
    caption: tuple[str, ...],
) -> Scene:
    """Describe a neighbourhood.

    Parameters
    ----------
    capture, partition, paths
        Of the items.
    groups
        What stands together.
    boxes
        (g, 4) and (b, 4) float64 where groups and boxes lie.
    caption
        For `Scene`.
    """
    frame, box = boxes
    colors = tints(paths, crate=capture.crate)
    starts = starts_of(groups.box, len(box))
    count = np.diff(starts)
    first = groups.item[starts[:-1]]
    names = unit_labels(partition, capture, paths)
    held = np.bincount(groups.box_group[groups.box], minlength=len(frame))
    labels = unique_labels(paths, capture.items, first, groups.box_group).tolist()
    titles = capture.items.name.take(first).tolist()
    for row in np.flatnonzero(count > 1).tolist():
        level = int(groups.level[groups.box_group[row]])
        labels[row], titles[row] = group_text(int(np.sign(level)), int(count[row])), group_text(level, int(count[row]))
    alone = count == 1
    role = mode_roles(groups.inlined[starts[:-1]].astype(np.bool_) & alone, are_inferred(capture.items)[first] & alone)
    tint = np.where(count == 1, colors.module[paths.module[first]], -1).astype(np.int16)
    bounds = np.array([0.0, 0.0, 1.0, 1.0])
    if len(frame):
        bounds = np.concatenate([frame[:, :2].min(axis=0), frame[:, 2:].max(axis=0)])
    return Scene(
        bounds=bounds,
        units=Marks(
            box=frame,
            role=np.full(len(frame), Role.UNIT, np.uint8),
            tint=np.full(len(frame), -1, np.int16),
            unit=np.arange(len(frame), dtype=np.int32),
            label=Texts.of(names[row] for row in groups.unit.tolist()),
            title=partition.units.take(groups.unit),
        ),
        unit_note=Texts.of(
            group_text(level, number) for level, number in zip(groups.level.tolist(), held.tolist(), strict=True)
        ),
        blocks=Marks(
            box=np.empty((0, 4)),
            role=np.empty(0, np.uint8),
            tint=np.empty(0, np.int16),
            unit=np.empty(0, np.int32),
            label=EMPTY,
            title=EMPTY,
        ),
        boxes=Marks(
            box=box, role=role, tint=tint, unit=groups.box_group, label=Texts.of(labels), title=Texts.of(titles)
        ),
        box_slots_starts=starts,
        box_slots=np.arange(len(groups.item), dtype=np.int32),
        box_block=np.full(len(box), -1, np.int32),
        box_item=first,
        links=_links(capture, groups, groups.box_group),
        caption=caption,
        legend=mode_legend(role),
        symbol=capture.items.symbol,
    )


def group_text(level: int, count: int) -> str:
    """Return the name of a group: "12 callers", "3 callees", "4 callers, 2 steps up"; "" for the item itself."""
    if not level:
        return ""
    what = ("caller" if level < 0 else "callee") + ("s" if count != 1 else "")
    far = f", {abs(level)} steps {'up' if level < 0 else 'down'}" if abs(level) > 1 else ""
    return f"{count:,} {what}{far}"


def _links(capture: Capture, groups: Groups, box_group: Ints) -> Links | None:
    """Return the uses among the shown items, drawn as if all were in one unit."""
    uses = capture.uses
    if uses is None:
        return None
    slot = np.full(len(capture.items), -1, np.int32)
    slot[groups.item] = np.arange(len(groups.item), dtype=np.int32)
    which, row = expand(uses.starts, groups.item)
    target = slot[uses.used[row]]
    # Within a closed group nothing can be told apart.
    kept = (target >= 0) & (groups.box[target] != groups.box[which])
    source = which[kept].astype(np.int32)
    placed = PlacedUses(source, target[kept], row[kept].astype(np.int32), np.zeros(len(source), np.bool_))
    links = links_of(placed, call=uses.is_call[row[kept]], slot_box=groups.box, box_unit=box_group)
    return links.replace(cut=np.zeros(len(links), np.bool_))
