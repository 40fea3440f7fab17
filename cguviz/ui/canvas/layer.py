"""A picture somewhat larger than the view, made in slices and shown until a better one is ready.

Panning inside it costs one copy to the screen. While the camera zooms, the picture at hand is shown scaled; a sharp
one is started when the camera rests, or at once when the picture at hand is too coarse or does not reach far enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QImage, QPainter

from cguviz.ui.canvas.camera import Viewport
from cguviz.ui.canvas.scheduler import Job, scheduler

SKIRT = 0.33
"""Painted beyond the view on each side, as a share of the view."""
NEARLY = 0.08
"""A new picture is started when less than this share is left beyond the view in some direction."""
REST = 60
"""Milliseconds without a change of the camera after which a scaled picture is replaced by a sharp one."""
STRETCH = 1.8
"""A picture scaled by more than this is replaced even while the camera moves."""
HASTE = 0.02
"""The skirt of a picture that is started while the camera zooms in: it will soon be replaced, and shows less."""

Draw = Callable[[QPainter, Viewport], Iterator[None]]


class Layer(QObject):
    """The cached picture of one view.

    Emits
    -----
    renewed
        A newer picture is there.
    """

    renewed = Signal()

    def __init__(self, draw: Draw, parent: QObject) -> None:
        super().__init__(parent)
        self._draw = draw
        self._image: QImage | None = None
        self._made: Viewport | None = None
        self._wanted: Viewport | None = None
        self._valid = False
        self._job: Job | None = None
        self._making: Viewport | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._sharpen)

    @property
    def made(self) -> Viewport | None:
        """What the picture at hand shows."""
        return self._made

    @property
    def settled(self) -> bool:
        """Whether the picture at hand is valid and sharp for the last viewport asked for."""
        return (
            self._valid
            and self._job is None
            and self._made is not None
            and self._wanted is not None
            and self._made.scale == self._wanted.scale
            and self._made.covers(self._wanted)
        )

    def invalidate(self) -> None:
        """Start anew: what is painted has changed. The old picture is shown until then."""
        self._valid = False
        if self._wanted is not None:
            self._start()

    def drop(self) -> None:
        """Forget the picture: it shows something that is no longer there."""
        self.pause()
        self._image = self._made = None
        self._valid = False

    def follow(self, viewport: Viewport) -> None:
        """Be told what is to be seen next."""
        self._wanted = viewport
        best = self._making if self._job is not None else self._made if self._valid else None
        if best is None or not best.covers(viewport):
            # Work in progress that at least covers nearly all is finished: starting over at every step of a
            # fast pan would never show anything.
            if self._job is None:
                self._start()
        elif best.scale == viewport.scale:
            self._rest.stop()
            if self._job is None and not best.covers(viewport.grown(NEARLY)):
                self._start()
        else:
            if self._job is None and not 1 / STRETCH < viewport.scale / best.scale < STRETCH:
                self._start(HASTE if viewport.scale > best.scale else SKIRT)
            self._rest.start()

    def paint(self, painter: QPainter, viewport: Viewport) -> bool:
        """Show the picture at hand; the painter's unit is the device pixel.

        Returns
        -------
        Whether there was one.
        """
        if self._image is None or self._made is None:
            return False
        made, factor = self._made, viewport.scale / self._made.scale
        if factor == 1.0:
            painter.drawImage(made.left - viewport.left, made.top - viewport.top, self._image)
            return True
        place = QRectF(
            made.left * factor - viewport.left,
            made.top * factor - viewport.top,
            made.width * factor,
            made.height * factor,
        )
        # Smooth magnification costs 1 ms, smooth reduction of a large part much more and shows no better.
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
        painter.drawImage(place, self._image)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        return True

    def finish(self) -> None:
        """Make the picture now and to the end: for screenshots and tests."""
        if self._wanted is None or self.settled:
            return
        self._start()
        job = self._job
        if job is not None:
            for _ in job:
                pass
            scheduler().withdraw(job)

    def pause(self) -> None:
        """Stop working, for a view that nobody sees; `follow` resumes."""
        self._stop()
        self._rest.stop()

    def _start(self, skirt: float = SKIRT) -> None:
        if self._wanted is None or self._wanted.width <= 0 or self._wanted.height <= 0:
            return
        self._stop()
        self._making = self._wanted.grown(skirt)
        self._job = self._steps(self._making)
        scheduler().submit(self._job)

    def _sharpen(self) -> None:
        making = self._making if self._job is not None else self._made
        if self._wanted is None or (
            making is not None and making.covers(self._wanted.grown(NEARLY)) and making.scale == self._wanted.scale
        ):
            return
        self._start()

    def _stop(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            scheduler().withdraw(job)
            job.close()

    def _steps(self, viewport: Viewport) -> Job:
        # Without an alpha channel the copy to the screen is six times faster.
        image = QImage(viewport.width, viewport.height, QImage.Format.Format_RGB32)
        with QPainter(image) as painter:
            yield from self._draw(painter, viewport)
        self._image, self._made, self._valid, self._job = image, viewport, True, None
        self.renewed.emit()
        if self._wanted is not None:
            self.follow(self._wanted)
