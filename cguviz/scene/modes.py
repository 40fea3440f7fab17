"""Roles of items by root or inlined, and the words that legends have for them."""

from __future__ import annotations

import numpy as np

from cguviz.model.columns import Bools, Bytes
from cguviz.scene.role import Role

MODES = {
    Role.ROOT: "root item",
    Role.INLINED: "inlined copy",
    Role.ROOT_INFERRED: "root item, inferred",
    Role.INLINED_INFERRED: "inlined copy, inferred",
}
"""What each of the roles is called."""


def mode_roles(inlined: Bools, inferred: Bools) -> Bytes:
    """Return the role of each box.

    Parameters
    ----------
    inlined, inferred
        (b,) whether all that a box stands for is inlined, and whether that is an inference for all of it.

    Returns
    -------
    (b,) uint8 `Role`, one of `MODES`.
    """
    sure = np.where(inlined, Role.INLINED, Role.ROOT)
    return np.where(inferred, np.where(inlined, Role.INLINED_INFERRED, Role.ROOT_INFERRED), sure).astype(np.uint8)


def mode_legend(role: Bytes) -> tuple[tuple[Role, str], ...]:
    """Return the legend of the modes that boxes have."""
    there = set(np.unique(role).tolist())
    return tuple((mode, text) for mode, text in MODES.items() if mode in there)
