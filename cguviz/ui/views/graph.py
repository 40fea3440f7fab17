"""The graph: joins the canvas with the store. Knows which box is which item; paints nothing itself."""

from __future__ import annotations

import dataclasses

import numpy as np
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cguviz.model.columns import Floats, Ints, Longs
from cguviz.model.layout import ITEM_HEIGHT
from cguviz.scene.hit import Hit
from cguviz.ui import wording
from cguviz.ui.canvas.view import GraphView
from cguviz.ui.looks import current_theme
from cguviz.ui.settings import CameraState
from cguviz.ui.store import Drawn, Store
from cguviz.workspace import workspace as ws
from cguviz.workspace.search import find
from cguviz.workspace.walk import neighbours

EMPTY = "Open a rustc debug log, LLVM IR or a .cguviz file:  Ctrl+O, or drop it here."
LEGIBLE = 14.0 / ITEM_HEIGHT
"""The least scale after going to an item: its label is 14 pixels high."""
EXTEND = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier


@dataclasses.dataclass(frozen=True, eq=False)
class Boxes:
    """Where the placements of a picture are in it.

    Attributes
    ----------
    drawn
        The picture.
    box
        (p,) int32 the box of each placement, -1 where it is folded away.
    """

    drawn: Drawn
    box: Ints

    def of_items(self, items: Longs | Ints) -> Ints:
        """Return (k,) int32 the boxes that hold any copy of the items, each once."""
        wanted = np.zeros(int(self.drawn.partition.item.max(initial=-1)) + 1, np.bool_)
        wanted[items[items < len(wanted)]] = True
        boxes = np.unique(self.box[wanted[self.drawn.partition.item]])
        return boxes[boxes >= 0].astype(np.int32)

    def of_placement(self, placement: int) -> Floats | None:
        """Return (4,) the rectangle of a placement: its box, or its unit if that is folded; None for none."""
        if placement < 0:
            return None
        box = int(self.box[placement])
        scene, starts = self.drawn.scene, self.drawn.partition.starts
        unit = int(starts.searchsorted(placement, side="right")) - 1
        rect: Floats = scene.boxes.box[box] if box >= 0 else scene.units.box[unit]
        return rect


def boxes_of(drawn: Drawn) -> Boxes:
    """Turn the scene's "slots of each box" around."""
    box = np.full(len(drawn.partition), -1, np.int32)
    counts = np.diff(drawn.scene.box_slots_starts)
    box[drawn.scene.box_slots] = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    return Boxes(drawn, box)


class GraphPane(QWidget):
    """The canvas as a view of the window."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._boxes: Boxes | None = None
        self._clicking = False
        self._before_focus: CameraState | None = None
        self._fitted: CameraState | None = None
        self._wanted_camera: CameraState | None = None
        self._under = Hit()
        self.canvas = GraphView(self)
        self.canvas.set_message(EMPTY)
        self.canvas.set_theme(current_theme())
        self.canvas.set_tooltip(self._tooltip)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.canvas)
        self.setFocusProxy(self.canvas)
        self.canvas.clicked.connect(self._clicked)
        self.canvas.activated.connect(self._activated)
        self.canvas.folded.connect(self._fold)
        self.canvas.banded.connect(self._banded)
        self.canvas.hovered.connect(self._hovered)
        store.drawn_changed.connect(self._redraw)
        store.index_changed.connect(self._light)
        store.changed.connect(self._changed)
        store.went.connect(self._go)

    # What the window asks of a view

    def fit(self) -> None:
        """Show the selection, or, if it is shown already or there is none, everything."""
        before = self.canvas.camera.state()
        self.canvas.fit_selection()
        if self.canvas.camera.state() == before:
            self.fit_all()

    def fit_all(self) -> None:
        """Show everything, also after the window has got another size."""
        self.canvas.fit()
        self._fitted = self.canvas.camera.state()

    def camera_state(self) -> CameraState:
        """Return what `restore_camera` takes."""
        return self.canvas.camera.state()

    def restore_camera(self, state: CameraState) -> None:
        """Look at where one looked, as soon as there is something to look at."""
        self._wanted_camera = state

    def unit_under_pointer(self) -> str:
        """Return the name of the unit under the pointer, "" for none."""
        drawn = self._store.drawn
        if drawn is None or not 0 <= self._under.unit < len(drawn.partition.units):
            return ""
        return drawn.partition.units[self._under.unit]

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep everything in view if it was."""
        super().resizeEvent(event)
        if self._fitted is not None and self.canvas.camera.state() == self._fitted:
            self.canvas.resize(self.size())
            self.fit_all()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change from light to dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.canvas.set_theme(current_theme())

    # From the store to the canvas

    def _redraw(self) -> None:
        drawn, before = self._store.drawn, self._boxes
        self._before_focus = None
        if drawn is None:
            self._boxes = None
            self.canvas.set_scene(None)
            return
        same = before is not None and before.drawn.request.opened == drawn.request.opened
        same = same and before is not None and before.drawn.request.crate == drawn.request.crate
        was_whole = self.canvas.camera.state() == self._fitted
        self._boxes = boxes_of(drawn)
        self.canvas.set_scene(drawn.scene)
        self._mark()
        self._light()
        if self._wanted_camera is not None:
            self.canvas.camera.restore(self._wanted_camera)
            self._wanted_camera = None
        elif not same or was_whole:
            self.fit_all()
        else:
            self._reveal(ws.NOTHING)

    def _changed(self, before: ws.Workspace, now: ws.Workspace) -> None:
        if before.opened != now.opened:
            files = () if now.opened is None else now.opened.files
            self.canvas.set_message(f"Opening {', '.join(files)} …" if files else EMPTY)
        if before.selection != now.selection:
            self._mark()
            if not self._clicking and now.focus == before.focus:
                self._reveal(before.selection)
        if before.focus != now.focus:
            self._look_around(before.focus, now.focus)
        if before.focus != now.focus or before.search != now.search:
            self._light()

    def _mark(self) -> None:
        """Outline what is selected."""
        if self._boxes is None:
            return
        selection = self._store.workspace.selection
        names = self._boxes.drawn.partition.units.tolist() if selection.units else []
        units = [names.index(name) for name in selection.units if name in names]
        self.canvas.set_selection(self._boxes.of_items(np.array(selection.items, np.int64)), units)

    def _light(self) -> None:
        """Dim all but the neighbourhood of the focus, or but what was found."""
        workspace, stage, index = self._store.workspace, self._store.stage, self._store.index
        if self._boxes is None or stage is None:
            return
        if workspace.focus >= 0:
            self.canvas.set_lit(self._boxes.of_items(neighbours(stage.survey, stage.capture, workspace.focus)))
        elif workspace.search.strip() and index is not None:
            self.canvas.set_lit(self._boxes.of_items(find(index, workspace.search)))
        else:
            self.canvas.set_lit(None)

    def _rect_of_selection(self) -> Floats | None:
        """Return (4,) the rectangle of the copy or unit that was chosen last."""
        stage, selection = self._store.stage, self._store.workspace.selection
        if self._boxes is None or stage is None:
            return None
        if selection.items:
            if stage.partition is not self._boxes.drawn.partition:
                return None
            return self._boxes.of_placement(wording.placement_in(stage, selection.items[-1], selection.at))
        names = self._boxes.drawn.partition.units.tolist()
        if selection.units and selection.units[-1] in names:
            rect: Floats = self._boxes.drawn.scene.units.box[names.index(selection.units[-1])]
            return rect
        return None

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

    def _look_around(self, before: int, now: int) -> None:
        """Fit the neighbourhood of the focus, each neighbour's nearest copy; afterwards look where one looked."""
        stage = self._store.stage
        if now < 0:
            if self._before_focus is not None:
                self.canvas.camera.restore(self._before_focus)
            self._before_focus = None
            return
        if self._boxes is None or stage is None or stage.partition is not self._boxes.drawn.partition:
            return
        if before < 0:
            self._before_focus = self.canvas.camera.state()
        at = self._store.workspace.selection.at
        around = neighbours(stage.survey, stage.capture, now)
        found = [self._boxes.of_placement(wording.placement_in(stage, item, at)) for item in around[:200].tolist()]
        rects = np.array([rect for rect in found if rect is not None])
        if len(rects):
            bounds = np.concatenate([rects[:, :2].min(axis=0), rects[:, 2:].max(axis=0)])
            self.canvas.camera.fit(bounds, self.canvas.size().toSizeF())

    # From the canvas to the store

    def _items_of(self, boxes: Longs | Ints) -> list[int]:
        if self._boxes is None:
            return []
        scene, partition = self._boxes.drawn.scene, self._boxes.drawn.partition
        slots = [
            scene.box_slots[scene.box_slots_starts[box] : scene.box_slots_starts[box + 1]] for box in boxes.tolist()
        ]
        return list(dict.fromkeys(partition.item[np.concatenate(slots)].tolist())) if slots else []

    def _unit_name(self, hit: Hit) -> str:
        return "" if self._boxes is None else self._boxes.drawn.partition.units[hit.unit]

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
        if self._boxes is None:
            return
        if hit.box >= 0:
            items = self._items_of(np.array([hit.box]))
            chosen = ws.select_items(self._store.workspace, items, at=self._unit_name(hit))
            self._clicking = True
            self._store.apply(ws.focus_on(chosen, items[0]))
            self._clicking = False
        elif hit.block >= 0:
            block = self._boxes.drawn.scene.blocks.box[hit.block]
            self.canvas.camera.fit(block, self.canvas.size().toSizeF())

    def _banded(self, boxes: Longs) -> None:
        self._clicking = True
        self._store.apply(ws.select_items(self._store.workspace, self._items_of(boxes)))
        self._clicking = False

    def _fold(self, unit: int) -> None:
        if self._boxes is not None and unit < len(self._boxes.drawn.partition.units):
            self._store.apply(ws.fold(self._store.workspace, [self._boxes.drawn.partition.units[unit]]))

    def _hovered(self, hit: Hit) -> None:
        self._under = hit

    def _tooltip(self, hit: Hit) -> str:
        stage = self._store.stage
        if self._boxes is None or stage is None or stage.partition is not self._boxes.drawn.partition:
            return ""
        scene = self._boxes.drawn.scene
        if hit.box >= 0:
            slots = scene.box_slots[scene.box_slots_starts[hit.box] : scene.box_slots_starts[hit.box + 1]]
            if len(slots) > 1:
                return wording.tooltip_of_stack(stage, stage.partition.item[slots].tolist(), hit.unit)
            return wording.tooltip_of_item(stage, int(stage.partition.item[slots[0]]), int(slots[0]))
        if hit.block >= 0:
            return wording.breakable(scene.blocks.title[hit.block])
        return wording.tooltip_of_unit(stage, hit.unit) if 0 <= hit.unit < len(stage.partition.units) else ""
