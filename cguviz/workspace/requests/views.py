"""Requests of the views that count or gather: the matrix of uses, the neighbourhood of an item; see `requests`."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cguviz.workspace.requests.requests import Open

BY_NAME, BY_SIZE, BY_CLUSTER = "name", "size", "cluster"
ORDERS = (BY_NAME, BY_SIZE, BY_CLUSTER)
"""How the units of a matrix stand: the last puts those together that use each other most."""


@dataclasses.dataclass(frozen=True)
class Tabulate:
    """Count the uses between units. Answered by a `Tabulated`.

    Attributes
    ----------
    opened, base, base_stage
        As in `Compare`.
    change, change_stage
        The other side; -1 for none.
    face
        What is counted where there are two sides: "base", "change", or "both" for their difference.
    order
        One of `ORDERS`.
    """

    opened: Open
    base: int
    base_stage: str
    change: int = -1
    change_stage: str = ""
    face: str = "both"
    order: str = BY_NAME


HOPS = (1, 2, 3)
"""How far a neighbourhood may reach."""


@dataclasses.dataclass(frozen=True)
class Around:
    """How a neighbourhood is shown.

    Attributes
    ----------
    hops
        How many uses away it reaches, one of `HOPS`.
    at
        Name of the unit whose copy of the item is meant, "" for its root.
    opened
        The groups whose items are shown though they are many: steps from the item (callers below 0) and full name of
        the unit.
    """

    hops: int = 2
    at: str = ""
    opened: frozenset[tuple[int, str]] = frozenset()


DEFAULT_AROUND = Around()


@dataclasses.dataclass(frozen=True)
class Focus:
    """Draw who uses an item and what it uses. Answered by a `Focused`.

    Attributes
    ----------
    opened, crate, stage
        As in `Draw`.
    item
        Whose neighbourhood.
    around
        How much of it.
    aspect
        Width by height that the picture should have.
    """

    opened: Open
    crate: int
    stage: str
    item: int
    around: Around
    aspect: float
