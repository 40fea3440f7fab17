from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given
from PySide6.QtCore import QPointF, QSizeF

from cguviz.ui.canvas.camera import LARGEST, SMALLEST, Camera, Viewport, pixels

SIZE = QSizeF(1280, 800)
coordinates = st.floats(-1e5, 1e5)
scales = st.floats(1e-3, 8.0)


@given(coordinates, coordinates, scales, st.floats(-640, 640), st.floats(-400, 400), st.floats(0.2, 5.0))
def test_zooming_keeps_the_point_under_the_pointer(
    x: float, y: float, scale: float, dx: float, dy: float, factor: float
) -> None:
    camera = Camera()
    camera.restore((x, y, scale))
    before = x + dx / scale, y + dy / scale
    camera.zoom_at(QPointF(dx, dy), factor)
    (x, y), scale = camera.centre, camera.scale
    assert (x + dx / scale, y + dy / scale) == pytest.approx(before, rel=1e-9, abs=1e-6 / scale)


@given(coordinates, coordinates, scales, st.floats(-900, 900), st.floats(-900, 900))
def test_panning_moves_whole_pixels(x: float, y: float, scale: float, dx: float, dy: float) -> None:
    camera = Camera()
    camera.restore((x, y, scale))
    before = camera.viewport(SIZE, 1.0)
    camera.pan(dx, dy)
    after = camera.viewport(SIZE, 1.0)
    # A middle that lies on the edge of two pixels may round either way.
    assert abs(before.left - after.left - round(dx)) <= 1
    assert abs(before.top - after.top - round(dy)) <= 1


@given(
    st.tuples(coordinates, coordinates, st.floats(1, 1e5), st.floats(1, 1e5)),
    st.floats(100, 4000),
    st.floats(100, 4000),
)
def test_fitting_shows_everything(bounds: tuple[float, float, float, float], width: float, height: float) -> None:
    x, y, dx, dy = bounds
    camera = Camera()
    camera.fit(np.array([x, y, x + dx, y + dy]), QSizeF(width, height))
    seen = camera.viewport(QSizeF(width, height), 1.0).world
    assert seen[0] <= x
    assert seen[1] <= y
    assert seen[2] >= x + dx
    assert seen[3] >= y + dy


def test_scale_stays_within_its_limits() -> None:
    camera = Camera()
    camera.zoom_at(QPointF(), 1e9)
    assert camera.scale == LARGEST
    camera.zoom_at(QPointF(), 1e-12)
    assert camera.scale == SMALLEST


def test_nonsense_is_not_restored() -> None:
    camera = Camera()
    camera.restore((float("nan"), 0.0, 1.0))
    assert camera.state() == (0.0, 0.0, 1.0)


def test_changes_are_told_once() -> None:
    camera, told = Camera(), []
    camera.changed.connect(lambda: told.append(camera.state()))
    camera.pan(10, 0)
    camera.pan(0.2, 0)
    camera.restore(camera.state())
    assert told == [(-10.0, 0.0, 1.0)]


@given(st.floats(0.01, 4.0), st.integers(-5000, 5000), st.integers(-5000, 5000))
def test_what_touches_in_the_world_touches_on_the_screen(scale: float, left: int, top: int) -> None:
    edges = np.arange(50) * 13.7
    boxes = np.column_stack([edges[:-1], edges[:-1], edges[1:], edges[1:]])
    made = pixels(boxes, Viewport(scale, left, top, 100, 100))
    assert (made[:-1, 2:] == made[1:, :2]).all()
    moved = pixels(boxes, Viewport(scale, left + 3, top - 2, 100, 100))
    assert (made - moved == [3, -2, 3, -2]).all()


windows = st.builds(
    Viewport, st.just(1.0), st.integers(-9, 9), st.integers(-9, 9), st.integers(1, 12), st.integers(1, 12)
)


@given(windows, windows)
def test_a_window_is_what_it_shares_with_another_and_the_rest_of_it(one: Viewport, other: Viewport) -> None:
    covered = np.zeros((40, 40), np.int32)
    for part in one.without(other):
        covered[part.top + 10 : part.top + 10 + part.height, part.left + 10 : part.left + 10 + part.width] += 1
    wanted, taken = np.zeros_like(covered), np.zeros_like(covered)
    for window, cells in ((one, wanted), (other, taken)):
        cells[window.top + 10 : window.top + 10 + window.height, window.left + 10 : window.left + 10 + window.width] = 1
    assert np.array_equal(covered, wanted & ~taken)
    assert one.overlap(other) == pytest.approx((wanted & taken).sum() / wanted.sum())
