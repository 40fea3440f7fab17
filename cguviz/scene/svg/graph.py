"""The SVG writer of a scene: named groups, titles, text as text, classes instead of inline styles.

```
<svg class="cguviz">                       units and boxes carry absolute coordinates
  <g class="unit" data-unit="NAME" data-label="WORDS">
    <title/> <rect/>                       its box
    <text class="name"/> <text class="note"/>
    <g class="block"> <title/> <rect/> <text/> </g> …
    <path class="use call inside"/> …      under the items, so that labels stay readable
    <g class="item root" data-symbol="…" data-name="…"> <title/> <rect/> <text/> </g> …
  </g> …
  <path class="use call cross"/> …         between units, and those of the selection
</svg>
```

QtSvg stops reading a path after 32,767 elements, so every use is a path of its own. Strings are made in one go per
column and joined once: an element at a time would take six times as long (measured on 50,000 items).
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from cguviz.model.columns import Ints, Longs
from cguviz.model.uses import NO_INTS
from cguviz.scene.graph.links import few_cut, selection_links
from cguviz.scene.graph.routes import routes
from cguviz.scene.look.theme import Theme
from cguviz.scene.scene import Role, Scene
from cguviz.scene.svg.frame import frame
from cguviz.scene.svg.marks import block_groups, item_groups, unit_heads
from cguviz.scene.svg.style import definitions, style_sheet
from cguviz.scene.svg.xml_text import number_rows, safe

LinkChoice = Literal["inside", "all", "none"]
FEW_LINKS = 800
"""Up to so many uses in a unit are drawn in full strength and with arrow heads; more would blacken it."""
MANY_LINKS = 8_000
"""Above so many in all there are no arrow heads anywhere: each costs a browser as much as a path."""
SCREEN = 1800.0
"""Pictures up to this wide keep their size; wider ones are written smaller, to a fifth at most: browsers magnify to
500 %, which brings the labels back to full size."""
UNIT_CLASSES = {
    Role.UNIT: "unit",
    Role.INNER: "unit inner",
    Role.FOLDED: "unit folded",
    Role.HEIR: "heir",
    Role.GONE: "gone",
}
"""Classes of the groups of units; frames that are no codegen units of this side are not of class "unit"."""
USE_TEXTS = {
    "call inside": "call",
    "reference inside": "reference",
    "call cross": "call into another unit",
    "reference cross": "reference into another unit",
    "call cross caller": "calls the selection",
    "call cross callee": "called by the selection",
}


def write(
    scene: Scene,
    theme: Theme,
    *,
    links: LinkChoice | None = None,
    selected_boxes: Ints = NO_INTS,
    selected_units: Ints = NO_INTS,
    legend: bool = True,
) -> str:
    """Write a scene.

    Parameters
    ----------
    scene, theme
        What to draw, and how it looks.
    links
        Which uses to draw besides those of the selection: those inside units, all, or none; by default those inside,
        and all where few are cut.
    selected_boxes, selected_units
        int32 rows to outline, whose uses are drawn bundled: callers and callees in two colours.
    legend
        Whether a legend stands below the picture.

    Returns
    -------
    The document; the same scene gives the same text.
    """
    chosen = links or ("all" if few_cut(scene.links) else "inside")
    drawn, kinds = body(scene, links=chosen, selected_boxes=selected_boxes, selected_units=selected_units)
    return document(scene, theme, drawn, use_texts(kinds), legend=legend)


def document(scene: Scene, theme: Theme, drawn: list[str], uses: list[tuple[str, str]], *, legend: bool = True) -> str:
    """Put caption, legend, style sheet and ground around the drawing of a scene.

    Parameters
    ----------
    scene
        Gives bounds, caption and legend.
    drawn
        Lines of SVG.
    uses
        What lines of each class stand for, as from `use_texts`.
    """
    surround = frame(scene, theme, legend=legend, links=uses)
    shown = max(min(surround.width, SCREEN), surround.width / 5)
    title = safe(" · ".join(scene.caption[:1]))
    description = safe("\n".join(scene.caption[1:]))
    box = f"{surround.x:.7g} {surround.y:.7g} {surround.width:.7g} {surround.height:.7g}"
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" class="cguviz" viewBox="{box}" width="{shown:.5g}" '
        f'height="{shown * surround.height / surround.width:.5g}">\n'
        f"<title>{title}</title><desc>{description}</desc>\n"
        f"<style>\n{style_sheet(theme, scene.head)}\n</style>\n{definitions(theme)}"
    )
    ground = (
        f'<rect class="background" x="{surround.x:.7g}" y="{surround.y:.7g}" width="{surround.width:.7g}" '
        f'height="{surround.height:.7g}"/>'
    )
    return "\n".join([head, ground, surround.above, *drawn, surround.below, "</svg>\n"])


def use_texts(kinds: set[str]) -> list[tuple[str, str]]:
    """Return the rows of a legend for kinds of uses."""
    return [(kind, text) for kind, text in USE_TEXTS.items() if kind in kinds]


def body(
    scene: Scene,
    *,
    links: LinkChoice = "inside",
    selected_boxes: Ints = NO_INTS,
    selected_units: Ints = NO_INTS,
) -> tuple[list[str], set[str]]:
    """Write everything in a scene's bounds; parameters as for `write`.

    Returns
    -------
    Lines of SVG, and the kinds of uses among them.
    """
    paths, unit_of, kinds = _uses(scene, links, selected_boxes, selected_units)
    order = np.argsort(unit_of, kind="stable")
    starts = np.searchsorted(unit_of[order], np.arange(len(scene.units) + 1)).tolist()
    sorted_paths = [paths[k] for k in order.tolist()]
    units = _unit_groups(scene, sorted_paths, starts, selected_boxes, selected_units)
    return [*units, *_use_group("across", sorted_paths[: starts[0]], len(paths))], kinds


def _unit_groups(
    scene: Scene, uses: list[str], starts: list[int], selected_boxes: Ints, selected_units: Ints
) -> list[str]:
    """Return the lines of a group per codegen unit with all that lies in it."""
    heads = unit_heads(scene)
    items = item_groups(scene, selected_boxes)
    blocks = block_groups(scene)
    item_starts = np.searchsorted(scene.boxes.unit, np.arange(len(scene.units) + 1)).tolist()
    block_starts = np.searchsorted(scene.blocks.unit, np.arange(len(scene.units) + 1)).tolist()
    former = scene.units.role == Role.FORMER
    # A frame around units lies under them.
    order = np.argsort(scene.units.role != Role.HEIR, kind="stable")
    chosen = set(selected_units.tolist())
    names = [safe(name, quoted=True) for name in scene.units.title]
    labels = [safe(label, quoted=True) for label in scene.units.label]
    lines: list[str] = []
    for unit in order[~former[order]].tolist():
        kind = UNIT_CLASSES[Role(int(scene.units.role[unit]))] + (" selected" if unit in chosen else "")
        nested = [
            f'<g class="former" data-unit="{names[k]}" data-label="{labels[k]}">{heads[k]}</g>'
            for k in np.flatnonzero(former & (scene.units.unit == unit)).tolist()
        ]
        # Lines are joined once, at the very end: a string per unit would copy 60 MB twice more.
        lines.append(
            f'<g class="{kind}" data-unit="{names[unit]}" data-label="{labels[unit]}">{heads[unit]}{"".join(nested)}'
        )
        lines += blocks[block_starts[unit] : block_starts[unit + 1]]
        lines += _use_group("uses", uses[starts[unit] : starts[unit + 1]], len(uses))
        lines += items[item_starts[unit] : item_starts[unit + 1]]
        lines.append("</g>")
    return lines


def _use_group(kind: str, paths: list[str], total: int) -> list[str]:
    """Return the lines of a group of uses, no lines for an empty group."""
    few = " few" if len(paths) <= FEW_LINKS and total <= MANY_LINKS else ""
    return [f'<g class="{kind}{few}">', *paths, "</g>"] if paths else []


def _uses(
    scene: Scene, choice: LinkChoice, selected_boxes: Ints, selected_units: Ints
) -> tuple[list[str], Ints, set[str]]:
    """Return the paths of the uses to draw, the unit in which each lies (-1 on top), and their kinds."""
    if scene.links is None:
        return [], np.empty(0, np.int32), set()
    link = scene.links
    callers, callees = selection_links(scene, boxes=selected_boxes, units=selected_units)
    lit = np.zeros(len(link), np.int8)
    lit[callers], lit[callees] = 1, 2
    wanted = {"inside": ~link.cut, "all": np.ones(len(link), np.bool_), "none": np.zeros(len(link), np.bool_)}[choice]
    rows = np.flatnonzero(wanted | (lit > 0))
    names = [
        f"{what} {where}{side}"
        for side in ("", " caller", " callee")
        for where in ("inside", "cross")
        for what in ("reference", "call")
    ]
    kind = lit[rows].astype(np.int64) * 4 + link.cut[rows] * 2 + link.call[rows]
    on_top = (lit[rows] > 0) | link.cut[rows]
    unit = np.where(on_top, np.int32(-1), scene.boxes.unit[link.source[rows]]).astype(np.int32)
    data = _path_data(scene, rows)
    paths = [f'<path class="use {names[k]}" d="{d}"/>' for k, d in zip(kind.tolist(), data, strict=True)]
    return paths, unit, {names[k] for k in np.unique(kind).tolist()}


def _path_data(scene: Scene, rows: Longs) -> list[str]:
    """Return the `d` of each link's path."""
    curves = routes(scene, rows)
    data = [""] * len(rows)
    # A thirteenth of a label's height is all that whole units are off, and they write twice as fast.
    ends, spline = curves.cubic.reshape(-1, 8), np.rint(curves.spline.reshape(-1, 20)).astype(np.int64)
    if len(rows) > MANY_LINKS:
        cubics = number_rows("M%d %dC" + " ".join(["%d"] * 6), np.rint(ends).astype(np.int64))
    else:
        cubics = number_rows("M%.8g %.8gC" + " ".join(["%.8g"] * 6), np.round(ends, 1))
    splines = number_rows("M%d %dC" + " ".join(["%d"] * 18), spline)
    for where, texts in ((curves.single, cubics), (curves.bundled, splines)):
        for row, text in zip(where.tolist(), texts, strict=True):
            data[row] = text
    return data
