"""Neighbourhoods of real captures: every item is as many uses away as it says, nearer ones come first."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from cguviz.analysis.neighbourhood import around
from cguviz.layout.neighbourhood import neighbourhood_boxes
from cguviz.model.capture import Capture
from cguviz.model.paths.table import split
from cguviz.workspace.pictures.neighbourhood import FEW, MOST, draw_neighbourhood
from cguviz.workspace.requests.views import HOPS, Around
from tests.layout.drawn import inside, overlaps


@pytest.fixture(scope="module")
def graph(regex: Capture) -> nx.DiGraph:
    assert regex.uses is not None
    made = nx.DiGraph()
    made.add_nodes_from(range(len(regex.items)))
    made.add_edges_from(zip(regex.uses.user.tolist(), regex.uses.used.tolist(), strict=True))
    return made


@pytest.mark.parametrize("hops", HOPS)
def test_levels_are_distances(regex: Capture, graph: nx.DiGraph, hops: int) -> None:
    assert regex.uses is not None
    backwards = graph.reverse(copy=False)
    for item in range(0, len(regex.items), 97):
        found = around(regex.uses, item, hops=hops, most=10**6)
        up = nx.single_source_shortest_path_length(backwards, item, hops)
        down = nx.single_source_shortest_path_length(graph, item, hops)
        assert sorted(found.item.tolist()) == sorted({*up, *down})
        assert found.left_out == 0
        for one, level in zip(found.item.tolist(), found.level.tolist(), strict=True):
            ways = {-up.get(one, 99), down.get(one, 99)}
            assert level in ways
            assert abs(level) == min(map(abs, ways))


def test_no_more_than_can_be_seen(regex: Capture) -> None:
    assert regex.uses is not None
    hub = int(np.argmax(np.bincount(regex.uses.used)))
    whole = around(regex.uses, hub, hops=3, most=10**6)
    some = around(regex.uses, hub, hops=3, most=40)
    assert len(some.item) == 40
    assert some.item[0] == hub
    assert some.left_out > 0
    assert set(some.item.tolist()) <= set(whole.item.tolist())
    assert np.abs(some.level).max() <= np.abs(whole.level).max()


def test_groups_are_placed_by_level_and_apart() -> None:
    level = np.array([-2, -1, -1, -1, -1, 0, 1, 1], np.int32)
    boxes = np.array([3, 1, 7, 1, 2, 1, 30, 1], np.int32)
    group, box = neighbourhood_boxes(level, boxes, aspect=1.6)
    assert overlaps(group) == 0
    assert overlaps(box) == 0
    assert inside(box, group[np.repeat(np.arange(len(level)), boxes)]).all()
    for upper in (-2, -1, 0):
        assert group[level == upper, 3].max() < group[level == upper + 1, 1].min()


def test_siblings_are_grouped_by_unit_with_counts(regex: Capture) -> None:
    assert regex.uses is not None
    partition, paths = regex.partition("MERGE"), split(regex.items, regex.crate)
    hub = int(np.argmax(np.bincount(regex.uses.used)))
    shown = draw_neighbourhood(regex, partition, paths, hub, around=Around(2), aspect=1.6)
    scene = shown.scene
    assert len(shown.item) <= MOST
    count = np.diff(scene.box_slots_starts)
    assert count.max() > FEW
    # No row is wider than a screen that shows it at a legible size.
    assert scene.bounds[2] - scene.bounds[0] < 4000
    closed = int(np.argmax(count))
    group = int(scene.boxes.unit[closed])
    assert scene.boxes.title[closed] == scene.unit_note[group]
    assert scene.boxes.label[closed].startswith(f"{count[closed]:,} caller")
    opened = frozenset({(int(shown.level[group]), scene.units.title[group])})
    after = draw_neighbourhood(regex, partition, paths, hub, around=Around(2, opened=opened), aspect=1.6)
    assert len(after.scene.boxes) == len(scene.boxes) + count[closed] - 1
    assert sorted(after.item.tolist()) == sorted(shown.item.tolist())
    assert scene.links is not None
    assert scene.links.weight.sum() < len(regex.uses)
