"""Choices of drawing a partition: so that the window knows them before anything is loaded."""

from __future__ import annotations

import dataclasses

SIDES, MODULES, FLOW = "sides", "modules", "flow"
"""The ways to draw a comparison: two graphs, two maps of modules, a strip of sizes that flow."""
SIZES = "sizes"
"""The layout in which areas are sizes; a name of `cguviz.layout.LAYOUTS`, which the window does not load."""


@dataclasses.dataclass(frozen=True)
class Options:
    """Choices of drawing a partition.

    Attributes
    ----------
    engine
        A name of `cguviz.layout.LAYOUTS`, or "auto".
    stacks
        Whether the monomorphisations of one generic item share a box; None leaves it to the number of placements.
    hide_inlined
        Whether copies of inlined items are folded away.
    aspect
        Width by height that the whole picture should have.
    keep
        Whether what was in the picture before the files were read again stays where it was.
    """

    engine: str = "auto"
    stacks: bool | None = None
    hide_inlined: bool = False
    aspect: float = 1.6
    keep: bool = True
