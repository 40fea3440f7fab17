"""Chrome traces: twelve things that programs get wrong, and crox's traces against the profiles they come from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.errors import LoadError
from cguviz.formats import load
from cguviz.formats.self_profile import reader as self_profile
from cguviz.formats.source import Source
from cguviz.formats.traces import chrome_trace
from cguviz.model.capture import Capture
from cguviz.progress import Cancelled, silent
from tests.timelines import QUIRKS, TIMELINES, bars, cancelling, file_id, files_named, fits_together, plain, source

UNIT = "demo.abc-cgu.00"
PLAIN = [
    ("opt cgu.00", "codegen_module_optimize", UNIT, 1_410_000, 2_310_000),
    ("rustc", "codegen_module", UNIT, 1_000_000, 1_400_000),
]
NO_END = "The trace has no end; what is complete in it is shown."

Bar = tuple[str, str, str, int, int]
EXPECTED: dict[str, tuple[list[Bar], list[str]]] = {
    "01_array_ok": (PLAIN, []),
    "02_array_unterminated": (PLAIN, [NO_END]),
    "03_array_trailing_comma": (PLAIN, []),
    "04_array_truncated_mid_event": (PLAIN[1:], [NO_END]),
    "05_object_traceEvents_ns": (PLAIN, []),
    "06_object_metadata_last": (PLAIN, []),
    "07_BE_unnamed_E_unclosed_and_stray": (
        [
            ("rustc", "inner", "", 1_100_000, 1_200_000),
            ("rustc", "outer", "", 1_000_250, 1_500_750),
            ("rustc", "unclosed", "", 1_600_000, 1_600_000),
        ],
        ["Spans that never end are drawn to the end of the trace.", "Ends without a begin were left out."],
    ),
    "08_unsorted_events": (PLAIN, []),
    "09_overlap_nodur_instants": (
        [
            ("opt cgu.00", "a", "cgu.00", 100_000, 200_000),
            ("opt cgu.00", "b", "cgu.00", 150_000, 250_000),
            ("opt cgu.00", "nodur", "cgu.00", 300_000, 300_000),
        ],
        [],
    ),
    "10_async_counter_flow": ([("async c", "cgu", "", 10_000, 60_000)], []),
    "11_string_pid_tid": (PLAIN, []),
    "12_string_numbers_ts": (PLAIN, []),
}


def read(data: bytes) -> Capture:
    (capture,) = chrome_trace.read([Source("a.json", data)], silent)
    assert capture.timeline is not None
    fits_together(capture.timeline)
    return capture


def spans(capture: Capture) -> list[Bar]:
    assert capture.timeline is not None
    return bars(capture.timeline)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_quirk(name: str) -> None:
    (capture,) = load([QUIRKS / f"{name}.json"])
    want, remarks = EXPECTED[name]
    assert spans(capture) == want
    assert [remark.text for remark in capture.remarks] == remarks


def test_every_quirk_is_tested() -> None:
    assert {path.stem for path in QUIRKS.iterdir()} == set(EXPECTED)


def test_the_estimate_comes_with_the_unit() -> None:
    timeline = read(plain(QUIRKS / "01_array_ok.json")).timeline
    assert timeline is not None
    assert dict(zip(timeline.units, timeline.estimate.tolist(), strict=True)) == {UNIT: 120}


CROX = [path for path in files_named("*.crox*.json.gz") if path.parent != TIMELINES]


@pytest.mark.parametrize("path", CROX, ids=file_id)
def test_crox_tells_what_the_profile_tells(path: Path) -> None:
    name, _, least = path.name.removesuffix(".json.gz").partition(".crox")
    profile = path.parent.parent / "selfprofile" / f"{name}.mm_profdata.gz"
    (want,) = self_profile.read([source(profile)], silent)
    (found,) = chrome_trace.read([source(path)], silent)
    assert want.timeline is not None
    assert found.timeline is not None
    assert found.crate == want.crate
    assert abs(found.timeline.began - want.timeline.began) < 1000
    # Of 100 microseconds at least, and threads packed into lanes, where crox was told so; it rounds down.
    shortest = 100_000 if least else 0
    ours = sorted(
        (activity, unit, start)
        for _, activity, unit, start, end in bars(want.timeline)
        if end - start >= shortest and activity.startswith("codegen_module")
    )
    theirs = sorted(
        (activity, unit, start) for _, activity, unit, start, _ in spans(found) if activity.startswith("codegen_module")
    )
    assert [row[:2] for row in theirs] == [row[:2] for row in ours]
    assert all(abs(mine[2] - other[2]) <= 2000 for mine, other in zip(ours, theirs, strict=True))
    if not least:
        assert len(found.timeline) == len(want.timeline)
        assert found.timeline.threads.tolist() == want.timeline.threads.tolist()


def test_crox_lanes_are_no_threads() -> None:
    (capture,) = chrome_trace.read([source(TIMELINES / "tiny.crox-collapsed.json.gz")], silent)
    assert capture.timeline is not None
    assert len(capture.timeline.threads) == 4
    assert not any("cgu" in name for name in capture.timeline.threads)


@given(st.integers(200, 40_000))
def test_a_trace_cut_anywhere(size: int) -> None:
    whole = plain(TIMELINES / "tiny.crox-collapsed.json.gz")
    capture = read(whole[:size])
    assert {row[1:3] for row in spans(capture)} <= {row[1:3] for row in spans(read(whole))}
    assert [remark.text for remark in capture.remarks] == [NO_END]


@pytest.mark.parametrize("size", range(0, 120, 7))
def test_a_trace_cut_in_its_first_event(size: int) -> None:
    with pytest.raises(LoadError, match=r"holds no spans|is no JSON"):
        read(plain(TIMELINES / "tiny.crox-collapsed.json.gz")[:size])


def event(**changes: Any) -> dict[str, object]:
    return {"ph": "X", "name": "a", "pid": 1, "tid": 1, "ts": 5, "dur": 2} | changes


NO_TIMES: tuple[object, ...] = (None, "soon", True, 1e300, float("inf"), -(2**70), [], {})


@pytest.mark.parametrize(
    "odd",
    [
        *({"ts": odd} for odd in NO_TIMES),
        *({"dur": odd} for odd in (None, "long", 2**80)),
    ],
    ids=str,
)
def test_an_event_without_a_time_is_left_out(odd: dict[str, object]) -> None:
    capture = read(json.dumps([event(), event(**odd)]).encode())
    assert len(spans(capture)) == 1
    assert "without a time" in capture.remarks[0].text


def test_odd_events_harm_nothing() -> None:
    odd: list[Any] = [
        3,
        None,
        [],
        "x",
        {},
        {"ph": 3},
        event(args=[1], name=None, pid=[], tid={}),
        {"ph": "M", "name": 7},
    ]
    assert len(spans(read(json.dumps([event(), *odd]).encode()))) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b'[{"ph": "M", "name": "process_name", "pid": 1}]', "holds no spans"),
        (b'[{"ph": "X" "name"}]', "this is no JSON"),
        (b'{"traceEvents": [{"ph": "X", x}]}', "this is no JSON"),
        (b'[{"ph": "i", "ts": 3}', "holds no spans"),
    ],
)
def test_what_is_no_trace_says_so(text: bytes, said: str) -> None:
    with pytest.raises(LoadError, match=said):
        read(text)


def test_damage_is_told_with_its_line() -> None:
    text = b"[\n" + json.dumps(event()).encode() + b",\n{'no'},\n" + json.dumps(event()).encode() + b"]"
    capture = read(text)
    assert len(spans(capture)) == 1
    assert "damaged in line 3" in capture.remarks[0].text


def test_several_processes_are_told_apart() -> None:
    names = [
        {"ph": "M", "name": "process_name", "pid": pid, "args": {"name": name}} for pid, name in ((1, "a"), (2, "b"))
    ]
    timeline = read(json.dumps([*names, event(), event(pid=2)]).encode()).timeline
    assert timeline is not None
    assert [timeline.processes[row] for row in timeline.process.tolist()] == ["a", "b"]


def test_reading_can_be_stopped() -> None:
    with pytest.raises(Cancelled):
        chrome_trace.read([source(QUIRKS / "01_array_ok.json")], cancelling)
