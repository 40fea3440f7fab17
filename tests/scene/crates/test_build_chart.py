"""The description of a whole build, and its SVG."""

from __future__ import annotations

import itertools
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.model.build import CrateKind, label_of
from cguviz.scene.crates.chart import crate_labels
from cguviz.scene.crates.table import COLUMNS, CrateColumn, cell_text, order_of
from cguviz.scene.look.theme import THEMES
from cguviz.scene.timeline.arrangement import Arrangement
from cguviz.scene.timeline.chart import Chart, Crates, Part, Track
from cguviz.scene.timeline.crate_links import Tie, lanes_of, links, ready_of
from cguviz.scene.timeline.svg import write_timeline
from cguviz.scene.timeline.text import bar_texts, notes, tooltip
from cguviz.workspace.timeline.crates import chart_of
from tests.builds import ORDERS, PAGE, opened, orders, row_of

SVG = "{http://www.w3.org/2000/svg}"
KINDS = ("threads", "lanes", "units")


def track_of(chart: Chart) -> tuple[Track, Crates]:
    (track,) = chart.tracks
    assert track.crates is not None
    return track, track.crates


@pytest.mark.parametrize("kind", KINDS)
def test_bars_fill_the_time_of_each_crate(kind: str) -> None:
    build = orders()
    track, _ = track_of(chart_of(build, Arrangement(kind)))
    bars = track.bars
    for row in range(len(build)):
        mine = np.flatnonzero(bars.unit == row)
        assert len(set(bars.lane[mine].tolist())) == 1
        edges = sorted(zip(bars.start[mine].tolist(), bars.end[mine].tolist(), strict=True))
        assert (edges[0][0], edges[-1][1]) == (build.start[row], build.end[row])
        assert all(first[1] == second[0] for first, second in itertools.pairwise(edges))
    for lane in range(int(track.rows.lane_starts[-1])):
        mine = np.flatnonzero(bars.lane == lane)
        assert np.all(bars.end[mine][:-1] <= bars.start[mine][1:])


def test_packed_lanes_are_as_few_as_crates_at_once() -> None:
    build = orders()
    track, _ = track_of(chart_of(build, Arrangement("lanes")))
    edges = sorted([(int(end), -1) for end in build.end] + [(int(start), 1) for start in build.start])
    most = int(np.cumsum([step for _, step in edges]).max())
    assert int(track.rows.lane_starts[-1]) == most


def test_proc_macros_and_build_scripts_have_parts_of_their_own() -> None:
    build = orders()
    track, _ = track_of(chart_of(build, Arrangement("threads")))

    def parts(name: str) -> list[Part]:
        return [Part(part) for part in track.bars.part[track.bars.unit == row_of(build, name)].tolist()]

    assert parts("syn 1.0.107") == [Part.CRATE, Part.CODEGEN, Part.LINK]
    assert parts("serde_derive 1.0.152") == [Part.PROC_MACRO, Part.PROC_MACRO_CODEGEN, Part.PROC_MACRO]
    assert parts("quote 1.0.21 (build script)") == [Part.BUILD_SCRIPT, Part.BUILD_SCRIPT_CODEGEN, Part.BUILD_SCRIPT]
    assert parts("quote 1.0.21 (run)") == [Part.SCRIPT_RUN]
    page, _ = track_of(chart_of(opened(ORDERS / PAGE), Arrangement("threads")))
    assert Part.COMPILE in page.bars.part.tolist()


def test_labels_are_short_and_different() -> None:
    labels = crate_labels(orders())
    assert len(set(labels)) == len(labels)
    assert {"syn", "syn (build script)", "syn (run)", "serde_derive (proc macro)", "app (bin app)"} <= set(labels)
    assert {"marker (proc macro)", "marker (proc macro 2)"} <= set(labels)


def test_words_of_a_bar() -> None:
    build = orders()
    chart = chart_of(build, Arrangement("threads"))
    track, _ = track_of(chart)
    bar = int(np.flatnonzero((track.bars.unit == row_of(build, "serde 1.0.152")) & (track.bars.part == Part.CRATE))[0])
    said = tooltip(track, bar)
    assert said[:3] == ["serde 1.0.152: library", "front end: 1.76 s", "Whole: 1.87 s, from 4.90 s to 6.77 s"]
    assert "Began after serde_derive 1.0.152" in said
    assert any(line.startswith("Metadata ready at 6.66 s, 112 ms before its end") for line in said)
    assert any(line.startswith("On the critical path") for line in said)
    assert bar_texts(track, bar) == ("serde · 1.76 s", "serde")
    assert notes(chart)[0].startswith("32 crates in 9.01 s · libraries 9.04 s · programs 270 ms · proc macros 4.21 s")


@pytest.mark.parametrize("kind", KINDS)
def test_lines_between_crates_end_where_the_crate_begins(kind: str) -> None:
    build = orders()
    track, crates = track_of(chart_of(build, Arrangement(kind)))
    row = row_of(build, "serde_json 1.0.87")
    found = links(track, crates, row)
    needs = [link for link in found if link.tie is Tie.NEEDS]
    lets = [link for link in found if link.tie is Tie.LETS]
    assert len(needs) == int((build.after == row).sum()) == 4
    assert len(lets) == int((build.before == row).sum()) == 2
    assert {link.end for link in needs} == {int(build.start[row])}
    assert {link.start for link in lets} == {int(build.ready[row]), int(build.end[row])}
    path = links(track, crates)
    assert {link.tie for link in path} == {Tie.CRITICAL}
    assert len(path) == len(set(track.bars.unit[track.critical].tolist())) - 1


def test_metadata_is_marked_where_a_part_of_the_crate_can_be_seen() -> None:
    build = orders()
    track, crates = track_of(chart_of(build, Arrangement("threads")))
    lanes = lanes_of(track)
    rows = np.flatnonzero(build.ready >= 0)
    moment, lane = ready_of(track, crates, 1)
    assert (moment.tolist(), lane.tolist()) == (build.ready[rows].tolist(), lanes[rows].tolist())
    assert [len(ready_of(track, crates, per_pixel)[0]) for per_pixel in (1, 7_500_000, 1e9)] == [10, 9, 0]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_svg(kind: str, theme: str) -> None:
    chart = chart_of(orders(), Arrangement(kind))
    text = write_timeline(chart, THEMES[theme])
    assert text == write_timeline(chart, THEMES[theme])
    root = ET.fromstring(text)  # noqa: S314 - our own
    shapes = [element.get("class", "") for element in root.iter(f"{SVG}path")]
    # One more in the legend; itoa's 70 ms are about ten pixels.
    assert shapes.count("ready") - 1 in (9, 10)
    assert "tie critical" in shapes
    assert "usage" in shapes
    bars = {element.get("data-unit") for element in root.iter(f"{SVG}g") if "bar" in element.get("class", "").split()}
    assert bars - {None} == set(crate_labels(orders()))


@given(st.sampled_from(COLUMNS), st.booleans())
def test_the_table_is_in_order_and_complete(column: CrateColumn, descending: bool) -> None:
    build = orders()
    order = order_of(column, build, descending=descending)
    assert sorted(order) == list(range(len(build)))
    values = [column.value(build, row) for row in order]
    known = [value for value in values if value is not None]
    assert values[: len(known)] == known
    texts = [value.casefold() for value in known if isinstance(value, str)]
    numbers = [value for value in known if not isinstance(value, str)]
    assert texts == sorted(texts, reverse=descending)
    assert numbers == sorted(numbers, reverse=descending)
    assert not texts or not numbers


def test_cells() -> None:
    build = orders()
    by_key = {column.key: column for column in COLUMNS}
    row = row_of(build, "serde_json 1.0.87")
    cells = {key: cell_text(column, build, row) for key, column in by_key.items()}
    assert (cells["codegen_ns"], cells["longest"], cells["longest_ns"]) == ("1.69 s", "cgu.0", "417 ms")
    assert (cells["longest_share"], cells["units"], cells["duplication"]) == ("25%", "9", "–")
    run = row_of(build, "quote 1.0.21 (run)")
    assert cell_text(by_key["kind"], build, run) == "build script run"
    assert label_of(build, run) == "quote 1.0.21 (run)"
    assert build.kind[run] == CrateKind.SCRIPT_RUN
