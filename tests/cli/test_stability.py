"""`cguviz stability`: the published JSON, the report, and the refusals."""

from __future__ import annotations

import json

import pytest

from cguviz.cli import main
from tests.captures import sample_named

REGEX = str(sample_named("regex-1.7.1-release"))


def test_the_document_has_a_row_for_each_unmerged_unit(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stability", REGEX, "--units", "16", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["units"], found["within"], len(found["rows"])) == (66, 25, 66)
    assert set(found["rows"][0]) == {"unit", "label", "grow", "shrink", "roots_moved", "calls_flipped"}
    assert 0 < found["fragile_share"] < 1
    edges = [min(row["grow"] or 99, row["shrink"] or 99) for row in found["rows"]]
    assert edges == sorted(edges)
    assert any(row["roots_moved"] for row in found["rows"])
    assert all(not row["roots_moved"] for row in found["rows"] if row["grow"] is row["shrink"] is None)


def test_the_report_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stability", f"{REGEX}:PLACE", "--within", "5"]) == 0
    said = capsys.readouterr().out
    assert "within 5 statements of an edge" in said
    assert "roots moved" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([f"{REGEX}:MERGE"], "no stage of unmerged units"),
        ([REGEX, "--within", "0"], "1 or more"),
        ([REGEX, "--units", "99999"], "cannot fill"),
    ],
)
def test_it_says_why_not(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stability", *words]) == 2
    assert said in capsys.readouterr().err
