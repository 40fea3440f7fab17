"""Scatters: axes that say what they show, points where their values are, names in nobody's way."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.scene.estimates.axes import Axis, around, is_skew, ticks
from cguviz.scene.estimates.labels import SMALL, Box
from cguviz.scene.estimates.picture import FEW, LEVELS, MANY, EstimatesPicture, Sight, picture, places, whole
from cguviz.scene.estimates.plot import FACTOR, Mark, factor, marks, milliseconds, tooltip
from cguviz.scene.look.text_fitting import width
from tests.scene.plots import DEBUG, REGEX, estimates_in, plot_in, plot_with

SIZES = st.tuples(st.integers(230, 1900), st.integers(170, 1100))
VALUES = st.floats(0.01, 1e6)
POINTS = st.lists(st.tuples(VALUES, VALUES), min_size=2, max_size=60)


def boxes(made: EstimatesPicture) -> list[Box]:
    """Return the rectangles of all texts between the axes."""
    names = [(one.text, one.x, one.y) for one in made.names]
    names += [(one.text, one.x - width(one.text) * SMALL, one.y) for one in made.lines]
    return [Box(x, y - SMALL + 1, x + width(text) * SMALL, y + 2) for text, x, y in names]


@given(POINTS, SIZES, st.booleans())
def test_names_lie_inside_and_on_no_other(points: list[tuple[float, float]], size: tuple[int, int], log: bool) -> None:
    x, y = (np.array(column) for column in zip(*points, strict=True))
    made = picture(plot_with(x, y, log=log), size)
    for one in boxes(made):
        assert one.within(Box(made.area.x0 - 1, made.area.y0 - 1, made.area.x1 + 1, made.area.y1 + 1)) or one.width > (
            made.area.width - 10
        )
    names = boxes(made)[: len(made.names)]
    assert not any(left.meets(right) for left, right in itertools.combinations(names, 2))


@given(POINTS, SIZES, st.booleans())
def test_every_point_is_where_its_values_are(
    points: list[tuple[float, float]], size: tuple[int, int], log: bool
) -> None:
    x, y = (np.array(column) for column in zip(*points, strict=True))
    plot = plot_with(x, y, log=log)
    made = picture(plot, size)
    assert sorted(made.point.tolist()) == list(range(len(plot)))
    assert ((made.x >= made.area.x0) & (made.x <= made.area.x1)).all()
    assert ((made.y >= made.area.y0) & (made.y <= made.area.y1)).all()
    order = np.argsort(plot.x[made.point], kind="stable")
    assert (np.diff(made.x[order]) >= -1e-6).all()
    # A line leads from each to where it should be: down from those that take longer, up from those that take less.
    down = made.foot - made.y
    ratio = plot.ratio[made.point]
    assert (down[ratio > 1.001] >= 0).all()
    assert (down[ratio < 0.999] <= 0).all()


@given(st.floats(-3, 6), st.floats(0.001, 9), st.booleans(), st.integers(1, 20))
def test_what_is_written_on_an_axis_is_on_it_and_has_room(low: float, length: float, log: bool, most: int) -> None:
    axis = Axis(low, low + length, log)
    found = ticks(axis, most)
    assert all(-1e-6 <= part <= 1 + 1e-6 for part, _ in found)
    assert len(found) <= max(most + 1, 3)
    assert len({text for _, text in found}) == len(found)
    for part, text in found:
        value = axis.low + part * (axis.high - axis.low)
        told = float(text.replace(",", ""))
        assert told == pytest.approx(10**value if log else value, rel=1e-3, abs=1e-9)


def test_axes_begin_at_nothing_unless_they_are_logarithmic() -> None:
    values = np.array([200.0, 300.0])
    assert around(values, log=False).low == 0
    assert around(values, log=True).low > 2
    assert around(np.empty(0), log=True).high > around(np.empty(0), log=True).low
    assert not is_skew(values)
    assert is_skew(np.array([1.0, 2.0, 2.0, 50.0]))


def test_zooming_keeps_a_place_and_moving_keeps_a_length() -> None:
    axis = Axis(2.0, 10.0, log=False)
    zoomed = axis.zoom(2.0, 0.25)
    assert zoomed.low + 0.25 * (zoomed.high - zoomed.low) == pytest.approx(4.0)
    assert zoomed.high - zoomed.low == pytest.approx(4.0)
    assert axis.move(0.5) == Axis(6.0, 14.0, log=False)


def test_the_regex_of_the_blog_has_its_long_poles() -> None:
    plot = plot_in(estimates_in(REGEX))
    assert not plot.log
    assert len(plot) == 16
    assert [plot.label[point] for point in plot.worst[:3]] == ["cgu.00", "cgu.05", "cgu.07"]
    assert plot.caption[0] == "size estimates: off by 0.5377 of the mean unit"
    assert plot.y_title.startswith("time in s")
    # In proportion means: the same total.
    assert float((plot.slope * plot.x).sum()) == pytest.approx(float(plot.y.sum()))
    # The distance from the line is the error.
    assert np.abs(plot.y - plot.slope * plot.x) / plot.y.mean() == pytest.approx(plot.deviation)
    made = picture(plot, (900, 600))
    assert {name.point for name in made.names} >= set(plot.worst[:3].tolist())
    assert tooltip(plot, int(plot.worst[0]))[1:3] == ("size estimate: 9,859", "time: 12.8 s")


def test_of_many_crates_each_counts_by_its_mean() -> None:
    plot = plot_in(estimates_in(DEBUG))
    assert plot.log
    assert (plot.slope, len(plot)) == (1.0, 39)
    assert "syn cgu.03" in plot.label.tolist()


def test_marks_say_which_side() -> None:
    near = [1.0, FACTOR, 1 / FACTOR]
    assert marks(np.array([*near, 1.6, 0.6])).tolist() == [Mark.NEAR] * 3 + [Mark.LONGER, Mark.SHORTER]


def test_too_many_to_be_told_apart_share_a_mark() -> None:
    random = np.random.default_rng(5)
    x, y = np.exp(random.normal(0, 1, (2, MANY + 500)))
    plot = plot_with(x, y, log=True)
    made = picture(plot, (700, 500))
    assert made.radius == 0
    assert len(made.point) < len(plot)
    assert made.level.max() <= len(LEVELS)
    assert (made.level > 0).any()
    assert np.isnan(made.foot).all()
    fewer = picture(plot_with(x[: FEW + 1], y[: FEW + 1], log=True), (700, 500))
    assert fewer.radius > 0
    assert np.isnan(fewer.foot).all()


def test_what_is_out_of_sight_is_not_drawn_and_what_is_chosen_is_named() -> None:
    x = np.arange(1.0, 41.0)
    plot = plot_with(x, x[::-1].copy(), log=False)
    sight = whole(plot)
    half = Sight(sight.x.zoom(2, 0), sight.y)
    made = picture(plot, (600, 400), sight=half)
    assert 0 < len(made.point) < len(plot)
    assert places(plot, half, made.area)[0][-1] > made.area.x1
    assert all(name.point in made.point for name in made.names)
    chosen = picture(plot, (600, 400), chosen=(20,))
    assert chosen.names[0].point == 20


@pytest.mark.parametrize(
    ("time", "text"),
    [(12_800.1, "12.8 s"), (9_994, "9,994 ms"), (99.96, "100 ms"), (12.34, "12.3 ms"), (0.5, "0.50 ms")],
)
def test_times(time: float, text: str) -> None:
    assert milliseconds(time) == text


def test_what_was_estimated_at_nothing_takes_endlessly_longer() -> None:
    assert (factor(float("inf"), 1), factor(2.04, 1)) == ("∞", "2.0")
