"""The size map: areas are sizes, on every capture; copies apart; the largest unit first."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cguviz.formats import load
from cguviz.layout import SIZES, LayoutOptions, lay_out
from cguviz.model.capture import Capture
from cguviz.model.columns import Floats, Longs
from cguviz.model.layout import COPIES, Layout, slots_of
from cguviz.model.paths.table import split
from tests.captures import CAPTURES, capture_id
from tests.layout.drawn import check

OPTIONS = LayoutOptions(engine=SIZES)
GAPS = 0.75
"""At least so much of an item's cell is left between the gaps to its neighbours."""


def mapped(capture: Capture, stage: str, options: LayoutOptions = OPTIONS) -> Layout:
    partition = capture.partition(stage)
    paths = split(capture.items, capture.crate)
    layout = lay_out(slots_of(partition), paths, capture.uses, options=options, size=partition.size)
    check(slots_of(partition), layout)
    return layout


def areas(layout: Layout) -> Floats:
    area: Floats = (layout.box[:, 2:] - layout.box[:, :2]).prod(axis=1)
    return area


def sizes(layout: Layout, size: Longs) -> Floats:
    return np.bincount(layout.slot_box, np.maximum(size, 1), len(layout.box)).astype(np.float64)


@pytest.mark.parametrize("folder", CAPTURES, ids=capture_id)
def test_areas_are_sizes(folder: Path) -> None:
    capture = max(load([folder / "dump.txt.gz"]), key=lambda one: len(one.items))
    for stage in dict.fromkeys((capture.stages[0], capture.stages[-1])):
        layout = mapped(capture, stage)
        scale = areas(layout) / sizes(layout, capture.partition(stage).size)
        assert scale.min() > GAPS * scale.max()
        width, height = layout.bounds[2:] - layout.bounds[:2]
        assert width / height == pytest.approx(OPTIONS.aspect, rel=0.1)


def test_copies_and_modules_have_blocks_of_their_own(regex: Capture) -> None:
    layout = mapped(regex, "MERGE", LayoutOptions(engine=SIZES, stacks=False))
    partition, paths = regex.partition("MERGE"), split(regex.items, regex.crate)
    module = layout.block_module[layout.box_block[layout.slot_box]]
    assert np.array_equal(module == COPIES, partition.inlined)
    named = module >= 0
    assert np.count_nonzero(named) > len(partition) / 5
    assert np.array_equal(module[named], paths.module[partition.item[named]])


def test_the_largest_unit_comes_first(regex: Capture) -> None:
    layout, partition = mapped(regex, "PLACE"), regex.partition("PLACE")
    shown = np.lexsort((layout.unit_box[:, 0], layout.unit_box[:, 1]))
    assert np.all(np.diff(partition.unit_sizes[shown]) <= 0)


def test_an_item_of_unknown_size_is_small_but_there(toy: Capture) -> None:
    partition = toy.partition("PLACE")
    size = partition.size.copy()
    size[::2] = -1
    paths = split(toy.items, toy.crate)
    layout = lay_out(slots_of(partition), paths, toy.uses, options=OPTIONS, size=size)
    check(slots_of(partition), layout)
    scale = areas(layout) / sizes(layout, size)
    assert scale.min() > GAPS * scale.max()


def test_without_sizes_all_are_alike(toy: Capture) -> None:
    partition = toy.partition("PLACE")
    layout = lay_out(slots_of(partition), split(toy.items, toy.crate), None, options=OPTIONS)
    area = areas(layout)
    assert area.min() > GAPS * area.max()


def test_what_is_folded_or_hidden_takes_no_room(regex: Capture) -> None:
    whole = mapped(regex, "MERGE").bounds
    for options in (
        LayoutOptions(engine=SIZES, hide_inlined=True),
        LayoutOptions(engine=SIZES, folded=frozenset({0, 5})),
    ):
        partition = regex.partition("MERGE")
        away = partition.inlined if options.hide_inlined else np.isin(partition.unit, [0, 5])
        layout = mapped(regex, "MERGE", options)
        assert np.array_equal(layout.slot_box < 0, away)
        assert layout.bounds[2] < whole[2]
