"""Timelines and captures: units are found by what thread names keep of them, or it is said that they are not."""

from __future__ import annotations

import numpy as np
import pytest

from cguviz.formats import load
from cguviz.formats.join.captures import join
from cguviz.formats.join.timeline import matches
from cguviz.formats.symbols.unit_names import unit_of_module, work_of_thread
from cguviz.formats.traces.spans import timed_capture
from cguviz.model.capture import Capture
from cguviz.model.columns import equal
from cguviz.model.texts import Texts
from cguviz.model.times.timeline import FunctionTimes, Timeline
from tests.captures import CAPTURES, capture_id
from tests.timelines import fits_together

WITH_PROFILE = [
    folder for folder in CAPTURES if (folder / "profile.mm_profdata.gz").exists() and "cargo" not in folder.name
]
HASHES = ["8txnhhmxvyhthca5a3zvpovbj", "8txnhhmxvyz", "0xtded0nwpog4k0euw4hemktv"]
NUMBERED = [f"regex.f10ba03eb5ec7975-cgu.{number:02}" for number in range(3)]


@pytest.mark.parametrize("folder", WITH_PROFILE, ids=capture_id)
def test_a_profile_names_the_units_of_its_capture(folder: object) -> None:
    (capture,) = load([str(folder)])
    assert capture.timeline is not None
    fits_together(capture.timeline)
    assert not [remark for remark in capture.remarks if "units" in remark.text]
    units = set(capture.partition().units)
    assert units <= set(capture.timeline.units)
    assert len(set(capture.timeline.units) - units) <= 1  # the allocator's shim


@pytest.mark.parametrize("folder", WITH_PROFILE, ids=capture_id)
def test_rustc_estimates_the_sizes_that_its_log_tells(folder: object) -> None:
    (capture,) = load([str(folder)])
    assert capture.timeline is not None
    last = capture.partitions[-1]
    told = dict(zip(capture.timeline.units, capture.timeline.estimate.tolist(), strict=True))
    sizes = dict(zip(last.units, last.unit_sizes.tolist(), strict=True))
    if any(sizes.values()):
        assert {unit: told[unit] for unit in sizes} == sizes


def shortened(capture: Capture, cut: int = 0) -> Capture:
    """Return the timeline of a capture as a sampling profiler would name its units."""
    timeline = capture.timeline
    assert timeline is not None
    names = [unit.rpartition("-")[2] if "-cgu." in unit else unit[:11] for unit in timeline.units]
    short = timeline.replace(units=Texts.of(name[cut:] for name in names), source="samply")
    return timed_capture(capture.crate, short, "x.json", [])


def test_units_are_found_by_what_thread_names_keep(regex: Capture) -> None:
    (joined,) = join([regex.replace(timeline=None), shortened(regex)])
    assert joined.timeline is not None
    assert regex.timeline is not None
    assert equal(joined.timeline.units, regex.timeline.units)
    assert joined.remarks == regex.remarks


def test_incremental_units_are_found_by_their_first_characters() -> None:
    assert matches(["8txnhhmxvyh", "0xtded0nwpo", "8txnhhmxvyz", "8txnhhmxv"], HASHES) == [
        HASHES[:1],
        HASHES[2:],
        HASHES[1:2],
        [],
    ]
    assert matches(["cgu.01", "cgu.1", "gu.01", "", NUMBERED[2]], NUMBERED) == [NUMBERED[1:2], [], [], [], NUMBERED[2:]]


def test_what_may_be_several_units_is_linked_to_none(toy: Capture) -> None:
    units = toy.partition().units
    two = toy.partition().replace(stage="OTHER", units=Texts.of(f"other.{unit}" for unit in units))
    (joined,) = join([toy.replace(timeline=None, partitions=(*toy.partitions, two)), shortened(toy)])
    assert joined.timeline is not None
    assert joined.timeline.units[0].startswith("cgu.")
    assert "may be several of this crate (cgu.0, cgu.8, cgu.1 …): not linked" in joined.remarks[-1].text


def test_a_profile_of_another_build_says_so(toy: Capture) -> None:
    assert toy.timeline is not None
    strange = toy.timeline.replace(units=Texts.of(f"toy.0-cgu.1{unit}" for unit in toy.timeline.units))
    (joined,) = join([toy.replace(timeline=None), timed_capture("toy", strange, "x", [])])
    assert [remark.text for remark in joined.remarks] == [
        "The self-profile names none of this crate's units: it is of another build, or of another stage."
    ]


def test_a_profile_of_another_crate_stays_apart(toy: Capture, regex: Capture) -> None:
    assert regex.timeline is not None
    captures = join([toy.replace(timeline=None), timed_capture("regex", regex.timeline, "x", [])])
    assert [(capture.crate, capture.timeline is None) for capture in captures] == [("toy", True), ("regex", False)]
    assert [remark.text for remark in captures[1].remarks] == [
        "This self-profile is of regex, not of toy: it stays by itself."
    ]


def test_a_second_timeline_adds_what_the_first_lacks(toy: Capture) -> None:
    first = toy.timeline
    assert first is not None
    row = np.zeros(2, np.int32)
    functions = FunctionTimes(Texts.of(["_RNv", "_RNw"]), np.arange(2, dtype=np.int32), row, row, np.array([5, 7]))
    none = np.empty(0, np.int32)
    times = np.empty(0, np.int64)
    llvm = Timeline(
        "LLVM time trace",
        Texts.of(["t"]),
        Texts.of(["OptFunction"]),
        Texts.of([first.units[3]]),
        *(none, none, none, times, times),
        functions=functions,
    )
    (joined,) = join([toy, timed_capture("toy", llvm, "x.llvm_timings.json", [])])
    both = joined.timeline
    assert both is not None
    assert equal(both.start, first.start)
    assert both.functions is not None
    assert [both.units[unit] for unit in both.functions.unit.tolist()] == [first.units[3]] * 2
    assert {both.activities[activity] for activity in both.functions.activity.tolist()} == {"OptFunction"}
    assert joined.sources[-1] == "x.llvm_timings.json"


def test_cpu_time_comes_from_a_sampling_profiler_of_the_same_run(toy: Capture) -> None:
    first = toy.timeline
    assert first is not None
    cpu = np.arange(len(first.threads), dtype=np.int64)
    sampled = first.replace(source="samply", cpu=cpu, began=first.began + 1000)
    (joined,) = join([toy, timed_capture("toy", sampled, "x.json", [])])
    assert joined.timeline is not None
    assert joined.timeline.source == "self-profile"
    assert joined.timeline.cpu.tolist() == cpu.tolist()
    later = sampled.replace(began=first.began + 10**12)
    assert len(join([toy, timed_capture("toy", later, "x.json", [])])) == 2


def test_two_profiles_of_one_crate_stay_two(toy: Capture) -> None:
    assert toy.timeline is not None
    captures = join([toy, timed_capture("toy", toy.timeline.replace(began=5), "x", [])])
    assert [len(capture.items) for capture in captures] == [len(toy.items), 0]
    assert captures[1].remarks[-1].text == "toy has a timeline already: this self-profile stays by itself."


NAMED = "regex.f10ba03eb5ec7975-cgu.03"
READABLE = "core.e7bd1055ad3a4854-in-toy.e7bd1055ad3a4854-slice.volatile"
INNER = "core-120cbae4e86ec454.core.c1f1-cgu.0"


@pytest.mark.parametrize(
    ("module", "unit"),
    [
        (NAMED, NAMED),
        (READABLE, READABLE),
        (HASHES[0], HASHES[0]),
        (f"regex-756d5860329043d1.{NAMED}.rcgu.o", NAMED),
        (f'"demo-c51b7d1ad8f105ad.{INNER}.rcgu.o.rcgu.o"', INNER),
        ("", ""),
    ],
)
def test_units_in_names_of_modules(module: str, unit: str) -> None:
    assert unit_of_module(module) == unit


@pytest.mark.parametrize(
    ("thread", "work"),
    [
        ("opt cgu.03", ("optimize", "cgu.03")),
        ("lto cgu.3", ("lto", "cgu.3")),
        ("cpy 8txnhhmxvyh", ("copy", "8txnhhmxvyh")),
        ("lto cgu.0.rcgu.", ("lto", "")),
        ("optimize module regex.f10ba03eb5ec7975-cgu.03", ("optimize", "regex.f10ba03eb5ec7975-cgu.03")),
        ("thin-LTO module a", ("lto", "a")),
        ("copy LTO artifacts for a", ("copy", "a")),
        ("rustc", ("", "")),
        ("coordinator", ("", "")),
        ("optimist", ("", "")),
        ("opt ", ("", "")),
    ],
)
def test_what_thread_names_say(thread: str, work: tuple[str, str]) -> None:
    assert work_of_thread(thread) == work
