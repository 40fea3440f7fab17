"""`cguviz export`: pictures of the window, written to files without a window."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from cguviz.cli import builds, what_if
from cguviz.cli.command import Choice, file_named, is_from, load, paths_of, tell_remarks, terminal_progress
from cguviz.cli.compare import choose
from cguviz.cli.export import estimates as estimates_export
from cguviz.cli.export import neighbourhood as focus_export
from cguviz.cli.export import timeline as timeline_export
from cguviz.errors import CguvizError
from cguviz.formats.self_profile import slim as self_profile_slim
from cguviz.model.build import Build
from cguviz.model.capture import Capture
from cguviz.scene.look.theme import THEMES
from cguviz.scene.scene import Scene
from cguviz.scene.svg.graph import LinkChoice
from cguviz.workspace.pictures.loaded import Loaded, OpenCaptures
from cguviz.workspace.pictures.table import PICTURES, PictureKind, Shows, kind_named
from cguviz.workspace.requests.estimates import DrawEstimates
from cguviz.workspace.requests.opened import Open, Side
from cguviz.workspace.requests.options import Options
from cguviz.workspace.requests.requests import DrawBuild, Export
from cguviz.workspace.requests.views import BY_NAME, ORDERS, Around
from cguviz.workspace.state.resolve import PANE_ASPECTS, picture_of
from cguviz.workspace.state.workspace import COMPARE, GRAPH, Workspace
from cguviz.workspace.worker.answers import answer

ASPECT = 1.0
"""Of one pane: two of them, caption and legend fill a screen."""
VIEWS = tuple(kind.name for kind in PICTURES if kind.shows is not Shows.BUILD)
ENGINES = ("auto", "flow", "modules", "sizes")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `export`."""
    parser.add_argument(
        "files",
        type=file_named,
        nargs="+",
        metavar="FILE",
        help="capture, or FILE:STAGE, or FILE:CRATE:STAGE; two for a comparison",
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
    what_if.arguments(parser, "draw what this rule makes of FILE (repeat to apply several)")
    parser.add_argument("--layout", choices=ENGINES, default="auto", help="inside the units (default: %(default)s)")
    parser.add_argument("--stacks", action="store_true", help="one box for all instances of a generic item in a unit")
    parser.add_argument("--hide-inlined", action="store_true", help="leave out copies of inlined items")
    parser.add_argument("--fold", action="append", default=[], metavar="UNIT", help="draw this unit closed (repeat)")
    parser.add_argument(
        "--moved-only", action="store_true", help="let what both sides of a comparison have alike step back"
    )
    parser.add_argument(
        "--unit-order", choices=ORDERS, default=BY_NAME, help="of the units of a matrix (default: %(default)s)"
    )
    parser.add_argument(
        "--links",
        choices=get_args(LinkChoice),
        help="uses in an SVG (default: inside units, and all where few are cut)",
    )
    parser.add_argument("--theme", choices=tuple(THEMES), default="print", help="colours (default: %(default)s)")
    focus_export.arguments(parser)
    timeline_export.arguments(parser)
    estimates_export.arguments(parser)


def run(chosen: argparse.Namespace) -> int:
    """Draw one stage of one capture, or two sides of a comparison, and write it.

    Raises
    ------
    CguvizError
        What was asked for does not go together, or cannot be read, made or written.
    """
    kind = kind_named(chosen.view)
    alone = len(chosen.files) == 1 and kind.shows is not Shows.ALL
    build = builds.open_as_build(chosen.files) if alone or kind.name == timeline_export.VIEW else None
    if build is not None:
        _write_build(build, chosen)
        return 0
    sides = _sides(kind, chosen)
    captures = [side.capture for side in sides]
    if kind.shows is not Shows.ALL:
        captures = list({id(capture): capture for capture in captures}.values())
    if Path(chosen.output).suffix.lower() == self_profile_slim.SUFFIX and kind.shows is not Shows.ALL:
        self_profile_slim.save(chosen.output, captures[0])
    else:
        opened = Open(paths_of(chosen.files))
        draw = picture_of(_workspace(chosen, opened, sides, captures), opened, kind.name)
        if isinstance(draw, DrawEstimates):
            draw = estimates_export.with_names(draw, sides, chosen)
        if draw is None:
            raise CguvizError(f"there is nothing to draw with --view {kind.name}.")
        loaded: Loaded = {opened: OpenCaptures(opened, tuple(captures))}
        request = Export(draw, chosen.output, chosen.theme, chosen.links, chosen.moved_only)
        answer(request, loaded, write_raster, terminal_progress())
    for capture in captures if kind.shows is not Shows.ALL else ():
        tell_remarks(capture)
    print(f"wrote {chosen.output}", file=sys.stderr)
    return 0


def _write_build(build: Build, chosen: argparse.Namespace) -> None:
    """Draw the crates of a whole build over time, and write the picture.

    Raises
    ------
    CguvizError
        Another view was asked for: a build has no graph of its own.
    """
    if chosen.view != timeline_export.VIEW:
        file = next((name for name in build.file if name), "of a crate")
        message = f"this is a whole build: draw its crates with --view {timeline_export.VIEW}, or name the file {file}."
        raise CguvizError(message)
    opened = Open(paths_of(chosen.files))
    draw = DrawBuild(opened, timeline_export.timing_of(chosen).arrangement, build)
    answer(Export(draw, chosen.output, chosen.theme, None), {}, write_raster, terminal_progress())
    builds.tell_remarks(build)
    print(f"wrote {chosen.output}", file=sys.stderr)


def _sides(kind: PictureKind, chosen: argparse.Namespace) -> tuple[Choice, ...]:
    """Load the side to draw, or where the view has two, base and change.

    Raises
    ------
    CguvizError
        The files hold more or less than that.
    """
    files = chosen.files
    if chosen.moved_only and kind.shows is not Shows.TWO:
        comparisons = " or ".join(kind.name for kind in PICTURES if kind.shows is Shows.TWO)
        raise CguvizError(f"--moved-only is for comparisons: use it with --view {comparisons}.")
    if kind.shows is Shows.ALL:
        if chosen.rules:
            raise CguvizError("what a rule makes was not compiled, so no estimate of it can be held against times.")
        return tuple(load(list(dict.fromkeys(files))))
    if chosen.rules:
        return _what_if_sides(kind, chosen)
    if kind.shows is Shows.TWO:
        if len(files) != 2:
            raise CguvizError(f"--view {kind.name} takes two partitions: BASE:STAGE CHANGE:STAGE.")
        return choose(*files)
    two = kind.shows is Shows.EITHER and len(files) == 2
    if two and files[0].path == files[1].path:
        return choose(*files)
    choices = load(files)
    if two and len(choices) == 2:
        return tuple(sorted(choices, key=lambda choice: not is_from(choice.capture, files[0].path)))
    if len(choices) != 1:
        crates = ", ".join(":".join(filter(None, (one.capture.crate, one.stage))) for one in choices) or "none"
        raise CguvizError(f"one crate can be drawn at a time, the files hold {crates}: choose with FILE:CRATE:STAGE.")
    return tuple(choices)


def _what_if_sides(kind: PictureKind, chosen: argparse.Namespace) -> tuple[Choice, ...]:
    """Return the what-if partition; in a comparison beside its start, or beside a named base.

    Raises
    ------
    CguvizError
        More files are named than the view has sides, or a rule cannot run.
    """
    sides = choose(chosen.files[0], chosen.files[-1], chosen.rules, chosen.units or None)
    # The rule has taken them: no other merge is to be simulated.
    chosen.units = 0
    if len(chosen.files) > (2 if kind.shows is Shows.TWO else 1):
        raise CguvizError("--with makes one partition: name the one file that it is made of.")
    return sides if kind.shows is Shows.TWO else sides[1:]


def _workspace(
    chosen: argparse.Namespace, opened: Open, sides: Sequence[Choice], captures: Sequence[Capture]
) -> Workspace:
    """Return the workspace that shows the picture which the arguments ask for, as if chosen in the window.

    Raises
    ------
    CguvizError
        There is no such unit or item, or a neighbourhood is of no item.
    """
    base, change = sides[0], sides[-1] if len(sides) > 1 else None
    options = Options(chosen.layout, chosen.stacks, chosen.hide_inlined)
    focus = focus_export.item_of(base, chosen) if chosen.view == focus_export.VIEW else -1
    other = None
    if change is not None:
        number = next(row for row, capture in enumerate(captures) if capture is change.capture)
        other = Side(number, change.stage)
        options = dataclasses.replace(options, aspect=ASPECT / PANE_ASPECTS[COMPARE])
    if chosen.view == GRAPH:
        partition = base.capture.partition(base.stage)
        for unit in set(chosen.fold) - set(partition.units):
            raise CguvizError(f"there is no unit {unit!r} to fold in {partition.stage}.")
    return Workspace(
        opened=opened,
        base=base.stage,
        change=other,
        moved_only=chosen.moved_only,
        focus=focus,
        around=Around(chosen.hops),
        folded=frozenset(chosen.fold),
        options=options,
        order=chosen.unit_order,
        timing=timeline_export.timing_of(chosen),
    )


def write_raster(picture: Scene | str, path: Path, theme: str) -> None:
    """Paint a scene or an SVG into a PNG or PDF; the only export that needs Qt, which is imported here for that."""
    from cguviz.ui.canvas import raster, raster_svg

    if isinstance(picture, str):
        raster_svg.write(picture, path)
        return
    write = {".png": raster.write_png, ".pdf": raster.write_pdf}[path.suffix.lower()]
    write(picture, THEMES[theme], path)
