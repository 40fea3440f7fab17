import numpy as np
import pytest

from cguviz.model.columns import Floats, Longs
from cguviz.model.uses import NO_INTS
from cguviz.scene.graph.links import selection_links
from cguviz.scene.graph.routes import STEPS, polylines, routes
from cguviz.scene.scene import Scene


def all_rows(scene: Scene) -> Longs:
    assert scene.links is not None
    return np.arange(len(scene.links), dtype=np.int64)


def on_outline(points: Floats, box: Floats) -> bool:
    x, y = points.T
    across = (box[:, 0] <= x) & (x <= box[:, 2]) & (np.isclose(y, box[:, 1]) | np.isclose(y, box[:, 3]))
    along = (box[:, 1] <= y) & (y <= box[:, 3]) & (np.isclose(x, box[:, 0]) | np.isclose(x, box[:, 2]))
    return bool((across | along).all())


def test_every_link_runs_from_its_user_to_what_it_uses(regex_scene: Scene) -> None:
    rows = all_rows(regex_scene)
    assert regex_scene.links is not None
    points, starts = polylines(routes(regex_scene, rows))
    box = regex_scene.boxes.box
    assert len(starts) == len(rows) + 1
    assert on_outline(points[starts[:-1]], box[regex_scene.links.source])
    assert on_outline(points[starts[1:] - 1], box[regex_scene.links.target])


def test_links_are_routed_one_by_one_as_together(regex_scene: Scene) -> None:
    rows = all_rows(regex_scene)[::97]
    points, starts = polylines(routes(regex_scene, rows))
    for k in range(len(rows)):
        alone, ends = polylines(routes(regex_scene, rows[k : k + 1]))
        assert ends.tolist() == [0, len(alone)]
        assert np.allclose(alone, points[starts[k] : starts[k + 1]])


def test_links_inside_a_block_are_one_cubic_and_all_others_are_bundled(regex_scene: Scene) -> None:
    links = regex_scene.links
    assert links is not None
    curves = routes(regex_scene, all_rows(regex_scene))
    near = regex_scene.box_block[links.source] == regex_scene.box_block[links.target]
    assert curves.single.tolist() == np.flatnonzero(~links.cut & near).tolist()
    assert sorted([*curves.single.tolist(), *curves.bundled.tolist()]) == list(range(len(links)))
    assert curves.cubic.shape == (len(curves.single), 4, 2)
    assert curves.spline.shape == (len(curves.bundled), 10, 2)


def test_callers_above_are_left_at_the_bottom_and_enter_at_the_top(regex_scene: Scene) -> None:
    links, box = regex_scene.links, regex_scene.boxes.box
    assert links is not None
    curves = routes(regex_scene, all_rows(regex_scene))
    user, used = box[links.source[curves.single]], box[links.target[curves.single]]
    down = used[:, 1] >= user[:, 3]
    assert down.any()
    assert not down.all()
    assert np.allclose(curves.cubic[down, 0, 1], user[down, 3])
    assert np.allclose(curves.cubic[down, 3, 1], used[down, 1])
    assert (np.diff(curves.cubic[down, :, 1], axis=1) >= -1e-9).all()


def test_bundles_bend_smoothly(regex_scene: Scene) -> None:
    spline = routes(regex_scene, all_rows(regex_scene)).spline
    for joint in (3, 6):
        before, after = spline[:, joint] - spline[:, joint - 1], spline[:, joint + 1] - spline[:, joint]
        assert np.allclose(before, after)


def test_bundles_of_neighbours_run_together(regex_scene: Scene) -> None:
    """Two links between the same two blocks are nearer to one another in the middle than at either end."""
    links = regex_scene.links
    assert links is not None
    curves = routes(regex_scene, all_rows(regex_scene))
    blocks = regex_scene.box_block[np.column_stack([links.source, links.target])[curves.bundled]]
    _, first, back = np.unique(blocks, axis=0, return_index=True, return_inverse=True)
    other = np.flatnonzero(first[back.ravel()] != np.arange(len(blocks)))
    pair = curves.spline[other] - curves.spline[first[back.ravel()[other]]]
    apart = np.linalg.norm(pair, axis=-1)
    assert len(other) > 100
    assert (apart[:, 4:6].max(axis=1) <= np.maximum(apart[:, 0], apart[:, 9]) + 1e-9).all()


def test_a_use_of_itself_is_a_loop_at_the_side(regex_scene: Scene) -> None:
    links = regex_scene.links
    assert links is not None
    rows = np.flatnonzero(links.source == links.target)
    assert len(rows)
    curves = routes(regex_scene, rows)
    box = regex_scene.boxes.box[links.source[rows]]
    assert (curves.cubic[:, (0, 3), 0] == box[:, 2:3]).all()
    assert (curves.cubic[:, (1, 2), 0] > box[:, 2:3]).all()


def test_curves_are_sampled_at_their_points(regex_scene: Scene) -> None:
    rows = all_rows(regex_scene)[:500]
    curves = routes(regex_scene, rows)
    points, starts = polylines(curves)
    assert np.diff(starts)[curves.single].tolist() == [STEPS + 1] * len(curves.single)
    assert np.allclose(points[starts[curves.bundled] + STEPS], curves.spline[:, 3])
    assert np.allclose(points[starts[curves.bundled] + 2 * STEPS], curves.spline[:, 6])
    middle = curves.cubic @ np.ones(2) * 0 if not len(curves.single) else curves.cubic.transpose(0, 2, 1)
    half = middle @ np.array([1, 3, 3, 1]) / 8
    assert np.allclose(points[starts[curves.single] + STEPS // 2], half)


def test_no_links_have_no_routes(regex_scene: Scene) -> None:
    points, starts = polylines(routes(regex_scene, np.empty(0, np.int64)))
    assert points.shape == (0, 2)
    assert starts.tolist() == [0]


@pytest.mark.parametrize("box", range(0, 400, 40))
def test_a_selected_item_lights_its_users_and_what_it_uses(regex_scene: Scene, box: int) -> None:
    links = regex_scene.links
    assert links is not None
    callers, callees = selection_links(regex_scene, boxes=np.array([box], np.int32), units=NO_INTS)
    assert callees.tolist() == np.flatnonzero(links.source == box).tolist()
    assert callers.tolist() == np.flatnonzero((links.target == box) & (links.source != box)).tolist()


def test_a_selected_unit_lights_what_crosses_its_border(regex_scene: Scene) -> None:
    links = regex_scene.links
    assert links is not None
    unit = regex_scene.boxes.unit
    for row in range(len(regex_scene.units)):
        callers, callees = selection_links(regex_scene, boxes=NO_INTS, units=np.array([row], np.int32))
        leaves, enters = unit[links.source] == row, unit[links.target] == row
        assert callees.tolist() == np.flatnonzero(leaves & ~enters).tolist()
        assert callers.tolist() == np.flatnonzero(enters & ~leaves).tolist()
