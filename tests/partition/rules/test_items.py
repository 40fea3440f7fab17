"""Rules that look at single items: split, dedup, place, internalize, min-cut."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import given

from cguviz.errors import PartitionError
from cguviz.model.capture import Capture
from cguviz.model.partition import LINKAGES, VISIBILITIES, Mode, placed_uses
from cguviz.partition import Start, find_rule, parse, run_pipeline
from cguviz.partition.placing import count_explained
from cguviz.partition.rules.dedup import DedupOptions, dedup
from cguviz.partition.rules.internalize import InternalizeOptions, internalize
from cguviz.partition.rules.massage import MassageOptions, massage
from cguviz.partition.rules.min_cut import MinCutOptions, min_cut
from cguviz.partition.rules.place import PlaceOptions, place
from cguviz.partition.rules.split import SplitOptions, split
from tests.partition.starts import contents, roots, start_with, starts

ROOT, INLINED = Mode.ROOT, Mode.INLINED


def test_splitting_cuts_evenly_in_the_order_of_items() -> None:
    rows = [(0, item, ROOT) for item in range(6)] + [(1, 6, ROOT)]
    start = start_with([10] * 7, rows, ["a", "b"])
    cut = contents(split(start, SplitOptions(units=2)))
    assert cut == {"a": dict.fromkeys(range(3), ROOT), "b": {6: ROOT}, "a.1": dict.fromkeys(range(3, 6), ROOT)}
    assert len(split(start, SplitOptions(units=2, factor=2.0)).units) == 2


def test_a_single_large_item_cannot_be_split() -> None:
    start = start_with([1000, 1, 1], [(0, 0, ROOT), (1, 1, ROOT), (1, 2, ROOT)], ["a", "b"])
    assert contents(split(start, SplitOptions(units=2))) == contents(start.partition)


def test_pieces_get_names_that_are_free() -> None:
    start = start_with([9, 9, 1], [(0, 0, ROOT), (0, 1, ROOT), (1, 2, ROOT)], ["a", "a.1"])
    assert split(start, SplitOptions(units=2)).units.tolist() == ["a", "a.1", "a.1'"]


def test_copies_follow_to_the_piece_that_uses_them() -> None:
    rows = [(0, 0, ROOT), (0, 1, ROOT), (0, 2, INLINED), (0, 3, INLINED), (0, 4, INLINED)]
    pairs = [(0, 2), (1, 3), (2, 3)]
    cut = contents(split(start_with([9, 9, 1, 1, 1], rows, ["a"], pairs), SplitOptions(units=2)))
    # 3 is used by 1, and by 2 of which 0 has a copy; 4 is used by nobody that is known.
    assert {name: set(held) for name, held in cut.items()} == {"a": {0, 2, 3, 4}, "a.1": {1, 3}}
    every = contents(split(start_with([9, 9, 1, 1, 1], rows, ["a"], pairs), SplitOptions(units=2, carry="all")))
    assert {name: set(held) for name, held in every.items()} == {"a": {0, 2, 3, 4}, "a.1": {1, 3, 4}}


def test_what_carried_copies_use_comes_along() -> None:
    """1 moves to its user 0; it is all there was in b, so the unexplained 2 moves too, and 3, which that uses."""
    rows = [(0, 0, ROOT), (1, 1, ROOT), (1, 2, INLINED), (1, 3, INLINED)]
    start = start_with([1] * 4, rows, ["a", "b"], [(0, 1), (2, 3)])
    assert contents(massage(start, MassageOptions())) == {"a": {0: ROOT, 1: ROOT, 2: INLINED, 3: INLINED}}


@given(starts())
def test_placing_without_change_keeps_every_copy(start: Start) -> None:
    before, after = contents(start.partition), contents(place(start, PlaceOptions()))
    assert list(after) == list(before)
    for name, held in before.items():
        assert held.items() <= after[name].items()


def test_dropping_unexplained_copies_keeps_the_last_of_an_item() -> None:
    rows = [(0, 0, ROOT), (1, 1, ROOT), (0, 2, INLINED), (1, 2, INLINED), (0, 3, INLINED), (1, 3, INLINED)]
    start = start_with([1] * 4, rows, ["a", "b"], [(1, 3)])
    assert count_explained(start) == (1, 4)
    left = contents(place(start, PlaceOptions(unexplained="drop")))
    assert left == {"a": {0: ROOT, 2: INLINED}, "b": {1: ROOT, 3: INLINED}}


def dedup_start() -> Start:
    rows = [(0, 0, ROOT), (1, 1, ROOT), (2, 2, ROOT), *((unit, 3, INLINED) for unit in range(3))]
    return start_with([1, 1, 1, 150], [*rows, (0, 4, INLINED), (1, 4, INLINED)][:6], ["c", "b", "a"])


def test_dedup_keeps_the_copy_of_the_first_unit_by_name() -> None:
    after = dedup(dedup_start(), DedupOptions(threshold=299))
    assert contents(after) == {"c": {0: ROOT}, "b": {1: ROOT}, "a": {2: ROOT, 3: ROOT}}
    (row,) = np.flatnonzero(after.item == 3)
    assert LINKAGES[after.linkage[row]] == "External"
    assert VISIBILITIES[after.visibility[row]] == "Hidden"


@pytest.mark.parametrize("threshold", [0, 300])
def test_dedup_leaves_what_saves_too_little(threshold: int) -> None:
    """Two further copies of 150 are 300, which is not above 300; 0 is off."""
    start = dedup_start()
    assert contents(dedup(start, DedupOptions(threshold=threshold))) == contents(start.partition)


def test_internal_is_what_is_used_in_its_unit_alone() -> None:
    """0 uses 1 inside; 2 uses 3 across; 4 is used by a copy that is in two units; 5 by itself; 6 by nobody."""
    rows = [(0, 0, ROOT), (0, 1, ROOT), (0, 2, ROOT), (1, 3, ROOT), (0, 4, ROOT), (0, 5, ROOT), (1, 6, ROOT)]
    rows += [(0, 7, INLINED), (1, 7, INLINED), (1, 8, ROOT), (1, 9, INLINED)]
    pairs = [(0, 1), (2, 3), (7, 4), (5, 5), (9, 8)]
    after = internalize(start_with([1] * 10, rows, ["a", "b"], pairs), InternalizeOptions())
    internal = (after.linkage == LINKAGES.index("Internal")) & ~after.inlined
    assert sorted(after.item[internal].tolist()) == [1, 8]
    assert {VISIBILITIES[value] for value in after.visibility[internal]} == {"Default"}


def test_a_minimum_cut_cuts_where_the_uses_are_few() -> None:
    """Two cliques of four with one use between them, spread over both units."""
    pytest.importorskip("pymetis")
    cliques = [(one, other) for group in (range(4), range(4, 8)) for one in group for other in group if one < other]
    rows = [(item % 2, item, ROOT) for item in range(8)]
    cut = contents(min_cut(start_with([1] * 8, rows, ["a", "b"], [*cliques, (0, 4)]), MinCutOptions(units=2)))
    assert {frozenset(held) for held in cut.values()} == {frozenset(range(4)), frozenset(range(4, 8))}


def test_a_minimum_cut_beats_merging(regex: Capture) -> None:
    pytest.importorskip("pymetis")
    place = regex.partition("PLACE")
    outcome = run_pipeline(regex, place, parse("min-cut"))
    assert roots(outcome.partition) == roots(place)
    merged = run_pipeline(regex, place, parse("merge units=16")).partition
    assert regex.uses is not None
    cut, rustcs = (placed_uses(one, regex.uses).cut.sum() for one in (outcome.partition, merged))
    assert cut < rustcs


def test_without_metis_a_minimum_cut_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymetis", None)
    start = start_with([1, 1], [(0, 0, ROOT), (0, 1, ROOT)], ["a"], [])
    with pytest.raises(PartitionError, match="install the Python package pymetis"):
        find_rule("min-cut").apply(start, MinCutOptions(units=2))
