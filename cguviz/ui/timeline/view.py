"""The widget that shows a timeline: what it is looked at with, and what the pointer and the keys do."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cguviz.model.columns import Bools
from cguviz.scene.timeline.chart import Chart
from cguviz.scene.timeline.text import notes, tooltip
from cguviz.scene.timeline.visible import bar_at, lane_at, lanes_of, next_bar, snap
from cguviz.ui.canvas.gestures import Gestures, held_shift
from cguviz.ui.canvas.inks import pen
from cguviz.ui.frame.appearance import current_theme
from cguviz.ui.timeline.measuring import Measured, measure, paint_measured
from cguviz.ui.timeline.paint import paint, paint_place
from cguviz.ui.timeline.picture import TimelinePicture, outline
from cguviz.ui.timeline.places import RULER, Places, lay_out
from cguviz.ui.timeline.text_cache import NAMES, Letters, width_of_names
from cguviz.ui.timeline.viewport import TimeViewport, fit_time, pan_time, zoom_time

NEAR = 5
"""Pixels from which the pointer reaches a bar, or an edge that a range snaps to."""
STEP = 1.3
"""Magnification of a key; a notch of the wheel."""


@dataclasses.dataclass(frozen=True)
class Spot:
    """A bar of a track; -1 for none."""

    track: int = -1
    bar: int = -1


NOWHERE = Spot()
EXTEND = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier


class TimelineView(QWidget):
    """Shows a chart.

    Emits
    -----
    chosen
        (str, bool, bool) the name of the unit whose bar was chosen, "" for a bar of no unit or none; whether it is one
        of the change side; and whether it is added to the selection.
    """

    chosen = Signal(str, bool, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart: Chart | None = None
        self.viewport = TimeViewport()
        self.places = Places((), 0)
        self.spot, self.under = NOWHERE, NOWHERE
        self.range: Measured | None = None
        self._families: frozenset[int] = frozenset()
        self._letters = Letters(self.font())
        self.names = NAMES[0]
        self._notes: tuple[str, ...] = ()
        self._picture: QPixmap | None = None
        self._moves = False
        self._fits = False
        gestures = Gestures(self, bands=_measures, scrolls=self._scrolls, wheel_step=STEP, key_step=None)
        gestures.pointed.connect(self._hover)
        gestures.left.connect(self._leave)
        gestures.clicked.connect(self._click)
        gestures.doubled.connect(self._double)
        gestures.panned.connect(self.pan)
        gestures.zoomed.connect(lambda at, factor: self.zoom(factor, at.x()))
        gestures.banding.connect(self._measure)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(90)
        self.setAccessibleName("Timeline of threads")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return a height at which a row for each of 16 units can be read."""
        return QSize(900, 250)

    # What is shown

    def show_chart(self, chart: Chart | None) -> None:
        """Show another chart; the camera stays where the new chart has the same clock."""
        old, self.chart = self.chart, chart
        self.spot, self.under = NOWHERE, NOWHERE
        self._notes = () if chart is None else tuple(notes(chart))
        self._letters, self.names = Letters(self.font()), width_of_names(chart, self.font())
        keep = old is not None and chart is not None and not self._fits and old.bounds[0] == chart.bounds[0]
        if keep:
            self._lay_out()
        else:
            self.range = None
            self.fit()

    def light(self, families: Iterable[int]) -> None:
        """Let the bars of some families of units stand out; all do where there are none."""
        lit = frozenset(families)
        if lit != self._families:
            self._families = lit
            self._redraw()
            self._bring_near()

    def fit(self) -> None:
        """See the whole timeline."""
        self._lay_out()
        if self.chart is not None:
            start, end = self.chart.bounds
            self.viewport = dataclasses.replace(fit_time(self.viewport, start, end, self._pixels), top=0.0)
        self._fits = True
        self._redraw()

    def see(self, start: float, end: float) -> None:
        """See a stretch of time, whole."""
        self.viewport = fit_time(self.viewport, start, end, self._pixels)
        self._fits = False
        self._redraw()

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Magnify around a pixel of the widget, by default the middle."""
        if self.chart is not None:
            at = self._pixels / 2 if x is None else x - self.names
            self.viewport = zoom_time(self.viewport, factor, at, self.chart.bounds, self._pixels)
            self._fits = False
            self._redraw()

    def pan(self, dx: float, dy: float) -> None:
        """Move the visible part by pixels."""
        if self.chart is not None:
            lowest = self.places.height - (self.height() - RULER)
            self.viewport = pan_time(
                self.viewport, dx, dy=dy, bounds=self.chart.bounds, pixels=self._pixels, lowest=lowest
            )
            self._fits = self._fits and not dx
            self._redraw()

    @property
    def _pixels(self) -> int:
        return max(self.width() - self.names, 1)

    def _lay_out(self) -> None:
        self.places = Places((), 0) if self.chart is None else lay_out(self.chart, self.height())
        lowest = max(self.places.height - (self.height() - RULER), 0)
        self.viewport = dataclasses.replace(self.viewport, top=min(self.viewport.top, float(lowest)))
        self._redraw()

    def _redraw(self) -> None:
        self._picture, self._moves = None, True
        self.update()

    # Painting

    def picture(self, chart: Chart) -> TimelinePicture:
        """Return the picture for the next frame."""
        size = self.width(), self.height()
        return TimelinePicture(
            chart=chart,
            places=self.places,
            viewport=self.viewport,
            names=self.names,
            size=size,
            ratio=self.devicePixelRatioF(),
            lit=self._lit(chart),
            letters=self._letters,
            notes=self._notes,
        )

    def _lit(self, chart: Chart) -> tuple[Bools, ...] | None:
        if not self._families:
            return None
        wanted = np.array(sorted(self._families), np.int32)
        return tuple(np.append(np.isin(track.family, wanted), False) for track in chart.tracks)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's signature
        """Paint the picture anew if it changed; the bar under the pointer and the range lie over it.

        While it moves nothing is kept: that would cost half as much as painting.
        """
        theme = current_theme()
        ratio = self.devicePixelRatioF()
        with QPainter(self) as painter:
            if self.chart is None:
                painter.fillRect(self.rect(), theme.background)
                return
            picture = self.picture(self.chart)
            if self._moves:
                self._moves = False
                paint(painter, picture, theme)
            else:
                if self._picture is None or self._picture.devicePixelRatio() != ratio:
                    self._picture = QPixmap(self.size() * ratio)
                    self._picture.setDevicePixelRatio(ratio)
                    with QPainter(self._picture) as inner:
                        paint(inner, picture, theme)
                painter.drawPixmap(0, 0, self._picture)
            for spot, width in ((self.spot, 2.0), (self.under, 1.2)):
                if spot.bar >= 0:
                    track = self.chart.tracks[spot.track]
                    ink = pen(theme.selection if spot is self.spot else theme.hover, width)
                    outline(painter, picture, track=track, bar=spot.bar, box=self._box(self.chart, spot), ink=ink)
            if self.range is not None:
                paint_measured(painter, picture, self.range, theme)
            paint_place(painter, picture, theme)

    def _box(self, chart: Chart, spot: Spot) -> QRectF:
        """Return a rectangle as high as the lane of a bar."""
        track, place = chart.tracks[spot.track], self.places.tracks[spot.track]
        lane = int(track.bars.lane[spot.bar])
        top = RULER - self.viewport.top + place.rows + float(track.rows.lane_top[lane]) * self.places.row
        return QRectF(0, round(top), 1, round(float(track.rows.lane_height[lane]) * self.places.row))

    # The pointer

    def spot_at(self, position: QPointF) -> Spot:
        """Return the bar under a point of the widget."""
        if self.chart is None or position.y() < RULER or position.x() < self.names:
            return NOWHERE
        y = position.y() - RULER + self.viewport.top
        number = self.places.track_at(y)
        if number < 0:
            return NOWHERE
        track, place = self.chart.tracks[number], self.places.tracks[number]
        lane = lane_at(track, (y - place.rows) / self.places.row)
        if lane < 0:
            return NOWHERE
        bar = bar_at(track, lane, self.viewport.moment(position.x() - self.names), NEAR * self.viewport.per_pixel)
        return Spot(number, bar) if bar >= 0 else NOWHERE

    def choose(self, spot: Spot, *, extend: bool = False) -> None:
        """Choose a bar, and with it its unit."""
        if self.chart is None:
            return
        self.spot = spot
        track = self.chart.tracks[spot.track] if spot.bar >= 0 else None
        unit = -1 if track is None else int(track.bars.unit[spot.bar])
        if track is None or unit < 0:
            self.chosen.emit("", False, extend)
        else:
            names = self.chart.change_units if track.on_change else self.chart.base_units
            self.chosen.emit(names[int(track.family[unit])] or track.units[unit], track.on_change, extend)
        self.update()

    def _click(self, position: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self.choose(self.spot_at(position), extend=bool(modifiers & EXTEND))

    def _double(self, position: QPointF) -> None:
        """See a bar as wide as there is room; elsewhere, everything."""
        spot = self.spot_at(position)
        if spot.bar < 0 or self.chart is None:
            self.fit()
            return
        bars = self.chart.tracks[spot.track].bars
        self.see(float(bars.start[spot.bar]), float(bars.end[spot.bar]))

    def _scrolls(self, event: QWheelEvent) -> bool:
        """Say whether the wheel scrolls: over the names, or with Shift."""
        return event.position().x() < self.names or bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)

    def _hover(self, position: QPointF) -> None:
        spot, where = self.spot_at(position), self.mapToGlobal(position.toPoint())
        if self._explain(position) or spot == self.under or self.chart is None:
            return
        self.under = spot
        self.update()
        if spot.bar >= 0:
            lines = tooltip(self.chart.tracks[spot.track], spot.bar)
            QToolTip.showText(where, "\n".join(lines), self)
        else:
            QToolTip.hideText()

    def _explain(self, position: QPointF) -> bool:
        """Show assumptions as a tooltip, while the pointer is on the heading of a track."""
        y = position.y() - RULER + self.viewport.top
        number = self.places.track_at(y)
        if self.chart is None or position.y() < RULER or number < 0 or y >= self.places.tracks[number].graph:
            return False
        QToolTip.showText(self.mapToGlobal(position.toPoint()), "\n".join(self.chart.caption), self)
        return True

    def _measure(self, band: QRectF) -> None:
        """Measure between the left and the right of a rectangle, from edge to edge of bars where some are near."""
        if self.chart is None:
            return
        near = NEAR * self.viewport.per_pixel
        ends = sorted(
            snap(self.chart.tracks, self.viewport.moment(x - self.names), near) for x in (band.left(), band.right())
        )
        self.range = measure(self.chart, round(ends[0]), round(ends[1]))
        self.update()

    def _leave(self) -> None:
        self.under = NOWHERE
        self.update()

    # Keys

    def event(self, event: QEvent) -> bool:
        """Keep the keys that mean something here from the window's commands."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._action(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom, pan, and go from bar to bar."""
        action = self._action(event)
        if action is None:
            super().keyPressEvent(event)
        else:
            action(self)

    def _action(self, event: QKeyEvent) -> Callable[[TimelineView], None] | None:
        """Return the action of a key in the timeline, None for other keys."""
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return None
        if event.key() == Qt.Key.Key_Escape:
            return TimelineView.forget_range if self.range is not None else None
        return KEYS.get(Qt.Key(event.key()))

    def forget_range(self) -> None:
        """Measure nothing any more."""
        self.range = None
        self.update()

    def step(self, step: int) -> None:
        """Choose the next bar of this row or the next, or the bar before; where there is none, the first."""
        if self.chart is None or not self.chart.tracks or not len(self.chart.tracks[0].bars):
            return
        spot = self.spot if self.spot.bar >= 0 else Spot(0, 0)
        if self.spot.bar >= 0:
            spot = Spot(spot.track, next_bar(self.chart.tracks[spot.track], spot.bar, step))
        self.choose(spot)
        self._reveal(self.chart, spot)

    def _reveal(self, chart: Chart, spot: Spot) -> None:
        """Pan as far as a bar needs to be seen."""
        bars = chart.tracks[spot.track].bars
        x0, x1 = self.viewport.x(int(bars.start[spot.bar])), self.viewport.x(int(bars.end[spot.bar]))
        if x1 < 0 or x0 > self._pixels:
            self.pan(self._pixels / 2 - (x0 + x1) / 2, 0)
        box = self._box(chart, spot)
        if box.top() < RULER:
            self.pan(0, RULER - box.top())
        elif box.bottom() > self.height():
            self.pan(0, self.height() - box.bottom())

    @staticmethod
    def _family(chart: Chart, spot: Spot) -> frozenset[int]:
        track = chart.tracks[spot.track]
        unit = int(track.bars.unit[spot.bar]) if spot.bar >= 0 else -1
        return frozenset() if unit < 0 else frozenset([int(track.family[unit])])

    def _bring_near(self) -> None:
        """Scroll to lit bars if none of them is seen, unless they were chosen here."""
        if self.chart is None or not self._families or self._families & self._family(self.chart, self.spot):
            return
        wanted = np.array(sorted(self._families), np.int32)
        tops: list[float] = []
        for track, place in zip(self.chart.tracks, self.places.tracks, strict=True):
            lanes = lanes_of(track, wanted)
            tops += (place.rows - self.viewport.top + track.rows.lane_top[lanes] * self.places.row).tolist()
        room = self.height() - RULER
        if tops and not any(0 <= top <= room - self.places.row for top in tops):
            self.pan(0, room / 2 - tops[-1])

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Use the room there is; a chart that was seen whole stays so."""
        super().resizeEvent(event)
        if self._fits:
            self.fit()
        else:
            self._lay_out()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change from light to dark."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._letters, self.names = Letters(self.font()), width_of_names(self.chart, self.font())
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._redraw()


def _measures(event: QMouseEvent) -> bool:
    """Say whether a press begins a range: with Shift or the right button, or on the ruler."""
    return held_shift(event) or event.button() == Qt.MouseButton.RightButton or event.position().y() < RULER


KEYS: Mapping[Qt.Key, Callable[[TimelineView], None]] = {
    Qt.Key.Key_W: lambda view: view.zoom(STEP),
    Qt.Key.Key_S: lambda view: view.zoom(1 / STEP),
    Qt.Key.Key_Plus: lambda view: view.zoom(STEP),
    Qt.Key.Key_Minus: lambda view: view.zoom(1 / STEP),
    Qt.Key.Key_A: lambda view: view.pan(view.width() / 8, 0),
    Qt.Key.Key_D: lambda view: view.pan(-view.width() / 8, 0),
    Qt.Key.Key_Period: lambda view: view.step(1),
    Qt.Key.Key_Comma: lambda view: view.step(-1),
    Qt.Key.Key_Right: lambda view: view.step(1),
    Qt.Key.Key_Left: lambda view: view.step(-1),
    Qt.Key.Key_PageDown: lambda view: view.pan(0, -view.height() / 2),
    Qt.Key.Key_PageUp: lambda view: view.pan(0, view.height() / 2),
    Qt.Key.Key_F: TimelineView.fit,
    Qt.Key.Key_0: TimelineView.fit,
}
