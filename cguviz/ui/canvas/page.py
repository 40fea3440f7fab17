"""A picture for paper: caption above, the whole scene, legend below. Knows where they go, not what they are drawn on.

```
┌──────────────────────────────┐
│ regex · rustc 1.85.0 · MERGE │
│ 16 units · 3,359 placed …    │
│ ┌──────────┐ ┌─────────────┐ │
│ │  units   │ │             │ │
│ └──────────┘ └─────────────┘ │
│ ▢ root item  ▢ inlined copy… │
└──────────────────────────────┘
```
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QPointF, QSizeF
from PySide6.QtGui import QColor, QPainter

from cguviz.scene.graph.links import few_cut
from cguviz.scene.look.theme import Theme
from cguviz.scene.scene import Role, Scene
from cguviz.scene.svg.frame import wrap
from cguviz.ui.canvas.boxes import paint_alike
from cguviz.ui.canvas.camera import Camera, Viewport
from cguviz.ui.canvas.emphasis import Emphasis, paint_emphasis
from cguviz.ui.canvas.inks import color, pen
from cguviz.ui.canvas.lettering import Lettering
from cguviz.ui.canvas.painter import paint
from cguviz.ui.canvas.picture import PreparedScene

MARGIN = 20
TITLE, FIGURES = 17, 13
"""Text sizes of the caption's first line and of the others; the legend is as large as the latter."""
LEADING = 1.45
"""Height of a line as a share of its text's size."""
SWATCH = 22
SAMPLE_TINT = 6
"""The tint of swatches that stand for a role of any module."""
CURVES = 6_000
"""Cubics of links inside units at most: paper has time and room, but more than these are a grey wall there too."""


@dataclasses.dataclass(frozen=True)
class LegendEntry:
    """A row of the legend.

    Attributes
    ----------
    text
        What it says.
    role, tint
        What a box of it looks like.
    line
        Or "#rrggbb" of a line; "" for a box.
    """

    text: str
    role: Role = Role.ROOT
    tint: int = SAMPLE_TINT
    line: str = ""


@dataclasses.dataclass(frozen=True, eq=False)
class Page:
    """Where things go. Lengths are device pixels.

    Attributes
    ----------
    width, height
        Of the page.
    unit
        Device pixels per unit of the constants of this module.
    lines
        (text size, text) of the caption.
    rows
        Legend entries in rows, each with its left edge.
    room
        Left, top, width and height of the space for the picture.
    """

    width: int
    height: int
    unit: float
    lines: tuple[tuple[int, str], ...]
    rows: tuple[tuple[tuple[float, LegendEntry], ...], ...]
    room: tuple[int, int, int, int]


def page_around(
    scene: Scene, theme: Theme, lettering: Lettering, *, inner: tuple[int, int], unit: float, selected: bool
) -> Page:
    """Put caption and legend around a picture of a given size."""
    lines, rows = (
        _lines(scene, inner[0], unit),
        _rows(scene, theme, lettering=lettering, room=inner[0], unit=unit, selected=selected),
    )
    margin = round(MARGIN * unit)
    above = round(sum(size * LEADING for size, _ in lines)) + (margin // 2 if lines else 0)
    below = round(len(rows) * FIGURES * 1.7 * unit) + (margin if rows else 0)
    room = (margin, margin + above, inner[0], inner[1])
    return Page(
        width=inner[0] + 2 * margin,
        height=inner[1] + 2 * margin + above + below,
        unit=unit,
        lines=lines,
        rows=rows,
        room=room,
    )


def page_within(
    scene: Scene, theme: Theme, lettering: Lettering, *, outer: tuple[int, int], unit: float, selected: bool
) -> Page:
    """Give a picture the space that caption and legend leave on a page of a given size."""
    margin = round(MARGIN * unit)
    wide = max(outer[0] - 2 * margin, 1)
    page = page_around(scene, theme, lettering, inner=(wide, 0), unit=unit, selected=selected)
    left, top, _, _ = page.room
    high = max(outer[1] - page.height, 1)
    return dataclasses.replace(page, width=outer[0], height=outer[1], room=(left, top, wide, high))


def paint_page(
    painter: QPainter,
    page: Page,
    picture: PreparedScene,
    theme: Theme,
    lettering: Lettering,
    emphasis: Emphasis,
    *,
    ratio: float,
) -> Iterator[None]:
    """Paint caption, picture and legend.

    Parameters
    ----------
    ratio
        Device pixels per unit of text and lines in the picture.
    """
    painter.fillRect(0, 0, page.width, page.height, color(theme.background))
    left, top, wide, high = page.room
    viewport = _whole(picture, wide, high, ratio)
    painter.save()
    painter.translate(left, top)
    yield from paint(
        painter, picture, viewport=viewport, theme=theme, lettering=lettering, emphasis=emphasis, limit=CURVES
    )
    paint_emphasis(painter, picture, viewport, theme, emphasis)
    painter.restore()
    y = MARGIN * page.unit
    for index, (size, text) in enumerate(page.lines):
        painter.setFont(lettering.size(size).font)
        painter.setPen(QColor(theme.faint if index else theme.ink))
        painter.drawText(QPointF(left, y + size), text)
        y += size * LEADING
    y = top + high + MARGIN * page.unit
    for row in page.rows:
        for x, entry in row:
            _paint_entry(painter, page, theme=theme, lettering=lettering, x=x, y=y, entry=entry)
        y += FIGURES * 1.7 * page.unit
    yield


def _whole(picture: PreparedScene, wide: int, high: int, ratio: float) -> Viewport:
    camera = Camera()
    camera.fit(picture.scene.bounds, QSizeF(wide / ratio, high / ratio), margin=1.0)
    return camera.viewport(QSizeF(wide / ratio, high / ratio), ratio)


def _lines(scene: Scene, room: int, unit: float) -> tuple[tuple[int, str], ...]:
    made: list[tuple[int, str]] = []
    for index, text in enumerate(scene.caption):
        size = round((FIGURES if index else TITLE) * unit)
        made += [(size, part) for part in wrap(text, room / size)]
    return tuple(made)


def _rows(
    scene: Scene, theme: Theme, lettering: Lettering, room: int, unit: float, selected: bool
) -> tuple[tuple[tuple[float, LegendEntry], ...], ...]:
    entries = [LegendEntry(text, role) for role, text in scene.legend]
    if scene.links is not None and scene.links.cut.any() and few_cut(scene.links):
        entries += [
            LegendEntry("use inside a unit", line=theme.link),
            LegendEntry("use between units", line=theme.cut_link),
        ]
    if selected:
        entries += [
            LegendEntry("uses the selection", line=theme.caller),
            LegendEntry("used by the selection", line=theme.callee),
        ]
    entries += [LegendEntry(name, tint=tint) for name, tint in scene.tint_names]
    letters = lettering.size(round(FIGURES * unit))
    rows: list[list[tuple[float, LegendEntry]]] = [[]]
    x = start = MARGIN * unit
    for entry in entries:
        advance = (SWATCH + 0.5 * FIGURES) * unit + letters.about(entry.text)
        if rows[-1] and x + advance > start + room:
            rows.append([])
            x = start
        rows[-1].append((x, entry))
        x += advance + 1.6 * FIGURES * unit
    return tuple(tuple(row) for row in rows if row)


def _paint_entry(
    painter: QPainter, page: Page, theme: Theme, lettering: Lettering, x: float, y: float, entry: LegendEntry
) -> None:
    size = round(FIGURES * page.unit)
    edges = np.array([[x, y, x + SWATCH * page.unit, y + size]]).round().astype(np.int32)
    if entry.line:
        painter.setPen(pen(entry.line, 1.5 * page.unit))
        painter.drawLine(QPointF(x, y + size / 2), QPointF(x + SWATCH * page.unit, y + size / 2))
    else:
        paint_alike(painter, edges, ratio=page.unit, theme=theme, role=entry.role, tint=entry.tint, outlined=True)
    painter.setFont(lettering.size(size).font)
    painter.setPen(QColor(theme.ink))
    painter.drawText(QPointF(x + (SWATCH + 0.5 * FIGURES) * page.unit, y + 0.85 * size), entry.text)
