"""How long a dump takes from its bytes to the figures of `cguviz info`.

The largest capture there is stands for all: cargo 0.66.0 release (52 MB) where it is installed, else regex.
"""

from __future__ import annotations

from pytest_benchmark.fixture import BenchmarkFixture

from cguviz.analysis.statistics import Figures, figures
from cguviz.formats.debug_log.reader import read
from cguviz.formats.source import Source
from cguviz.progress import silent
from tests.captures import CAPTURES, dump_bytes


def info(source: Source) -> list[Figures]:
    (capture,) = read([source], silent)
    return [figures(partition, capture.items, capture.uses) for partition in capture.partitions]


def test_dump_to_figures(benchmark: BenchmarkFixture) -> None:
    source = Source("log", dump_bytes(CAPTURES[-1]))
    benchmark.extra_info["bytes"] = len(source.data)
    counted = benchmark(info, source)
    assert len(counted) == 3
