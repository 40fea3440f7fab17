"""The `.cguviz` file of the largest capture: writing it, and opening it again."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from cguviz.formats import load, save
from cguviz.model.capture import Capture
from tests.captures import CAPTURES


@pytest.fixture(scope="module")
def largest() -> Capture:
    return load([CAPTURES[-1]])[0]


def test_save(benchmark: BenchmarkFixture, largest: Capture, tmp_path: Path) -> None:
    benchmark(save, tmp_path / "a.cguviz", [largest])


def test_open(benchmark: BenchmarkFixture, largest: Capture, tmp_path: Path) -> None:
    save(tmp_path / "a.cguviz", [largest])
    (again,) = benchmark(load, [tmp_path / "a.cguviz"])
    assert len(again.items) == len(largest.items)
