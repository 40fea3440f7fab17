"""The boxes of the toolbar that choose crate, stage and layout. They offer what there is and follow the store."""

from __future__ import annotations

import dataclasses

from PySide6.QtWidgets import QComboBox, QWidget

from cguviz.ui.store import Store
from cguviz.workspace import workspace as ws
from cguviz.workspace.requests import Options


class CrateChooser(QComboBox):
    """Chooses one of the crates in the files; hidden if there is only one."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.setToolTip("The crate that is shown")
        self.setAccessibleName("Crate")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.activated.connect(self._choose)
        store.captures_changed.connect(self._refill)
        store.changed.connect(self._follow)

    def _refill(self) -> None:
        self.clear()
        self.addItems([capture.crate or "(crate not named)" for capture in self._store.captures])
        self._follow()

    def _follow(self) -> None:
        self.setCurrentIndex(self._store.workspace.crate)

    def _choose(self, row: int) -> None:
        self._store.apply(ws.choose_crate(self._store.workspace, row))


class StageChooser(QComboBox):
    """Chooses the stage, the base of a comparison."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.setToolTip("The stage of partitioning that is shown")
        self.setAccessibleName("Stage")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMinimumContentsLength(8)
        self.activated.connect(self._choose)
        store.captures_changed.connect(self._refill)
        store.changed.connect(self._changed)
        self._refill()

    def _changed(self, before: ws.Workspace, now: ws.Workspace) -> None:
        if before.crate != now.crate:
            self._refill()
        else:
            self._follow()

    def _refill(self) -> None:
        self.clear()
        capture = self._store.capture
        self.setEnabled(capture is not None)
        if capture is not None:
            self.addItems(capture.stages)
        self._follow()

    def _follow(self) -> None:
        base = self._store.workspace.base
        self.setCurrentIndex(self.findText(base) if base else self.count() - 1)

    def _choose(self, row: int) -> None:
        self._store.apply(ws.choose_stage(self._store.workspace, self.itemText(row)))


class EngineChooser(QComboBox):
    """Chooses how boxes are laid out."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.setToolTip("How items are laid out inside their unit")
        self.setAccessibleName("Layout")
        self.addItem("Layout: automatic", Options().engine)
        self.activated.connect(self._choose)
        store.changed.connect(self._follow)
        store.captures_changed.connect(self._fill)

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
