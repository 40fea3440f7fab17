"""Incremental rules: what they foresee of real incremental builds, and what they cannot know of other builds."""

from __future__ import annotations

import itertools
import json
import shutil
from pathlib import Path

import pytest

from cguviz import formats
from cguviz.cli import main
from cguviz.model.capture import Capture
from cguviz.model.partition import Partition
from cguviz.partition import run_pipeline
from cguviz.partition.presets import pipeline_of
from tests.captures import sample_named
from tests.sources import REPOSITORY

TOY = REPOSITORY / "sample_graphs" / "toy-source"

needs_cargo = pytest.mark.skipif(shutil.which("cargo") is None, reason="there is no cargo here")


def contents(capture: Capture, partition: Partition) -> set[frozenset[str]]:
    """Return the symbols of each unit's items."""
    symbols, starts = capture.items.symbol.tolist(), partition.starts.tolist()
    items = partition.item.tolist()
    return {frozenset(symbols[item] for item in items[start:end]) for start, end in itertools.pairwise(starts)}


@needs_cargo
@pytest.mark.parametrize("profile", ["dev", "release"])
def test_units_of_incremental_builds_are_foreseen(
    profile: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("CARGO_INCREMENTAL", "1")
    shutil.copytree(TOY, tmp_path / "toy")
    monkeypatch.chdir(tmp_path / "toy")
    words = ["cargo", "rustc", "--offline", "--profile", profile]
    recorded: dict[int, Capture] = {}
    for units in (0, 2, 4):
        path = tmp_path / f"{units}.cguviz"
        asked = ["--", "-C", f"codegen-units={units}"] if units else []
        assert main(["record", "-o", str(path), *words, *asked]) == 0
        (recorded[units],) = formats.load([path])
    base = recorded[0]
    place = base.partition("PLACE")
    assert len(place.units) > 4
    for units in (2, 4):
        found = run_pipeline(base, place, pipeline_of(f"merge units={units}"))
        assert found.caveats == ()
        assert contents(base, found.partition) == contents(recorded[units], recorded[units].partition("MERGE"))
    default = run_pipeline(base, place, pipeline_of("incremental-256"))
    assert default.caveats == ()
    assert contents(base, default.partition) == contents(base, base.partition("MERGE"))
    assert default.partition.units.tolist() == base.partition("MERGE").units.tolist()


def test_rules_for_incremental_builds_say_what_other_builds_cannot_show(capsys: pytest.CaptureFixture[str]) -> None:
    regex = str(sample_named("regex-1.7.1-release"))
    assert main(["partition", regex, "--with", "incremental-256"]) == 0
    said = capsys.readouterr().out
    assert "note: the recorded build is not incremental. An incremental one has a second unit (volatile)" in said
    assert "inlines nothing in MIR" in said
    assert "drop glue" in said
    assert main(["partition", regex, "--with", "merge", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["caveats"] == []
    assert main(["partition", regex, "--with", "two-smallest", "--incremental", "yes", "--json"]) == 0
    (caveat,) = json.loads(capsys.readouterr().out)["caveats"]
    assert caveat.startswith("the recorded build is not incremental.")


def test_rules_for_other_builds_say_what_incremental_builds_cannot_show(capsys: pytest.CaptureFixture[str]) -> None:
    stock = str(sample_named("toy-stock-debug-incremental"))
    assert main(["partition", stock, "--with", "estimate items | merge incremental=no units=8", "--json"]) == 0
    (caveat,) = json.loads(capsys.readouterr().out)["caveats"]
    assert caveat.startswith("the recorded build is incremental.")
    assert main(["partition", stock, "--with", "estimate items | merge units=8", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["caveats"] == []
