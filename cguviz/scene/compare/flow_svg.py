"""The SVG writer of a flow strip.

```
<svg class="cguviz flow">
  <g class="ribbon moved" data-base="cgu.03" data-change="cgu.05"> <title/> <path/> </g> …
  <g class="bar base|change" data-unit="cgu.03"> <title/> <rect/> <text class="name"/> <text class="note"/> </g> …
</svg>
```
"""

from __future__ import annotations

from cguviz.scene.compare.flow import Flow, Way
from cguviz.scene.compare.flow_layout import NAME, NOTE
from cguviz.scene.look.text_fitting import BOLD
from cguviz.scene.look.theme import Theme
from cguviz.scene.role import Role
from cguviz.scene.svg.frame import wrap
from cguviz.scene.svg.style import FONTS
from cguviz.scene.svg.xml_text import safe

MARGIN = 20.0
TITLE, FIGURES = 17.0, 13.0
LEGEND = {Way.STAYED: "stays in its unit", Way.MERGED: "merges with its whole unit", Way.MOVED: "moves to another unit"}
SHOWN = {Way.STAYED: 0.45, Way.MERGED: 0.45, Way.MOVED: 0.9}
"""Opacity of ribbons: what moved lies above all others."""


def write_flow(strip: Flow, theme: Theme) -> str:
    """Write a flow strip with its caption and a legend.

    Returns
    -------
    The document; the same strip gives the same text.
    """
    rows = _caption(strip)
    head = sum(em * 1.45 for em, _ in rows) + (8.0 if rows else 0.0)
    ways = [way for way in Way if way in strip.way.tolist()]
    foot = 34.0 if ways else 0.0
    wide, high = strip.width + 2 * MARGIN, strip.height + head + foot + 2 * MARGIN
    size, corner = f'width="{wide:.7g}" height="{high:.7g}"', f"{-MARGIN:g} {-MARGIN - head:.7g}"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" class="cguviz flow" {size} viewBox="{corner} {wide:.7g} {high:.7g}">',
        f"<title>{safe(strip.caption[0] if strip.caption else 'flow')}</title>",
        f"<style>\n{_style(theme)}\n</style>",
        f'<rect class="background" x="{-MARGIN:g}" y="{-MARGIN - head:.7g}" {size}/>',
    ]
    y = -head
    for em, text in rows:
        y += em * 1.45
        kind = "title" if em == TITLE else "figures"
        lines.append(f'<text class="{kind}" x="0" y="{y - 4:.7g}" font-size="{em:g}">{safe(text)}</text>')
    lines += _ribbons(strip)
    lines += _bars(strip)
    x, y = 0.0, strip.height + 18.0
    for way in ways:
        lines.append(
            f'<g class="ribbon {way.name.lower()}"><path class="t-1" d="M{x:g} {y:g}h22v13h-22Z"/></g>'
            f'<text x="{x + 29:g}" y="{y + 11:g}" font-size="{FIGURES:g}">{LEGEND[way]}</text>'
        )
        x += 29 + len(LEGEND[way]) * FIGURES * 0.62 + 24
    return "\n".join([*lines, "</svg>\n"])


def _caption(strip: Flow) -> list[tuple[float, str]]:
    """Return the lines above the strip, none wider than it: text size and text."""
    sizes = [FIGURES if row else TITLE for row in range(len(strip.caption))]
    return [
        (em, part)
        for em, text in zip(sizes, strip.caption, strict=True)
        for part in wrap(text, strip.width / em / (BOLD if em == TITLE else 1.0))
    ]


def _ribbons(strip: Flow) -> list[str]:
    """Return a group for each ribbon: two sides, each a cubic that leaves and arrives upright."""
    names = [safe(name, quoted=True) for name in strip.name]
    top, bottom = strip.top, strip.bottom
    near, far = top + (bottom - top) / 3, bottom - (bottom - top) / 3
    lines = []
    for (x0, x1, x2, x3), (a, b), way, tint, title in zip(
        strip.ribbon.tolist(),
        strip.ends.tolist(),
        strip.way.tolist(),
        strip.ribbon_tint.tolist(),
        strip.ribbon_title,
        strict=True,
    ):
        path = (
            f"M{x0:.6g} {top:g}C{x0:.6g} {near:.6g} {x2:.6g} {far:.6g} {x2:.6g} {bottom:.6g}"
            f"H{x3:.6g}C{x3:.6g} {far:.6g} {x1:.6g} {near:.6g} {x1:.6g} {top:g}Z"
        )
        lines.append(
            f'<g class="ribbon {Way(way).name.lower()}" data-base="{names[a]}" data-change="{names[b]}">'
            f'<title>{safe(title)}</title><path class="t{tint}" d="{path}"/></g>'
        )
    return lines


def _bars(strip: Flow) -> list[str]:
    """Return a group for each bar, its name and figures above it on the base side, below it on the other."""
    lines = []
    for (x0, y0, x1, y1), change, label, note, title, name, tint in zip(
        strip.box.tolist(),
        strip.change.tolist(),
        strip.label,
        strip.note,
        strip.title,
        strip.name,
        strip.tint.tolist(),
        strict=True,
    ):
        side = "change" if change else "base"
        name_y, note_y = (y1 + 13, y1 + 27) if change else (y0 - 18, y0 - 4)
        lines.append(
            f'<g class="bar {side}" data-unit="{safe(name, quoted=True)}"><title>{safe(title)}</title>'
            f'<rect class="t{tint}" x="{x0:.6g}" y="{y0:g}" width="{x1 - x0:.6g}" height="{y1 - y0:g}"/>'
            + (f'<text class="name" x="{x0:.6g}" y="{name_y:g}">{safe(label)}</text>' if label else "")
            + (f'<text class="note" x="{x0:.6g}" y="{note_y:g}">{safe(note)}</text>' if note else "")
            + "</g>"
        )
    return lines


def _style(theme: Theme) -> str:
    """Return the style sheet of a flow strip."""
    merged, moved = theme.styles[Role.UNIT], theme.styles[Role.ARRIVED]
    rules = [
        f".cguviz text{{font-family:{FONTS};fill:{theme.ink}}}",
        f".cguviz .background{{fill:{theme.background}}}",
        ".cguviz .title{font-weight:bold}",
        f".cguviz .figures,.cguviz .note{{fill:{theme.faint}}}",
        f".cguviz .name{{font-size:{NAME:g}px}}",
        f".cguviz .note{{font-size:{NOTE:g}px}}",
        f".cguviz .bar>rect{{stroke:{merged.outline};stroke-width:0.8}}",
        *(f".cguviz .{way.name.lower()}>path{{fill-opacity:{SHOWN[way]:g}}}" for way in Way),
        f".cguviz .stayed>path{{stroke:{merged.outline};stroke-width:0.6;stroke-opacity:0.6}}",
        f".cguviz .merged>path{{stroke:{merged.outline};stroke-width:1;stroke-dasharray:5 3}}",
        f".cguviz .moved>path{{stroke:{moved.outline};stroke-width:0.6;stroke-opacity:0.75}}",
    ]
    rules += [f".cguviz .t{tint}{{fill:{color}}}" for tint, color in enumerate(theme.modules)]
    return "\n".join([*rules, f".cguviz .t-1{{fill:{theme.modules[-1]}}}"])
