"""Timelines in `.cguviz` files: every column comes back, and what does not fit together is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from cguviz.errors import LoadError
from cguviz.formats import load
from cguviz.formats.capture_file.file import pack, unpack
from cguviz.formats.source import Source
from cguviz.model.columns import equal
from cguviz.model.texts import EMPTY, Texts
from cguviz.model.times.timeline import FunctionTimes, Phases, Timeline
from tests.timelines import CAPTURED, file_id

ROW = np.zeros(1, np.int32)
TIME = np.ones(1, np.int64)
FUNCTIONS = FunctionTimes(Texts.of(["f"]), ROW, ROW, ROW, TIME)
SPANS = Timeline("x", Texts.of(["t"]), Texts.of(["a"]), Texts.of(["u"]), ROW, ROW, ROW, TIME, TIME, functions=FUNCTIONS)


@pytest.mark.parametrize("path", CAPTURED, ids=file_id)
def test_a_timeline_comes_back_whole(path: Path) -> None:
    captures = load([path])
    assert equal(tuple(unpack(Source("a", pack(captures)))), tuple(captures))


WRONG: dict[str, Callable[[Timeline], Timeline]] = {
    "unit columns": lambda one: one.replace(estimate=np.zeros(2, np.int64)),
    "thread columns": lambda one: one.replace(cpu=np.zeros(2, np.int64)),
    "a thread of a process": lambda one: one.replace(process=ROW + 1),
    "a function's time in a unit": lambda one: one.replace(functions=FUNCTIONS.replace(unit=ROW + 1)),
    "the time of a function": lambda one: one.replace(functions=FUNCTIONS.replace(symbol=ROW + 1)),
    "columns of function times": lambda one: one.replace(functions=FUNCTIONS.replace(time=TIME[:0])),
    "phase columns": lambda one: one.replace(phases=Phases(EMPTY, TIME, TIME, TIME)),
    "a span of a thread": lambda one: one.replace(unit=ROW + 1),
}


@pytest.mark.parametrize("said", WRONG)
def test_what_does_not_fit_is_refused(said: str) -> None:
    (capture,) = load([CAPTURED[0]])
    wrong = WRONG[said](SPANS)
    with pytest.raises(LoadError, match=said):
        unpack(Source("a", pack([capture.replace(timeline=wrong)])))
    assert unpack(Source("a", pack([capture.replace(timeline=SPANS)])))
