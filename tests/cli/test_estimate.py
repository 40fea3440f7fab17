"""`cguviz estimate`: what it takes, what it prints, how it fails."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cguviz.cli import main
from tests.captures import sample_named

DATA = Path(__file__).parent.parent / "data"
DEBUG, OPT = (str(DATA / f"{kind}-top1000-excerpt.txt") for kind in ("debug", "opt"))
REGEX = str(sample_named("regex-1.7.1-release"))


def test_json_has_the_published_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["estimate", "--json", DEBUG]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["crates"], document["units"]) == (4, 39)
    by_name = {one["name"]: one["mean_absolute_deviation"] for one in document["estimators"]}
    assert document["mean_absolute_deviation"] == by_name["size estimate"]
    assert set(by_name) >= {"statements+blocks", "blocks", "items", "7*bb+4*proj", "fitted linear model"}
    assert document["worst"][0]["crate"] == "blake2s_simd.e849f224d597d780"
    assert document["worst"][0]["unit"] == "blake2s_simd.e849f224d597d780-cgu.09"
    assert document["worst"][0]["label"] == "cgu.09"
    assert document["worst"][0]["ratio"] == pytest.approx(4.41, abs=0.01)
    assert sum(one["units"] for one in document["by_crate"]) == 39
    assert "62*bb+24*args" in document["unavailable"]


def test_files_of_both_kinds_are_put_together(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["estimate", "--json", DEBUG, OPT, REGEX, "--worst", "3"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["crates"] == 4 + 5 + 1
    assert len(document["worst"]) == 3
    crates = {one["name"]: one["crates"] for one in document["estimators"]}
    assert (crates["size estimate"], crates["blocks"], crates["LLVM instructions"]) == (10, 9, 1)


def test_a_folder_of_measurements(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (DEBUG, OPT):
        (tmp_path / Path(path).name).write_bytes(Path(path).read_bytes())
    assert main(["estimate", "--json", str(tmp_path)]) == 0
    assert json.loads(capsys.readouterr().out)["crates"] == 9


def test_the_text_names_crates_units_and_estimators(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["estimate", DEBUG]) == 0
    printed = capsys.readouterr().out
    assert "39 units of 4 crates with two or more" in printed
    assert "7*bb+4*proj (4)" in printed
    assert "62*bb+24*args (root blocks, inlined blocks, arguments)" in printed
    assert "blake2s_simd.e849f224d597d780 cgu.09" in printed


def test_a_capture_without_a_profile_is_left_out_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["estimate", "--json", DEBUG, str(sample_named("serde_json-1.0.87-debug"))]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["crates"] == 4
    assert "left out. serde_json has no self-profile" in told.err


def test_rows_that_are_cut_off_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cut = tmp_path / "cut.txt"
    cut.write_bytes(Path(DEBUG).read_bytes()[:-30])
    assert main(["estimate", "--json", str(cut)]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["units"] == 38
    assert "1 rows of the table cannot be read" in told.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([str(sample_named("serde_json-1.0.87-debug"))], "nothing here was measured; load a capture together with its"),
        (["nowhere.txt"], "nowhere.txt: there is no such file"),
        ([DEBUG, "--worst", "-1"], "-1 units cannot be named"),
    ],
)
def test_what_cannot_be_is_told_and_status_2(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["estimate", *words]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err.splitlines()[-1]


def test_crates_of_one_unit_have_nothing_to_compare(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = Path(DEBUG).read_text().splitlines(keepends=True)
    single = tmp_path / "single.txt"
    single.write_text("".join(line for line in lines if not line.startswith("CGU-") or "cfg_if" in line))
    assert main(["estimate", str(single)]) == 2
    assert "no crate has two or more units with a size and a time" in capsys.readouterr().err
