"""The matrix of uses as a view: which side, in which order, and what a click selects. Joins the grid with the store."""

from __future__ import annotations

import dataclasses

from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from cguviz.scene.graph.caption import NO_USES
from cguviz.scene.matrix.describe import legend
from cguviz.ui.store.store import Store
from cguviz.ui.views.matrix_grid import MatrixGrid
from cguviz.ui.views.matrix_key import MatrixKey
from cguviz.ui.views.pane import Pane
from cguviz.ui.widgets.heading import Heading
from cguviz.workspace.requests.views import BY_CLUSTER, BY_NAME, BY_SIZE
from cguviz.workspace.results.matrix import Tabulated
from cguviz.workspace.state import workspace as ws
from cguviz.workspace.state.resolve import tabulate_of

FACES = (
    (ws.Face.BOTH, "Difference", "Uses of the change less those of the base"),
    (ws.Face.BASE, "Base", "The base alone; Tab flips to the change"),
    (ws.Face.CHANGE, "Change", "The change alone; Tab flips to the base"),
)
ORDER_TITLES = {BY_NAME: "by name", BY_SIZE: "by size", BY_CLUSTER: "by cluster"}
WAITING = "Counting uses …"
BARE = "A profile tells no functions: open the LLVM IR of the same build together with it to see who uses whom."


class MatrixPane(Pane):
    """Units by units."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        self.grid = MatrixGrid()
        super().__init__((self.grid,), parent)
        self._store = store
        self._shown: Tabulated | None = None
        self.faces = QButtonGroup(self)
        line = QHBoxLayout()
        line.setContentsMargins(6, 3, 6, 1)
        line.setSpacing(2)
        for number, (_, text, tip) in enumerate(FACES):
            button = QToolButton()
            button.setText(text)
            button.setToolTip(tip)
            button.setCheckable(True)
            button.setAutoRaise(True)
            self.faces.addButton(button, number)
            line.addWidget(button)
        self.order = QComboBox()
        self.order.setToolTip("How units stand; clusters put those together that use each other most")
        self.order.setAccessibleName("Order of units")
        for name, title in ORDER_TITLES.items():
            self.order.addItem(f"Units {title}", name)
        line.addWidget(self.order)
        self.summary = Heading()
        line.addWidget(self.summary, 1)
        self.key = MatrixKey()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(line)
        layout.addWidget(self.key)
        layout.addWidget(self.grid, 1)
        self.faces.idClicked.connect(self._choose_face)
        self.order.activated.connect(self._choose_order)
        self.grid.cell_chosen.connect(self._choose_cell)
        self.grid.unit_chosen.connect(self._choose_unit)
        store.answered.connect(self._follow)
        store.changes_of("opened", "crate", "base", "change", "face", "selection", "view", "order").connect(
            self._follow
        )
        self._show()
        self._follow()

    @property
    def shown(self) -> Tabulated | None:
        """The matrix that is shown."""
        return self._shown

    def fit_all(self) -> None:
        """Show everything."""
        self.grid.fit()

    def pan(self, dx: int, dy: int) -> None:
        """Shift the picture by screen pixels."""
        self.grid.camera.pan(dx, dy)

    # From the store to the grid

    def _follow(self) -> None:
        workspace = self._store.workspace
        if workspace.view != ws.MATRIX:
            return
        for button in self.faces.buttons():
            button.setVisible(workspace.change not in (None, ws.PAIR))
        self.faces.button([face for face, _, _ in FACES].index(workspace.face)).setChecked(True)
        self.order.setCurrentIndex(self.order.findData(workspace.order))
        wanted = None if workspace.opened is None else tabulate_of(workspace, workspace.opened)
        found = None if wanted is None else self._store.answer_to(wanted)
        if found is not self._shown or found is None:
            self._shown = found if isinstance(found, Tabulated) else None
            self._show()
        self._mark()

    def _show(self) -> None:
        shown = self._shown
        scene = shown.scene if shown is not None and shown.known else None
        message = BARE if self._store.workspace.crate in self._store.bare else WAITING
        self.grid.show_scene(scene, message if shown is None else f"{NO_USES[0].upper()}{NO_USES[1:]}.")
        self.summary.set_text("" if shown is None else shown.scene.caption[-1])
        kinds, steps = ([], []) if scene is None else (legend(scene), scene.steps.tolist())
        self.key.show_steps(tuple(kinds), tuple(steps))

    def _mark(self) -> None:
        """Outline the cell that is selected, or mark the names of units."""
        shown, selection = self._shown, self._store.workspace.selection
        if shown is None:
            return
        cell = -1
        if selection.uses and selection.units:
            cell = shown.cell_of((selection.units[0], selection.units[-1]), on_change=selection.on_change)
        self.grid.select(cell, shown.places_of(selection.units, on_change=selection.on_change))

    # From the grid to the store

    def _choose_cell(self, cell: int) -> None:
        workspace = self._store.workspace
        if cell < 0 or self._shown is None:
            self._store.apply(ws.select(workspace, ws.NOTHING))
            return
        (user, used), on_change = self._shown.names_of(cell)
        if user:
            units = (user,) if user == used else (user, used)
            self._store.apply(ws.select(workspace, ws.Selection(units=units, on_change=on_change, uses=True)))

    def _choose_unit(self, place: int, extend: bool) -> None:
        if self._shown is not None:
            name, on_change = self._shown.name_at(place)
            chosen = ws.select_units(self._store.workspace, [name], extend=extend, on_change=on_change)
            self._store.apply(chosen)

    def _choose_face(self, number: int) -> None:
        self._store.apply(ws.show_face(self._store.workspace, FACES[number][0]))

    def _choose_order(self, row: int) -> None:
        self._store.apply(dataclasses.replace(self._store.workspace, order=self.order.itemData(row)))
