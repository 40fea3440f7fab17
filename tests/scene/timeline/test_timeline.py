"""What a description of a timeline must keep, whatever the source: no time lost, no bar in two places."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.formats import load
from cguviz.model.texts import Texts
from cguviz.model.times.costs import measured_costs
from cguviz.model.times.timeline import Timeline
from cguviz.model.unit_labels import short_labels
from cguviz.scene.timeline.arrangement import KINDS, Arrangement
from cguviz.scene.timeline.bars import bars_of, waits_of
from cguviz.scene.timeline.chart import ON_UNITS, Part, Track
from cguviz.scene.timeline.describe import track
from cguviz.scene.timeline.levels import MANY, levels_of
from cguviz.scene.timeline.rows import SORTS
from cguviz.scene.timeline.text import bar_texts
from cguviz.scene.timeline.visible import areas_at, bar_at, lane_at, levels, next_bar, snap, visible_bars
from tests.scene.timelines import measured, timelines
from tests.timelines import CAPTURED, file_id, files_named


@pytest.fixture(scope="module")
def regex_track() -> Track:
    return track(measured(), "measured", Arrangement())


@pytest.mark.parametrize("path", CAPTURED, ids=file_id)
@pytest.mark.parametrize("kind", KINDS)
def test_every_timeline_can_be_described(path: Path, kind: str) -> None:
    for timeline in timelines(path):
        one = track(timeline, "it", Arrangement(kind, "unit", details=kind == "threads"))
        bars = one.bars
        assert np.all(bars.end >= bars.start)
        assert np.all(np.diff(bars.lane) >= 0)
        assert len(one.critical) == len(bars)
        assert one.levels[0].starts[-1] == len(bars)
        assert np.all(np.diff(one.rows.top) > 0)


# In LLVM time traces optimization nests in LTO; a bar is the outer one, costs count both.
@pytest.mark.parametrize("path", [path for path in CAPTURED if ".mm_profdata" in path.name], ids=file_id)
def test_bars_of_units_take_the_time_that_is_measured(path: Path) -> None:
    for timeline in timelines(path):
        bars, costs = bars_of(timeline), measured_costs(timeline)
        for part, expected in (
            (Part.GENERATE, costs.generate),
            (Part.OPTIMIZE, costs.optimize),
            (Part.LTO, costs.lto),
            (Part.COPY, costs.copy),
        ):
            rows = (bars.part == part) & (bars.unit >= 0)
            found = np.bincount(bars.unit[rows], bars.length[rows], len(timeline.units))
            assert found.tolist() == expected.tolist()


def test_bars_of_one_thread_do_not_overlap_and_leave_nothing_out() -> None:
    timeline = measured()
    bars = bars_of(timeline)
    same = bars.lane[1:] == bars.lane[:-1]
    assert np.all(bars.start[1:][same] >= bars.end[:-1][same])
    outermost = timeline.depth() == 0
    whole = np.bincount(timeline.thread[outermost], (timeline.end - timeline.start)[outermost])
    assert np.bincount(bars.lane, bars.length).tolist() == whole.tolist()


def test_units_wait_between_their_stages() -> None:
    bars = bars_of(measured())
    waits = waits_of(bars)
    for unit in range(16):
        mine = np.flatnonzero((bars.unit == unit) & np.isin(bars.part, ON_UNITS))
        mine = mine[np.argsort(bars.start[mine])]
        gaps = list(zip(bars.end[mine][:-1].tolist(), bars.start[mine][1:].tolist(), strict=True))
        held = waits.unit == unit
        found = sorted(zip(waits.start[held].tolist(), waits.end[held].tolist(), strict=True))
        assert found == [gap for gap in gaps if gap[1] > gap[0]]


@pytest.mark.parametrize("sort", SORTS)
def test_rows_are_in_the_order_asked_for(sort: str) -> None:
    one = track(measured(), "it", Arrangement(sort=sort))
    names = one.rows.name.tolist()
    first, worked = [], []
    for row in range(len(names)):
        lanes = np.isin(one.bars.lane, np.arange(one.rows.lane_starts[row], one.rows.lane_starts[row + 1]))
        real = lanes & (one.bars.part != Part.WAITING)
        first.append(int(one.bars.start[real].min()))
        counted = lanes & np.isin(one.bars.part, (*ON_UNITS, Part.FRONT, Part.LINK))
        worked.append(int(one.bars.length[counted].sum()))
    units = [one.unit_label[unit] if unit >= 0 else "" for unit in one.rows.unit.tolist()]
    expected = {
        "start": first == sorted(first),
        "duration": worked == sorted(worked, reverse=True),
        "name": names == sorted(names),
        "unit": units == sorted(units),
    }
    assert expected[sort]


def test_lanes_are_as_many_as_work_at_once(regex_track: Track) -> None:
    packed = track(measured(), "it", Arrangement("lanes"))
    lanes = [name for name in packed.rows.name if name.startswith("lane ")]
    workers = packed.bars.unit >= 0
    workers &= packed.bars.part != Part.GENERATE
    edges = np.unique(np.append(packed.bars.start[workers], packed.bars.end[workers]))
    at_once = [int((workers & (packed.bars.start <= edge) & (packed.bars.end > edge)).sum()) for edge in edges.tolist()]
    assert len(lanes) == max(at_once)
    assert len(packed.rows) < len(regex_track.rows)


def test_the_long_pole_ends_last_and_the_critical_path_leads_to_it(regex_track: Track) -> None:
    one = regex_track
    on_units = np.isin(one.bars.part, ON_UNITS) & (one.bars.unit >= 0)
    last = int(one.bars.end[on_units].max())
    assert one.back_end[1] == last
    assert int(one.bars.end[on_units & (one.bars.unit == one.pole)].max()) == last
    path = np.flatnonzero(one.critical & on_units)
    path = path[np.argsort(one.bars.start[path])]
    assert one.bars.start[path[0]] == one.back_end[0]
    assert one.bars.end[path[-1]] == last
    assert np.all(one.bars.start[path][1:] >= one.bars.end[path][:-1])


def test_details_get_lanes_of_their_own() -> None:
    timeline = measured()
    one = track(timeline, "it", Arrangement(details=True))
    spans = one.bars.span[one.bars.span >= 0]
    assert set(spans.tolist()) == set(range(len(timeline)))
    assert (one.bars.part == Part.DETAIL).any()


def test_a_simulation_can_be_aligned() -> None:
    one = track(measured(), "it", Arrangement())
    lower = measured()
    lower = lower.replace(start=lower.start + 7, end=lower.end + 7)
    for anchor in one.anchors:
        below = track(lower, "again", Arrangement(), on=one, align=anchor)
        assert below.anchors[anchor] == one.anchors[anchor]
        assert below.clock == -7


def test_concurrency_counts_threads(regex_track: Track) -> None:
    graph = regex_track.concurrency
    assert graph.busy[-1] == graph.waiting[-1] == 0
    assert graph.busy.min() == 0
    busy, _ = levels(graph, float(graph.moment[0]), float(graph.moment[-1] - graph.moment[0]) / 100, 100)
    whole = areas_at(graph, graph.moment[-1:].astype(float))[0][0]
    assert busy.sum() / 100 * (graph.moment[-1] - graph.moment[0]) == pytest.approx(whole)


def test_an_idle_thread_is_hidden_and_counted() -> None:
    timeline = Timeline(
        "invented",
        Texts.of(["rustc", "ctrl-c"]),
        Texts.of(["codegen_module"]),
        Texts.of(["a.1-cgu.0"]),
        np.zeros(1, np.int32),
        np.zeros(1, np.int32),
        np.zeros(1, np.int32),
        np.array([10]),
        np.array([20]),
    )
    assert track(timeline, "it", Arrangement()).hidden == 1
    assert len(track(timeline, "it", Arrangement(idle=True)).rows) == 2


@st.composite
def crowded(draw: st.DrawFn) -> Track:
    """Return many bars, mostly short, in two lanes."""
    seed = draw(st.integers(0, 1000))
    random = np.random.default_rng(seed)
    count = draw(st.integers(1, 300))
    length = np.exp(random.uniform(0, 9, (2, count))).astype(np.int64)
    end = np.cumsum(length + random.integers(0, 50, (2, count)), axis=1)
    spans = 2 * count
    timeline = Timeline(
        "invented",
        Texts.of(["one", "two"]),
        Texts.of(["optimize"]),
        Texts.of(["a.1-cgu.0"]),
        np.repeat(np.arange(2, dtype=np.int32), count),
        np.zeros(spans, np.int32),
        np.full(spans, -1, np.int32),
        (end - length).ravel(),
        end.ravel(),
    )
    return track(timeline, "it", Arrangement(sort="name"))


@given(crowded(), st.integers(1, 200), st.floats(0, 1), st.floats(0.01, 1))
def test_every_column_of_pixels_shows_its_longest_bar(one: Track, pixels: int, from_: float, part: float) -> None:
    start, end = one.bounds
    left, per_pixel = start + from_ * (end - start), max((end - start) * part / pixels, 1.0)
    rows, lane, first, last = visible_bars(one, (0, 2), left, per_pixel, pixels)
    assert np.all((first >= 0) & (last > first) & (last <= pixels))
    assert np.all(one.bars.lane[rows] == lane)
    reaches = (one.bars.end >= left + per_pixel) & (one.bars.start <= left + (pixels - 1) * per_pixel)
    wide = np.flatnonzero(reaches & (one.bars.length > 2 * per_pixel))
    assert set(wide.tolist()) <= set(rows.tolist())
    # In each column of each lane one that lies within it, and those that reach over its edges.
    assert np.bincount(lane * pixels + first).max() <= 3


def test_far_levels_keep_what_is_long() -> None:
    random = np.random.default_rng(0)
    count = MANY + 1
    length = np.exp(random.uniform(0, 12, count)).astype(np.int64)
    end = np.cumsum(length)
    bars = bars_of(measured())
    rows = np.zeros(count, np.int32)
    many = type(bars)(rows, end - length, end, np.zeros(count, np.uint8), rows, np.arange(count, dtype=np.int32))
    found = levels_of(many, 1)
    assert len(found) > 1
    for level in found[1:]:
        assert set(np.flatnonzero(length >= level.bucket).tolist()) <= set(level.rows.tolist())
        buckets = np.unique(many.start // level.bucket)
        assert len(buckets) <= len(level.rows) < count


def test_what_lies_at_a_point(regex_track: Track) -> None:
    one = regex_track
    for bar in range(0, len(one.bars), 7):
        lane = int(one.bars.lane[bar])
        middle = (int(one.bars.start[bar]) + int(one.bars.end[bar])) / 2
        found = bar_at(one, lane, middle, 0)
        assert one.bars.start[found] <= middle <= one.bars.end[found]
        assert lane_at(one, float(one.rows.lane_top[lane]) + 0.1) == lane
    assert lane_at(one, -1) == lane_at(one, float(one.rows.top[-1])) == -1
    first = int(np.flatnonzero(one.bars.part == Part.GENERATE)[0])
    after = next_bar(one, first, 1)
    assert after > first
    assert next_bar(one, after, -1) == first
    ends = np.flatnonzero(np.diff(one.bars.lane) > 0)
    last = int(ends[one.bars.part[ends] != Part.WAITING][-1])
    below = next_bar(one, last, 1)
    assert one.bars.lane[below] > one.bars.lane[last], "from the last bar of a row to the next row"
    assert next_bar(one, below, -1) == last
    edge = float(one.bars.end[first])
    assert snap((one,), edge + 40, 100) == edge
    assert snap((one,), edge + 0.25, 0.1) == edge + 0.25


def test_units_of_several_crates_are_told_apart() -> None:
    (path,) = files_named("demo_bin_rel_thinlto_127modules.mm_profdata*")[:1]
    timeline = load([path])[0].timeline
    assert timeline is not None
    labels = short_labels(timeline.units.tolist())
    assert len(set(labels)) == len(labels)
    assert "std cgu.0" in labels
    one = track(timeline, "measured", Arrangement())
    bar = int(np.flatnonzero(one.bars.part == Part.LTO)[np.argmax(one.bars.length[one.bars.part == Part.LTO])])
    assert bar_texts(one, bar)[1:] == ("std cgu.0", "std")
