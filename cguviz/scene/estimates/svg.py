"""The SVG writer of scatters, several beside and below one another.

```
<svg class="cguviz estimates">
  <g class="caption"/>
  <g class="plot"> <text class="heading"/> <g class="axes"/> <g class="promises"/>
    <g class="unit longer" data-unit="regex.…-cgu.03"> <title/> <path class="stick"/> <path class="mark"/> </g> …
    <rect class="cell near2"/> …           where points are too many to be told apart
    <g class="names"> <text class="name"/> … </g>
  </g> …
  <g class="legend"/>
</svg>
```
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from cguviz.scene.estimates.labels import SMALL
from cguviz.scene.estimates.picture import CELL, LEFT, LEVELS, RADIUS, EstimatesPicture, picture
from cguviz.scene.estimates.plot import MEANING, Mark, Plot, tooltip
from cguviz.scene.estimates.style import estimates_look
from cguviz.scene.look.text_fitting import BOLD, width
from cguviz.scene.look.theme import Theme
from cguviz.scene.svg.frame import in_rows, wrap
from cguviz.scene.svg.style import FONTS
from cguviz.scene.svg.xml_text import safe

MARGIN, GAP = 20.0, 24.0
TITLE, TEXT = 17.0, 13.0
WIDE, HIGH = 960.0, 640.0
"""Pixels of a plot that stands alone."""
SHARED_WIDE, SHARED_HIGH = 620.0, 430.0
"""Pixels of one of several."""


def write_estimates(plots: Sequence[Plot], caption: Sequence[str], theme: Theme) -> str:
    """Write plots with a caption above and a legend below them.

    Parameters
    ----------
    plots
        One, or several in rows of two or three.
    caption
        Lines; the first is the title.
    theme
        How it looks.

    Returns
    -------
    The document; the same plots give the same text.
    """
    columns = 1 if len(plots) == 1 else 2 if len(plots) in (2, 4) else 3
    wide, high = (WIDE, HIGH) if len(plots) == 1 else (SHARED_WIDE, SHARED_HIGH)
    whole = 2 * MARGIN + columns * wide + (columns - 1) * GAP
    lines, y = _caption(caption, whole)
    headings = len(plots) > 1
    for number, plot in enumerate(plots):
        row, column = divmod(number, columns)
        left = MARGIN + column * (wide + GAP)
        top = y + row * (high + GAP + (TEXT * 1.6 if headings else 0.0))
        lines.append('<g class="plot">')
        if headings:
            lines.append(_heading(plot, left, top + TEXT, wide))
            top += TEXT * 1.6
        lines += _plot(plot, picture(plot, (wide, high)), left, top)
        lines.append("</g>")
    y += -(-len(plots) // columns) * (high + GAP + (TEXT * 1.6 if headings else 0.0)) - GAP / 2
    legend, y = _legend(plots, y, whole)
    height = y + MARGIN
    area = f'width="{whole:.7g}" height="{height:.7g}"'
    box = f'viewBox="0 0 {whole:.7g} {height:.7g}"'
    head = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" class="cguviz estimates" {area} {box}>',
        f"<title>{safe(caption[0] if caption else 'size estimates')}</title>",
        f"<style>\n{_style(theme)}\n</style>",
        f'<rect class="background" x="0" y="0" {area}/>',
    ]
    return "\n".join([*head, *lines, *legend, "</svg>\n"])


def _caption(caption: Sequence[str], whole: float) -> tuple[list[str], float]:
    """Return the caption, and its lower end."""
    y, lines = MARGIN, ['<g class="caption">']
    for row, text in enumerate(caption):
        size = TEXT if row else TITLE
        for part in wrap(text, (whole - 2 * MARGIN) / size / (1.0 if row else BOLD)):
            y += size * 1.45
            kind = "figures" if row else "title"
            lines.append(
                f'<text class="{kind}" x="{MARGIN:g}" y="{y - 5:.7g}" font-size="{size:g}">{safe(part)}</text>'
            )
    return [*lines, "</g>"], y + 8


def _heading(plot: Plot, left: float, base: float, wide: float) -> str:
    """Return the heading of a plot: its estimator, and its error if there is room."""
    note = next(iter(plot.caption), "").rpartition(": ")[2]
    x = left + LEFT + width(plot.heading) * TEXT * BOLD + 12
    told = f'<text class="figures" x="{x:.7g}" y="{base:.7g}" font-size="{TEXT:g}">{safe(note)}</text>'
    fits = x + width(note) * TEXT <= left + wide
    return f'<text class="heading" x="{left + LEFT:.7g}" y="{base:.7g}">{safe(plot.heading)}</text>' + (
        told if fits else ""
    )


def _plot(plot: Plot, made: EstimatesPicture, left: float, top: float) -> list[str]:
    """Return all that is drawn of a plot."""
    lines = _promises(made, left, top)
    # Cells would hide the lines, lines would cross the marks.
    drawn = [*lines, *_units(plot, made, left, top)] if made.radius else [*_cells(plot, made, left, top), *lines]
    return [*_axes(plot, made, left, top), *drawn, *_names(plot, made, left, top)]


def _axes(plot: Plot, made: EstimatesPicture, left: float, top: float) -> list[str]:
    """Return the axes of a plot with their values."""
    area = made.area
    x0, y0, x1, y1 = left + area.x0, top + area.y0, left + area.x1, top + area.y1
    lines = ['<g class="axes">']
    for place, text in made.x_ticks:
        lines.append(f'<path class="grid" d="M{left + place:.7g} {y0:.7g}V{y1:.7g}"/>')
        lines.append(f'<text class="tick" x="{left + place:.7g}" y="{y1 + 16:.7g}">{safe(text)}</text>')
    for place, text in made.y_ticks:
        lines.append(f'<path class="grid" d="M{x0:.7g} {top + place:.7g}H{x1:.7g}"/>')
        lines.append(f'<text class="tick side" x="{x0 - 7:.7g}" y="{top + place + 4:.7g}">{safe(text)}</text>')
    middle_y = (y0 + y1) / 2
    where, turned = f'x="{left + 13:.7g}" y="{middle_y:.7g}"', f"{left + 13:.7g} {middle_y:.7g}"
    lines += [
        f'<rect class="frame" x="{x0:.7g}" y="{y0:.7g}" width="{area.width:.7g}" height="{area.height:.7g}"/>',
        f'<text class="axis" x="{(x0 + x1) / 2:.7g}" y="{y1 + 36:.7g}">{safe(plot.x_title)}</text>',
        f'<text class="axis" {where} transform="rotate(-90 {turned})">{safe(plot.y_title)}</text>',
    ]
    return [*lines, "</g>"]


def _promises(made: EstimatesPicture, left: float, top: float) -> list[str]:
    """Return the lines of a plot with their names."""
    lines = ['<g class="promises">']
    for line in made.lines:
        x0, y0, x1, y1 = line.ends
        kind = "proportional" if line.factor == 1 else "factor"
        lines.append(f'<path class="{kind}" d="M{left + x0:.7g} {top + y0:.7g}L{left + x1:.7g} {top + y1:.7g}"/>')
    for line in made.lines:
        wide = width(line.text) * SMALL
        lines.append(
            f"{_plate(left + line.x - wide, top + line.y, wide)}"
            f'<text class="promise" x="{left + line.x:.7g}" y="{top + line.y:.7g}">{safe(line.text)}</text>'
        )
    return [*lines, "</g>"]


def _units(plot: Plot, made: EstimatesPicture, left: float, top: float) -> list[str]:
    """Return the marks of units."""
    lines = []
    columns = (made.point.tolist(), made.x.tolist(), made.y.tolist(), made.foot.tolist())
    for point, mark_x, mark_y, foot in zip(*columns, strict=True):
        x, y = left + mark_x, top + mark_y
        mark = Mark(int(plot.mark[point]))
        unit, label = (safe(texts[point], quoted=True) for texts in (plot.unit, plot.label))
        stick = "" if math.isnan(foot) else f'<path class="stick" d="M{x:.7g} {y:.7g}V{top + foot:.7g}"/>'
        lines.append(
            f'<g class="unit {mark.name.lower()}" data-unit="{unit}" data-label="{label}">'
            f"<title>{safe(chr(10).join(tooltip(plot, point)))}</title>"
            f'{stick}<path class="mark" d="{_shape(mark, x, y, made.radius)}"/></g>'
        )
    return lines


def _shape(mark: Mark, x: float, y: float, radius: float) -> str:
    """Return the outline of a mark: a triangle that points up or down, or a circle."""
    if mark is Mark.NEAR:
        arc = f"a{radius:g} {radius:g} 0 1 0 "
        return f"M{x - radius:.6g} {y:.6g}{arc}{2 * radius:g} 0{arc}{-2 * radius:g} 0Z"
    up = 1.0 if mark is Mark.LONGER else -1.0
    reach, half = 1.35 * radius, 1.2 * radius
    return f"M{x:.6g} {y - up * reach:.6g}L{x + half:.6g} {y + up * reach * 0.6:.6g}H{x - half:.6g}Z"


def _cells(plot: Plot, made: EstimatesPicture, left: float, top: float) -> list[str]:
    """Return the cells of a dense plot, shaded by their number of units."""
    kinds = [f"{mark.name.lower()}" for mark in Mark]
    lines = ['<g class="density">']
    columns = (made.point.tolist(), made.x.tolist(), made.y.tolist(), made.level.tolist())
    for point, x, y, level in zip(*columns, strict=True):
        kind = f"{kinds[int(plot.mark[point])]}{level}"
        box = f'x="{left + x - CELL / 2:.7g}" y="{top + y - CELL / 2:.7g}" width="{CELL:g}" height="{CELL:g}"'
        lines.append(f'<rect class="cell {kind}" {box}/>')
    return [*lines, "</g>"]


def _names(plot: Plot, made: EstimatesPicture, left: float, top: float) -> list[str]:
    """Return the names of units with their leads."""
    lines = ['<g class="names">']
    for name in made.names:
        x0, y0, x1, y1 = name.lead
        if any(name.lead):
            lines.append(f'<path class="lead" d="M{left + x0:.7g} {top + y0:.7g}L{left + x1:.7g} {top + y1:.7g}"/>')
        unit = safe(plot.unit[name.point], quoted=True)
        lines.append(
            f"{_plate(left + name.x, top + name.y, width(name.text) * SMALL)}"
            f'<text class="name" data-unit="{unit}" x="{left + name.x:.7g}" y="{top + name.y:.7g}">'
            f"{safe(name.text)}</text>"
        )
    return [*lines, "</g>"]


def _plate(x: float, base: float, wide: float) -> str:
    """Return the plate between a text and the points and lines below it."""
    return f'<rect class="plate" x="{x - 2:.7g}" y="{base - SMALL:.7g}" width="{wide + 4:.7g}" height="{SMALL + 3:g}"/>'


def _legend(plots: Sequence[Plot], y: float, whole: float) -> tuple[list[str], float]:
    """Return the legend, and its lower end."""
    entries = [
        (f'<g class="unit {mark.name.lower()}"><path class="mark" d="{{{mark.name}}}"/></g>', text)
        for mark, text in MEANING.items()
        if any((plot.mark == mark).any() for plot in plots)
    ]
    entries.append(('<path class="proportional" d="{line}"/>', "time in proportion to the estimate"))
    if any(not picture(plot, (WIDE, HIGH)).radius for plot in plots):
        steps = (*(f"up to {most}" if most > 1 else "one" for most in LEVELS), "more")
        entries.append((f'<rect class="cell near{len(LEVELS)}" {{box}}/>', f"units in a dot: {', '.join(steps)}"))

    def sample(shape: str, x: float, y: float) -> str:
        marks = {mark.name: _shape(mark, x + 11, y + 6, RADIUS) for mark in Mark}
        line, box = f"M{x:.7g} {y + 6:.7g}h22", f'x="{x + 7:.7g}" y="{y + 2:.7g}" width="8" height="8"'
        return shape.format(line=line, box=box, **marks)

    lines, y = in_rows(entries, sample, (MARGIN, y), whole - 2 * MARGIN, TEXT)
    return ['<g class="legend">', *lines, "</g>"], y


def _style(theme: Theme) -> str:
    """Return the style sheet of scatters."""
    look = estimates_look(theme)
    rules = [
        f".cguviz text{{font-family:{FONTS};fill:{theme.ink}}}",
        f".cguviz .background{{fill:{theme.background}}}",
        ".cguviz .title{font-weight:bold}",
        f".cguviz .figures,.cguviz .tick,.cguviz .axis,.cguviz .promise{{fill:{theme.faint}}}",
        f".cguviz .heading{{font-weight:bold;font-size:{TEXT:g}px}}",
        f".cguviz .tick,.cguviz .promise,.cguviz .name{{font-size:{SMALL:g}px}}",
        f".cguviz .axis{{font-size:{TEXT:g}px;text-anchor:middle}}",
        ".cguviz .tick{text-anchor:middle}",
        ".cguviz .side,.cguviz .promise{text-anchor:end}",
        f".cguviz .grid{{stroke:{look.grid};fill:none}}",
        f".cguviz .frame{{stroke:{look.axis};fill:none}}",
        f".cguviz .proportional{{stroke:{look.promise};stroke-width:1.5;fill:none}}",
        f".cguviz .factor{{stroke:{look.promise};stroke-dasharray:4 4;stroke-width:0.8;fill:none}}",
        f".cguviz .stick,.cguviz .lead{{stroke:{look.stick};fill:none}}",
        f".cguviz .plate{{fill:{theme.background};fill-opacity:.78}}",
        f".cguviz .mark{{stroke:{look.edge};stroke-width:0.8}}",
    ]
    for mark in Mark:
        rules.append(f".cguviz .{mark.name.lower()}>.mark{{fill:{look.fill[mark]}}}")
        rules += [f".cguviz .{mark.name.lower()}{level}{{fill:{color}}}" for level, color in enumerate(look.cell[mark])]
    return "\n".join(rules)
