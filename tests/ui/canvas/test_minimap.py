from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from cguviz.ui.canvas.minimap import LARGEST, MiniMap
from cguviz.ui.canvas.view import GraphView
from tests.ui.canvas.scenes import scene_of


@pytest.fixture
def view(qtbot: QtBot) -> GraphView:
    view = GraphView()
    qtbot.addWidget(view)
    view.resize(1000, 700)
    view.set_scene(scene_of(9, 80, 100))
    view.show()
    view.fit()
    view.finish()
    return view


def minimap_of(view: GraphView) -> MiniMap:
    (minimap,) = view.findChildren(MiniMap)
    return minimap


def test_it_shows_only_when_something_is_out_of_sight(view: GraphView) -> None:
    assert not minimap_of(view).isVisible()
    view.camera.restore((*view.camera.centre, view.camera.scale * 2))
    assert minimap_of(view).isVisible()
    assert view.rect().contains(minimap_of(view).geometry())
    assert minimap_of(view).width() <= LARGEST.width()
    assert minimap_of(view).height() <= LARGEST.height()
    view.set_scene(None)
    assert not minimap_of(view).isVisible()
    view.hide()


@pytest.mark.parametrize("share", [(0.25, 0.25), (0.5, 0.9)])
def test_pointing_goes_there(qtbot: QtBot, view: GraphView, share: tuple[float, float]) -> None:
    view.camera.restore((*view.camera.centre, 1.0))
    minimap, scene = minimap_of(view), view.scene
    assert scene is not None
    place = QPoint(round(minimap.width() * share[0]), round(minimap.height() * share[1]))
    qtbot.mouseClick(minimap, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    x0, y0, x1, y1 = scene.bounds.tolist()
    assert view.camera.centre[0] == pytest.approx(x0 + (x1 - x0) * share[0], abs=(x1 - x0) / 25)
    assert view.camera.centre[1] == pytest.approx(y0 + (y1 - y0) * share[1], abs=(y1 - y0) / 25)
    assert view.camera.scale == 1.0
    view.hide()


def test_the_frame_follows_the_camera(view: GraphView) -> None:
    view.camera.restore((*view.camera.centre, 1.0))
    minimap = minimap_of(view)
    before = minimap.grab().toImage()
    view.camera.pan(400, 300)
    assert minimap.grab().toImage() != before
    view.hide()
