"""Placing and internalizing against what rustc did, where the uses are known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cguviz.formats import load
from cguviz.model.capture import Capture
from cguviz.model.columns import Bools
from cguviz.model.partition import LINKAGES, Partition
from cguviz.partition import parse, run_pipeline, start_of
from cguviz.partition.placing import count_explained
from tests.formats.ir_files import WITH_IR
from tests.partition.starts import contents, roots

Real = tuple[str, Capture]

UNSEEN = 5
"""Items that rustc internalizes though no use of them is seen: thread locals, mostly; 0 to 4 in a capture."""

SURE = {"regex-1.7.1-release": 0.86, "image-0.24.3-release": 0.88, "cargo-0.66.0-release": 0.94}
"""The part of what we internalize that rustc internalized too. The rest are items that other crates may use;
in debug builds, which share their generic functions with other crates, these are most."""


@pytest.fixture(scope="module", params=WITH_IR, ids=lambda folder: folder.name)
def real(request: pytest.FixtureRequest) -> Real:
    folder: Path = request.param
    (capture,) = load([folder])
    return folder.name, capture


def test_placing_copies_anew_changes_nothing(real: Real) -> None:
    _, capture = real
    place = capture.partition("PLACE")
    assert contents(run_pipeline(capture, place, parse("place")).partition) == contents(place)


def test_most_of_rustcs_copies_are_explained_by_uses(real: Real) -> None:
    name, capture = real
    place = capture.partition("PLACE")
    known, copies = count_explained(start_of(capture, place))
    assert copies == int(place.inlined.sum())
    # The 22 copies in serde are too few for a share.
    assert (
        known >= {"regex-1.7.1-release": 0.937, "cargo-0.66.0-release": 0.962}.get(name, 0.93) * copies or copies < 100
    )
    bare = run_pipeline(capture, place, parse("place unexplained=drop")).partition
    assert roots(bare) == roots(place)
    assert set(bare.item.tolist()) == set(place.item.tolist())
    assert known <= int(bare.inlined.sum()) <= copies


def test_what_rustc_internalizes_is_internal(real: Real) -> None:
    name, capture = real
    ours = run_pipeline(capture, capture.partition("MERGE"), parse("internalize")).partition
    rustcs = capture.partition("INTERNALIZE")
    assert contents(ours) == contents(rustcs)
    found, truth = internal_roots(ours, capture), internal_roots(rustcs, capture)
    assert int((truth & ~found).sum()) <= UNSEEN
    assert int((found & truth).sum()) >= SURE.get(name, 0.0) * int(found.sum())


def internal_roots(partition: Partition, capture: Capture) -> Bools:
    chosen = (partition.linkage == LINKAGES.index("Internal")) & ~partition.inlined
    found = np.zeros(len(capture.items), np.bool_)
    found[partition.item[chosen]] = True
    return found
