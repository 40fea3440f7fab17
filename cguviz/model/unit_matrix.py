"""Uses between units as counts."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.columns import Columns, Ints, Longs


@dataclasses.dataclass(frozen=True, eq=False)
class UnitMatrix(Columns):
    """Uses among the units of one partition: a row for each pair of units with any uses.

    Attributes
    ----------
    user, used
        (k,) int32 units, ordered by both; a unit and itself for uses inside.
    starts, placed
        (k + 1,) int64 and (m,) int64: the uses of pair `j` are the rows `placed[starts[j]:starts[j + 1]]` of the
        `PlacedUses` that were counted.
    """

    user: Ints
    used: Ints
    starts: Longs
    placed: Longs

    @property
    def count(self) -> Longs:
        """(k,) int64: the number of uses of each pair."""
        return np.diff(self.starts)
