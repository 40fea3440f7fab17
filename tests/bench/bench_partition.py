"""How long rules take on the largest capture there is and on regex, from a stage to the new one.

cargo 0.66.0 release (389 units, 45,995 items) stands for the largest where it is installed: merging within 1.0 s,
massaging within 1.5 s. On regex every rule takes at most 0.2 s.
"""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from cguviz.formats import load
from cguviz.model.capture import Capture
from cguviz.partition import PARTITIONERS, Outcome, Pipeline, origin, parse, run_pipeline
from tests.captures import CAPTURES, DUMP
from tests.formats.ir_files import WITH_IR


def ran(capture: Capture, pipeline: Pipeline) -> Outcome:
    return run_pipeline(capture, origin(capture, pipeline), pipeline)


def test_merge_the_largest(benchmark: BenchmarkFixture) -> None:
    (capture,) = load([CAPTURES[-1] / DUMP])
    outcome = benchmark(ran, capture, parse("merge units=16"))
    assert len(outcome.partition.units) == 16


def test_massage_the_largest(benchmark: BenchmarkFixture) -> None:
    (capture,) = load([WITH_IR[-1]])
    outcome = benchmark(ran, capture, parse("massage"))
    assert outcome.moves > 0


@pytest.mark.parametrize("rule", [rule.name for rule in PARTITIONERS])
def test_regex(rule: str, regex: Capture, benchmark: BenchmarkFixture) -> None:
    if rule == "min-cut":
        pytest.importorskip("pymetis")
    outcome = benchmark(ran, regex, parse(rule))
    assert len(outcome.partition)
