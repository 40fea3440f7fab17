"""What can be asked of the worker process, and what it answers; what it tells of a request is in `reports`.

Requests are frozen and hashable: the same request always has the same answer, so an answer that nobody wants
any more is recognised by its request and dropped. Knows nothing of pipes or windows.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, TypeAlias

from cguviz.workspace.requests.estimates import DrawEstimates, Weigh, Weighed
from cguviz.workspace.requests.lab import LabRequest, Rate, Shift, Try
from cguviz.workspace.requests.record import Explore, Outcome, Project, Record
from cguviz.workspace.requests.views import Focus, Tabulate

if TYPE_CHECKING:
    # Only the types are named here: the window is up before numpy is loaded.
    from cguviz.model.build import Build
    from cguviz.model.capture import Capture
    from cguviz.scene.scene import Scene
    from cguviz.scene.svg.graph import LinkChoice
    from cguviz.scene.timeline.arrangement import Arrangement
    from cguviz.scene.timeline.chart import Chart
    from cguviz.workspace.lab.recipes import Making
    from cguviz.workspace.lab.scores import Score, Tried
    from cguviz.workspace.lists.search import Index
    from cguviz.workspace.lists.stage_index import Survey
    from cguviz.workspace.reload.earlier_picture import Pictured
    from cguviz.workspace.requests.timing import Timing
    from cguviz.workspace.results.comparison import Compared
    from cguviz.workspace.results.matrix import Tabulated
    from cguviz.workspace.results.neighbourhood import Focused


SIDES, MODULES, FLOW = "sides", "modules", "flow"
"""What a comparison is drawn as."""


SIZES = "sizes"
"""The layout in which areas are sizes; a name of `cguviz.layout.LAYOUTS`, which the window does not load."""


@dataclasses.dataclass(frozen=True)
class Options:
    """How a partition is drawn.

    Attributes
    ----------
    engine
        A name of `cguviz.layout.LAYOUTS`, or "auto".
    stacks
        Whether the monomorphisations of one generic item share a box; None leaves it to the number of placements.
    hide_inlined
        Whether copies of inlined items are folded away.
    aspect
        Width by height that the whole picture should have.
    keep
        Whether what was in the picture before the files were read again stays where it was.
    """

    engine: str = "auto"
    stacks: bool | None = None
    hide_inlined: bool = False
    aspect: float = 1.6
    keep: bool = True


@dataclasses.dataclass(frozen=True)
class Open:
    """Read files; all of one compilation are joined.

    Answered by a tuple of captures, one for each crate, or by a `Build` where the files are of a whole build.

    Attributes
    ----------
    files
        As the user named them.
    number
        Counts openings, so that reading the same files once more is another request.
    former
        Pictures that those of these files shall keep. Not part of the request's identity, as there is one answer to
        each number; only what is sent to the worker has them.
    again
        How stages were made that shall be made again. Neither is this.
    """

    files: tuple[str, ...]
    number: int = 0
    former: tuple[Pictured, ...] = dataclasses.field(default=(), compare=False, repr=False)
    again: tuple[Making, ...] = dataclasses.field(default=(), compare=False, repr=False)

    @property
    def bare(self) -> Open:
        """The same request with nothing to carry: what is told of it many times a second shall be small."""
        return Open(self.files, self.number)


@dataclasses.dataclass(frozen=True)
class Look:
    """Take one stage stock: outline, table, users. Answered by a `Survey`.

    Attributes
    ----------
    opened, crate, stage
        As in `Draw`.
    base
        The capture that it is compared with, where items are numbered as in the comparison; -1 for none.
    """

    opened: Open
    crate: int
    stage: str
    base: int = -1


@dataclasses.dataclass(frozen=True)
class Draw:
    """Lay out one stage and describe the picture. Answered by a `Scene`.

    Attributes
    ----------
    opened, crate, stage
        The capture by its place in the answer to `opened`; the stage by name, "" for the last.
    options
        See `Options`.
    folded
        Names of the units whose items are folded away.
    """

    opened: Open
    crate: int
    stage: str
    options: Options
    folded: frozenset[str]


@dataclasses.dataclass(frozen=True)
class Compare:
    """Compare two partitions and draw both on one layout. Answered by a `Compared`.

    Attributes
    ----------
    opened
        The files of both sides, opened together.
    base, base_stage, change, change_stage
        The captures by their place in the answer to `opened`; the stages by name, "" for the last.
    options
        See `Options`; the aspect is that of one pane.
    view
        `SIDES` for both graphs, `MODULES` for both on the map of modules, `FLOW` for a strip of sizes that flow.
    moved_only
        Whether what is the same on both sides steps back, for a file: on the screen it does so at once.
    """

    opened: Open
    base: int
    base_stage: str
    change: int
    change_stage: str
    options: Options
    view: str = SIDES
    moved_only: bool = False


@dataclasses.dataclass(frozen=True)
class DrawTimeline:
    """Describe the threads of one stage over time, or of two below one another. Answered by a `Chart`.

    Where nothing is known of times it has no tracks, and its caption says what to load.

    Attributes
    ----------
    opened, base, base_stage
        As in `Compare`.
    change, change_stage
        The other side; -1 for none.
    timing
        How rows are arranged and aligned, and what is simulated.
    """

    opened: Open
    base: int
    base_stage: str
    change: int
    change_stage: str
    timing: Timing


@dataclasses.dataclass(frozen=True)
class DrawBuild:
    """Describe the timeline of a whole build. Answered by a `Chart`.

    Attributes
    ----------
    opened
        What it was read from.
    arrangement
        How crates are arranged.
    build
        The answer to `opened`; not part of the request's identity.
    """

    opened: Open
    arrangement: Arrangement
    build: Build = dataclasses.field(compare=False, repr=False)


@dataclasses.dataclass(frozen=True)
class Learn:
    """Prepare the search. Answered by an `Index`.

    Attributes
    ----------
    opened, crate
        As in `Draw`.
    change
        The capture that it is compared with, where the items of both are searched; -1 for none.
    """

    opened: Open
    crate: int
    change: int = -1


@dataclasses.dataclass(frozen=True)
class Save:
    """Write all that was opened to one .cguviz file. Answered by the path."""

    opened: Open
    path: str


Picture = Draw | Compare | DrawTimeline | DrawBuild | Tabulate | DrawEstimates | Focus
"""Requests for what can be written as a picture."""


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
    """

    draw: Picture
    path: str
    theme: str
    links: LinkChoice | None = None


@dataclasses.dataclass(frozen=True)
class Adopt:
    """Give a fresh worker captures that were read by one that is gone. Not answered.

    Attributes
    ----------
    opened
        What they were read from.
    captures
        Not part of the request's identity.
    """

    opened: Open
    captures: tuple[Capture, ...] = dataclasses.field(compare=False, repr=False)

    @property
    def bare(self) -> Adopt:
        """The same request without captures."""
        return Adopt(self.opened.bare, ())


RecordRequest = Explore | Record
"""What is asked of the process that records; see `cguviz.workspace.record.recorder`."""
Request = Open | Look | Picture | Weigh | Learn | Save | Export | Adopt | LabRequest | RecordRequest
Answer: TypeAlias = (
    "tuple[Capture, ...] | Build | Survey | Scene | Compared | Chart | Tabulated | Focused | Weighed | Index"
    " | Tried | Score | Project | Outcome | str"
)

TITLES: dict[type[Request], str] = {
    Open: "Opening",
    Look: "Reading the outline",
    Draw: "Laying out",
    Compare: "Comparing",
    DrawTimeline: "Drawing threads over time",
    DrawBuild: "Drawing crates over time",
    Tabulate: "Counting uses",
    Focus: "Gathering callers and callees",
    Weigh: "Comparing estimates with times",
    DrawEstimates: "Drawing estimates",
    Learn: "Preparing the search",
    Save: "Saving",
    Export: "Exporting",
    Try: "Trying a rule",
    Rate: "Rating a stage",
    Shift: "Moving",
    Explore: "Asking cargo",
    Record: "Recording",
}
"""What the status bar says while a request is being worked on."""


def supersedes(newer: Request, older: Request) -> bool:
    """Say whether `older` need not be answered any more once `newer` was asked.

    Files are written whatever comes later, and rules tried; of everything else only the last is wanted.
    """
    if isinstance(older, Save | Export | Adopt | Record):
        return False
    if isinstance(older, LabRequest):
        return isinstance(newer, Open)
    return isinstance(newer, Open) or (type(newer) is type(older) and newer != older)
