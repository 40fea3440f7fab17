"""Requests of the views that count or gather: the matrix of uses, the neighbourhood of an item; see `requests`."""

from __future__ import annotations

import dataclasses

from cguviz.workspace.requests.opened import PartitionRequest, Picture

BY_NAME, BY_SIZE, BY_CLUSTER = "name", "size", "cluster"
ORDERS = (BY_NAME, BY_SIZE, BY_CLUSTER)
"""How the units of a matrix stand: the last puts those together that use each other most."""


@dataclasses.dataclass(frozen=True)
class Tabulate(PartitionRequest, Picture):
    """Count the uses between units. Answered by a `Tabulated`.

    Attributes
    ----------
    face
        What is counted where there are two sides: "base", "change", or "both" for their difference.
    order
        One of `ORDERS`.
    """

    face: str = "both"
    order: str = BY_NAME


HOPS = (1, 2, 3)
"""How far a neighbourhood may reach."""


@dataclasses.dataclass(frozen=True)
class Around:
    """Choices of a neighbourhood: distance, copy, and opened groups.

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
class Focus(PartitionRequest, Picture):
    """Draw the users of an item, and the items that it uses. Answered by a `Focused`.

    Attributes
    ----------
    item
        Whose neighbourhood.
    around
        How much of it.
    aspect
        Width by height that the picture should have.
    """

    item: int
    around: Around
    aspect: float
