"""Pictures of estimates without a window."""

from __future__ import annotations

import argparse
import difflib
from pathlib import Path

from cguviz.cli.estimate import gather
from cguviz.errors import CguvizError, ExportError
from cguviz.formats.files.atomic import write_bytes
from cguviz.scene.estimates.svg import write_estimates
from cguviz.scene.look.theme import THEMES
from cguviz.workspace.estimates.make import Estimates, estimates_of
from cguviz.workspace.estimates.plot import sheet_of
from cguviz.workspace.requests.scatter import ALL, SCALES, Scatter

VIEW = "estimates"
PICTURES = (".svg", ".png", ".pdf")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that only estimates have."""
    of_estimates = parser.add_argument_group("estimates")
    of_estimates.add_argument(
        "--estimator",
        action="append",
        default=[],
        metavar="NAME",
        help="which to show, as `estimate` names them (repeat for several beside one another)",
    )
    of_estimates.add_argument("--crate", metavar="NAME", help="one crate of many, as `estimate` names it")
    of_estimates.add_argument("--scale", choices=SCALES, default=SCALES[0], help="of the axes (default: %(default)s)")


def write(chosen: argparse.Namespace) -> None:
    """Draw size estimates against times as the arguments of `export` say, and write it.

    Raises
    ------
    CguvizError
        Nothing was measured, there is no such crate or estimator, or it cannot be written.
    """
    path = Path(chosen.output)
    if path.suffix.lower() not in PICTURES:
        raise ExportError(f"{path}: estimates are written as a picture; use one of {', '.join(PICTURES)}.")
    estimates = estimates_of(gather(chosen.files))
    if not estimates.estimators:
        raise CguvizError(f"{', '.join(chosen.files)}: {estimates.reasons[-1]}")
    names = [one.name for one in estimates.estimators]
    for name in chosen.estimator:
        if name not in names:
            raise CguvizError(f"there is no estimator {name!r} here; there are {', '.join(names)}.")
    crate = ALL if chosen.crate is None else _crate(estimates, chosen.crate)
    sheet = sheet_of(estimates, 0, [Scatter(crate, name, chosen.scale) for name in chosen.estimator or names[:1]])
    svg = write_estimates(sheet.plots, sheet.caption, THEMES[chosen.theme])
    if path.suffix.lower() == ".svg":
        write_bytes(path, svg.encode())
        return
    # Qt is imported here and not above: SVG needs none.
    from cguviz.ui.canvas import raster_svg

    raster_svg.write(svg, path)


def _crate(estimates: Estimates, name: str) -> int:
    """Return the number of a crate by its name, with its hash or without."""
    names = estimates.measurements.crates.tolist()
    found = [number for number, title in enumerate(estimates.titles) if name in (title, names[number])]
    counted = [number for number in found if estimates.count[number]]
    if not found:
        alike = difflib.get_close_matches(name, estimates.titles.tolist(), 3)
        hint = f"; did you mean {' or '.join(alike)}?" if alike else "."
        raise CguvizError(f"no crate {name!r} was measured{hint}")
    if not counted:
        raise CguvizError(f"{name} has fewer than two units with an estimate and a time: there is nothing to compare.")
    return counted[0]
