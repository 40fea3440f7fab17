"""Massaging: the published pictures, and its open points one by one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from cguviz.formats import load
from cguviz.model.capture import Capture
from cguviz.model.partition import Mode
from cguviz.partition import Outcome, Start, origin, parse, run_pipeline
from cguviz.partition.rules.massage import MassageOptions, massage
from tests.captures import sample_named
from tests.partition.starts import contents, start_with, starts

SERDE = Path(__file__).parent.parent.parent / "data" / "serde-post.dot"
"""The published graph of serde 1.0.136 after massaging, read back from
https://nnethercote.github.io/images/2023/07/11/serde-1.0.136-graph-post.svg"""

MOVES = {"a2_0": 1, "a3_0": 0, "a4_1": 1, "a4_3": 1, "a5_0": 1, "a6_1": 0, "a6_3": 0, "a8_0": 0}
"""The eight published moves: function, and the number of the unit it went to."""


def massaged(capture: Capture, text: str = "massage") -> Outcome:
    pipeline = parse(text)
    return run_pipeline(capture, origin(capture, pipeline), pipeline)


def groups(outcome: Outcome, capture: Capture) -> set[frozenset[str]]:
    """Return the last path segments of the items of each unit."""
    names = [name.rpartition("::")[2] for name in capture.items.name]
    return {frozenset(names[item] for item in held) for held in contents(outcome.partition).values()}


PUBLISHED = {
    frozenset({"a0_0", "a0_1", "a3_0", "a6_1", "a6_3", "a8_0"}),
    frozenset({f"a1_{number}" for number in range(11)} | {"a2_0", "a4_1", "a4_3", "a5_0"}),
    frozenset({"a4_0", "a4_2", "a4_4", "a4_5", "a4_6"}),
    frozenset({"a6_0", "a6_2"}),
    frozenset({"a7_0"}),
}


@pytest.mark.parametrize("passes", ["one", "all"])
@pytest.mark.parametrize("callers", ["unit", "one"])
@pytest.mark.parametrize("callerless", ["no", "yes"])
def test_the_toy_program_is_massaged_as_published(toy: Capture, passes: str, callers: str, callerless: str) -> None:
    """Whatever the options, as all of them fit what was published."""
    outcome = massaged(toy, f"massage passes={passes} callers={callers} callerless={callerless}")
    assert outcome.moves == 8
    assert groups(outcome, toy) == PUBLISHED
    place = toy.partition("PLACE")
    before = {item: name for name, held in contents(place).items() for item in held}
    after = {item: name for name, held in contents(outcome.partition).items() for item in held}
    moves = {toy.items.name[item].rpartition("::")[2]: after[item] for item in after if after[item] != before[item]}
    assert {name: int(unit.rpartition("cgu")[2]) for name, unit in moves.items()} == MOVES


def test_the_published_picture_is_massaged_as_published() -> None:
    (before,) = load([sample_named("published/toy-pre.dot")])
    assert groups(massaged(before), before) == PUBLISHED


@pytest.mark.parametrize("options", ["", "passes=all", "callers=one", "callerless=yes"])
def test_published_results_leave_nothing_to_do(options: str) -> None:
    for path in (SERDE, sample_named("published/toy-post.dot")):
        (capture,) = load([path])
        outcome = massaged(capture, f"massage empty=keep {options}")
        assert outcome.moves == 0
        assert contents(outcome.partition) == contents(capture.partitions[0])


ROOT, INLINED = Mode.ROOT, Mode.INLINED


def moved(pairs: list[tuple[int, int]], unit: list[int], **options: Any) -> list[int]:
    """Return the unit of each item after massaging roots that began in these units."""
    rows = [(one, item, ROOT) for item, one in enumerate(unit)]
    names = [f"u{number}" for number in range(max(unit) + 1)]
    result = massage(start_with([1] * len(unit), rows, names, pairs), MassageOptions(empty="keep", **options))
    home = {item: name for name, held in contents(result).items() for item in held}
    return [int(home[item][1:]) for item in range(len(unit))]


def test_two_users_in_one_unit_pull_only_if_that_is_asked_for() -> None:
    pairs = [(0, 2), (1, 2)]
    assert moved(pairs, [0, 0, 1]) == [0, 0, 0]
    assert moved(pairs, [0, 0, 1], callers="one") == [0, 0, 1]


def test_what_a_function_uses_in_its_own_unit_holds_it() -> None:
    assert moved([(0, 1), (1, 2)], [0, 1, 1]) == [0, 1, 1]
    assert moved([(0, 1), (1, 2)], [0, 1, 2]) == [0, 0, 0]
    assert moved([(0, 1), (1, 1)], [0, 1]) == [0, 0]


def test_users_in_two_units_do_not_pull() -> None:
    assert moved([(0, 2), (1, 2)], [0, 1, 2]) == [0, 1, 2]


def test_more_passes_move_more() -> None:
    # 0 is held by 1, which only leaves it later in the first pass.
    pairs = [(3, 0), (0, 1), (2, 1), (3, 2)]
    assert moved(pairs, [0, 0, 1, 2]) == [0, 0, 2, 2]
    assert moved([(2, 0), (0, 1)], [0, 0, 1]) == [0, 0, 1]
    held = [(3, 0), (0, 1), (3, 1)]
    assert moved(held, [0, 0, 1, 1]) == moved(held, [0, 0, 1, 1], passes="all") == [0, 0, 1, 1]
    late = [(2, 1), (3, 2), (4, 1), (4, 3)]
    assert moved(late, [0, 0, 1, 2, 2]) == [0, 0, 2, 2, 2]
    assert moved(late, [0, 0, 1, 2, 2], passes="all") == [0, 2, 2, 2, 2]


def test_functions_without_users_move_to_what_they_use_if_asked_for() -> None:
    assert moved([(0, 1)], [0, 1], callerless=True, callers="one") == [1, 1]
    pairs = [(0, 1), (0, 2), (1, 2), (2, 1)]
    assert moved(pairs, [0, 1, 1]) == [0, 1, 1]
    assert moved(pairs, [0, 1, 1], callerless=True) == [1, 1, 1]


def test_inlined_users_do_not_pull_and_copies_follow() -> None:
    """0 uses 1 in another unit; 1 uses the inlined 2, whose only copy goes with it."""
    rows = [(0, 0, ROOT), (1, 1, ROOT), (1, 2, INLINED), (1, 3, ROOT)]
    result = contents(massage(start_with([1] * 4, rows, ["a", "b"], [(0, 1), (1, 2), (2, 3)]), MassageOptions()))
    assert result == {"a": {0: ROOT, 1: ROOT, 2: INLINED}, "b": {3: ROOT}}


@given(starts())
def test_each_move_makes_uses_internal(start: Start) -> None:
    """So that repeating until nothing moves ends; then it has nothing to do."""
    again = massage(start, MassageOptions(passes="all"))
    more = massage(start.replace(partition=again), MassageOptions(passes="all"))
    assert contents(more) == contents(again)
