"""`cguviz compare --why`, `--markdown` and `--fail-if`: on a crate of which one function grew."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from cguviz import formats
from cguviz.cli import main
from cguviz.model.capture import Capture
from tests.captures import sample_named
from tests.partition.test_parting import edited, merged, turns_of

REGEX = str(sample_named("regex-1.7.1-release"))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str, str]:
    """Return the files of both sides, and the function that grew such that others moved."""
    (capture,) = formats.load([REGEX])
    place = capture.partition("PLACE")
    base = merged(capture, place, 16)
    chance = np.random.default_rng(3)
    while True:
        other, item = edited(place, "size", chance)
        change = merged(capture, other, 16)
        if turns_of(base, change)[0]:
            break
    folder = tmp_path_factory.mktemp("both")
    return saved(folder / "a.cguviz", base), saved(folder / "b.cguviz", change), capture.items.name[item]


def saved(path: Path, capture: Capture) -> str:
    formats.save(path, [capture])
    return str(path)


def test_every_move_has_its_reason(both: tuple[str, str, str], capsys: pytest.CaptureFixture[str]) -> None:
    base, change, grown = both
    assert main(["compare", base, change, "--why", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["moves"]
    for move in found["moves"]:
        why = move["why"]
        assert set(why) == {"cause", "text", "step", "unit", "from_size", "to_size"}
        assert (why["cause"], grown in why["text"]) == ("size", True)
        assert why["step"] >= 1
        assert why["from_size"] < why["to_size"]
    assert any("why" in unit for unit in found["units"])
    assert set(found["calls"]) == {"became_cut", "became_inside"}
    cut = sum(row["count"] for row in found["calls"]["became_cut"])
    inside = sum(row["count"] for row in found["calls"]["became_inside"])
    assert found["change"]["cut_uses"] - found["base"]["cut_uses"] == pytest.approx(cut - inside, abs=max(cut, inside))


def test_the_report_says_it_in_words(both: tuple[str, str, str], capsys: pytest.CaptureFixture[str]) -> None:
    base, change, grown = both
    assert main(["compare", base, change, "--why"]) == 0
    said = capsys.readouterr().out
    assert "why they moved:" in said
    assert f"{grown} in " in said


def test_two_stages_of_one_capture_differ_by_the_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", REGEX, "--with", "greedy", "--units", "16", "--why", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {move["why"]["cause"] for move in found["moves"]} == {"rule"}


def test_markdown_is_for_pull_requests(both: tuple[str, str, str], capsys: pytest.CaptureFixture[str]) -> None:
    base, change, _ = both
    assert main(["compare", base, change, "--why", "--markdown"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("### regex")
    assert "| uses cut | " in said
    assert "<details><summary>" in said


@pytest.mark.parametrize(
    ("text", "status"),
    [("moved > 0", 1), ("moved > 100000", 0), ("cut_uses > +5000%", 0), ("units >= 16", 1), ("placed_size < -1%", 0)],
)
def test_conditions_decide_the_exit_code(
    both: tuple[str, str, str], text: str, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    base, change, _ = both
    assert main(["compare", base, change, "--fail-if", text]) == status
    assert (text in capsys.readouterr().err) == bool(status)


@pytest.mark.parametrize(
    ("text", "said"), [("moved", "is no condition"), ("nothing > 1", "there is no figure"), ("units > 5%", "per cent")]
)
def test_conditions_that_are_none_are_refused(text: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", REGEX, f"{REGEX}:PLACE", "--fail-if", text]) == 2
    assert said in capsys.readouterr().err
