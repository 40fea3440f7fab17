"""Which timelines a stage gets, and what is said of them; what is known of the time of one unit."""

from __future__ import annotations

import numpy as np
import pytest

from cguviz.errors import CguvizError
from cguviz.formats import load
from cguviz.model.capture import Capture
from cguviz.model.times.costs import measured_costs
from cguviz.workspace.requests.timing import Timing
from cguviz.workspace.timeline.facts import times_of_unit
from cguviz.workspace.timeline.make import Shown, timeline_chart
from tests.captures import capture_named
from tests.timelines import TIMELINES


@pytest.fixture(scope="module")
def regex() -> Capture:
    return load([capture_named("regex-1.7.1-release")])[0]


def test_what_was_compiled_is_shown_as_measured(regex: Capture) -> None:
    chart = timeline_chart(Shown(regex), None, Timing())
    assert [track.heading for track in chart.tracks] == ["measured (self-profile)"]
    assert chart.caption[0] == f"regex · {regex.compiler} · INTERNALIZE"


def test_another_stage_is_simulated_below_and_aligned(regex: Capture) -> None:
    chart = timeline_chart(Shown(regex, "PLACE"), None, Timing(jobs=4))
    measured, simulated = chart.tracks
    assert simulated.heading == "PLACE simulated, 4 jobs"
    assert simulated.back_end[0] == measured.back_end[0]
    assert len(simulated.units) == 66
    assert simulated.cores == 4
    assert simulated.ideal >= simulated.back_end[0]
    assert chart.caption[1].startswith("PLACE simulated, 4 jobs: ")
    assert " instead of " in chart.caption[1]
    assert any("was not compiled" in line for line in chart.caption)


def test_more_jobs_are_no_slower(regex: Capture) -> None:
    ends = [
        timeline_chart(Shown(regex), None, Timing(simulated=True, jobs=jobs)).tracks[1].back_end[1]
        for jobs in (1, 2, 16)
    ]
    assert ends[0] > ends[1] > ends[2]


def test_without_a_profile_published_medians_are_simulated(regex: Capture) -> None:
    chart = timeline_chart(Shown(regex.replace(timeline=None), "MERGE"), None, Timing())
    assert [track.heading for track in chart.tracks] == ["MERGE simulated, 16 jobs"]
    assert any("published medians" in line for line in chart.caption)
    with pytest.raises(CguvizError, match="has no timeline"):
        timeline_chart(Shown(regex.replace(timeline=None, partitions=())), None, Timing())


def test_times_of_a_unit_are_those_of_the_profile(regex: Capture) -> None:
    assert regex.timeline is not None
    costs = measured_costs(regex.timeline)
    found = {name: times_of_unit(regex, name) for name in regex.timeline.units}
    assert [name for name, times in found.items() if times is not None and times.last] == [
        regex.timeline.units[int(timeline_chart(Shown(regex), None, Timing()).tracks[0].pole)]
    ]
    for unit, times in enumerate(found.values()):
        assert times is not None
        assert (times.generate, times.optimize, times.lto) == (
            costs.generate[unit],
            costs.optimize[unit],
            costs.lto[unit],
        )
        assert times.end - times.start == times.generate + times.optimize + times.lto + times.waited
    shares = np.array([times.share for times in found.values() if times is not None])
    assert shares @ costs.size / costs.size.sum() == pytest.approx(1)
    assert times_of_unit(regex, "no such unit") is None
    assert times_of_unit(regex.replace(timeline=None), regex.timeline.units[0]) is None


def test_the_slowest_functions_come_first() -> None:
    capture = load([TIMELINES / "ryu.llvm_timings.json.gz"])[0]
    assert capture.timeline is not None
    times = times_of_unit(capture, capture.timeline.units[0])
    assert times is not None
    spent = [time for _, _, time in times.functions]
    assert spent
    assert spent == sorted(spent, reverse=True)
