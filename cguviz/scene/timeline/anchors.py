"""Anchors: moments by which timelines are aligned. Knows bars and phases, not rows."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cguviz.scene.timeline.chart import ON_UNITS, Anchor, Bars, Part

FIRST: Mapping[Anchor, tuple[Part, ...]] = {
    Anchor.CODEGEN: ON_UNITS,
    Anchor.LLVM: (Part.OPTIMIZE,),
    Anchor.LTO: (Part.LTO,),
    Anchor.LINK: (Part.LINK,),
}
"""An anchor is where the first bar of one of these parts begins."""


def anchors_of(bars: Bars) -> dict[Anchor, int]:
    """Return the moments that a timeline has, in nanoseconds on its own clock.

    A process start is known only where something happens before code generation: simulations begin with that.
    """
    found: dict[Anchor, int] = {}
    for anchor, parts in FIRST.items():
        starts = bars.start[np.isin(bars.part, parts)]
        if len(starts):
            found[anchor] = int(starts.min())
    first = int(bars.start.min()) if len(bars) else 0
    if len(bars) and first < found.get(Anchor.CODEGEN, np.iinfo(np.int64).max):
        found[Anchor.START] = first
    return found


def shift(upper: Mapping[Anchor, int], lower: Mapping[Anchor, int], align: Anchor) -> int:
    """Return the nanoseconds by which a timeline moves so that an anchor lies under the same anchor above.

    Where either lacks it: the start of code generation, else none.
    """
    for anchor in (align, Anchor.CODEGEN):
        if anchor in upper and anchor in lower:
            return upper[anchor] - lower[anchor]
    return 0
