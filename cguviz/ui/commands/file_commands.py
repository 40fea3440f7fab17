"""Functions of the commands for files, places and the selection; the first line of a docstring is the command's help.

What they do with the view is in `view_verbs`.
"""

from __future__ import annotations

import dataclasses

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from cguviz.ui.commands import files
from cguviz.ui.commands.export_dialog import ask_how_to_export
from cguviz.ui.commands.window_parts import Parts
from cguviz.ui.text import wording
from cguviz.workspace.state import history, opening
from cguviz.workspace.state import workspace as ws
from cguviz.workspace.state.navigation import Direction, walk
from cguviz.workspace.state.resolve import TIMELINE

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
    """Lay out afresh a picture that kept the places of an earlier picture."""
    workspace = parts.store.workspace
    parts.store.apply(ws.draw_with(workspace, dataclasses.replace(workspace.options, keep=False)))


def close_files(parts: Parts) -> None:
    """Close all files."""
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
    """Copy the full paths of the selection, one a line."""
    stage, sides, selection = parts.store.stage, parts.store.sides, parts.store.workspace.selection
    if stage is not None:
        names = stage.capture.items.name if sides is None else sides.compared.comparison.items.name
        lines = [*selection.units, *(names[item] for item in selection.items if item < len(names))]
        QGuiApplication.clipboard().setText("\n".join(lines))
        parts.messages.note(f"Copied {wording.count(len(lines), 'path')}.")


def find(parts: Parts) -> None:
    """Search paths; hits are lit on the map."""
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


def inspect(parts: Parts) -> None:
    """Go to the inspector."""
    parts.docks["inspector"].show()
    parts.docks["inspector"].raise_()
    parts.inspector.lists.setFocus()


def fold(parts: Parts) -> None:
    """Fold or unfold the selected units, or the unit under the pointer."""
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


def go_up(parts: Parts) -> None:
    """Go to the item that calls the selected one most."""
    _walk(parts, Direction.UP)


def go_down(parts: Parts) -> None:
    """Go to the item that the selected one calls most; from a unit, to its first item."""
    _walk(parts, Direction.DOWN)


def go_left(parts: Parts) -> None:
    """Go to the previous sibling: another caller, callee or item of the unit."""
    _walk(parts, Direction.LEFT)


def go_right(parts: Parts) -> None:
    """Go to the next sibling."""
    _walk(parts, Direction.RIGHT)


def _walk(parts: Parts, way: Direction) -> None:
    store, stage = parts.store, parts.store.stage
    if stage is None:
        return
    old = store.workspace.selection
    if not old:
        dx, dy = {
            Direction.UP: (0, PAN),
            Direction.DOWN: (0, -PAN),
            Direction.LEFT: (PAN, 0),
            Direction.RIGHT: (-PAN, 0),
        }[way]
        parts.pane.pan(dx, dy)
        return
    if old.items and old.items[-1] >= len(stage.capture.items):
        parts.messages.note("This item is only in the change: its uses are not known in the base.")
        return
    if stage.capture.uses is None and way in (Direction.UP, Direction.DOWN) and old.items:
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
