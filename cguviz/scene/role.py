"""What rectangles stand for; apart from the scene, so that a theme can be had without numpy."""

from __future__ import annotations

from enum import IntEnum


class Role(IntEnum):
    """What a rectangle stands for."""

    UNIT = 0
    INNER = 1
    """A base unit inside the place of its heir."""
    GONE = 2
    """A unit that is only on the other side of a comparison."""
    BLOCK = 3
    COPIES = 4
    """The strip of inlined copies of a unit."""
    ROOT = 5
    INLINED = 6
    LEAVING = 7
    """An item that is elsewhere on the change side."""
    ARRIVED = 8
    """An item that was elsewhere on the base side."""
    GHOST = 9
    """The other place of an item that moved."""
    FOLDED = 10
    """A unit whose items are folded away."""
