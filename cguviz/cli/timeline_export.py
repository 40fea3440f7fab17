"""Pictures of timelines without a window."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

from cguviz.cli.command import Choice
from cguviz.errors import ExportError
from cguviz.formats.atomic import write_bytes
from cguviz.scene.theme import THEMES
from cguviz.scene.timeline_build import Arrangement
from cguviz.scene.timeline_rows import KINDS, SORTS
from cguviz.scene.timeline_svg import write_timeline
from cguviz.workspace.timelines import JOBS, Timing, timeline_chart

VIEW = "timeline"
PICTURES = (".svg", ".png", ".pdf")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that only a timeline has."""
    of_timelines = parser.add_argument_group("timeline")
    of_timelines.add_argument("--rows", choices=KINDS, default=KINDS[0], help="one per what (default: %(default)s)")
    of_timelines.add_argument("--sort", choices=tuple(SORTS), default="start", help="rows by (default: %(default)s)")
    of_timelines.add_argument("--idle", action="store_true", help="show idle threads too")
    of_timelines.add_argument("--details", action="store_true", help="show what happens inside the bars")
    of_timelines.add_argument(
        "--jobs",
        type=int,
        metavar="N",
        help=f"add a simulation with so many job tokens (default: with {JOBS}, of stages that were not compiled)",
    )


def write(choice: Choice, chosen: argparse.Namespace) -> None:
    """Draw the timeline of a stage as the arguments of `export` say, and write it.

    Raises
    ------
    CguvizError
        There is no such stage, nothing is known of times, or it cannot be written.
    """
    path = Path(chosen.output)
    if path.suffix.lower() not in PICTURES:
        raise ExportError(f"{path}: a timeline is written as a picture; use one of {', '.join(PICTURES)}.")
    timing = Timing(Arrangement(chosen.rows, chosen.sort, chosen.idle, chosen.details))
    if chosen.jobs is not None:
        timing = dataclasses.replace(timing, simulated=True, jobs=chosen.jobs)
    svg = write_timeline(timeline_chart(choice.capture, choice.stage, timing), THEMES[chosen.theme])
    if path.suffix.lower() == ".svg":
        write_bytes(path, svg.encode())
        return
    # Qt is imported here and not above: SVG needs none.
    from cguviz.ui import raster_svg

    raster_svg.write(svg, path)
