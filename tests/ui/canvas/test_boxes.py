"""Which box is which item: of a stack's uses, only those of the item that was chosen."""

from __future__ import annotations

import numpy as np
import pytest

from cguviz.layout import LayoutOptions, lay_out
from cguviz.model.capture import Capture
from cguviz.model.layout import slots_of
from cguviz.model.paths.table import Paths, split
from cguviz.scene.graph.describe import graph
from cguviz.ui.canvas.emphasis import Emphasis, with_selection
from cguviz.ui.views.boxes import SceneBoxes, boxes_of


@pytest.fixture(scope="module")
def paths(regex: Capture) -> Paths:
    return regex.paths if regex.paths is not None else split(regex.items, regex.crate)


@pytest.fixture(scope="module")
def stacked(regex: Capture, paths: Paths) -> SceneBoxes:
    partition = regex.partition()
    layout = lay_out(slots_of(partition), paths, regex.uses, options=LayoutOptions(stacks=True))
    return boxes_of(graph(regex, partition, layout, paths), partition.item)


def test_boxes_and_items_lead_to_each_other(stacked: SceneBoxes) -> None:
    rows = np.arange(len(stacked.scene.boxes), dtype=np.int32)
    assert set(stacked.items_of(rows)) == set(stacked.item.tolist())
    item = int(stacked.item[stacked.scene.box_slots[0]])
    boxes = stacked.of_items(np.array([item]))
    assert all(item in stacked.items_of(np.array([box])) for box in boxes)
    assert len(boxes) <= int((stacked.item == item).sum())
    assert not len(stacked.of_items(np.array([10**6])))


def test_of_a_stack_only_the_uses_of_the_chosen_item_are_drawn(stacked: SceneBoxes, regex: Capture) -> None:
    uses, scene = regex.uses, stacked.scene
    assert uses is not None
    assert scene.links is not None
    counts = np.diff(scene.box_slots_starts)
    stack = int(np.flatnonzero(counts == counts.max())[0])
    members = tuple(stacked.items_of(np.array([stack])))
    whole = np.array([stack], np.int32)
    assert stacked.ends(members, whole, uses) is None
    all_uses = with_selection(Emphasis(), scene, boxes=whole, units=np.empty(0, np.int32))
    seen: set[int] = set()
    for item in members:
        boxes = stacked.of_items(np.array([item]))
        ends = stacked.ends((item,), boxes, uses)
        assert ends is not None
        one = with_selection(Emphasis(), scene, boxes=boxes, units=np.empty(0, np.int32), ends=ends)
        useds = uses.used[uses.starts[item] : uses.starts[item + 1]]
        assert set(scene.links.target[one.leaving].tolist()) <= set(stacked.of_items(useds).tolist())
        seen |= set(one.leaving.tolist()) & set(all_uses.leaving.tolist())
    assert seen == set(all_uses.leaving.tolist())


def test_without_uses_there_are_no_ends(stacked: SceneBoxes) -> None:
    assert stacked.ends((0,), np.array([0], np.int32), None) is None
