"""The parts of the window, by name: what commands work on."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import TypeVar

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QMainWindow, QWidget

from cguviz.ui.frame.messages import MessageBar
from cguviz.ui.frame.window import Dock
from cguviz.ui.inspector.panel import Inspector
from cguviz.ui.lab.hand_history import Hand
from cguviz.ui.lab.panel import Lab
from cguviz.ui.lists.item_table import ItemTable
from cguviz.ui.lists.moves import MovesTable
from cguviz.ui.lists.outline import Outline
from cguviz.ui.lists.search import SearchBox
from cguviz.ui.record.recordings import Recordings
from cguviz.ui.store.store import Store
from cguviz.ui.views.pane import Pane
from cguviz.ui.views.panes import Panes

Content = TypeVar("Content", bound=QWidget)


@dataclasses.dataclass(frozen=True, eq=False)
class Parts:
    """The parts of a window: store, settings, views, docks.

    Attributes
    ----------
    window
        The window itself, for dialogs.
    store, settings
        What it shows, and what it keeps between starts.
    panes
        The views in the middle.
    outline, hand, inspector, search, messages
        The other parts; `hand` is what was moved by hand.
    docks
        By the names in `cguviz.ui.frame.window.DOCKS`.
    recordings
        Records crates.
    show_palette, show_keys
        Open the command palette, and the list of keys.
    """

    window: QMainWindow
    store: Store
    settings: QSettings
    panes: Panes
    outline: Outline
    hand: Hand
    inspector: Inspector
    search: SearchBox
    messages: MessageBar
    recordings: Recordings
    docks: Mapping[str, Dock]
    show_palette: Callable[[], None]
    show_keys: Callable[[], None]

    @property
    def pane(self) -> Pane:
        """The view in the middle."""
        return self.panes.pane(self.store.workspace.view)

    @property
    def table(self) -> ItemTable:
        """The table of placements."""
        return self._content("items", ItemTable)

    @property
    def moves(self) -> MovesTable:
        """The table of moves."""
        return self._content("moves", MovesTable)

    @property
    def lab(self) -> Lab:
        """The partition lab."""
        return self._content("lab", Lab)

    def _content(self, dock: str, kind: type[Content]) -> Content:
        """Return the content of a dock, made if nobody has seen it so far."""
        found = self.docks[dock].widget()
        if not isinstance(found, kind):
            raise TypeError(f"the dock {dock} holds {found!r}")
        return found
