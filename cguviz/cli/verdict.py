"""Conditions on a comparison: `cguviz compare --fail-if 'cut_uses > +5%'`, for scripts that judge a pull request."""

from __future__ import annotations

import dataclasses
import operator
import re
from collections.abc import Callable, Mapping, Sequence

from cguviz.errors import CguvizError

OPERATORS: Mapping[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
}
_CONDITION = re.compile(r"\s*(\w+)\s*(>=|<=|==|!=|>|<)\s*([+-]?)(\d+(?:\.\d+)?)\s*(%?)\s*")


@dataclasses.dataclass(frozen=True)
class Condition:
    """A condition as typed, and its parts.

    Attributes
    ----------
    text
        As typed.
    figure
        A number of `compare --json`: of the items ("moved"), or of either side ("cut_uses").
    operator
        A key of `OPERATORS`.
    value
        What it is held against.
    growth, percent
        Whether the difference from the base is meant, and whether as per cent of the base.
    """

    text: str
    figure: str
    operator: str
    value: float
    growth: bool
    percent: bool


def condition(text: str) -> Condition:
    """Read a condition.

    Raises
    ------
    CguvizError
        It is none.
    """
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise CguvizError(f"--fail-if {text!r} is no condition; write 'cut_uses > +5%', 'moved > 0' or 'units > 20'.")
    name, sign, direction, value, percent = found.groups()
    if percent and not direction:
        raise CguvizError(f"--fail-if {text!r}: per cent are of the base; write +{value}% or -{value}%.")
    number = -float(value) if direction == "-" else float(value)
    return Condition(text.strip(), name, sign, number, growth=bool(direction), percent=bool(percent))


def failures(
    conditions: Sequence[Condition], base: Mapping[str, object], change: Mapping[str, object], items: Mapping[str, int]
) -> list[str]:
    """Return a sentence for each condition that holds.

    Parameters
    ----------
    conditions
        As typed.
    base, change, items
        Those parts of `compare --json`.

    Raises
    ------
    CguvizError
        A condition names no figure, or one that is not known here.
    """
    said = []
    for one in conditions:
        before, after = (
            (0, items[one.figure]) if one.figure in items else (base.get(one.figure), change.get(one.figure))
        )
        if one.figure not in items and one.figure not in change:
            numbers = [*items, *(key for key, value in change.items() if isinstance(value, int | float))]
            raise CguvizError(
                f"--fail-if {one.text!r}: there is no figure {one.figure!r}; there are {', '.join(numbers)}."
            )
        if not isinstance(before, int | float) or not isinstance(after, int | float):
            raise CguvizError(f"--fail-if {one.text!r}: {one.figure} is not known of these captures.")
        found = float(after)
        if one.growth:
            found = after - before
            if one.percent:
                found = 100 * (after - before) / before if before else (0.0 if after == before else float("inf"))
        if OPERATORS[one.operator](found, one.value):
            said.append(f"{one.text}: {one.figure} went from {before:,} to {after:,}")
    return said
