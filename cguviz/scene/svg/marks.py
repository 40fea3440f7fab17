"""The groups of a written SVG for units, blocks and items, as columns of strings. Knows no theme and no links."""

from __future__ import annotations

import numpy as np

from cguviz.model.columns import Floats, Ints
from cguviz.model.layout import ITEM_HEIGHT, LABEL_HEIGHT
from cguviz.model.unit_labels import unit_title
from cguviz.scene.look.text_fitting import BOLD, fit_labels, shorten, width
from cguviz.scene.scene import MODULE_SIZE, Marks, Role, Scene, block_heads, heads
from cguviz.scene.svg.style import CLASSES, NAME_SIZE, NOTE_SIZE, fill_class
from cguviz.scene.svg.xml_text import number_rows, safe, safe_column

PADDING = 4.0
"""World units between text and the sides of its box."""
ITEM_CLASSES = {
    Role.ROOT: "item root",
    Role.INLINED: "item inlined",
    Role.ROOT_INFERRED: "item root inferred",
    Role.INLINED_INFERRED: "item inlined inferred",
    Role.LEAVING: "item root leaving",
    Role.ARRIVED: "item root arrived",
    Role.REMOVED: "item root removed",
    Role.ADDED: "item root added",
    Role.DROPPED: "item inlined dropped",
    Role.GAINED: "item inlined gained",
    Role.CHANGED: "item root changed",
    Role.STILL: "item still",
    Role.GHOST: "ghost",
}
"""Classes of the groups of boxes; a ghost is no item of this side."""
PLACE = 'x="%.8g" y="%.8g" width="%.8g" height="%.8g"'
POINT = 'x="%.8g" y="%.8g"'


def unit_heads(scene: Scene) -> list[str]:
    """Return for each unit its title, rectangle and name, and as many of its figures as fit beside the name."""
    rectangles = _rectangles(scene.units.box)
    groups = []
    notes = scene.unit_note.tolist()
    fills = [
        f' class="{fill_class(Role(role), tint)}"' if tint >= 0 else ""
        for role, tint in zip(scene.units.role.tolist(), scene.units.tint.tolist(), strict=True)
    ]
    strips = heads(scene).tolist()
    for row, (label, title) in enumerate(zip(scene.units.label, scene.units.title, strict=True)):
        x0, y0, x1, _ = scene.units.box[row].tolist()
        name_size, note_size = NAME_SIZE * strips[row], NOTE_SIZE * strips[row]
        room, left, base = x1 - x0 - 2 * PADDING, x0 + PADDING + 2, y0 + strips[row] * 0.7
        name = shorten(label, (room - 2) / name_size / BOLD)
        taken = width(name) * name_size * BOLD + name_size * 0.7
        note = _note(notes[row] if row < len(notes) else "", (room - taken) / note_size)
        groups.append(
            f"<title>{safe(unit_title(title, label))}</title><rect{fills[row]} {rectangles[row]}/>"
            + (f'<text class="name" x="{left:.8g}" y="{base:.8g}">{safe(name)}</text>' if name else "")
            + (f'<text class="note" x="{left + taken:.8g}" y="{base:.8g}">{safe(note)}</text>' if note else "")
        )
    return groups


def block_groups(scene: Scene) -> list[str]:
    """Return a group for each block: its title, rectangle, and its name where there is room above its items."""
    blocks = scene.blocks
    rectangles = _rectangles(blocks.box)
    head = block_heads(scene)
    room = (blocks.box[:, 2] - blocks.box[:, 0] - 2 * PADDING) / MODULE_SIZE
    labels = safe_column(fit_labels(blocks.label, room))
    titles = safe_column(blocks.title)
    groups = []
    for row, (role, tint) in enumerate(zip(blocks.role.tolist(), blocks.tint.tolist(), strict=True)):
        fill = f' class="{fill_class(Role.BLOCK, tint)}"' if role == Role.BLOCK else ""
        x, y = blocks.box[row, :2].tolist()
        text = ""
        if labels[row] and head[row]:
            base = y + head[row] / 2 + MODULE_SIZE * 0.36
            text = f'<text class="module" x="{x + PADDING:.8g}" y="{base:.8g}">{labels[row]}</text>'
        groups.append(
            f'<g class="{CLASSES[Role(role)]}"><title>{titles[row]}</title><rect{fill} {rectangles[row]}/>{text}</g>'
        )
    return groups


def item_groups(scene: Scene, selected: Ints) -> list[str]:
    """Return a group for each box: title, rectangle and, where it can be read, its label."""
    boxes = scene.boxes
    box = boxes.box
    titles = safe_column(boxes.title)
    symbols = _symbols(scene)
    count = np.diff(scene.box_slots_starts)
    texts = _labels(boxes)
    middle = np.round((box[:, :2] + box[:, 2:]) / 2 + (0, 0.36 * LABEL_HEIGHT), 1)
    classes = _classes(boxes, count, selected)
    rectangles = _rectangles(box)
    fills = [fill_class(role, tint) for role in Role for tint in range(-1, 30)]
    fill = (boxes.role.astype(np.int64) * 31 + boxes.tint + 1).tolist()
    return [
        f'<g class="{kind}" data-symbol="{symbol}" data-name="{title}"><title>{title}</title>'
        f'<rect class="{fills[f]}" {rectangle}/>' + (f"<text {point}>{text}</text></g>" if text else "</g>")
        for kind, symbol, title, rectangle, f, point, text in zip(
            classes, symbols, titles, rectangles, fill, number_rows(POINT, middle), texts, strict=True
        )
    ]


def _classes(boxes: Marks, count: Ints, selected: Ints) -> list[str]:
    """Return the class of each box."""
    kinds = [ITEM_CLASSES[Role(role)] for role in boxes.role.tolist()]
    for row in np.flatnonzero(count > 1).tolist():
        kinds[row] += " stack"
    for row in selected.tolist():
        kinds[row] += " selected"
    return kinds


def _labels(boxes: Marks) -> list[str]:
    """Return the text in each box, "" where it could not be read."""
    size = boxes.box[:, 2:] - boxes.box[:, :2]
    room = np.where(size[:, 1] >= 0.75 * ITEM_HEIGHT, size[:, 0] - 2 * PADDING, 0.0) / LABEL_HEIGHT
    return safe_column(fit_labels(boxes.label, room))


def _symbols(scene: Scene) -> list[str]:
    """Return the attribute with the symbol of each box."""
    symbols = safe_column(scene.symbol)
    if not symbols:
        return [""] * len(scene.boxes)
    return [symbols[item] for item in scene.box_item.tolist()]


def _rectangles(box: Floats) -> list[str]:
    """Return the place and size of each box as attributes, to a tenth of a world unit."""
    rounded = np.round(box, 1)
    rounded[:, 2:] = np.round(rounded[:, 2:] - rounded[:, :2], 1)
    return number_rows(PLACE, rounded)


def _note(note: str, room: float) -> str:
    """Return as many of the figures as fit."""
    parts = note.split(" · ")
    while parts and width(" · ".join(parts)) > room:
        parts.pop()
    return " · ".join(parts)
