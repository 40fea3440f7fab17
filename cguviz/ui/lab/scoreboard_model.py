"""The scoreboard as a flat table: one line for each stage of the capture and each rule that was tried."""

from __future__ import annotations

import csv
import dataclasses
import io
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QFont, QGuiApplication, QPalette

from cguviz.ui.lab.trials import ScoreLine
from cguviz.ui.lists.table_base import RIGHT, ROLE, AnyIndex, ColumnHeading, LinesModel
from cguviz.ui.text import wording
from cguviz.workspace.lab.scores import Score

UNRATED = "…"


@dataclasses.dataclass(frozen=True)
class ScoreField:
    """A column.

    Attributes
    ----------
    heading, tooltip
        For people.
    key
        For CSV: a word, with its unit where it has one.
    value
        Of a line: a text or a number; None where it is not known. It is what the column is sorted by and what CSV says.
    text
        How a number is shown; None for texts.
    """

    heading: str
    tooltip: str
    key: str
    value: Callable[[ScoreLine], float | str | None]
    text: Callable[[float], str] | None = None


def _rated(pick: Callable[[Score], float]) -> Callable[[ScoreLine], float | None]:
    def value(line: ScoreLine) -> float | None:
        return None if line.score is None or pick(line.score) < 0 else pick(line.score)

    return value


def _whole(value: float) -> str:
    return f"{value:,.0f}"


def _times(value: float) -> str:
    return "∞" if value == float("inf") else f"{value:,.2f}"


FIELDS = (
    ScoreField(
        "Rule",
        "The pipeline, or the stage of the capture",
        "rule",
        lambda line: line.rule or line.stage,
    ),
    ScoreField("From", "The stage that it started from", "start", lambda line: line.start),
    ScoreField("Units", "Number of codegen units", "units", _rated(lambda score: score.units), _whole),
    ScoreField(
        "Largest/mean",
        "The largest unit by the mean size: 1 is even",
        "largest_by_mean",
        _rated(lambda score: score.excess),
        _times,
    ),
    ScoreField(
        "Spread", "The largest unit by the smallest", "largest_by_smallest", _rated(lambda score: score.spread), _times
    ),
    ScoreField("Copies", "Copies of inlined items", "copies", _rated(lambda score: score.copies), _whole),
    ScoreField("Cut uses", "Uses that cross units", "cut_uses", _rated(lambda score: score.cut), _whole),
    ScoreField(
        "Moves",
        "Root items that went to another unit by themselves, not with their whole unit",
        "root_moves",
        lambda line: None if line.moves < 0 else line.moves,
        _whole,
    ),
    ScoreField(
        "LLVM",
        "LLVM's time on all threads by that of the build that was recorded",
        "llvm_by_recorded",
        _rated(lambda score: score.cpu_ratio if score.cpu_ratio >= 0 else -1),
        _times,
    ),
    ScoreField(
        "Build",
        "Simulated time of code generation",
        "build_seconds",
        _rated(lambda score: score.build / 1e9 if score.build >= 0 else -1),
        lambda value: f"{value:,.2f} s",
    ),
)
BUILD = len(FIELDS) - 1


class ScoresModel(LinesModel):
    """Lines in the chosen order, below column 0 the order of trying; lines without a value come last."""

    def __init__(self, parent: QObject | None = None) -> None:
        headings = [ColumnHeading(field.heading, field.tooltip, field.text is not None) for field in FIELDS]
        super().__init__(headings, column=-1, descending=False, parent=parent)
        self._lines: list[ScoreLine] = []
        self._sorted: list[ScoreLine] = []
        self._shown: tuple[str, str] = ("", "")

    def show(self, lines: tuple[ScoreLine, ...], *, base: str, change: str) -> None:
        """Show lines.

        Parameters
        ----------
        base, change
            The stages that the comparison shows, which stand out; "" for none.
        """
        self._shown = base, change
        if list(lines) == self._lines:
            if self._lines:
                self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, len(FIELDS) - 1))
            return
        self.beginResetModel()
        self._lines = list(lines)
        self.order_lines()
        self.endResetModel()

    def count(self) -> int:
        """Return the number of lines."""
        return len(self._sorted)

    def order_lines(self) -> None:
        """Put the lines in order."""
        if self._column < 0:
            self._sorted = list(self._lines)
            return
        value = FIELDS[self._column].value
        known = [line for line in self._lines if value(line) is not None and not line.refusal]
        known.sort(key=lambda line: _key(value(line)), reverse=self._descending)
        self._sorted = known + [line for line in self._lines if line not in known]

    def line(self, row: int) -> ScoreLine | None:
        """Return a line as it is shown."""
        return self._sorted[row] if 0 <= row < len(self._sorted) else None

    def row_of(self, stage: str) -> int:
        """Return where the line of a stage is shown, -1 for nowhere."""
        return next((row for row, line in enumerate(self._sorted) if line.stage == stage), -1)

    def as_csv(self) -> bytes:
        """Write the table in its present order (RFC 4180, UTF-8); numbers in full, unknown ones empty."""
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(["stage", *(field.key for field in FIELDS), "costs", "refusal"])
        for line in self._sorted:
            values = [field.value(line) for field in FIELDS]
            costs = "" if line.score is None else line.score.costs
            writer.writerow([line.stage, *("" if value is None else value for value in values), costs, line.refusal])
        return text.getvalue().encode()

    def data(self, index: AnyIndex, role: int = ROLE.DisplayRole) -> object:
        """Return the value of a cell for a role."""
        line = self.line(index.row()) if index.isValid() else None
        if line is None:
            return None
        field = FIELDS[index.column()]
        if role == ROLE.DisplayRole:
            return _text(field, line)
        if role == ROLE.TextAlignmentRole:
            return None if field.text is None else RIGHT
        if role == ROLE.ToolTipRole:
            return _tip(line)
        if role == ROLE.FontRole and line.stage and line.stage in self._shown:
            bold = QFont()
            bold.setBold(True)
            return bold
        if role == ROLE.ForegroundRole and line.refusal:
            return QGuiApplication.palette().color(QPalette.ColorRole.PlaceholderText)
        return None


def _text(field: ScoreField, line: ScoreLine) -> str:
    if line.refusal and field.text is not None:
        return "refused" if field.heading == "Units" else ""
    value = field.value(line)
    if value is None:
        unrated = line.score is None and field.heading != "Moves"
        return UNRATED if unrated else wording.number(-1)
    if isinstance(value, str):
        return value
    return str(value) if field.text is None else field.text(value)


def _tip(line: ScoreLine) -> str:
    if line.refusal:
        return line.refusal
    lines = [line.stage, line.rule or "came with the capture"]
    if line.score is not None:
        low, high = line.score.likely
        lines.append(f"Build simulated with costs of: {line.score.costs}")
        if high > low:
            lines.append(f"Of measured builds nine of ten took {low:.2f} to {high:.2f} of the recorded LLVM time")
        lines += [line.score.warning] if line.score.warning else []
    return "\n".join(lines)


def _key(value: float | str | None) -> tuple[float, str]:
    return (0.0, value.casefold()) if isinstance(value, str) else (value or 0.0, "")
