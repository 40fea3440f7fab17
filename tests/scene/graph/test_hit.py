import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cguviz.scene.graph.hit import Hit, hit, within
from cguviz.scene.scene import Scene

parts = st.floats(-0.1, 1.1)


def at(scene: Scene, across: float, down: float) -> tuple[float, float]:
    x0, y0, x1, y1 = scene.bounds.tolist()
    return x0 + across * (x1 - x0), y0 + down * (y1 - y0)


def holding(box: np.ndarray, x: float, y: float) -> int:
    rows = [k for k, (x0, y0, x1, y1) in enumerate(box.tolist()) if x0 <= x < x1 and y0 <= y < y1]
    return rows[-1] if rows else -1


@given(across=parts, down=parts)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_point_hits_what_it_lies_in(regex_scene: Scene, across: float, down: float) -> None:
    x, y = at(regex_scene, across, down)
    rows = [holding(marks.box, x, y) for marks in (regex_scene.units, regex_scene.blocks, regex_scene.boxes)]
    assert hit(regex_scene, x, y) == Hit(*rows)


def test_every_box_is_hit_at_its_centre_and_not_beside_it(toy_scene: Scene) -> None:
    for row, (x0, y0, x1, y1) in enumerate(toy_scene.boxes.box.tolist()):
        found = hit(toy_scene, (x0 + x1) / 2, (y0 + y1) / 2)
        assert found == Hit(int(toy_scene.boxes.unit[row]), int(toy_scene.box_block[row]), row)
        assert hit(toy_scene, x0, y0).box == row
        assert hit(toy_scene, x1, y0).box != row
        assert hit(toy_scene, x0, y1).box != row


def test_beside_all_units_nothing_is_hit(toy_scene: Scene) -> None:
    assert hit(toy_scene, -1e6, 0.0) == Hit(-1, -1, -1)


@given(corners=st.tuples(parts, parts, parts, parts))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_band_holds_what_it_touches(toy_scene: Scene, corners: tuple[float, float, float, float]) -> None:
    band = (*at(toy_scene, *corners[:2]), *at(toy_scene, *corners[2:]))
    left, right = sorted(band[::2])
    top, bottom = sorted(band[1::2])
    touched = [
        row
        for row, (x0, y0, x1, y1) in enumerate(toy_scene.boxes.box.tolist())
        if x0 <= right and x1 > left and y0 <= bottom and y1 > top
    ]
    assert within(toy_scene, band).tolist() == touched


def test_a_band_around_everything_holds_everything(toy_scene: Scene) -> None:
    x0, y0, x1, y1 = toy_scene.bounds.tolist()
    assert len(within(toy_scene, (x1, y1, x0, y0))) == len(toy_scene.boxes)
