"""Requests to the worker process, as frozen data; reports on them are in `cguviz.workspace.results.reports`.

Requests are frozen and hashable: the same request always has the same answer, so an answer that nobody wants
any more is recognised by its request and dropped. Knows nothing of pipes or windows.

```
resolve ─▶ Request ─▶ answer                what is asked, and what answers are kept under
           Load, RestoreCaptures            tell the worker what is open: a `Load` is answered as its `Open`
```
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from cguviz.workspace.requests.estimates import JudgeEstimates
from cguviz.workspace.requests.lab import LabRequest, MoveByHand, Rate, Try
from cguviz.workspace.requests.opened import Open, PartitionRequest, Picture, Side
from cguviz.workspace.requests.options import SIDES, Options
from cguviz.workspace.requests.record import Explore, Record

if TYPE_CHECKING:
    # Only the types are named here: the window is up before numpy is loaded.
    from cguviz.model.build import Build
    from cguviz.model.capture import Capture
    from cguviz.scene.svg.graph import LinkChoice
    from cguviz.scene.timeline.arrangement import Arrangement
    from cguviz.workspace.requests.carried import Carried
    from cguviz.workspace.requests.timing import Timing


@dataclasses.dataclass(frozen=True)
class Load:
    """Have the worker read files; the answer is that to the request `opened`.

    Attributes
    ----------
    opened
        The files.
    carried
        Pictures that new ones keep the places of, and stages that are made again; None for nothing.
    """

    opened: Open
    carried: Carried | None = None


@dataclasses.dataclass(frozen=True)
class RestoreCaptures:
    """Give a fresh worker captures that were read by one that is gone. Not answered.

    Attributes
    ----------
    opened
        The files that they were read from.
    captures
        One for each crate.
    carried
        As in `Load`.
    """

    opened: Open
    captures: tuple[Capture, ...]
    carried: Carried | None = None


@dataclasses.dataclass(frozen=True)
class SurveyStage(PartitionRequest):
    """Take one stage stock: outline, table, users. Answered by a `Survey`.

    Attributes
    ----------
    united
        The capture that it is compared with, where items are numbered as in the comparison; -1 for none.
    """

    united: int = -1


@dataclasses.dataclass(frozen=True)
class Draw(PartitionRequest, Picture):
    """Lay out one stage and describe the picture. Answered by a `Scene`.

    Attributes
    ----------
    options
        See `Options`.
    folded
        Names of the units whose items are folded away.
    """

    options: Options
    folded: frozenset[str]


@dataclasses.dataclass(frozen=True)
class Compare(PartitionRequest, Picture):
    """Compare two partitions and draw both on one layout. Answered by a `Compared`.

    Attributes
    ----------
    options
        See `Options`; the aspect is that of one pane.
    view
        `SIDES` for both graphs, `MODULES` for both on the map of modules, `FLOW` for a strip of sizes that flow.
    """

    change: Side = dataclasses.field(kw_only=True)
    options: Options
    view: str = SIDES


@dataclasses.dataclass(frozen=True)
class DrawTimeline(PartitionRequest, Picture):
    """Describe the threads of one stage over time, or of two below one another. Answered by a `Chart`.

    Where nothing is known of times it has no tracks, and its caption says what to load.

    Attributes
    ----------
    timing
        How rows are arranged and aligned, and what is simulated.
    """

    timing: Timing


@dataclasses.dataclass(frozen=True)
class DrawBuild(Picture):
    """Describe the timeline of a whole build. Answered by a `Chart`.

    Attributes
    ----------
    arrangement
        How crates are arranged.
    build
        The answer to `opened`; not part of the request's identity.
    """

    arrangement: Arrangement
    build: Build = dataclasses.field(compare=False, repr=False)


@dataclasses.dataclass(frozen=True)
class IndexSearch:
    """Prepare the search over all items of captures. Answered by an `Index`.

    Attributes
    ----------
    opened
        The files that hold them.
    crates
        The places of one capture, or of two that are compared, base first.
    """

    opened: Open
    crates: tuple[int, ...]


@dataclasses.dataclass(frozen=True)
class Save:
    """Write all that was opened to one .cguviz file. Answered by the path."""

    opened: Open
    path: str


@dataclasses.dataclass(frozen=True)
class Export:
    """Write the picture that `draw` describes. Answered by the path.

    Attributes
    ----------
    draw
        What to draw.
    path
        Its ending says the format: .svg, .png or .pdf; a graph can be written bare too, as .dot and the like, and
        everything that is open as .cguviz.
    theme
        A name of `cguviz.scene.look.theme.THEMES`.
    links
        Which uses an SVG shows; None leaves it to their number.
    moved_only
        Whether what both sides of a comparison have alike steps back.
    """

    draw: Picture
    path: str
    theme: str
    links: LinkChoice | None = None
    moved_only: bool = False

    @property
    def opened(self) -> Open:
        """The files that the picture is of."""
        return self.draw.opened


Request = (
    Open
    | SurveyStage
    | Picture
    | JudgeEstimates
    | IndexSearch
    | Save
    | Export
    | Try
    | Rate
    | MoveByHand
    | Explore
    | Record
)
"""Everything that is asked and answered."""
Message = Request | Load | RestoreCaptures
"""What goes over the pipe to a worker."""

DOING: dict[type[Request], str] = {
    Open: "Opening",
    SurveyStage: "Reading the outline",
    JudgeEstimates: "Comparing estimates with times",
    IndexSearch: "Preparing the search",
    Save: "Saving",
    Export: "Exporting",
    Try: "Trying a rule",
    Rate: "Rating a stage",
    MoveByHand: "Moving",
    Explore: "Asking cargo",
    Record: "Recording",
}
"""The words of the status bar while a request is worked on; those for pictures are in their table."""


def request_of(message: Request | Load) -> Request:
    """Return the request that reports on a message name: not what it carries along."""
    return message.opened if isinstance(message, Load) else message


def supersedes(newer: Request, older: Request) -> bool:
    """Say whether `older` need not be answered any more once `newer` was asked.

    Files are written whatever comes later, and rules tried; of everything else only the last is wanted.
    """
    if isinstance(older, Save | Export | Record):
        return False
    if isinstance(older, LabRequest):
        return isinstance(newer, Open)
    return isinstance(newer, Open) or (type(newer) is type(older) and newer != older)
