from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cguviz.scene.graph.hit import Hit
from cguviz.scene.look.theme import DARK, THEMES, Theme
from cguviz.scene.scene import Scene
from cguviz.ui.canvas.camera import Camera
from cguviz.ui.canvas.view import GraphView
from tests.ui.canvas.scenes import scene_of

LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[GraphView]:
    view = shown(qtbot)
    yield view
    view.hide()


def shown(qtbot: QtBot) -> GraphView:
    view = GraphView()
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.set_scene(scene_of(4, 60, 200))
    view.show()
    view.fit()
    with qtbot.waitSignal(view.settled):
        view.fit_selection()
        view.set_selection(())
    return view


def middle_of(view: GraphView, box: int) -> QPointF:
    scene = view.scene
    assert scene is not None
    x0, y0, x1, y1 = scene.boxes.box[box].tolist()
    viewport = view.viewport()
    return QPointF((x0 + x1) / 2 * viewport.scale - viewport.left, (y0 + y1) / 2 * viewport.scale - viewport.top)


def picture_of(view: GraphView) -> QImage:
    view.finish()
    return view.grab().toImage()


def shades(image: QImage) -> np.ndarray:
    # Copied: the bytes go with the image.
    return np.frombuffer(bytes(image.constBits()), np.uint8).reshape(image.height(), image.width(), 4)[:, :, :3]


@pytest.mark.parametrize("box", [0, 61, 239])
def test_a_click_tells_which_box(qtbot: QtBot, view: GraphView, box: int) -> None:
    with qtbot.waitSignal(view.clicked) as told:
        qtbot.mouseClick(view, LEFT, Qt.KeyboardModifier.ControlModifier, middle_of(view, box).toPoint())
    under, modifiers = told.args
    assert (under.box, under.unit) == (box, box // 60)
    assert modifiers == Qt.KeyboardModifier.ControlModifier


def test_a_click_beside_everything_is_empty(qtbot: QtBot, view: GraphView) -> None:
    with qtbot.waitSignal(view.clicked) as told:
        qtbot.mouseClick(view, LEFT, PLAIN, QPoint(2, 2))
    assert told.args[0] == Hit()


def test_the_wheel_keeps_the_world_under_the_pointer(view: GraphView) -> None:
    place = QPointF(623, 144)
    before, scale = view.world_at(place), view.camera.scale
    wheel = QWheelEvent(
        place, place, QPoint(), QPoint(0, 360), Qt.MouseButton.NoButton, PLAIN, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(view, wheel)
    assert view.camera.scale > 1.5 * scale
    # The picture lies on whole pixels, before and after.
    assert view.world_at(place) == pytest.approx(before, abs=1 / scale)


def test_dragging_pans(qtbot: QtBot, view: GraphView) -> None:
    clicked: list[object] = []
    view.clicked.connect(lambda under, _: clicked.append(under))
    start = QPoint(300, 200)
    grabbed = view.world_at(QPointF(start))
    qtbot.mousePress(view, LEFT, PLAIN, start)
    qtbot.mouseMove(view, start + QPoint(40, 25))
    qtbot.mouseMove(view, start + QPoint(57, -31))
    qtbot.mouseRelease(view, LEFT, PLAIN, start + QPoint(57, -31))
    assert view.world_at(QPointF(start + QPoint(57, -31))) == pytest.approx(grabbed, abs=1 / view.camera.scale)
    assert clicked == []


def test_a_band_with_shift_takes_what_it_touches(qtbot: QtBot, view: GraphView) -> None:
    start, end = middle_of(view, 0).toPoint(), middle_of(view, 5).toPoint()
    with qtbot.waitSignal(view.banded) as told:
        qtbot.mousePress(view, LEFT, Qt.KeyboardModifier.ShiftModifier, start)
        qtbot.mouseMove(view, start + QPoint(30, 10))
        qtbot.mouseMove(view, end)
        qtbot.mouseRelease(view, LEFT, Qt.KeyboardModifier.ShiftModifier, end)
    assert told.args[0].tolist() == [0, 1, 4, 5]


def test_hover_tells_only_changes(qtbot: QtBot, view: GraphView) -> None:
    told: list[int] = []
    view.hovered.connect(lambda under: told.append(under.box))
    for box in (7, 7, 8):
        qtbot.mouseMove(view, middle_of(view, box).toPoint() + QPoint(len(told), 0))
    assert told == [7, 8]


def test_double_clicks_activate_boxes_and_fold_units(qtbot: QtBot, view: GraphView) -> None:
    with qtbot.waitSignal(view.activated) as told:
        qtbot.mouseDClick(view, LEFT, PLAIN, middle_of(view, 100).toPoint())
    assert told.args[0].box == 100
    scene = view.scene
    assert scene is not None
    viewport = view.viewport()
    corner = (scene.units.box[2, :2] + 6) * viewport.scale - (viewport.left, viewport.top)
    with qtbot.waitSignal(view.folded) as folded:
        qtbot.mouseDClick(view, LEFT, PLAIN, QPoint(*corner.round().astype(int).tolist()))
    assert folded.args == [2]


def test_keys_zoom_pan_and_fold(qtbot: QtBot, view: GraphView) -> None:
    before = view.camera.state()
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.camera.scale > before[2]
    qtbot.keyClick(view, Qt.Key.Key_Minus)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.camera.centre[0] > before[0]
    qtbot.mouseMove(view, middle_of(view, 100).toPoint())
    with qtbot.waitSignal(view.folded) as folded:
        qtbot.keyClick(view, Qt.Key.Key_Space)
    assert folded.args == [1]


def test_two_pictures_are_alike(view: GraphView) -> None:
    assert picture_of(view) == picture_of(view)


@pytest.mark.parametrize("step", [(31, 17), (-60, 44), (5, -90)])
@pytest.mark.parametrize("scale", [0.11, 0.37, 0.9, 1.6])
def test_a_shifted_picture_is_as_good_as_a_new_one(
    qtbot: QtBot, view: GraphView, scale: float, step: tuple[int, int]
) -> None:
    view.set_scene(scene_of(4, 60, 400, reach=1))
    view.set_selection([100])
    view.camera.restore((*view.camera.centre, scale))
    view.finish()
    view.camera.pan(*step)
    shifted = view.grab().toImage()
    fresh = GraphView()
    qtbot.addWidget(fresh)
    fresh.resize(view.size())
    fresh.set_scene(view.scene)
    fresh.set_selection([100])
    fresh.camera.restore(view.camera.state())
    # The edges of smooth curves are rounded apart by a few shades; anything else is the same.
    difference = np.abs(shades(fresh.grab().toImage()).astype(int) - shades(shifted))
    assert difference.max() <= 8
    assert (difference > 0).mean() < 0.01


def test_views_can_share_a_camera(qtbot: QtBot, view: GraphView) -> None:
    camera = Camera()
    other = shown(qtbot)
    for one in (view, other):
        one.set_camera(camera)
    view.fit()
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert other.viewport() == view.viewport()
    other.hide()


def test_an_empty_view_says_what_to_do(view: GraphView) -> None:
    view.set_scene(None)
    view.set_message("")
    blank = view.grab().toImage()
    view.set_message("Drop a dump here.")
    assert view.grab().toImage() != blank
    assert view.hit_at(QPointF(10, 10)) == Hit()


def test_what_is_selected_lit_and_dimmed_shows(view: GraphView) -> None:
    pictures = [picture_of(view)]
    changes: tuple[Callable[[], None], ...] = (
        lambda: view.set_selection([3]),
        lambda: view.set_lit([3, 4]),
        lambda: view.set_dimmed(np.arange(60)),
        lambda: view.set_selection([], [2]),
        lambda: view.set_theme(DARK),
    )
    for change in changes:
        change()
        pictures.append(picture_of(view))
    for index, one in enumerate(pictures):
        assert one not in pictures[:index]


def test_what_is_no_longer_lit_looks_as_before(view: GraphView) -> None:
    before = picture_of(view)
    view.set_lit([5])
    view.finish()
    view.set_lit(None)
    assert picture_of(view) == before


def test_fitting_the_selection_shows_it_large(view: GraphView) -> None:
    view.set_selection([17])
    before = view.camera.scale
    view.fit_selection()
    assert view.camera.scale > before
    assert view.rect().contains(middle_of(view, 17).toPoint())


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("scene", [scene_of(1, 1, 0), scene_of(3, 1, 2, blocks=1)], ids=["one item", "three units"])
def test_small_scenes_are_painted(qtbot: QtBot, theme: Theme, scene: Scene) -> None:
    view = GraphView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.set_theme(theme)
    view.set_scene(scene)
    view.fit()
    image = view.grab().toImage()
    assert len({image.pixel(x, y) for x in range(0, 400, 3) for y in range(0, 300, 3)}) > 2
