"""`cguviz schedule`: what it takes, what it prints, how it fails."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cguviz.cli import main
from tests.captures import sample_named

REGEX, TOY = str(sample_named("regex-1.7.1-release")), str(sample_named("toy-0.1.0-release"))
OPT = str(Path(__file__).parent.parent / "data" / "opt-top1000-excerpt.txt")
GOLDEN = {
    "units": [
        {"unit": unit, "size": size, "generate_ns": generate, "optimize_ns": optimize, "lto_ns": 0}
        for unit, size, generate, optimize in [("a", 40, 4, 16), ("b", 30, 3, 12), ("c", 20, 2, 8), ("d", 10, 1, 4)]
    ]
}


def schedule(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[dict[str, Any], str]:
    assert main(["schedule", "--json", *words]) == 0
    told = capsys.readouterr()
    return json.loads(told.out), told.err


@pytest.fixture
def golden(tmp_path: Path) -> str:
    file = tmp_path / "golden.json"
    file.write_text(json.dumps(GOLDEN))
    return str(file)


@pytest.mark.parametrize(
    "around", [["--costs"], [TOY, "--costs"], []], ids=["costs alone", "over a capture", "as FILE"]
)
def test_the_golden_vector_from_a_file_of_costs(
    around: list[str], golden: str, capsys: pytest.CaptureFixture[str]
) -> None:
    document, said = schedule(capsys, *around, golden, "--jobs", "2")
    assert (document["jobs"], document["makespan_ns"], document["peak_parallel"], document["threads"]) == (2, 30, 2, 5)
    assert {"thread": "rustc", "unit": "b", "activity": "generate", "start_ns": 9, "end_ns": 12} in document["spans"]
    assert {"thread": "opt c", "unit": "c", "activity": "optimize", "start_ns": 22, "end_ns": 30} in document["spans"]
    assert len(document["spans"]) == 8
    assert ("its own units are scheduled" in said) == (TOY in around)


def test_a_profile_supplies_its_own_costs(capsys: pytest.CaptureFixture[str]) -> None:
    document, _ = schedule(capsys, REGEX, "--jobs", "2")
    assert document["costs"] == "self-profile"
    assert document["makespan_ns"] == document["measured"]["simulated_ns"]
    assert abs(document["measured"]["deviation"]) < 0.01
    assert document["measured"]["work_alone_ns"] < document["makespan_ns"]
    assert document["overhead_ns"]["thin_link"] == 10_459_757
    assert 4_000_000 < document["overhead_ns"]["generate"] < 5_000_000
    assert document["threads"] == 34
    assert {span["activity"] for span in document["spans"]} == {
        "generate",
        "optimize",
        "lto",
        "LLVM_thin_lto_global_analysis",
    }
    assert {span["thread"] for span in document["spans"]} >= {"rustc", "coordinator", "opt cgu.00", "lto cgu.15"}


@pytest.mark.parametrize(
    ("words", "origin"),
    [
        (["default"], "published medians (release)"),
        (["debug"], "published medians (debug)"),
        ([OPT], "medians of opt-top1000-excerpt.txt"),
    ],
)
def test_costs_by_size(words: list[str], origin: str, capsys: pytest.CaptureFixture[str]) -> None:
    document, _ = schedule(capsys, REGEX, "--jobs", "4", "--costs", *words)
    assert document["costs"] == origin
    assert document["measured"] is None
    assert document["peak_parallel"] == 4


def test_a_what_if_is_held_against_what_was_compiled(capsys: pytest.CaptureFixture[str]) -> None:
    document, said = schedule(capsys, REGEX, "--jobs", "8", "--with", "merge", "--units", "4")
    assert len({span["unit"] for span in document["spans"] if span["unit"]}) == 4
    assert document["as_compiled_ns"] > 0
    assert document["measured"] is None
    assert "was not compiled" in said


def test_the_text_names_the_long_pole_and_the_deviation(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schedule", REGEX, "--jobs", "2"]) == 0
    printed = capsys.readouterr().out
    assert "16 units, 2 jobs, order interleaved, rustc 1.85, costs: self-profile" in printed
    assert "the long pole is cgu.14\n" in printed
    assert "measured: 28,165.5 ms with 2 threads at once; simulated so 28,197.8 ms, +0.1%" in printed


def test_the_ideal_knows_the_cores(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schedule", REGEX, "--jobs", "16", "--cores", "2"]) == 0
    printed = capsys.readouterr().out
    assert "16 units, 16 jobs on 2 cores, order interleaved" in printed
    assert (
        "30,147.8 ms from the first unit to the last, 16 threads at once; ideal for the same work 27,608.6" in printed
    )


def test_one_is_no_plural(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schedule", TOY, "--jobs", "1", "--with", "merge", "--units", "1"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("1 unit, 1 job, order interleaved")
    assert ", 1 thread at once;" in printed


def test_order_and_rustc_can_be_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    document, _ = schedule(capsys, REGEX, "--jobs", "2", "--order", "largest", "--rustc", "1.95")
    sizes = [span["unit"] for span in document["spans"] if span["activity"] == "generate"]
    assert [unit[-2:] for unit in sizes[:3]] == ["00", "01", "02"]
    assert (document["order"], document["rustc"]) == ("largest", "1.95")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([TOY, "--jobs", "0"], "0 jobs cannot be simulated; take 1 to 1,048,576."),
        ([TOY, "--costs", "nowhere.json"], "nowhere.json: there is no such file"),
        ([TOY, "--units", "4"], "--units belongs to a rule"),
        ([], "there is nothing to schedule: name a capture"),
        (["--costs", "default"], "there is nothing to schedule: name a capture"),
        (["--costs", OPT], "holds medians but no units"),
        ([TOY, "--costs", f"{TOY}/dump.txt.gz"], "is no JSON"),
        ([f"{TOY}/profile.mm_profdata.gz", "--costs", "default"], "toy has neither units that were measured nor"),
        (["nowhere"], "nowhere: there is no such file"),
        ([f"{TOY}:FINAL"], "there is no stage 'FINAL'"),
        ([OPT], "`cguviz estimate` reads it"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_status_2(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["schedule", *words]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err
    assert told.err.count("\n") == 1
