"""All that is known of one compilation of one crate."""

from __future__ import annotations

import dataclasses

from cguviz.errors import CguvizError
from cguviz.model.columns import Columns, Longs
from cguviz.model.items import Items
from cguviz.model.partition import Partition
from cguviz.model.paths.table import Paths
from cguviz.model.times.measurements import Measurements
from cguviz.model.times.timeline import Timeline
from cguviz.model.unit_words import NO_WORDS, UnitWords
from cguviz.model.uses import Uses


@dataclasses.dataclass(frozen=True)
class Remark:
    """An oddity of a file that did not prevent reading it.

    Attributes
    ----------
    text
        One sentence for people.
    line
        The line it concerns, counted from 1; 0 for the file as a whole.
    path
        The file, as the user named it; "" where there is none.
    """

    text: str
    line: int = 0
    path: str = ""


@dataclasses.dataclass(frozen=True)
class Recorded:
    """The folder and command by which a capture was recorded, to record it again.

    Attributes
    ----------
    folder
        Where cargo was called. It says where on somebody's machine a crate lies: it goes into `.cguviz` files and into
        nothing else.
    command
        The words, quoted as for a shell: "cargo rustc -p toy --lib --release".
    """

    folder: str
    command: str


@dataclasses.dataclass(frozen=True, eq=False)
class Agreement(Columns):
    """Facts by which a recording can be held against rustc's own word.

    Attributes
    ----------
    agreed, placements
        Of the last stage: how many placements are, linkage included, as rustc lists them, and how many there are here
        or there.
    estimates
        (u,) int64: rustc's own size estimate of each unit of PLACE, -1 where it told none; of no unit where there is
        no such stage, or where a dump tells all sizes.
    unsure
        Items whose size is a likely one: neither definitions nor units decide it.
    """

    agreed: int
    placements: int
    estimates: Longs
    unsure: int = 0


@dataclasses.dataclass(frozen=True, eq=False)
class Capture(Columns):
    """One crate, one compilation.

    Attributes
    ----------
    crate
        Its name.
    compiler
        As the source states it ("rustc 1.85.0"), or "".
    items
        Mono items.
    partitions
        Stages in the order of the source.
    uses
        None where no source told who uses whom: views that need them say what to load.
    timeline
        None where no profile was loaded.
    paths
        Item names taken apart; None until somebody needed them (`cguviz.model.paths.table.split`).
    remarks
        What was odd in the files.
    sources
        The files it came from, as the user named them.
    recorded
        None unless cguviz recorded it.
    measurements
        Sizes and times of the units of many crates, which a published table tells instead of all the rest; else None.
    agreement
        None unless cguviz recorded it.
    words
        The words behind hashed names of units, as far as they are known.
    """

    crate: str
    compiler: str
    items: Items
    partitions: tuple[Partition, ...]
    uses: Uses | None = None
    timeline: Timeline | None = None
    paths: Paths | None = None
    remarks: tuple[Remark, ...] = ()
    sources: tuple[str, ...] = ()
    recorded: Recorded | None = None
    measurements: Measurements | None = None
    agreement: Agreement | None = None
    words: UnitWords = NO_WORDS

    @property
    def stages(self) -> tuple[str, ...]:
        """The names of the stages."""
        return tuple(partition.stage for partition in self.partitions)

    def partition(self, stage: str = "") -> Partition:
        """Return a stage by its name (any case), by default the last.

        Raises
        ------
        CguvizError
            There is no such stage; the message names those there are.
        """
        if not self.partitions:
            raise CguvizError(f"{self.crate or 'this capture'} holds no partition: load a dump or LLVM IR per unit.")
        if not stage:
            return self.partitions[-1]
        for partition in self.partitions:
            if partition.stage.casefold() == stage.casefold():
                return partition
        raise CguvizError(f"there is no stage {stage!r} in {self.crate}; there are {', '.join(self.stages)}.")
