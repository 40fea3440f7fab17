"""`cguviz partition`: rules from the command line, saved, and refused in one sentence."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cguviz.cli import main
from cguviz.formats import load
from tests.captures import sample_named

TOY = str(sample_named("toy-0.1.0-release"))
REGEX = str(sample_named("regex-1.7.1-release"))
DUMP = str(sample_named("regex-1.7.1-release") / "dump.txt.gz")
LISTED = str(sample_named("serde_json-1.0.87-release") / "mono-items.txt.gz")


def document(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main(["partition", *words, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_json_is_as_published(capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, REGEX, "--with", "merge", "--units", "16")
    assert {"rule", "options", "stage", "moves", "units"} <= set(found)
    assert (found["rule"], found["moves"], found["start"]) == ("merge", 0, "PLACE")
    assert found["options"] == {"units": 16, "min_size": None, "incremental": None, "limit": True}
    assert main(["info", "--json", f"{REGEX}:MERGE"]) == 0
    (rustcs,) = json.loads(capsys.readouterr().out)["stages"]
    assert found["stage"] | {"stage": "MERGE"} == rustcs
    assert [unit["size"] for unit in found["units"]] == rustcs["unit_sizes"]
    assert all(set(unit) == {"name", "label", "volatile", "size", "items", "from"} for unit in found["units"])
    assert sum(len(unit["from"]) for unit in found["units"]) == 66
    assert sum(unit["items"] for unit in found["units"]) == rustcs["placed_items"]
    assert found["units"][0]["name"] == "regex.849e89ac1092afda-cgu.00"


def test_the_published_massage(capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, TOY, "--with", "massage")
    assert (found["moves"], found["stage"]["units"]) == (8, 5)
    assert [unit["items"] for unit in found["units"]] == [6, 15, 5, 2, 1]
    assert [len(unit["from"]) for unit in found["units"]] == [4, 4, 1, 1, 1]


@pytest.mark.parametrize(
    "words",
    [
        ("--with", "massage", "--passes", "all", "--with", "merge", "--units", "4"),
        ("--with", "massage passes=all | merge units=4"),
        ("--with", "massage", "--passes=all", "--with", "merge units=8", "--units", "4"),
    ],
)
def test_rules_run_one_after_the_other_each_with_its_options(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    found = document(capsys, REGEX, *words)
    assert found["rule"] == "massage | merge"
    assert found["pipeline"] == "massage passes=all | merge units=4"
    assert [options.get("units") for options in found["options"]] == [None, 4]
    assert found["stage"]["units"] == 4
    assert found["moves"] > 0
    assert found["copies"] == {"explained": 2361, "placed": 2519}


def test_a_result_is_saved_as_a_new_stage_and_can_be_started_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "toy.cguviz"
    assert main(["partition", TOY, "--with", "massage", "-o", str(kept)]) == 0
    assert "8 root items moved" in capsys.readouterr().out
    (capture,) = load([kept])
    assert capture.stages == ("PLACE", "MERGE", "INTERNALIZE", "PLACE+MASSAGE")
    found = document(capsys, f"{kept}:place+massage", "--with", "even: merge", "--units", "2", "-o", str(kept))
    assert found["start"] == "PLACE+MASSAGE"
    assert load([kept])[0].stages[3:] == ("PLACE+MASSAGE", "even")


def test_text_has_rustcs_header_lines_before_and_after(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["partition", DUMP, "--with", "rustc-1.70"]) == 0
    said = capsys.readouterr().out
    assert "two-smallest: Merge the two smallest, exact #32779" in said
    assert "- CGUs: 66, mean size: 1945.1, sizes: [9859, " in said
    assert "\nrustc-1.70\n" in said
    assert "- CGUs: 16, mean size: " in said
    assert "  cgu.15  (from " in said


def test_an_estimate_can_be_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    words = (REGEX, "--with", "merge", "--units", "8")
    plain, blocks = document(capsys, *words), document(capsys, *words, "--estimate", "blocks")
    assert blocks["pipeline"] == "estimate blocks | merge units=8"
    assert plain["stage"]["unit_sizes"] != blocks["stage"]["unit_sizes"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            (DUMP, "--with", "massage"),
            "massage needs to know the uses (who uses whom), which this capture does not tell",
        ),
        ((LISTED, "--with", "split", "--estimate", "items"), "split needs to know the uses (to place the copies of"),
        ((LISTED, "--with", "merge"), "merge needs size estimates, and 752 items of"),
        ((TOY, "--with", "merge", "--units", "0"), "units must be a whole number from 1, or cores, not 0."),
        ((TOY, "--with", "merge", "--units", "30"), "29 items cannot fill 30 units; ask for 29 or fewer."),
        ((TOY, "--with", "merge", "--units", "x"), "units of merge must be a whole number from 1, or cores, not 'x'."),
        ((f"{TOY}:MERGE", "--with", "merge"), "MERGE has been merged already, and merge starts from unmerged units"),
        ((f"{TOY}:FINAL", "--with", "merge"), "there is no stage 'FINAL' in toy; there are PLACE, MERGE"),
        ((TOY, "--with", "join"), "there is no rule 'join'; there are merge, two-smallest,"),
        ((TOY, "--with", "merge", "--passes", "all"), "merge has no option 'passes'; it has units, min-size,"),
        (
            (TOY, "--units", "4", "--with", "merge"),
            "--units belongs to the rule before it: write --with RULE --units 4.",
        ),
        ((TOY, "--with", "massage", "-o", "x.svg"), "x.svg: stages are saved in .cguviz files; give it that ending."),
    ],
)
def test_what_cannot_be_is_one_sentence_and_status_2(
    words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["partition", *words]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err
    assert told.err.count("\n") == 1


def test_help_names_every_rule_with_its_standing(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["partition", "--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert "massage                Massage; reconstruction #112093" in said
    assert "units=default min-size=default incremental=default limit=yes" in said


def test_units_that_keep_a_hash_for_a_name_are_told_by_their_words(capsys: pytest.CaptureFixture[str]) -> None:
    found = document(capsys, REGEX, "--with", "massage")
    labels = {unit["label"]: unit["name"] for unit in found["units"]}
    assert len(labels["exec"]) == len("099yv4tyj5y1s9eoo2142ddsz")
    assert main(["partition", REGEX, "--with", "massage"]) == 0
    assert re.search(r"^ +[0-9,]+ +[0-9,]+  core::option$", capsys.readouterr().out, re.MULTILINE)
