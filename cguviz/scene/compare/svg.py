"""The SVG writer of a comparison: both sides in one picture.

```
<svg class="cguviz">
  <g class="pane base">  <text class="title"/> … all that svg.py writes of a scene … </g>
  <g class="pane change"> … </g>
</svg>
```

Groups of class "unit" are codegen units of that side, groups of class "item" placements of it; "heir", "former",
"gone" and "ghost" stand for what the other side has there.
"""

from __future__ import annotations

from cguviz.scene.compare.page import HEAD, beside
from cguviz.scene.compare.sides import Pair
from cguviz.scene.graph.links import few_cut
from cguviz.scene.look.text_fitting import BOLD, width
from cguviz.scene.look.theme import Theme
from cguviz.scene.scene import Role
from cguviz.scene.svg.graph import LinkChoice, body, document, use_texts
from cguviz.scene.svg.xml_text import safe

NAME, NOTE = 0.55, 0.45
"""Text sizes of a pane's heading as shares of its height."""


def write_pair(pair: Pair, theme: Theme, *, links: LinkChoice | None = None, legend: bool = True) -> str:
    """Write both sides, the change to the right of the base.

    Parameters
    ----------
    pair, theme
        What to draw, and how it looks.
    links
        Which uses to draw; by default those inside units, and all where few of either side are cut.
    legend
        Whether a legend stands below.

    Returns
    -------
    The document; the same pair gives the same text.
    """
    page = beside(pair)
    few = all(scene.links is None or few_cut(scene.links) for scene in (pair.base, pair.change))
    chosen = links or ("all" if few else "inside")
    panes = page.whole.units.box[page.whole.units.role == Role.PANE]
    lines: list[str] = []
    kinds: set[str] = set()
    for side, scene, heading, box in zip(
        ("base", "change"), (page.base, page.change), pair.headings, panes.tolist(), strict=True
    ):
        drawn, drawn_kinds = body(scene, links=chosen)
        kinds |= drawn_kinds
        lines += [f'<g class="pane {side}">', _heading(heading, box), *drawn, "</g>"]
    return document(page.whole, theme, lines, use_texts(kinds), legend=legend)


def _heading(heading: str, box: list[float]) -> str:
    """Write "base PLACE", and as many of its figures as fit, over a pane."""
    x0, y0, x1, _ = box
    height = 2 * (x1 - x0) * HEAD
    name, _, note = heading.partition(" · ")
    left, base = x0 + width(name) * NAME * height * BOLD + 0.6 * height, y0 + NAME * height
    parts = note.split(" · ")
    while parts and left + width(" · ".join(parts)) * NOTE * height > x1:
        parts.pop()
    return (
        f'<text class="title" x="{x0:.7g}" y="{base:.7g}" font-size="{NAME * height:.4g}">{safe(name)}</text>'
        f'<text class="figures" x="{left:.7g}" y="{base:.7g}" font-size="{NOTE * height:.4g}">'
        f"{safe(' · '.join(parts))}</text>"
    )
