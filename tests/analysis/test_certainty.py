"""How far recordings are as rustc's own word has it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cguviz.analysis.certainty import certainty
from cguviz.formats import load, recording
from cguviz.model.capture import Agreement, Capture
from tests.captures import SAMPLES
from tests.recordings import RELEASE, unpack


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Capture:
    folder = unpack(RELEASE, tmp_path_factory.mktemp("recorded"))
    return recording.read(folder, "cargo rustc", called=Path("x")).capture


def with_estimates(capture: Capture, change: int) -> Capture:
    """Return a recording of which rustc estimates each unit a little larger."""
    return capture.replace(agreement=Agreement(3, 4, capture.partition("PLACE").unit_sizes + change))


def test_sizes_are_exact_where_every_unit_is_as_large_as_rustc_says(recorded: Capture) -> None:
    found = certainty(with_estimates(recorded, 0))
    assert found is not None
    assert (found.exact, found.mean_error, found.worst_error, found.agreed) == (True, 0.0, 0.0, 0.75)
    assert found.known_modes + found.inferred_modes == len(recorded.items)
    assert not found.processor_times


def test_sizes_that_could_be_others_are_not_exact_though_units_agree(recorded: Capture) -> None:
    assert recorded.agreement is not None
    assert (found := certainty(recorded)) is not None
    assert found.exact
    unsure = certainty(recorded.replace(agreement=recorded.agreement.replace(unsure=2)))
    assert unsure is not None
    assert (unsure.exact, unsure.worst_error) == (False, 0.0)


def test_errors_are_parts_of_rustcs_estimates(recorded: Capture) -> None:
    sizes = recorded.partition("PLACE").unit_sizes
    found = certainty(with_estimates(recorded, 2))
    assert found is not None
    assert not found.exact
    assert found.worst_error == pytest.approx(2 / (sizes.min() + 2))
    assert found.mean_error == pytest.approx(np.mean(2 / (sizes + 2)))


def test_where_rustc_told_no_sizes_there_is_no_error(recorded: Capture) -> None:
    units = len(recorded.partition("PLACE").units)
    found = certainty(recorded.replace(agreement=Agreement(1, 1, np.full(units, -1, np.int64))))
    assert found is not None
    assert (found.exact, found.mean_error, found.worst_error) == (False, None, None)


def test_a_recorded_dump_is_exact_and_other_captures_are_no_recordings() -> None:
    (capture,) = load([SAMPLES[0]])
    assert certainty(capture) is None
    found = certainty(capture.replace(agreement=Agreement(9, 9, np.empty(0, np.int64))))
    assert found is not None
    assert (found.exact, found.mean_error) == (True, None)
