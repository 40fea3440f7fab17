"""Making the picture of a neighbourhood: gathered, grouped by unit, laid out in levels, described."""

from __future__ import annotations

import numpy as np

from cguviz.analysis.neighbourhood import around as gathered
from cguviz.layout.neighbourhood import neighbourhood_boxes
from cguviz.model.capture import Capture
from cguviz.model.columns import Ints
from cguviz.model.partition import Partition
from cguviz.model.paths.table import Paths
from cguviz.progress import Progress
from cguviz.scene.graph.caption import NO_USES
from cguviz.scene.graph.neighbourhood import Groups, group_text, neighbourhood
from cguviz.scene.look.theme import Theme
from cguviz.scene.scene import Scene
from cguviz.scene.svg import graph as svg
from cguviz.workspace.pictures.loaded import Loaded, captures_of
from cguviz.workspace.requests.requests import Export
from cguviz.workspace.requests.views import Around, Focus
from cguviz.workspace.results.neighbourhood import Focused

MOST, MOST_FAR = 200, 400
"""Items shown at most within two steps, and within three."""
FEW = 4
"""Groups of more items are closed at first: a count says how many there are."""


def draw_neighbourhood(
    capture: Capture, partition: Partition, paths: Paths, item: int, *, around: Around, aspect: float
) -> Focused:
    """Draw the users of an item, and the items that it uses.

    Parameters
    ----------
    capture, partition, paths
        Of the same items.
    item
        In the middle.
    around
        How much is shown.
    aspect
        Width by height of the picture.
    """
    item_of, level, left_out = np.array([item], np.int32), np.zeros(1, np.int32), 0
    if capture.uses is not None:
        found = gathered(capture.uses, item, hops=around.hops, most=MOST if around.hops < 3 else MOST_FAR)
        item_of, level, left_out = found.item, found.level, found.left_out
    placement = _nearest(partition, item_of, around.at)
    # An item that is in no unit at this stage has no place from which one could look around.
    kept = (placement >= 0) & (placement[0] >= 0)
    item_of, level, placement = item_of[kept], level[kept], placement[kept]
    unit = partition.unit[placement]
    groups = _groups(partition, paths, (item_of, level, unit, placement), around)
    boxes = neighbourhood_boxes(
        groups.level, np.bincount(groups.box_group, minlength=len(groups.level)).astype(np.int32), aspect=aspect
    )
    head = " · ".join(part for part in (capture.crate, capture.compiler, partition.stage) if part)
    counted = [group_text(way, int((np.sign(level) == way).sum())) for way in (-1, 1)]
    steps = f"within {around.hops} step{'s' if around.hops > 1 else ''}"
    more = [f"{left_out:,} more are left out"] if left_out else []
    if not kept.any():
        counted, steps, more = [], f"in no unit of {partition.stage}", []
    figures = NO_USES if capture.uses is None else " · ".join([*counted, steps, *more])
    caption = (f"{head} · around {paths.labels[item]}", figures)
    scene = neighbourhood(capture, partition, paths, groups, boxes, caption=caption)
    return Focused(scene, groups.item, groups.level, left_out)


def _nearest(partition: Partition, items: Ints, at: str) -> Ints:
    """Return the placement of each item in a unit where it has one there, else its root or first copy; -1 for none."""
    count = int(max(partition.item.max(initial=0), items.max(initial=0))) + 1
    home = np.full(count, -1, np.int64)
    # Written last wins: copies, then roots, then what is in the unit.
    copies, roots = np.flatnonzero(partition.inlined), np.flatnonzero(~partition.inlined)
    home[partition.item[copies][::-1]] = copies[::-1]
    home[partition.item[roots][::-1]] = roots[::-1]
    names = partition.units.tolist()
    if at in names:
        unit = names.index(at)
        rows = np.arange(partition.starts[unit], partition.starts[unit + 1])
        home[partition.item[rows]] = rows
    return home[items].astype(np.int32)


def _groups(partition: Partition, paths: Paths, rows: tuple[Ints, Ints, Ints, Ints], around: Around) -> Groups:
    """Group the items of one unit at one distance; the largest groups of a level first."""
    item, level, unit, placement = rows
    units = max(len(partition.units), 1)
    key = level.astype(np.int64) * units + unit
    pairs, back, count = np.unique(key, return_inverse=True, return_counts=True)
    group_level, group_unit = np.floor_divide(pairs, units), np.mod(pairs, units)
    order = np.lexsort((group_unit, -count, group_level))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    group = place[back]
    opened = np.array(
        [
            number <= FEW or (of, partition.units[at]) in around.opened
            for number, of, at in zip(
                count[order].tolist(), group_level[order].tolist(), group_unit[order].tolist(), strict=True
            )
        ],
        np.bool_,
    )
    sort = np.lexsort((paths.rank[item], group))
    group = group[sort]
    new = np.ones(len(group), np.bool_)
    new[1:] = (group[1:] != group[:-1]) | opened[group[1:]]
    box = (np.cumsum(new) - 1).astype(np.int32)
    return Groups(
        level=group_level[order].astype(np.int32),
        unit=group_unit[order].astype(np.int32),
        box=box,
        item=item[sort],
        box_group=group[new].astype(np.int32),
        inlined=partition.inlined[placement[sort]].astype(np.uint8),
    )


def draw(request: Focus, loaded: Loaded, progress: Progress) -> Focused:
    """Draw the users of an item of an open capture, and the items that it uses."""
    del progress
    capture, paths = captures_of(loaded, request.opened).capture(request.base.crate)
    partition = capture.partition(request.base.stage)
    return draw_neighbourhood(capture, partition, paths, request.item, around=request.around, aspect=request.aspect)


def write(drawn: Focused, export: Export, theme: Theme) -> tuple[str, Scene]:
    """Return the picture as SVG, and the scene that is painted as PNG and PDF."""
    return svg.write(drawn.scene, theme, links=export.links), drawn.scene
