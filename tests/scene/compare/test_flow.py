"""The flow strip: nothing is lost on the way, labels never meet, and what is painted is what is hit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.analysis.comparison import moves
from cguviz.model.capture import Capture
from cguviz.scene.compare.flow import Flow, Streams, Way, hit, items_of, polygons
from cguviz.scene.compare.flow_layout import NAME, NOTE, flow
from cguviz.scene.compare.flow_svg import write_flow
from cguviz.scene.look.text_fitting import width
from cguviz.scene.look.theme import THEMES, Theme
from cguviz.workspace.results.comparison import Compared
from tests.analysis.test_comparison import capture_of, massaged
from tests.scene.compare.test_compare import compare_stages
from tests.scene.svg.test_svg import groups, parse


@pytest.fixture(scope="module")
def merged(regex: Capture) -> Compared:
    return compare_stages(regex, "PLACE", regex, "MERGE")


@pytest.fixture(scope="module")
def split_up(regex: Capture) -> Compared:
    return compare_stages(regex, "MERGE", regex, "PLACE")


@pytest.fixture(scope="module")
def moved(toy: Capture) -> Compared:
    capture = toy.replace(partitions=(*toy.partitions, massaged(toy)))
    return compare_stages(capture, "PLACE", capture, "MASSAGE")


def check_strip(strip: Flow, table: Streams) -> None:
    """Assert what every strip promises, whatever flows."""
    for side in (0, 1):
        rows = np.flatnonzero(strip.change == side)
        box = strip.box[rows]
        assert (box[:, 0] >= -1e-6).all()
        assert (box[:, 2] <= strip.width + 1e-6).all()
        assert (box[1:, 0] >= box[:-1, 2]).all()
        # No label reaches the next bar, where the next label may begin.
        ends = [*box[1:, 0].tolist(), strip.width + 6][: len(box)]
        for row, end in zip(rows.tolist(), ends, strict=True):
            for text, size in ((strip.label[row], NAME), (strip.note[row], NOTE)):
                assert strip.box[row, 0] + width(text) * size <= end
        members = [strip.unit[strip.unit_starts[row] : strip.unit_starts[row + 1]] for row in rows.tolist()]
        units = len(table.change_sizes if side else table.base_sizes)
        assert sorted(np.concatenate([*members, np.empty(0, int)]).tolist()) == list(range(units))
    # Ribbons begin and end inside their bars, but for hairs; every stream is in one of them.
    for side in (0, 1):
        bars = strip.box[strip.ends[:, side]]
        assert (strip.ribbon[:, 2 * side] >= bars[:, 0] - 1e-6).all()
        assert (strip.ribbon[:, 2 * side] <= bars[:, 2] + 1e-6).all()
    assert sorted(strip.stream.tolist()) == list(range(len(table)))
    assert (np.diff(strip.way.astype(int)) >= 0).all()
    corners = polygons(strip)
    assert (corners[..., 1] >= strip.top).all()
    assert (corners[..., 1] <= strip.bottom).all()


@pytest.mark.parametrize("pixels", [280, 640, 1280, 2400])
def test_strips_of_every_width_are_whole(merged: Compared, split_up: Compared, moved: Compared, pixels: int) -> None:
    for found in (merged, split_up, moved):
        check_strip(flow(found.streams, width=pixels, height=220), found.streams)


def test_nothing_is_lost_on_the_way(merged: Compared) -> None:
    table, change = merged.streams, merged.comparison.change
    arrived = np.zeros(len(change.units), np.int64)
    np.add.at(arrived, table.change_unit, table.size[:, 1])
    # Merging adds nothing, so all that a unit holds came from somewhere.
    assert np.array_equal(arrived, change.unit_sizes)
    assert np.array_equal(np.bincount(table.base_unit, table.size[:, 0]), table.base_sizes - dropped_sizes(merged))
    assert set(table.way.tolist()) == {Way.STAYED, Way.MERGED}


def dropped_sizes(found: Compared) -> np.ndarray:
    base = found.comparison.base
    return np.bincount(base.unit, np.where(found.comparison.dropped, base.size, 0), len(base.units))


def test_what_moved_flows_by_itself(moved: Compared) -> None:
    table = moved.streams
    strip = flow(table, width=900, height=240)
    listed = moves(moved.comparison)
    carried = [items_of(strip, table, row) for row in np.flatnonzero(strip.way == Way.MOVED).tolist()]
    assert sorted(np.concatenate(carried).tolist()) == sorted(listed.item.tolist())
    title = strip.ribbon_title[int(np.flatnonzero(strip.way == Way.MOVED)[0])]
    assert title == "cgu4 → cgu1: 2 items · size 12 · moved"


def test_hundreds_of_units_share_bars(merged: Compared) -> None:
    strip = flow(merged.streams, width=640, height=220)
    bars = int((strip.change == 0).sum())
    assert bars <= 2 * int((strip.change == 1).sum())
    assert any("small units" in title for title in strip.title)
    # Small units stand together with those that go the same way, so no two ribbons cross.
    order = np.argsort(strip.ribbon[:, 0], kind="stable")
    assert (np.diff(strip.ribbon[order, 2]) >= -1e-6).all()


def test_what_is_painted_is_hit(moved: Compared) -> None:
    strip = flow(moved.streams, width=900, height=240)
    for row, (x0, x1, x2, x3) in enumerate(strip.ribbon.tolist()):
        for part in (0.1, 0.5, 0.9):
            ease = part * part * (3 - 2 * part)
            x = (x0 + x1) / 2 + ((x2 + x3) - (x0 + x1)) / 2 * ease
            found = hit(strip, x, strip.top + part * (strip.bottom - strip.top))
            # Ribbons that were painted later may lie above.
            assert found.ribbon >= row
    for row, (x0, y0, x1, y1) in enumerate(strip.box.tolist()):
        assert hit(strip, (x0 + x1) / 2, (y0 + y1) / 2).bar == row
    assert hit(strip, strip.width / 2, -5).ribbon == -1


@given(
    st.lists(st.tuples(st.integers(-1, 9), st.integers(-1, 9), st.integers(0, 50)), max_size=60),
    st.integers(100, 2000),
)
def test_any_two_partitions_make_a_strip(rows: list[tuple[int, int, int]], pixels: int) -> None:
    capture = capture_of([row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows])
    found = compare_stages(capture, "A", capture, "B")
    check_strip(flow(found.streams, width=pixels, height=150), found.streams)


def test_captures_without_sizes_count_items(toy: Capture) -> None:
    bare = toy.replace(partitions=tuple(part.replace(size=np.full(len(part), -1, np.int64)) for part in toy.partitions))
    table = compare_stages(bare, "PLACE", bare, "MERGE").streams
    assert table.measure == "items"
    assert int(table.base_sizes.sum()) == 29


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_the_written_strip_has_a_group_for_each_bar_and_ribbon(moved: Compared, theme: Theme) -> None:
    strip = flow(moved.streams, width=900, height=240, caption=moved.pair.caption)
    root = parse(write_flow(strip, theme))
    assert len(groups(root, "bar")) == len(strip.box)
    ribbons = [g for g in groups(root, "ribbon") if g.get("data-base")]
    assert len(ribbons) == len(strip.ribbon)
    moving = [(g.get("data-base"), g.get("data-change")) for g in ribbons if "moved" in (g.get("class") or "")]
    assert sorted(moving) == [("cgu4", "cgu1"), ("cgu6", "cgu0")]
    assert "PLACE → MASSAGE" in "".join(root.itertext())


def test_names_of_units_stand_whole_in_the_written_strip(regex: Capture) -> None:
    strip = flow(compare_stages(regex, "PLACE", regex, "MERGE").streams, width=1900, height=240, caption=())
    root = parse(write_flow(strip, THEMES["light"]))
    base = [g.get("data-unit") for g in groups(root, "bar") if "base" in (g.get("class") or "").split()]
    assert base == strip.name.tolist()[: len(base)]
    assert any("::" in name for name in base)
    assert {g.get("data-base") for g in groups(root, "ribbon")} - {None} <= set(base)
