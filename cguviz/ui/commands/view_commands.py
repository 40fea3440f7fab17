"""Functions of the commands for the picture: views, sides, drawing, themes, docks; others are in `file_commands`."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np

from cguviz.ui.commands.window_parts import Parts
from cguviz.workspace.requests.options import SIZES, Options
from cguviz.workspace.state import workspace as ws
from cguviz.workspace.state.pairing import with_some_change


def focus(parts: Parts) -> None:
    """Look at the callers and callees of the selected item only."""
    items = parts.store.workspace.selection.items
    if items:
        parts.store.apply(ws.focus_on(parts.store.workspace, items[-1]))
    else:
        parts.messages.note("Select an item: its callers and callees are what is looked at.")


def show_view(parts: Parts, view: str) -> None:
    """Show a view: a comparison finds something to compare if nothing was chosen yet, a focus takes the selection."""
    workspace = parts.store.workspace
    if view in ws.COMPARING and workspace.change is None:
        workspace = with_some_change(workspace, parts.store.captures)
    if view != ws.FOCUS:
        parts.store.apply(ws.choose_view(workspace, view))
        return
    if workspace.view in ws.COMPARING:
        # There, a focus would stay in the comparison.
        parts.store.apply(ws.choose_view(workspace, ws.GRAPH))
    focus(parts)


def flip(parts: Parts) -> None:
    """See the other side in the same place: what moved is what changes."""
    workspace = parts.store.workspace
    parts.store.apply(ws.flip(workspace if workspace.view in ws.SIDED else ws.choose_view(workspace, ws.COMPARE)))


def show_both(parts: Parts) -> None:
    """See base and change beside each other."""
    parts.store.apply(ws.show_face(parts.store.workspace, ws.Face.BOTH))


def swap(parts: Parts) -> None:
    """Make the base the change and the change the base."""
    parts.store.apply(ws.swap(parts.store.workspace))


def toggle_moved_only(parts: Parts) -> None:
    """Let everything that is the same on both sides step back, or not."""
    workspace = parts.store.workspace
    parts.store.apply(ws.show_moved_only(workspace, not workspace.moved_only))


def has_moved_only(parts: Parts) -> bool:
    """Say whether only moved items stand out."""
    return parts.store.workspace.moved_only


def end_comparison(parts: Parts) -> None:
    """Compare with nothing any more."""
    parts.store.apply(ws.choose_change(parts.store.workspace, None))


def toggle_stacks(parts: Parts) -> None:
    """Put the monomorphisations of one generic item into one box, or give each its own."""
    workspace = parts.store.workspace
    options = dataclasses.replace(workspace.options, stacks=not has_stacks(parts))
    parts.store.apply(ws.draw_with(workspace, options))


def has_stacks(parts: Parts) -> bool:
    """Say whether the picture shows stacks, or would if there were any."""
    chosen, drawn = parts.store.workspace.options.stacks, parts.store.drawn
    if chosen is not None:
        return chosen
    return drawn is not None and bool((np.diff(drawn.scene.box_slots_starts) > 1).any())


def toggle_sizes(parts: Parts) -> None:
    """Draw everything as large as it is: a map of sizes; once more, the graph."""
    workspace = parts.store.workspace
    engine = Options().engine if has_sizes(parts) else SIZES
    parts.store.apply(ws.draw_with(workspace, dataclasses.replace(workspace.options, engine=engine)))


def has_sizes(parts: Parts) -> bool:
    """Say whether areas are sizes."""
    return parts.store.workspace.options.engine == SIZES


def toggle_inlined(parts: Parts) -> None:
    """Fold the copies of inlined items away, or show them."""
    workspace = parts.store.workspace
    options = dataclasses.replace(workspace.options, hide_inlined=not workspace.options.hide_inlined)
    parts.store.apply(ws.draw_with(workspace, options))


def hides_inlined(parts: Parts) -> bool:
    """Say whether copies of inlined items are folded away."""
    return parts.store.workspace.options.hide_inlined


def follow_system(parts: Parts) -> None:
    """Be light or dark as the desktop is."""
    parts.store.apply(ws.choose_theme(parts.store.workspace, "system"))


def use_theme(name: str) -> Callable[[Parts], None]:
    """Return the function of a theme's command."""

    def use(parts: Parts) -> None:
        parts.store.apply(ws.choose_theme(parts.store.workspace, name))

    use.__doc__ = f"Use the {name} theme."
    return use


def show_items(parts: Parts) -> None:
    """Show or hide the table of all items."""
    toggle(parts, "items")


def shows_items(parts: Parts) -> bool:
    """Say whether the table of all items is shown."""
    return not parts.docks["items"].isHidden()


def show_moves(parts: Parts) -> None:
    """Show or hide the table of moved items."""
    toggle(parts, "moves")


def shows_moves(parts: Parts) -> bool:
    """Say whether the table of moves is shown."""
    return not parts.docks["moves"].isHidden()


def show_timeline(parts: Parts) -> None:
    """Show or hide the threads of the build over time."""
    toggle(parts, "timeline")


def shows_timeline(parts: Parts) -> bool:
    """Say whether the timeline is shown."""
    return not parts.docks["timeline"].isHidden()


def show_remarks(parts: Parts) -> None:
    """Show or hide remarks about oddities in the files."""
    toggle(parts, "remarks")


def show_outline(parts: Parts) -> None:
    """Show or hide the outline."""
    toggle(parts, "outline")


def show_inspector(parts: Parts) -> None:
    """Show or hide the inspector."""
    toggle(parts, "inspector")


def toggle(parts: Parts, dock: str) -> None:
    """Show a dock and bring it to the front, or hide it."""
    widget = parts.docks[dock]
    widget.setVisible(widget.isHidden())
    if not widget.isHidden():
        widget.raise_()
