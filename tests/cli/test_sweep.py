"""`cguviz sweep`: its rows, which are the lab's, and what it says of what nobody can tell."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cguviz.cli import main
from cguviz.model.capture import Capture
from cguviz.workspace.lab.scores import score, try_pipeline
from tests.captures import sample_named

REGEX, TOY = str(sample_named("regex-1.7.1-release")), str(sample_named("toy-0.1.0-release"))


def sweep(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["sweep", "--json", *words]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_rows_are_what_the_lab_says_of_the_same_rule(regex: Capture, capsys: pytest.CaptureFixture[str]) -> None:
    rows = sweep(capsys, REGEX, "--units", "1,4,16,32", "--jobs", "4")["rows"]
    assert [row["asked"] for row in rows] == [row["units"] for row in rows] == [1, 4, 16, 32]
    for row in rows:
        tried = try_pipeline(regex, "PLACE", f"merge units={row['asked']}", jobs=4).score
        assert (row["llvm_cpu_ns"], row["makespan_ns"], row["copies"]) == (tried.llvm, tried.build, tried.copies)
        assert row["cut_uses"] == tried.cut
        assert row["warning"] == tried.warning
        assert row["likely"] == pytest.approx(tried.likely, abs=1e-4)
        assert row["likely"][0] <= row["cpu_ratio"] <= row["likely"][1]


def test_the_recorded_build_is_the_measure(regex: Capture, capsys: pytest.CaptureFixture[str]) -> None:
    """Merging to the recorded number of units gives the recorded units, and they cost what they cost."""
    found = sweep(capsys, f"{REGEX}:PLACE", "--units", "16", "--jobs", "4")
    (row,) = found["rows"]
    own = score(regex, regex.partition("MERGE"), jobs=4)
    assert found["base"] == {"units": 16, "llvm_cpu_ns": own.llvm, "makespan_ns": own.build}
    assert found["costs"] == "wall times of units"
    assert (row["cpu_ratio"], row["makespan_ratio"], row["warning"]) == (1.0, 1.0, "")
    assert row["likely"] == [1.0, 1.0]


def test_settings_change_what_llvm_does(capsys: pytest.CaptureFixture[str]) -> None:
    one, sixteen = sweep(capsys, REGEX, "--units", "1,16")["rows"]
    without = sweep(capsys, REGEX, "--units", "1,16", "--lto", "off")["rows"]
    assert one["cpu_ratio"] < 1
    assert "one unit against several" in one["warning"]
    assert without[0]["llvm_cpu_ns"] == one["llvm_cpu_ns"]  # one unit that is named has no local LTO anyway
    assert without[1]["cpu_ratio"] < sixteen["cpu_ratio"]
    (second,) = sweep(capsys, REGEX, "--units", "16", "--opt", "2")["rows"]
    assert second["likely"][0] < 1 < second["likely"][1]


def test_it_is_a_table_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", REGEX, "--units", "1,64", "--jobs", "2", "--cores", "2"]) == 0
    told = capsys.readouterr()
    lines = told.out.splitlines()
    assert lines[0].startswith("recorded: 16 units, with local LTO: LLVM ")
    assert lines[0].endswith("with 2 jobs on 2 cores")
    assert lines[1] == "costs: wall times of units; rule: merge; ratios are to what was recorded"
    assert [line.split()[:2] for line in lines[4:6]] == [["1", "1"], ["64", "64"]]
    assert lines[6].startswith("1: one unit against several")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--opt", "1"], "opt-level 1 is not predictable from a recording"),
        (["--units", "1,x"], "'1,x' names no numbers of units; write 1,4,16; see cguviz sweep --help."),
        (["--units", "0"], "'0' names no numbers of units"),
        (["--jobs", "0"], "0 jobs cannot be simulated"),
        (["--with", "massage"], "massage has no option 'units'"),
        (["--with", "nothing"], "there is no rule 'nothing'"),
        (["--lto", "fat"], "invalid choice: 'fat'"),
    ],
)
def test_what_cannot_be_is_one_sentence(words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", REGEX, *words]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert sentence in said.err
