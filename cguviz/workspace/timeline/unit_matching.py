"""Units of several timelines that are the same by their items. Knows partitions, not times."""

from __future__ import annotations

import dataclasses

from cguviz.analysis.comparison import match_units
from cguviz.model.capture import Capture
from cguviz.model.partition import Partition
from cguviz.model.texts import Texts
from cguviz.scene.timeline import unit_matching
from cguviz.scene.timeline.unit_matching import Families, families

UNMATCHED = (
    "Units are matched by name, as one of the profiles tells no functions: open the debug log or IR of each build"
    " beside its profile, and they are matched by what they hold."
)


@dataclasses.dataclass(frozen=True, eq=False)
class Named:
    """The units of one timeline.

    Attributes
    ----------
    capture
        Whose they are.
    partition
        What they hold; None where nobody knows.
    units
        Their names.
    on_change
        Whether they are of the change side.
    """

    capture: Capture
    partition: Partition | None
    units: Texts
    on_change: bool


def match_families(capture: Capture, shown: Partition | None, tracks: list[Named]) -> tuple[Families, str]:
    """Match the units of timelines by content.

    Parameters
    ----------
    capture, shown
        The base side, and its stage in the window, whose names others are matched with; None where there is none.
    tracks
        In their order.

    Returns
    -------
    families
        By name only where some timeline's units are not known to hold anything.
    note
        A sentence on that, "" where there is nothing to say.
    """
    if shown is None or any(one.partition is None for one in tracks):
        two = any(one.on_change for one in tracks)
        return families([unit_matching.NamedUnits(one.units, one.on_change) for one in tracks]), UNMATCHED * two
    group: dict[int, int] = {}
    found = []
    for one in tracks:
        called = None if one.partition is shown else _called(capture, shown, one)
        number = group.setdefault(id(one.partition), len(group))
        found.append(unit_matching.NamedUnits(one.units, one.on_change, number, called))
    return families(found), ""


def _called(capture: Capture, shown: Partition, other: Named) -> dict[str, str]:
    """Return the name of each unit's match in the stage that is shown, by the unit's name."""
    if other.partition is None:
        return {}
    left, right = capture.replace(partitions=(shown,)), other.capture.replace(partitions=(other.partition,))
    match = match_units(left, "", right, "").tolist()
    names = other.partition.units.tolist()
    return {names[goal]: name for name, goal in zip(shown.units, match, strict=True) if goal >= 0}
