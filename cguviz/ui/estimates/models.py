"""Tables of units, crates and estimators. Sorting orders numbers of rows; nothing is copied."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QModelIndex, QObject
from PySide6.QtGui import QFont, QGuiApplication, QPalette

from cguviz.model.columns import Floats, Longs
from cguviz.scene.estimates.plot import Plot, factor, tooltip
from cguviz.ui.lists.table_base import RIGHT, ROLE, AnyIndex, ColumnHeading, LinesModel
from cguviz.workspace.estimates.make import Estimates

UNKNOWN = "–"


@dataclasses.dataclass(frozen=True)
class EstimateColumn:
    """A column of numbers, or of texts that are sorted by numbers.

    Attributes
    ----------
    keys
        (n,) float64 by which it is sorted; not-a-number where nothing is known.
    text
        What it shows of a row.
    numeric
        Whether it stands on the right.
    """

    keys: Floats
    text: Callable[[int], str]
    numeric: bool = True


class RowsModel(LinesModel):
    """Rows of a table in the order of a column; rows without a value come last."""

    def __init__(
        self, headings: tuple[ColumnHeading, ...], *, column: int, descending: bool, parent: QObject | None = None
    ) -> None:
        super().__init__(headings, column=column, descending=descending, parent=parent)
        self._columns: tuple[EstimateColumn, ...] = ()
        self._rows: Longs = np.empty(0, np.int64)
        self._tips: Callable[[int], str] = lambda _: ""
        self._bold = -1
        self._faint_from = 0

    def show(
        self,
        columns: tuple[EstimateColumn, ...],
        tips: Callable[[int], str],
        *,
        bold: int = -1,
        faint_from: int | None = None,
    ) -> None:
        """Show other rows.

        Parameters
        ----------
        columns
            Of equal length.
        tips
            The tooltip of a row.
        bold
            The row that stands out, -1 for none.
        faint_from
            Rows from here on step back and come last in any order; None for none.
        """
        self.beginResetModel()
        self._columns, self._tips, self._bold = columns, tips, bold
        self._faint_from = (len(columns[0].keys) if columns else 0) if faint_from is None else faint_from
        self.order_lines()
        self.endResetModel()

    def count(self) -> int:
        """Return the number of rows."""
        return len(self._rows)

    def order_lines(self) -> None:
        """Put the rows in order."""
        if not self._columns:
            self._rows = np.empty(0, np.int64)
            return
        keys = self._columns[max(self._column, 0)].keys
        unknown = np.isnan(keys)
        sortable = np.where(unknown, 0.0, -keys if self._descending else keys)
        faint = np.arange(len(keys)) >= self._faint_from
        self._rows = np.lexsort((sortable, unknown, faint)).astype(np.int64)

    def row(self, index: AnyIndex) -> int:
        """Return the row of a line, -1 for none."""
        return int(self._rows[index.row()]) if index.isValid() and index.row() < len(self._rows) else -1

    def index_of(self, row: int) -> QModelIndex:
        """Return the line of a row; invalid if there is none."""
        line = np.flatnonzero(self._rows == row)
        return self.index(int(line[0]), 0) if len(line) else QModelIndex()

    def data(self, index: AnyIndex, role: int = ROLE.DisplayRole) -> object:
        """Return the value of a cell for a role."""
        row = self.row(index)
        if row < 0:
            return None
        column = self._columns[index.column()]
        if role == ROLE.DisplayRole:
            return column.text(row)
        if role == ROLE.TextAlignmentRole:
            return RIGHT if column.numeric else None
        if role == ROLE.ToolTipRole:
            return self._tips(row)
        if role == ROLE.FontRole and row == self._bold:
            font = QFont()
            font.setBold(True)
            return font
        if role == ROLE.ForegroundRole and row >= self._faint_from:
            return QGuiApplication.palette().color(QPalette.ColorRole.PlaceholderText)
        return None


UNITS = (
    ColumnHeading("Unit", "The codegen unit", False),
    ColumnHeading("Estimate", "By the estimator that is shown", True),
    ColumnHeading("Time, ms", "Generate, optimize and LTO together", True),
    ColumnHeading("Ratio", "Measured by estimated share of the crate: above 1 it takes longer", True),
    ColumnHeading("Error", "How far both shares are apart, in mean units of the crate", True),
)
UNIT_ERROR = 4
CRATES = (
    ColumnHeading("Crate", "What stands before -cgu in the names of its units", False),
    ColumnHeading("Units", "With an estimate and a time", True),
    ColumnHeading("Error", "Mean absolute deviation of the estimator that is shown", True),
    ColumnHeading("Worst unit", "That whose time is furthest from its estimate", False),
)
CRATE_ERROR = 2
ESTIMATORS = (
    ColumnHeading("Estimator", "What guesses how long a unit takes", False),
    ColumnHeading("Error", "Mean absolute deviation, over crates", True),
    ColumnHeading("Crates", "In how many crates its inputs are known", True),
    ColumnHeading("Origin", "Where it was proposed, how it was made, what it lacks", False),
)
ESTIMATOR_ERROR = 1


def unit_columns(plot: Plot) -> tuple[EstimateColumn, ...]:
    """Return the columns of `UNITS` for the points of a plot."""

    def write_estimate(point: int) -> str:
        value = float(plot.estimate[point])
        return f"{value:,.0f}" if value >= 100 or value == round(value) else f"{value:,.2f}"

    digits = 0 if float(plot.time.max(initial=0.0)) >= 1000 else 1

    return (
        EstimateColumn(_ranks(plot.label.tolist()), lambda point: plot.label[point], numeric=False),
        EstimateColumn(plot.estimate, write_estimate),
        EstimateColumn(plot.time, lambda point: f"{plot.time[point]:,.{digits}f}"),
        EstimateColumn(plot.ratio, lambda point: factor(float(plot.ratio[point]), 2)),
        EstimateColumn(plot.deviation, lambda point: f"{plot.deviation[point]:.3f}"),
    )


def unit_tip(plot: Plot, point: int) -> str:
    """Return the known facts of a unit, a line each."""
    return "\n".join(tooltip(plot, point))


def crate_columns(estimates: Estimates, estimator: int) -> tuple[EstimateColumn, ...]:
    """Return the columns of `CRATES`."""
    error, worst = estimates.error[estimator], estimates.worst
    known = np.where(error >= 0, error, np.nan)

    def worst_unit(crate: int) -> str:
        return estimates.labels[int(worst[crate])] if worst[crate] >= 0 else UNKNOWN

    return (
        EstimateColumn(_ranks(estimates.titles.tolist()), lambda crate: estimates.titles[crate], numeric=False),
        EstimateColumn(estimates.count.astype(np.float64), lambda crate: f"{estimates.count[crate]:,}"),
        EstimateColumn(known, lambda crate: f"{error[crate]:.4f}" if error[crate] >= 0 else UNKNOWN),
        EstimateColumn(_ranks([worst_unit(crate) for crate in range(len(worst))]), worst_unit, numeric=False),
    )


def estimator_columns(estimates: Estimates) -> tuple[EstimateColumn, ...]:
    """Return the columns of `ESTIMATORS`: those there are, then those that lack something."""
    there, missing = estimates.estimators, estimates.assessment.missing
    names = [one.name for one in there] + [one.name for one in missing]
    origins = [one.origin for one in there] + [f"not known here: {', '.join(one.inputs)}" for one in missing]
    errors = np.array([one.error for one in there] + [np.nan] * len(missing), np.float64)
    crates = np.array([one.crates for one in there] + [0] * len(missing), np.float64)
    return (
        EstimateColumn(_ranks(names), names.__getitem__, numeric=False),
        EstimateColumn(errors, lambda row: f"{errors[row]:.4f}" if row < len(there) else UNKNOWN),
        EstimateColumn(crates, lambda row: f"{crates[row]:,.0f}"),
        EstimateColumn(_ranks(origins), origins.__getitem__, numeric=False),
    )


def _ranks(texts: list[str]) -> Floats:
    """Return (n,) float64 places in alphabetical order; equal texts tie."""
    _, rank = np.unique(np.array([text.casefold() for text in texts], np.str_), return_inverse=True)
    ranks: Floats = rank.astype(np.float64)
    return ranks
