"""The canvas: a widget that shows a scene through a camera and says what the pointer does on it.

It owns pixels and gestures. What a click means (select, focus, fold) is the window's business: it listens to the
signals and calls the setters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QToolTip, QWidget

from cguviz.model.columns import Ints, Longs
from cguviz.scene.graph.hit import Hit, hit, within
from cguviz.scene.look.theme import LIGHT, Theme
from cguviz.scene.scene import Scene
from cguviz.ui.canvas.camera import Camera, Viewport
from cguviz.ui.canvas.captions import paint_captions, pin_captions
from cguviz.ui.canvas.emphasis import NONE, Emphasis, outline, paint_emphasis, with_selection
from cguviz.ui.canvas.gestures import Gestures
from cguviz.ui.canvas.inks import color
from cguviz.ui.canvas.layer import Layer, Task
from cguviz.ui.canvas.lettering import Lettering
from cguviz.ui.canvas.links import CURVES
from cguviz.ui.canvas.minimap import MiniMap
from cguviz.ui.canvas.overlay import paint_band, paint_hover, paint_message
from cguviz.ui.canvas.painter import paint
from cguviz.ui.canvas.picture import PreparedScene, prepare

EMPTY_TEXT = "Open a dump, or drop a file here."
ROOM_FOR_MINIMAP = 4
"""The overview is hidden in views narrower than so many times its own width."""
CORNER = 10
"""Screen pixels between the overview and the edges."""

Tooltip = Callable[[Hit], str]


class GraphView(QWidget):
    """Shows one scene.

    Emits
    -----
    hovered
        (Hit) when what lies under the pointer changes.
    clicked
        (Hit, Qt.KeyboardModifier) on a press and release in one place; an empty hit beside all units.
    activated
        (Hit) on a double click on a box or block.
    folded
        (int) a unit whose name was double-clicked, or that lies under the pointer when Space is pressed.
    banded
        ((k,) int64) the boxes in a rectangle drawn with Shift held.
    settled
        The picture is complete and sharp.
    """

    hovered = Signal(object)
    clicked = Signal(object, object)
    activated = Signal(object)
    folded = Signal(int)
    banded = Signal(object)
    settled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 120)
        self.setAccessibleName("Graph of codegen units")
        self.setAccessibleDescription("The outline lists the same units, modules and items as a tree.")
        self._picture: PreparedScene | None = None
        self._theme = LIGHT
        self._lettering = Lettering("")
        self._emphasis = Emphasis()
        self._message = EMPTY_TEXT
        self._tooltip: Tooltip | None = None
        self._under = Hit()
        self._echo = NONE, NONE
        self._band: QRectF | None = None
        self._layer = Layer(self._draw, self)
        self._layer.renewed.connect(self._renewed)
        self._camera = Camera(self)
        self._camera.changed.connect(self._moved)
        gestures = Gestures(self)
        gestures.pointed.connect(self._point)
        gestures.left.connect(self._leave)
        gestures.clicked.connect(self._click)
        gestures.doubled.connect(self._double)
        gestures.panned.connect(lambda dx, dy: self._camera.pan(dx, dy))
        gestures.zoomed.connect(self._zoom)
        gestures.banding.connect(self._draw_band)
        gestures.banded.connect(self._end_band)
        gestures.folding.connect(self._fold)
        self._minimap = MiniMap(self)
        self._minimap.moved.connect(self._jump)

    # What is shown

    @property
    def camera(self) -> Camera:
        """Where one looks."""
        return self._camera

    @property
    def scene(self) -> Scene | None:
        """The scene that is painted, None while there is none."""
        return None if self._picture is None else self._picture.scene

    @property
    def under(self) -> Hit:
        """The box, block or unit under the pointer."""
        return self._under

    def set_camera(self, camera: Camera) -> None:
        """Look through a camera, which other views may share."""
        self._camera.changed.disconnect(self._moved)
        self._camera = camera
        camera.changed.connect(self._moved)
        self._moved()

    def set_scene(self, scene: Scene | None) -> None:
        """Show a scene, or the message if there is none. The camera and the theme stay, the selection goes."""
        self._picture = None if scene is None else prepare(scene)
        self._emphasis = Emphasis()
        self._under = Hit()
        self._echo = NONE, NONE
        self._layer.drop()
        self._minimap.set_picture(self._picture)
        self._place_minimap()
        self._moved()

    def set_theme(self, theme: Theme) -> None:
        """Paint in another look."""
        self._theme = theme
        self._minimap.set_theme(theme)
        self._layer.invalidate()
        self.update()

    def set_message(self, text: str) -> None:
        """Set the instruction that stands where there is no scene."""
        self._message = text
        self.update()

    def set_tooltip(self, tooltip: Tooltip | None) -> None:
        """Show a text beside the pointer; an empty one is not shown."""
        self._tooltip = tooltip

    def set_selection(
        self,
        boxes: Sequence[int] | Ints | Longs,
        units: Sequence[int] | Ints | Longs = (),
        *,
        ends: tuple[Ints, Ints] | None = None,
    ) -> None:
        """Select boxes and units: outlined, with the uses of and by the boxes.

        Parameters
        ----------
        ends
            See `with_selection`.
        """
        if self._picture is not None:
            scene = self._picture.scene
            self._emphasize(with_selection(self._emphasis, scene, boxes=_rows(boxes), units=_rows(units), ends=ends))

    def set_lit(self, boxes: Sequence[int] | Ints | Longs | None) -> None:
        """Dim all but some boxes; None ends it."""
        self._emphasize(self._emphasis.replace(lit=None if boxes is None else _rows(boxes)))

    def set_dimmed(self, boxes: Sequence[int] | Ints | Longs) -> None:
        """Let some boxes step back."""
        self._emphasize(self._emphasis.replace(dimmed=_rows(boxes)))

    def set_echo(self, boxes: Ints, units: Ints) -> None:
        """Outline boxes that the pointer is at in another view."""
        if len(boxes) or len(units) or len(self._echo[0]) or len(self._echo[1]):
            self._echo = boxes, units
            self.update()

    def _emphasize(self, emphasis: Emphasis) -> None:
        self._emphasis = emphasis
        self._layer.invalidate()
        self.update()

    # Where one looks

    def fit(self) -> None:
        """Show the whole scene."""
        if self._picture is not None:
            self._camera.fit(self._picture.scene.bounds, QSizeF(self.size()))

    def fit_selection(self) -> None:
        """Show the selection as large as it goes, or the whole scene if nothing is selected."""
        scene, chosen = self.scene, self._emphasis
        if scene is None or not (len(chosen.boxes) or len(chosen.units)):
            self.fit()
            return
        boxes = np.vstack([scene.boxes.box[chosen.boxes], scene.units.box[chosen.units]])
        bounds = np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])
        self._camera.fit(bounds, QSizeF(self.size()))

    def viewport(self) -> Viewport:
        """Return the device pixels that are seen."""
        return self._camera.viewport(QSizeF(self.size()), self.devicePixelRatioF())

    def world_at(self, position: QPointF) -> tuple[float, float]:
        """Return the world point under a point of the widget."""
        viewport = self.viewport()
        return (
            (position.x() * viewport.ratio + viewport.left) / viewport.scale,
            (position.y() * viewport.ratio + viewport.top) / viewport.scale,
        )

    def hit_at(self, position: QPointF) -> Hit:
        """Return the box, block or unit under a point of the widget."""
        return Hit() if self._picture is None else hit(self._picture.scene, *self.world_at(position))

    def finish(self) -> None:
        """Complete the picture now, for a screenshot."""
        if self._picture is not None:
            self._layer.follow(self.viewport())
            self._layer.finish()

    # Painting

    def _draw(self, painter: QPainter, task: Task) -> Iterator[None]:
        if self._picture is not None:
            limit = 0 if task.rough else round(CURVES * task.share)
            yield from paint(
                painter,
                self._picture,
                viewport=task.viewport,
                theme=self._theme,
                lettering=self._lettering,
                emphasis=self._emphasis,
                limit=limit,
            )

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 - Qt's signature
        """Copy the picture at hand to the screen and draw the marks that follow the pointer."""
        if not self.isVisible():
            # A grab of a widget that was never shown: nobody would run the slices.
            self.finish()
        viewport = self.viewport()
        with QPainter(self) as painter:
            painter.setClipRect(self.rect())
            if self._picture is None:
                painter.fillRect(self.rect(), color(self._theme.background))
                inner = self.rect().adjusted(24, 24, -24, -24)
                paint_message(painter, inner, self._theme, self._lettering, self._message)
                return
            painter.scale(1 / viewport.ratio, 1 / viewport.ratio)
            if not self._reaches(viewport):
                painter.fillRect(0, 0, viewport.width, viewport.height, color(self._theme.background))
            self._layer.paint(painter, viewport)
            paint_emphasis(painter, self._picture, viewport, self._theme, self._emphasis)
            for rows, marks in zip(self._echo, (self._picture.scene.boxes, self._picture.scene.units), strict=True):
                outline(painter, viewport, marks.box[rows], self._theme.hover, 2)
            paint_hover(painter, self._picture, viewport, self._theme, self._under)
            names = pin_captions(self._picture, viewport, self._lettering)
            for _ in paint_captions(
                painter, self._picture, viewport=viewport, theme=self._theme, lettering=self._lettering, placed=names
            ):
                pass
            if self._band is not None:
                painter.scale(viewport.ratio, viewport.ratio)
                paint_band(painter, self._band, self._theme)

    def _reaches(self, viewport: Viewport) -> bool:
        return self._layer.made is not None and self._layer.made.covers(viewport)

    def _moved(self) -> None:
        viewport = self.viewport()
        out_of_sight = self._minimap.show_part(viewport.world)
        self._minimap.setVisible(out_of_sight and self.width() > ROOM_FOR_MINIMAP * self._minimap.width())
        if self._picture is not None and self.isVisible():
            self._layer.follow(viewport)
        self.update()

    def _renewed(self) -> None:
        self.update()
        if self._layer.settled:
            self.settled.emit()

    def _place_minimap(self) -> None:
        self._minimap.move(
            self.width() - self._minimap.width() - CORNER, self.height() - self._minimap.height() - CORNER
        )

    # Gestures

    def _jump(self, x: float, y: float) -> None:
        self._camera.restore((x, y, self._camera.scale))

    def _zoom(self, position: QPointF, factor: float) -> None:
        size = QSizeF(self.size())
        self._camera.zoom_at(QPointF(position.x() - size.width() / 2, position.y() - size.height() / 2), factor)

    def _point(self, position: QPointF) -> None:
        under = self.hit_at(position)
        if under == self._under:
            return
        self._under = under
        self.hovered.emit(under)
        self.update()
        if self._tooltip is not None:
            text = "" if under == Hit() else self._tooltip(under)
            if text:
                QToolTip.showText(self.mapToGlobal(position.toPoint()), text, self)
            else:
                QToolTip.hideText()

    def _leave(self) -> None:
        if self._under != Hit():
            self._under = Hit()
            self.hovered.emit(self._under)
            self.update()

    def _click(self, position: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        self.clicked.emit(self.hit_at(position), modifiers)

    def _double(self, position: QPointF) -> None:
        under = self.hit_at(position)
        if under.unit >= 0 and under.box < 0 and under.block < 0:
            self.folded.emit(under.unit)
        elif under != Hit():
            self.activated.emit(under)

    def _fold(self) -> None:
        if self._under.unit >= 0:
            self.folded.emit(self._under.unit)

    def _draw_band(self, band: QRectF) -> None:
        self._band = band
        self.update()

    def _end_band(self, band: QRectF) -> None:
        self._band = None
        self.update()
        if self._picture is not None:
            x0, y0 = self.world_at(band.topLeft())
            x1, y1 = self.world_at(band.bottomRight())
            self.banded.emit(within(self._picture.scene, (x0, y0, x1, y1)))

    # What Qt tells

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, ARG002 - Qt's signature
        """Keep the middle where it is."""
        self._place_minimap()
        self._moved()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, ARG002 - Qt's signature
        """Begin to paint."""
        self._moved()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802, ARG002 - Qt's signature
        """Stop painting while nobody sees the view."""
        self._layer.pause()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Drop measurements made with another font."""
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self._lettering = Lettering("")
            self._layer.invalidate()
        super().changeEvent(event)


def _rows(rows: Sequence[int] | Ints | Longs) -> Ints:
    return np.unique(np.asarray(rows, np.int32))
