"""What every test gets: sample captures, strict numpy, and a watch over what it leaves behind."""

from __future__ import annotations

import gc
import os

# Before anything imports Qt: tests need no display, wherever they run.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator

import hypothesis
import numpy as np
import pytest

from cguviz.formats import load
from cguviz.model.capture import Capture
from cguviz.progress import silent
from tests.captures import sample_named
from tests.leftovers import Leftovers

# A deadline or a health check by the clock fails on a busy machine, not on a fault.
hypothesis.settings.register_profile(
    "cguviz",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("cguviz")


def pytest_collection_finish() -> None:
    """Take all that is there before the first test out of the collector's sight.

    Each test looks twice for what is new among its objects: without these 300,000 that takes a tenth of the time.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def leaves_nothing_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the test that leaves a window, a running timer, a thread or a child process behind."""
    before = Leftovers.now()
    yield
    new = before.new_since(wait_s=5.0)
    if new:
        pytest.fail(f"{request.node.nodeid} left behind: {', '.join(new)}")


@pytest.fixture(autouse=True)
def strict_numpy() -> Iterator[None]:
    """Turn overflow, division by zero and not-a-number into errors."""
    with np.errstate(divide="raise", over="raise", invalid="raise"):
        yield


@pytest.fixture(scope="session")
def regex() -> Capture:
    """Return regex 1.7.1, release: dump, IR, mono items and profile joined into one capture."""
    return _only(load([str(sample_named("regex-1.7.1-release"))], silent))


@pytest.fixture(scope="session")
def toy() -> Capture:
    """Return the toy program, release: 29 items in 9 units, small enough to check by hand."""
    return _only(load([str(sample_named("toy-0.1.0-release"))], silent))


def _only(captures: list[Capture]) -> Capture:
    (capture,) = captures
    return capture
