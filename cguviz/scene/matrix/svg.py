"""The SVG writer of a matrix of uses.

```
<svg class="cguviz matrix">
  <g class="names"> <text class="row"/> <text class="column"/> … <text class="total"/> … </g>
  <g class="cell cut|inside|more|less" data-user="cgu.03" data-used="cgu.05"> <title/> <rect/> <text/> </g> …
</svg>
```
"""

from __future__ import annotations

import numpy as np

from cguviz.model.columns import Floats
from cguviz.scene.look.text_fitting import BOLD, shorten
from cguviz.scene.look.text_fitting import width as text_width
from cguviz.scene.look.theme import Theme
from cguviz.scene.matrix.describe import LEVELS, Heat, Matrix, fill, ink, legend, meaning, number
from cguviz.scene.svg.frame import wrap
from cguviz.scene.svg.style import FONTS
from cguviz.scene.svg.xml_text import number_rows, safe

MARGIN = 20.0
TITLE, FIGURES = 17.0, 13.0
WIDEST, HIGHEST = (46.0, 7.0), (24.0, 6.0)
"""Width and height of a cell at most and at least."""
GRID = (1500.0, 850.0)
"""About what a grid may take between these."""
NAMES = 17.0
"""Letters' heights that names take at most."""
SWATCH = 22.0


def write_matrix(scene: Matrix, theme: Theme) -> str:
    """Write a matrix with its caption and a legend.

    Returns
    -------
    The document; the same scene gives the same text.
    """
    count = max(len(scene), 1)
    wide, high = (
        max(min(room / count, most), least) for room, (most, least) in zip(GRID, (WIDEST, HIGHEST), strict=True)
    )
    letter = min(12.0, 0.82 * high)
    labels = [shorten(text, NAMES) for text in scene.label.tolist()]
    side = letter * max([text_width(text) for text in [*labels, "used →"]], default=1.0) + 8
    figures = letter * max([text_width(number(scene, value)) for value in (*scene.out, *scene.into)], default=1.0) + 8
    left, top = side + 4, min(side, letter * NAMES) + 6
    width = left + count * wide + figures + 8
    rows = [
        (FIGURES if row else TITLE, part)
        for row, text in enumerate(scene.caption)
        for part in wrap(text, max(width, 420.0) / (FIGURES if row else TITLE) / (1.0 if row else BOLD))
    ]
    width = max(width, 420.0)
    head = sum(size * 1.45 for size, _ in rows) + 14
    foot = letter * 1.6 + 40
    whole = (width + 2 * MARGIN, head + top + count * high + foot + 2 * MARGIN)
    size = f'width="{whole[0]:.6g}" height="{whole[1]:.6g}"'
    box = f"0 0 {whole[0]:.6g} {whole[1]:.6g}"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" class="cguviz matrix" {size} viewBox="{box}">',
        f"<title>{safe(scene.caption[0] if scene.caption else 'uses between units')}</title>",
        f"<style>\n{_style(theme, letter)}\n</style>",
        f'<rect class="background" x="0" y="0" {size}/>',
    ]
    y = MARGIN
    for em, text in rows:
        y += em * 1.45
        kind = "title" if em == TITLE else "figures"
        lines.append(f'<text class="{kind}" x="{MARGIN:g}" y="{y - 4:.6g}" font-size="{em:g}">{safe(text)}</text>')
    x, y = MARGIN + left, MARGIN + head + top
    lines += _names(scene, labels, (x, y), (wide, high), letter)
    lines += _cells(scene, (x, y), (wide, high), letter)
    lines += _legend(scene, (MARGIN, y + count * high + letter * 1.6 + 14))
    return "\n".join([*lines, "</svg>\n"])


def _names(
    scene: Matrix, labels: list[str], corner: tuple[float, float], cell: tuple[float, float], letter: float
) -> list[str]:
    """Return names and totals on all four sides."""
    (x, y), (wide, high) = corner, cell
    right, low, drop = x + len(scene) * wide + 6, y + len(scene) * high + letter * 1.2, 0.36 * letter
    lines = ['<g class="names">', f'<text class="row total" x="{x - 6:.6g}" y="{y - 6:.6g}">used →</text>']
    for place, (label, title) in enumerate(zip(labels, scene.title.tolist(), strict=True)):
        down, across = y + (place + 0.5) * high + drop, x + (place + 0.5) * wide
        name, full = safe(label), safe(title)
        spot = f"{across + drop:.6g} {y - 6:.6g}"
        lines.append(f'<text class="row" x="{x - 6:.6g}" y="{down:.6g}"><title>{full}</title>{name}</text>')
        lines.append(
            f'<text class="column" transform="translate({spot})rotate(-90)"><title>{full}</title>{name}</text>'
        )
        lines.append(
            f'<text class="total" x="{right:.6g}" y="{down:.6g}">{number(scene, int(scene.out[place]))}</text>'
        )
        into = number(scene, int(scene.into[place]))
        if text_width(into) * letter <= wide:
            lines.append(f'<text class="total middle" x="{across:.6g}" y="{low:.6g}">{into}</text>')
        else:
            # What is wider than its column stands upright.
            spot = f"{across + drop:.6g} {low - letter * 0.8:.6g}"
            lines.append(f'<text class="total row" transform="translate({spot})rotate(-90)">{into}</text>')
    return [*lines, "</g>"]


def _cells(scene: Matrix, corner: tuple[float, float], cell: tuple[float, float], letter: float) -> list[str]:
    """Return a group for each cell with uses."""
    (x, y), (wide, high) = corner, cell
    gap = 0.5 if min(cell) > 8 else 0.2
    place: Floats = np.column_stack([x + scene.column * wide + gap, y + scene.row * high + gap])
    spots = number_rows('x="%.6g" y="%.6g"', place)
    size = f'width="{wide - 2 * gap:.5g}" height="{high - 2 * gap:.5g}"'
    names = [safe(text, quoted=True) for text in scene.title.tolist()]
    lines = []
    for row, (user, used, heat, level, count) in enumerate(
        zip(
            *(column.tolist() for column in (scene.row, scene.column, scene.heat, scene.level, scene.count)),
            strict=True,
        )
    ):
        text, kind = number(scene, count), Heat(heat).name.lower()
        middle = f'x="{x + (used + 0.5) * wide:.6g}" y="{y + (user + 0.5) * high + 0.36 * letter:.6g}"'
        shown = text_width(text) * letter <= wide - 2
        lines.append(
            f'<g class="cell {kind}" data-user="{names[user]}" data-used="{names[used]}">'
            f"<title>{safe(meaning(scene, row))}</title>"
            f'<rect class="{kind[0]}{level}" {spots[row]} {size}/>'
            + (f'<text class="{kind[0]}{level}i" {middle}>{text}</text></g>' if shown else "</g>")
        )
    return lines


def _legend(scene: Matrix, corner: tuple[float, float]) -> list[str]:
    """Return the steps of each kind of heat, in the order of their counts."""
    x, y = corner
    lines = ['<g class="legend">']
    for heat, text in legend(scene):
        kind = heat.name.lower()
        for level in range(1, LEVELS + 1):
            least = f"{int(scene.steps[level - 1]):,}+"
            lines.append(
                f'<rect class="{kind[0]}{level}" x="{x:.6g}" y="{y:.6g}" width="{SWATCH:g}" height="13">'
                f"<title>{least}</title></rect>"
            )
            x += SWATCH
        most = f"{int(scene.steps[0]):,} … {int(scene.steps[-1]):,}+ {text}"
        lines.append(
            f'<text class="figures" x="{x + 7:.6g}" y="{y + 11:.6g}" font-size="{FIGURES:g}">{safe(most)}</text>'
        )
        x += 7 + text_width(most) * FIGURES + 24
    return [*lines, "</g>"]


def _style(theme: Theme, letter: float) -> str:
    rules = [
        f".cguviz text{{font-family:{FONTS};fill:{theme.ink};font-size:{letter:.4g}px}}",
        f".cguviz .background{{fill:{theme.background}}}",
        f".cguviz .title{{font-weight:bold;font-size:{TITLE:g}px}}",
        f".cguviz .figures{{fill:{theme.faint};font-size:{FIGURES:g}px}}",
        f".cguviz .total{{fill:{theme.faint}}}",
        ".cguviz .row{text-anchor:end}",
        ".cguviz .middle,.cguviz .cell>text{text-anchor:middle}",
        ".cguviz .cell>.m0,.cguviz .cell>.l0,.cguviz .cell>.c0,.cguviz .cell>.i0{fill:none}",
    ]
    for heat in Heat:
        letter_of = heat.name[0].lower()
        for level in range(LEVELS + 1):
            if level:
                rules.append(f".cguviz .{letter_of}{level}{{fill:{fill(theme, heat, level)}}}")
            rules.append(f".cguviz text.{letter_of}{level}i{{fill:{ink(theme, heat, level)}}}")
    return "\n".join(rules)
