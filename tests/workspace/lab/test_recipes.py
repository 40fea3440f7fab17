"""Stages made in the lab, made again of what is read in place of what they were made of."""

from __future__ import annotations

import pytest

from cguviz.model.capture import Capture
from cguviz.model.columns import equal
from cguviz.progress import silent
from cguviz.workspace.lab.hand_moves import STAGE, moved_by_hand
from cguviz.workspace.lab.recipes import (
    hand_moves,
    key_of,
    making_of,
    numbers_of,
    remake_stages,
    with_making,
)
from cguviz.workspace.lab.scores import try_pipeline
from cguviz.workspace.requests.carried import Making, NamedMove
from cguviz.workspace.requests.lab import HandMove, MoveByHand, Try
from cguviz.workspace.requests.opened import Open, Side
from tests.workspace.renamed import without_items

OPENED = Open(("toy",))


@pytest.fixture
def rule(toy: Capture) -> Making:
    return making_of(Try(OPENED, Side(0, "PLACE"), "massage", 4), "MASSAGED", toy)


@pytest.fixture
def moves(toy: Capture) -> tuple[HandMove, ...]:
    """Return two moves of root items to the last unit."""
    partition = toy.partition("PLACE")
    roots = partition.item[~partition.inlined][:3].tolist()
    return HandMove((roots[0],), partition.units[8]), HandMove(tuple(roots[1:]), "new unit")


def test_the_same_files_give_the_same_stages(toy: Capture, rule: Making, moves: tuple[HandMove, ...]) -> None:
    by_hand = making_of(MoveByHand(OPENED, Side(0, "PLACE"), moves, 4), STAGE, toy)
    (again,) = remake_stages([toy], [rule, by_hand], silent)
    assert again.stages == (*toy.stages, "MASSAGED", STAGE)
    wanted = try_pipeline(toy, "PLACE", "massage", jobs=4).partition
    assert wanted is not None
    assert equal(again.partition("MASSAGED"), wanted.replace(stage="MASSAGED"))
    assert equal(again.partition(STAGE), moved_by_hand(toy, "PLACE", moves)[0])
    assert again.remarks == toy.remarks
    assert hand_moves(by_hand, toy) == moves


def test_moves_go_over_by_name_and_say_what_is_lost(toy: Capture, moves: tuple[HandMove, ...]) -> None:
    making = making_of(MoveByHand(OPENED, Side(0, "PLACE"), moves, 4), STAGE, toy)
    gone = moves[1].items[0]
    changed = without_items(toy, [gone])
    (again,) = remake_stages([changed], [making], silent)
    number = numbers_of(changed.items)
    made = again.partition(STAGE)
    for move in moves:
        for item in move.items:
            if item != gone:
                placed = made.unit[made.item == number[key_of(toy.items, item)]].tolist()
                assert [made.units[unit] for unit in placed] == [move.unit]
    assert "Of 3 functions that were moved by hand, 1 are no more" in again.remarks[-1].text


@pytest.mark.parametrize(
    "making",
    [
        Making("toy", "X", "NO SUCH STAGE", "massage"),
        Making("toy", "X", "PLACE", "no-such-rule"),
        Making("toy", STAGE, "PLACE", moves=(NamedMove(("no such item",), "mine"),)),
    ],
)
def test_what_cannot_be_made_again_is_a_remark(toy: Capture, making: Making) -> None:
    (again,) = remake_stages([toy], [making], silent)
    assert again.stages == toy.stages
    assert again.remarks[-1].text.startswith(f"The stage {making.stage}, made in the lab, cannot be made again: ")


def test_stages_of_crates_that_are_no_more_are_left_out(toy: Capture) -> None:
    assert remake_stages([toy], [Making("other", "X", "PLACE", "massage")], silent) == (toy,)


def test_a_stage_that_is_made_once_more_replaces_the_first(rule: Making) -> None:
    other = Making("toy", "MASSAGED", "MERGE", "massage")
    both = with_making(with_making((), rule), Making("toy", "Y", "MERGE", "dedup"))
    assert [making.stage for making in with_making(both, other)] == ["Y", "MASSAGED"]
    assert with_making(both, other)[-1].start == "MERGE"


def test_moves_that_were_all_taken_back_are_no_loss(toy: Capture) -> None:
    making = making_of(MoveByHand(OPENED, Side(0, "PLACE"), (), 4), STAGE, toy)
    (again,) = remake_stages([toy], [making], silent)
    assert equal(again.partition(STAGE), toy.partition("PLACE").replace(stage=STAGE))
    assert again.remarks == toy.remarks
