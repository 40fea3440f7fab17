"""`cguviz compare` and the pictures of a comparison: figures, the published JSON, what cannot be compared."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cguviz import formats
from cguviz.cli import main
from cguviz.model.capture import Capture
from tests.analysis.test_comparison import massaged
from tests.captures import CAPTURES, capture_id, sample_named

KEYS = {"same", "merged", "moved", "copies_added", "copies_dropped", "added", "removed"}
REGEX = sample_named("regex-1.7.1-release")
TOY = sample_named("toy-0.1.0-release")


@pytest.fixture
def toy_file(toy: Capture, tmp_path: Path) -> Path:
    """Return a capture with a what-if stage."""
    path = tmp_path / "toy.cguviz"
    formats.save(path, [toy.replace(partitions=(*toy.partitions, massaged(toy)))])
    return path


def document(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> Any:
    assert main(["compare", "--json", *arguments]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("folder", CAPTURES, ids=capture_id)
def test_merging_is_told_as_merging(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dump = folder / "dump.txt.gz"
    told = document([f"{dump}:PLACE", f"{dump}:MERGE"], capsys)
    assert set(told) == {"base", "change", "items", "units", "moves"}
    assert set(told["items"]) == KEYS
    assert told["moves"] == []
    assert (told["items"]["moved"], told["items"]["added"], told["items"]["removed"]) == (0, 0, 0)
    assert told["items"]["same"] + told["items"]["merged"] == told["base"]["unique_root_items"]
    assert (told["base"]["stage"], told["change"]["stage"]) == ("PLACE", "MERGE")
    assert told["base"]["cut_uses"] is None
    assert len(told["units"]) == told["change"]["units"]
    named = [name for unit in told["units"] for name in unit["base"]]
    assert len(named) == len(set(named)) == told["base"]["units"]
    assert sorted((unit["size"] for unit in told["units"]), reverse=True) == told["change"]["unit_sizes"]
    assert sum(unit["items"] for unit in told["units"]) == told["change"]["placed_items"]


def test_moves_say_from_where_to_where(toy_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = document([f"{toy_file}:PLACE", f"{toy_file}:MASSAGE"], capsys)
    assert told["items"] == {**dict.fromkeys(KEYS, 0), "same": 21, "merged": 4, "moved": 4}
    assert (told["base"]["cut_uses"], told["change"]["cut_uses"]) == (17, 9)
    moves = {move["item"].rsplit("::", 1)[1]: move for move in told["moves"]}
    assert set(moves) == {"a4_1", "a4_3", "a6_1", "a6_3"}
    assert [name.rsplit("-", 1)[1] for name in (*moves["a4_1"]["from"], *moves["a4_1"]["to"])] == ["cgu4", "cgu1"]
    assert all(set(move) == {"item", "symbol", "from", "to", "size"} for move in told["moves"])


def test_the_report_is_for_people(toy_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", f"{toy_file}:PLACE", f"{toy_file}:MASSAGE"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("PLACE → MASSAGE")
    assert lines[1] == "21 root items stay · 4 merge with their unit · 4 move"
    assert [line.split()[-2:] for line in lines if line.startswith("uses cut")] == [["17", "9"]]
    assert any(line.startswith("cgu1") and "from cgu1, cgu2, cgu4, cgu5" in line for line in lines)
    assert any("a4_1  cgu4 → cgu1" in line for line in lines)


def test_two_files_are_compared_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    debug, release = sample_named("serde_json-1.0.87-debug"), sample_named("serde_json-1.0.87-release")
    told = document([f"{debug}:merge", str(release)], capsys)
    assert told["items"]["same"] + told["items"]["merged"] + told["items"]["moved"] > 250
    assert told["items"]["removed"] > 300
    assert told["base"]["stage"] == "MERGE"


def test_strangers_are_called_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", f"{TOY}:MERGE", f"{REGEX}:MERGE"]) == 0
    told = capsys.readouterr()
    assert "toy and regex: these share no item: nothing can be compared" in told.err
    assert told.out.startswith("toy rustc 1.85.0")


def test_one_side_without_uses(capsys: pytest.CaptureFixture[str]) -> None:
    told = document([f"{REGEX / 'dump.txt.gz'}:MERGE", f"{REGEX}:MERGE"], capsys)
    assert told["base"]["cut_uses"] is None
    assert told["change"]["cut_uses"] == 879
    assert told["items"] == {**dict.fromkeys(KEYS, 0), "same": 840}


@pytest.mark.parametrize("change", [f"{TOY}:FINAL", f"{TOY}:PLACE:FINAL"])
def test_a_stage_that_is_not_there_names_those_that_are(change: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", f"{TOY}:PLACE", change]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert "there is no" in told.err


@pytest.mark.parametrize("view", ["compare", "flow", "modules"])
# Export makes a QGuiApplication where there is none, and window tests after it could not have their QApplication.
@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(("ending", "magic"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_every_view_is_written_in_every_format(view: str, ending: str, magic: bytes, tmp_path: Path) -> None:
    out = tmp_path / f"out.{ending}"
    assert main(["export", f"{TOY}:PLACE", f"{TOY}:MERGE", "--view", view, "-o", str(out)]) == 0
    written = out.read_bytes()
    assert written.startswith(magic)
    if ending == "svg":
        assert "toy" in written.decode()
        assert "PLACE → MERGE" in written.decode()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([f"{TOY}:PLACE", "--view", "compare", "-o", "x.svg"], "--view compare takes two partitions"),
        ([f"{TOY}:PLACE", f"{TOY}:MERGE", "--view", "flow", "-o", "x.dot"], "a comparison is written as a picture"),
    ],
)
def test_what_cannot_be_exported_is_one_sentence(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_what_if_is_compared_without_being_saved(toy_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = document([f"{TOY}:PLACE", "--with", "massage"], capsys)
    saved = document([f"{toy_file}:PLACE", f"{toy_file}:MASSAGE"], capsys)
    assert (told["items"], told["moves"]) == (saved["items"], saved["moves"])
    assert (told["base"]["stage"], told["change"]["stage"]) == ("PLACE", "PLACE+MASSAGE")
    told = document([f"{REGEX}:MERGE", f"{REGEX}:PLACE", "--with", "merge", "--units", "4"], capsys)
    assert (told["base"]["stage"], told["base"]["units"], told["change"]["units"]) == ("MERGE", 16, 4)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["compare", str(TOY)], "there is nothing to compare with: name a CHANGE, or a rule"),
        (["compare", str(TOY), str(TOY), "--units", "4"], "--units belongs to a rule"),
        (["compare", str(TOY), "--with", "stir"], "there is no rule 'stir'; there are merge"),
        (["export", str(TOY), str(REGEX), "--with", "merge", "-o", "a.svg"], "--with makes one partition: name the"),
        (["export", str(TOY), "--view", "estimates", "--with", "merge", "-o", "a.svg"], "was not compiled"),
    ],
)
def test_what_no_rule_can_make_is_one_sentence(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1


def test_a_what_if_can_be_drawn(tmp_path: Path) -> None:
    graph, pair = tmp_path / "graph.svg", tmp_path / "pair.svg"
    assert main(["export", f"{REGEX}:PLACE", "--with", "merge", "--units", "4", "-o", str(graph)]) == 0
    assert graph.read_text("utf-8").count('class="unit"') == 4
    assert main(["export", f"{TOY}:PLACE", "--with", "massage", "--view", "compare", "-o", str(pair)]) == 0
    assert "21 root items stay · 4 merge with their unit · 4 move" in pair.read_text("utf-8")


def test_both_sides_are_told_by_their_words(capsys: pytest.CaptureFixture[str]) -> None:
    regex = str(sample_named("regex-1.7.1-release"))
    told = document([f"{regex}:PLACE", f"{regex}:MERGE"], capsys)
    units = {unit["label"]: unit for unit in told["units"]}
    assert units["cgu.00"]["base_labels"] == ["exec"]
    assert not any(unit["volatile"] for unit in told["units"])
    assert all(len(unit["base"]) == len(unit["base_labels"]) for unit in told["units"])
