"""The graph: joins the canvas with the store. Knows which box is which item; paints nothing itself."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cguviz.model.columns import Floats, Ints, Longs
from cguviz.model.layout import ITEM_HEIGHT
from cguviz.scene.graph.hit import Hit
from cguviz.ui.canvas.view import GraphView
from cguviz.ui.store.answers_shown import Drawn
from cguviz.ui.store.store import Store
from cguviz.ui.text import wording
from cguviz.ui.views.boxes import SceneBoxes, boxes_of
from cguviz.ui.views.pane import CanvasPane
from cguviz.workspace.lists.search import find
from cguviz.workspace.state import workspace as ws

EMPTY = "Open a rustc debug log, LLVM IR or a .cguviz file:  Ctrl+O, or drop it here."
MEASURED = "Published measurements name no functions: the view of estimates shows what they tell."
BARE = (
    "A profile tells no functions: its threads are below.\nOpen the debug log or the LLVM IR of the same build together"
    " with it to see what its units hold."
)
PHASES = "Only phases and how long they lasted are known: they stand in the inspector."
LEGIBLE = 14.0 / ITEM_HEIGHT
"""The least scale after going to an item: its label is 14 pixels high."""
EXTEND = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier


class GraphPane(CanvasPane):
    """The canvas as a view of the window."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__((GraphView(),), parent)
        self._store = store
        self._drawn: Drawn | None = None
        self._boxes: SceneBoxes | None = None
        self._clicking = False
        self._selection = store.workspace.selection
        self._under = Hit()
        canvas = self.canvas
        canvas.set_tooltip(self._tooltip)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(canvas)
        canvas.clicked.connect(self._clicked)
        canvas.activated.connect(self._activated)
        canvas.folded.connect(self._fold)
        canvas.banded.connect(self._banded)
        canvas.hovered.connect(self._hovered)
        store.changes_of("captures").connect(self._tell)
        store.changes_of("drawn").connect(self._redraw)
        store.changes_of("index", "search").connect(self._light)
        store.changes_of("opened").connect(self._announce)
        store.changes_of("selection").connect(self._follow_selection)
        store.went.connect(self._go)
        self._announce()
        self._tell()
        self._redraw()

    def unit_under_pointer(self) -> str:
        """Return the name of the unit under the pointer, "" for none."""
        drawn = self._drawn
        if drawn is None or not 0 <= self._under.unit < len(drawn.partition.units):
            return ""
        return drawn.partition.units[self._under.unit]

    # From the store to the canvas

    def _redraw(self) -> None:
        drawn, before = self._store.drawn, self._drawn
        self._drawn = drawn
        if drawn is None:
            self._boxes = None
            self.canvas.set_scene(None)
            return
        known = before is not None and (
            drawn.kept
            or (before.request.opened, before.request.base.crate) == (drawn.request.opened, drawn.request.base.crate)
        )
        whole = self.is_whole()
        self._boxes = boxes_of(drawn.scene, drawn.partition.item)
        self.canvas.set_scene(drawn.scene)
        self._mark()
        self._light()
        self.place_camera(known=known)
        if known and not whole:
            self._reveal(ws.NOTHING)

    def _tell(self) -> None:
        """Say why there is no picture, where only a profile was opened, or published measurements."""
        capture = self._store.capture
        if capture is not None and self._store.workspace.crate in self._store.bare:
            threads = capture.timeline is not None and len(capture.timeline) > 0
            message = BARE if threads else PHASES
            self.canvas.set_message(message if capture.measurements is None else MEASURED)

    def _announce(self) -> None:
        """Tell people to open files, or which are being opened."""
        opened = self._store.workspace.opened
        self.canvas.set_message(EMPTY if opened is None else f"Opening {', '.join(opened.files)} …")

    def _follow_selection(self) -> None:
        before, self._selection = self._selection, self._store.workspace.selection
        self._mark()
        if not self._clicking:
            self._reveal(before)

    def _mark(self) -> None:
        """Outline the selection."""
        drawn, boxes = self._drawn, self._boxes
        if drawn is None or boxes is None:
            return
        selection = self._store.workspace.selection
        names = drawn.partition.units.tolist() if selection.units else []
        units = [names.index(name) for name in selection.units if name in names]
        rows = boxes.of_items(np.array(selection.items, np.int64))
        capture = self._store.captures[drawn.request.base.crate] if self._store.captures else None
        uses = None if capture is None else capture.uses
        self.canvas.set_selection(rows, units, ends=boxes.ends(selection.items, rows, uses))

    def _light(self) -> None:
        """Dim all but search hits."""
        workspace, index = self._store.workspace, self._store.index
        if self._boxes is None:
            return
        if workspace.search.strip() and index is not None:
            self.canvas.set_lit(self._boxes.of_items(find(index, workspace.search)))
        else:
            self.canvas.set_lit(None)

    def _rect_of_selection(self) -> Floats | None:
        """Return (4,) the rectangle of the copy or unit that was chosen last."""
        stage, selection = self._store.stage, self._store.workspace.selection
        if self._drawn is None or stage is None:
            return None
        if selection.items:
            if stage.partition is not self._drawn.partition:
                return None
            return self._rect_of_placement(wording.placement_in(stage, selection.items[-1], selection.at))
        names = self._drawn.partition.units.tolist()
        if selection.units and selection.units[-1] in names:
            rect: Floats = self._drawn.scene.units.box[names.index(selection.units[-1])]
            return rect
        return None

    def _rect_of_placement(self, placement: int) -> Floats | None:
        """Return (4,) the rectangle of a placement: its box, or its unit if that is folded; None for none."""
        if placement < 0 or self._drawn is None or self._boxes is None:
            return None
        box = int(self._boxes.box[placement])
        scene, starts = self._drawn.scene, self._drawn.partition.starts
        unit = int(starts.searchsorted(placement, side="right")) - 1
        rect: Floats = scene.boxes.box[box] if box >= 0 else scene.units.box[unit]
        return rect

    def _reveal(self, before: ws.Selection) -> None:
        """Move as little as shows the selection: not at all if it can be seen."""
        rect, now = self._rect_of_selection(), self._store.workspace.selection
        if rect is None or (before.items, before.at, before.units) == (now.items, now.at, now.units):
            return
        x0, y0, x1, y1 = self.canvas.viewport().world
        if rect[0] < x1 and rect[2] > x0 and rect[1] < y1 and rect[3] > y0:
            return
        self._centre(rect, self.canvas.camera.scale)

    def _go(self) -> None:
        """Bring the selection into the middle, large enough to be read."""
        rect, selection = self._rect_of_selection(), self._store.workspace.selection
        if rect is None:
            return
        if selection.items:
            self._centre(rect, max(self.canvas.camera.scale, LEGIBLE))
        else:
            self.canvas.fit_selection()

    def _centre(self, rect: Floats, scale: float) -> None:
        self.canvas.camera.restore((float(rect[0] + rect[2]) / 2, float(rect[1] + rect[3]) / 2, scale))

    # From the canvas to the store

    def _items_of(self, boxes: Longs | Ints) -> list[int]:
        return [] if self._boxes is None else self._boxes.items_of(boxes)

    def _unit_name(self, hit: Hit) -> str:
        return "" if self._drawn is None else self._drawn.partition.units[hit.unit]

    def _clicked(self, hit: Hit, modifiers: Qt.KeyboardModifier) -> None:
        workspace, extend = self._store.workspace, bool(modifiers & EXTEND)
        self._clicking = True
        if hit.box >= 0:
            items = self._items_of(np.array([hit.box]))
            self._store.apply(ws.select_items(workspace, items, at=self._unit_name(hit), extend=extend))
        elif hit.unit >= 0:
            self._store.apply(ws.select_units(workspace, [self._unit_name(hit)], extend=extend))
        elif not extend:
            self._store.apply(ws.select(workspace, ws.NOTHING))
        self._clicking = False

    def _activated(self, hit: Hit) -> None:
        if self._drawn is None:
            return
        if hit.box >= 0:
            items = self._items_of(np.array([hit.box]))
            chosen = ws.select_items(self._store.workspace, items, at=self._unit_name(hit))
            self._clicking = True
            self._store.apply(ws.focus_on(chosen, items[0]))
            self._clicking = False
        elif hit.block >= 0:
            block = self._drawn.scene.blocks.box[hit.block]
            self.canvas.camera.fit(block, self.canvas.size().toSizeF())

    def _banded(self, boxes: Longs) -> None:
        self._clicking = True
        self._store.apply(ws.select_items(self._store.workspace, self._items_of(boxes)))
        self._clicking = False

    def _fold(self, unit: int) -> None:
        if self._drawn is not None and unit < len(self._drawn.partition.units):
            self._store.apply(ws.fold(self._store.workspace, [self._drawn.partition.units[unit]]))

    def _hovered(self, hit: Hit) -> None:
        self._under = hit

    def _tooltip(self, hit: Hit) -> str:
        stage = self._store.stage
        if self._boxes is None or self._drawn is None or stage is None:
            return ""
        if stage.partition is not self._drawn.partition:
            return ""
        scene = self._drawn.scene
        if hit.box >= 0:
            slots = self._boxes.slots_of(np.array([hit.box]))
            if len(slots) > 1:
                return wording.tooltip_of_stack(stage, stage.partition.item[slots].tolist(), hit.unit)
            return wording.tooltip_of_item(stage, int(stage.partition.item[slots[0]]), int(slots[0]))
        if hit.block >= 0:
            return wording.breakable(scene.blocks.title[hit.block])
        return wording.tooltip_of_unit(stage, hit.unit) if 0 <= hit.unit < len(stage.partition.units) else ""
