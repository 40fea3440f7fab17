"""Firefox profiles and perf: who ran when, from three records of one run that must agree."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.errors import LoadError
from cguviz.formats import load
from cguviz.formats.source import Source
from cguviz.formats.traces import firefox_profile, perf_script
from cguviz.formats.traces.sampled_threads import merge_ranges
from cguviz.model.capture import Capture
from cguviz.model.times.timeline import Timeline
from cguviz.progress import Cancelled, silent
from tests.timelines import TIMELINES, bars, cancelling, file_id, files_named, fits_together, plain, source

SAMPLY = TIMELINES / "miniz_oxide.samply.json.gz"
MINIMAL = TIMELINES / "minimal.samply-66.json"
SAMPLES = TIMELINES / "miniz_oxide.perf-script.txt.gz"
SWITCHES = TIMELINES / "miniz_oxide.perf-switches.txt.gz"
MS = 1_000_000


def firefox(data: bytes) -> Capture:
    (capture,) = firefox_profile.read([Source("a.json", data)], silent)
    return capture


def perf(data: bytes) -> Capture:
    (capture,) = perf_script.read([Source("a.perf", data)], silent)
    return capture


def opened(read: Callable[[bytes], Capture], data: bytes) -> Capture | None:
    """Return what a damaged file still holds; None if it said that there is nothing."""
    try:
        return read(data)
    except LoadError:
        return None


def timeline_of(capture: Capture) -> Timeline:
    assert capture.timeline is not None
    fits_together(capture.timeline)
    return capture.timeline


def cpu_of(timeline: Timeline) -> dict[str, float]:
    return {name: cpu / MS for name, cpu in zip(timeline.threads, timeline.cpu.tolist(), strict=True) if "cgu" in name}


def lives(timeline: Timeline) -> dict[str, tuple[int, int]]:
    return {row[0]: row[3:] for row in bars(timeline) if row[1] in ("optimize", "lto")}


MINIMAL_BARS = [
    ("opt cgu.00", "on cpu", "cgu.00", 5 * MS, 8 * MS),
    ("opt cgu.00", "optimize", "cgu.00", 42 * MS // 10, 93 * MS // 10),
    ("opt cgu.01", "on cpu", "cgu.01", 55 * MS // 10, 75 * MS // 10),
    ("opt cgu.01", "optimize", "cgu.01", 49 * MS // 10, 88 * MS // 10),
    ("rustc", "on cpu", "", 5 * MS // 10, 15 * MS // 10),
    ("rustc", "on cpu", "", 1 * MS, 4 * MS),
]


@pytest.mark.parametrize("path", files_named("minimal*.json"), ids=file_id)
def test_the_smallest_profiles(path: Path) -> None:
    timeline = timeline_of(firefox(plain(path)))
    assert bars(timeline) == MINIMAL_BARS
    assert timeline.cpu.tolist() == [900_000, 3_300_000, 2_400_000, 2_000_000]
    assert timeline.began == 1_700_000_000_000 * MS


def test_three_records_of_one_run_agree() -> None:
    sampled, switched, samply = (
        timeline_of(read(plain(path))) for read, path in ((perf, SAMPLES), (perf, SWITCHES), (firefox, SAMPLY))
    )
    exact = cpu_of(switched)
    assert len(exact) == 26
    for name, ms in cpu_of(sampled).items():
        assert abs(ms - exact[name]) <= 5 + 0.05 * exact[name]
    spans = lives(samply)
    assert set(spans) == set(lives(switched))
    shift = min(start for start, _ in spans.values()) - min(start for start, _ in lives(switched).values())
    for name, (start, end) in lives(switched).items():
        assert (spans[name][0] - shift, spans[name][1] - shift) == pytest.approx((start, end), abs=MS // 100)
    assert {row[2] for row in bars(samply) if row[2]} == {f"cgu.{number:02}" for number in range(13)}


def test_a_thread_runs_no_longer_than_it_lives() -> None:
    timeline = timeline_of(perf(plain(SWITCHES)))
    whole = lives(timeline)
    for thread, activity, _, start, end in bars(timeline):
        if activity == "on cpu" and thread in whole:
            assert whole[thread][0] <= start <= end <= whole[thread][1]


def test_a_thread_never_runs_twice_at_once() -> None:
    for read, path in ((perf, SAMPLES), (perf, SWITCHES), (firefox, SAMPLY)):
        timeline = timeline_of(read(plain(path)))
        on_cpu = timeline.activity == timeline.activities.tolist().index("on cpu")
        for thread in range(len(timeline.threads)):
            rows = on_cpu & (timeline.thread == thread)
            assert np.all(timeline.start[rows][1:] >= timeline.end[rows][:-1])


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    profile = json.loads(plain(MINIMAL))
    change(profile)
    return json.dumps(profile).encode()


def first_threads(profile: dict[str, Any]) -> list[dict[str, Any]]:
    threads = profile["threads"]
    assert isinstance(threads, list)
    return threads


@pytest.mark.parametrize("version", [44, 46, 49, 50, 55, 56, 60, 66, 70, 71])
def test_known_versions(version: int) -> None:
    def older(profile: dict[str, Any]) -> None:
        profile["meta"]["preprocessedProfileVersion"] = version
        if version < 50:
            for thread in first_threads(profile):
                samples = thread["samples"]
                samples["time"] = np.cumsum(samples.pop("timeDeltas")).tolist()

    capture = firefox(changed(older))
    assert capture.remarks == ()
    assert bars(timeline_of(capture)) == MINIMAL_BARS


def test_other_versions_are_told() -> None:
    newer = plain(MINIMAL).replace(b'"preprocessedProfileVersion": 66', b'"preprocessedProfileVersion": 99')
    assert "newer than those known" in firefox(newer).remarks[0].text
    for version in (b"12", b"null", b'"x"'):
        with pytest.raises(LoadError, match="open and save it in a newer"):
            firefox(plain(MINIMAL).replace(b'Version": 66', b'Version": ' + version))


def test_a_profile_that_ends_before_its_version_says_so() -> None:
    whole = plain(MINIMAL)
    with pytest.raises(LoadError, match="ends before it says its version"):
        firefox(whole[: whole.index(b'"preprocessedProfileVersion"') + 30])


def test_lives_that_cannot_be_are_not_believed() -> None:
    def forever(profile: dict[str, Any]) -> None:
        for thread in first_threads(profile):
            thread["registerTime"], thread["unregisterTime"] = 0.0, 75_091_402.0

    spans = lives(timeline_of(firefox(changed(forever))))
    assert spans == {"opt cgu.00": (4 * MS, 8 * MS), "opt cgu.01": (45 * MS // 10, 75 * MS // 10)}


def test_cycles_are_no_time() -> None:
    text = plain(MINIMAL).replace("µs".encode(), b"variable CPU cycles").replace(b"\\u00b5s", b"variable CPU cycles")
    timeline = timeline_of(firefox(text))
    assert set(timeline.cpu.tolist()) == {-1}


def test_names_that_were_cut_name_no_unit() -> None:
    text = plain(MINIMAL).replace(b'"opt cgu.00"', b'"lto cgu.0.rcgu."').replace(b'"opt cgu.01"', b'"lto cgu.0.rcgu."')
    capture = firefox(text)
    assert [remark.text for remark in capture.remarks] == [
        "2 threads are called “lto cgu.0.rcgu.”: the system cut the name before it tells the module."
    ]
    assert timeline_of(capture).units.tolist() == []


@given(st.integers(0, len(plain(MINIMAL))))
def test_a_profile_cut_anywhere(size: int) -> None:
    whole = plain(MINIMAL)
    capture = opened(firefox, whole[:size])
    if capture is not None:
        assert set(bars(timeline_of(capture))) <= set(MINIMAL_BARS)
        assert bool(capture.remarks) == (size < len(whole.rstrip()))


VALUES: list[object] = [None, True, -1.0, 1e300, "x", [], {}, 3]
ODD = st.lists(st.sampled_from(VALUES), max_size=5)


@given(ODD, st.sampled_from(["timeDeltas", "threadCPUDelta"]))
def test_odd_columns_harm_nothing(odd: list[object], column: str) -> None:
    def put(profile: dict[str, Any]) -> None:
        first_threads(profile)[0]["samples"][column] = odd

    timeline_of(firefox(changed(put)))


RANGES = st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 50)), max_size=20).map(sorted)


@given(RANGES, st.integers(1, 40))
def test_merged_ranges_cover_the_same(ranges: list[tuple[int, int]], gap: int) -> None:
    starts = np.array([start for start, _ in ranges], np.int64)
    ends = np.array([start + length for start, length in ranges], np.int64)
    low, high = merge_ranges(starts, ends, gap)
    assert np.all(low[1:] - high[:-1] >= gap)
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        assert np.any((low <= start) & (high >= end))
    assert set(low.tolist()) <= set(starts.tolist())
    assert set(high.tolist()) <= set(ends.tolist())


@given(st.integers(0, 40_000), st.integers(0, 40_000))
def test_a_piece_of_perfs_output(start: int, size: int) -> None:
    text = plain(SWITCHES)[start * 10 : start * 10 + size]
    capture = opened(perf, text)
    if capture is not None:
        timeline_of(capture)


def test_perf_without_processes() -> None:
    text = b"opt cgu.00  4274  3019.147000:    1000000 cpu-clock: \n\t  9777e a+0x1 (b)\n\n"
    assert bars(timeline_of(perf(text * 1))) == [
        ("opt cgu.00", "on cpu", "cgu.00", 0, MS),
        ("opt cgu.00", "optimize", "cgu.00", 0, MS),
    ]


@pytest.mark.parametrize("path", [SAMPLY, SWITCHES], ids=file_id)
def test_reading_can_be_stopped(path: Path) -> None:
    read = firefox_profile.read if path == SAMPLY else perf_script.read
    with pytest.raises(Cancelled):
        read([source(path)], cancelling)


def _weighted(document: dict[str, Any]) -> dict[str, Any]:
    """Let samples weigh what they stand for, waiting included, as samply writes it."""
    for thread in document["threads"]:
        steps = thread["samples"]["timeDeltas"]
        thread["samples"]["weight"] = [1, *(max(1, round(step)) for step in steps[1:])]
    return document


def _joined(document: dict[str, Any], first: str, later: str) -> dict[str, Any]:
    """Go on with one thread where another one begins, as `samply --reuse-threads` does with those of one name."""
    named = {thread["name"]: thread for thread in document["threads"]}
    kept, gone = named[first], named[later]
    ended, began = (sum(each["samples"]["timeDeltas"][:count]) for each, count in ((kept, None), (gone, 1)))
    gone["samples"]["timeDeltas"][0] = began - ended
    for column in ("timeDeltas", "weight", "threadCPUDelta", "stack"):
        kept["samples"][column] += gone["samples"][column]
    kept["samples"]["length"] += gone["samples"]["length"]
    kept["unregisterTime"] = gone["unregisterTime"]
    return {**document, "threads": [thread for thread in document["threads"] if thread is not gone]}


def test_a_thread_of_several_lives_has_a_bar_for_each() -> None:
    document = _weighted(json.loads(plain(SAMPLY)))
    before = bars(timeline_of(firefox(json.dumps(document).encode())))
    assert before == bars(timeline_of(firefox(plain(SAMPLY))))
    capture = firefox(json.dumps(_joined(document, "opt cgu.02", "lto cgu.00")).encode())
    assert [remark.text for remark in capture.remarks] == [
        "Threads of one name were merged: “opt cgu.02” (2 lives); record without --reuse-threads."
    ]
    first, second = (row[3:] for row in bars(timeline_of(capture)) if row[:2] == ("opt cgu.02", "optimize"))
    (opt,) = (row[3:] for row in before if row[:2] == ("opt cgu.02", "optimize"))
    (lto,) = (row[3:] for row in before if row[:2] == ("lto cgu.00", "lto"))
    # When the first one ended and the second one began, only their samples tell.
    assert (first[0], second[1]) == (opt[0], lto[1])
    assert opt[0] < first[1] <= opt[1]
    assert abs(second[0] - lto[0]) < 10 * MS


@pytest.mark.parametrize("head", [b"\xdc\xdfJSLB\r\n", b"JSLB\x01\0\0\0"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gz"])
def test_binary_columns_are_refused_with_what_to_do(
    head: bytes, pack: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    path = tmp_path / "profile.jslb"
    path.write_bytes(pack(head + bytes(100)))
    with pytest.raises(LoadError, match=r"binary columns \(.jslb\); open it in the Firefox Profiler"):
        load([path])


def test_silence_says_nothing_where_waiting_is_not_recorded() -> None:
    document = json.loads(plain(SAMPLY))
    for thread in document["threads"]:
        thread["samples"]["weight"] = [1] * thread["samples"]["length"]
    assert firefox(json.dumps(_joined(document, "opt cgu.02", "lto cgu.00")).encode()).remarks == ()
