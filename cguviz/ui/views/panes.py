"""The views that have been seen: each is made when it is first shown, and shows then what the store says."""

from __future__ import annotations

from pkgutil import resolve_name

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from cguviz.errors import CguvizError
from cguviz.ui.frame import settings as kept
from cguviz.ui.store.store import Store
from cguviz.ui.views.pane import Pane
from cguviz.workspace.pictures.table import kind_named


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
        self._panes: dict[str, Pane] = {}

    def pane(self, name: str) -> Pane:
        """Return a view by its name in the table of pictures; it is made if nobody has seen it so far.

        Raises
        ------
        CguvizError
            There is no such picture, or it is no view.
        """
        if name not in self._panes:
            view = kind_named(name).view
            if view is None:
                raise CguvizError(f"{name} is not shown in the middle of the window.")
            pane: Pane = resolve_name(view.pane)(self._store)
            self._panes[name] = pane
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
