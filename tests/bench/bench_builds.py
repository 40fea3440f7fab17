"""What whole builds cost.

All times are CPU. Measured with CPython 3.11 and numpy 2.4: 95 self-profiles of 238 MB with cargo's page read in 0.9 s
and 98 MB, as no more than one profile is held at a time; the sample's 23 slim ones in 0.04 s. A build of 640 crates is
described in 6 ms, and a frame of it takes 3.0 to 3.5 ms with a row for each, 3.9 to 4.9 ms in lanes (some 240 texts in
bars).
"""

from __future__ import annotations

import dataclasses
import time

import numpy as np
import pytest
from PySide6.QtGui import QPixmap
from pytest_benchmark.fixture import BenchmarkFixture

from cguviz.formats.opening_builds import open_build
from cguviz.model.build import Build
from cguviz.model.texts import Texts
from cguviz.scene.timeline.arrangement import Arrangement
from cguviz.ui.crates.view import BuildView
from cguviz.workspace.timeline.crates import chart_of
from tests.builds import ORDERS, orders

TIMES = 20

pytestmark = pytest.mark.benchmark(timer=time.process_time)


def repeated(build: Build, times: int) -> Build:
    """Return a build in which all is there several times, side by side."""
    columns: dict[str, object] = {}
    for field in dataclasses.fields(build):
        value = getattr(build, field.name)
        if field.name in ("before", "after"):
            columns[field.name] = np.concatenate([value + turn * len(build) for turn in range(times)]).astype(np.int32)
        elif isinstance(value, np.ndarray):
            columns[field.name] = np.concatenate([value] * times)
        elif isinstance(value, Texts):
            named = field.name == "crate"
            columns[field.name] = Texts.of(
                f"{text}{turn}" if named else text for turn in range(times) for text in value.tolist()
            )
    return build.replace(**columns)


def test_read(benchmark: BenchmarkFixture) -> None:
    build = benchmark.pedantic(open_build, args=([ORDERS],), rounds=5)
    assert len(build) == 32


@pytest.mark.parametrize("kind", ["threads", "lanes"])
def test_describe(benchmark: BenchmarkFixture, kind: str) -> None:
    build = repeated(orders(), TIMES)
    chart = benchmark.pedantic(chart_of, args=(build, Arrangement(kind)), rounds=5)
    assert len(chart.tracks[0].units) == 32 * TIMES


@pytest.mark.parametrize("kind", ["threads", "lanes"])
@pytest.mark.usefixtures("qapp")
def test_frame(benchmark: BenchmarkFixture, kind: str) -> None:
    view = BuildView()
    view.resize(1600, 900)
    view.show_chart(chart_of(repeated(orders(), TIMES), Arrangement(kind)))
    target = QPixmap(view.size())

    def frame() -> None:
        view.pan(1, 0)
        view.render(target)

    frame()
    benchmark.pedantic(frame, rounds=20)
    view.deleteLater()
