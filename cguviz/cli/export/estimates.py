"""`cguviz export` of estimates: its arguments, and drawing without a window."""

from __future__ import annotations

import argparse
import dataclasses
import difflib
from collections.abc import Sequence

from cguviz.cli.command import Choice
from cguviz.cli.estimate import gather
from cguviz.errors import CguvizError
from cguviz.workspace.estimates.make import Estimates, estimates_of
from cguviz.workspace.requests.estimates import DrawEstimates
from cguviz.workspace.requests.opened import Side
from cguviz.workspace.requests.scatter import ALL, SCALES, Scatter

VIEW = "estimates"


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


def with_names(draw: DrawEstimates, sides: Sequence[Choice], chosen: argparse.Namespace) -> DrawEstimates:
    """Return the request for the crate and the estimators that the arguments name, of the stages that they name.

    Raises
    ------
    CguvizError
        Nothing was measured, or there is no such crate or estimator.
    """
    estimates = estimates_of(gather(sides, chosen.files))
    if not estimates.estimators:
        raise CguvizError(f"{', '.join(map(str, chosen.files))}: {estimates.reasons[-1]}")
    names = [one.name for one in estimates.estimators]
    for name in chosen.estimator:
        if name not in names:
            raise CguvizError(f"there is no estimator {name!r} here; there are {', '.join(names)}.")
    crate = ALL if chosen.crate is None else _crate(estimates, chosen.crate)
    others = tuple(Side(number, side.stage) for number, side in enumerate(sides))[1:]
    scatters = tuple(Scatter(crate, name, chosen.scale) for name in chosen.estimator or names[:1])
    return dataclasses.replace(draw, others=others, scatters=scatters)


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
