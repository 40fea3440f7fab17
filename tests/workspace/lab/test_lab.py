"""Rules tried, stages rated and items moved by hand: what the worker makes of a capture."""

from __future__ import annotations

import numpy as np
import pytest

from cguviz.analysis.statistics import figures
from cguviz.errors import PartitionError
from cguviz.formats import load
from cguviz.model.capture import Capture
from cguviz.model.columns import equal
from cguviz.model.partition import Mode, Partition
from cguviz.partition import PARTITIONERS
from cguviz.progress import silent
from cguviz.workspace.lab.hand_moves import STAGE, moved_by_hand, retrace_moves
from cguviz.workspace.lab.scores import Score, Tried, score, try_pipeline
from cguviz.workspace.pictures.loaded import Loaded, OpenCaptures
from cguviz.workspace.requests.lab import HandMove, MoveByHand, Rate, Try
from cguviz.workspace.requests.opened import Open, Side
from cguviz.workspace.requests.options import Options
from cguviz.workspace.requests.requests import Compare, Draw, Request, Save, SurveyStage, supersedes
from cguviz.workspace.worker.answers import answer
from cguviz.workspace.worker.exporting import WriteRaster
from tests.captures import sample_named


@pytest.fixture(scope="module")
def regex() -> Capture:
    (capture,) = load([sample_named("regex-1.7.1-release")], silent)
    return capture


@pytest.fixture(scope="module")
def toy() -> Capture:
    (capture,) = load([sample_named("toy-0.1.0-release")], silent)
    return capture


def no_raster(*_: object) -> None:
    raise AssertionError("nothing is painted here")


WRITE: WriteRaster = no_raster


def ask(request: Request, loaded: Loaded) -> object:
    return answer(request, loaded, WRITE, silent)


def placements(partition: Partition) -> set[tuple[str, int]]:
    names = partition.units.tolist()
    return {(names[unit], item) for unit, item in zip(partition.unit.tolist(), partition.item.tolist(), strict=True)}


@pytest.fixture(scope="module")
def recording() -> Capture:
    (capture,) = load([sample_named("globset-0.4.9-release.cguviz")], silent)
    return capture


@pytest.mark.parametrize("source", ["regex", "recording"])
@pytest.mark.parametrize("rule", PARTITIONERS, ids=lambda rule: rule.name)
def test_a_score_says_what_info_says(source: str, rule: object, request: pytest.FixtureRequest) -> None:
    """Of a dump and of a recording alike: no rule is refused."""
    capture: Capture = request.getfixturevalue(source)
    name = getattr(rule, "name", "")
    made = try_pipeline(capture, "MERGE" if name in ("aggressive", "internalize") else "PLACE", name, jobs=4)
    assert made.partition is not None
    counted = figures(made.partition, capture.items, capture.uses)
    assert made.score.units == counted.units
    assert made.score.copies == counted.placed_inlined_items
    assert made.score.cut == counted.cut_uses
    assert made.score.largest == counted.unit_sizes[0]
    assert made.score.excess == pytest.approx(counted.unit_sizes[0] / np.mean(counted.unit_sizes))
    assert made.score.spread == pytest.approx(counted.unit_sizes[0] / counted.unit_sizes[-1])
    assert made.score.build > 0


def test_rustc_s_own_rule_scores_as_rustc_s_own_stage(regex: Capture, recording: Capture) -> None:
    for capture in (regex, recording):
        again = try_pipeline(capture, "PLACE", "merge", jobs=8)
        assert again.score == score(capture, capture.partition("MERGE"), jobs=8)


def test_more_jobs_build_no_slower_until_there_are_as_many_as_units(regex: Capture) -> None:
    times = [score(regex, regex.partition("MERGE"), jobs=jobs).build for jobs in (1, 2, 4, 16)]
    assert times == sorted(times, reverse=True)
    assert times[0] > times[-1]


def test_what_is_not_known_is_told_as_not_known(regex: Capture) -> None:
    bare = regex.replace(uses=None, timeline=None)
    made = score(bare, bare.partition("MERGE"), jobs=4)
    assert made.cut == -1
    assert made.costs == "medians"
    empty = regex.partition("MERGE").replace(size=np.zeros(len(regex.partition("MERGE")), np.int64))
    rated = score(bare, empty, jobs=4)
    assert (rated.excess, rated.spread) == (0.0, 0.0)


def test_stages_that_are_made_are_kept_drawn_and_saved(regex: Capture, tmp_path: object) -> None:
    opened = Open(("regex",))
    loaded: Loaded = {opened: OpenCaptures(opened, (regex,))}
    first = ask(Try(opened, Side(0, "PLACE"), "massage | merge", 4), loaded)
    second = ask(Try(opened, Side(0, "PLACE"), "massage | merge", 4), loaded)
    assert isinstance(first, Tried)
    assert isinstance(second, Tried)
    assert first.partition is not None
    assert second.partition is not None
    stages = [first.partition.stage, second.partition.stage]
    assert loaded[opened].captures[0].stages == ("PLACE", "MERGE", "INTERNALIZE", *stages)
    assert len(set(stages)) == 2
    ask(Draw(opened, Side(0, stages[0]), Options(), frozenset()), loaded)
    path = f"{tmp_path}/regex.cguviz"
    ask(Save(opened, path), loaded)
    (again,) = load([path], silent)
    assert equal(again.partition(stages[0]), first.partition)


def test_a_sweep_keeps_nothing(toy: Capture) -> None:
    opened = Open(("toy",))
    loaded: Loaded = {opened: OpenCaptures(opened, (toy,))}
    made = ask(Try(opened, Side(0, "PLACE"), "merge units=3", 4, keep=False), loaded)
    assert isinstance(made, Tried)
    assert made.partition is None
    assert made.score.units == 3
    assert loaded[opened].captures[0].stages == toy.stages
    rated = ask(Rate(opened, Side(0, "PLACE"), 4), loaded)
    assert isinstance(rated, Score)


@pytest.mark.parametrize(
    ("pipeline", "words"),
    [("massage", "LLVM IR"), ("min-cut", "uses"), ("merge units=30", "29 items cannot fill 30 units")],
)
def test_a_rule_that_cannot_run_says_in_a_sentence_how_it_could(toy: Capture, pipeline: str, words: str) -> None:
    with pytest.raises(PartitionError, match=words):
        try_pipeline(toy.replace(uses=None), "PLACE", pipeline, jobs=4)


def test_trying_is_answered_whatever_is_asked_later() -> None:
    opened = Open(("a",))
    old = Try(opened, Side(0, "PLACE"), "merge", 4)
    assert not supersedes(Try(opened, Side(0, "PLACE"), "nth", 4), old)
    assert not supersedes(SurveyStage(opened, Side(0, "PLACE")), old)
    assert supersedes(Open(("b",)), old)


def test_no_move_changes_nothing(regex: Capture) -> None:
    for stage in regex.stages:
        made, moved = moved_by_hand(regex, stage, [])
        assert placements(made) == placements(regex.partition(stage))
        assert (made.stage, moved) == (STAGE, 0)


def test_roots_go_where_they_are_put_and_their_copies_follow(regex: Capture) -> None:
    start = regex.partition("PLACE")
    sizes = start.unit_sizes
    source, goal = int(sizes.argmax()), int(sizes.argmin())
    inside = slice(start.starts[source], start.starts[source + 1])
    roots = start.item[inside][start.mode[inside] == Mode.ROOT]
    made, moved = moved_by_hand(regex, "PLACE", [HandMove(tuple(roots.tolist()), start.units[goal])])
    assert moved == len(roots)
    assert made.units.tolist() == start.units.tolist()
    assert np.diff(made.starts)[source] == 0  # copies without users are copies for nobody
    assert set(made.item.tolist()) == set(start.item.tolist())
    there = made.item[made.starts[goal] : made.starts[goal + 1]]
    assert set(roots.tolist()) <= set(there.tolist())


def test_moving_back_is_as_if_nothing_had_happened(regex: Capture) -> None:
    start = regex.partition("MERGE")
    item = int(start.item[start.mode == Mode.ROOT][0])
    home = start.units[int(start.unit[np.flatnonzero((start.item == item) & (start.mode == Mode.ROOT))[0]])]
    other = next(name for name in start.units if name != home)
    made, moved = moved_by_hand(regex, "MERGE", [HandMove((item,), other), HandMove((item,), home)])
    assert (placements(made), moved) == (placements(start), 0)


def test_a_unit_that_is_not_there_is_made(toy: Capture) -> None:
    made, moved = moved_by_hand(toy, "PLACE", [HandMove((0, 1), "mine")])
    assert made.units.tolist()[-1] == "mine"
    assert made.item[made.starts[-2] :].tolist() == [0, 1]
    assert moved == 2


def test_without_uses_copies_stay(regex: Capture) -> None:
    start = regex.partition("PLACE")
    item = int(start.item[start.mode == Mode.ROOT][0])
    made, moved = moved_by_hand(regex.replace(uses=None), "PLACE", [HandMove((item,), start.units[1])])
    before, after = placements(start), placements(made)
    assert moved <= 1
    assert {item for _, item in before ^ after} <= {item}
    assert len(made) == len(start)


@pytest.mark.parametrize("stage", ["PLACE", "INTERNALIZE"])
def test_moves_that_nobody_kept_are_found_again(regex: Capture, stage: str) -> None:
    start = regex.partition(stage)
    roots = start.item[start.mode == Mode.ROOT]
    moves = (
        HandMove(tuple(roots[:5].tolist()), start.units[len(start.units) - 1]),
        HandMove((int(roots[2]),), "mine"),
        HandMove((int(roots[-1]),), start.units[0]),
    )
    made, moved = moved_by_hand(regex, stage, moves)
    saved = regex.replace(partitions=(*regex.partitions, made))
    found = retrace_moves(saved)
    assert found is not None
    assert found[0] == stage
    assert sum(len(move.items) for move in found[1]) == moved
    assert equal(moved_by_hand(saved, *found)[0], made)


def test_moves_are_not_found_where_no_stage_has_the_same_roots(toy: Capture) -> None:
    made, _ = moved_by_hand(toy, "PLACE", [HandMove((0,), "mine")])
    assert retrace_moves(toy.replace(partitions=(made,))) is None


def test_a_copy_is_not_moved_by_itself(regex: Capture) -> None:
    start = regex.partition("PLACE")
    copy = int(start.item[start.mode == Mode.INLINED][0])
    with pytest.raises(PartitionError, match="go where their users are"):
        moved_by_hand(regex, "PLACE", [HandMove((copy,), start.units[0])])


def test_the_stage_made_by_hand_is_one(toy: Capture) -> None:
    opened = Open(("toy",))
    loaded: Loaded = {opened: OpenCaptures(opened, (toy,))}
    for moves in ((HandMove((0,), "mine"),), (HandMove((0,), "mine"), HandMove((1,), "mine")), ()):
        made = ask(MoveByHand(opened, Side(0, "PLACE"), moves, 4), loaded)
        assert isinstance(made, Tried)
        assert loaded[opened].captures[0].stages == (*toy.stages, STAGE)
    assert placements(loaded[opened].captures[0].partition(STAGE)) == placements(toy.partition("PLACE"))
    ask(Compare(opened, Side(0, "PLACE"), Options(), change=Side(0, STAGE)), loaded)


def test_what_was_tried_before_changes_no_build(regex: Capture) -> None:
    opened = Open(("regex",))
    loaded: Loaded = {opened: OpenCaptures(opened, (regex,))}
    before = ask(Rate(opened, Side(0, "MERGE"), 2), loaded)
    # Its units are named as those that were compiled.
    ask(Try(opened, Side(0, "PLACE"), "greedy", 2), loaded)
    assert ask(Rate(opened, Side(0, "MERGE"), 2), loaded) == before
    again = ask(Try(opened, Side(0, "PLACE"), "merge", 2), loaded)
    assert isinstance(again, Tried)
    assert again.score == before
