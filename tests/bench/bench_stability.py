"""How long margins of merged units take: at most 0.5 s of CPU for regex and 10 s for the largest capture (cargo).

Measured with CPython 3.11: 0.10 s and 4.2 s; merging anew for each edit of each unit takes 16 s on regex.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from cguviz.formats import load
from cguviz.partition import start_of
from cguviz.partition.stability import follow, margins
from tests.captures import CAPTURES, DUMP, capture_named


@pytest.mark.parametrize("folder", [capture_named("regex-1.7.1-release"), CAPTURES[-1]], ids=["regex", "largest"])
def test_margins(folder: Path, benchmark: BenchmarkFixture) -> None:
    (capture,) = load([folder / DUMP])
    start = start_of(capture, capture.partitions[0])
    found = benchmark.pedantic(lambda: list(margins(follow(start, units=16))), rounds=3)
    assert len(found) == len(start.partition.units)
