import numpy as np
import pytest

from cguviz.model.capture import Capture
from cguviz.model.paths.table import split
from cguviz.model.texts import Texts
from cguviz.model.unit_labels import UnitLabel, label_unit, short_labels, shorten_all, unit_labels
from cguviz.model.unit_words import HASHED, NO_WORDS, UnitWords

WORDS = {
    "czdmtrd647eqg7n8pon1ziiuu": "serde_json.93fbd6207fa2121b-map",
    "0zi9p5zpvnzawhimpqpuj88mz": "serde_json.93fbd6207fa2121b-value-partial_eq.volatile",
}
UNKNOWN = "099yv4tyj5y1s9eoo2142ddsz"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("regex.849e89ac1092afda-cgu.02", "cgu.02"),
        ("main.7rcbfp3g-cgu.0", "cgu.0"),
        ("regex.849e89ac1092afda-fallback.cgu", "fallback.cgu"),
        ("toy.e902407c27e83ab-cgu1", "cgu1"),
        ("toy.e902407c27e83ab-cgu1.volatile", "cgu1.volatile"),
        ("toy.e902407c27e83ab.volatile", "toy.volatile"),
        ("toy.e902407c27e83ab-outer-inner", "outer::inner"),
        ("toy.e902407c27e83ab", "toy"),
        ("core.e902407c27e83ab-in-toy.e902407c27e83ab-hint", "core::hint"),
        ("core.e902407c27e83ab-in-toy.e902407c27e83ab", "core"),
        ("toy.e902407c27e83ab-a--toy.e902407c27e83ab-b--toy.e902407c27e83ab-c", "a + 2 more"),
        ("czdmtrd647eqg7n8pon1ziiuu", "map"),
        ("0zi9p5zpvnzawhimpqpuj88mz", "value::partial_eq.volatile"),
        (f"czdmtrd647eqg7n8pon1ziiuu--{UNKNOWN}", "map + 1 more"),
        (UNKNOWN, "099yv4ty"),
        ("scev95ysd7g4b0z", "scev95ys"),
        ("cgu3", "cgu3"),
        ("deserialization", "deserialization"),
        ("some name of another tool", "some name of another tool"),
    ],
)
def test_names_lose_their_hashes(name: str, shown: str) -> None:
    assert shorten_all([name], UnitWords.of(WORDS)) == [shown]


def test_volatility_is_no_part_of_a_path() -> None:
    assert label_unit("0zi9p5zpvnzawhimpqpuj88mz", WORDS) == UnitLabel("value::partial_eq", volatile=True)
    assert label_unit("czdmtrd647eqg7n8pon1ziiuu", WORDS) == UnitLabel("map", volatile=False)


def test_a_name_without_words_stays_as_it_is() -> None:
    assert label_unit(UNKNOWN, WORDS) == UnitLabel(UNKNOWN, volatile=False)


def test_units_without_words_name_the_module_that_rustc_made_them_of(regex: Capture) -> None:
    partition, nameless = regex.partition("PLACE"), regex.replace(words=NO_WORDS)
    labels = unit_labels(partition, nameless, split(regex.items, regex.crate))
    hashed = [label for label, name in zip(labels, partition.units, strict=True) if HASHED.fullmatch(name)]
    assert len(hashed) == len(partition.units)
    assert len(set(labels)) == len(labels)
    assert "dfa" in {label.partition(" ")[2] for label in hashed}
    assert "dfa" in unit_labels(partition, regex)


def test_units_that_would_look_alike_name_their_crate_or_keep_their_names(toy: Capture) -> None:
    partition = toy.partition("PLACE")
    names = ["a.11-x", "b.22-x", "c.33-y", "c.34-y", *(f"c.33-{k}" for k in range(len(partition.units) - 4))]
    labels = unit_labels(partition.replace(units=Texts.of(names)), toy)
    assert labels[:5] == ["a x", "b x", "c.33-y", "c.34-y", "0"]
    assert labels == short_labels(names)


def test_a_unit_of_copies_alone_has_no_module(regex: Capture) -> None:
    partition, nameless = regex.partition("PLACE"), regex.replace(words=NO_WORDS)
    copies = partition.replace(mode=np.ones(len(partition), np.uint8))
    assert all(" " not in label for label in unit_labels(copies, nameless, split(regex.items, regex.crate)))
