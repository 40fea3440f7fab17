"""The crates of a build as a flat table; the texts of its columns are in `cguviz.scene.crates.table`."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QFont

from cguviz.model.build import Build
from cguviz.model.columns import Bools
from cguviz.scene.crates.table import CODEGEN, COLUMNS, cell_text, order_of
from cguviz.ui.lists.table_base import LEFT, RIGHT, ROLE, AnyIndex, ColumnHeading, LinesModel

NO_FILE = "There is nothing to open: no capture or profile of this was found."
CRITICAL = "Bold: on the critical path of the build"
OPENS = "Double-click or Enter opens {}"


class CratesModel(LinesModel):
    """Crates in the order of a column; crates without a value come last."""

    def __init__(self, parent: QObject | None = None) -> None:
        headings = [ColumnHeading(column.heading, column.tooltip, column.text is not None) for column in COLUMNS]
        super().__init__(headings, column=CODEGEN, descending=True, parent=parent)
        self._build: Build | None = None
        self._critical: Bools | None = None
        self._rows: list[int] = []

    def show(self, build: Build | None, critical: Bools | None) -> None:
        """Show the crates of another build; crates on the critical path stand out."""
        self.beginResetModel()
        self._build, self._critical = build, critical
        self.order_lines()
        self.endResetModel()

    def count(self) -> int:
        """Return the number of crates."""
        return len(self._rows)

    def order_lines(self) -> None:
        """Put the crates in order."""
        if self._build is None:
            self._rows = []
        elif self._column < 0:
            self._rows = list(range(len(self._build)))
        else:
            self._rows = order_of(COLUMNS[self._column], self._build, descending=self._descending)

    def empty_columns(self) -> list[int]:
        """Return the columns of which nothing is known for any crate."""
        build = self._build
        if build is None:
            return []
        rows = range(len(build))
        return [place for place, one in enumerate(COLUMNS) if all(one.value(build, row) is None for row in rows)]

    def crate(self, line: int) -> int:
        """Return the crate on a line, -1 for none."""
        return self._rows[line] if 0 <= line < len(self._rows) else -1

    def line_of(self, crate: int) -> int:
        """Return the line of a crate, -1 for none."""
        return self._rows.index(crate) if crate in self._rows else -1

    def data(self, index: AnyIndex, role: int = ROLE.DisplayRole) -> object:
        """Return the value of a cell for a role."""
        crate = self.crate(index.row()) if index.isValid() else -1
        if self._build is None or crate < 0:
            return None
        column = COLUMNS[index.column()]
        if role == ROLE.DisplayRole:
            return cell_text(column, self._build, crate)
        if role == ROLE.TextAlignmentRole:
            return LEFT if column.text is None else RIGHT
        if role == ROLE.ToolTipRole:
            file = self._build.file[crate]
            path = f"\n{CRITICAL}" if self._critical is not None and self._critical[crate] else ""
            return (OPENS.format(file) if file else NO_FILE) + path
        if role == ROLE.FontRole and not index.column() and self._critical is not None and self._critical[crate]:
            bold = QFont()
            bold.setBold(True)
            return bold
        return None
