"""Merging asked of a recording, held against real builds of the same crate by the same compiler.

The builds are those of globset 0.4.9, release, rustc 1.95, as `make soak` has them: for each number of units asked for,
the unmerged units (by their number) that each unit was made of, taken from `-Z print-mono-items`.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path

import numpy as np
import pytest

from cguviz.formats import load
from cguviz.model.capture import Capture
from cguviz.partition import parse, run_pipeline
from tests.captures import sample_named
from tests.sources import REPOSITORY

BUILDS: dict[str, list[list[int]]] = json.loads(
    Path(REPOSITORY, "tests", "data", "globset-0.4.9-release-builds.json").read_text(encoding="utf-8")
)


@functools.cache
def recording() -> Capture:
    (capture,) = load([sample_named("globset-0.4.9-release.cguviz")])
    return capture


def test_the_recording_is_as_large_as_rustc_says() -> None:
    capture = recording()
    place = capture.partition("PLACE")
    assert len(place.units) == 42
    assert capture.agreement is not None
    assert place.unit_sizes.tolist() == capture.agreement.estimates.tolist()
    assert capture.agreement.agreed == capture.agreement.placements == len(capture.partition("MERGE"))


@pytest.mark.parametrize("asked", BUILDS)
def test_every_unit_is_that_of_the_build(asked: str) -> None:
    capture = recording()
    place = capture.partition("PLACE")
    rule = "merge" if asked == "default" else f"merge units={asked}"
    found = run_pipeline(capture, place, parse(rule)).partition
    mine = {
        frozenset(found.item[start:end].tolist())
        for start, end in zip(found.starts[:-1].tolist(), found.starts[1:].tolist(), strict=True)
    }
    theirs = {
        frozenset(np.concatenate([place.item[place.starts[unit] : place.starts[unit + 1]] for unit in part]).tolist())
        for part in BUILDS[asked]
    }
    assert mine == theirs
    assert len(theirs) == len(BUILDS[asked])


def test_the_default_build_is_the_stage_that_was_recorded() -> None:
    capture = recording()
    found = run_pipeline(capture, capture.partition("PLACE"), parse("merge | internalize")).partition
    merge = capture.partition("MERGE")
    assert found.units.tolist() == merge.units.tolist()
    for unit in range(len(merge.units)):
        mine, theirs = (
            sorted(
                zip(
                    stage.item[stage.starts[unit] : stage.starts[unit + 1]].tolist(),
                    stage.linkage[stage.starts[unit] : stage.starts[unit + 1]].tolist(),
                    strict=True,
                )
            )
            for stage in (found, merge)
        )
        assert mine == theirs
