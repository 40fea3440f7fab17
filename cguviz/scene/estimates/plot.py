"""The description of a scatter: estimates of units against measured times. Knows no pixels and no colours.

```
 time │        ▲ cgu.03   ╱        ╱: time in proportion to the estimate, as if each were right
      │                 ╱   ●      distance from it: the error
      │              ╱ ●  ▼
      └───────────────────────     estimate
```
"""

from __future__ import annotations

import dataclasses
from enum import IntEnum

import numpy as np

from cguviz.model.columns import Bytes, Columns, Floats, Ints
from cguviz.model.texts import Texts
from cguviz.model.unit_labels import unit_title

FACTOR = 1.5
"""From here on an estimate counts as wrong: of the published units, one in eight is further off in its crate."""


class Mark(IntEnum):
    """The marks of units: their time against the time that their estimate promises."""

    NEAR = 0
    LONGER = 1
    SHORTER = 2


MEANING = {
    Mark.NEAR: f"within a factor of {FACTOR:g}",
    Mark.LONGER: "takes longer than estimated",
    Mark.SHORTER: "takes less than estimated",
}
"""For legends."""


@dataclasses.dataclass(frozen=True, eq=False)
class Plot(Columns):
    """The points of a scatter, and the line on which exact estimates would lie.

    Attributes
    ----------
    heading
        Which estimator.
    caption
        What is shown; then sentences and figures.
    x_title, y_title
        What the axes say.
    x, y
        (n,) float64 as the axes count: the estimate and the time, or both as shares of their crate's mean.
    estimate, time
        (n,) float64: as estimated; milliseconds.
    row
        (n,) int32 row of each in the measurements.
    unit, label
        (n,) full names, and as short as they can be told apart.
    deviation, ratio
        (n,) float64: how far measured and estimated share of the crate's mean are apart, and one by the other.
    mark
        (n,) uint8 `Mark`.
    worst
        (k,) int32 points to name, the largest deviation first.
    slope
        y by x where an estimate is right.
    log
        Whether both axes are logarithmic.
    unseen
        How many units have no place on such axes: an estimate or a time of 0.
    """

    heading: str
    caption: tuple[str, ...]
    x_title: str
    y_title: str
    x: Floats
    y: Floats
    estimate: Floats
    time: Floats
    row: Ints
    unit: Texts
    label: Texts
    deviation: Floats
    ratio: Floats
    mark: Bytes
    worst: Ints
    slope: float
    log: bool
    unseen: int

    def __len__(self) -> int:
        return len(self.x)


def marks(ratio: Floats) -> Bytes:
    """Return (n,) uint8 `Mark` for measured by estimated shares."""
    found = np.full(len(ratio), Mark.NEAR, np.uint8)
    found[ratio > FACTOR] = Mark.LONGER
    found[ratio < 1 / FACTOR] = Mark.SHORTER
    return found


def tooltip(plot: Plot, point: int) -> tuple[str, ...]:
    """Return the tooltip of a point, a line for each fact."""
    estimate = float(plot.estimate[point])
    shown = f"{estimate:,.0f}" if estimate >= 100 or estimate == round(estimate) else f"{estimate:,.2f}"
    return (
        unit_title(plot.unit[point], plot.label[point]),
        f"{plot.heading}: {shown}",
        f"time: {milliseconds(float(plot.time[point]))}",
        f"{factor(float(plot.ratio[point]), 2)} × the share that was estimated",
        f"off by {plot.deviation[point]:.2f} of the mean unit",
    )


def factor(ratio: float, digits: int) -> str:
    """Write a ratio of times; after an estimate of nothing it is endless."""
    return "∞" if ratio == float("inf") else f"{ratio:.{digits}f}"


def milliseconds(time: float) -> str:
    """Write a time with three significant digits."""
    if time >= 9_995:
        return f"{time / 1000:,.1f} s"
    digits = 0 if time >= 99.95 else 1 if time >= 9.995 else 2
    return f"{time:,.{digits}f} ms"
