"""The choice of a scatter of estimates. Loads nothing: the window needs it before numpy is there."""

from __future__ import annotations

import dataclasses

SHOWN, ALL = -2, -1
"""In place of a crate's number: that of the capture one looks at (all, where it has several), and all crates."""
SCALES = ("auto", "linear", "log")


@dataclasses.dataclass(frozen=True)
class Scatter:
    """The choice of crate, estimator and scale.

    Attributes
    ----------
    crate
        Its number among all that were measured, `SHOWN` or `ALL`.
    estimator
        Its name, "" for the first there is.
    scale
        One of `SCALES`.
    """

    crate: int = SHOWN
    estimator: str = ""
    scale: str = SCALES[0]
