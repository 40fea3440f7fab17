"""Pictures of a comparison without a window: both sides, the flow of sizes, the map of modules."""

from __future__ import annotations

import argparse
from pathlib import Path

from cguviz.cli.command import Choice, terminal_progress
from cguviz.errors import ExportError
from cguviz.formats.atomic import write_bytes
from cguviz.layout import LayoutOptions
from cguviz.scene.compare_page import beside
from cguviz.scene.compare_svg import write_pair
from cguviz.scene.flow_layout import flow
from cguviz.scene.flow_svg import write_flow
from cguviz.scene.theme import THEMES
from cguviz.workspace.comparing import MODULES, SIDES, compared

VIEWS = ("compare", "flow", "modules")
ASPECT = 1.0
"""Of one pane: two of them, caption and legend fill a screen."""
STRIP = (1600.0, 320.0)
"""Width and height of a flow strip."""
PICTURES = (".svg", ".png", ".pdf")


def write(base: Choice, change: Choice, chosen: argparse.Namespace) -> None:
    """Draw a comparison as the arguments of `export` say, and write it.

    Raises
    ------
    CguvizError
        There is no such stage, or nothing can be drawn or written.
    """
    path = Path(chosen.output)
    if path.suffix.lower() not in PICTURES:
        raise ExportError(f"{path}: a comparison is written as a picture; use one of {', '.join(PICTURES)}.")
    options = LayoutOptions(chosen.layout, chosen.stacks, hide_inlined=chosen.hide_inlined, aspect=ASPECT)
    same = base.capture.items is change.capture.items
    found = compared(
        base.capture,
        base.stage,
        change.capture,
        change.stage,
        paths=change.capture.paths if same else None,
        options=options,
        view=MODULES if chosen.view == "modules" else SIDES,
        progress=terminal_progress(),
    )
    theme = THEMES[chosen.theme]
    strip = flow(found.streams, width=STRIP[0], height=STRIP[1], caption=found.pair.caption)
    if path.suffix.lower() == ".svg":
        write_bytes(
            path,
            (
                write_flow(strip, theme) if chosen.view == "flow" else write_pair(found.pair, theme, links=chosen.links)
            ).encode(),
        )
        return
    # Qt is imported here and not above: SVG needs none.
    from cguviz.ui import raster, raster_svg

    if chosen.view == "flow":
        raster_svg.write(write_flow(strip, theme), path)
        return
    paint = {".png": raster.write_png, ".pdf": raster.write_pdf}[path.suffix.lower()]
    paint(beside(found.pair).whole, theme, path)
