"""The description of a matrix of uses between units: cells, their heat, names and totals.

```
                 used →     a    b    c      out        a unit and itself: uses inside
        user   a           12    3    .        3        other cells: uses that are cut
          ↓    b            1   40    2        3        of two stages: what the change has more or less
               c            .    .    7        0
                    in      1    3    2
```

Heat is said as a kind and a level; which colour that is, is the theme's business. Numbers and names have places in a
grid of cells, not sizes: how large a cell is, window and SVG decide.
"""

from __future__ import annotations

import dataclasses
from enum import IntEnum

import numpy as np

from cguviz.model.columns import Bytes, Columns, Ints, Longs
from cguviz.model.texts import Texts
from cguviz.scene.look.palette import contrast, mix
from cguviz.scene.look.theme import Theme
from cguviz.scene.role import Role

LEVELS = 6
"""Steps of heat: the steps of a logarithmic scale that can be told apart."""
COLDEST = 0.2
"""How much colour the first level has."""


class Heat(IntEnum):
    """The meanings of a cell's heat."""

    CUT = 0
    """Uses between two units."""
    INSIDE = 1
    """Uses inside a unit."""
    MORE = 2
    """The change has more uses than the base."""
    LESS = 3


@dataclasses.dataclass(frozen=True, eq=False)
class Matrix(Columns):
    """A matrix of uses; units stand in the shown order, the same for rows and columns.

    Attributes
    ----------
    label, title
        (n,) names as shown, and full names.
    unit
        (n,) int32 the number of each unit as the one who asked numbers them.
    out, into
        (n,) int64: uses of others by each unit and by others of each, those inside left out.
    row, column
        (k,) int32 places of the user's and the used unit, ordered by both.
    count
        (k,) int64; in a difference, that of the change less that of the base.
    sides
        (k, 2) int64: what base and change have, in a difference; else the count twice.
    heat, level
        (k,) uint8 `Heat`, and 1 to `LEVELS`; level 0 where the difference is none.
    steps
        (LEVELS,) int64: the least count of each level.
    difference
        Whether two partitions are compared.
    caption
        What it shows, one line each.
    """

    label: Texts
    title: Texts
    unit: Ints
    out: Longs
    into: Longs
    row: Ints
    column: Ints
    count: Longs
    sides: Longs
    heat: Bytes
    level: Bytes
    steps: Longs
    difference: bool
    caption: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.label)


def matrix(
    names: tuple[Texts, Texts],
    order: Longs,
    pairs: tuple[Ints, Ints],
    sides: Longs,
    *,
    difference: bool,
    caption: tuple[str, ...],
) -> Matrix:
    """Describe a matrix.

    Parameters
    ----------
    names
        Labels and titles of all units.
    order
        (n,) int64: units as they shall stand.
    pairs
        (k,) int32 each: users and used units, any order, each pair once.
    sides
        (k, 2) int64 counts of base and change; the same twice where there is no difference.
    difference, caption
        As for `Matrix`.
    """
    units = len(order)
    place = np.empty(units, np.int32)
    place[order] = np.arange(units, dtype=np.int32)
    row, column = place[pairs[0]], place[pairs[1]]
    sort = np.lexsort((column, row))
    row, column, sides = row[sort], column[sort], sides[sort]
    count = sides[:, 1] - sides[:, 0] if difference else sides[:, 1]
    away = row != column
    steps = _steps(int(np.abs(count).max(initial=1)))
    warm = np.where(away, Heat.CUT, Heat.INSIDE)
    return Matrix(
        label=names[0].take(order),
        title=names[1].take(order),
        unit=order.astype(np.int32),
        out=_sums(row[away], count[away], units),
        into=_sums(column[away], count[away], units),
        row=row,
        column=column,
        count=count,
        sides=sides,
        heat=(np.where(count > 0, Heat.MORE, Heat.LESS) if difference else warm).astype(np.uint8),
        level=np.searchsorted(steps, np.abs(count), side="right").astype(np.uint8),
        steps=steps,
        difference=difference,
        caption=caption,
    )


def cell_at(scene: Matrix, row: int, column: int) -> int:
    """Return the cell in a row and a column, -1 where there are no uses."""
    begin, end = np.searchsorted(scene.row, [row, row + 1]).tolist()
    found = begin + int(np.searchsorted(scene.column[begin:end], column))
    return found if found < end and scene.column[found] == column else -1


def number(scene: Matrix, value: int) -> str:
    """Write a count, of a difference with its sign."""
    return f"{value:+,}".replace("-", "−") if scene.difference and value else f"{value:,}"


def meaning(scene: Matrix, cell: int) -> str:
    """Return the meaning of a cell, in a line."""
    user, used = scene.label[int(scene.row[cell])], scene.label[int(scene.column[cell])]
    where = f"inside {user}" if user == used else f"{user} → {used}"
    before, after = scene.sides[cell].tolist()
    if scene.difference:
        return f"{where}: {before:,} → {after:,} uses ({number(scene, after - before)})"
    return f"{where}: {after:,} use{'s' if after != 1 else ''}"


def legend(scene: Matrix) -> list[tuple[Heat, str]]:
    """Return the kinds of heat in a matrix with their meanings."""
    texts = {
        Heat.CUT: "uses that are cut",
        Heat.INSIDE: "uses inside the unit",
        Heat.MORE: "more uses in the change",
        Heat.LESS: "fewer uses in the change",
    }
    there = set(scene.heat[scene.level > 0].tolist())
    return [(heat, text) for heat, text in texts.items() if heat in there]


def fill(theme: Theme, heat: int, level: int) -> str:
    """Return the "#rrggbb" of a heat, "" for level 0."""
    if not level:
        return ""
    strong = {
        Heat.CUT: theme.cut_link,
        Heat.INSIDE: theme.caller,
        Heat.MORE: theme.styles[Role.ARRIVED].outline,
        Heat.LESS: theme.styles[Role.LEAVING].outline,
    }[Heat(heat)]
    share = COLDEST + (1 - COLDEST) * (level - 1) / (LEVELS - 1)
    return mix(theme.background, strong, share)


def ink(theme: Theme, heat: int, level: int) -> str:
    """Return the "#rrggbb" of numbers on a heat: the ink or the ground, whichever has more contrast."""
    ground = fill(theme, heat, level)
    if not ground:
        return theme.faint
    return max((theme.ink, theme.background), key=lambda color: contrast(color, ground))


def _steps(most: int) -> Longs:
    """Return the least count of each level: equal steps of the logarithm, whole numbers, none twice."""
    steps = np.ceil(np.geomspace(1, max(most, 2) + 1, LEVELS + 1)[:-1]).astype(np.int64)
    for level in range(1, LEVELS):
        steps[level] = max(steps[level], steps[level - 1] + 1)
    return steps


def _sums(place: Ints, count: Longs, units: int) -> Longs:
    total = np.zeros(units, np.int64)
    np.add.at(total, place, count)
    return total
