"""The parts of a partitioning rule: a pure function, its options, and what is known of its origin."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from enum import Enum, StrEnum
from typing import Any, Generic, TypeAlias

import numpy as np

from cguviz.errors import PartitionError
from cguviz.model.partition import Partition
from cguviz.partition.options import Chosen, RuleOptions
from cguviz.partition.start import Start, is_merged

FEW = 0.01
"""The part of the placed items that may lack a size estimate: recordings know that of all but some of std's shims."""


class Standing(StrEnum):
    """The evidence that a rule really is the rule of its name."""

    EXACT = "exact"
    """Read in rustc's source; checked against its own results where captures hold them."""
    PUBLISHED = "published"
    """Stated or shown by its author, in words or results."""
    RECONSTRUCTION = "reconstruction"
    """Filled in where the author left details out."""


class Need(Enum):
    """The kinds of data that a rule cannot do without."""

    SIZES = "sizes"
    USES = "uses"
    USES_OF_COPIES = "uses where there are copies"
    """Uses, as soon as a unit holds a copy of an inlined item."""


class OriginStage(StrEnum):
    """The stage that a rule starts from where none is named."""

    PLACE = "PLACE"
    MERGE = "MERGE"


@dataclasses.dataclass(frozen=True)
class Rule(Generic[Chosen]):
    """A partitioning rule: a row of `PARTITIONERS`.

    Attributes
    ----------
    name
        As it is typed.
    title
        As it is shown.
    options
        The class of its options; `options()` are the defaults.
    function
        The rule itself. It gives back each unit's placements in the order of their items.
    needs
        What it cannot do without.
    standing
        How surely it is what its name says.
    pull_request
        Where it was proposed: `#113777` of rust-lang/rust, or "".
    origin
        The stage it starts from where none is named; a capture without it gives its first stage for PLACE, its last
        for MERGE.
    whole
        Whether it only unites whole units, so that no item moves by itself.
    unmerged
        Whether it must start from units that have not been merged.
    """

    name: str
    title: str
    options: type[Chosen]
    function: Callable[[Start, Chosen], Partition]
    needs: frozenset[Need]
    standing: Standing
    pull_request: str
    origin: OriginStage = OriginStage.PLACE
    whole: bool = False
    unmerged: bool = False

    @property
    def meaning(self) -> str:
        """The effect of the rule in a sentence: the first line of its function's docstring."""
        return (self.function.__doc__ or "").partition("\n")[0]

    def apply(self, start: Start, options: RuleOptions) -> Partition:
        """Check the start against the needs of the rule, run the rule, and return the new partition.

        Parameters
        ----------
        start
            Where it starts.
        options
            Of the class `self.options`.

        Returns
        -------
        The partition, its stage named after the start's and the rule: `PLACE+MASSAGE`.

        Raises
        ------
        PartitionError
            The start lacks what the rule needs, or the options ask for what cannot be.
        """
        if not isinstance(options, self.options):
            raise TypeError(f"{self.name} takes {self.options.__name__}, not {type(options).__name__}")
        self._check(start)
        words = [self.name.upper(), *(f"{word}={value}" for word, value in options.changes().items())]
        return self.function(start, options).replace(stage=f"{start.partition.stage}+{','.join(words)}")

    def _check(self, start: Start) -> None:
        partition = start.partition
        if not len(partition):
            raise PartitionError(
                f"{partition.stage} has no items in its units; there is nothing for {self.name} to do."
            )
        placed = np.unique(partition.item).size
        if Need.SIZES in self.needs and start.unsized > FEW * placed:
            raise PartitionError(
                f"{self.name} needs size estimates, and {start.unsized:,} items of {partition.stage} have none:"
                " open the debug log of the same build too, or let all items count the same (estimate items)."
            )
        copies = Need.USES_OF_COPIES in self.needs and bool(partition.inlined.any())
        if start.uses is None and (Need.USES in self.needs or copies):
            why = "to place the copies of inlined items" if Need.USES not in self.needs else "who uses whom"
            raise PartitionError(
                f"{self.name} needs to know the uses ({why}), which this capture does not tell: open the LLVM IR of"
                " the same build with it (rustc -C save-temps, or --emit=llvm-ir -C no-prepopulate-passes)."
            )
        if self.unmerged and is_merged(partition):
            way = f"take the stage {start.unmerged} (FILE:{start.unmerged} on the command line)."
            if not start.unmerged:
                way = (
                    "this capture holds none; record the crate with cguviz, which keeps them (cargo cguviz), or let a"
                    " rustc with debug logging tell them. massage, split and min-size do without."
                )
            raise PartitionError(
                f"{partition.stage} has been merged already, and {self.name} starts from unmerged units: {way}"
            )


Partitioner: TypeAlias = Rule[Any]
"""A rule with options of any class: the type of the rows of `PARTITIONERS`."""
