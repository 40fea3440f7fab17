"""Times of recordings: processor times, repeated builds, single functions, and what a busy machine makes of them."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from cguviz.formats.capture_file import file
from cguviz.formats.recording.times import PROFILE, THREADS, with_times
from cguviz.formats.self_profile import reader as self_profile
from cguviz.formats.source import Source
from cguviz.model.capture import Capture
from cguviz.model.columns import equal
from cguviz.model.times.costs import Costs, measured_costs
from cguviz.model.times.noise import BUSY_NOISE, IDLE_NOISE, noise_of
from cguviz.model.times.timeline import Timeline
from cguviz.model.times.work import unit_bars
from cguviz.progress import silent
from tests.captures import sample_named

PERIOD = 10_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / PROFILE).write_bytes(profile_named("toy-0.1.0-release"))
    return tmp_path


@pytest.fixture
def untimed(toy: Capture) -> Capture:
    return toy.replace(timeline=None)


def profile_named(name: str) -> bytes:
    return gzip.decompress((sample_named(name) / f"{PROFILE}.gz").read_bytes())


def timeline_of(capture: Capture) -> Timeline:
    assert capture.timeline is not None
    return capture.timeline


def write_times(folder: Path, share: float) -> None:
    """Write what the system would have told of a profile's threads if each ran for a share of its life."""
    timeline = timeline_of(self_profile.read([Source("p", (folder / PROFILE).read_bytes())], silent)[0])
    lines = []
    for thread, name in enumerate(timeline.threads.tolist()):
        rows = timeline.thread == thread
        start, end = int(timeline.start[rows].min()), int(timeline.end[rows].max())
        for moment in [*range(start + PERIOD, end, PERIOD), end]:
            ran = round((moment - start) * share)
            lines.append(f"{timeline.began + moment}\t{thread + 1}\t{ran}\t{moment - start - ran}\t{name[:15]}\n")
    (folder / THREADS).write_text("".join(lines))


def assert_worked(ran: Costs, lasted: Costs, share: float) -> None:
    """A worker ran for its share of each bar; the main thread has between its bars run in them."""
    for stage in ("optimize", "lto"):
        expected = (getattr(lasted, stage) * share).tolist()
        assert getattr(ran, stage).tolist() == pytest.approx(expected, rel=0.01, abs=10_000)
    assert (ran.generate <= lasted.generate).all()
    assert int(ran.generate.sum()) >= int(lasted.generate.sum()) * share * 0.99


@pytest.mark.parametrize(("share", "busy"), [(0.25, True), (0.97, False)])
def test_units_cost_what_their_threads_ran(untimed: Capture, folder: Path, share: float, busy: bool) -> None:
    write_times(folder, share)
    capture = with_times(untimed, folder, silent)
    timeline = timeline_of(capture)
    ran, lasted = measured_costs(timeline), measured_costs(timeline, by_clock=True)
    assert_worked(ran, lasted, share)
    noise = noise_of(timeline)
    assert noise is not None
    assert noise.waited == pytest.approx(1 - share, abs=0.01)
    assert (noise.busy, noise.spread) == (busy, BUSY_NOISE if busy else IDLE_NOISE)
    told = [remark.text for remark in capture.remarks if "The machine was busy" in remark.text]
    assert bool(told) == busy
    if busy:
        assert "75% of the time, so bars are 4.0 times as long" in told[0]
    assert equal(file.unpack(Source("x", file.pack([capture])))[0], capture)


def test_without_the_systems_word_times_are_by_the_clock_and_say_so(untimed: Capture, folder: Path) -> None:
    capture = with_times(untimed, folder, silent)
    assert noise_of(timeline_of(capture)) is None
    assert any("Times are by the clock" in remark.text for remark in capture.remarks)


def test_repeated_builds_give_medians_and_their_spread(untimed: Capture, folder: Path) -> None:
    profile = (folder / PROFILE).read_bytes()
    shares = (0.5, 0.4, 0.7)
    for number, share in enumerate(shares[1:]):
        again = folder / "repeats" / str(number)
        again.mkdir(parents=True)
        (again / PROFILE).write_bytes(profile)
        write_times(again, share)
    write_times(folder, shares[0])
    timeline = timeline_of(with_times(untimed, folder, silent))
    lasted = measured_costs(timeline, by_clock=True)
    assert_worked(measured_costs(timeline), lasted, 0.5)
    noise = noise_of(timeline)
    assert noise is not None
    assert noise.runs == len(shares)
    assert noise.spread == pytest.approx((0.7 - 0.4) / 2 / 0.5, rel=0.02)
    assert noise.describe().startswith("3 builds, LLVM's time ±30%")


def test_a_build_of_other_units_is_no_repetition(untimed: Capture, folder: Path) -> None:
    write_times(folder, 0.5)
    again = folder / "repeats" / "0"
    again.mkdir(parents=True)
    (again / PROFILE).write_bytes(profile_named("regex-1.7.1-release"))
    timeline = timeline_of(with_times(untimed, folder, silent))
    assert timeline.repeats is None
    assert unit_bars(timeline).any()


def test_a_reading_that_is_damaged_is_told(untimed: Capture, folder: Path) -> None:
    (folder / THREADS).write_text("not a reading\n")
    capture = with_times(untimed, folder, silent)
    assert np.all(timeline_of(capture).ran == -1)
    assert any("processor times cannot be read (line 1)" in remark.text for remark in capture.remarks)
