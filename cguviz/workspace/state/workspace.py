"""The state of the window: one frozen value, and the functions from one such value to the next.

What must be computed to show it is in `wanted`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

from cguviz.scene.look import theme as look
from cguviz.workspace.pictures.table import Shows, views
from cguviz.workspace.requests.opened import Open, Side
from cguviz.workspace.requests.options import Options
from cguviz.workspace.requests.scatter import Scatter
from cguviz.workspace.requests.timing import Timing
from cguviz.workspace.requests.views import BY_NAME, DEFAULT_AROUND, Around

if TYPE_CHECKING:
    # Loads numpy, which the window is up before.
    from cguviz.workspace.requests.carried import Making

THEMES = ("system", *(name for name in look.THEMES if name != look.PRINT.name))
"""Choices of the window: as the desktop, or one of the themes that are made for screens."""
GRAPH, COMPARE, MODULES, MATRIX = "graph", "compare", "modules", "matrix"
ESTIMATES, FOCUS = "estimates", "focus"
"""Names of views."""
COMPARING = tuple(kind.name for kind in views() if kind.shows is Shows.TWO)
"""Views that show two sides."""
SIDED = (*COMPARING, *(kind.name for kind in views() if kind.shows is Shows.EITHER))
"""Views that can show either side."""
HISTORY = 100
"""How many places back one can go."""


class Face(StrEnum):
    """The sides of a comparison that are seen."""

    BOTH = "both"
    BASE = "base"
    CHANGE = "change"


PAIR = Side(-1, "")
"""A change yet to be found: the last stage of the second file, if two were opened together."""


@dataclasses.dataclass(frozen=True)
class Selection:
    """The items and units that are selected.

    Attributes
    ----------
    items
        Items; all their copies are meant. In a comparison of two captures, numbers of the united table of items,
        which begins with those of the base.
    units
        Names of units selected as wholes.
    at
        Name of the unit whose copy of the last item was chosen, or "".
    trail
        The items that left and right go through: those the last step along a use could have led to.
    on_change
        Whether `units` and `at` are names of the change side of a comparison.
    uses
        Whether the uses of the last of the units by the first are meant: a cell of the matrix.
    """

    items: tuple[int, ...] = ()
    units: tuple[str, ...] = ()
    at: str = ""
    trail: tuple[int, ...] = ()
    on_change: bool = False
    uses: bool = False

    def __bool__(self) -> bool:
        return bool(self.items or self.units)


NOTHING = Selection()


@dataclasses.dataclass(frozen=True)
class Place:
    """Where one has been."""

    crate: int
    base: str
    selection: Selection
    focus: int
    around: Around = DEFAULT_AROUND
    change: Side | None = None
    view: str = GRAPH


PLACE = tuple(field.name for field in dataclasses.fields(Place))


@dataclasses.dataclass(frozen=True)
class Workspace:
    """The state of the window: open files, sides, selection, and choices of drawing.

    Attributes
    ----------
    opened
        The files, or None.
    crate
        Which of the captures they hold.
    base
        The stage shown; "" for the last there is.
    change
        The other side of a comparison; None while none is made.
    face
        What of a comparison is seen.
    moved_only
        Whether what did not move steps back in a comparison.
    list_change
        Whether outline and table list the change while both sides are seen.
    selection
        See `Selection`.
    focus
        The item whose neighbourhood is looked at, or -1.
    around
        How much of the neighbourhood is seen.
    folded
        Names of the units whose items are folded away.
    options
        How the graph is drawn.
    view
        A name of the table of views.
    theme
        A row of `THEMES`.
    search
        The text searched for; its hits are lit on the map.
    order
        How the units of the matrix stand.
    threads
        Whether the threads are seen over time.
    timing
        How they are arranged and aligned, and what is simulated.
    scatter
        Which estimates are looked at.
    back, forward
        Places, the nearest last.
    within
        The build that the crate shown was opened from; None where it was opened by itself.
    makings
        How stages were made in the lab the last time, to be made again when the files are opened.
    """

    opened: Open | None = None
    crate: int = 0
    base: str = ""
    change: Side | None = None
    face: Face = Face.BOTH
    moved_only: bool = False
    list_change: bool = False
    selection: Selection = NOTHING
    focus: int = -1
    around: Around = DEFAULT_AROUND
    folded: frozenset[str] = frozenset()
    options: Options = dataclasses.field(default_factory=Options)
    view: str = GRAPH
    theme: str = "system"
    search: str = ""
    order: str = BY_NAME
    threads: bool = False
    timing: Timing = dataclasses.field(default_factory=Timing)
    scatter: Scatter = dataclasses.field(default_factory=Scatter)
    back: tuple[Place, ...] = ()
    forward: tuple[Place, ...] = ()
    within: Open | None = None
    makings: tuple[Making, ...] = ()


def choose_base(workspace: Workspace, base: Side) -> Workspace:
    """Show another partition, as the base of a comparison if one is made.

    Selected items stay selected where they are of the same capture, units only as far as they exist there.
    """
    if base == Side(workspace.crate, workspace.base):
        return workspace
    remembered = dataclasses.replace(_remember(workspace), crate=base.crate, base=base.stage)
    if base.crate == workspace.crate:
        return remembered
    return dataclasses.replace(remembered, selection=NOTHING, focus=-1, folded=frozenset())


def choose_stage(workspace: Workspace, stage: str) -> Workspace:
    """Show another stage of the same capture."""
    return choose_base(workspace, Side(workspace.crate, stage))


def choose_change(workspace: Workspace, change: Side | None) -> Workspace:
    """Compare with another partition, which goes to the comparison; None ends it."""
    if change == workspace.change:
        return workspace
    view = GRAPH if change is None and workspace.view in COMPARING else workspace.view
    if change is not None and view not in SIDED:
        view = COMPARE
    made = dataclasses.replace(_remember(workspace), change=change, view=view)
    old = workspace.change
    same = old is None or change is None or old.crate == change.crate
    return made if same else dataclasses.replace(made, selection=NOTHING, focus=-1)


def swap(workspace: Workspace) -> Workspace:
    """Make the base the change and the change the base."""
    change = workspace.change
    if change is None or change == PAIR:
        return workspace
    made = dataclasses.replace(
        _remember(workspace), crate=change.crate, base=change.stage, change=Side(workspace.crate, workspace.base)
    )
    if change.crate != workspace.crate:
        # Items of two captures are numbered from the base's on.
        return dataclasses.replace(made, selection=NOTHING, focus=-1, folded=frozenset())
    old = workspace.selection
    return dataclasses.replace(made, selection=dataclasses.replace(old, on_change=bool(old) and not old.on_change))


def flip(workspace: Workspace) -> Workspace:
    """See only the other side of a comparison: first the change, then the base, then the change again."""
    return show_face(workspace, Face.BASE if workspace.face is Face.CHANGE else Face.CHANGE)


def show_face(workspace: Workspace, face: Face) -> Workspace:
    """See both sides of a comparison, or one."""
    return dataclasses.replace(workspace, face=face)


def show_moved_only(workspace: Workspace, moved_only: bool) -> Workspace:
    """Let unmoved items step back in a comparison, or not."""
    return dataclasses.replace(workspace, moved_only=moved_only)


def select(workspace: Workspace, selection: Selection) -> Workspace:
    """Select something else and remember where one was."""
    if selection == workspace.selection:
        return workspace
    old = workspace.selection
    moved = (selection.items, selection.units, selection.uses) != (old.items, old.units, old.uses)
    return dataclasses.replace(_remember(workspace) if moved else workspace, selection=selection)


def select_items(
    workspace: Workspace, items: Iterable[int], *, at: str = "", extend: bool = False, on_change: bool = False
) -> Workspace:
    """Select items.

    Parameters
    ----------
    items
        In the order of choice.
    at
        The unit of the copy that was chosen.
    extend
        Add them to what is selected; those that all are selected already are taken out instead.
    on_change
        Whether that unit is one of the change side; units of the other side do not stay selected.
    """
    chosen = tuple(dict.fromkeys(items))
    if not extend:
        return select(workspace, Selection(chosen, at=at, on_change=on_change))
    old = workspace.selection
    units = old.units if old.on_change == on_change else ()
    if set(chosen) <= set(old.items):
        rest = tuple(item for item in old.items if item not in chosen)
        return select(workspace, Selection(rest, units, on_change=on_change))
    return select(workspace, Selection(tuple(dict.fromkeys(old.items + chosen)), units, at, on_change=on_change))


def select_units(
    workspace: Workspace, units: Iterable[str], *, extend: bool = False, on_change: bool = False
) -> Workspace:
    """Select units as wholes; see `select_items`."""
    chosen = tuple(dict.fromkeys(units))
    if not extend:
        return select(workspace, Selection(units=chosen, on_change=on_change))
    old = workspace.selection
    units_before = old.units if old.on_change == on_change else ()
    if set(chosen) <= set(units_before):
        rest = tuple(unit for unit in units_before if unit not in chosen)
        return select(workspace, Selection(old.items, rest, old.at, on_change=on_change))
    together = tuple(dict.fromkeys(units_before + chosen))
    return select(workspace, Selection(old.items, together, old.at, on_change=on_change))


def focus_on(workspace: Workspace, item: int) -> Workspace:
    """Look at the neighbourhood of one item; in a comparison where it is, else in a view of its own."""
    at = workspace.selection.at if workspace.selection.items == (item,) else ""
    made = dataclasses.replace(_remember(workspace), selection=Selection((item,), at=at), focus=item)
    around = Around(workspace.around.hops, at)
    return made if made.view in COMPARING else dataclasses.replace(made, around=around, view=FOCUS)


def step_back(workspace: Workspace) -> Workspace:
    """Undo the last kind of choice: the selection, the focus, the search, one side of a comparison for both."""
    if workspace.selection:
        return select(workspace, NOTHING)
    if workspace.focus >= 0:
        return dataclasses.replace(workspace, focus=-1, view=GRAPH if workspace.view == FOCUS else workspace.view)
    if workspace.search:
        return search_for(workspace, "")
    return show_face(workspace, Face.BOTH)


def fold(workspace: Workspace, units: Iterable[str]) -> Workspace:
    """Fold units; if all of them are folded, unfold them."""
    wanted = frozenset(units)
    folded = workspace.folded - wanted if wanted <= workspace.folded else workspace.folded | wanted
    return dataclasses.replace(workspace, folded=folded)


def draw_with(workspace: Workspace, options: Options) -> Workspace:
    """Draw the graph differently."""
    return dataclasses.replace(workspace, options=options)


def choose_view(workspace: Workspace, view: str) -> Workspace:
    """Show another view."""
    focus = workspace.focus if view in (FOCUS, *COMPARING) else -1
    chosen = dataclasses.replace(workspace.selection, uses=workspace.selection.uses and view == MATRIX)
    made = dataclasses.replace(workspace, view=view, focus=focus, selection=chosen)
    if view in SIDED:
        return made
    # Outside a comparison only the base is seen.
    return dataclasses.replace(made, selection=NOTHING) if chosen.on_change else made


def show_threads(workspace: Workspace, threads: bool) -> Workspace:
    """See the threads over time, or not."""
    return dataclasses.replace(workspace, threads=threads)


def time_with(workspace: Workspace, timing: Timing) -> Workspace:
    """Arrange, align or simulate the threads differently."""
    return dataclasses.replace(workspace, timing=timing)


def scatter_with(workspace: Workspace, scatter: Scatter) -> Workspace:
    """Look at other estimates."""
    return dataclasses.replace(workspace, scatter=scatter)


def choose_theme(workspace: Workspace, theme: str) -> Workspace:
    """Use another theme; see `THEMES`."""
    return dataclasses.replace(workspace, theme=theme)


def search_for(workspace: Workspace, text: str) -> Workspace:
    """Light the items that match a text."""
    return dataclasses.replace(workspace, search=text)


def place_of(workspace: Workspace) -> Place:
    """Return where one is."""
    return Place(**{name: getattr(workspace, name) for name in PLACE})


def _remember(workspace: Workspace) -> Workspace:
    return dataclasses.replace(workspace, back=(*workspace.back, place_of(workspace))[-HISTORY:], forward=())
