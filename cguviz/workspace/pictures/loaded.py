"""The captures that a worker holds: of the files that were opened last."""

from __future__ import annotations

import dataclasses

from cguviz.errors import CguvizError
from cguviz.model.capture import Capture
from cguviz.model.paths.table import Paths, split
from cguviz.workspace.lists.capture_names import names_of
from cguviz.workspace.requests.carried import NOTHING, Carried
from cguviz.workspace.requests.opened import Open


@dataclasses.dataclass(frozen=True, eq=False)
class OpenCaptures:
    """Captures, and the files that they were read from.

    Attributes
    ----------
    opened
        The files.
    captures
        One for each crate.
    carried
        Pictures of what was open before, and recipes of stages.
    """

    opened: Open
    captures: tuple[Capture, ...]
    carried: Carried = NOTHING

    def capture(self, crate: int) -> tuple[Capture, Paths]:
        """Return a capture with its paths.

        Raises
        ------
        CguvizError
            There is none.
        """
        if not 0 <= crate < len(self.captures):
            raise _not_open(self.opened)
        capture = self.captures[crate]
        return capture, capture.paths or split(capture.items, capture.crate)

    @property
    def names(self) -> tuple[str, ...]:
        """Short names of the captures."""
        return names_of(self.captures, self.opened.files)


Loaded = dict[Open, OpenCaptures]
"""Everything that a worker holds; only ever one entry, the files opened last."""


def captures_of(loaded: Loaded, opened: Open) -> OpenCaptures:
    """Return the captures of files.

    Raises
    ------
    CguvizError
        Opening them failed, or was not asked for.
    """
    if opened not in loaded:
        raise _not_open(opened)
    return loaded[opened]


def _not_open(opened: Open) -> CguvizError:
    return CguvizError(f"{', '.join(opened.files)} is not open: open it again.")
