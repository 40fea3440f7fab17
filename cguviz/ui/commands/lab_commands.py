"""Functions of the commands of the partition lab; the first line of a docstring is the command's help."""

from __future__ import annotations

import numpy as np

from cguviz.model.unit_labels import unit_labels
from cguviz.ui.commands import view_commands
from cguviz.ui.commands.window_parts import Parts
from cguviz.ui.lab.drop_target import ground_of
from cguviz.ui.lab.move_dialog import MoveDialog


def show_lab(parts: Parts) -> None:
    """Show or hide the partition lab, where rules are tried as what-ifs."""
    view_commands.toggle(parts, "lab")


def shows_lab(parts: Parts) -> bool:
    """Say whether the partition lab is shown."""
    return not parts.docks["lab"].isHidden()


def show_scores(parts: Parts) -> None:
    """Show or hide the scoreboard of all rules that were tried."""
    view_commands.toggle(parts, "scores")


def shows_scores(parts: Parts) -> bool:
    """Say whether the scoreboard is shown."""
    return not parts.docks["scores"].isHidden()


def show_sweep(parts: Parts) -> None:
    """Show or hide the curves of one option over a range of values."""
    view_commands.toggle(parts, "sweep")


def shows_sweep(parts: Parts) -> bool:
    """Say whether the curves of a sweep are shown."""
    return not parts.docks["sweep"].isHidden()


def run_rules(parts: Parts) -> None:
    """Run the rules that the partition lab shows, and compare the new stage with its start."""
    parts.lab.run()


def try_all_rules(parts: Parts) -> None:
    """Run every rule with its defaults; the scoreboard tells how good each is."""
    parts.lab.try_all()


def move_to_unit(parts: Parts) -> None:
    """Move the selected functions, or all of the selected units, to another unit."""
    store, selection = parts.store, parts.store.workspace.selection
    ground = next((found for canvas in parts.pane.canvases if (found := ground_of(store, canvas.scene))), None)
    if parts.store.capture is None:
        return
    if selection.on_change and len(parts.pane.canvases) > 1:
        ground = ground_of(store, parts.pane.canvases[1].scene)
    if ground is None:
        parts.messages.note("Functions are moved in the graph (1) or between two stages of one capture (2).")
        return
    partition = parts.store.capture.partition(ground.stage)
    names = partition.units.tolist()
    items = list(selection.items)
    for unit in (names.index(name) for name in selection.units if name in names):
        items += partition.item[partition.starts[unit] : partition.starts[unit + 1]].tolist()
    items = np.unique(np.array(items, np.int32)).tolist()
    if not items:
        parts.messages.note("Select what to move first.")
        return
    labels = unit_labels(partition, parts.store.capture, parts.store.capture.paths)
    dialog = MoveDialog(parts.window, items=len(items), units=dict(zip(labels, names, strict=True)))
    dialog.chosen.connect(lambda unit: parts.hand.move(items, unit, stage=ground.stage))
    dialog.open()


def undo(parts: Parts) -> None:
    """Take the last move by hand back."""
    parts.hand.undo()


def redo(parts: Parts) -> None:
    """Do again the move by hand that was taken back."""
    parts.hand.redo()
