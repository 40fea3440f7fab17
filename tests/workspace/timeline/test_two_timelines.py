"""Two timelines below one another: which there are, where they are aligned, which of their units are the same."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from cguviz.analysis.comparison import compare
from cguviz.errors import CguvizError
from cguviz.formats import load
from cguviz.model.capture import Capture
from cguviz.scene.timeline.chart import Anchor, Chart
from cguviz.scene.timeline.unit_matching import members
from cguviz.workspace.requests.timing import ALIGNED, ORDERS, Timing
from cguviz.workspace.timeline.make import Shown, timeline_chart
from tests.captures import capture_named, has_capture, sample_named

NAMES = ("debug", "release")


@pytest.fixture(scope="module")
def builds() -> tuple[Capture, Capture]:
    if not all(has_capture(f"regex-1.7.1-{name}") for name in NAMES):
        pytest.skip("needs two builds of regex")
    debug, release = (load([capture_named(f"regex-1.7.1-{name}")])[0] for name in NAMES)
    return debug, release


@pytest.fixture(scope="module")
def measured(builds: tuple[Capture, Capture]) -> Chart:
    debug, release = builds
    return timeline_chart(Shown(debug, name="debug"), Shown(release, name="release"), Timing())


@pytest.fixture(scope="module")
def toy() -> Capture:
    return load([sample_named("toy-0.1.0-release")])[0]


def test_two_builds_are_both_measured(measured: Chart) -> None:
    headings = [track.heading for track in measured.tracks]
    assert headings == ["debug: measured (self-profile)", "release: measured (self-profile)"]
    assert [track.on_change for track in measured.tracks] == [False, True]
    assert measured.pair == (0, 1)
    assert measured.caption[1].startswith("release: measured (self-profile): ")
    assert " instead of " in measured.caption[1]


@pytest.mark.parametrize("align", ALIGNED)
def test_they_are_aligned_by_phase(builds: tuple[Capture, Capture], align: str) -> None:
    debug, release = builds
    chart = timeline_chart(Shown(debug, name="debug"), Shown(release, name="release"), Timing(align=align))
    one, other = (track.anchors for track in chart.tracks)
    # A debug build has no LTO: then code generation is aligned.
    anchor = Anchor(align) if Anchor(align) in one else Anchor.CODEGEN
    assert one[anchor] == other[anchor]
    assert (anchor != align) == any("Not all of these have" in line for line in chart.caption)


def test_units_are_matched_as_the_comparison_matches_them(builds: tuple[Capture, Capture], measured: Chart) -> None:
    debug, release = builds
    found = compare(debug, "", release, "")
    one, other = measured.tracks
    assert (found.match >= 0).any()
    for unit, goal in enumerate(found.match.tolist()):
        (family,) = members(measured, [found.base.units[unit]], on_change=False)
        mine = [one.units[row] for row in range(len(one.units)) if one.family[row] == family]
        its = [other.units[row] for row in range(len(other.units)) if other.family[row] == family]
        assert mine == [found.base.units[unit]]
        assert its == ([found.change.units[goal]] if goal >= 0 else [])


def test_like_is_compared_with_like(toy: Capture) -> None:
    chart = timeline_chart(Shown(toy), Shown(toy, "PLACE"), Timing(jobs=4))
    last = toy.stages[-1]
    headings = [track.heading for track in chart.tracks]
    assert headings == [f"{last} measured (self-profile)", f"{last} simulated, 4 jobs", "PLACE simulated, 4 jobs"]
    assert chart.pair == (1, 2)
    assert chart.caption[1].startswith("PLACE simulated, 4 jobs: ")
    starts = {track.back_end[0] for track in chart.tracks}
    assert len(starts) == 1
    turned = timeline_chart(Shown(toy, "PLACE"), Shown(toy), Timing(jobs=4))
    assert [track.heading for track in turned.tracks] == [headings[0], headings[2], headings[1]]
    assert turned.caption[1].startswith(f"{headings[1]}: ")
    forced = timeline_chart(Shown(toy), Shown(toy, "PLACE"), Timing(simulated=False, jobs=4))
    assert len(forced.tracks) == 2
    assert any("simulate both" in line for line in forced.caption)


def test_units_of_another_stage_are_known_by_what_they_hold(toy: Capture) -> None:
    chart = timeline_chart(Shown(toy, "PLACE"), None, Timing())
    place = toy.partition("PLACE").units.tolist()
    named = [chart.base_units[int(family)] for family in chart.tracks[0].family]
    assert any(name in place for name in named)
    assert [chart.base_units[int(family)] for family in chart.tracks[1].family] == chart.tracks[1].units.tolist()


@pytest.mark.parametrize("units", [1, 2, 4])
def test_units_can_be_merged_anew(toy: Capture, units: int) -> None:
    chart = timeline_chart(Shown(toy), None, Timing(units=units, jobs=2))
    assert len(chart.tracks[-1].units) == units
    assert chart.tracks[-1].heading == f"merged to {units} simulated, 2 jobs"
    assert chart.pair == (1, 2)
    assert chart.tracks[1].heading == f"{toy.stages[-1]} simulated, 2 jobs"


@pytest.mark.parametrize("order", ORDERS)
def test_every_choice_can_be_simulated(toy: Capture, order: str) -> None:
    timing = Timing(order=order, cores=2, costs="debug", simulated=True)
    chart = timeline_chart(Shown(toy), None, timing)
    assert chart.tracks[1].cores == 2
    assert any("chosen" in line for line in chart.caption)
    more = timeline_chart(Shown(toy), None, dataclasses.replace(timing, cores=1))
    assert more.tracks[1].back_end[1] >= chart.tracks[1].back_end[1]


def test_costs_can_come_from_a_file(toy: Capture, tmp_path: Path) -> None:
    units = toy.partition().units.tolist()
    table = tmp_path / "mine.json"
    rows = [{"unit": name, "size": 10, "generate_ns": 1_000, "optimize_ns": 5_000, "lto_ns": 0} for name in units]
    table.write_text(json.dumps({"units": rows}))
    timing = Timing(simulated=True, costs=str(table), jobs=len(units) + 1)
    chart = timeline_chart(Shown(toy), None, timing)
    start, end = chart.tracks[1].back_end
    assert len(units) * 1_000 + 5_000 <= end - start < len(units) * 6_000
    assert "Costs are those of mine.json." in chart.caption
    published = Path(__file__).parent.parent.parent / "data" / "debug-top1000-excerpt.txt"
    chart = timeline_chart(Shown(toy), None, dataclasses.replace(timing, costs=str(published)))
    assert any("medians of its units" in line for line in chart.caption)
    with pytest.raises(CguvizError, match="nowhere"):
        timeline_chart(Shown(toy), None, dataclasses.replace(timing, costs=str(tmp_path / "nowhere.json")))


def test_what_happened_stands_above_two_stages_that_never_were() -> None:
    regex = load([sample_named("regex-1.7.1-release")])[0]
    below = timeline_chart(Shown(regex, "PLACE"), None, Timing()).tracks[-1]
    place = dataclasses.replace(regex.partition("PLACE"), stage="AGAIN")
    both = regex.replace(partitions=(*regex.partitions, place))
    chart = timeline_chart(Shown(both, "PLACE"), Shown(both, "AGAIN"), Timing())
    headings = [track.heading for track in chart.tracks]
    assert headings[0].endswith("measured (self-profile)")
    assert headings[1:] == ["PLACE simulated, 16 jobs", "AGAIN simulated, 16 jobs"]
    assert chart.pair == (1, 2)
    assert len({track.anchors[Anchor.CODEGEN] for track in chart.tracks}) == 1
    assert below.back_end[1] - below.back_end[0] == chart.tracks[2].back_end[1] - chart.tracks[2].back_end[0]
