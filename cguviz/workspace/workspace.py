"""What is open and chosen: one frozen value, and the functions from one such value to the next."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from cguviz.workspace.requests import Draw, Learn, Look, Open, Options, Request

THEMES = ("system", "light", "dark")
HISTORY = 100
"""How many places back one can go."""


@dataclasses.dataclass(frozen=True)
class Selection:
    """What is selected.

    Attributes
    ----------
    items
        Items; all their copies are meant.
    units
        Names of units selected as wholes.
    at
        Name of the unit whose copy of the last item was chosen, or "".
    trail
        The items that left and right go through: those the last step along a use could have led to.
    """

    items: tuple[int, ...] = ()
    units: tuple[str, ...] = ()
    at: str = ""
    trail: tuple[int, ...] = ()

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


@dataclasses.dataclass(frozen=True)
class Workspace:
    """What is open and chosen.

    Attributes
    ----------
    opened
        The files, or None.
    crate
        Which of the captures they hold.
    base
        The stage shown; "" for the last there is.
    change
        The other stage of a comparison; "" while none is made.
    selection
        See `Selection`.
    focus
        The item whose neighbourhood is looked at, or -1.
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
    back, forward
        Places, the nearest last.
    """

    opened: Open | None = None
    crate: int = 0
    base: str = ""
    change: str = ""
    selection: Selection = NOTHING
    focus: int = -1
    folded: frozenset[str] = frozenset()
    options: Options = dataclasses.field(default_factory=Options)
    view: str = "graph"
    theme: str = "system"
    search: str = ""
    back: tuple[Place, ...] = ()
    forward: tuple[Place, ...] = ()


def resolve(workspace: Workspace) -> tuple[Request, ...]:
    """Return what must be computed to show a workspace, the most urgent first."""
    opened = workspace.opened
    if opened is None:
        return ()
    return (
        opened,
        Look(opened, workspace.crate, workspace.base),
        draw_of(workspace, opened),
        Learn(opened, workspace.crate),
    )


def draw_of(workspace: Workspace, opened: Open) -> Draw:
    """Return the request for the picture of a workspace."""
    return Draw(opened, workspace.crate, workspace.base, workspace.options, workspace.folded)


def open_files(workspace: Workspace, files: Iterable[str]) -> Workspace:
    """Open other files (or the same ones anew); what was chosen in the old ones is forgotten."""
    number = 0 if workspace.opened is None else workspace.opened.number + 1
    return dataclasses.replace(
        Workspace(options=workspace.options, view=workspace.view, theme=workspace.theme),
        opened=Open(tuple(files), number),
    )


def close_files(workspace: Workspace) -> Workspace:
    """Open nothing."""
    return Workspace(options=workspace.options, view=workspace.view, theme=workspace.theme)


def reload_files(workspace: Workspace) -> Workspace:
    """Read the same files anew; stage, selection and the like stay as far as they still exist."""
    if workspace.opened is None:
        return workspace
    return dataclasses.replace(workspace, opened=Open(workspace.opened.files, workspace.opened.number + 1))


def choose_crate(workspace: Workspace, crate: int) -> Workspace:
    """Show another crate of the same files."""
    if crate == workspace.crate:
        return workspace
    return dataclasses.replace(
        _remember(workspace), crate=crate, base="", selection=NOTHING, focus=-1, folded=frozenset()
    )


def choose_stage(workspace: Workspace, stage: str) -> Workspace:
    """Show another stage; selected items stay selected, units only as far as they exist there."""
    if stage == workspace.base:
        return workspace
    return dataclasses.replace(_remember(workspace), base=stage)


def select(workspace: Workspace, selection: Selection) -> Workspace:
    """Select something else and remember where one was."""
    if selection == workspace.selection:
        return workspace
    moved = (selection.items, selection.units) != (workspace.selection.items, workspace.selection.units)
    return dataclasses.replace(_remember(workspace) if moved else workspace, selection=selection)


def select_items(workspace: Workspace, items: Iterable[int], *, at: str = "", extend: bool = False) -> Workspace:
    """Select items.

    Parameters
    ----------
    items
        In the order of choice.
    at
        The unit of the copy that was chosen.
    extend
        Add them to what is selected; those that all are selected already are taken out instead.
    """
    chosen = tuple(dict.fromkeys(items))
    if not extend:
        return select(workspace, Selection(chosen, at=at))
    old = workspace.selection
    if set(chosen) <= set(old.items):
        return select(workspace, Selection(tuple(item for item in old.items if item not in chosen), old.units))
    return select(workspace, Selection(tuple(dict.fromkeys(old.items + chosen)), old.units, at))


def select_units(workspace: Workspace, units: Iterable[str], *, extend: bool = False) -> Workspace:
    """Select units as wholes; see `select_items`."""
    chosen = tuple(dict.fromkeys(units))
    if not extend:
        return select(workspace, Selection(units=chosen))
    old = workspace.selection
    if set(chosen) <= set(old.units):
        return select(workspace, Selection(old.items, tuple(unit for unit in old.units if unit not in chosen), old.at))
    return select(workspace, Selection(old.items, tuple(dict.fromkeys(old.units + chosen)), old.at))


def focus_on(workspace: Workspace, item: int) -> Workspace:
    """Look at the neighbourhood of one item."""
    at = workspace.selection.at if workspace.selection.items == (item,) else ""
    return dataclasses.replace(_remember(workspace), selection=Selection((item,), at=at), focus=item)


def step_back(workspace: Workspace) -> Workspace:
    """Undo the last kind of choice: first the selection, then the focus, then the search."""
    if workspace.selection:
        return select(workspace, NOTHING)
    if workspace.focus >= 0:
        return dataclasses.replace(workspace, focus=-1)
    return search_for(workspace, "")


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
    return dataclasses.replace(workspace, view=view)


def choose_theme(workspace: Workspace, theme: str) -> Workspace:
    """Use another theme; see `THEMES`."""
    return dataclasses.replace(workspace, theme=theme)


def search_for(workspace: Workspace, text: str) -> Workspace:
    """Light the items that match a text."""
    return dataclasses.replace(workspace, search=text)


def go_back(workspace: Workspace) -> Workspace:
    """Return to where one was before the last choice."""
    if not workspace.back:
        return workspace
    place = workspace.back[-1]
    return dataclasses.replace(
        _at(workspace, place), back=workspace.back[:-1], forward=(*workspace.forward, _place(workspace))
    )


def go_forward(workspace: Workspace) -> Workspace:
    """Undo `go_back`."""
    if not workspace.forward:
        return workspace
    place = workspace.forward[-1]
    return dataclasses.replace(
        _at(workspace, place), back=(*workspace.back, _place(workspace)), forward=workspace.forward[:-1]
    )


def _place(workspace: Workspace) -> Place:
    return Place(workspace.crate, workspace.base, workspace.selection, workspace.focus)


def _at(workspace: Workspace, place: Place) -> Workspace:
    return dataclasses.replace(
        workspace, crate=place.crate, base=place.base, selection=place.selection, focus=place.focus
    )


def _remember(workspace: Workspace) -> Workspace:
    return dataclasses.replace(workspace, back=(*workspace.back, _place(workspace))[-HISTORY:], forward=())
