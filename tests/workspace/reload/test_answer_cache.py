"""Answers that are kept: those of what is open, the last pictures, and nothing of a stage that was made anew."""

from __future__ import annotations

from cguviz.model.capture import Capture
from cguviz.workspace.reload.answer_cache import PICTURES_KEPT, still_wanted, with_last_named, with_made
from cguviz.workspace.requests.opened import Open, Side
from cguviz.workspace.requests.options import Options
from cguviz.workspace.requests.requests import Draw, IndexSearch, Request
from cguviz.workspace.results.answer import Answer

HERE, ELSEWHERE = Open(("here",)), Open(("elsewhere",))


def drawn(stage: str) -> Draw:
    return Draw(HERE, Side(0, stage), Options(), frozenset())


def test_answers_of_other_files_and_the_oldest_pictures_are_forgotten() -> None:
    pictures = [drawn(str(number)) for number in range(PICTURES_KEPT + 2)]
    answers: dict[Request, Answer] = dict.fromkeys(
        [IndexSearch(HERE, (0,)), IndexSearch(ELSEWHERE, (0,)), *pictures], "answer"
    )
    now = pictures[0]
    kept = list(still_wanted(answers, {HERE, None}, (HERE, now)))
    # What is shown is kept, however old, and with it as many others as make the number.
    assert kept == [IndexSearch(HERE, (0,)), now, *pictures[-PICTURES_KEPT + 1 :]]
    assert list(still_wanted(answers, {ELSEWHERE}, ())) == [IndexSearch(ELSEWHERE, (0,))]


def test_what_was_asked_of_the_last_stage_is_an_answer_to_its_name() -> None:
    named = with_last_named({drawn(""): "last", drawn("PLACE"): "first"}, HERE, 0, "MERGE")
    assert named == {drawn("MERGE"): "last", drawn("PLACE"): "first"}


def test_a_stage_that_is_made_anew_takes_its_answers_with_it(toy: Capture) -> None:
    first, last = toy.partitions[0], toy.partitions[-1]
    answers: dict[Request, Answer] = {HERE: (toy,), drawn(first.stage): "picture", drawn(last.stage): "picture"}
    kept = with_made(answers, HERE, 0, last)
    assert list(kept) == [HERE, drawn(first.stage)]
    added = with_made(answers, HERE, 0, last.replace(stage="by hand"))
    assert list(added) == list(answers)
    match added[HERE]:
        case (Capture() as capture,):
            assert capture.stages == (*toy.stages, "by hand")
        case other:
            raise AssertionError(other)
    assert answers[HERE] == (toy,)
