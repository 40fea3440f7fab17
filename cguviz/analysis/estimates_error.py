"""Errors of time estimates.

An estimate only means something relative to others of the same crate, so both are divided by their mean first:

```
            unit 0   unit 1   unit 2          mean
estimate e    300      200      100           200      e / mean   1.5   1.0   0.5
time t         90       30       30  ms        50      t / mean   1.8   0.6   0.6
                                            deviation             0.3   0.4   0.1
                                            ratio                 1.2   0.6   1.2
```

The error of the crate is the mean of its deviations, that of many crates the mean of theirs (N. Nethercote, July 2023).
"""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.columns import Bools, Columns, Floats, Ints


@dataclasses.dataclass(frozen=True, eq=False)
class Errors(Columns):
    """Shares of estimated and of measured time for each unit, and the error of each crate.

    Attributes
    ----------
    row
        (m,) int32: the units that count, as rows of the columns given; those of crates with two or more such units.
    share_estimated, share_measured
        (m,) float64: e / mean(e) and t / mean(t) in the crate.
    crate
        (c,) int32: the crates that count.
    units
        (c,) int32: how many units of each count.
    error
        (c,) float64: the mean deviation of each.
    """

    row: Ints
    share_estimated: Floats
    share_measured: Floats
    crate: Ints
    units: Ints
    error: Floats

    @property
    def deviation(self) -> Floats:
        """(m,) float64: the distance between the estimated and the measured share of each unit."""
        return np.abs(self.share_estimated - self.share_measured)

    @property
    def ratio(self) -> Floats:
        """(m,) float64: measured by estimated share; above 1 a unit takes longer than estimated, NaN for 0/0."""
        ratio = np.full(len(self.row), np.inf)
        ratio[(self.share_measured <= 0) & (self.share_estimated <= 0)] = np.nan
        np.divide(self.share_measured, self.share_estimated, out=ratio, where=self.share_estimated > 0)
        return ratio

    @property
    def mean(self) -> float | None:
        """The mean absolute deviation over all crates; None where none counts."""
        return float(self.error.mean()) if len(self.error) else None


def errors_of(estimate: Floats, time: Floats, crate: Ints) -> Errors:
    """Compare estimates with times, crate by crate.

    Parameters
    ----------
    estimate
        (n,) float64 of any unit of measurement; below 0 where there is none, which leaves the unit out.
    time
        (n,) float64, at least 0.
    crate
        (n,) int32 of each unit, at least 0.

    Returns
    -------
    Errors
        A crate whose estimates or times are all 0 does not count.
    """
    crates = int(crate.max(initial=-1)) + 1
    known = estimate >= 0
    units = np.bincount(crate[known], minlength=crates)
    whole_estimate = np.bincount(crate[known], estimate[known], crates)
    whole_time = np.bincount(crate[known], time[known], crates)
    counts: Bools = (units >= 2) & (whole_estimate > 0) & (whole_time > 0)
    row = np.flatnonzero(known & counts[crate])
    mine = crate[row]
    share_estimated = estimate[row] * units[mine] / whole_estimate[mine]
    share_measured = time[row] * units[mine] / whole_time[mine]
    total = np.bincount(mine, np.abs(share_estimated - share_measured), crates)
    return Errors(
        row=row.astype(np.int32),
        share_estimated=share_estimated,
        share_measured=share_measured,
        crate=np.flatnonzero(counts).astype(np.int32),
        units=units[counts].astype(np.int32),
        error=total[counts] / units[counts],
    )


def worst_units(errors: Errors, count: int) -> Ints:
    """Return the units with the worst estimates: by the factor between estimated and measured share, either way.

    Parameters
    ----------
    errors
        Units that are estimated at nothing, or take no time, have no factor and are left out.
    count
        How many at most.

    Returns
    -------
    (k,) int32 indices into the columns of `errors`, the worst first; of equals the earlier.
    """
    there = np.flatnonzero((errors.share_estimated > 0) & (errors.share_measured > 0))
    factor = np.abs(np.log(errors.share_measured[there]) - np.log(errors.share_estimated[there]))
    return there[np.argsort(-factor, kind="stable")[:count]].astype(np.int32)
