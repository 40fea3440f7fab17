"""Curves over one option: how even, how much cut, how many copies, how long. Imported when first shown."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from cguviz.ui.frame.appearance import current_theme
from cguviz.ui.lab.trials import Point
from cguviz.workspace.lab.scores import Score


@dataclasses.dataclass(frozen=True)
class Curve:
    """A plot.

    Attributes
    ----------
    title
        For people.
    value
        Of a score; below 0 or NaN where it is not known.
    likely
        The interval around a value that held nine of ten measured ones; None for figures that are exact.
    """

    title: str
    value: Callable[[Score], float]
    likely: Callable[[Score], tuple[float, float]] | None = None


CURVES = (
    Curve("Largest/mean", lambda score: score.excess),
    Curve("Cut uses", lambda score: score.cut),
    Curve("Copies", lambda score: score.copies),
    Curve("LLVM time by recorded", lambda score: score.cpu_ratio, lambda score: score.likely),
    Curve("Build, simulated (s)", lambda score: score.build / 1e9),
)
DOT = 6
"""Pixels across a point; large enough to be clicked."""


class Curves(QWidget):
    """The plots.

    Attributes
    ----------
    chosen
        Signal(float): the value whose point was clicked.
    """

    chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plots = [pg.PlotWidget() for _ in CURVES]
        self._points: tuple[Point, ...] = ()
        self._own: Score | None = None
        layout = QGridLayout(self)
        layout.setContentsMargins(4, 0, 4, 4)
        layout.setSpacing(6)
        for column, plot in enumerate(self.plots):
            layout.addWidget(plot, 0, column)
            plot.setMinimumSize(130, 120)
            plot.setMenuEnabled(False)
            plot.hideButtons()
            if column:
                plot.setXLink(self.plots[0])

    def show_points(self, points: Sequence[Point], *, option: str, own: Score | None) -> None:
        """Draw the points known so far.

        Parameters
        ----------
        points
            By value.
        option
            The name of what was varied.
        own
            The score of rustc's own partition, a dashed line in each plot; None for none.
        """
        self._points, self._own = tuple(points), own
        for plot in self.plots:
            plot.setLabel("bottom", option)
        self._draw()

    def _draw(self) -> None:
        theme = current_theme()
        ink, faint = pg.mkPen(theme.ink), pg.mkPen(theme.faint)
        for plot, curve in zip(self.plots, CURVES, strict=True):
            plot.clear()
            plot.setBackground(theme.background)
            plot.setTitle(curve.title, color=theme.ink, size="9pt")
            plot.showGrid(x=False, y=True, alpha=0.15)
            for side in ("left", "bottom"):
                axis = plot.getAxis(side)
                axis.setPen(faint)
                axis.setTextPen(ink)
                axis.enableAutoSIPrefix(False)
            scores = [(point.value, point.score) for point in self._points if point.score is not None]
            scores = [(at, score) for at, score in scores if curve.value(score) >= 0]
            if not scores:
                continue
            x, y = np.array([(at, curve.value(score)) for at, score in scores]).T
            if curve.likely is not None:
                low, high = np.array([curve.likely(score) for _, score in scores]).T
                plot.addItem(pg.ErrorBarItem(x=x, y=y, top=high - y, bottom=y - low, pen=faint))
            line = plot.plot(
                x,
                y,
                pen=pg.mkPen(theme.caller, width=2),
                symbol="o",
                symbolSize=DOT,
                symbolBrush=theme.caller,
                symbolPen=None,
            )
            line.sigPointsClicked.connect(self._clicked)
            if self._own is not None and curve.value(self._own) >= 0:
                dashed = pg.mkPen(theme.callee, width=1, dash=[4, 4])
                plot.addItem(pg.InfiniteLine(curve.value(self._own), angle=0, pen=dashed))

    def _clicked(self, _: object, points: Sequence[pg.SpotItem]) -> None:
        if len(points):
            self.chosen.emit(float(points[0].pos().x()))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme."""
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)
