"""The matrix of uses between units, and the uses behind each cell: what the window gets. Made in `tabulating`."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.columns import Bytes, Columns, Ints, Longs
from cguviz.model.texts import Texts
from cguviz.scene.matrix.describe import Matrix, cell_at

BASE_ONLY, CHANGE_ONLY, BOTH = 1, 2, 3


@dataclasses.dataclass(frozen=True, eq=False)
class Tabulated(Columns):
    """The answer to `Tabulate`.

    Attributes
    ----------
    scene
        The picture.
    known
        Whether any source told who uses whom.
    base_unit, change_unit
        (units,) int32 by place in the scene: the unit on either side, -1 for none. Of one partition, the same twice.
    base_names, change_names
        Full names of the units of either side, by number.
    starts
        (cells + 1,) int64: the uses behind cell `k` are rows `starts[k]:starts[k + 1]`, the most frequent first.
    user, used
        (m,) int32 items; of two captures, numbers of the united table.
    calls, references
        (m,) int32, of the change where both sides have the use.
    sides
        (m,) uint8: `BASE_ONLY`, `CHANGE_ONLY` or `BOTH`, as of one partition.
    labels
        (items,) the short label of each item.
    """

    scene: Matrix
    known: bool
    base_unit: Ints
    change_unit: Ints
    base_names: Texts
    change_names: Texts
    starts: Longs
    user: Ints
    used: Ints
    calls: Ints
    references: Ints
    sides: Bytes
    labels: Texts

    def names_of(self, cell: int) -> tuple[tuple[str, str], bool]:
        """Return the full names of the user's and the used unit, and whether they are names of the change side."""
        places = self.scene.row[cell], self.scene.column[cell]
        for units, names, on_change in (
            (self.change_unit, self.change_names, True),
            (self.base_unit, self.base_names, False),
        ):
            user, used = (int(units[place]) for place in places)
            if user >= 0 and used >= 0:
                return (names[user], names[used]), on_change and self.scene.difference
        return ("", ""), False

    def cell_of(self, names: tuple[str, str], *, on_change: bool) -> int:
        """Return the cell of two units by their full names, -1 for none."""
        places = self.places_of(names, on_change=on_change)
        return cell_at(self.scene, places[0], places[1]) if len(places) == 2 else -1

    def name_at(self, place: int) -> tuple[str, bool]:
        """Return the full name of the unit at a place, and whether it is one of the change side."""
        unit, difference = int(self.change_unit[place]), self.scene.difference
        if unit >= 0:
            return self.change_names[unit], difference
        return self.base_names[int(self.base_unit[place])], False

    def places_of(self, names: tuple[str, ...], *, on_change: bool) -> tuple[int, ...]:
        """Return the places of units by their full names; units that are not there are left out."""
        on_change = on_change or not self.scene.difference
        texts, units = (self.change_names, self.change_unit) if on_change else (self.base_names, self.base_unit)
        known = texts.tolist() if names else []
        found = [np.flatnonzero(units == known.index(name)).tolist() for name in names if name in known]
        return tuple(places[0] for places in found if places)
