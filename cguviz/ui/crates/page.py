"""The page of a whole build: crates over time, and below them a table that any of them is opened from."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cguviz.analysis.builds import causes, critical_crates
from cguviz.model.build import Build
from cguviz.scene.crates.table import COLUMNS
from cguviz.scene.crates.text import headline, machine
from cguviz.scene.timeline.arrangement import LANES, THREADS
from cguviz.ui.crates.model import CratesModel
from cguviz.ui.crates.view import BuildView
from cguviz.ui.lists.table_base import AnyIndex, lines_view
from cguviz.ui.store.store import Store
from cguviz.ui.timeline.legend import Legend
from cguviz.ui.timeline.places import RULER, lay_out
from cguviz.ui.widgets.choice import ChoiceBox
from cguviz.ui.widgets.heading import Heading
from cguviz.workspace.requests.timing import AUTO
from cguviz.workspace.state import opening
from cguviz.workspace.state import workspace as ws
from cguviz.workspace.state.resolve import BUILD
from cguviz.workspace.timeline.crates import chart_of

ROWS = (("auto", "Rows as fit"), ("threads", "A row per crate"), ("lanes", "Packed lanes"))
SORTS = (("start", "by start"), ("duration", "by duration"), ("name", "by name"))
LEAST, MOST = 56, 280
"""Pixels of columns, which are as wide as what they show."""
ROW, AROUND = 11, 110
"""Pixels of a row that can be read, and of what stands around the rows."""
SPARE = 30
"""Pixels left free below the last lane."""
SHARES = (2, 1)
"""Of the height, for the timeline at most and for the table."""


class BuildPage(QWidget):
    """The page of a whole build: a timeline of its crates above a table of them.

    Parameters
    ----------
    export
        Asks how to export a kind of picture.
    """

    def __init__(self, store: Store, export: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._build: Build | None = None
        self._drawn: object = None
        self.heading = Heading()
        self.rows, self.sort = ChoiceBox(ROWS, "Rows of crates"), ChoiceBox(SORTS, "Order of rows")
        self.open_button = QPushButton("Open crate")
        self.open_button.setToolTip("Its graph and its threads (Enter); Alt+Left comes back")
        fit, write = QToolButton(), QToolButton()
        fit.setText("Fit")
        write.setText("Export…")
        self.view, self.model = BuildView(), CratesModel(self)
        self.table = lines_view(self.model, "Crates", (), self)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.table.horizontalHeader()
        header.setMinimumSectionSize(LEAST)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        line = QHBoxLayout()
        line.setContentsMargins(8, 4, 8, 4)
        line.addWidget(self.heading, 1)
        buttons: tuple[QWidget, ...] = (self.rows, self.sort, self.open_button, fit, write)
        for widget in buttons:
            line.addWidget(widget)
        self.halves = QSplitter(Qt.Orientation.Vertical)
        self.halves.setChildrenCollapsible(False)
        self.halves.addWidget(self.view)
        self.halves.addWidget(self.table)
        for place, share in enumerate(SHARES):
            self.halves.setStretchFactor(place, share)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.legend = Legend()
        layout.addLayout(line)
        layout.addWidget(self.legend)
        layout.addWidget(self.halves, 1)
        fit.clicked.connect(self.view.fit)
        write.clicked.connect(lambda: export(BUILD))
        self.rows.activated.connect(self._arrange)
        self.sort.activated.connect(self._arrange)
        self.open_button.clicked.connect(lambda: self.open_crate(self.view.crate))
        self.view.wanted.connect(self.open_crate)
        self.view.picked.connect(self._show_line)
        self.table.activated.connect(self._activate)
        self.table.selectionModel().currentRowChanged.connect(self._show_bar)
        store.changes_of("build").connect(self._refill)
        store.changes_of("build", "timing").connect(self._draw)
        self._refill()

    def open_crate(self, crate: int) -> None:
        """Open the capture of a crate, or else its profile."""
        build = self._store.build
        if build is None or crate < 0:
            return
        file = build.file[crate]
        if file:
            self._store.apply(opening.open_crate(self._store.workspace, file))
        else:
            self._store.noted.emit(f"There is no capture and no profile of {COLUMNS[0].value(build, crate)} to open.")

    def _refill(self) -> None:
        build = self._store.build
        if build is None or build is self._build:
            # Whoever comes back from a crate finds all as it was.
            return
        self._build = build
        self.heading.set_text(" · ".join(part for part in (headline(build), machine(build)) if part))
        self.heading.setToolTip("\n".join(build.sources))
        self.model.show(build, critical_crates(build, causes(build)))
        empty = self.model.empty_columns()
        for column in range(len(COLUMNS)):
            self.table.setColumnHidden(column, column in empty)
        self.table.resizeColumnsToContents()
        self.table.setColumnWidth(0, min(self.table.columnWidth(0), MOST))
        self.view.crate = -1
        self._draw()
        self._offer()

    def _draw(self) -> None:
        """Describe the timeline anew if something else is wanted."""
        build, arrangement = self._store.build, self._store.workspace.timing.arrangement
        wanted = (build, arrangement)
        if build is None or wanted == self._drawn:
            return
        self._drawn = wanted
        for box, value in ((self.rows, arrangement.kind), (self.sort, arrangement.sort)):
            box.setCurrentIndex(max(box.findData(value), 0))
        self.sort.setEnabled(arrangement.kind != "lanes")
        chosen = self.view.crate
        kind = self._fitting(len(build)) if arrangement.kind == AUTO else arrangement.kind
        chart = chart_of(build, dataclasses.replace(arrangement, kind=kind))
        self.view.show_chart(chart)
        self.legend.show_chart(chart)
        self._share(lay_out(chart, self._room).height + RULER)
        self.view.crate = -1
        self.view.show_crate(chosen)

    @property
    def _room(self) -> int:
        """Return the most pixels for the timeline: a page that is not seen yet has no height of its own."""
        parent = self.parentWidget()
        return (self if parent is None else parent).height() * SHARES[0] // sum(SHARES)

    def _fitting(self, crates: int) -> str:
        """Return a row per crate where all can be read at once, else lanes."""
        return THREADS if crates * ROW + AROUND <= self._room else LANES

    def _share(self, wanted: int) -> None:
        """Give the timeline the height that it needs, and the table the rest."""
        whole = self._room * sum(SHARES) // SHARES[0]
        high = min(max(wanted + SPARE, self._room // 2), self._room)
        self.halves.setSizes([high, whole - high])

    def _arrange(self) -> None:
        workspace = self._store.workspace
        arrangement = dataclasses.replace(
            workspace.timing.arrangement, kind=self.rows.currentData(), sort=self.sort.currentData()
        )
        self._store.apply(ws.time_with(workspace, dataclasses.replace(workspace.timing, arrangement=arrangement)))

    # The timeline and the table follow one another

    def _show_line(self, crate: int) -> None:
        line = self.model.line_of(crate)
        if line < 0:
            self.table.clearSelection()
            self.table.setCurrentIndex(QModelIndex())
        else:
            self.table.setCurrentIndex(self.model.index(line, 0))
        self._offer()

    def _show_bar(self, index: AnyIndex) -> None:
        if index.isValid():
            self.view.show_crate(self.model.crate(index.row()))
            self._offer()

    def _activate(self, index: AnyIndex) -> None:
        self.open_crate(self.model.crate(index.row()))

    def _offer(self) -> None:
        build = self._store.build
        self.open_button.setEnabled(build is not None and self.view.crate >= 0 and bool(build.file[self.view.crate]))
