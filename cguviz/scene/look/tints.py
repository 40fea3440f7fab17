"""Tints: colour numbers of modules. Knows neither colours nor boxes.

A group of modules shares a hue: a top-level module of the crate at hand or of the standard library with all below
it, or another crate as a whole. Members of a group take its shades in turn. A group's hue is drawn from its name, so
that it is the same in every capture of the crate; only where two large groups would share a hue does the smaller one
step aside.
"""

from __future__ import annotations

import dataclasses
import zlib

import numpy as np

from cguviz.model.columns import Int16s
from cguviz.model.paths.table import Paths
from cguviz.scene.look.palette import HUES, SHADES

STANDARD = frozenset({"core", "alloc", "std"})
"""Half the items of a usual crate are instances of these: one hue for all would say nothing."""


@dataclasses.dataclass(frozen=True)
class Tints:
    """Colour numbers of modules.

    Attributes
    ----------
    module
        (modules + 1,) int16; the last, at index -1, is -1 for "several modules".
    groups
        The largest groups as (name, tint of their main shade), largest first; all hues differ.
    shared
        Whether there are more groups, which share these hues.
    """

    module: Int16s
    groups: tuple[tuple[str, int], ...]
    shared: bool


def tints(paths: Paths, *, crate: str) -> Tints:
    """Give every module a colour number.

    Parameters
    ----------
    paths
        Gives the modules, sorted, and the number of items in each.
    crate
        The crate at hand.
    """
    modules = paths.modules.tolist()
    size = np.bincount(paths.module, minlength=len(modules))
    groups = [group_of(module, crate) for module in modules]
    total: dict[str, int] = dict.fromkeys(groups, 0)
    for group, items in zip(groups, size.tolist(), strict=True):
        total[group] += items
    ranked = sorted(total, key=lambda group: (-total[group], group))
    hue = _hues(ranked)
    number = np.full(len(modules) + 1, -1, np.int16)
    seen: dict[str, int] = dict.fromkeys(ranked, 0)
    for index, group in enumerate(groups):
        number[index] = hue[group] * SHADES + seen[group] % SHADES
        seen[group] += 1
    return Tints(number, tuple((group, hue[group] * SHADES) for group in ranked[:HUES]), len(ranked) > HUES)


def group_of(module: str, crate: str) -> str:
    """Return the group of a module: its crate, or a top-level module of a crate that is finely divided."""
    parts = module.split("::", 2)
    return "::".join(parts[:2]) if parts[0] == crate or parts[0] in STANDARD else parts[0]


def _hues(ranked: list[str]) -> dict[str, int]:
    """Return a hue for each group: all different for the first `HUES`, wherever their names draw them after that."""
    taken: dict[str, int] = {}
    for rank, group in enumerate(ranked):
        # Prime to HUES, so that stepping visits every hue, and far enough that the next is no neighbour.
        drawn = zlib.crc32(group.encode()) % HUES
        free = (hue for hue in ((drawn + 3 * step) % HUES for step in range(HUES)) if hue not in taken.values())
        taken[group] = next(free) if rank < HUES else drawn
    return taken
