"""One side of a comparison on a canvas: which box and frame is what. Knows nothing of the other side's widget."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cguviz.model.columns import Floats, Ints
from cguviz.model.uses import Uses
from cguviz.scene.compare.sides import different
from cguviz.scene.graph.folding import fold as fold
from cguviz.scene.graph.folding import places_of
from cguviz.scene.graph.hit import Hit
from cguviz.ui.canvas.view import GraphView
from cguviz.ui.store.answers_shown import Sides
from cguviz.ui.text import comparison as comparison_text
from cguviz.ui.views.boxes import SceneBoxes, boxes_of
from cguviz.ui.widgets.heading import BETWEEN, Heading
from cguviz.workspace.state.workspace import Selection

NO_ROWS: Ints = np.empty(0, np.int32)


class SideView(QWidget):
    """A heading and a canvas.

    Parameters
    ----------
    on_change
        Whether it shows the change side.
    units
        Whether its frames are units; else they are groups of modules.
    """

    def __init__(self, *, on_change: bool, units: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.on_change = on_change
        self._units = units
        self.sides: Sides | None = None
        self.boxes: SceneBoxes | None = None
        self._different: Ints | None = None
        self._row_at: dict[tuple[float, ...], int] = {}
        self.heading = Heading()
        self.canvas = GraphView()
        self.canvas.setAccessibleName("Change side" if on_change else "Base side")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.heading)
        layout.addWidget(self.canvas, 1)

    def show_sides(self, sides: Sides | None, folded: frozenset[str] = frozenset()) -> None:
        """Show this side of a comparison, without the items of folded units."""
        self.sides = sides
        self._different = None
        if sides is None:
            self.boxes, self._row_at = None, {}
            self.heading.set_text("")
            self.canvas.set_scene(None)
            return
        pair = sides.compared.pair
        places = places_of((pair.base, pair.change), folded if self._units else frozenset())
        scene = fold(pair.change if self.on_change else pair.base, places)
        self.boxes = boxes_of(scene, sides.compared.slot_item)
        self._row_at = {tuple(box): row for row, box in enumerate(scene.units.box.tolist())}
        heading = pair.headings[self.on_change].split(BETWEEN)
        name = comparison_text.stages(sides)[self.on_change]
        self.heading.set_text(BETWEEN.join([f"{'change' if self.on_change else 'base'} {name}", *heading[1:]]))
        self.canvas.set_scene(scene)

    @property
    def uses(self) -> Uses | None:
        """The uses of this side."""
        if self.sides is None:
            return None
        comparison = self.sides.compared.comparison
        return comparison.change_uses if self.on_change else comparison.base_uses

    def frame_at(self, box: Floats) -> int:
        """Return the row of the frame that has just this place, -1 for none.

        Both sides are drawn on one layout, so what stands for one unit on both has one place.
        """
        return self._row_at.get(tuple(box.tolist()), -1)

    def unit_of(self, row: int) -> tuple[str, bool]:
        """Return the unit that a frame stands for: its name, "" for none, and whether it is one of the change side."""
        if self.sides is None or self.boxes is None or row < 0 or not self._units:
            return "", self.on_change
        comparison = self.sides.compared.comparison
        own = len((comparison.change if self.on_change else comparison.base).units)
        name = self.boxes.scene.units.title[row]
        return name, self.on_change if row < own else not self.on_change

    def rows_of(self, selection: Selection) -> Ints:
        """Return the frames of the selected units that are of this side."""
        if self.sides is None or not self._units or selection.on_change != self.on_change:
            return NO_ROWS
        comparison = self.sides.compared.comparison
        names = (comparison.change if self.on_change else comparison.base).units.tolist()
        return np.array([names.index(name) for name in selection.units if name in names], np.int32)

    def under_pointer(self) -> str:
        """Return the name of the unit under the pointer, "" for none."""
        return self.unit_of(self.canvas.under.unit)[0]

    def unit_at(self, hit: Hit) -> str:
        """Return the name of the unit of this side that the box under the pointer lies in, "" for none."""
        if self.boxes is None or hit.box < 0:
            return ""
        name, on_change = self.unit_of(int(self.boxes.scene.boxes.unit[hit.box]))
        return name if on_change == self.on_change else ""

    def mark(self, items: tuple[int, ...], frames: Ints) -> None:
        """Select the boxes of some items, and some frames."""
        if self.boxes is not None:
            rows = self.boxes.of_items(np.array(items, np.int64))
            self.canvas.set_selection(rows, frames, ends=self.boxes.ends(items, rows, self.uses))

    def light(self, items: Ints | None) -> None:
        """Dim all but some items; None for nothing."""
        if self.boxes is not None:
            self.canvas.set_lit(None if items is None else self.boxes.of_items(items))

    def show_moved_only(self, moved_only: bool) -> None:
        """Let the items that are the same on both sides step back, or not."""
        if self.boxes is None:
            return
        if self._different is None:
            self._different = different(self.boxes.scene)
        whole = np.arange(len(self.boxes.scene.boxes), dtype=np.int32)
        self.canvas.set_dimmed(np.setdiff1d(whole, self._different) if moved_only else NO_ROWS)

    def rects_of(self, items: Ints) -> Floats:
        """Return (k, 4) where boxes of some items are."""
        if self.boxes is None:
            return np.empty((0, 4))
        rects: Floats = self.boxes.scene.boxes.box[self.boxes.of_items(items)]
        return rects
