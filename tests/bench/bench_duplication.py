"""How long tables of copies and of generics take on the largest capture (cargo): at most 0.3 s of CPU each.

Measured with CPython 3.11: 0.04 s and 0.26 s.
"""

from __future__ import annotations

from pytest_benchmark.fixture import BenchmarkFixture

from cguviz.analysis.duplication import duplicates
from cguviz.analysis.generics import generics
from cguviz.formats import load
from cguviz.model.capture import Capture
from cguviz.model.paths.table import Paths, split
from tests.captures import CAPTURES, DUMP


def largest() -> tuple[Capture, Paths]:
    (capture,) = load([CAPTURES[-1] / DUMP])
    return capture, capture.paths or split(capture.items, capture.crate)


def test_duplicates(benchmark: BenchmarkFixture) -> None:
    capture, paths = largest()
    assert len(benchmark(duplicates, capture.partition("PLACE"), capture.items, paths).item)


def test_generics(benchmark: BenchmarkFixture) -> None:
    capture, paths = largest()
    assert benchmark(generics, capture.partition("PLACE"), capture.items, paths)
