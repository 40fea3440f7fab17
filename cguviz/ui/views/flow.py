"""The strip below a comparison: sizes flowing from the units of the base to those of the change.

Bars and ribbons come from `cguviz.scene.compare.flow`; this paints them and says what the pointer does on them.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QMouseEvent, QPainter, QPaintEvent, QPixmap, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from cguviz.model.columns import Bools, Ints, Longs
from cguviz.scene.compare.flow import Flow, FlowHit, Streams, Way, hit, items_of, polygons
from cguviz.scene.compare.flow_layout import LEAST_HEIGHT, NAME, NOTE, flow
from cguviz.scene.look.theme import Theme
from cguviz.scene.scene import Role
from cguviz.ui.canvas.inks import NO_PEN, color, pen
from cguviz.ui.frame.appearance import current_theme

MARGIN = 10
"""Pixels left and right."""
ALPHAS = {Way.STAYED: 70, Way.MERGED: 105, Way.MOVED: 215}
"""Opacity of ribbons: what moved is what one looks for."""
REST = 26
"""Opacity of what is not chosen while something is."""


class FlowStrip(QWidget):
    """Paints a flow.

    Emits
    -----
    items_chosen
        ((k,) int32, bool) the items of a ribbon that was clicked, and whether they are added to the selection.
    unit_chosen
        (int, bool) a unit whose bar was clicked, and whether it is of the change side.
    """

    items_chosen = Signal(object, bool)
    unit_chosen = Signal(int, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table: Streams | None = None
        self._flow: Flow | None = None
        self._under = FlowHit()
        self._lit: Bools | None = None
        self._picture: QPixmap | None = None
        self._selected: Ints = np.empty(0, np.int32)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(round(LEAST_HEIGHT))
        self.setAccessibleName("Flow of sizes between units")

    @property
    def strip(self) -> Flow | None:
        """The strip that is painted."""
        return self._flow

    def show_streams(self, table: Streams | None) -> None:
        """Show the streams of a comparison."""
        self._table = table
        self._lay_out()

    def select(self, items: Ints) -> None:
        """Light the ribbons that hold any of some items."""
        self._selected = items
        self._light()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return a height at which ribbons can be followed."""
        return QSize(600, 150)

    def _lay_out(self) -> None:
        self._flow, self._under = None, FlowHit()
        width = self.width() - 2 * MARGIN
        if self._table is not None and width > 0:
            self._flow = flow(self._table, width=float(width), height=float(self.height() - 2))
        self._light()

    def _light(self) -> None:
        """Find the ribbons of the selection."""
        self._lit, self._picture = None, None
        if self._flow is not None and self._table is not None and len(self._selected):
            table, strip = self._table, self._flow
            held = np.isin(table.item, self._selected)
            some = np.add.reduceat(np.append(held, False), table.starts[:-1])[: len(table)] > 0
            some[np.diff(table.starts) == 0] = False
            count = np.diff(strip.stream_starts)
            ribbon = np.repeat(np.arange(len(count)), count)
            self._lit = np.bincount(ribbon, some[strip.stream], minlength=len(count)) > 0
        self.update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's signature
        """Copy the picture and draw the stream or unit under the pointer over it."""
        theme, strip = current_theme(), self._flow
        with QPainter(self) as painter:
            if strip is None:
                painter.fillRect(self.rect(), color(theme.background))
                return
            ratio = self.devicePixelRatioF()
            if self._picture is None or self._picture.devicePixelRatio() != ratio:
                self._picture = self._painted(strip, theme, ratio)
            painter.drawPixmap(0, 0, self._picture)
            painter.translate(MARGIN, 0)
            if self._under.ribbon >= 0:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                _paint_ribbons(painter, strip, theme, np.array([self._under.ribbon]), 255, outline=theme.hover)
            elif self._under.bar >= 0:
                x0, y0, x1, y1 = strip.box[self._under.bar].tolist()
                painter.setPen(pen(theme.hover, 2))
                painter.drawRect(round(x0), round(y0), round(x1 - x0), round(y1 - y0))

    def _painted(self, strip: Flow, theme: Theme, ratio: float) -> QPixmap:
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(color(theme.background))
        with QPainter(picture) as painter:
            painter.setClipRect(self.rect())
            painter.translate(MARGIN, 0)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for way in Way:
                rows = np.flatnonzero(strip.way == way)
                lit = np.ones(len(rows), np.bool_) if self._lit is None else self._lit[rows]
                _paint_ribbons(painter, strip, theme, rows[~lit], REST)
                if self._lit is None:
                    _paint_ribbons(painter, strip, theme, rows[lit], ALPHAS[way])
                else:
                    # Outlined, as most of what is chosen is thinner than a pixel.
                    _paint_ribbons(painter, strip, theme, rows[lit], 235, outline=theme.selection)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            _paint_bars(painter, strip, theme, self.font())
        return picture

    # The pointer

    def hit_at(self, position: QPointF) -> FlowHit:
        """Return the stream or unit under a point of the widget."""
        return FlowHit() if self._flow is None else hit(self._flow, position.x() - MARGIN, position.y())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Show the stream or unit under the pointer."""
        under = self.hit_at(event.position())
        if under == self._under or self._flow is None:
            return
        self._under = under
        self.update()
        strip = self._flow
        text = (
            strip.ribbon_title[under.ribbon] if under.ribbon >= 0 else strip.title[under.bar] if under.bar >= 0 else ""
        )
        if text:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            QToolTip.showText(event.globalPosition().toPoint(), text, self)
        else:
            self.unsetCursor()
            QToolTip.hideText()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Choose the stream or unit under the pointer."""
        strip, table, under = self._flow, self._table, self.hit_at(event.position())
        if strip is None or table is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if under.ribbon >= 0:
            extend = bool(event.modifiers() & (Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier))
            self.items_chosen.emit(items_of(strip, table, under.ribbon), extend)
        elif under.bar >= 0:
            for unit in strip.unit[strip.unit_starts[under.bar] : strip.unit_starts[under.bar + 1]].tolist()[:1]:
                self.unit_chosen.emit(unit, bool(strip.change[under.bar]))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Forget where the pointer was."""
        super().leaveEvent(event)
        self._under = FlowHit()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Use the room there is."""
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change from light to dark."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._picture = None
            self.update()


def _paint_ribbons(
    painter: QPainter, strip: Flow, theme: Theme, rows: Ints | Longs, alpha: int, *, outline: str = ""
) -> None:
    if not len(rows):
        return
    shapes = polygons(strip)[rows].tolist()
    looks = zip(strip.way[rows].tolist(), strip.ribbon_tint[rows].tolist(), shapes, strict=True)
    for way, tint, shape in looks:
        fill = theme.modules[tint]
        moved = way == Way.MOVED
        painter.setPen(pen(outline, 1.5) if outline else NO_PEN)
        painter.setBrush(color(theme.styles[Role.ARRIVED].outline if moved and tint < 0 else fill, alpha))
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in shape]))


def _paint_bars(painter: QPainter, strip: Flow, theme: Theme, family: QFont) -> None:
    outline = theme.styles[Role.UNIT].outline
    fonts = []
    for size in (NAME, NOTE):
        font = QFont(family)
        font.setPixelSize(round(size))
        fonts.append(font)
    rows = zip(strip.box.tolist(), strip.change.tolist(), strip.label, strip.note, strip.tint.tolist(), strict=True)
    for (x0, y0, x1, y1), change, label, note, tint in rows:
        painter.setPen(pen(outline))
        painter.setBrush(color(theme.modules[tint]))
        painter.drawRect(round(x0), round(y0), max(round(x1 - x0) - 1, 1), round(y1 - y0) - 1)
        name_y, note_y = (y1 + 13, y1 + 27) if change else (y0 - 18, y0 - 4)
        for font, text, y, ink in ((fonts[0], label, name_y, theme.ink), (fonts[1], note, note_y, theme.faint)):
            if text:
                painter.setFont(font)
                painter.setPen(QColor(ink))
                painter.drawText(QPointF(x0, y), text)
