import numpy as np
import pytest

from cguviz.model.capture import Capture
from cguviz.model.paths.table import split
from cguviz.model.texts import Texts
from cguviz.scene.graph.names import HASHED, shorten, unit_labels


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("regex.849e89ac1092afda-cgu.02", "cgu.02"),
        ("toy.e902407c27e83ab-cgu1", "cgu1"),
        ("toy.e902407c27e83ab-cgu1.volatile", "cgu1.volatile"),
        ("toy.e902407c27e83ab-outer-inner", "outer::inner"),
        ("toy.e902407c27e83ab", "toy"),
        ("core.e902407c27e83ab-in-toy.e902407c27e83ab-hint", "core::hint"),
        ("core.e902407c27e83ab-in-toy.e902407c27e83ab", "core"),
        ("099yv4tyj5y1s9eoo2142ddsz", "099yv4ty"),
        ("cgu3", "cgu3"),
        ("some name of another tool", "some name of another tool"),
    ],
)
def test_names_lose_their_hashes(name: str, shown: str) -> None:
    assert shorten(name) == shown


def test_hashed_units_name_the_module_that_rustc_made_them_of(regex: Capture) -> None:
    partition = regex.partition("PLACE")
    labels = unit_labels(partition, split(regex.items, regex.crate), crate=regex.crate)
    hashed = [label for label, name in zip(labels, partition.units, strict=True) if HASHED.fullmatch(name)]
    assert len(hashed) == len(partition.units)
    assert len(set(labels)) == len(labels)
    assert "dfa" in {label.partition(" ")[2] for label in hashed}


def test_units_that_would_look_alike_keep_their_names(toy: Capture) -> None:
    partition = toy.partition("PLACE")
    names = ["a.11-x", "b.22-x", *(f"c.33-{k}" for k in range(len(partition.units) - 2))]
    labels = unit_labels(partition.replace(units=Texts.of(names)))
    assert labels[:3] == ["a.11-x", "b.22-x", "0"]


def test_a_unit_of_copies_alone_has_no_module(regex: Capture) -> None:
    partition = regex.partition("PLACE")
    copies = partition.replace(mode=np.ones(len(partition), np.uint8))
    assert all(" " not in label for label in unit_labels(copies, split(regex.items, regex.crate)))
