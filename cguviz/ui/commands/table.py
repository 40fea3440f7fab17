"""All commands, in one table: menus, shortcuts, the command palette and the list of keys derive from it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from cguviz.ui.commands import file_commands, lab_commands, record_commands, view_commands
from cguviz.ui.commands.window_parts import Parts
from cguviz.workspace.pictures.table import View, views
from cguviz.workspace.state import workspace as ws


class Where(Enum):
    """Where the focus must be for a command's keys."""

    WINDOW = "window"
    MAP = "map"
    MAP_OR_OUTLINE = "map or outline"


class Needs(Enum):
    """Conditions of commands: a command without its condition is greyed out."""

    NOTHING = "nothing"
    FILES = "anything open"
    CAPTURE = "a capture"
    RECORDING = "a capture that was recorded"
    KEPT = "a picture that kept places"
    SELECTION = "a selection"
    CHANGE = "a comparison"
    MOVE = "a move by hand"
    UNDONE = "a move that was taken back"


@dataclasses.dataclass(frozen=True)
class Command:
    """A row of `COMMANDS`.

    Attributes
    ----------
    name
        For tests and for `QAction.objectName`.
    menu
        "View", or "View/Theme" for a menu in a menu.
    text
        For menus and the palette.
    keys
        In Qt's portable spelling; the first is shown.
    run
        What it does; the first line of its docstring is the help.
    needs
        Without it the command is greyed out.
    where
        Where its keys work.
    checked
        For a command that switches something: whether it is on.
    """

    name: str
    menu: str
    text: str
    keys: tuple[str, ...]
    run: Callable[[Parts], None]
    needs: Needs = Needs.NOTHING
    where: Where = Where.WINDOW
    checked: Callable[[Parts], bool] | None = None

    @property
    def help(self) -> str:
        """The help of the command, as one sentence."""
        return (self.run.__doc__ or "").partition("\n")[0]


def _showing(name: str, view: View) -> Command:
    """Build the command that shows a view."""

    def show(parts: Parts) -> None:
        view_commands.show_view(parts, name)

    show.__doc__ = view.help
    return Command(
        name,
        "View",
        view.text,
        (view.key,),
        show,
        Needs.CAPTURE,
        checked=lambda parts: parts.store.workspace.view == name,
    )


COMMANDS: tuple[Command, ...] = (
    Command("open", "File", "Open…", ("Ctrl+O",), file_commands.open_files),
    Command("open-folder", "File", "Open folder…", ("Ctrl+Shift+O",), file_commands.open_folder),
    Command("record", "File", "Record…", ("Ctrl+Shift+R",), record_commands.record),
    Command("record-again", "File", "Record again", ("Shift+F5",), record_commands.record_again, Needs.RECORDING),
    Command("reload", "File", "Read again", ("F5", "Ctrl+R"), file_commands.reload, Needs.FILES),
    Command("save", "File", "Save as .cguviz…", ("Ctrl+S",), file_commands.save, Needs.CAPTURE),
    Command("export", "File", "Export picture…", ("Ctrl+E",), file_commands.export, Needs.FILES),
    Command("close", "File", "Close files", ("Ctrl+W",), file_commands.close_files, Needs.FILES),
    Command("quit", "File", "Quit", ("Ctrl+Q",), file_commands.leave),
    Command("copy", "Edit", "Copy path", ("Ctrl+Shift+C",), file_commands.copy_path, Needs.SELECTION),
    Command("undo", "Edit", "Undo move", ("Ctrl+Z",), lab_commands.undo, Needs.MOVE),
    Command("redo", "Edit", "Redo move", ("Ctrl+Shift+Z", "Ctrl+Y"), lab_commands.redo, Needs.UNDONE),
    Command("find", "Edit", "Search", ("Ctrl+F", "/"), file_commands.find, Needs.CAPTURE),
    Command(
        "step-back", "Edit", "Let go of selection, focus, search", ("Esc",), file_commands.step_back, Needs.CAPTURE
    ),
    Command("back", "Go", "Back", ("Alt+Left",), file_commands.back, Needs.FILES),
    Command("forward", "Go", "Forward", ("Alt+Right",), file_commands.forward, Needs.CAPTURE),
    Command("up", "Go", "To the caller", ("Up",), file_commands.go_up, Needs.CAPTURE, where=Where.MAP),
    Command("down", "Go", "To the callee", ("Down",), file_commands.go_down, Needs.CAPTURE, where=Where.MAP),
    Command("left", "Go", "To the previous sibling", ("Left",), file_commands.go_left, Needs.CAPTURE, where=Where.MAP),
    Command("right", "Go", "To the next sibling", ("Right",), file_commands.go_right, Needs.CAPTURE, where=Where.MAP),
    Command("focus-on", "Go", "Focus on callers and callees", ("Shift+F",), view_commands.focus, Needs.SELECTION),
    Command(
        "inspect", "Go", "To the inspector", ("Return", "Enter"), file_commands.inspect, Needs.CAPTURE, where=Where.MAP
    ),
    Command("next-stage", "Go", "Next stage", ("]",), file_commands.next_stage, Needs.CAPTURE),
    Command("previous-stage", "Go", "Previous stage", ("[",), file_commands.previous_stage, Needs.CAPTURE),
    Command("run-rules", "Lab", "Run rules", ("Ctrl+Return",), lab_commands.run_rules, Needs.CAPTURE),
    Command("try-all-rules", "Lab", "Try all rules", (), lab_commands.try_all_rules, Needs.CAPTURE),
    Command("move", "Lab", "Move to unit…", ("Shift+M",), lab_commands.move_to_unit, Needs.SELECTION),
    *(_showing(kind.name, kind.view) for kind in views() if kind.view is not None),
    Command(
        "flip", "View/Comparison", "Flip base and change", ("Tab",), view_commands.flip, Needs.CHANGE, where=Where.MAP
    ),
    Command("both", "View/Comparison", "Both sides", ("B",), view_commands.show_both, Needs.CHANGE),
    Command("swap", "View/Comparison", "Swap base and change", ("X",), view_commands.swap, Needs.CHANGE),
    Command(
        "moved-only",
        "View/Comparison",
        "Moved only",
        ("M",),
        view_commands.toggle_moved_only,
        Needs.CHANGE,
        checked=view_commands.has_moved_only,
    ),
    Command("end-comparison", "View/Comparison", "End the comparison", (), view_commands.end_comparison, Needs.CHANGE),
    Command("fit", "View", "Fit selection, then everything", ("F",), file_commands.fit, Needs.CAPTURE),
    Command("fit-all", "View", "Fit everything", ("Home",), file_commands.fit_all, Needs.CAPTURE, where=Where.MAP),
    Command("fold", "View", "Fold unit", ("Space",), file_commands.fold, Needs.CAPTURE, where=Where.MAP_OR_OUTLINE),
    Command("fold-all", "View", "Fold all units", ("Ctrl+Space",), file_commands.fold_all, Needs.CAPTURE),
    Command("unfold-all", "View", "Unfold all units", ("Ctrl+Shift+Space",), file_commands.unfold_all, Needs.CAPTURE),
    Command(
        "sizes", "View", "Size map", ("Z",), view_commands.toggle_sizes, Needs.CAPTURE, checked=view_commands.has_sizes
    ),
    Command("tidy", "View", "Lay out afresh", (), file_commands.tidy, Needs.KEPT),
    Command(
        "stacks", "View", "Stacks", ("S",), view_commands.toggle_stacks, Needs.CAPTURE, checked=view_commands.has_stacks
    ),
    Command(
        "inlined",
        "View",
        "Hide inlined",
        ("I",),
        view_commands.toggle_inlined,
        Needs.CAPTURE,
        checked=view_commands.hides_inlined,
    ),
    Command("items", "View/Panels", "Items", ("Ctrl+T",), view_commands.show_items, checked=view_commands.shows_items),
    Command("moves", "View/Panels", "Moves", ("Ctrl+J",), view_commands.show_moves, checked=view_commands.shows_moves),
    Command(
        "timeline",
        "View/Panels",
        "Timeline",
        ("Ctrl+P",),
        view_commands.show_timeline,
        checked=view_commands.shows_timeline,
    ),
    Command("lab", "View/Panels", "Partition lab", ("Ctrl+L",), lab_commands.show_lab, checked=lab_commands.shows_lab),
    Command(
        "scores", "View/Panels", "Scoreboard", ("Ctrl+B",), lab_commands.show_scores, checked=lab_commands.shows_scores
    ),
    Command(
        "sweep", "View/Panels", "Sweep", ("Ctrl+Shift+B",), lab_commands.show_sweep, checked=lab_commands.shows_sweep
    ),
    Command("outline", "View/Panels", "Outline", ("Ctrl+U",), view_commands.show_outline),
    Command("inspector", "View/Panels", "Inspector", ("Ctrl+I",), view_commands.show_inspector),
    Command("remarks", "View/Panels", "Remarks", ("Ctrl+M",), view_commands.show_remarks),
    Command("theme-system", "View/Theme", "As the desktop", (), view_commands.follow_system),
    *(
        Command(f"theme-{name}", "View/Theme", name.capitalize(), (), view_commands.use_theme(name))
        for name in ws.THEMES
        if name != "system"
    ),
    Command("palette", "Help", "Command palette", ("Ctrl+K",), file_commands.palette),
    Command("keys", "Help", "Keys", ("?", "F1"), file_commands.keys),
)


READ_BY_COMMANDS = (
    *("build", "captures", "drawn"),
    *("opened", "crate", "change", "moved_only", "selection", "options", "view"),
)
"""Parts of the state that `Needs` and `Command.checked` look at."""


def action_of(command: Command, parts: Parts, *, outline: QWidget) -> QAction:
    """Make the action of a command and give it to the widgets whose keys it takes, but for views: see `give_keys`.

    Parameters
    ----------
    command, parts
        What it runs, on what.
    outline
        The tree of the outline.
    """
    action = QAction(command.text, parts.window)
    action.setObjectName(command.name)
    action.setShortcuts([QKeySequence(key) for key in command.keys])
    action.setToolTip(f"{command.help} ({command.keys[0]})" if command.keys else command.help)
    action.setStatusTip(command.help)
    action.setCheckable(command.checked is not None)
    action.triggered.connect(lambda: command.run(parts))
    if command.where is Where.WINDOW:
        parts.window.addAction(action)
    else:
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        if command.where is Where.MAP_OR_OUTLINE:
            outline.addAction(action)
    return action


def give_keys(actions: Mapping[str, QAction], maps: Iterable[QWidget]) -> None:
    """Let canvases take keys such as the arrows, which mean something else in lists."""
    for command in COMMANDS:
        if command.where is not Where.WINDOW:
            for widget in maps:
                widget.addAction(actions[command.name])


def refresh(actions: dict[str, QAction], parts: Parts) -> None:
    """Grey out commands whose condition does not hold, and tick switches that are on."""
    workspace = parts.store.workspace
    opened = workspace.opened is not None and parts.store.build is None
    have = {
        Needs.NOTHING: True,
        Needs.FILES: workspace.opened is not None,
        Needs.CAPTURE: opened,
        Needs.RECORDING: parts.recordings.can_repeat,
        Needs.KEPT: parts.store.drawn is not None and parts.store.drawn.kept and workspace.options.keep,
        Needs.SELECTION: opened and bool(workspace.selection),
        Needs.CHANGE: opened and workspace.change is not None,
        Needs.MOVE: parts.hand.can_undo,
        Needs.UNDONE: parts.hand.can_redo,
    }
    for command in COMMANDS:
        action = actions[command.name]
        action.setEnabled(have[command.needs])
        if command.checked is not None:
            action.setChecked(command.checked(parts))
