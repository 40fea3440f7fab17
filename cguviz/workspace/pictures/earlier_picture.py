"""Pictures of files that were open before, and the places of their boxes in the numbering of the open ones."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.analysis.comparison import compare
from cguviz.model.capture import Capture
from cguviz.model.layout import COPIES, SMALL_MODULES, EarlierLayout
from cguviz.model.partition import Partition
from cguviz.model.paths.table import Paths
from cguviz.scene.scene import Role, Scene
from cguviz.workspace.requests.carried import Pictured
from cguviz.workspace.requests.requests import Draw


def take_picture(request: Draw, scene: Scene, capture: Capture, partition: Partition) -> Pictured:
    """Take the places from a picture that another may keep."""
    slot_box = np.full(len(partition), -1, np.int32)
    slot_box[scene.box_slots] = np.repeat(np.arange(len(scene.boxes), dtype=np.int32), np.diff(scene.box_slots_starts))
    copies = (scene.blocks.role == Role.COPIES).tolist()
    titles = scene.blocks.title.tolist()
    return Pictured(
        capture=Capture(capture.crate, capture.compiler, capture.items, (partition,)),
        options=request.options,
        folded=request.folded,
        unit_box=scene.units.box,
        block_box=scene.blocks.box,
        block_module=tuple("" if copy else title for copy, title in zip(copies, titles, strict=True)),
        box=scene.boxes.box,
        box_block=scene.box_block,
        slot_box=slot_box,
        caption=scene.head,
    )


def picture_for(request: Draw, crate: str, stage: str, pictures: tuple[Pictured, ...]) -> Pictured | None:
    """Return the picture of the same stage drawn in the same way, None if there was none."""
    for picture in pictures:
        same = dataclasses.replace(picture.options, aspect=request.options.aspect, keep=True)
        shows = (picture.capture.crate, picture.capture.partition().stage, same, picture.folded)
        if shows == (crate, stage, request.options, request.folded):
            return picture
    return None


def earlier_layout(picture: Pictured, capture: Capture, stage: str, paths: Paths) -> EarlierLayout:
    """Say where the placements of a stage were in an earlier picture of the crate.

    Items are found again by symbol or name, units by what they hold (see `cguviz.analysis.comparison.compare`).

    Parameters
    ----------
    picture
        Of the same crate, perhaps of another recording.
    capture, stage, paths
        What is to be laid out, and the paths of its items.
    """
    found = compare(picture.capture, "", capture, stage)
    before, now = found.base, found.change
    units = len(now.units)
    unit_before = np.full(units, -1, np.int64)
    matched = np.flatnonzero(found.match >= 0)
    unit_before[found.match[matched]] = matched
    unit_box = np.full((units, 4), np.nan)
    unit_box[unit_before >= 0] = picture.unit_box[unit_before[unit_before >= 0]]
    count = max(len(found.items), 1)
    key = before.unit.astype(np.int64) * count + before.item
    wanted = unit_before[now.unit] * count + now.item
    order = np.argsort(key, kind="stable")
    at = np.minimum(np.searchsorted(key[order], wanted), max(len(key) - 1, 0))
    slot = order[at] if len(key) else np.zeros(len(now), np.int64)
    there = (unit_before[now.unit] >= 0) & (key[slot] == wanted) if len(key) else np.zeros(len(now), np.bool_)
    box = np.where(there, picture.slot_box[slot], -1) if len(key) else np.full(len(now), -1)
    shown = box >= 0
    slot_box = np.full((len(now), 4), np.nan)
    slot_box[shown] = picture.box[box[shown]]
    slot_block = np.full(len(now), -1, np.int32)
    slot_block[shown] = picture.box_block[box[shown]]
    modules = {name: number for number, name in enumerate(paths.modules.tolist())}
    block_module = [COPIES if not name else modules.get(name, SMALL_MODULES) for name in picture.block_module]
    gone = np.flatnonzero(found.match < 0)
    return EarlierLayout(
        unit_box=unit_box,
        gone_box=picture.unit_box[gone],
        slot_box=slot_box,
        slot_block=slot_block,
        block_box=picture.block_box,
        block_module=np.array(block_module, np.int32),
        caption=picture.caption,
    )


def keeps_places(picture: Pictured, scene: Scene) -> bool:
    """Say whether a picture keeps an earlier one and is not fresh: most units are as wide or where one was."""
    sides = {(round(x0, 3), round(x1, 3)) for x0, _, x1, _ in picture.unit_box.tolist()}
    corners = {(round(x0, 3), round(y0, 3)) for x0, y0, _, _ in picture.unit_box.tolist()}
    same = sum(
        (round(x0, 3), round(x1, 3)) in sides or (round(x0, 3), round(y0, 3)) in corners
        for x0, y0, x1, _ in scene.units.box.tolist()
    )
    return 2 * same >= max(len(scene.units), 1)
