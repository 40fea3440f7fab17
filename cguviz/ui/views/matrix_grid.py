"""The matrix of uses as a widget: cells under a camera, names and totals that stay at the edges.

Names are drawn where rows are high enough for them; below that, the one under the pointer is.
"""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from cguviz.model.columns import Floats
from cguviz.scene.matrix.describe import Matrix, cell_at, fill, ink, meaning, number
from cguviz.ui.canvas.camera import Camera, Viewport, pixels
from cguviz.ui.canvas.gestures import Gestures
from cguviz.ui.canvas.inks import NO_BRUSH, NO_PEN, color, pen
from cguviz.ui.canvas.strokes import draw_rects
from cguviz.ui.frame.appearance import current_theme

WIDE, FLAT = 46.0, 24.0
"""World size of a cell at its flattest: it grows to a square where that fills the room."""
LARGEST = 1.6
"""Cells are not fitted larger than this."""
NAMES = 0.24
"""Share of the widget that names take at most."""
LETTERS = 170
"""Pixels that names take at most."""
TEXT, LOW = 12, 9
"""Pixels of text, and the height of a row or the width of a column from which it has a name."""
PAD = 5
CORNER = "user ↓  used →"
GAPS = 7
"""Pixels of a cell's height from which there is a gap around it."""


class MatrixGrid(QWidget):
    """Paints a matrix and tells of clicks on cells and names.

    Emits
    -----
    cell_chosen
        (int) a cell with uses, -1 beside all of them.
    unit_chosen
        (int, bool) a row or column by its place whose name was clicked, and whether Shift or Ctrl was held.
    """

    cell_chosen = Signal(int)
    unit_chosen = Signal(int, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene: Matrix | None = None
        self._message = ""
        self._cells: Floats = np.empty((0, 4))
        self._selected = -1
        self._units: tuple[int, ...] = ()
        self._under = (-1, -1)
        self._high = FLAT
        self._head = (0.0, 0.0)
        self._totals: tuple[float, ...] = (0.0, 0.0)
        self._fitted = True
        self.camera = Camera(self)
        self.camera.changed.connect(self.update)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 120)
        self.setAccessibleName("Matrix of uses between units")
        gestures = Gestures(self)
        gestures.pointed.connect(self._point)
        gestures.left.connect(lambda: self._hover((-1, -1)))
        gestures.clicked.connect(self._click)
        gestures.panned.connect(self._pan)
        gestures.zoomed.connect(self._zoom)

    @property
    def scene(self) -> Matrix | None:
        """The matrix that is painted."""
        return self._scene

    def show_scene(self, scene: Matrix | None, message: str = "") -> None:
        """Paint something else; without a scene, say why."""
        same = scene is not None and self._scene is not None and len(scene) == len(self._scene)
        self._scene, self._message, self._under = scene, message, (-1, -1)
        self._measure()
        self._place_cells()
        if not same or self._fitted:
            self.fit()
        self.update()

    def select(self, cell: int, units: tuple[int, ...]) -> None:
        """Outline a cell, -1 for none, and mark the names of units by their places."""
        self._selected, self._units = cell, units
        self.update()

    def fit(self) -> None:
        """Show everything."""
        count = 0 if self._scene is None else len(self._scene)
        room = self._grid()
        self._fitted = True
        if count and room.width() > 0:
            self._high = min(max(WIDE * room.height() / room.width(), FLAT), WIDE)
            self._place_cells()
            bounds = np.array([0.0, 0.0, count * WIDE, count * self._high])
            self.camera.fit(bounds, room.size(), largest=LARGEST, margin=4)
            # A small matrix begins at its names.
            scale = self.camera.scale
            x = max(room.width() / 2 / scale - 4 / scale, count * WIDE / 2)
            y = max(room.height() / 2 / scale - 4 / scale, count * self._high / 2)
            self.camera.restore((x, y, scale))
        self.update()

    def _place_cells(self) -> None:
        scene = self._scene
        if scene is not None:
            corner = np.column_stack([scene.column * WIDE, scene.row * self._high])
            self._cells = np.hstack([corner, corner + np.array([WIDE, self._high])])

    def place_of(self, cell: int) -> QPointF:
        """Return the middle of a cell in the widget."""
        box = pixels(self._cells[cell : cell + 1], self._viewport())[0] / self.devicePixelRatioF()
        grid = self._grid()
        return QPointF(grid.left() + float(box[0] + box[2]) / 2, grid.top() + float(box[1] + box[3]) / 2)

    # Geometry

    def _measure(self) -> None:
        """Give names as much room as they need, up to a limit."""
        if self._scene is None:
            return
        metrics, bold = self._metrics(), QFontMetricsF(self._font(bold=True))
        names = max((bold.horizontalAdvance(text) for text in self._scene.label), default=0.0) + 2 * PAD
        out, into = (
            max((metrics.horizontalAdvance(number(self._scene, value)) for value in column.tolist()), default=0.0)
            for column in (self._scene.out, self._scene.into)
        )
        said = metrics.horizontalAdvance(CORNER)
        left = (
            min(max(names, said), LETTERS, max(NAMES * self.width(), said))
            + max(out, metrics.horizontalAdvance("out"))
            + 3 * PAD
        )
        top = min(names, LETTERS, NAMES * self.height()) + max(into, metrics.horizontalAdvance("in")) + 3 * PAD
        self._head = math.ceil(left), math.ceil(top)
        self._totals = (
            max(out, metrics.horizontalAdvance("out")) + PAD,
            max(into, metrics.horizontalAdvance("in")) + PAD,
        )

    def _metrics(self, size: int = TEXT) -> QFontMetricsF:
        return QFontMetricsF(self._font(size))

    def _font(self, size: int = TEXT, *, bold: bool = False) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(size)
        font.setBold(bold)
        return font

    def _grid(self) -> QRectF:
        """Return the room for cells."""
        left, top = self._head
        return QRectF(left, top, max(self.width() - left, 0), max(self.height() - top, 0))

    def _viewport(self) -> Viewport:
        return self.camera.viewport(QSizeF(self._grid().size()), self.devicePixelRatioF())

    def _at(self, position: QPointF) -> tuple[int, int]:
        """Return row and column under a point; over names, -1 for the other one."""
        if self._scene is None:
            return -1, -1
        grid, view = self._grid(), self._viewport()
        x = ((position.x() - grid.left()) * view.ratio + view.left) / view.scale
        y = ((position.y() - grid.top()) * view.ratio + view.top) / view.scale
        row = int(y // self._high) if position.y() >= grid.top() else -1
        column = int(x // WIDE) if position.x() >= grid.left() else -1
        count = len(self._scene)
        outside = (row >= 0 or position.y() >= grid.top()) and not 0 <= row < count
        outside = outside or ((column >= 0 or position.x() >= grid.left()) and not 0 <= column < count)
        return (-1, -1) if outside else (row, column)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's signature
        """Paint cells, then names over anything beside them."""
        theme, scene = current_theme(), self._scene
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), color(theme.background))
            if scene is None or not len(scene):
                painter.setPen(color(theme.faint))
                painter.drawText(
                    self.rect().adjusted(24, 24, -24, -24),
                    int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap),
                    self._message,
                )
                return
            grid, view = self._grid(), self._viewport()
            painter.save()
            painter.setClipRect(grid)
            painter.translate(grid.topLeft())
            painter.scale(1 / view.ratio, 1 / view.ratio)
            self._paint_cells(painter, scene, view)
            painter.restore()
            self._paint_names(painter, scene, view)

    def _paint_cells(self, painter: QPainter, scene: Matrix, view: Viewport) -> None:
        theme = current_theme()
        edges = pixels(self._cells, view)
        seen = (edges[:, 2] > 0) & (edges[:, 3] > 0) & (edges[:, 0] < view.width) & (edges[:, 1] < view.height)
        painter.setPen(NO_PEN)
        whole = pixels(np.array([[0.0, 0.0, len(scene) * WIDE, len(scene) * self._high]]), view)
        painter.setBrush(color(theme.ink, 8))
        draw_rects(painter, whole)
        gap = np.array([0, 0, 1, 1], np.int32) if self._high * view.scale / view.ratio >= GAPS else 0
        kinds = scene.heat.astype(np.int64) * 16 + scene.level
        for kind in np.unique(kinds[seen & (scene.level > 0)]).tolist():
            painter.setBrush(color(fill(theme, kind // 16, kind % 16)))
            rows = np.flatnonzero(seen & (kinds == kind))
            draw_rects(painter, edges[rows] - gap)
        self._paint_numbers(painter, scene, edges, np.flatnonzero(seen).tolist(), view)
        if self._under != (-1, -1):
            self._paint_cross(painter, scene, view)
        if self._selected >= 0:
            painter.setBrush(NO_BRUSH)
            painter.setPen(pen(theme.selection, 2 * view.ratio))
            x0, y0, x1, y1 = edges[self._selected].tolist()
            painter.drawRect(QRectF(x0, y0, x1 - x0 - 1, y1 - y0 - 1))

    def _paint_numbers(
        self,
        painter: QPainter,
        scene: Matrix,
        edges: np.ndarray[tuple[int, ...], np.dtype[np.int32]],
        rows: list[int],
        view: Viewport,
    ) -> None:
        """Write the counts that have room in their cells."""
        size = round(min(TEXT * view.ratio, 0.66 * self._high * view.scale))
        if size < 7 * view.ratio:
            return
        theme, metrics = current_theme(), self._metrics(size)
        painter.setFont(self._font(size))
        for row in rows:
            text = number(scene, int(scene.count[row]))
            x0, y0, x1, y1 = edges[row].tolist()
            if metrics.horizontalAdvance(text) <= x1 - x0 - 2:
                painter.setPen(color(ink(theme, int(scene.heat[row]), int(scene.level[row]))))
                painter.drawText(QRectF(x0, y0, x1 - x0 - 1, y1 - y0 - 1), Qt.AlignmentFlag.AlignCenter, text)

    def _paint_cross(self, painter: QPainter, scene: Matrix, view: Viewport) -> None:
        """Light the row and the column under the pointer."""
        row, column = self._under
        count, bands = len(scene), []
        if row >= 0:
            bands.append([0.0, row * self._high, count * WIDE, (row + 1) * self._high])
        if column >= 0:
            bands.append([column * WIDE, 0.0, (column + 1) * WIDE, count * self._high])
        painter.setPen(NO_PEN)
        painter.setBrush(color(current_theme().hover, 34))
        draw_rects(painter, pixels(np.array(bands), view))

    def _paint_names(self, painter: QPainter, scene: Matrix, view: Viewport) -> None:
        """Write names and totals of rows at the left, of columns at the top."""
        theme, grid = current_theme(), self._grid()
        painter.setPen(color(theme.faint))
        painter.setFont(self._font(TEXT - 1))
        out = self._totals[0]
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, grid.top() - 17, grid.left() - PAD, 16), right, "out")
        painter.drawText(QRectF(0, grid.top() - 17, grid.left() - out - 2 * PAD, 16), right, CORNER)
        for upright in (False, True):
            painter.save()
            if upright:
                painter.translate(0, grid.top())
                painter.rotate(-90)
                painter.drawText(QRectF(20, grid.left() - 16, 40, 15), left, "in")
            self._paint_side(painter, scene, view, upright=upright)
            painter.restore()

    def _paint_side(self, painter: QPainter, scene: Matrix, view: Viewport, *, upright: bool) -> None:
        """Write one side; upright ones in coordinates turned by a quarter, so that both read from left to right."""
        theme, grid, ratio = current_theme(), self._grid(), view.ratio
        step = (WIDE if upright else self._high) * view.scale / ratio
        first = (grid.left() - view.left / ratio) if upright else (grid.top() - view.top / ratio)
        start, end = (grid.left(), grid.right()) if upright else (grid.top(), grid.bottom())
        size = max(min(TEXT, math.floor(step)), LOW)
        plain, bold = self._font(size), self._font(size, bold=True)
        figures = self._totals[upright]
        wide = (grid.top() if upright else grid.left()) - figures - 3 * PAD
        under = self._under[1 if upright else 0]
        shown = range(max(math.floor((start - first) / step), 0), min(math.ceil((end - first) / step), len(scene)))
        rows = [row for row in shown if step >= LOW or row == under or row in self._units]
        metrics = QFontMetricsF(bold)
        for row in rows:
            middle = first + (row + 0.5) * step
            lit = row == under or row in self._units
            name = metrics.elidedText(scene.label[row], Qt.TextElideMode.ElideMiddle, wide)
            total = number(scene, int((scene.into if upright else scene.out)[row]))
            high = max(step, size + 3)
            top = middle - high / 2
            if upright:
                boxes = QRectF(figures + 2 * PAD, top, wide, high), QRectF(0, top, figures, high)
                sides = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight)
            else:
                boxes = QRectF(PAD, top, wide, high), QRectF(PAD + wide, top, figures + PAD, high)
                sides = (Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignRight)
            if step < LOW:
                painter.fillRect(boxes[0].united(boxes[1]), color(theme.background, 225))
            for box, text, side, strong in zip(boxes, (name, total), sides, (lit, False), strict=True):
                painter.setFont(bold if strong else plain)
                painter.setPen(color(theme.ink if text is name else theme.faint))
                painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, text)

    # Gestures

    def _point(self, position: QPointF) -> None:
        under = self._at(position)
        if under != self._under:
            self._hover(under)
            text = self.tooltip_at(*under)
            if text:
                QToolTip.showText(self.mapToGlobal(position.toPoint()), text, self)
            else:
                QToolTip.hideText()

    def tooltip_at(self, row: int, column: int) -> str:
        """Return the tooltip of a row, a column or a cell."""
        scene = self._scene
        if scene is None or (row, column) == (-1, -1):
            return ""
        if row >= 0 and column >= 0:
            cell = cell_at(scene, row, column)
            if cell >= 0:
                return meaning(scene, cell)
            return f"{scene.label[row]} → {scene.label[column]}: no uses"
        place = max(row, column)
        out, into = number(scene, int(scene.out[place])), number(scene, int(scene.into[place]))
        return f"{scene.title[place]}\n{out} uses of other units, {into} by others"

    def _hover(self, under: tuple[int, int]) -> None:
        self._under = under
        self.update()

    def _click(self, position: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        row, column = self._at(position)
        if self._scene is None:
            return
        if row >= 0 and column >= 0:
            self.cell_chosen.emit(cell_at(self._scene, row, column))
        elif max(row, column) >= 0:
            extend = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
            self.unit_chosen.emit(max(row, column), bool(modifiers & extend))
        else:
            self.cell_chosen.emit(-1)

    def _pan(self, dx: float, dy: float) -> None:
        self._fitted = False
        self.camera.pan(dx, dy)

    def _zoom(self, position: QPointF, factor: float) -> None:
        self._fitted = False
        middle = self._grid().center()
        self.camera.zoom_at(position - middle, factor)

    # What Qt tells

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, ARG002 - Qt's signature
        """Keep everything in view if it was."""
        self._measure()
        if self._fitted:
            self.fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the theme and the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._measure()
            self.update()
