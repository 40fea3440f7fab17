"""Matching of units across timelines: chosen on one side, they stand out on the other.

```
base    cgu.00  cgu.01  cgu.02             family   0       1       2       3
change  cgu.01  cgu.00          cgu.02     base   cgu.00  cgu.01  cgu.02   ""
                                           change cgu.01  cgu.00   ""     cgu.02
```
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

import numpy as np

from cguviz.model.columns import Columns, Ints
from cguviz.model.texts import Texts
from cguviz.scene.timeline.chart import Chart, Track


@dataclasses.dataclass(frozen=True, eq=False)
class NamedUnits:
    """The names of the units of one track.

    Attributes
    ----------
    units
        Their names.
    on_change
        Whether they are of the change side.
    group
        Tracks of one partition share a number: their units of one name are the same.
    called
        What the same unit is called on the base side, by name; units that are not in there have no match. None where
        units of one name are the same anyway.
    """

    units: Texts
    on_change: bool = False
    group: int = 0
    called: Mapping[str, str] | None = None


@dataclasses.dataclass(frozen=True, eq=False)
class Families(Columns):
    """Families of units.

    Attributes
    ----------
    base, change
        (f,) names on either side, "" for none.
    family
        For each track (units,) int32 the family of each of its units.
    """

    base: Texts
    change: Texts
    family: tuple[Ints, ...]


def by_name(tracks: tuple[Track, ...]) -> Families:
    """Match units by their names."""
    return families([NamedUnits(one.units, one.on_change) for one in tracks])


def families(tracks: Iterable[NamedUnits]) -> Families:
    """Give numbers to the families of units: all matched units have one number."""
    number: dict[tuple[str, int], int] = {}
    base: list[str] = []
    change: list[str] = []
    columns = []
    for track in tracks:
        rows = []
        for name in track.units:
            known = name if track.called is None else track.called.get(name)
            key = (name, track.group) if known is None else (known, -1)
            row = number.setdefault(key, len(base))
            if row == len(base):
                base.append("" if known is None and track.on_change else known or name)
                change.append("")
            if track.on_change:
                change[row] = name
            rows.append(row)
        columns.append(np.array(rows, np.int32))
    return Families(Texts.of(base), Texts.of(change), tuple(columns))


def members(chart: Chart, units: Iterable[str], *, on_change: bool) -> frozenset[int]:
    """Return the families of some units, named as on one side of a comparison."""
    names = (chart.change_units if on_change else chart.base_units).tolist()
    wanted = frozenset(units)
    return frozenset(row for row, name in enumerate(names) if name and name in wanted)
