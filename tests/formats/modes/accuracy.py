"""Inferred modes held against modes that are known."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np

from cguviz.model.capture import Capture
from cguviz.model.columns import Bytes
from cguviz.model.inference import are_inferred

NOWHERE = 255


@dataclasses.dataclass(frozen=True)
class Accuracy:
    """Numbers of items.

    Attributes
    ----------
    known, inferred
        Items whose mode the rule knows, and infers.
    wrong_known, wrong_inferred
        Those of them that are otherwise in truth.
    """

    known: int = 0
    inferred: int = 0
    wrong_known: int = 0
    wrong_inferred: int = 0

    def __add__(self, other: Accuracy) -> Accuracy:
        pairs = zip(dataclasses.astuple(self), dataclasses.astuple(other), strict=True)
        return Accuracy(*(mine + theirs for mine, theirs in pairs))

    @property
    def wrong_share(self) -> float:
        """The part of all items whose mode is wrong."""
        return (self.wrong_known + self.wrong_inferred) / max(self.known + self.inferred, 1)


def modes_of(capture: Capture) -> Bytes:
    """Return (items,) uint8 the mode of each item in the last stage, `NOWHERE` for items that it does not place."""
    partition = capture.partition()
    mode = np.full(len(capture.items), NOWHERE, np.uint8)
    mode[partition.item] = partition.mode
    return mode


def accuracy(capture: Capture, keys: list[bytes], truth: Mapping[bytes, int]) -> Accuracy:
    """Compare the modes of a capture with the true ones.

    Parameters
    ----------
    capture
        With inferred modes.
    keys
        What each of its items is called in `truth`; of items that it does not have nothing is said.
    truth
        Modes.
    """
    mode, inferred = modes_of(capture), are_inferred(capture.items)
    rows = [row for row, key in enumerate(keys) if key in truth and mode[row] != NOWHERE]
    wrong = [row for row in rows if mode[row] != truth[keys[row]]]
    return Accuracy(
        known=int((~inferred[rows]).sum()),
        inferred=int(inferred[rows].sum()),
        wrong_known=int((~inferred[wrong]).sum()) if wrong else 0,
        wrong_inferred=int(inferred[wrong].sum()) if wrong else 0,
    )
