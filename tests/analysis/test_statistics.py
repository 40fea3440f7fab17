from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cguviz.analysis.statistics import as_json, figures, header
from cguviz.formats.debug_log.reader import read
from cguviz.formats.source import Source
from cguviz.model.items import Items
from cguviz.model.partition import Mode, Partition, partition_of
from cguviz.model.texts import Texts
from cguviz.model.uses import Uses
from cguviz.progress import silent
from tests.captures import CAPTURES, capture_id, dump_bytes, sample_named

INTERFACE = [
    "stage",
    "units",
    "unique_items",
    "unique_root_items",
    "unique_inlined_items",
    "unique_size",
    "unique_root_size",
    "unique_inlined_size",
    "placed_items",
    "placed_root_items",
    "placed_inlined_items",
    "placed_size",
    "placed_root_size",
    "placed_inlined_size",
    "items_ratio",
    "size_ratio",
    "mean_unit_size",
    "unit_sizes",
    "cut_uses",
    "inside_uses",
    "inferred_items",
]


def items_of(sizes: list[int]) -> Items:
    unknown = np.full(len(sizes), -1, np.int64)
    names = Texts.of([f"f{index}" for index in range(len(sizes))])
    kind = np.zeros(len(sizes), np.uint8)
    return Items(names, Texts.of([""] * len(sizes)), kind, np.array(sizes, np.int64), unknown, unknown.copy())


def partition(rows: Sequence[tuple[int, int, int]], items: Items, units: int) -> Partition:
    """Build a partition from (unit, item, mode) rows."""
    unit, item, mode = (np.array(column, np.int32) for column in zip(*rows, strict=True)) if rows else [NONE] * 3
    zero = np.zeros(len(unit), np.uint8)
    names = Texts.of([f"u{index}" for index in range(units)])
    return partition_of("S", names, unit, item, mode.astype(np.uint8), zero, zero.copy(), items.size[item])


NONE = np.empty(0, np.int32)


@pytest.mark.parametrize("folder", CAPTURES, ids=capture_id)
def test_header_lines_are_those_of_the_real_dump(folder: Path) -> None:
    data = dump_bytes(folder)
    (capture,) = read([Source("log", data)], silent)
    text = data.decode()
    printed = re.findall(r"^ DEBUG \S+ (\w+)\n (.*)\n (.*)\n (.*)\n (.*)$", text, re.MULTILINE)
    counted = [figures(partition, capture.items, None) for partition in capture.partitions]
    assert [(one.stage, *header(one)) for one in counted] == printed
    assert all(list(one.unit_sizes) == sorted(one.unit_sizes, reverse=True) for one in counted)


def test_the_published_interface_has_these_figures_in_this_order() -> None:
    (capture,) = read([Source("log", dump_bytes(sample_named("regex-1.7.1-release")))], silent)
    place = as_json(figures(capture.partitions[0], capture.items, None))
    assert list(place) == INTERFACE
    expected = [2021, 840, 1181, 90326, 55586, 34740, 3359, 840, 2519, 128377, 55586, 72791, 1.66, 1.42, 1945.1]
    assert [place[name] for name in INTERFACE[2:17]] == expected
    assert (place["stage"], place["units"], place["cut_uses"], place["inside_uses"]) == ("PLACE", 66, None, None)
    assert isinstance(place["unit_sizes"], list)
    assert place["unit_sizes"][:2] == [9859, 9283]


def test_unknown_sizes_count_as_nothing() -> None:
    items = items_of([-1, 5])
    counted = figures(partition([(0, 0, Mode.ROOT), (1, 1, Mode.INLINED), (2, 1, Mode.INLINED)], items, 3), items, None)
    assert (counted.unique_root_items, counted.unique_inlined_items, counted.placed_inlined_items) == (1, 1, 2)
    assert (counted.unique_size, counted.placed_size, counted.unit_sizes) == (5, 10, (5, 5, 0))
    assert (counted.items_ratio, counted.size_ratio, counted.mean_unit_size) == (1.5, 2.0, 3.3)


def test_sizes_that_nobody_told_are_not_printed() -> None:
    items = items_of([-1, -1])
    counted = figures(partition([(0, 0, Mode.ROOT), (0, 1, Mode.INLINED)], items, 1), items, None)
    assert header(counted) == (
        "- unique items: 2 (1 root + 1 inlined)",
        "- placed items: 2 (1 root + 1 inlined)",
        "- placed/unique items ratio: 1.00",
        "- CGUs: 1, size estimates not known",
    )


def test_nothing_placed_has_no_ratios() -> None:
    items = items_of([3])
    counted = figures(partition([], items, 1), items, None)
    assert (counted.items_ratio, counted.size_ratio, counted.mean_unit_size) == (None, None, 0.0)
    assert header(counted)[2:] == (
        "- placed/unique items ratio: NaN, placed/unique size ratio: NaN",
        "- CGUs: 1, mean size: 0.0, sizes: [0]",
    )
    assert figures(partition([], items, 0), items, None).mean_unit_size is None


def test_uses_are_inside_where_the_own_unit_has_a_copy() -> None:
    # f0 in u0 uses f1 (copies in u0 and u1) and f2 (root in u1); f3 is placed nowhere.
    items = items_of([1, 1, 1, 1])
    rows = [(0, 0, Mode.ROOT), (0, 1, Mode.INLINED), (1, 1, Mode.INLINED), (1, 2, Mode.ROOT)]
    user, used = np.array([0, 0, 0, 1], np.int32), np.array([1, 2, 3, 2], np.int32)
    once = np.ones(4, np.int32)
    counted = figures(partition(rows, items, 2), items, Uses.of(user, used, once, once * 0, items=4))
    # f1's copy in u0 reaches f2 across, its copy in u1 inside.
    assert (counted.inside_uses, counted.cut_uses) == (2, 2)


@given(st.data())
def test_figures_agree_with_counting_by_hand(data: st.DataObject) -> None:
    sizes = data.draw(st.lists(st.integers(0, 99), min_size=1, max_size=8))
    modes = [data.draw(st.sampled_from(list(Mode))) for _ in sizes]
    units = data.draw(st.integers(1, 4))
    pair = st.tuples(st.integers(0, units - 1), st.integers(0, len(sizes) - 1))
    rows = [(unit, item, int(modes[item])) for unit, item in data.draw(st.sets(pair))]
    items = items_of(sizes)
    counted = figures(partition(rows, items, units), items, None)
    distinct = {item for _, item, _ in rows}
    assert counted.unique_items == len(distinct)
    assert counted.unique_size == sum(sizes[item] for item in distinct)
    assert counted.placed_items == counted.placed_root_items + counted.placed_inlined_items == len(rows)
    assert counted.placed_size == sum(sizes[item] for _, item, _ in rows) == sum(counted.unit_sizes)
    assert counted.placed_inlined_size == sum(sizes[item] for _, item, mode in rows if mode == Mode.INLINED)
