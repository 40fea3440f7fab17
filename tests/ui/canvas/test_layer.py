from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from cguviz.scene.look.theme import LIGHT
from cguviz.ui.canvas.camera import Viewport
from cguviz.ui.canvas.emphasis import Emphasis
from cguviz.ui.canvas.layer import REST, SKIRT, STRETCH, Layer, Task
from cguviz.ui.canvas.lettering import Lettering
from cguviz.ui.canvas.painter import paint
from cguviz.ui.canvas.picture import prepare
from cguviz.ui.canvas.scheduler import Scheduler, scheduler
from tests.ui.canvas.scenes import scene_of

VIEW = Viewport(1.0, 0, 0, 200, 100)


class Drawing:
    """Draws one colour and remembers which windows were asked for."""

    def __init__(self) -> None:
        self.asked: list[Viewport] = []
        self.rough: list[bool] = []
        self.steps = 3

    def __call__(self, painter: QPainter, task: Task) -> Iterator[None]:
        viewport = task.viewport
        self.asked.append(viewport)
        self.rough.append(task.rough)
        for _ in range(self.steps):
            painter.fillRect(0, 0, viewport.width, viewport.height, QColor("#336699"))
            yield


@pytest.fixture
def owner(qapp: object) -> Iterator[QObject]:
    del qapp
    owner = QObject()
    yield owner
    owner.deleteLater()


def is_settled(layer: Layer) -> bool:
    return layer.settled


def made_by(layer: Layer) -> Viewport | None:
    return layer.made


def settle(qtbot: QtBot, layer: Layer) -> None:
    qtbot.waitUntil(lambda: layer.settled)


def test_a_picture_is_painted_larger_than_the_view_and_copied(qtbot: QtBot, owner: QObject) -> None:
    drawing = Drawing()
    layer = Layer(drawing, owner)
    image = QImage(200, 100, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        assert not layer.paint(painter, VIEW)
    layer.follow(VIEW)
    settle(qtbot, layer)
    assert drawing.asked == [VIEW.enlarge(SKIRT)]
    with QPainter(image) as painter:
        assert layer.paint(painter, VIEW)
    assert {image.pixelColor(x, y).name() for x in (0, 199) for y in (0, 99)} == {"#336699"}


def test_panning_within_the_skirt_paints_nothing(qtbot: QtBot, owner: QObject) -> None:
    drawing = Drawing()
    layer = Layer(drawing, owner)
    layer.follow(VIEW)
    settle(qtbot, layer)
    layer.follow(Viewport(1.0, 20, -10, 200, 100))
    assert is_settled(layer)
    assert len(drawing.asked) == 1
    layer.follow(Viewport(1.0, 150, 0, 200, 100))
    assert not is_settled(layer)
    settle(qtbot, layer)
    assert drawing.asked[-1].left == 150 - int(200 * SKIRT)


def test_what_panning_uncovers_is_added_and_the_whole_painted_at_rest(qtbot: QtBot, owner: QObject) -> None:
    drawing = Drawing()
    layer = Layer(drawing, owner)
    layer.follow(VIEW)
    settle(qtbot, layer)
    old, panned = VIEW.enlarge(SKIRT), Viewport(1.0, 60, 30, 200, 100)
    layer.follow(panned)
    new = panned.enlarge(SKIRT)
    with qtbot.waitSignal(layer.renewed):
        pass
    assert layer.made == new
    assert drawing.asked[1:] == new.without(old)
    assert not is_settled(layer)
    settle(qtbot, layer)
    assert drawing.asked[-1] == new


def test_a_picture_with_parts_added_looks_as_if_painted_at_once(qtbot: QtBot, owner: QObject) -> None:
    picture, lettering = prepare(scene_of(6, 150, 0)), Lettering("")

    def draw(painter: QPainter, task: Task) -> Iterator[None]:
        yield from paint(painter, picture, task.viewport, LIGHT, lettering, Emphasis())

    layer = Layer(draw, owner)
    layer.follow(Viewport(0.6, 100, 80, 400, 300))
    settle(qtbot, layer)
    panned, images = Viewport(0.6, 230, 10, 400, 300), []
    layer.follow(panned)
    for _ in range(2):
        with qtbot.waitSignal(layer.renewed):
            pass
        image = QImage(400, 300, QImage.Format.Format_RGB32)
        with QPainter(image) as painter:
            layer.paint(painter, panned)
        images.append((is_settled(layer), image))
    assert [settled for settled, _ in images] == [False, True]
    assert images[0][1] == images[1][1]


def test_a_small_change_of_scale_waits_for_rest(qtbot: QtBot, owner: QObject) -> None:
    drawing = Drawing()
    layer = Layer(drawing, owner)
    layer.follow(VIEW)
    settle(qtbot, layer)
    closer = Viewport(1.1, 10, 5, 200, 100)
    layer.follow(closer)
    assert len(drawing.asked) == 1
    assert not is_settled(layer)
    with qtbot.waitSignal(layer.renewed, timeout=20 * REST):
        pass
    assert is_settled(layer)
    assert drawing.asked[-1].scale == closer.scale


def test_a_large_change_of_scale_does_not_wait(qtbot: QtBot, owner: QObject) -> None:
    drawing = Drawing()
    layer = Layer(drawing, owner)
    layer.follow(VIEW)
    settle(qtbot, layer)
    layer.follow(Viewport(STRETCH * 1.1, 20, 10, 200, 100))
    settle(qtbot, layer)
    assert {asked.scale for asked in drawing.asked} == {1.0, STRETCH * 1.1}


def test_while_the_camera_zooms_a_rough_picture_serves(qtbot: QtBot, owner: QObject) -> None:
    drawing = Drawing()
    layer = Layer(drawing, owner)
    layer.follow(VIEW)
    settle(qtbot, layer)
    for scale in (1.2, STRETCH * 1.1):
        layer.follow(Viewport(scale, 20, 10, 200, 100))
    with qtbot.waitSignal(layer.renewed):
        pass
    assert not is_settled(layer)
    settle(qtbot, layer)
    assert drawing.rough == [False, True, False]


def test_zooming_back_and_forth_shows_what_was_painted_before(qtbot: QtBot, owner: QObject) -> None:
    drawing = Drawing()
    layer = Layer(drawing, owner)
    layer.follow(VIEW)
    settle(qtbot, layer)
    near = Viewport(STRETCH * 1.1, 20, 10, 200, 100)
    for viewport in (Viewport(1.2, 20, 10, 200, 100), near):
        layer.follow(viewport)
    with qtbot.waitSignal(layer.renewed):
        pass
    shown = []
    for viewport in (VIEW, near, VIEW, near):
        layer.follow(viewport)
        shown.append(layer.made.scale if layer.made is not None else 0.0)
    assert shown == [VIEW.scale, near.scale, VIEW.scale, near.scale]
    assert drawing.rough == [False, True]
    settle(qtbot, layer)
    assert drawing.rough == [False, True, False]


def test_no_picture_of_what_has_changed_comes_back(qtbot: QtBot, owner: QObject) -> None:
    drawing = Drawing()
    layer = Layer(drawing, owner)
    layer.follow(VIEW)
    settle(qtbot, layer)
    near = Viewport(STRETCH * 1.1, 20, 10, 200, 100)
    for viewport in (Viewport(1.2, 20, 10, 200, 100), near):
        layer.follow(viewport)
    with qtbot.waitSignal(layer.renewed):
        pass
    layer.invalidate()
    layer.finish()
    layer.follow(VIEW)
    assert layer.made is not None
    assert layer.made.scale == near.scale
    settle(qtbot, layer)
    assert drawing.asked[-1] == VIEW.enlarge(SKIRT)


def test_what_changed_is_painted_anew_and_the_old_shown_meanwhile(qtbot: QtBot, owner: QObject) -> None:
    drawing = Drawing()
    layer = Layer(drawing, owner)
    layer.follow(VIEW)
    settle(qtbot, layer)
    layer.invalidate()
    assert not is_settled(layer)
    assert made_by(layer) is not None
    settle(qtbot, layer)
    assert len(drawing.asked) == 2
    layer.drop()
    assert made_by(layer) is None
    layer.finish()
    assert is_settled(layer)


def test_a_job_that_fails_is_not_run_again(qtbot: QtBot) -> None:
    ran: list[int] = []

    def failing() -> Iterator[None]:
        ran.append(1)
        yield
        raise ArithmeticError

    with qtbot.captureExceptions() as caught:
        scheduler().submit(job := (step for step in failing()))
        qtbot.waitUntil(lambda: len(caught) == 1)
        scheduler().withdraw(job)
    assert ran == [1]
    assert caught[0][0] is ArithmeticError


def test_jobs_run_in_order_and_can_be_withdrawn(qtbot: QtBot) -> None:
    told: list[str] = []

    def job(name: str) -> Iterator[None]:
        for _ in range(2):
            told.append(name)
            yield

    jobs = [(step for step in job(name)) for name in "abc"]
    for one in jobs:
        scheduler().submit(one)
    scheduler().withdraw(jobs[1])
    qtbot.waitUntil(lambda: told == ["a", "a", "c", "c"])


def test_there_is_one_scheduler(qapp: QObject) -> None:
    assert scheduler() is scheduler()
    assert isinstance(scheduler(), Scheduler)
    assert scheduler().parent() is qapp


def test_what_nobody_sees_is_not_painted_whatever_changes(qtbot: QtBot, owner: QObject) -> None:
    drawing = Drawing()
    layer = Layer(drawing, owner)
    layer.follow(VIEW)
    settle(qtbot, layer)
    layer.pause()
    layer.invalidate()
    assert not scheduler()._jobs
    layer.follow(VIEW)
    settle(qtbot, layer)
    assert len(drawing.asked) == 2
