"""The common abilities of views: fit, be restored, follow the theme."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, QObject
from PySide6.QtWidgets import QWidget

from cguviz.ui.canvas.view import GraphView
from cguviz.ui.frame.appearance import current_theme
from cguviz.ui.frame.settings import CameraState


class Pane(QWidget):
    """A view of the window.

    Attributes
    ----------
    maps
        What shows pictures. Keys such as the arrows belong to them.
    canvases
        Those of them that show boxes; all look through one camera.
    """

    def __init__(self, maps: tuple[QWidget, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.maps = maps
        self.canvases: tuple[GraphView, ...] = ()
        if maps:
            self.setFocusProxy(maps[0])

    def fit(self) -> None:
        """Show the selection, or, if it is shown already or there is none, everything."""
        self.fit_all()

    def fit_all(self) -> None:
        """Show everything, also after the view has got another size."""

    def pan(self, dx: int, dy: int) -> None:
        """Shift the picture by screen pixels."""

    def camera_state(self) -> CameraState | None:
        """Return the position of the camera for `restore_camera`, None if everything is in view."""
        return None

    def restore_camera(self, state: CameraState | None) -> None:
        """Look at where one looked, as soon as there is something to look at; None for everything."""

    def save_state(self) -> QByteArray:
        """Return the arrangement of the parts, for `restore_state`."""
        return QByteArray()

    def restore_state(self, state: QByteArray) -> None:
        """Arrange its parts as they were."""

    def unit_under_pointer(self) -> str:
        """Return the name of the unit of the base under the pointer, "" for none."""
        return ""


class CanvasPane(Pane):
    """A view of boxes, with one camera."""

    def __init__(self, canvases: tuple[GraphView, ...], parent: QWidget | None = None) -> None:
        super().__init__(canvases, parent)
        self.canvases = canvases
        self._fitted: CameraState | None = None
        self._wanted_camera: CameraState | None = None
        for canvas in canvases:
            canvas.set_theme(current_theme())
            canvas.installEventFilter(self)
            if canvas is not canvases[0]:
                canvas.set_camera(canvases[0].camera)

    @property
    def canvas(self) -> GraphView:
        """The canvas that is seen, the first of several."""
        return next((canvas for canvas in self.canvases if canvas.isVisibleTo(self)), self.canvases[0])

    def fit(self) -> None:
        """Show the selection, or, if it is shown already or there is none, everything."""
        before = self.canvas.camera.state()
        self.canvas.fit_selection()
        if self.canvas.camera.state() == before:
            self.fit_all()

    def fit_all(self) -> None:
        """Show everything, also after the view has got another size."""
        self.canvas.fit()
        self._fitted = self.canvas.camera.state()

    def camera_state(self) -> CameraState | None:
        """Return the position of the camera for `restore_camera`, None if everything is in view."""
        return None if self.is_whole() else self.canvas.camera.state()

    def restore_camera(self, state: CameraState | None) -> None:
        """Look at where one looked, as soon as there is something to look at; None for everything."""
        self._wanted_camera = state

    def pan(self, dx: int, dy: int) -> None:
        """Shift the picture by screen pixels."""
        self.canvas.camera.pan(dx, dy)

    def place_camera(self, *, known: bool) -> None:
        """Look at a new picture.

        Parameters
        ----------
        known
            Whether it is so like the one before that one may go on looking where one looked.
        """
        if self._wanted_camera is not None:
            self.canvas.camera.restore(self._wanted_camera)
            self._wanted_camera = None
        elif not known or self.is_whole():
            self.fit_all()

    def is_whole(self) -> bool:
        """Say whether one looks at everything, as it was fitted."""
        return self._fitted is not None and self.canvas.camera.state() == self._fitted

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Keep everything in view if it was."""
        if event.type() == QEvent.Type.Resize and watched is self.canvas and self.is_whole():
            self.fit_all()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a change from light to dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for canvas in self.canvases:
                canvas.set_theme(current_theme())
