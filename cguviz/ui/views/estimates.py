"""The view of estimates: a scatter, and tables of units, crates and estimators. Joins them with the store."""

from __future__ import annotations

import dataclasses

import numpy as np
from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSplitter,
    QStackedLayout,
    QTableView,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cguviz.scene.estimates.plot import Plot
from cguviz.ui.estimates import models
from cguviz.ui.estimates.view import ScatterView
from cguviz.ui.lists.table_base import AnyIndex, ColumnHeading, lines_view
from cguviz.ui.store.store import Store
from cguviz.ui.text import wording
from cguviz.ui.views.pane import Pane
from cguviz.ui.widgets.parts_line import PartsLine
from cguviz.workspace.estimates.make import Estimates
from cguviz.workspace.estimates.plot import caption_of, choose_scatter, plot_of
from cguviz.workspace.requests.opened import Side
from cguviz.workspace.requests.scatter import ALL, SCALES, Scatter
from cguviz.workspace.state import workspace as ws
from cguviz.workspace.state.resolve import judge_of

WAITING = "Comparing estimates with times …"
EMPTY = "Open a capture together with its self-profile, or published measurements, to see how well sizes tell times."
WIDE = 980
"""Pixels from which tables stand beside the scatter."""
TABLES, BESIDE = 0.34, 430
"""Of the room, for tables; and in pixels, where they stand beside the scatter."""
TEXT = 230
"""Pixels of the names of estimators."""


class EstimatesPane(Pane):
    """Scatter and tables."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        self.view = ScatterView()
        super().__init__((self.view,), parent)
        self._store = store
        self._estimates: Estimates | None = None
        self._wanted: Scatter | None = None
        self._syncing = False
        self.hint = QLabel(EMPTY, wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self.hint.setObjectName("faint")
        self.hint.setMargin(24)
        self.title, self.figures = PartsLine(), PartsLine()
        self.figures.setObjectName("faint")
        self.everything = _button("‹ All crates")
        self.everything.setToolTip("See all crates together, each by its own mean")
        self.scale = _scales()
        fit = _button("Fit")
        self.units, self.units_view = self._table(models.UNITS, models.UNIT_ERROR, "Units", (0, 82, 82, 62, 62))
        self.crates, self.crates_view = self._table(models.CRATES, models.CRATE_ERROR, "Crates", (0, 62, 72, 130))
        self.estimators, self.estimators_view = self._table(
            models.ESTIMATORS, models.ESTIMATOR_ERROR, "Estimators", (0, 72, 62, TEXT), descending=False
        )
        header = self.estimators_view.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(0, TEXT)
        header.setStretchLastSection(True)
        self.tabs = QTabWidget(documentMode=True)
        self.tabs.addTab(self.units_view, "Units")
        self.tabs.addTab(self.estimators_view, "Estimators")
        self.tabs.addTab(self.crates_view, "Crates")
        self._lay_out(fit)
        fit.clicked.connect(self.view.fit)
        self.everything.clicked.connect(lambda: self._want(crate=ALL))
        self.scale.activated.connect(lambda: self._want(scale=self.scale.currentData()))
        self.view.chosen.connect(self._choose_point)
        self.units_view.clicked.connect(self._choose_unit)
        self.units_view.activated.connect(self._choose_unit)
        for table in (self.estimators_view, self.crates_view):
            table.clicked.connect(self._choose_row)
            table.activated.connect(self._choose_row)
        store.answered.connect(self._refresh)
        store.changes_of("captures", "opened", "crate", "base", "view", "scatter").connect(self._refresh)
        store.changes_of("stage", "selection").connect(self._light)
        self._refresh()

    def _table(
        self,
        headings: tuple[ColumnHeading, ...],
        column: int,
        name: str,
        widths: tuple[int, ...],
        *,
        descending: bool = True,
    ) -> tuple[models.RowsModel, QTableView]:
        model = models.RowsModel(headings, column=column, descending=descending, parent=self)
        view = lines_view(model, name, widths, self)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.horizontalHeader().setMinimumSectionSize(48)
        return model, view

    def _lay_out(self, fit: QToolButton) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(0, 4, 6, 0)
        bar.addWidget(self.everything)
        bar.addWidget(self.title, 1)
        bar.addWidget(self.scale)
        bar.addWidget(fit)
        drawn = QWidget()
        column = QVBoxLayout(drawn)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.figures)
        column.addWidget(self.view, 1)
        self.split = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False)
        self.split.addWidget(drawn)
        self.split.addWidget(self.tabs)
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 2)
        self.stack = QStackedLayout(self)
        self.stack.addWidget(self.hint)
        self.stack.addWidget(self.split)

    # What every view can do

    def fit_all(self) -> None:
        """Show all points."""
        self.view.fit()

    def pan(self, dx: int, dy: int) -> None:
        """Shift the points by screen pixels."""
        self.view.pan(dx, dy)

    def save_state(self) -> QByteArray:
        """Return where the line between scatter and tables is."""
        return self.split.saveState()

    def restore_state(self, state: QByteArray) -> None:
        """Put the line between scatter and tables where it was."""
        self.split.restoreState(state)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Put the tables beside the scatter where there is room, else below it."""
        super().resizeEvent(event)
        wanted = Qt.Orientation.Horizontal if self.width() >= WIDE else Qt.Orientation.Vertical
        if self.split.orientation() != wanted:
            self.split.setOrientation(wanted)
            room = self.width() if wanted is Qt.Orientation.Horizontal else self.height()
            tables = max(round(room * TABLES), BESIDE) if wanted is Qt.Orientation.Horizontal else round(room * TABLES)
            self.split.setSizes([room - tables, tables])

    # From the store to the widgets

    def _refresh(self) -> None:
        """Show the answer that belongs to the workspace, or say why there is none."""
        workspace = self._store.workspace
        answer = None
        if workspace.opened is not None:
            answer = self._store.answer_to(judge_of(workspace, workspace.opened))
        if not isinstance(answer, Estimates):
            self.hint.setText(WAITING if self._store.captures else EMPTY)
            self._estimates = self._wanted = None
            self.stack.setCurrentIndex(0)
            return
        wanted = choose_scatter(answer, workspace.scatter, workspace.crate)
        if wanted is None:
            self.hint.setText("\n".join(answer.reasons))
            self._estimates = self._wanted = None
            self.stack.setCurrentIndex(0)
            return
        if answer is not self._estimates or wanted != self._wanted:
            self._estimates, self._wanted = answer, wanted
            self._fill(answer, wanted)
        self.stack.setCurrentIndex(1)
        self._light()

    def _fill(self, estimates: Estimates, wanted: Scatter) -> None:
        """Show a scatter and its tables."""
        plot = plot_of(estimates, wanted)
        self.view.show_plot(plot)
        self.title.show_parts(*caption_of(estimates, wanted, plot)[0].split(" · "), *estimates.reasons)
        self.figures.show_parts(*[part for line in plot.caption for part in line.split(" · ")])
        several = int((estimates.count > 0).sum()) > 1
        self.everything.setVisible(several and wanted.crate != ALL)
        self.scale.setCurrentIndex(SCALES.index(wanted.scale))
        number = estimates.number_of(wanted.estimator)
        self.units.show(models.unit_columns(plot), lambda point: models.unit_tip(plot, point))
        self.crates.show(
            models.crate_columns(estimates, number),
            lambda crate: f"{estimates.titles[crate]}\n{estimates.details[crate]}",
            bold=wanted.crate,
        )
        columns = models.estimator_columns(estimates)
        self.estimators.show(
            columns,
            lambda row: f"{columns[0].text(row)}\n{columns[3].text(row)}",
            bold=number,
            faint_from=len(estimates.estimators),
        )
        self.tabs.setTabText(0, f"Units ({len(plot):,})")
        self.tabs.setTabText(2, f"Crates ({int((estimates.count > 0).sum()):,})")
        self.tabs.setTabVisible(2, several)

    def _light(self) -> None:
        """Ring the points of the units that are selected, or that hold something selected."""
        plot = self.view.plot
        if plot is None or self._estimates is None:
            return
        names = wording.selected_units(self._store.stage, self._store.workspace.selection)
        points = self._points(plot, names)
        self.view.light(points)
        if self._syncing:
            return
        self.units_view.clearSelection()
        for point in points[:1]:
            line = self.units.index_of(point)
            self.units_view.selectRow(line.row())
            self.units_view.scrollTo(line)

    def _points(self, plot: Plot, names: set[str]) -> list[int]:
        """Return the points of some units, of one capture where several have units of these names."""
        if not names or self._estimates is None:
            return []
        capture = self._estimates.capture[self._estimates.measurements.crate[plot.row]]
        mine = np.flatnonzero(capture == self._store.workspace.crate).tolist()
        full = plot.unit.tolist()
        return [point for point in mine if full[point] in names]

    # From the widgets to the store

    def _want(self, *, crate: int | None = None, estimator: str | None = None, scale: str | None = None) -> None:
        workspace = self._store.workspace
        old = workspace.scatter
        scatter = dataclasses.replace(
            old,
            crate=old.crate if crate is None else crate,
            estimator=old.estimator if estimator is None else estimator,
            scale=old.scale if scale is None else scale,
        )
        self._store.apply(ws.scatter_with(workspace, scatter))

    def _choose_unit(self, index: AnyIndex) -> None:
        self._syncing = True
        self._choose_point(self.units.row(index), extend=False)
        self._syncing = False

    def _choose_row(self, index: AnyIndex) -> None:
        """Show the estimator, or the crate, of a line."""
        if self._estimates is None:
            return
        if index.model() is self.crates:
            crate = self.crates.row(index)
            if self._estimates.count[crate]:
                self._want(crate=crate)
            return
        row = self.estimators.row(index)
        if row < len(self._estimates.estimators):
            self._want(estimator=self._estimates.estimators[row].name)

    def _choose_point(self, point: int, extend: bool) -> None:
        """Select the unit of a point, in the capture it is of."""
        plot, estimates, workspace = self.view.plot, self._estimates, self._store.workspace
        if plot is None or estimates is None:
            return
        if point < 0:
            if not extend:
                self._store.apply(ws.select(workspace, ws.NOTHING))
            return
        capture = int(estimates.capture[estimates.measurements.crate[plot.row[point]]])
        if capture != workspace.crate:
            workspace = ws.choose_base(workspace, Side(capture, ""))
        self._store.go(ws.select_units(workspace, [plot.unit[point]], extend=extend))


def _button(text: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    return button


def _scales() -> QComboBox:
    box = QComboBox()
    for name, text in zip(SCALES, ("Scale: auto", "Linear", "Logarithmic"), strict=True):
        box.addItem(text, name)
    box.setAccessibleName("Scale of the axes")
    box.setToolTip("Linear or logarithmic axes; auto: logarithmic where few units are much larger than most")
    return box
