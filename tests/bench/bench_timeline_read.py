"""What reading timelines costs.

All times are CPU. Measured with CPython 3.11 and numpy 2.4: a self-profile of 450,000 events 0.06 s (0.3 s allowed;
crox needs 0.4 to 0.9 s to convert one); one of 9.4 million events, 300 MB, 2.1 s and 0.84 GB; one of regex-syntax with
all events, 7.6 million in 282 MB, 0.4 s and 0.42 GB, packed 1.2 s. A Chrome trace 5 µs an event, 300 MB 8.5 s and
0.48 GB; a Firefox profile of 300 MB, nearly all of it stacks, 3.6 s and 0.32 GB.
"""

from __future__ import annotations

import struct
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from cguviz.formats.self_profile import reader as self_profile
from cguviz.formats.self_profile import slim as self_profile_slim
from cguviz.formats.source import Source
from cguviz.formats.traces import chrome_trace, firefox_profile, llvm_time_trace, perf_script
from cguviz.model.capture import Capture
from cguviz.progress import Progress, silent
from tests.timelines import TIMELINES, files_named, plain, source

Read = Callable[[Iterable[Source], Progress], list[Capture]]

EVENTS = 450_000
PROFILES = files_named("*.mm_profdata", "*.mm_profdata.gz")
LARGEST = max(PROFILES, key=lambda path: path.stat().st_size)
CROX = max(files_named("*.crox*.json.gz"), key=lambda path: path.stat().st_size)
LLVM = max(files_named("*.llvm_timings.json.gz"), key=lambda path: path.stat().st_size)

pytestmark = pytest.mark.benchmark(timer=time.process_time)


def repeated(path: Path, events: int) -> Source:
    """Return a profile whose events are repeated until there are so many."""
    data = plain(path)
    (version,) = struct.unpack_from("<I", data, 4)
    size = 32 if version >= 9 else 24
    others: list[bytes] = []
    stream = b""
    place = 8
    while place < len(data):
        tag, length = struct.unpack_from("<BI", data, place)
        page = data[place + 5 : place + 5 + length]
        if tag == 0:
            stream += page
        else:
            others.append(data[place : place + 5 + length])
        place += 5 + length
    body = stream[8:] * (events * size // len(stream) + 2)
    stream = stream[:8] + body[: events * size]
    pages = [stream[at : at + (1 << 18)] for at in range(0, len(stream), 1 << 18)]
    packed = [struct.pack("<BI", 0, len(page)) + page for page in pages]
    return Source("a", b"".join([data[:8], *packed, *others]))


def test_self_profile(benchmark: BenchmarkFixture) -> None:
    profile = repeated(LARGEST, EVENTS)
    benchmark.extra_info["bytes"] = len(profile.data)
    (capture,) = benchmark.pedantic(self_profile.read, args=([profile], silent), rounds=5)
    assert capture.timeline is not None
    assert EVENTS / 2 < len(capture.timeline) <= EVENTS


def test_slim(benchmark: BenchmarkFixture) -> None:
    (capture,) = self_profile.read([source(LARGEST)], silent)
    assert capture.timeline is not None
    assert benchmark(self_profile_slim.pack, capture.crate, capture.timeline)


@pytest.mark.parametrize(
    ("read", "path"),
    [
        (chrome_trace.read, CROX),
        (llvm_time_trace.read, LLVM),
        (firefox_profile.read, TIMELINES / "miniz_oxide.samply.json.gz"),
        (perf_script.read, TIMELINES / "miniz_oxide.perf-script.txt.gz"),
    ],
    ids=["crox", "llvm", "firefox", "perf"],
)
def test_others(benchmark: BenchmarkFixture, read: Read, path: Path) -> None:
    file = source(path)
    benchmark.extra_info["bytes"] = len(file.data)
    (capture,) = benchmark.pedantic(read, args=([file], silent), rounds=3)
    assert capture.timeline is not None
    assert len(capture.timeline)


def test_depth(benchmark: BenchmarkFixture) -> None:
    (capture,) = self_profile.read([repeated(LARGEST, EVENTS)], silent)
    assert capture.timeline is not None
    assert len(benchmark(capture.timeline.depth)) == len(capture.timeline)
