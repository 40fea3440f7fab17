"""The frame of a written SVG: caption above, legend below, sized to be read when all is shown.

```
 ┌──────────────────────────────┐
 │ regex · rustc 1.85.0 · MERGE │  caption: grows upwards
 │ 16 units · 3,359 placed …    │
 │ ┌──────────┐ ┌─────────────┐ │
 │ │  units   │ │             │ │  the scene's own coordinates
 │ └──────────┘ └─────────────┘ │
 │ ▢ root item  ▢ inlined copy… │  legend: grows downwards
 └──────────────────────────────┘
```
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

from cguviz.scene.look.text_fitting import BOLD, width
from cguviz.scene.look.theme import Fill, Theme
from cguviz.scene.scene import Role, Scene
from cguviz.scene.svg.style import CLASSES, fill_class
from cguviz.scene.svg.xml_text import safe

LEGIBLE = 1400.0
"""Pictures wider than this many world units get larger captions, so that they can be read when all is shown."""
LEAST_WIDTH = 640.0
"""A picture of a single small unit is widened to this, for its caption's sake."""
SWATCH = 22.0
"""World units of width of what stands before a meaning in a legend."""
SAMPLE_TINT = -1
"""Swatches that stand for a role are in no module's colour."""


@dataclasses.dataclass(frozen=True)
class Frame:
    """The text around the picture.

    Attributes
    ----------
    x, y, width, height
        World rectangle of picture, caption and legend.
    above, below
        SVG of caption and legend.
    """

    x: float
    y: float
    width: float
    height: float
    above: str
    below: str


def frame(scene: Scene, theme: Theme, *, legend: bool, links: Sequence[tuple[str, str]] = ()) -> Frame:
    """Lay out caption and legend around a scene.

    Parameters
    ----------
    scene, theme
        What is written, and how it looks.
    legend
        Whether to write one.
    links
        (class, text) rows: what lines of each class stand for.
    """
    x0, y0, x1, y1 = scene.bounds.tolist()
    scale = max(1.0, (x1 - x0) / LEGIBLE)
    margin, room = 20 * scale, max(x1 - x0, LEAST_WIDTH)
    lines = [
        (kind, size * scale, part)
        for kind, size, text in _caption_rows(scene)
        for part in wrap(text, room / (size * scale) / (BOLD if kind == "title" else 1.0))
    ]
    height = sum(size * 1.45 for _, size, _ in lines) + 10 * scale if lines else 0.0
    top = y0 - height
    above, y = [], top
    for kind, size, text in lines:
        y += size * 1.45
        above.append(
            f'<text class="{kind}" x="{x0:.7g}" y="{y - size * 0.35:.7g}" font-size="{size:.4g}">{safe(text)}</text>'
        )
    below, depth = (
        _legend(scene, theme, links=links, x0=x0, y0=y1 + 18 * scale, room=room, scale=scale) if legend else ("", 0.0)
    )
    bottom = y1 + (18 * scale + depth if depth else 0.0)
    return Frame(
        x=x0 - margin,
        y=top - margin,
        width=room + 2 * margin,
        height=bottom - top + 2 * margin,
        above=f'<g class="caption">{"".join(above)}</g>' if above else "",
        below=below,
    )


def wrap(text: str, room: float) -> list[str]:
    """Break a line of figures at its middle dots so that each part measures at most `room` em, where it can."""
    lines: list[str] = []
    for part in text.split(" · "):
        joined = f"{lines[-1]} · {part}" if lines else part
        if lines and width(joined) <= room:
            lines[-1] = joined
        else:
            lines.append(part)
    return lines


def _caption_rows(scene: Scene) -> list[tuple[str, float, str]]:
    return [("title" if row == 0 else "figures", 17.0 if row == 0 else 13.0, t) for row, t in enumerate(scene.caption)]


def _legend(
    scene: Scene, theme: Theme, links: Sequence[tuple[str, str]], x0: float, y0: float, room: float, scale: float
) -> tuple[str, float]:
    """Return the legend's SVG and its height: entries in rows, each a swatch and its meaning."""
    size, swatch = 13 * scale, SWATCH * scale
    entries = [(_box_swatch(theme, role), text) for role, text in scene.legend]
    entries += [(f'<path class="sample {kind}" d="{{line}}"/>', text) for kind, text in links]
    entries += [
        (f'<g class="root"><rect class="{fill_class(Role.ROOT, tint)}" {{box}}/></g>' if tint >= 0 else "", name)
        for name, tint in scene.tint_names
    ]
    if not entries:
        return "", 0.0

    def sample(shape: str, x: float, y: float) -> str:
        box = f'x="{x:.7g}" y="{y:.7g}" width="{swatch:.4g}" height="{size:.4g}"'
        return shape.format(box=box, line=f"M{x:.7g} {y + size / 2:.7g}H{x + swatch:.7g}")

    parts, bottom = in_rows(entries, sample, corner=(x0, y0), room=room, size=size, swatch=swatch)
    return f'<g class="legend">{"".join(parts)}</g>', bottom - y0


def in_rows(
    entries: Sequence[tuple[str, str]],
    sample: Callable[[str, float, float], str],
    corner: tuple[float, float],
    room: float,
    size: float,
    swatch: float = SWATCH,
) -> tuple[list[str], float]:
    """Write the entries of a legend, as many in a row as fit.

    Parameters
    ----------
    entries
        (shape, meaning) rows; a meaning without a shape stands alone.
    sample
        Draws a shape where its upper left corner is.
    corner, room
        Where the first row begins, and how wide all are.
    size, swatch
        Of the text, and the width that shapes have.

    Returns
    -------
    One piece of SVG for each entry, and where the last row ends.
    """
    (left, y), parts = corner, []
    x, gap = left, 1.6 * size
    for shape, text in entries:
        indent = swatch + 0.5 * size if shape else 0.0
        advance = indent + width(text) * size + gap
        if x > left and x + advance - gap > left + room:
            x, y = left, y + 1.7 * size
        where = f'x="{x + indent:.7g}" y="{y + 0.85 * size:.7g}" font-size="{size:.4g}"'
        parts.append(f"{sample(shape, x, y) if shape else ''}<text {where}>{safe(text)}</text>")
        x += advance
    return parts, y + 1.7 * size


def _box_swatch(theme: Theme, role: Role) -> str:
    """Return a group with a rectangle whose place is left open."""
    tinted = isinstance(theme.styles[role].fill, Fill) and theme.styles[role].fill is not Fill.NONE
    fill = f'class="{fill_class(role, SAMPLE_TINT)}" ' if tinted else ""
    return f'<g class="{CLASSES[role]}"><rect {fill}{{box}}/></g>'
