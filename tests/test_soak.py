"""The harness of `make soak`: how builds are scored, and manifests that build without a network."""

from __future__ import annotations

import tomllib

import numpy as np

from cguviz.model.columns import starts_of
from cguviz.model.partition import Partition
from cguviz.model.texts import Texts
from tests.soak.__main__ import Score, score
from tests.soak.crates import without_absent

MANIFEST = """[package]
name = "a"
version = "1.0.0"
[[bench]]
name = "b"
[dependencies.serde]
version = "1"
optional = true
[dependencies.rare]
version = "1"
optional = true
[dependencies.renamed]
version = "1"
optional = true
package = "serde"
[dev-dependencies.toy]
version = "1"
[target."cfg(unix)".dev-dependencies.toy]
version = "1"
[features]
default = ["std", "rare"]
std = ["serde/std", "rare?/std", "dep:renamed"]
"""


def partition(*units: dict[int, int]) -> Partition:
    """Return units of items with a linkage each."""
    item = np.array([item for unit in units for item in unit], np.int32)
    unit = np.repeat(np.arange(len(units), dtype=np.int32), [len(unit) for unit in units])
    linkage = np.array([linkage for unit in units for linkage in unit.values()], np.uint8)
    plain = np.zeros(len(item), np.uint8)
    names = Texts.of(f"u{number}" for number in range(len(units)))
    return Partition("S", names, starts_of(unit, len(units)), item, plain, linkage, plain, np.ones(len(item), np.int64))


def test_units_are_compared_by_their_items_and_linkages() -> None:
    real = partition({0: 1, 1: 2, 5: 2}, {2: 1}, {3: 2, 4: 2})
    assert score(real, real) == Score(3, 3, 6, 6)
    assert score(real, real).whole
    # Names and order say nothing; one linkage is wrong, and one item is elsewhere.
    found = score(partition({3: 2, 4: 2, 1: 2}, {2: 2}, {5: 2, 0: 1, 1: 2}), real)
    assert found == Score(2, 3, 3, 4)
    assert not found.whole


def test_a_manifest_keeps_what_can_be_had() -> None:
    found = tomllib.loads(without_absent(MANIFEST, {"serde"}))
    assert found.keys() == {"package", "dependencies", "features", "workspace"}
    assert found["dependencies"].keys() == {"serde", "renamed"}
    assert found["features"] == {"default": ["std"], "std": ["serde/std", "dep:renamed"]}
