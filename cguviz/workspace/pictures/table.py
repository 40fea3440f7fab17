"""The kinds of pictures there are, one row each: menus, keys, choosers, dialogs and `export --view` loop over them.

Functions and widgets are named as "module:name" and found when first used, so that the window is up before anything
that draws is loaded; a test finds them all.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from enum import Enum

from cguviz.errors import CguvizError
from cguviz.workspace.requests.estimates import DrawEstimates
from cguviz.workspace.requests.opened import Picture
from cguviz.workspace.requests.requests import DOING, Compare, Draw, DrawBuild, DrawTimeline, Request
from cguviz.workspace.requests.views import Focus, Tabulate

ASK, DRAW = "cguviz.workspace.state.resolve", "cguviz.workspace.pictures"


class Shows(Enum):
    """The number of sides that a picture shows."""

    ONE = "one partition"
    EITHER = "one partition, or two"
    TWO = "two partitions"
    ALL = "all that is open"
    BUILD = "a whole build"


@dataclasses.dataclass(frozen=True)
class Facts:
    """Facts about the open files that decide whether there are pictures of each kind.

    Attributes
    ----------
    build
        Whether it is a whole build: then there are no captures, and nothing else is true.
    base, change
        Whether either side has a partition.
    measured
        Whether times were measured.
    focus
        Whether the neighbourhood of an item is looked at.
    """

    build: bool = False
    base: bool = False
    change: bool = False
    measured: bool = False
    focus: bool = False


@dataclasses.dataclass(frozen=True)
class View:
    """A picture in the middle of the window.

    Attributes
    ----------
    key
        Shows it; the order of the keys is that of menus and choosers.
    text
        For menus and choosers.
    help
        One sentence.
    pane
        "module:class" of the widget, made of the store.
    ask
        "module:function" from a workspace and what is open to the request that it shows; "" for that of the picture.
    needs_partition
        Whether there is nothing to show of a capture that has none.
    """

    key: str
    text: str
    help: str
    pane: str
    ask: str = ""
    needs_partition: bool = True


@dataclasses.dataclass(frozen=True)
class PictureKind:
    """A kind of picture: a row of `PICTURES`.

    Attributes
    ----------
    name
        For `Workspace.view` and `export --view`.
    title
        For the export dialog.
    doing
        For the status bar while it is worked on.
    subject
        The beginning of "… written as a picture": "a comparison is".
    shows
        How many sides.
    request
        The class of its requests.
    ask
        "module:function" from a workspace and what is open (for a build, the `Build`, too) to a request; None where
        there is nothing to draw.
    draw
        "module:function" from a request, `Loaded` and `Progress` to the answer.
    write
        "module:function" from the answer, an `Export` and a theme to the SVG, and what is painted as PNG and PDF.
    there
        Whether there is something to draw.
    view
        The view in the middle of the window; None where it is not shown there.
    """

    name: str
    title: str
    doing: str
    subject: str
    shows: Shows
    request: type[Picture]
    ask: str
    draw: str
    write: str
    there: Callable[[Facts], bool]
    view: View | None = None


PICTURES: tuple[PictureKind, ...] = (
    PictureKind(
        name="graph",
        title="Graph",
        doing="Laying out",
        subject="a graph is",
        shows=Shows.ONE,
        request=Draw,
        ask=f"{ASK}:draw_of",
        draw=f"{DRAW}.graph:draw",
        write=f"{DRAW}.graph:write",
        there=lambda facts: facts.base,
        view=View("1", "Graph", "Show units, modules and items as nested boxes.", "cguviz.ui.views.graph:GraphPane"),
    ),
    PictureKind(
        name="compare",
        title="Comparison",
        doing="Comparing",
        subject="a comparison is",
        shows=Shows.TWO,
        request=Compare,
        ask=f"{ASK}:sides_of",
        draw=f"{DRAW}.comparison:draw",
        write=f"{DRAW}.comparison:write",
        there=lambda facts: facts.base and facts.change,
        view=View(
            "2",
            "Compare",
            "Show base and change side by side; without a change, the stage that is shown against another one.",
            "cguviz.ui.views.compare:ComparePane",
        ),
    ),
    PictureKind(
        name="flow",
        title="Flow of sizes",
        doing="Comparing",
        subject="a comparison is",
        shows=Shows.TWO,
        request=Compare,
        ask=f"{ASK}:flow_of",
        draw=f"{DRAW}.comparison:draw",
        write=f"{DRAW}.comparison:write",
        there=lambda facts: facts.base and facts.change,
    ),
    PictureKind(
        name="modules",
        title="Map of modules",
        doing="Comparing",
        subject="a comparison is",
        shows=Shows.TWO,
        request=Compare,
        ask=f"{ASK}:modules_of",
        draw=f"{DRAW}.comparison:draw",
        write=f"{DRAW}.comparison:write",
        there=lambda facts: facts.base and facts.change,
        view=View(
            "3",
            "Module map",
            "Show base and change on the map of modules: position says module, colour says unit.",
            "cguviz.ui.views.compare:ModulesPane",
        ),
    ),
    PictureKind(
        name="matrix",
        title="Matrix of uses",
        doing="Counting uses",
        subject="a matrix is",
        shows=Shows.EITHER,
        request=Tabulate,
        ask=f"{ASK}:tabulate_of",
        draw=f"{DRAW}.matrix:draw",
        write=f"{DRAW}.matrix:write",
        there=lambda facts: facts.base,
        view=View("4", "Matrix", "Show the uses between units as counts.", "cguviz.ui.views.matrix:MatrixPane"),
    ),
    PictureKind(
        name="focus",
        title="Neighbourhood",
        doing="Gathering callers and callees",
        subject="a neighbourhood is",
        shows=Shows.ONE,
        request=Focus,
        ask=f"{ASK}:focus_of",
        draw=f"{DRAW}.neighbourhood:draw",
        write=f"{DRAW}.neighbourhood:write",
        there=lambda facts: facts.focus,
        view=View(
            "6",
            "Focus",
            "Show the selected item with its callers above and its callees below, grouped by unit.",
            "cguviz.ui.views.focus:FocusPane",
        ),
    ),
    PictureKind(
        name="estimates",
        title="Estimates",
        doing="Drawing estimates",
        subject="estimates are",
        shows=Shows.ALL,
        request=DrawEstimates,
        ask=f"{ASK}:estimates_of",
        draw=f"{DRAW}.estimates:draw",
        write=f"{DRAW}.estimates:write",
        there=lambda facts: facts.measured,
        view=View(
            "5",
            "Estimates",
            "Show size estimates against measured times, the units that are off, and how other estimators would do.",
            "cguviz.ui.views.estimates:EstimatesPane",
            ask=f"{ASK}:judge_of",
            needs_partition=False,
        ),
    ),
    PictureKind(
        name="timeline",
        title="Threads over time",
        doing="Drawing threads over time",
        subject="a timeline is",
        shows=Shows.EITHER,
        request=DrawTimeline,
        ask=f"{ASK}:timeline_of",
        draw=f"{DRAW}.timeline:draw",
        write=f"{DRAW}.timeline:write",
        there=lambda facts: not facts.build,
    ),
    PictureKind(
        name="build",
        title="Crates over time",
        doing="Drawing crates over time",
        subject="a timeline is",
        shows=Shows.BUILD,
        request=DrawBuild,
        ask=f"{ASK}:crates_of",
        draw=f"{DRAW}.timeline:draw_build",
        write=f"{DRAW}.timeline:write",
        there=lambda facts: facts.build,
    ),
)


def views() -> tuple[PictureKind, ...]:
    """Return the pictures that can be in the middle of the window, in the order of their keys."""
    shown = [kind for kind in PICTURES if kind.view is not None]
    return tuple(sorted(shown, key=lambda kind: "" if kind.view is None else kind.view.key))


def kind_named(name: str) -> PictureKind:
    """Return the kind of picture of a name.

    Raises
    ------
    CguvizError
        There is none.
    """
    for kind in PICTURES:
        if kind.name == name:
            return kind
    raise CguvizError(f"there is no picture {name!r}; there are {', '.join(kind.name for kind in PICTURES)}.")


def kind_of(request: Picture) -> PictureKind:
    """Return the first kind of picture that is asked for by such a request: rows of one class are drawn alike.

    Raises
    ------
    CguvizError
        There is none.
    """
    for kind in PICTURES:
        if type(request) is kind.request:
            return kind
    raise CguvizError(f"no row of the table of pictures says how a {type(request).__name__} is drawn.")


def doing(request: Request) -> str:
    """Return the words of the status bar while a request is worked on: "Laying out"."""
    return kind_of(request).doing if isinstance(request, Picture) else DOING[type(request)]
