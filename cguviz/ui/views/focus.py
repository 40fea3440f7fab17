"""The neighbourhood of an item as a view: callers above, callees below, what one unit has of them in one frame."""

from __future__ import annotations

import dataclasses

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from cguviz.model.columns import Longs
from cguviz.scene.graph.hit import Hit
from cguviz.ui.canvas.view import GraphView
from cguviz.ui.store.store import Store
from cguviz.ui.text import wording
from cguviz.ui.views.boxes import SceneBoxes, boxes_of
from cguviz.ui.views.pane import CanvasPane
from cguviz.ui.widgets.heading import BETWEEN, Heading
from cguviz.workspace.lists.search import find
from cguviz.workspace.requests.views import HOPS, Focus
from cguviz.workspace.results.neighbourhood import Focused
from cguviz.workspace.state import workspace as ws
from cguviz.workspace.state.resolve import focus_of

EMPTY = "Select an item and press Shift+F, or double-click one: its callers and callees are shown here."
WAITING = "Gathering callers and callees …"
EXTEND = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier


class FocusPane(CanvasPane):
    """The view of the neighbourhood of the item in focus."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__((GraphView(),), parent)
        self._store = store
        self._request: Focus | None = None
        self._focused: Focused | None = None
        self._boxes: SceneBoxes | None = None
        self.hops = QButtonGroup(self)
        line = QHBoxLayout()
        line.setContentsMargins(6, 3, 6, 1)
        line.setSpacing(2)
        for hops in HOPS:
            button = QToolButton()
            button.setText(f"{hops} step{'s' if hops > 1 else ''}")
            button.setToolTip(f"What is up to {hops} use{'s' if hops > 1 else ''} away")
            button.setCheckable(True)
            button.setAutoRaise(True)
            self.hops.addButton(button, hops)
            line.addWidget(button)
        self.heading = Heading()
        line.addWidget(self.heading, 1)
        canvas = self.canvas
        canvas.set_message(EMPTY)
        canvas.set_tooltip(self._tooltip)
        canvas.setAccessibleName("Callers and callees")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(line)
        layout.addWidget(canvas, 1)
        self.hops.idClicked.connect(self._choose_hops)
        canvas.clicked.connect(self._clicked)
        canvas.activated.connect(self._activated)
        canvas.folded.connect(self._fold)
        canvas.banded.connect(self._banded)
        store.answered.connect(self._follow)
        parts = ("opened", "crate", "base", "selection", "focus", "around", "options", "view", "search")
        store.changes_of(*parts).connect(self._follow)
        store.changes_of("index").connect(self._mark)
        self._follow()

    @property
    def focused(self) -> Focused | None:
        """The neighbourhood that is shown."""
        return self._focused

    # From the store to the canvas

    def _follow(self) -> None:
        workspace = self._store.workspace
        if workspace.view != ws.FOCUS:
            return
        self.hops.button(workspace.around.hops).setChecked(True)
        wanted = None
        if workspace.opened is not None and workspace.focus >= 0:
            wanted = focus_of(workspace, workspace.opened)
        found = None if wanted is None else self._store.answer_to(wanted)
        self.canvas.set_message(EMPTY if wanted is None else WAITING)
        # What was shown stays until the next picture of the same item is there.
        same = wanted is not None and self._request is not None and self._request.item == wanted.item
        if found is not self._focused and (isinstance(found, Focused) or not same):
            self._show(found if isinstance(found, Focused) else None, known=same)
            self._request = wanted
        self._mark()

    def _show(self, focused: Focused | None, *, known: bool) -> None:
        self._focused = focused
        self._boxes = None if focused is None else boxes_of(focused.scene, focused.item)
        self.canvas.set_scene(None if focused is None else focused.scene)
        if focused is None:
            self.heading.set_text("")
            return
        title = focused.scene.caption[0].rpartition(BETWEEN)[2]
        self.heading.set_text(BETWEEN.join([f"{title[0].upper()}{title[1:]}", focused.scene.caption[-1]]))
        self.place_camera(known=known)

    def _mark(self) -> None:
        """Outline the selection, and dim all but search hits."""
        boxes, workspace = self._boxes, self._store.workspace
        if boxes is None or workspace.view != ws.FOCUS:
            return
        items = np.array(workspace.selection.items, np.int64)
        titles = boxes.scene.units.title.tolist()
        units = [row for row, title in enumerate(titles) if title in workspace.selection.units]
        self.canvas.set_selection(boxes.of_items(items), units)
        searched = workspace.search.strip() and self._store.index is not None
        index = self._store.index
        self.canvas.set_lit(boxes.of_items(find(index, workspace.search)) if searched and index is not None else None)

    # From the canvas to the store

    def _unit(self, hit: Hit) -> str:
        return "" if self._boxes is None or hit.unit < 0 else self._boxes.scene.units.title[hit.unit]

    def _group(self, row: int) -> tuple[int, str]:
        """Return the key of a group in `Around.opened`."""
        return (
            (0, "") if self._focused is None else (int(self._focused.level[row]), self._focused.scene.units.title[row])
        )

    def _clicked(self, hit: Hit, modifiers: Qt.KeyboardModifier) -> None:
        workspace, extend = self._store.workspace, bool(modifiers & EXTEND)
        if hit.box >= 0 and self._boxes is not None:
            items = self._boxes.items_of(np.array([hit.box]))
            if len(items) > 1:
                self._fold(hit.unit)
                return
            self._store.apply(ws.select_items(workspace, items, at=self._unit(hit), extend=extend))
        elif hit.unit >= 0:
            self._store.apply(ws.select_units(workspace, [self._unit(hit)], extend=extend))
        elif not extend:
            self._store.apply(ws.select(workspace, ws.NOTHING))

    def _activated(self, hit: Hit) -> None:
        if hit.box < 0 or self._boxes is None:
            return
        items = self._boxes.items_of(np.array([hit.box]))
        if len(items) == 1 and items[0] != self._store.workspace.focus:
            chosen = ws.select_items(self._store.workspace, items, at=self._unit(hit))
            self._store.apply(ws.focus_on(chosen, items[0]))

    def _fold(self, row: int) -> None:
        """Open a group, or close it."""
        workspace, group = self._store.workspace, self._group(row)
        around = dataclasses.replace(workspace.around, opened=workspace.around.opened ^ {group})
        self._store.apply(dataclasses.replace(workspace, around=around))

    def _banded(self, boxes: Longs) -> None:
        if self._boxes is not None:
            self._store.apply(ws.select_items(self._store.workspace, self._boxes.items_of(boxes)))

    def _choose_hops(self, hops: int) -> None:
        workspace = self._store.workspace
        around = dataclasses.replace(workspace.around, hops=hops)
        self._store.apply(dataclasses.replace(workspace, around=around))

    def _tooltip(self, hit: Hit) -> str:
        stage, boxes = self._store.stage, self._boxes
        if stage is None or boxes is None or hit.unit < 0:
            return ""
        names = stage.partition.units.tolist()
        unit = names.index(self._unit(hit)) if self._unit(hit) in names else -1
        if hit.box >= 0:
            items = boxes.items_of(np.array([hit.box]))
            if len(items) > 1:
                labels = [wording.label(stage.capture, item) for item in items]
                return wording.tooltip_of_several(boxes.scene.boxes.title[hit.box], labels)
            return wording.tooltip_of_item(stage, items[0], wording.placement_in(stage, items[0], self._unit(hit)))
        return wording.tooltip_of_unit(stage, unit) if unit >= 0 else ""
