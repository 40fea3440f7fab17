"""Files that are open, and one partition in them: nearly every request names both."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Open:
    """Files that are read together; all of one compilation are joined.

    As a request it is answered by a tuple of captures, one for each crate, or by a `Build` where the files are of a
    whole build; the worker is told to read them by a `Load`.

    Attributes
    ----------
    files
        As the user named them.
    number
        Counts openings, so that reading the same files once more is another request.
    """

    files: tuple[str, ...]
    number: int = 0

    @property
    def opened(self) -> Open:
        """The files, as every request names them."""
        return self


@dataclasses.dataclass(frozen=True)
class Side:
    """One partition of an open capture.

    Attributes
    ----------
    crate
        The place of its capture in the answer to `Open`.
    stage
        Its name; "" for the last there is.
    """

    crate: int
    stage: str = ""


@dataclasses.dataclass(frozen=True)
class PartitionRequest:
    """A request about one partition, or about two.

    Attributes
    ----------
    opened
        The files that hold them.
    base
        The partition, or the base of a comparison.
    change
        The other side of a comparison; None for none.
    """

    opened: Open
    base: Side
    change: Side | None = dataclasses.field(default=None, kw_only=True)


@dataclasses.dataclass(frozen=True)
class Picture:
    """A request for a picture, to be shown in the window or written; see `cguviz.workspace.pictures.table`."""

    opened: Open
