"""Pictures and recipes that go over from files that were open to files read in their place."""

from __future__ import annotations

import dataclasses

import numpy as np

from cguviz.model.capture import Capture
from cguviz.model.columns import Columns, Floats, Ints
from cguviz.model.items import Items
from cguviz.workspace.requests.options import Options


@dataclasses.dataclass(frozen=True, eq=False)
class Pictured(Columns):
    """A picture that was on the screen.

    Attributes
    ----------
    capture
        Items and the one stage that it shows, and nothing else: it goes to the worker.
    options, folded
        As in the request that it answered.
    unit_box, block_box, box
        As in `cguviz.model.layout.Layout`.
    block_module
        The module of each block as it was written, "" for copies.
    box_block, slot_box
        As in `Layout`.
    caption
        As in `Layout`.
    """

    capture: Capture
    options: Options
    folded: frozenset[str]
    unit_box: Floats
    block_box: Floats
    block_module: tuple[str, ...]
    box: Floats
    box_block: Ints
    slot_box: Ints
    caption: float

    @property
    def stacks(self) -> bool:
        """Whether monomorphisations shared boxes."""
        return bool((np.bincount(self.slot_box[self.slot_box >= 0]) > 1).any())


@dataclasses.dataclass(frozen=True)
class NamedMove:
    """Items that somebody put into another unit, by symbol, or by name where they have none."""

    items: tuple[str, ...]
    unit: str


@dataclasses.dataclass(frozen=True)
class Making:
    """The recipe of a stage made in the partition lab, in words that hold for another reading of the files.

    Attributes
    ----------
    crate
        The name of the crate.
    stage, start
        Its name, and that of the stage it was made from.
    rule
        The pipeline as text, "" for a stage made by hand.
    moves
        What was moved by hand.
    """

    crate: str
    stage: str
    start: str
    rule: str = ""
    moves: tuple[NamedMove, ...] = ()

    @property
    def title(self) -> str:
        """The name of the recipe on the scoreboard."""
        return self.rule or by_hand(len(self.moves))


def by_hand(moves: int) -> str:
    """Count the moves that made a stage, in words: "one move by hand"."""
    return "one move by hand" if moves == 1 else f"{moves:,} moves by hand"


@dataclasses.dataclass(frozen=True, eq=False)
class Carried:
    """Pictures, recipes and numbering that go over to one opening.

    Attributes
    ----------
    pictures
        Pictures of what was open before, whose places those drawn now keep.
    makings
        How stages were made in the lab.
    items
        Of the capture that was shown; None for none.
    """

    pictures: tuple[Pictured, ...] = ()
    makings: tuple[Making, ...] = ()
    items: Items | None = None


NOTHING = Carried()
