"""What units cost according to a timeline."""

from __future__ import annotations

import numpy as np
import pytest

from cguviz.formats import load
from cguviz.model.texts import Texts
from cguviz.model.times.costs import measured_costs
from cguviz.model.times.timeline import Timeline
from cguviz.model.times.work import unit_bars
from tests.timelines import TIMELINES


def test_what_llvm_calls_optimization_within_lto_is_lto() -> None:
    (capture,) = load([TIMELINES / "ryu.llvm_timings.json.gz"])
    assert capture.timeline is not None
    costs = measured_costs(capture.timeline)
    assert costs.units.tolist() == ["ryu.816bc8172c808c9a-cgu.0"]
    # OptModule alone adds up to 157.9 ms, in both threads.
    assert (costs.optimize / 1e6).tolist() == pytest.approx([93.2], abs=0.05)
    assert (costs.lto / 1e6).tolist() == pytest.approx([219.7], abs=0.05)


def test_of_spans_that_nest_the_outermost_is_the_bar() -> None:
    spans = [
        # thread, activity, unit, start, end
        (0, "codegen_module", 0, 0, 5),
        (0, "codegen_module_optimize", 0, 5, 9),
        (1, "OptModule", 0, 12, 14),
        (1, "lto", 0, 10, 20),
        (1, "lto", 1, 20, 30),
        (1, "lto", 1, 20, 30),
        (1, "analysis", -1, 0, 50),
        (2, "lto", 1, 15, 25),
    ]
    thread, activity, unit, start, end = zip(*spans, strict=True)
    names = sorted(set(activity))
    timeline = Timeline(
        "drawn",
        Texts.of("abc"),
        Texts.of(names),
        Texts.of("xy"),
        np.array(thread, np.int32),
        np.array([names.index(name) for name in activity], np.int32),
        np.array(unit, np.int32),
        np.array(start, np.int64),
        np.array(end, np.int64),
    )
    assert unit_bars(timeline).tolist() == [True, True, False, True, False, True, False, True]
    costs = measured_costs(timeline)
    assert (costs.generate.tolist(), costs.optimize.tolist(), costs.lto.tolist()) == ([5, 0], [4, 0], [10, 15])
