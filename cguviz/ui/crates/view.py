"""The widget that shows the timeline of a build: that of threads, with what crates have to do with one another."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from cguviz.scene.look.theme import Theme
from cguviz.scene.timeline.chart import Chart, Crates, Track
from cguviz.scene.timeline.crate_links import Link, Tie, corners, links, ready_of
from cguviz.ui.canvas.inks import pen
from cguviz.ui.frame.appearance import current_theme
from cguviz.ui.timeline.places import RULER
from cguviz.ui.timeline.view import NOWHERE, Spot, TimelineView

READY = (2, 2)
"""Strokes and gaps of the mark of ready metadata, in pixels."""


class BuildView(TimelineView):
    """Shows the chart of a build.

    Emits
    -----
    wanted
        (int) a crate is to be opened.
    picked
        (int) a crate was chosen, -1 for none.
    """

    wanted = Signal(int)
    picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.crate = -1
        self._links: list[Link] = []
        self.setAccessibleName("Timeline of crates")
        self.chosen.connect(self._pick)

    def show_chart(self, chart: Chart | None) -> None:
        """Show another chart; the chosen crate stays."""
        super().show_chart(chart)
        self._light_crate()

    def _pick(self) -> None:
        track = self._track()
        bar = self.spot.bar
        self.crate = -1 if track is None or bar < 0 else int(track.bars.unit[bar])
        self._light_crate()
        self.picked.emit(self.crate)

    def show_crate(self, crate: int) -> None:
        """Choose a crate, -1 for none, as somebody else did; its first bar comes into sight."""
        track = self._track()
        if crate == self.crate or track is None:
            return
        self.crate = crate
        rows = [] if crate < 0 else (track.bars.unit == crate).nonzero()[0].tolist()
        self.spot = Spot(0, rows[0]) if rows else NOWHERE
        if rows and self.chart is not None:
            self._reveal(self.chart, self.spot)
        self._light_crate()

    def _light_crate(self) -> None:
        """Let the crate stand out with all that it needs, and all that needs it."""
        track = self._track()
        self._links = [] if track is None or track.crates is None else links(track, track.crates, self.crate)
        if track is None or track.crates is None or self.crate < 0:
            self.light(())
            return
        crates = track.crates
        kin = {self.crate, *crates.before[crates.after == self.crate].tolist()}
        self.light(kin | set(crates.after[crates.before == self.crate].tolist()))

    def _track(self) -> Track | None:
        return self.chart.tracks[0] if self.chart is not None and self.chart.tracks else None

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the bars, and over them lines between crates."""
        super().paintEvent(event)
        track = self._track()
        if track is None or track.crates is None:
            return
        theme, left = current_theme(), self.names
        with QPainter(self) as painter:
            painter.setClipRect(QRect(left, RULER, self.width() - left, self.height() - RULER))
            painter.translate(left, 0)
            self._paint_usage(painter, track, track.crates, theme)
            self._paint_ready(painter, track, track.crates, theme)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for link in self._links:
                self._paint_link(painter, track, link, theme)

    def _paint_usage(self, painter: QPainter, track: Track, crates: Crates, theme: Theme) -> None:
        """Draw the number of processors in use into the graph of crates at work."""
        if not len(crates.used):
            return
        # As the graph is drawn.
        most, place = max(track.concurrency.peak, track.cores, 1), self.places.tracks[0]
        top, base = RULER - self.viewport.top + place.graph, RULER - self.viewport.top + place.rows - 2
        room = base - top - 2
        moments, used = crates.used_at.tolist(), crates.used.tolist()
        points = [
            QPointF(self.viewport.x(moment), base - min(count / most, 1.0) * room)
            for moment, count in zip(moments, used, strict=True)
        ]
        painter.setPen(pen(theme.faint, 1.0))
        painter.drawPolyline(QPolygonF(points))

    def _paint_ready(self, painter: QPainter, track: Track, crates: Crates, theme: Theme) -> None:
        """Mark the moments at which metadata was ready, in the visible part."""
        painter.setPen(pen(theme.ink, 1.5, READY))
        moment, lane = ready_of(track, crates, self.viewport.per_pixel)
        x = (moment - self.viewport.left) / self.viewport.per_pixel
        row = self.places.row
        top = RULER - self.viewport.top + self.places.tracks[0].rows + track.rows.lane_top[lane] * row
        bottom = top + track.rows.lane_height[lane] * row
        inside = (bottom >= RULER) & (top <= self.height()) & (x >= 0) & (x <= self.width())
        ends = zip(*(column[inside].tolist() for column in (x, top + 1, bottom - 1)), strict=True)
        painter.drawLines([QLineF(at, upper, at, lower) for at, upper, lower in ends])

    def _paint_link(self, painter: QPainter, track: Track, link: Link, theme: Theme) -> None:
        if link.upper == link.lower:
            return
        inks = {Tie.CRITICAL: theme.ink, Tie.NEEDS: theme.caller, Tie.LETS: theme.callee}
        painter.setPen(QPen(pen(inks[link.tie], 1.2 if link.tie is Tie.CRITICAL else 1.6)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        middles = sum(self._lane(track, link.upper)) / 2, sum(self._lane(track, link.lower)) / 2
        points = corners((self.viewport.x(link.start), self.viewport.x(link.end)), middles, self.places.row / 2)
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in points]))

    def _lane(self, track: Track, lane: int) -> tuple[float, float]:
        """Return the top and the bottom of a lane."""
        place, row = self.places.tracks[0], self.places.row
        top = RULER - self.viewport.top + place.rows + float(track.rows.lane_top[lane]) * row
        return top, top + float(track.rows.lane_height[lane]) * row

    # The pointer and the keys

    def _double(self, position: QPointF) -> None:
        """Open a crate; elsewhere, see everything."""
        track, spot = self._track(), self.spot_at(position)
        if track is None or spot.bar < 0:
            self.fit()
        else:
            self.wanted.emit(int(track.bars.unit[spot.bar]))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Open the chosen crate, or let go of it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.crate >= 0:
            self.wanted.emit(self.crate)
        elif event.key() == Qt.Key.Key_Escape and self.crate >= 0 and self.range is None:
            self.choose(NOWHERE)
        else:
            super().keyPressEvent(event)
