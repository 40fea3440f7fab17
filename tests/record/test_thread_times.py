"""Processor times of a running program: it knows itself how long it ran."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cguviz.formats.source import Source
from cguviz.formats.traces.thread_times import read_thread_times
from cguviz.record.thread_times import wait

BUSY = """
import sys, time
while time.thread_time_ns() < 150_000_000:
    sum(range(10_000))
print(time.process_time_ns())
"""


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="this system does not tell of threads")
def test_threads_of_a_program_are_told_as_it_knows_itself(tmp_path: Path) -> None:
    words = [sys.executable, "-I", "-S", "-c", BUSY]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as process:
        assert wait(process, tmp_path / "times") == 0
        assert process.stdout is not None
        spent = int(process.stdout.read())
    told = read_thread_times(Source("times", (tmp_path / "times").read_bytes()))
    assert len(told.threads) == 1
    assert (told.ran[1:] >= told.ran[:-1]).all()
    assert (told.moment[1:] > told.moment[:-1]).all()
    assert 0 < told.ran[-1] <= spent + 50_000_000  # between its last words and its end
    assert (told.resident > 0).all()


def test_a_status_is_handed_on(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-I", "-S", "-c", "raise SystemExit(7)"]) as process:
        assert wait(process, tmp_path / "times") == 7
