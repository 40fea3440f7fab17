"""`cguviz export`: what the window shows, written to a file without a window."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import get_args

from cguviz.cli import compare_export, estimates_export, timeline_export
from cguviz.cli.command import load, tell_remarks, terminal_progress
from cguviz.cli.compare import choose
from cguviz.errors import CguvizError
from cguviz.formats import self_profile_slim
from cguviz.scene.scene import Scene
from cguviz.scene.svg import LinkChoice
from cguviz.scene.theme import THEMES
from cguviz.workspace.answers import Loaded, answer
from cguviz.workspace.requests import Draw, Export, Open, Options

VIEWS = ("graph", *compare_export.VIEWS, timeline_export.VIEW, estimates_export.VIEW)
ENGINES = ("auto", "flow", "modules")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `export`."""
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="capture, or FILE:STAGE, or FILE:CRATE:STAGE; two for a comparison"
    )
    parser.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="OUT",
        help="its ending says the format: svg, png, pdf, the bare graph as dot, d2, graphml, gexf, json, the timeline"
        " of units as mm_profdata, or the whole capture as cguviz",
    )
    parser.add_argument("--view", choices=VIEWS, default="graph", help="what to draw (default: %(default)s)")
    parser.add_argument("--layout", choices=ENGINES, default="auto", help="inside the units (default: %(default)s)")
    parser.add_argument("--stacks", action="store_true", help="one box for all instances of a generic item in a unit")
    parser.add_argument("--hide-inlined", action="store_true", help="leave out copies of inlined items")
    parser.add_argument("--fold", action="append", default=[], metavar="UNIT", help="draw this unit closed (repeat)")
    parser.add_argument(
        "--links",
        choices=get_args(LinkChoice),
        help="uses in an SVG (default: inside units, and all where few are cut)",
    )
    parser.add_argument("--theme", choices=tuple(THEMES), default="print", help="colours (default: %(default)s)")
    timeline_export.arguments(parser)
    estimates_export.arguments(parser)


def run(chosen: argparse.Namespace) -> int:
    """Draw one stage of one capture, or the comparison of two, and write it."""
    if chosen.view in compare_export.VIEWS:
        return _run_comparison(chosen)
    if chosen.view == estimates_export.VIEW:
        estimates_export.write(chosen)
        print(f"wrote {chosen.output}", file=sys.stderr)
        return 0
    choices = load(chosen.files)
    if len(choices) != 1:
        crates = ", ".join(choice.capture.crate for choice in choices) or "none"
        raise CguvizError(f"one crate can be drawn at a time, the files hold {crates}: choose with FILE:CRATE:STAGE.")
    (choice,) = choices
    if Path(chosen.output).suffix.lower() == self_profile_slim.SUFFIX:
        self_profile_slim.save(chosen.output, choice.capture)
        print(f"wrote {chosen.output}", file=sys.stderr)
        return 0
    if chosen.view == timeline_export.VIEW:
        timeline_export.write(choice, chosen)
        tell_remarks(choice.capture)
        print(f"wrote {chosen.output}", file=sys.stderr)
        return 0
    opened = Open(tuple(chosen.files))
    loaded: Loaded = {opened: (choice.capture,)}
    units = set(choice.capture.partition(choice.stage).units)
    for unit in set(chosen.fold) - units:
        raise CguvizError(f"there is no unit {unit!r} to fold in {choice.capture.partition(choice.stage).stage}.")
    options = Options(chosen.layout, chosen.stacks, chosen.hide_inlined)
    draw = Draw(opened, 0, choice.stage, options, frozenset(chosen.fold))
    answer(Export(draw, chosen.output, chosen.theme, chosen.links), loaded, write_raster, terminal_progress())
    tell_remarks(choice.capture)
    print(f"wrote {chosen.output}", file=sys.stderr)
    return 0


def _run_comparison(chosen: argparse.Namespace) -> int:
    if len(chosen.files) != 2:
        raise CguvizError(f"--view {chosen.view} takes two partitions: BASE:STAGE CHANGE:STAGE.")
    base, change = choose(*chosen.files)
    compare_export.write(base, change, chosen)
    for capture in {id(side.capture): side.capture for side in (base, change)}.values():
        tell_remarks(capture)
    print(f"wrote {chosen.output}", file=sys.stderr)
    return 0


def write_raster(scene: Scene, path: Path, theme: str) -> None:
    """Paint a scene into a PNG or PDF; the only export that needs Qt, which is imported here for that."""
    from cguviz.ui.raster import write_pdf, write_png

    write = {".png": write_png, ".pdf": write_pdf}[path.suffix.lower()]
    write(scene, THEMES[theme], path)
