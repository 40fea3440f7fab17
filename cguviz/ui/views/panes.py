"""The views that have been seen: each is made when it is first shown, and shows then what the store says."""

from __future__ import annotations

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from cguviz.ui.frame import settings as kept
from cguviz.ui.store.store import Store
from cguviz.ui.views.pane import Pane
from cguviz.ui.views.table import VIEWS
from cguviz.workspace.state.workspace import GRAPH


class Panes(QStackedWidget):
    """All views, one of them in sight.

    Attributes
    ----------
    made
        Signal(Pane): a view was made; whoever gives views keys or menus does so now.
    """

    made = Signal(Pane)

    def __init__(self, store: Store, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._settings = settings
        self._rows = {view.name: view for view in VIEWS}
        self._panes: dict[str, Pane] = {}

    def pane(self, name: str) -> Pane:
        """Return a view by its name in `VIEWS`, the graph for any other; it is made if nobody has seen it so far."""
        name = name if name in self._rows else GRAPH
        if name not in self._panes:
            pane = self._panes[name] = self._rows[name].make(self._store)
            state = kept.load_view(self._settings, name)
            if state is not None:
                pane.restore_state(state)
            self.addWidget(pane)
            self.made.emit(pane)
        return self._panes[name]

    def show_pane(self, name: str) -> None:
        """Bring a view into sight."""
        self.setCurrentWidget(self.pane(name))

    def save_states(self) -> None:
        """Keep the arrangement of the parts of the views; views that were not seen stay as they were kept."""
        for name, pane in self._panes.items():
            kept.save_view(self._settings, name, pane.save_state())
