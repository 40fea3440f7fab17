"""Scenes made of numbers: units in a grid, blocks in units, boxes in blocks, random links."""

from __future__ import annotations

import numpy as np

from cguviz.model.columns import starts_of
from cguviz.model.layout import CAPTION, ITEM_HEIGHT, ITEM_WIDTH
from cguviz.model.texts import Texts
from cguviz.scene.scene import Links, Marks, Role, Scene

GAP = 6.0


def scene_of(
    units: int = 4, boxes: int = 60, links: int = 200, *, blocks: int = 3, reach: int | None = None, seed: int = 7
) -> Scene:
    """Return a scene with `boxes` boxes in each unit, a third of them inlined; links reach so many boxes far."""
    random = np.random.default_rng(seed)
    columns = max(1, round(np.sqrt(boxes / 4)))
    rows = -(-boxes // columns)
    pitch = np.array([ITEM_WIDTH + GAP, ITEM_HEIGHT + GAP])
    size = np.array([columns, rows]) * pitch + (GAP, GAP + CAPTION)
    side = max(1, round(np.sqrt(units)))
    corner = np.column_stack(np.divmod(np.arange(units), side)[::-1]) * (size + 40)
    index = np.arange(boxes)
    inner = np.column_stack([index % columns, index // columns]) * pitch + (GAP, GAP + CAPTION)
    place = (corner[:, None] + inner[None]).reshape(-1, 2)
    unit = np.repeat(np.arange(units, dtype=np.int32), boxes)
    cut = np.linspace(0, rows, blocks + 1).round().astype(int)
    band = np.column_stack([cut[:-1], cut[1:]]) * pitch[1] + CAPTION + GAP / 2
    block = np.array(
        [(x + 2, y + low, x + size[0] - 2, y + high - 1) for x, y in corner for low, high in band]
    ).reshape(-1, 4)
    count = units * boxes
    pairs = random.integers(0, count, (links, 2))
    if reach is not None:
        pairs[:, 1] = np.minimum(pairs[:, 0] + random.integers(1, reach + 1, links), count - 1)
    source, target = np.unique(pairs, axis=0).T.astype(np.int32)
    return Scene(
        bounds=np.concatenate([corner.min(axis=0), (corner + size).max(axis=0)]),
        units=_marks(np.hstack([corner, corner + size]), Role.UNIT, np.arange(units), "cgu.{:02}"),
        unit_note=Texts.of(f"{boxes:,} items · size {boxes * 31:,}" for _ in range(units)),
        blocks=_marks(block, Role.BLOCK, np.repeat(np.arange(units), blocks), "module::part{}"),
        boxes=_marks(
            np.hstack([place, place + np.array([ITEM_WIDTH, ITEM_HEIGHT])]),
            np.where(random.random(count) < 1 / 3, Role.INLINED, Role.ROOT),
            unit,
            "Type::method_{}",
        ),
        box_slots_starts=np.arange(count + 1),
        box_slots=np.arange(count, dtype=np.int32),
        box_block=(unit * blocks + np.searchsorted(cut[1:], np.tile(index // columns, units), "right")).astype(
            np.int32
        ),
        box_item=np.arange(count, dtype=np.int32) % max(1, count - 2),
        links=_links(source, target, unit),
        caption=("synthetic", "made of numbers"),
        legend=((Role.ROOT, "root item"), (Role.INLINED, "inlined copy")),
    )


def _marks(box: np.ndarray, role: np.ndarray | int, unit: np.ndarray, name: str) -> Marks:
    count = len(box)
    return Marks(
        box=box.astype(np.float64),
        role=np.broadcast_to(role, count).astype(np.uint8),
        tint=(np.arange(count) // 40 % 30).astype(np.int16),
        unit=unit.astype(np.int32),
        label=Texts.of(name.format(row) for row in range(count)),
        title=Texts.of("crate::" + name.format(row) for row in range(count)),
    )


def _links(source: np.ndarray, target: np.ndarray, unit: np.ndarray) -> Links:
    order = np.argsort(target, kind="stable")
    return Links(
        out_starts=starts_of(source, len(unit)),
        target=target,
        source=source,
        in_starts=starts_of(target[order], len(unit)),
        incoming=order.astype(np.int64),
        call=np.arange(len(source)) % 3 > 0,
        cut=unit[source] != unit[target],
        weight=np.ones(len(source), np.int32),
    )
