"""Every layout of every capture: containment, no overlap, the same picture from any order, the window's aspect."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cguviz.formats import load
from cguviz.layout import AUTO, FLOW_BOXES, LAYOUTS, LayoutOptions, lay_out
from cguviz.model.capture import Capture
from cguviz.model.layout import COPIES, SMALL_MODULES
from cguviz.model.paths.table import split
from tests.captures import CAPTURES, capture_id
from tests.layout.drawn import check, layout_of, shuffle, slot_boxes

ENGINES = (*LAYOUTS, AUTO)


@pytest.fixture(scope="module", params=CAPTURES, ids=capture_id)
def capture(request: pytest.FixtureRequest) -> Capture:
    folder: Path = request.param
    return max(load([folder / "dump.txt.gz"]), key=lambda one: len(one.items))


def test_every_stage_is_laid_out_without_overlaps(capture: Capture) -> None:
    for stage in dict.fromkeys((capture.stages[0], capture.stages[-1])):
        slots, layout = layout_of(capture, stage, LayoutOptions())
        check(slots, layout)
        bounds = layout.bounds
        if len(layout.unit_box) >= 8:
            assert 1.2 < (bounds[2] - bounds[0]) / (bounds[3] - bounds[1]) < 2.2


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("stacks", [True, False])
@pytest.mark.parametrize("stage", ["PLACE", "MERGE"])
def test_every_engine(regex: Capture, engine: str, stacks: bool, stage: str) -> None:
    slots, layout = layout_of(regex, stage, LayoutOptions(engine=engine, stacks=stacks))
    check(slots, layout)
    assert engine in {layout.engine, AUTO}
    assert (layout.counts.max() > 1) == stacks


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("stacks", [True, False])
def test_the_order_of_rows_changes_nothing(regex: Capture, engine: str, stacks: bool) -> None:
    options = LayoutOptions(engine=engine, stacks=stacks)
    slots, layout = layout_of(regex, "PLACE", options)
    mixed = shuffle(regex, slots, seed=3)
    other = lay_out(mixed.slots, split(mixed.items, regex.crate), mixed.uses, options=options)
    assert np.array_equal(other.unit_box, layout.unit_box[mixed.unit])
    assert np.array_equal(slot_boxes(other), slot_boxes(layout)[mixed.slot])


def test_modules_have_blocks_and_copies_a_strip(regex: Capture) -> None:
    slots, layout = layout_of(regex, "MERGE", LayoutOptions(engine="modules", stacks=False))
    paths = split(regex.items, regex.crate)
    module = layout.block_module[layout.box_block[layout.slot_box]]
    assert np.array_equal(module == COPIES, slots.inlined)
    own = module >= 0
    assert own.any()
    assert np.array_equal(module[own], paths.module[slots.item[own]])
    small = module == SMALL_MODULES
    rooted = ~slots.inlined
    count = np.zeros((len(slots.units), len(paths.modules)), np.int64)
    np.add.at(count, (slots.unit[rooted], paths.module[slots.item[rooted]]), 1)
    assert count[slots.unit[small], paths.module[slots.item[small]]].max() < 3


def test_flow_draws_callers_above(regex: Capture) -> None:
    slots, layout = layout_of(regex, "MERGE", LayoutOptions(engine="flow", stacks=False))
    assert regex.uses is not None
    key = slots.unit.astype(np.int64) * len(regex.items) + slots.item
    order = np.argsort(key)
    users = np.repeat(np.arange(len(slots)), np.diff(regex.uses.starts)[slots.item])
    uses = np.concatenate(
        [regex.uses.used[slice(*regex.uses.starts[[item, item + 1]])] for item in slots.item.tolist()]
    )
    wanted = slots.unit[users] * np.int64(len(regex.items)) + uses
    found = order[np.minimum(np.searchsorted(key[order], wanted), len(key) - 1)]
    drawn = (key[found] == wanted) & (found != users)
    boxes = slot_boxes(layout)
    down = boxes[users[drawn], 3] <= boxes[found[drawn], 1]
    assert down.mean() > 0.97


def test_units_choose_their_engine_by_size(regex: Capture) -> None:
    slots, layout = layout_of(regex, "MERGE", LayoutOptions(stacks=False))
    boxes = np.bincount(layout.box_unit, minlength=len(slots.units))
    blocks = np.bincount(layout.block_unit, minlength=len(slots.units))
    assert np.array_equal(blocks == 0, boxes <= FLOW_BOXES)


def test_folded_units_keep_their_caption(regex: Capture) -> None:
    slots, layout = layout_of(regex, "MERGE", LayoutOptions(folded=frozenset({0, 3})))
    check(slots, layout)
    away = np.isin(slots.unit, [0, 3])
    assert np.array_equal(layout.slot_box < 0, away)


def test_everything_can_be_folded(regex: Capture) -> None:
    units = frozenset(range(len(regex.partition("MERGE").units)))
    slots, layout = layout_of(regex, "MERGE", LayoutOptions(folded=units))
    check(slots, layout)
    assert len(layout.box) == 0


def test_inlined_copies_can_be_hidden(regex: Capture) -> None:
    slots, layout = layout_of(regex, "MERGE", LayoutOptions(hide_inlined=True))
    check(slots, layout)
    assert np.array_equal(layout.slot_box < 0, slots.inlined)


@pytest.mark.parametrize("aspect", [0.5, 1.0, 1.6, 3.0])
def test_the_whole_fits_the_window(regex: Capture, aspect: float) -> None:
    _, layout = layout_of(regex, "MERGE", LayoutOptions(aspect=aspect))
    width, height = layout.bounds[2:] - layout.bounds[:2]
    assert width / height == pytest.approx(aspect, rel=0.25)


def test_without_uses_there_are_only_grids(toy: Capture) -> None:
    bare = toy.replace(uses=None)
    slots, layout = layout_of(bare, "PLACE", LayoutOptions())
    check(slots, layout)
    assert len(layout.box) == len(slots)


def test_a_known_component_is_drawn_as_expected(toy: Capture) -> None:
    slots, layout = layout_of(toy, "PLACE", LayoutOptions())
    check(slots, layout)
    name = {text: row for row, text in enumerate(toy.items.name.take(slots.item).tolist())}
    boxes = slot_boxes(layout)

    def top(item: str) -> float:
        return float(boxes[name[f"cgu1::{item}"], 1])

    # a1_7 uses a1_4 and a1_6; a1_8 uses a1_1 and a1_9, a1_1 uses a1_3.
    assert top("a1_7") < top("a1_4") < top("a1_8") < top("a1_1") < top("a1_3")
    assert top("a1_1") == top("a1_9")
