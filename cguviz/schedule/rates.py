"""Costs of unmeasured units: so many nanoseconds for each unit of size."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np

from cguviz.model.capture import Capture
from cguviz.model.columns import Longs
from cguviz.model.partition import Partition
from cguviz.model.texts import Texts
from cguviz.model.times.costs import Costs, costs_of, measured_costs
from cguviz.model.times.measurements import Measurements

LEAST_SIZE = 1800
"""Units below rustc's minimum size mostly cost what any unit costs; they are left out of medians."""
DEBUG, RELEASE = "debug", "release"
RELEASE_SHARE = 0.14
"""Placements of inlined items among all, from which on a partition is taken to be of a release build. Of 16 captures
debug builds have 0 to 0.11, release builds 0.18 to 0.73; a crate with nothing to inline looks like a debug build."""


@dataclasses.dataclass(frozen=True)
class Rates:
    """Nanoseconds for each unit of size estimate, by stage."""

    generate: float
    optimize: float
    lto: float


PUBLISHED: Mapping[str, Rates] = {
    DEBUG: Rates(4687.0, 19623.0, 0.0),
    RELEASE: Rates(1591.0, 31576.0, 19357.0),
}
"""Medians of the published measurements of about 1,000 crates (N. Nethercote, August 2023), by profile.

They are for each unit of the size that rustc itself counts, statements and blocks, added up from the columns of those
files: the estimate recorded there is another one, `7 * blocks + 4 * projections`, 2.4 times as large. The machine was
fast: 16 captures by rustc 1.85 on two busy processors took 2 to 6 times as long by the clock, their LTO 6 to 17 times.
Shapes hold, absolute times are those of that machine.
"""


def rates_of(measurements: Measurements) -> Rates:
    """Return the median rates of measured units of at least `LEAST_SIZE`; of all units where none is that large.

    Parameters
    ----------
    measurements
        Units whose size is known, by rustc's own estimate where the source tells what that adds up.
    """
    sizes = measurements.rustc_size
    large = sizes >= LEAST_SIZE
    rows = large if large.any() else sizes > 0
    if not rows.any():
        return Rates(0.0, 0.0, 0.0)
    size = sizes[rows].astype(np.float64)
    stages = (measurements.generate, measurements.optimize, measurements.lto)
    return Rates(*(float(np.median(stage[rows] / size)) for stage in stages))


def likely_profile(capture: Capture, partition: Partition) -> tuple[str, str]:
    """Guess whether a build is a debug or a release build, and say why.

    Returns
    -------
    profile, reason
        A key of `PUBLISHED`, and the second half of a sentence.
    """
    if capture.timeline is not None:
        measured = measured_costs(capture.timeline)
        if measured.optimize.any():
            return (RELEASE, "its profile has LTO") if measured.lto.any() else (DEBUG, "its profile has no LTO")
    share = float(partition.inlined.mean()) if len(partition) else 0.0
    return RELEASE if share >= RELEASE_SHARE else DEBUG, f"{share:.0%} of its placements are copies"


def by_size(units: Texts, size: Longs, rates: Rates) -> Costs:
    """Return costs of units that are proportional to their sizes.

    Parameters
    ----------
    units, size
        (u,) names and int64 sizes.
    rates
        Nanoseconds for each unit of size.
    """
    stages = (rates.generate, rates.optimize, rates.lto)
    return costs_of(units, size, *(np.rint(size * rate).astype(np.int64) for rate in stages))
