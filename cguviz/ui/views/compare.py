"""The comparison: two panes through one camera, what flows between them below. Joins both with the store."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import QByteArray, QEvent, QObject, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from cguviz.model.columns import Floats, Ints, Longs
from cguviz.model.comparison import Fate
from cguviz.model.layout import ITEM_HEIGHT
from cguviz.scene.graph.hit import Hit
from cguviz.scene.scene import Role
from cguviz.ui.frame.settings import CameraState
from cguviz.ui.store.answers_shown import Sides
from cguviz.ui.store.store import Store
from cguviz.ui.text import comparison as comparison_text
from cguviz.ui.text import wording
from cguviz.ui.views.boxes import SceneBoxes
from cguviz.ui.views.comparebar import CompareBar
from cguviz.ui.views.flow import FlowStrip
from cguviz.ui.views.morph import Morph
from cguviz.ui.views.pane import CanvasPane
from cguviz.ui.views.side import NO_ROWS, SideView
from cguviz.ui.widgets.heading import Entry
from cguviz.workspace.lists.search import find
from cguviz.workspace.state import workspace as ws

EMPTY = "Choose what to compare with in the toolbar:  base → change.\nTwo files opened together are compared at once."
WAITING = "Comparing …"
BARE = "Of one of these sides only a profile is open: only the threads can be compared."
LEGIBLE = 14.0 / ITEM_HEIGHT
"""The largest scale when going to an item: its label is 14 pixels high."""
EXTEND = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
NOWHERE = np.empty((0, 4)), np.empty((0, 4))
PLAIN_ROLES = (Role.ROOT, Role.INLINED, Role.COPIES)
"""They look as in the graph and need no key."""
NEIGHBOURS = 200
"""Callers and callees that are brought into view around a focus, at most."""


class ComparePane(CanvasPane):
    """Base on the left, change on the right.

    Parameters
    ----------
    units
        Whether frames are units; else this is the map of modules.
    """

    def __init__(self, store: Store, parent: QWidget | None = None, *, units: bool = True) -> None:
        self._units = units
        self._base, self._change = (SideView(on_change=on_change, units=units) for on_change in (False, True))
        super().__init__((self._base.canvas, self._change.canvas), parent)
        self._store = store
        self._sides: Sides | None = None
        self._clicking = False
        self._before_focus: CameraState | None = None
        self._face, self._focus = store.workspace.face, store.workspace.focus
        self.bar = CompareBar(store)
        self.bar.show_flow(units)
        self.flow = FlowStrip()
        self.panes = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self.whole = QSplitter(Qt.Orientation.Vertical)
        for side in self._both:
            self.panes.addWidget(side)
        self.whole.addWidget(self.panes)
        self.whole.addWidget(self.flow)
        self.whole.setCollapsible(0, False)
        self.whole.setStretchFactor(0, 1)
        self.whole.setSizes([800, 150 if units else 0])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self.whole, 1)
        self._morph = Morph(self)
        self._connect()
        self._show_face(store.workspace.face)
        self._redraw()

    @property
    def _both(self) -> tuple[SideView, SideView]:
        return self._base, self._change

    def _connect(self) -> None:
        for side in self._both:
            canvas = side.canvas
            canvas.set_tooltip(partial(self._tooltip, side))
            canvas.clicked.connect(partial(self._clicked, side))
            canvas.activated.connect(partial(self._activated, side))
            canvas.folded.connect(partial(self._zoom_to_frame, side))
            canvas.banded.connect(partial(self._banded, side))
            canvas.hovered.connect(partial(self._echo, side))
        self.flow.items_chosen.connect(self._choose_items)
        self.flow.unit_chosen.connect(self._choose_unit)
        self.bar.flow_wanted.connect(self._show_flow)
        store = self._store
        store.changes_of("sides").connect(self._redraw)
        store.changes_of("opened", "change").connect(self._say_what_to_do)
        store.changes_of("folded").connect(self._fold)
        store.changes_of("selection", "focus").connect(self._follow_selection)
        store.changes_of("moved_only").connect(self._show_moved_only)
        store.changes_of("face").connect(self._turn)
        store.changes_of("index", "focus", "search").connect(self._light)
        store.went.connect(self._go)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """End the passage between two sides when people go on."""
        if event.type() in (QEvent.Type.Wheel, QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress):
            self._morph.skip()
        return super().eventFilter(watched, event)

    # What is kept between starts

    def save_state(self) -> QByteArray:
        """Return the positions of the lines between the parts, for `restore_state`."""
        return self.whole.saveState() + self.panes.saveState()

    def restore_state(self, state: QByteArray) -> None:
        """Put the lines between the parts where they were."""
        length = self.whole.saveState().size()
        self.whole.restoreState(state.first(min(length, state.size())))
        self.panes.restoreState(state.sliced(min(length, state.size())))
        self.bar.show_flow(self.whole.sizes()[1] > 0)

    # From the store to the panes

    def _redraw(self) -> None:
        before, sides = self._sides, self._store.sides
        if sides is not None and (sides.request.view == "sides") != self._units:
            # The other view of the same comparison: what was drawn here is still right.
            return
        self._sides, self._before_focus = sides, None
        self._morph.skip()
        self._fill()
        self.flow.show_streams(None if sides is None else sides.compared.streams)
        self.bar.show_sides(sides, self._entries())
        self._say_what_to_do()
        if sides is None:
            return
        self._mark()
        self._light()
        same = before is not None and before.request.opened == sides.request.opened
        self.place_camera(known=same)

    def _fill(self) -> None:
        """Show both sides as far as they are not folded."""
        workspace = self._store.workspace
        for side in self._both:
            side.show_sides(self._sides, workspace.folded)
        self._show_moved_only()

    def unit_under_pointer(self) -> str:
        """Return the name of the unit under the pointer on either side, "" for none."""
        return next(filter(None, (side.under_pointer() for side in self._both)), "")

    def _entries(self) -> tuple[Entry, ...]:
        """Return the legend: of the graph the looks that only comparisons have, of the map the colours too."""
        if self._sides is None:
            return ()
        pair = self._sides.compared.pair
        legend = dict.fromkeys((*pair.base.legend, *pair.change.legend))
        if self._units:
            return tuple(Entry(text, role) for role, text in legend if role not in PLAIN_ROLES)
        colors = tuple(Entry(name, Role.ROOT, tint) for name, tint in pair.change.tint_names if tint >= 0)
        return (*(Entry(text, role) for role, text in legend if role not in PLAIN_ROLES), *colors)

    def _say_what_to_do(self) -> None:
        workspace = self._store.workspace
        change = workspace.change
        text = EMPTY if change is None else WAITING
        if change is not None and not self._store.bare.isdisjoint((workspace.crate, change.crate)):
            text = BARE
        for side in self._both:
            side.canvas.set_message(text if side is self._base or workspace.change is not None else "")

    def _fold(self) -> None:
        if self._units:
            self._morph.skip()
            self._fill()
            self._mark()
            self._light()

    def _follow_selection(self) -> None:
        """Mark the selection and bring it into sight; while a focus is shown, its neighbourhood instead."""
        before, self._focus = self._focus, self._store.workspace.focus
        self._mark()
        if self._focus != before:
            self._look_around(before, self._focus)
        elif not self._clicking:
            self._reveal(legible=False)

    def _show_moved_only(self) -> None:
        for side in self._both:
            side.show_moved_only(self._store.workspace.moved_only)

    def _items(self) -> tuple[int, ...]:
        return comparison_text.known_items(self._sides, self._store.workspace.selection, 0)

    def _mark(self) -> None:
        """Outline the selection, in both panes."""
        sides, selection = self._sides, self._store.workspace.selection
        if sides is None:
            return
        items = self._items()
        for side, other in (self._both, self._both[::-1]):
            frames = side.rows_of(selection)
            across = other.rows_of(selection)
            if other.boxes is not None and len(across):
                found = [side.frame_at(other.boxes.scene.units.box[row]) for row in across.tolist()]
                frames = np.array([row for row in found if row >= 0], np.int32)
            side.mark(items, frames)
        self.flow.select(np.array(items, np.int32) if items else self._items_of_units(selection))

    def _items_of_units(self, selection: ws.Selection) -> Ints:
        if self._sides is None or not selection.units:
            return NO_ROWS
        partition = comparison_text.halves(self._sides)[selection.on_change].partition
        units = [
            comparison_text.find_unit(self._sides, name, on_change=selection.on_change) for name in selection.units
        ]
        rows = [partition.item[partition.starts[unit] : partition.starts[unit + 1]] for unit in units if unit >= 0]
        return np.unique(np.concatenate(rows)) if rows else NO_ROWS

    def _light(self) -> None:
        """Dim all but the neighbourhood of the focus, or all but search hits."""
        workspace, index = self._store.workspace, self._store.index
        items: Ints | None = None
        for side in self._both:
            if workspace.focus >= 0:
                items = self._neighbours(side, workspace.focus)
            elif workspace.search.strip() and index is not None:
                items = find(index, workspace.search)
            side.light(items)

    def _neighbours(self, side: SideView, item: int) -> Ints:
        """Return the item, its users and the items used by it, on one side."""
        uses = side.uses
        if uses is None or item + 1 >= len(uses.starts):
            return np.array([item], np.int32)
        users = uses.user[uses.used == item]
        useds = uses.used[uses.starts[item] : uses.starts[item + 1]]
        return np.unique(np.concatenate([[item], users, useds])).astype(np.int32)

    # Where one looks

    def _rects(self) -> Floats:
        """Return (k, 4) all places of the item or unit selected last, on both sides."""
        selection, items = self._store.workspace.selection, self._items()
        if items:
            return np.vstack([side.rects_of(np.array(items[-1:], np.int32)) for side in self._both])
        rects = [
            side.boxes.scene.units.box[side.rows_of(selection)[-1:]] for side in self._both if side.boxes is not None
        ]
        return np.vstack(rects) if rects else np.empty((0, 4))

    def _reveal(self, *, legible: bool) -> None:
        """Bring all places of the selection into view; move nothing if they can be seen."""
        rects = self._rects()
        if not len(rects):
            return
        x0, y0, x1, y1 = self.canvas.viewport().world
        middle = (rects[:, :2] + rects[:, 2:]) / 2
        seen = bool(((middle > (x0, y0)) & (middle < (x1, y1))).all())
        if not seen or (legible and self.canvas.camera.scale < LEGIBLE):
            self._fit(rects)

    def _fit(self, rects: Floats) -> None:
        bounds = np.concatenate([rects[:, :2].min(axis=0), rects[:, 2:].max(axis=0)])
        margin = 0.1 * min(self.canvas.width(), self.canvas.height())
        self.canvas.camera.fit(bounds, self.canvas.size().toSizeF(), largest=LEGIBLE, margin=margin)

    def _go(self) -> None:
        if self.isVisible():
            self._reveal(legible=bool(self._items()))

    def _look_around(self, before: int, now: int) -> None:
        camera = self.canvas.camera
        if now < 0:
            if self._before_focus is not None:
                camera.restore(self._before_focus)
            self._before_focus = None
            return
        if self._sides is None or not self.isVisible():
            return
        if before < 0:
            self._before_focus = camera.state()
        around = [side.rects_of(self._neighbours(side, now)[:NEIGHBOURS]) for side in self._both]
        rects = np.vstack(around)
        if len(rects):
            self._fit(rects)

    # One side or both

    def _turn(self) -> None:
        """Show one side alone or both; from one to the other with a short passage."""
        before, now = self._face, self._store.workspace.face
        self._face = now
        whole = self.is_whole()
        shown = self._change if now is ws.Face.CHANGE else self._base
        old = (
            self._base if before is ws.Face.BASE or (before is ws.Face.BOTH and shown is self._change) else self._change
        )
        picture = (
            old.canvas.grab() if now is not ws.Face.BOTH and before is not ws.Face.BOTH and self.isVisible() else None
        )
        had_focus = any(side.canvas.hasFocus() for side in self._both)
        self._show_face(now)
        if had_focus:
            self.canvas.setFocus()
        if whole:
            self.fit_all()
        if picture is not None:
            self._pass_over(picture, shown)

    def _show_face(self, face: ws.Face) -> None:
        alone = {ws.Face.BASE: self._base, ws.Face.CHANGE: self._change}.get(face)
        for side in sorted(self._both, key=lambda side: side is alone):
            side.setVisible(alone is None or side is alone)
        # At once, not when the next events are handled: what is fitted afterwards must know its room.
        self.panes.refresh()
        self.setFocusProxy(self.canvas)

    def _pass_over(self, picture: QPixmap, shown: SideView) -> None:
        if self._sides is None or self._base.boxes is None or self._change.boxes is None:
            return
        places = flights(self._sides, self._base.boxes, self._change.boxes) if self._units else NOWHERE
        arriving = shown is self._change
        self._morph.begin(picture, shown.canvas, places if arriving else places[::-1], arriving=arriving)

    # From the panes to the store

    def _clicked(self, side: SideView, hit: Hit, modifiers: Qt.KeyboardModifier) -> None:
        workspace, extend = self._store.workspace, bool(modifiers & EXTEND)
        self._clicking = True
        if hit.box >= 0 and side.boxes is not None:
            items = side.boxes.items_of(np.array([hit.box]))
            at = side.unit_at(hit)
            self._store.apply(ws.select_items(workspace, items, at=at, extend=extend, on_change=side.on_change))
        elif (unit := side.unit_of(hit.unit))[0]:
            name, on_change = unit
            self._store.apply(ws.select_units(workspace, [name], extend=extend, on_change=on_change))
        elif not extend:
            self._store.apply(ws.select(workspace, ws.NOTHING))
        self._clicking = False

    def _activated(self, side: SideView, hit: Hit) -> None:
        if side.boxes is None:
            return
        if hit.box >= 0:
            items = side.boxes.items_of(np.array([hit.box]))
            chosen = ws.select_items(self._store.workspace, items, at=side.unit_at(hit), on_change=side.on_change)
            self._clicking = True
            self._store.apply(ws.focus_on(chosen, items[0]))
            self._clicking = False
        elif hit.block >= 0:
            self.canvas.camera.fit(side.boxes.scene.blocks.box[hit.block], self.canvas.size().toSizeF())

    def _zoom_to_frame(self, side: SideView, row: int) -> None:
        if side.boxes is not None and self._sides is not None:
            self.canvas.camera.fit(side.boxes.scene.units.box[row], self.canvas.size().toSizeF())

    def _banded(self, side: SideView, boxes: Longs) -> None:
        if side.boxes is not None:
            self._clicking = True
            items = side.boxes.items_of(boxes)
            self._store.apply(ws.select_items(self._store.workspace, items, on_change=side.on_change))
            self._clicking = False

    def _choose_items(self, items: Ints, extend: bool) -> None:
        self._store.apply(ws.select_items(self._store.workspace, items.tolist(), extend=extend))

    def _choose_unit(self, unit: int, on_change: bool) -> None:
        if self._sides is not None:
            name = comparison_text.halves(self._sides)[on_change].partition.units[unit]
            self._store.go(ws.select_units(self._store.workspace, [name], on_change=on_change))

    def _echo(self, side: SideView, hit: Hit) -> None:
        """Outline in both panes the other places of the items under the pointer."""
        sides = self._sides
        if sides is None or side.boxes is None:
            return
        slots = side.boxes.slots_of(np.array([hit.box])) if hit.box >= 0 else NO_ROWS
        table, fate = sides.compared.both.slots, sides.compared.comparison.fate
        if self._units:
            moved = table.item[slots][fate[table.item[slots]] == Fate.MOVED]
            places = np.flatnonzero(np.isin(table.item, moved) & ~table.inlined) if len(moved) else NO_ROWS
            slots = np.union1d(slots, places).astype(np.int32)
        for pane in self._both:
            frame = -1
            if pane is not side and hit.box < 0 and hit.unit >= 0:
                frame = pane.frame_at(side.boxes.scene.units.box[hit.unit])
            rows = NO_ROWS if pane.boxes is None else pane.boxes.of_slots(slots)
            pane.canvas.set_echo(rows, np.array([frame] if frame >= 0 else [], np.int32))

    def _tooltip(self, side: SideView, hit: Hit) -> str:
        if self._sides is None or side.boxes is None:
            return ""
        if hit.box >= 0:
            return comparison_text.tooltip_of_items(self._sides, side.boxes.items_of(np.array([hit.box])))
        if not self._units and hit.unit >= 0:
            return wording.breakable(side.boxes.scene.units.title[hit.unit])
        name, on_change = side.unit_of(hit.unit)
        unit = comparison_text.find_unit(self._sides, name, on_change=on_change)
        return comparison_text.tooltip_of_unit(self._sides, unit, on_change=on_change) if unit >= 0 else ""

    def _show_flow(self, shown: bool) -> None:
        sizes = self.whole.sizes()
        total = sum(sizes)
        high = self.flow.sizeHint().height()
        self.whole.setSizes([total - high, high] if shown else [total, 0])


def flights(sides: Sides, base: SceneBoxes, change: SceneBoxes) -> tuple[Floats, Floats]:
    """Return (k, 4) each: the boxes of the items that moved, in the base and in the change, the same items in turn."""
    comparison, table = sides.compared.comparison, sides.compared.both.slots
    moved = (comparison.fate[table.item] == Fate.MOVED) & ~table.inlined
    slots = [np.flatnonzero(moved & (table.sides == side) & (rows.box >= 0)) for side, rows in ((1, base), (2, change))]
    items, first, second = np.intersect1d(table.item[slots[0]], table.item[slots[1]], return_indices=True)
    del items
    rects = [
        rows.scene.boxes.box[rows.box[of[which]]]
        for rows, of, which in ((base, slots[0], first), (change, slots[1], second))
    ]
    return rects[0], rects[1]


class ModulesPane(ComparePane):
    """Both sides on the map of modules: position says module, colour says unit."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(store, parent, units=False)
