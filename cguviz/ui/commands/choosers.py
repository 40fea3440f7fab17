"""The boxes of the toolbar that choose base, change, view and layout. They offer what there is and follow the store."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from cguviz.ui.store.store import Store
from cguviz.ui.widgets.choice import ChoiceBox
from cguviz.workspace.lists.capture_names import names_of
from cguviz.workspace.pictures.table import View
from cguviz.workspace.requests.opened import Side
from cguviz.workspace.requests.options import Options
from cguviz.workspace.state import workspace as ws

WIDEST = 240
"""Pixels; names of captures may be long."""


NONE = "none"
THREADS, MEASUREMENTS = "threads only", "measurements"
"""What stands for a stage where only a profile was opened."""


class SideChooser(ChoiceBox):
    """Chooses one side: a stage, of one of the captures where several are open.

    Parameters
    ----------
    on_change
        Whether it chooses the change of a comparison; then "none" is the first choice.
    """

    def __init__(self, store: Store, *, on_change: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._store = store
        self._on_change = on_change
        self.setToolTip(
            "The stage to compare with" if on_change else "The stage that is shown; the base of a comparison"
        )
        self.setAccessibleName("Change" if on_change else "Base")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMinimumContentsLength(6)
        self.setMaximumWidth(WIDEST)
        self.activated.connect(self._choose)
        store.changes_of("captures").connect(self._refill)
        store.changes_of("crate", "base", "change").connect(self._follow)
        self._refill()

    def _refill(self) -> None:
        self.clear()
        captures = self._store.captures
        opened = self._store.workspace.opened
        names = names_of(captures, () if opened is None else opened.files) if len(captures) > 1 else ("",)
        self.setEnabled(bool(captures))
        if self._on_change:
            self.addItem(NONE, None)
        for crate, capture in enumerate(captures):
            for stage in capture.stages or ("",):
                known = stage or (THREADS if capture.measurements is None else MEASUREMENTS)
                text = ": ".join(part for part in (names[crate], known) if part)
                self.addItem(text, Side(crate, stage))
                self.setItemData(self.count() - 1, "\n".join(capture.sources), Qt.ItemDataRole.ToolTipRole)
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + 24)
        self._follow()

    def _follow(self) -> None:
        workspace = self._store.workspace
        side = workspace.change if self._on_change else Side(workspace.crate, workspace.base)
        if side is not None and not side.stage and 0 <= side.crate < len(self._store.captures):
            side = Side(side.crate, next(iter(self._store.captures[side.crate].stages[-1:]), ""))
        rows = [row for row in range(self.count()) if self.itemData(row) == side]
        self.setCurrentIndex(rows[0] if rows else 0 if self._on_change else -1)

    def _choose(self, row: int) -> None:
        side, workspace = self.itemData(row), self._store.workspace
        if self._on_change:
            self._store.apply(ws.choose_change(workspace, side))
        elif side is not None:
            self._store.apply(ws.choose_base(workspace, side))


class ViewChooser(ChoiceBox):
    """Chooses the view.

    Parameters
    ----------
    views
        By their names, in their order.
    show
        Shows a view.
    """

    def __init__(
        self,
        store: Store,
        views: tuple[tuple[str, View], ...],
        show: Callable[[str], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self._store = store
        self._show = show
        self.setAccessibleName("View")
        for number, (name, view) in enumerate(views):
            self.addItem(view.text, name)
            self.setItemData(number, f"{view.text} ({view.key})", Qt.ItemDataRole.ToolTipRole)
        keys = ", ".join(f"{view.key} {view.text}" for _, view in views)
        self.setToolTip(f"The view; keys: {keys}")
        self.activated.connect(self._choose)
        store.changes_of("opened", "view").connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self.setEnabled(self._store.workspace.opened is not None)
        self.setCurrentIndex(max(self.findData(self._store.workspace.view), 0))

    def _choose(self, row: int) -> None:
        self._show(self.itemData(row))
        # A view that needs something that is not there is not gone to.
        self._follow()


class EngineChooser(ChoiceBox):
    """Chooses the layout of boxes."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._store = store
        self.setToolTip("How items are laid out; Z shows the size map")
        self.setAccessibleName("Layout")
        self.addItem("Layout: auto", Options().engine)
        self.activated.connect(self._choose)
        store.changes_of("options").connect(self._follow)
        store.changes_of("captures").connect(self._fill)

    def _fill(self) -> None:
        if self.count() > 1:
            return
        # The window computes no layout: it needs this table only once there is something to lay out.
        from cguviz.layout import LAYOUTS

        for name in LAYOUTS:
            self.addItem(f"Layout: {name}", name)
        self._follow()

    def _follow(self) -> None:
        self.setCurrentIndex(self.findData(self._store.workspace.options.engine))

    def _choose(self, row: int) -> None:
        workspace = self._store.workspace
        options = dataclasses.replace(workspace.options, engine=self.itemData(row))
        self._store.apply(ws.draw_with(workspace, options))
