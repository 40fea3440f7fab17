"""`cguviz duplicates` and `cguviz generics`: the published JSON, the reports, and the refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cguviz.cli import main
from tests.captures import SAMPLE_GRAPHS, sample_named

GLOBSET = str(SAMPLE_GRAPHS / "globset-0.4.9-release.cguviz")
TOY = str(sample_named("toy-0.1.0-release"))


def test_duplicates_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["duplicates", f"{GLOBSET}:PLACE", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["wasted_size"] == found["placed_size"] - found["unique_size"] > 0
    row = found["items"][0]
    assert {"item", "symbol", "copies", "size", "wasted_size", "wasted_ns", "units"} <= set(row)
    assert all(len(row["units"]) == row["copies"] >= 2 for row in found["items"])
    assert all(row["wasted_size"] == row["size"] * (row["copies"] - 1) for row in found["items"])
    assert found["items"] == sorted(found["items"], key=lambda row: (-row["wasted_size"], row["item"].encode()))


def test_generics_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["generics", GLOBSET, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["functions"]
    assert set(rows[0]) == {"function", "instances", "copies", "size", "instructions", "ns", "units", "shim"}
    glue = next(row for row in rows if row["function"] == "drop Vec<_>")
    assert glue["shim"]
    assert glue["copies"] >= glue["instances"] > 1


@pytest.mark.parametrize(("command", "said"), [("duplicates", "by reason"), ("generics", "definition")])
def test_reports_are_for_people(command: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, GLOBSET]) == 0
    assert said in capsys.readouterr().out


def test_what_is_lacking_is_said_with_how_to_get_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    items = tmp_path / "items.txt"
    items.write_text("MONO_ITEM fn a::f::<u8> @@ a-cgu.0[Internal] a-cgu.1[Internal]\n", encoding="utf-8")
    assert main(["duplicates", str(items)]) == 0
    assert "no times were measured here: record the crate" in capsys.readouterr().out
    assert main(["generics", str(items)]) == 0
    assert "record the crate, or open the LLVM IR" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["duplicates", "generics"])
def test_a_profile_alone_has_no_units(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    profile = next((SAMPLE_GRAPHS / "timelines").glob("*.mm_profdata*"))
    assert main([command, str(profile)]) == 2
    assert "there are no units" in capsys.readouterr().err
