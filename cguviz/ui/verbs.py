"""What commands do, one function each; the first line of its docstring is the command's help."""

from __future__ import annotations

import dataclasses

import numpy as np
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from cguviz.ui import files, wording
from cguviz.ui.export import ask_how_to_export
from cguviz.ui.parts import Parts
from cguviz.workspace import history, opening
from cguviz.workspace import workspace as ws
from cguviz.workspace.pairing import with_some_change
from cguviz.workspace.requests import SIZES, Options
from cguviz.workspace.walk import Way, walk
from cguviz.workspace.wanted import TIMELINE

PAN = 80
"""Pixels that an arrow key moves the map while nothing is selected."""


def open_files(parts: Parts) -> None:
    """Choose files of one compilation and open them together."""
    files.ask_for_files(parts.window, parts.store)


def open_folder(parts: Parts) -> None:
    """Choose a folder that holds the files of one compilation."""
    files.ask_for_folder(parts.window, parts.store)


def reload(parts: Parts) -> None:
    """Read the same files once more."""
    parts.store.reopen()


def tidy(parts: Parts) -> None:
    """Lay out afresh a picture that kept the places of the one before it."""
    workspace = parts.store.workspace
    parts.store.apply(ws.draw_with(workspace, dataclasses.replace(workspace.options, keep=False)))


def close_files(parts: Parts) -> None:
    """Close what is open."""
    parts.store.apply(opening.close_files(parts.store.workspace))


def save(parts: Parts) -> None:
    """Write everything that is open to one .cguviz file."""
    files.ask_where_to_save(parts.window, parts.store)


def export(parts: Parts) -> None:
    """Write the picture, or the timeline while the keys go there, as SVG, PNG or PDF."""
    focus = QApplication.focusWidget()
    on_timeline = focus is not None and parts.docks["timeline"].isAncestorOf(focus)
    ask_how_to_export(parts.window, parts.store, TIMELINE if on_timeline else parts.store.workspace.view)


def leave(parts: Parts) -> None:
    """Close the window; it comes back as it was left."""
    parts.window.close()


def copy_path(parts: Parts) -> None:
    """Copy the full paths of what is selected, one a line."""
    stage, sides, selection = parts.store.stage, parts.store.sides, parts.store.workspace.selection
    if stage is not None:
        names = stage.capture.items.name if sides is None else sides.compared.comparison.items.name
        lines = [*selection.units, *(names[item] for item in selection.items if item < len(names))]
        QGuiApplication.clipboard().setText("\n".join(lines))
        parts.messages.note(f"Copied {wording.count(len(lines), 'path')}.")


def find(parts: Parts) -> None:
    """Search paths; what is found is lit on the map."""
    parts.search.setFocus()
    parts.search.selectAll()


def palette(parts: Parts) -> None:
    """Find a command by its name."""
    parts.show_palette()


def keys(parts: Parts) -> None:
    """Show every key."""
    parts.show_keys()


def back(parts: Parts) -> None:
    """Go to where you were before."""
    parts.store.go(history.go_back(parts.store.workspace))


def forward(parts: Parts) -> None:
    """Undo going back."""
    parts.store.go(history.go_forward(parts.store.workspace))


def step_back(parts: Parts) -> None:
    """Let go: first of the selection, then of the focus, then of the search."""
    parts.store.apply(ws.step_back(parts.store.workspace))


def fit(parts: Parts) -> None:
    """Show the selection as large as it goes; once more, everything."""
    parts.pane.fit()


def fit_all(parts: Parts) -> None:
    """Show everything."""
    parts.pane.fit_all()


def focus(parts: Parts) -> None:
    """Look at the callers and callees of the selected item only."""
    items = parts.store.workspace.selection.items
    if items:
        parts.store.apply(ws.focus_on(parts.store.workspace, items[-1]))
    else:
        parts.messages.note("Select an item: its callers and callees are what is looked at.")


def show_focus(parts: Parts) -> None:
    """Show the selected item with its callers above and its callees below, grouped by unit."""
    workspace = parts.store.workspace
    if workspace.view in ws.COMPARING:
        parts.store.apply(ws.choose_view(workspace, ws.GRAPH))
    focus(parts)


def shows_focus(parts: Parts) -> bool:
    """Say whether the neighbourhood of an item is shown."""
    return parts.store.workspace.view == ws.FOCUS


def inspect(parts: Parts) -> None:
    """Go to the inspector."""
    parts.docks["inspector"].show()
    parts.docks["inspector"].raise_()
    parts.inspector.lists.setFocus()


def fold(parts: Parts) -> None:
    """Fold or unfold the selected units, or the one under the pointer."""
    stage, selection = parts.store.stage, parts.store.workspace.selection
    if stage is None:
        return
    if parts.store.workspace.view not in (ws.GRAPH, ws.COMPARE):
        parts.messages.note("Units are folded in the graph and in comparisons: press 1 or 2 to go there.")
        return
    units = list(selection.units)
    for item in selection.items:
        placement = wording.placement_in(stage, item, selection.at)
        if placement >= 0:
            units.append(stage.partition.units[wording.unit_of(stage, placement)])
    under = parts.pane.unit_under_pointer()
    parts.store.apply(ws.fold(parts.store.workspace, units or ([under] if under else [])))


def fold_all(parts: Parts) -> None:
    """Fold every unit, or unfold all if all are folded."""
    if parts.store.stage is not None:
        parts.store.apply(ws.fold(parts.store.workspace, parts.store.stage.partition.units.tolist()))


def unfold_all(parts: Parts) -> None:
    """Unfold every unit."""
    workspace = parts.store.workspace
    parts.store.apply(ws.fold(workspace, workspace.folded))


def up(parts: Parts) -> None:
    """Go to the item that calls the selected one most."""
    _walk(parts, Way.UP)


def down(parts: Parts) -> None:
    """Go to the item that the selected one calls most; from a unit, to its first item."""
    _walk(parts, Way.DOWN)


def left(parts: Parts) -> None:
    """Go to the previous sibling: another caller, callee or item of the unit."""
    _walk(parts, Way.LEFT)


def right(parts: Parts) -> None:
    """Go to the next sibling."""
    _walk(parts, Way.RIGHT)


def _walk(parts: Parts, way: Way) -> None:
    store, stage = parts.store, parts.store.stage
    if stage is None:
        return
    old = store.workspace.selection
    if not old:
        dx, dy = {Way.UP: (0, PAN), Way.DOWN: (0, -PAN), Way.LEFT: (PAN, 0), Way.RIGHT: (-PAN, 0)}[way]
        parts.pane.pan(dx, dy)
        return
    if old.items and old.items[-1] >= len(stage.capture.items):
        parts.messages.note("This item is only in the change: its uses are not known in the base.")
        return
    if stage.capture.uses is None and way in (Way.UP, Way.DOWN) and old.items:
        parts.messages.note(wording.LOAD_IR)
        return
    new = walk(old, way, capture=stage.capture, partition=stage.partition, survey=stage.survey)
    store.apply(ws.select(store.workspace, dataclasses.replace(new, on_change=stage.on_change)))


def next_stage(parts: Parts) -> None:
    """Show the next stage of partitioning."""
    _step_stage(parts, 1)


def previous_stage(parts: Parts) -> None:
    """Show the previous stage of partitioning."""
    _step_stage(parts, -1)


def _step_stage(parts: Parts, step: int) -> None:
    capture, workspace = parts.store.capture, parts.store.workspace
    if capture is None or not capture.stages:
        return
    now = capture.stages.index(workspace.base) if workspace.base in capture.stages else len(capture.stages) - 1
    stage = capture.stages[max(0, min(now + step, len(capture.stages) - 1))]
    if workspace.base or stage != capture.stages[-1]:
        parts.store.apply(ws.choose_stage(workspace, stage))


def show_graph(parts: Parts) -> None:
    """Show units, modules and items as nested boxes."""
    show_view(parts, ws.GRAPH)


def shows_graph(parts: Parts) -> bool:
    """Say whether the graph is shown."""
    return parts.store.workspace.view == ws.GRAPH


def show_comparison(parts: Parts) -> None:
    """Show base and change side by side; without a change, the stage that is shown against another one."""
    show_view(parts, ws.COMPARE)


def shows_comparison(parts: Parts) -> bool:
    """Say whether the comparison is shown."""
    return parts.store.workspace.view == ws.COMPARE


def show_modules(parts: Parts) -> None:
    """Show base and change on the map of modules: position says module, colour says unit."""
    show_view(parts, ws.MODULES)


def shows_modules(parts: Parts) -> bool:
    """Say whether the map of modules is shown."""
    return parts.store.workspace.view == ws.MODULES


def show_matrix(parts: Parts) -> None:
    """Show the uses between units as counts."""
    show_view(parts, ws.MATRIX)


def shows_matrix(parts: Parts) -> bool:
    """Say whether the matrix of uses is shown."""
    return parts.store.workspace.view == ws.MATRIX


def show_estimates(parts: Parts) -> None:
    """Show size estimates against measured times, the units that are off, and how other estimators would do."""
    show_view(parts, ws.ESTIMATES)


def shows_estimates(parts: Parts) -> bool:
    """Say whether estimates are shown."""
    return parts.store.workspace.view == ws.ESTIMATES


def show_view(parts: Parts, view: str) -> None:
    """Show a view; one that compares finds something to compare if nothing was chosen yet."""
    workspace = parts.store.workspace
    if view in ws.COMPARING and workspace.change is None:
        workspace = with_some_change(workspace, parts.store.captures)
    if view == ws.FOCUS:
        show_focus(parts)
    else:
        parts.store.apply(ws.choose_view(workspace, view))


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
    """Say whether only what moved stands out."""
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


def be_light(parts: Parts) -> None:
    """Use the light theme."""
    parts.store.apply(ws.choose_theme(parts.store.workspace, "light"))


def be_dark(parts: Parts) -> None:
    """Use the dark theme."""
    parts.store.apply(ws.choose_theme(parts.store.workspace, "dark"))


def show_items(parts: Parts) -> None:
    """Show or hide the table of all items."""
    toggle(parts, "items")


def shows_items(parts: Parts) -> bool:
    """Say whether the table of all items is shown."""
    return not parts.docks["items"].isHidden()


def show_moves(parts: Parts) -> None:
    """Show or hide the table of what moved."""
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
    """Show or hide what was odd in the files."""
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
