"""Time passes: text and JSON of two runs of one compilation tell of the same phases."""

from __future__ import annotations

import pytest

from cguviz.errors import LoadError
from cguviz.formats import load
from cguviz.formats.source import Source
from cguviz.formats.traces import time_passes
from cguviz.model.capture import Capture
from cguviz.model.times.timeline import Phases
from cguviz.progress import silent
from tests.captures import sample_named
from tests.timelines import TIMELINES, plain, source

TEXT = TIMELINES / "miniz_oxide.time-passes.txt"
JSON = TIMELINES / "miniz_oxide.time-passes-json.txt"


def phases_of(capture: Capture) -> Phases:
    assert capture.timeline is not None
    assert len(capture.timeline) == 0
    assert capture.timeline.phases is not None
    return capture.timeline.phases


def read(data: bytes) -> Phases:
    (capture,) = time_passes.read([Source("a", data)], silent)
    return phases_of(capture)


def test_every_line_is_a_phase() -> None:
    for path in (TEXT, JSON):
        assert len(read(plain(path))) == plain(path).count(b"time: ")


def test_text_and_json_tell_of_the_same_passes() -> None:
    by_text, by_json = read(plain(TEXT)), read(plain(JSON))
    assert set(by_text.names) <= set(by_json.names)
    assert {"LLVM_passes", "codegen_crate", "total"} <= set(by_text.names)


def test_figures_and_places() -> None:
    text = b"noise\ntime:   0.804; rss:  141MB ->  128MB (  -13MB)\tLLVM_passes\ntime:   1.000\ttotal\n"
    phases = read(text)
    assert phases.names.tolist() == ["LLVM_passes", "total"]
    assert phases.time.tolist() == [804_000_000, 1_000_000_000]
    assert (phases.memory_before.tolist(), phases.memory_after.tolist()) == ([141_000_000, -1], [128_000_000, -1])
    phases = read(b'time: {"pass":"a","time":1.5,"rss_start":7,"rss_end":null}\n')
    assert (phases.time.tolist(), phases.memory_before.tolist(), phases.memory_after.tolist()) == (
        [1_500_000_000],
        [7],
        [-1],
    )


def test_damaged_lines_are_told() -> None:
    good = b'time: {"pass":"a","time":1}\n'
    (capture,) = time_passes.read([Source("a", good + b'time: {"pass":"b","time":}\n')], silent)
    assert [(remark.line, remark.text) for remark in capture.remarks] == [
        (2, "This pass cannot be read; it was left out.")
    ]
    with pytest.raises(LoadError, match="no pass is told here"):
        read(b'time: {"pass":3}\n')


def test_phases_go_to_the_only_capture_there_is() -> None:
    (capture,) = load([sample_named("toy-0.1.0-release"), TEXT])
    assert capture.timeline is not None
    assert capture.timeline.source == "self-profile"
    assert capture.timeline.phases is not None
    assert capture.timeline.phases.names.tolist() == read(source(TEXT).data).names.tolist()
