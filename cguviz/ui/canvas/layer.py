"""A picture somewhat larger than the view, made in slices and shown until a better one is ready.

Panning inside it costs one copy to the screen; beyond it, what is missing is added to a copy, and the whole painted
anew when the camera rests. While the camera zooms, the picture at hand is shown scaled; a sharp
one is started when the camera rests, or at once when the picture at hand is too coarse or does not reach far enough.
Until then the one before is kept: whoever zooms in often goes back, and sees it once more.
"""

from __future__ import annotations

import dataclasses
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
WORTH = 0.5
"""A picture that shows at least this share of a new one at the same scale is copied into it."""
STRETCH = 1.8
"""A picture scaled by more than this is replaced even while the camera moves."""
SMOOTH = 1.3
"""A picture scaled by more than this shows its pixels, unless they are blended."""
HASTE = 0.02
"""The skirt of a picture that is started while the camera zooms in: it will soon be replaced, and shows less."""


@dataclasses.dataclass(frozen=True)
class Task:
    """A picture to paint.

    Attributes
    ----------
    viewport
        What it shows.
    rough
        Whether it only serves until the camera rests, and may leave out what takes long.
    patched
        Whether it was put together from an older picture and what had to be added to it: lines may end at the seams.
    share
        Of a whole picture that is to be painted.
    """

    viewport: Viewport
    rough: bool
    patched: bool = False
    share: float = 1.0

    def suits(self, wanted: Viewport) -> bool:
        """Say whether it shows a viewport completely and sharp."""
        return not (self.rough or self.patched) and self.viewport.scale == wanted.scale and self.viewport.covers(wanted)

    def serves(self, wanted: Viewport) -> bool:
        """Say whether it shows a viewport completely, and sharp enough while the camera moves."""
        return self.viewport.covers(wanted) and 1 / STRETCH < wanted.scale / self.viewport.scale < STRETCH


Draw = Callable[[QPainter, Task], Iterator[None]]


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
        self._shown: Task | None = None
        self._before: tuple[QImage, Task] | None = None
        self._wanted: Viewport | None = None
        self._valid = False
        self._job: Job | None = None
        self._task: Task | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._sharpen)

    @property
    def made(self) -> Viewport | None:
        """The viewport that the picture at hand shows."""
        return None if self._shown is None else self._shown.viewport

    @property
    def settled(self) -> bool:
        """Whether the picture at hand is valid and sharp for the last viewport asked for."""
        return (
            self._valid
            and self._job is None
            and self._shown is not None
            and self._wanted is not None
            and self._shown.suits(self._wanted)
        )

    def invalidate(self) -> None:
        """Start anew: what is painted has changed. The old picture is shown until then."""
        self._valid = False
        self._before = None
        if self._wanted is not None:
            self._start()

    def drop(self) -> None:
        """Forget the picture: it shows something that is no longer there."""
        self._stop()
        self._rest.stop()
        self._image = self._shown = self._before = None
        self._valid = False

    def follow(self, viewport: Viewport) -> None:
        """Aim at a viewport: the next picture shows it."""
        moving = self._rest.isActive()
        self._wanted = viewport
        best = self._task if self._job is not None else self._shown if self._valid else None
        if best is None:
            if self._job is None:
                self._start()
            return
        if self._job is None and not best.serves(viewport) and self._go_back(viewport):
            self._rest.start()
            return
        zoomed = viewport.scale / best.viewport.scale
        if zoomed != 1.0 or best.rough or best.patched:
            self._rest.start()
        # What is being painted is finished: starting over at every step of a fast move would never show anything.
        if self._job is not None:
            return
        if not best.serves(viewport):
            rough = moving and zoomed != 1.0
            self._start(HASTE if rough and zoomed > 1.0 else SKIRT, rough=rough, patched=zoomed == 1.0)
        elif zoomed == 1.0 and not best.rough and not best.viewport.covers(viewport.enlarge(NEARLY)):
            self._start(patched=True)

    def _go_back(self, viewport: Viewport) -> bool:
        """Show the former picture again if that serves, and keep the present one for later."""
        if self._before is None or self._image is None or self._shown is None or not self._before[1].serves(viewport):
            return False
        (self._image, self._shown), self._before = self._before, (self._image, self._shown)
        return True

    def paint(self, painter: QPainter, viewport: Viewport) -> bool:
        """Show the picture at hand; the painter's unit is the device pixel.

        Returns
        -------
        Whether there was one.
        """
        if self._image is None or self._shown is None:
            return False
        made, factor = self._shown.viewport, viewport.scale / self._shown.viewport.scale
        if factor == 1.0:
            painter.drawImage(made.left - viewport.left, made.top - viewport.top, self._image)
            return True
        place = QRectF(
            made.left * factor - viewport.left,
            made.top * factor - viewport.top,
            made.width * factor,
            made.height * factor,
        )
        # Smooth scaling costs 1.4 ms instead of 0.4; a reduced picture is so dense that it looks no better for it,
        # and one that is a little magnified looks sharper without.
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, factor > SMOOTH)
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
        """Stop working, for a view that nobody sees, whatever changes in it; `follow` resumes."""
        self._stop()
        self._wanted = self._before = None
        self._rest.stop()

    def _start(self, skirt: float = SKIRT, *, rough: bool = False, patched: bool = False) -> None:
        if self._wanted is None or self._wanted.width <= 0 or self._wanted.height <= 0:
            return
        self._stop()
        self._task = Task(self._wanted.enlarge(skirt), rough, patched and self._lends(self._wanted.enlarge(skirt)))
        self._job = self._steps(self._task)
        scheduler().submit(self._job)

    def _lends(self, viewport: Viewport) -> bool:
        """Say whether most of a viewport can be taken from the picture at hand."""
        if not self._valid or self._shown is None or self._shown.rough:
            return False
        old = self._shown.viewport
        return (old.scale, old.ratio) == (viewport.scale, viewport.ratio) and viewport.overlap(old) >= WORTH

    def _sharpen(self) -> None:
        best = self._task if self._job is not None else self._shown
        if self._wanted is not None and not (best is not None and best.suits(self._wanted.enlarge(NEARLY))):
            self._start()

    def _stop(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            scheduler().withdraw(job)
            job.close()

    def _steps(self, task: Task) -> Job:
        # Without an alpha channel the copy to the screen is six times faster.
        image = QImage(task.viewport.width, task.viewport.height, QImage.Format.Format_RGB32)
        parts, old = [task.viewport], self._shown
        with QPainter(image) as painter:
            if task.patched and old is not None and self._image is not None:
                made = old.viewport
                painter.drawImage(made.left - task.viewport.left, made.top - task.viewport.top, self._image)
                parts = task.viewport.without(made)
            for part in parts:
                share = part.width * part.height / (task.viewport.width * task.viewport.height)
                painter.resetTransform()
                painter.translate(part.left - task.viewport.left, part.top - task.viewport.top)
                yield from self._draw(painter, dataclasses.replace(task, viewport=part, share=share))
        self._before = None
        if task.rough and self._valid and old is not None and self._image is not None:
            self._before = self._image, old
        self._image, self._shown, self._valid, self._job = image, task, True, None
        self.renewed.emit()
        if self._wanted is not None:
            self.follow(self._wanted)
