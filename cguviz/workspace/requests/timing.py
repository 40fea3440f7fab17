"""Choices of a timeline: arrangement, alignment, and the assumptions of a simulation."""

from __future__ import annotations

import dataclasses

from cguviz.scene.timeline.arrangement import KINDS, Arrangement

AUTO = "auto"
"""A kind of rows: one per thread where all can be read at once, else packed lanes."""
ROWS = (AUTO, *KINDS)
JOBS = 16
"""Jobs of a simulation unless somebody says otherwise: as many as rustc makes units of a debug build."""
MOST = 512
"""Jobs, cores and units that can be chosen."""
ORDERS = ("interleaved", "interleaved-before-113872", "largest", "name")
"""Orders of generation, as `cguviz.schedule.ORDERS` has them: choosing needs no scheduler."""
MEASURED = "measured"
"""Costs of a simulation: the capture's own where it has some, else the published medians that fit."""
COSTS = (MEASURED, "release", "debug")
"""`MEASURED`, and the keys of `cguviz.schedule.PUBLISHED`."""
ALIGNED = ("codegen", "start", "llvm", "lto", "link")
"""Names of `cguviz.scene.timeline.chart.Anchor`, the default first."""


@dataclasses.dataclass(frozen=True)
class Timing:
    """Choices of a stage's timeline.

    Attributes
    ----------
    arrangement
        Of the rows; its kind may be `AUTO`.
    simulated
        Whether a simulation stands below what was measured; None where it tells something else: the stage is not what
        was compiled, or nothing was measured.
    jobs, order, cores
        As in `cguviz.schedule.ScheduleOptions`.
    units
        Into how many units rustc's own rule merges for one simulation more; 0 for none.
    costs
        One of `COSTS`, or the path of a file that holds costs.
    align
        One of `ALIGNED`: what stands below one another.
    """

    arrangement: Arrangement = dataclasses.field(default_factory=lambda: Arrangement(AUTO))
    simulated: bool | None = None
    jobs: int = JOBS
    order: str = ORDERS[0]
    cores: int = 0
    units: int = 0
    costs: str = MEASURED
    align: str = ALIGNED[0]
