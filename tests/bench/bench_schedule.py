"""How long a schedule of 256 units takes to simulate; at most 50 ms."""

from __future__ import annotations

import numpy as np
import pytest

from cguviz.model.costs import costs_of
from cguviz.model.texts import Texts
from cguviz.schedule import COORDINATORS, Options, simulate

UNITS = 256


@pytest.mark.parametrize("rustc", sorted(COORDINATORS))
@pytest.mark.parametrize("cores", [0, 4])
def test_simulate(benchmark, rustc: str, cores: int) -> None:
    random = np.random.default_rng(1)
    columns = (random.integers(1, 10**high, UNITS) for high in (5, 7, 8, 8))
    costs = costs_of(Texts.of(f"x-cgu.{unit:03}" for unit in range(UNITS)), *columns)
    timeline = benchmark(simulate, costs, Options(jobs=16, rustc=rustc, cores=cores))
    assert len(timeline) == 3 * UNITS
