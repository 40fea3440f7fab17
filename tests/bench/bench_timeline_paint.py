"""How long a frame of the timeline takes: 200,000 spans, 4 ms CPU at most."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from cguviz.model.texts import Texts
from cguviz.model.times.timeline import Timeline
from cguviz.scene.look.theme import LIGHT
from cguviz.scene.timeline.arrangement import Arrangement
from cguviz.scene.timeline.describe import chart, track
from cguviz.ui.timeline.paint import paint
from cguviz.ui.timeline.view import TimelineView

SPANS, THREADS = 200_000, 16


def large() -> Timeline:
    """Return so many spans on 16 threads, one after the other, with lengths from a microsecond to a millisecond."""
    random = np.random.default_rng(1)
    each = SPANS // THREADS
    length = np.exp(random.uniform(np.log(1e3), np.log(1e6), (THREADS, each))).astype(np.int64)
    gap = random.integers(0, 20_000, (THREADS, each))
    end = np.cumsum(length + gap, axis=1)
    # A unit has three pieces of work; all other spans are what happens inside and around them.
    unit = np.full(SPANS, -1, np.int32)
    unit[random.choice(SPANS, 3 * 256, replace=False)] = np.tile(np.arange(256), 3)
    return Timeline(
        "invented",
        Texts.of(f"opt cgu.{thread:02}" for thread in range(THREADS)),
        Texts.of(("optimize", "generate", "lto")),
        Texts.of(f"x.1-cgu.{unit:02}" for unit in range(256)),
        np.repeat(np.arange(THREADS, dtype=np.int32), each),
        random.integers(0, 3, SPANS).astype(np.int32),
        unit,
        (end - length).ravel(),
        end.ravel(),
    )


@pytest.mark.parametrize("seen", [1.0, 0.1, 0.001], ids=["far", "mid", "near"])
@pytest.mark.parametrize("lit", [False, True], ids=["plain", "lit"])
def test_frame(benchmark: BenchmarkFixture, qtbot: QtBot, seen: float, lit: bool) -> None:
    view = TimelineView()
    qtbot.addWidget(view)
    view.resize(1280, 520)
    whole = chart((track(large(), "invented", Arrangement(sort="name")),), ())
    view.show_chart(whole)
    start, end = whole.bounds
    view.see(start, start + (end - start) * seen)
    view.light([3] if lit else [])
    image = QImage(1280, 520, QImage.Format.Format_RGB32)

    def frame() -> None:
        view.pan(3 if view.viewport.left > start else -3, 0)
        with QPainter(image) as painter:
            paint(painter, view.picture(whole), LIGHT)

    benchmark.pedantic(frame, rounds=40, warmup_rounds=3)
