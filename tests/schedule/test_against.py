"""Simulations driven by a profile's own costs, against the profile."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from cguviz.formats import load
from cguviz.model.costs import measured_costs
from cguviz.model.timeline import Timeline
from cguviz.schedule import Options, against, backend, from_profile, peak_parallel, simulate
from tests.captures import CAPTURES, capture_id
from tests.schedule.drawn import costs

PROFILE = "profile.mm_profdata.gz"
PROFILED = [folder for folder in CAPTURES if (folder / PROFILE).exists()]
NEAR = 0.05
BETWEEN = 2_500_000
"""Nanoseconds between two pieces of work, at most: the captures were made on a busy machine of two processors."""


@pytest.mark.parametrize("folder", PROFILED, ids=capture_id)
def test_a_simulation_is_near_the_profile_it_has_its_costs_from(folder: Path) -> None:
    (capture,) = load([folder / PROFILE])
    own = from_profile(capture, None)
    assert own is not None
    assert capture.timeline is not None
    options = Options(peak_parallel(capture.timeline), thin_link=own.thin_link)
    deviation = against(capture.timeline, simulate(own.costs, options))
    assert deviation is not None
    assert deviation.measured_peak == 2
    assert deviation.ratio < NEAR
    # In builds of less than a second, what is missing is the time in which threads are started and woken up.
    missing = deviation.measured - deviation.simulated
    assert deviation.ratio > -NEAR or missing / deviation.pieces < BETWEEN


def test_a_simulation_is_exactly_near_itself() -> None:
    units = costs([4, 3, 2], [5, 6, 7], [50, 40, 30], [9, 8, 7])
    timeline = simulate(units, Options(jobs=3))
    deviation = against(timeline, timeline)
    assert deviation is not None
    assert (deviation.ratio, deviation.busy, deviation.pieces) == (0, int(units.total.sum()), 9)


def test_a_back_end_begins_with_the_first_unit() -> None:
    timeline = simulate(costs([2, 1], [1, 1], [5, 5]))
    later = timeline.replace(start=timeline.start + 1000, end=timeline.end + 1000)
    assert backend(later) == (1000, backend(timeline)[1] + 1000)
    deviation = against(later, timeline)
    assert deviation is not None
    assert deviation.ratio == 0


def test_nothing_is_compared_with_what_has_no_units() -> None:
    timeline = simulate(costs([2, 1], [1, 1], [5, 5]))
    nothing = simulate(costs([], [], []))
    assert against(timeline, nothing) is None
    assert against(nothing, timeline) is None


def test_a_bar_and_what_nests_in_it_count_once() -> None:
    timeline = simulate(costs([2, 1], [1, 1], [5, 5]))
    twice = _doubled(timeline)
    assert measured_costs(twice).total.tolist() == measured_costs(timeline).total.tolist() == [6, 6]
    assert peak_parallel(twice) == peak_parallel(timeline)


def _doubled(timeline: Timeline) -> Timeline:
    rows = [*range(len(timeline)), *range(len(timeline))]
    columns = {name: getattr(timeline, name)[rows] for name in ("thread", "activity", "unit", "start", "end")}
    return dataclasses.replace(timeline, **columns)
