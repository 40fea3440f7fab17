from itertools import pairwise

import numpy as np

from cguviz.model.capture import Capture
from cguviz.model.paths.table import split
from cguviz.scene.graph.caption import NO_USES, statistics_line, unit_notes
from cguviz.scene.graph.describe import graph
from tests.scene.simple import simple_layout


def test_the_statistics_are_those_of_the_dump(regex: Capture) -> None:
    items = "2,021 items (840 root + 1,181 inlined) · 3,359 placed (×1.66)"
    assert statistics_line(regex.partition("PLACE")) == f"66 units · {items} · size 128,377 (×1.42) · mean unit 1,945"


def test_unknown_sizes_are_left_out_of_the_statistics(toy: Capture) -> None:
    partition = toy.partition("PLACE")
    line = statistics_line(partition.replace(size=np.full(len(partition), -1, np.int64)))
    assert "size" not in line
    assert line.startswith(f"{len(partition.units)} units · ")


def test_a_capture_without_uses_says_so(toy: Capture) -> None:
    partition, paths = toy.partition("PLACE"), split(toy.items, toy.crate)
    scene = graph(toy.replace(uses=None), partition, simple_layout(partition, paths), paths)
    assert scene.links is None
    assert scene.caption[-1] == NO_USES
    assert NO_USES not in graph(toy, partition, simple_layout(partition, paths), paths).caption


def test_statistics_come_from_the_caller(toy: Capture) -> None:
    partition, paths = toy.partition("PLACE"), split(toy.items, toy.crate)
    scene = graph(toy, partition, simple_layout(partition, paths), paths, statistics=("1,234 items",))
    assert scene.caption == (f"toy · {toy.compiler} · PLACE", "1,234 items")
    named = toy.replace(compiler="rustc 1.85.0")
    head = graph(named, partition, simple_layout(partition, paths), paths).caption[0]
    assert head == "toy · rustc 1.85.0 · PLACE"


def test_notes_count_items_size_and_copies(regex: Capture) -> None:
    partition = regex.partition("MERGE")
    for unit, (note, (start, end)) in enumerate(zip(unit_notes(partition), pairwise(partition.starts), strict=True)):
        copies = int(partition.inlined[start:end].sum())
        figures = [f"{end - start:,} items", f"size {partition.unit_sizes[unit]:,}", f"{copies:,} copies"]
        assert note == " · ".join(figures if copies else figures[:2])


def test_unknown_sizes_are_not_shown_as_nothing(toy: Capture) -> None:
    partition = toy.partition("PLACE")
    notes = unit_notes(partition.replace(size=np.full(len(partition), -1, np.int64)))
    assert not any("size" in note for note in notes)
