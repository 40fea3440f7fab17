from __future__ import annotations

import itertools

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given
from PySide6.QtGui import QImage, QPainter

from cguviz.scene.look.theme import LIGHT
from cguviz.ui.canvas import boxes
from cguviz.ui.canvas.boxes import FRAMED, ITEMS, paint_boxes, paint_grounds
from cguviz.ui.canvas.camera import Viewport, pixels
from cguviz.ui.canvas.captions import captions, pin_captions
from cguviz.ui.canvas.emphasis import Emphasis, with_selection
from cguviz.ui.canvas.labels import NEAR, paint_items, paint_modules
from cguviz.ui.canvas.lettering import Lettering
from cguviz.ui.canvas.links import CURVES, paint_inside
from cguviz.ui.canvas.picture import PreparedScene, prepare, runs, touching, visible_rows
from tests.ui.canvas.recording import Recorder, advance
from tests.ui.canvas.scenes import scene_of

SCALES = (0.05, 0.2, 0.4, 0.7, 1.0, 2.5)
LABELS = (
    "Value::eq",
    "drop Vec<alloc::string::String>",
    "{closure#0} in exec",
    "a::b::C<D>::method_with_name ×87",
    "x",
)


@pytest.fixture(scope="module")
def picture() -> PreparedScene:
    return prepare(scene_of(6, 150, 900))


def viewport_at(scale: float, ratio: float = 1.0) -> Viewport:
    return Viewport(scale * ratio, round(300 * scale * ratio), round(200 * scale * ratio), 1280, 800, ratio)


@given(st.floats(0.05, 3), st.integers(-2000, 4000), st.integers(-2000, 4000))
def test_culling_keeps_exactly_what_intersects(scale: float, left: int, top: int) -> None:
    picture = prepare(scene_of(4, 40, 0))
    x0, y0, x1, y1 = Viewport(scale, left, top, 640, 400).world
    wanted = [
        row
        for row, box in enumerate(picture.scene.boxes.box.tolist())
        if box[2] > x0 and box[0] < x1 and box[3] > y0 and box[1] < y1
    ]
    position = visible_rows(picture.boxes, (x0, y0, x1, y1))
    assert sorted(picture.boxes.row[position].tolist()) == wanted


def test_every_visible_rectangle_is_drawn_once_at_a_distance(picture: PreparedScene) -> None:
    viewport = viewport_at(ITEMS * 1.5 / picture.item_height)
    recorder = Recorder()
    for paint in (paint_grounds, paint_boxes):
        for _ in paint(recorder.painter, picture, viewport, LIGHT):
            pass
    world = viewport.world
    grounds = 0
    for level in (picture.units, picture.blocks):
        edges = pixels(level.edges[:, visible_rows(level, world)].T, viewport)
        insides = (edges[:, 2:] - edges[:, :2] - 2).prod(axis=1)
        # A filling, and an outline behind or around it.
        grounds += int(np.where(insides > FRAMED, 5, 2).sum())
    assert recorder.rectangles == len(visible_rows(picture.boxes, world)) + grounds


@pytest.mark.parametrize("scale", SCALES)
def test_outlines_around_boxes_look_like_those_behind_them(
    qapp: object, picture: PreparedScene, monkeypatch: pytest.MonkeyPatch, scale: float
) -> None:
    del qapp
    viewport, images = viewport_at(scale, 2.0), []
    for framed in (-1, 1 << 30):
        monkeypatch.setattr(boxes, "FRAMED", framed)
        image = QImage(viewport.width, viewport.height, QImage.Format.Format_RGB32)
        image.fill(0)
        with QPainter(image) as painter:
            for paint in (paint_grounds, paint_boxes):
                for _ in paint(painter, picture, viewport, LIGHT):
                    pass
        images.append(image)
    assert images[0] == images[1]


def test_items_are_not_drawn_when_too_small_to_see(picture: PreparedScene) -> None:
    recorder = Recorder()
    viewport = viewport_at(ITEMS * 0.9 / picture.item_height)
    for paint in (paint_grounds, paint_boxes):
        for _ in paint(recorder.painter, picture, viewport, LIGHT):
            pass
    assert 0 < recorder.rectangles <= 2 * (len(picture.scene.units) + len(picture.scene.blocks))


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
@pytest.mark.parametrize("scale", SCALES)
def test_labels_stay_inside_their_boxes(qapp: object, picture: PreparedScene, scale: float, ratio: float) -> None:
    del qapp
    viewport, recorder = viewport_at(scale, ratio), Recorder()
    for _ in paint_items(recorder.painter, picture, picture.boxes, viewport, LIGHT, Lettering("")):
        pass
    assert bool(recorder.texts) == (scale * picture.item_height >= NEAR)
    edges = pixels(picture.scene.boxes.box, viewport)
    for text, x, y, font in recorder.texts:
        inside = (edges[:, 0] <= x) & (x < edges[:, 2]) & (edges[:, 1] <= y) & (y <= edges[:, 3])
        (row,) = np.flatnonzero(inside)
        assert x + advance(text, font) <= edges[row, 2]


@pytest.mark.parametrize("scale", SCALES)
def test_names_of_units_and_modules_never_overlap(qapp: object, picture: PreparedScene, scale: float) -> None:
    del qapp
    viewport, lettering = viewport_at(scale), Lettering("")
    placed = list(captions(picture, viewport, lettering))
    edges = pixels(picture.scene.units.box, viewport).tolist()
    for caption in placed:
        x0, y0, x1, y1 = edges[caption.unit]
        assert x0 <= caption.left < caption.right <= x1
        assert y0 <= caption.top < caption.bottom <= y1
    for one, other in itertools.combinations(placed, 2):
        assert one.right <= other.left or other.right <= one.left or one.bottom <= other.top or other.bottom <= one.top
    recorder = Recorder()
    by_unit = {caption.unit: caption for caption in placed}
    for _ in paint_modules(recorder.painter, picture, viewport, LIGHT, lettering, by_unit):
        pass
    height = lettering.size(10).height
    for text, x, y, font in recorder.texts:
        right = x + advance(text, font)
        assert not any(c.left < right and x < c.right and y - height / 2 < c.bottom and c.top < y for c in placed)


def test_names_stay_in_sight_when_the_corner_of_a_unit_is_not(qapp: object, picture: PreparedScene) -> None:
    del qapp
    x0, y0, x1, y1 = picture.scene.units.box[0]
    viewport = Viewport(1.0, round((x0 + x1) / 2), round((y0 + y1) / 2), 600, 400)
    (caption, *others) = pin_captions(picture, viewport, Lettering(""))
    assert (caption.unit, caption.left, caption.top) == (0, 0, 0)
    assert all(other.unit != 0 for other in others)


@given(st.sampled_from(LABELS), st.integers(5, 30), st.integers(0, 300))
def test_a_word_fits_its_room(text: str, size: int, room: int) -> None:
    lettering = Lettering("")
    word = lettering.word(text, size, room)
    if word is not None:
        assert word.text
        assert advance(word.text, lettering.size(size).font) == word.width <= room
        assert lettering.word(text, size, room + 200) is not None


def test_words_are_forgotten_in_time(qapp: object, monkeypatch: pytest.MonkeyPatch) -> None:
    del qapp
    monkeypatch.setattr("cguviz.ui.canvas.lettering.KEPT", 10)
    lettering = Lettering("")
    for number in range(100):
        lettering.word(f"method_{number}", 12, 200)
    assert len(lettering.words) <= 10


def test_links_inside_units_are_few_enough(picture: PreparedScene) -> None:
    far, near, capped = Recorder(), Recorder(), Recorder()
    viewport = viewport_at(1.1 * NEAR / picture.item_height)
    for recorder, where, limit in (
        (far, viewport_at(0.5 * NEAR / picture.item_height), CURVES),
        (near, viewport, CURVES),
        (capped, viewport, 20),
    ):
        for _ in paint_inside(recorder.painter, picture, where, LIGHT, limit=limit):
            pass
    assert far.curves == 0
    assert near.curves > 50
    assert 0 < capped.curves <= 20


def test_links_that_touch_boxes(picture: PreparedScene) -> None:
    links = picture.scene.links
    assert links is not None
    chosen = np.array([3, 77, 400], np.int32)
    leaving, entering = touching(links, chosen)
    assert sorted(leaving.tolist()) == np.flatnonzero(np.isin(links.source, chosen)).tolist()
    assert sorted(entering.tolist()) == np.flatnonzero(np.isin(links.target, chosen)).tolist()


def test_a_selection_knows_its_copies_and_neighbours(picture: PreparedScene) -> None:
    scene = picture.scene
    last = len(scene.boxes) - 1
    made = with_selection(Emphasis(), scene, boxes=np.array([last], np.int32), units=np.array([2], np.int32))
    assert (made.boxes.tolist(), made.units.tolist(), made.copies.tolist()) == ([last], [2], [1])
    assert scene.links is not None
    assert made.callers.tolist() == np.unique(scene.links.source[scene.links.target == last]).tolist()
    assert made.callees.tolist() == np.unique(scene.links.target[scene.links.source == last]).tolist()


@given(st.lists(st.integers(0, 9)).map(sorted))
def test_runs_cover_a_column(values: list[int]) -> None:
    found = runs(np.array(values, np.int32))
    assert [value for value, begin, end in found for _ in range(begin, end)] == values
    assert len({value for value, _, _ in found}) == len(found)
