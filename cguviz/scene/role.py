"""Roles of rectangles; apart from the scene, so that a theme can be had without numpy."""

from __future__ import annotations

from enum import IntEnum


class Role(IntEnum):
    """The meaning of a rectangle in a picture."""

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
    HEIR = 11
    """On the base side: the frame around the units that become one."""
    FORMER = 12
    """On the change side: where a base unit was, inside its heir."""
    PANE = 13
    """One side of a comparison that is shown beside the other."""
    REMOVED = 14
    """A root item that the change side does not have."""
    ADDED = 15
    """A root item that the base side did not have."""
    DROPPED = 16
    """An inlined copy that is only on the base side."""
    GAINED = 17
    """An inlined copy that is only on the change side."""
    CHANGED = 18
    """An item that left its unit, where position and colour tell something else (the module map)."""
    STILL = 19
    """An item that is the same on both sides, where only what moved shall stand out."""
    ROOT_INFERRED = 20
    """An item that is a root in all likelihood."""
    INLINED_INFERRED = 21
    """An inlined copy in all likelihood."""
