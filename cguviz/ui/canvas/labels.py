"""Names inside boxes: of items when near, of modules when farther away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter

from cguviz.scene.look.theme import Theme
from cguviz.scene.scene import Role
from cguviz.ui.canvas.boxes import ITEMS, detail
from cguviz.ui.canvas.camera import Viewport, pixels
from cguviz.ui.canvas.captions import Caption
from cguviz.ui.canvas.inks import color
from cguviz.ui.canvas.lettering import Lettering, base_line
from cguviz.ui.canvas.picture import PaintLevel, PreparedScene, visible_rows

NEAR = 8.0
"""Pixels of an item's height from which items have names and modules no longer need them."""
SMALLEST, LARGEST = 7, 13
"""Text sizes in screen pixels."""
SHARE = 0.62
"""Text size as a share of the box."""
PAD = 3
"""Screen pixels left and right of the text."""
MODULE_SIZE = 10
MODULE_ALPHA = 205
CHUNK = 80
"""Texts per step: new ones take 20 microseconds each."""


def paint_items(
    painter: QPainter,
    picture: PreparedScene,
    level: PaintLevel,
    viewport: Viewport,
    theme: Theme,
    lettering: Lettering,
) -> Iterator[None]:
    """Draw the names of the visible boxes that are large enough.

    Parameters
    ----------
    level
        Those boxes whose names are wanted.
    """
    ratio, marks, labels, bare = viewport.ratio, picture.scene.boxes, picture.labels, picture.bare_labels
    position = visible_rows(level, viewport.world)
    # By the exact height: rounded ones differ by a pixel from row to row, and so would the text.
    height = (level.edges[3, position] - level.edges[1, position]) * viewport.scale / ratio
    position, height = position[height >= NEAR], height[height >= NEAR]
    rows, edges = level.row[position], pixels(level.edges[:, position].T, viewport)
    # Rows of one text size together: changing the font costs more than drawing a word.
    size = np.rint(np.clip(height * SHARE, SMALLEST, LARGEST) * ratio).astype(np.int64)
    order = np.lexsort((rows, marks.role[rows], size))
    pad = round(PAD * ratio)
    chosen = ink = -1
    letters = lettering.size(1)
    columns = (rows[order].tolist(), size[order].tolist(), marks.role[rows][order].tolist(), edges[order].tolist())
    for count, (row, pixel_size, role, (x0, y0, x1, y1)) in enumerate(zip(*columns, strict=True)):
        if pixel_size != chosen:
            chosen, letters = pixel_size, lettering.size(pixel_size)
            painter.setFont(letters.font)
        word = lettering.word(labels[row], pixel_size, x1 - x0 - 2 * pad, bare=bare[row])
        if word is not None and letters.height <= y1 - y0 + 1:
            if ink != role:
                ink = role
                painter.setPen(QColor(theme.styles[Role(role)].ink))
            painter.drawText(QPointF(x0 + pad, base_line(letters, y0, y1)), word.text)
        if count % CHUNK == CHUNK - 1:
            yield
    yield


def paint_modules(
    painter: QPainter,
    picture: PreparedScene,
    viewport: Viewport,
    theme: Theme,
    lettering: Lettering,
    captions: Mapping[int, Caption],
) -> Iterator[None]:
    """Draw the names of the visible module blocks, clear of the captions of their units.

    They stand in the strips that the layout left for them; where it left none, in the middle while items are too small
    for names of their own.

    Parameters
    ----------
    captions
        By unit.
    """
    ratio, marks = viewport.ratio, picture.scene.blocks
    size, pad = round(MODULE_SIZE * ratio), round(PAD * ratio)
    letters = lettering.size(size)
    high = round(letters.height)
    painter.setFont(letters.font)
    painter.setPen(QColor(theme.ink))
    position = visible_rows(picture.blocks, viewport.world)
    rows, edges = picture.blocks.row[position], pixels(picture.blocks.edges[:, position].T, viewport)
    # Where items have names of their own, a module's name would lie on them; and most blocks are too low for one.
    near = picture.block_items[rows] * viewport.scale >= NEAR * ratio
    strips = picture.block_heads[rows] * viewport.scale * (detail(picture, viewport) >= ITEMS)
    strips[strips < letters.height - 1] = 0
    roomy = (strips > 0) | (~near & (edges[:, 3] - edges[:, 1] >= high + 2))
    rows = rows[roomy]
    columns = (rows, marks.unit[rows], marks.role[rows], marks.tint[rows], strips[roomy], edges[roomy])
    for count, (row, unit, role, tint, strip, (x0, y0, x1, y1)) in enumerate(
        zip(*(column.tolist() for column in columns), strict=True)
    ):
        if strip:
            word = lettering.word(picture.block_labels[row], size, x1 - x0 - 2 * pad)
            if word is not None:
                painter.drawText(QPointF(x0 + pad, base_line(letters, y0, y0 + round(strip))), word.text)
            continue
        caption = captions.get(unit)
        if caption is not None and caption.left < x1 and x0 < caption.right:
            y0 = max(y0, min(caption.bottom, y1))
        word = lettering.word(picture.block_labels[row], size, x1 - x0 - 4 * pad)
        if word is None or high + 2 > y1 - y0:
            continue
        left, top = x0 + round((x1 - x0 - word.width) / 2), (y0 + y1 - high) // 2
        ground = theme.fill(Role(role), tint) or theme.background
        painter.fillRect(left - pad, top, round(word.width) + 2 * pad, high, color(ground, MODULE_ALPHA))
        painter.drawText(QPointF(left, base_line(letters, top, top + high)), word.text)
        if count % CHUNK == CHUNK - 1:
            yield
    yield
