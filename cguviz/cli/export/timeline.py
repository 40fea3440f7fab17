"""`cguviz export` of timelines: its arguments; drawing and writing is `command`'s."""

from __future__ import annotations

import argparse
import dataclasses

from cguviz.scene.timeline.arrangement import KINDS, SORTS, Arrangement
from cguviz.workspace.requests.timing import ALIGNED, COSTS, JOBS, MEASURED, ORDERS, ROWS, Timing

VIEW = "timeline"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that only a timeline has."""
    of_timelines = parser.add_argument_group("timeline")
    of_timelines.add_argument("--rows", choices=ROWS, default=KINDS[0], help="one per what (default: %(default)s)")
    of_timelines.add_argument("--sort", choices=SORTS, default=SORTS[0], help="rows by (default: %(default)s)")
    of_timelines.add_argument("--idle", action="store_true", help="show idle threads too")
    of_timelines.add_argument("--details", action="store_true", help="show what happens inside the bars")
    of_timelines.add_argument(
        "--jobs",
        type=int,
        metavar="N",
        help=f"add a simulation with so many job tokens (default: with {JOBS}, of stages that were not compiled)",
    )
    of_timelines.add_argument(
        "--cores", type=int, default=0, metavar="N", help="processors that simulated threads share"
    )
    of_timelines.add_argument(
        "--units",
        type=int,
        default=0,
        metavar="N",
        help="simulate a merge to N units, too; after --with, how many units its rule shall make",
    )
    of_timelines.add_argument("--order", choices=ORDERS, default=ORDERS[0], help="of generation (default: %(default)s)")
    of_timelines.add_argument(
        "--costs",
        default=MEASURED,
        metavar="COSTS",
        help=f"of simulations: {', '.join(COSTS)} or a file (default: %(default)s)",
    )
    of_timelines.add_argument(
        "--align", choices=ALIGNED, default=ALIGNED[0], help="what two timelines have in common (default: %(default)s)"
    )


def timing_of(chosen: argparse.Namespace) -> Timing:
    """Return the timing options that the arguments ask for."""
    timing = Timing(
        Arrangement(chosen.rows, chosen.sort, chosen.idle, chosen.details),
        order=chosen.order,
        cores=chosen.cores,
        units=chosen.units,
        costs=chosen.costs,
        align=chosen.align,
    )
    return timing if chosen.jobs is None else dataclasses.replace(timing, simulated=True, jobs=chosen.jobs)
