"""Whole builds on the command line: the table of crates, its JSON, and the picture."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from cguviz.cli import main
from tests.builds import ORDERS, PAGE, copied
from tests.captures import sample_named


def test_the_table_is_sorted_by_code_generation(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", str(ORDERS)]) == 0
    said = capsys.readouterr()
    head, rest, _, path = said.out.splitlines()[0], *said.out.splitlines()[1:4]
    assert head == "app 0.1.0 · rustc 1.95.0 (59807616e 2026-04-14)"
    assert rest == "2 jobs, 2 processors"
    assert path.endswith("syn 1.0.107 › serde_derive 1.0.152 › serde 1.0.152 › serde_json 1.0.87 › app 0.1.0 (bin app)")
    lines = said.out.splitlines()[5:]
    assert lines[0].split("  ")[0] == "Crate"
    assert [line.split("  ")[0] for line in lines[1:4]] == ["marker 0.1.0 (2)", "serde_json 1.0.87", "engine 0.1.0"]
    assert len(lines) == 33
    assert said.err == ""


def test_json_tells_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", "--json", str(ORDERS)]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["build"], document["jobs"], document["processors"]) == ("app 0.1.0", 2, 2)
    assert document["by_kind_ns"]["script_run"] == 100_000_000
    assert document["timeline"] == {"threads": 32, "spans": 32 + 23 + 23, "source": "cargo timings"}
    crates = document["crates"]
    assert [crate["start_ns"] for crate in crates] == sorted(crate["start_ns"] for crate in crates)
    serde_json = next(crate for crate in crates if crate["crate"] == "serde_json" and not crate["target"])
    assert (serde_json["version"], serde_json["kind"], serde_json["units"]) == ("1.0.87", "library", 9)
    assert serde_json["critical"] is True
    assert serde_json["duplication"] is None
    needs = {(crates[one["crate"]]["crate"], one["metadata"]) for one in serde_json["needs"]}
    assert needs == {("itoa", True), ("ryu", True), ("serde", True), ("serde_json", False)}
    assert crates[serde_json["waited_for"]]["crate"] == "serde"
    assert Path(serde_json["file"]).parent == ORDERS


def test_several_files_give_a_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    profiles = sorted(str(path) for path in copied(tmp_path / "build", ["serde", "syn"]).iterdir())
    assert main(["info", "--json", *profiles]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [one["crate"] for one in document] == ["serde", "serde_derive", "serde_json", "syn"]
    assert main(["info", "--json", *profiles, str(ORDERS / PAGE)]) == 0
    assert len(json.loads(capsys.readouterr().out)["crates"]) == 32


def test_remarks_go_to_stderr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = copied(tmp_path / "build", ["serde_json", "syn", PAGE])
    (folder / "letter.txt").write_text("dear all")
    assert main(["info", str(folder)]) == 0
    assert "letter.txt" in capsys.readouterr().err


@pytest.mark.parametrize("rows", ["threads", "lanes"])
def test_the_picture(rows: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "build.svg"
    assert main(["export", str(ORDERS), "-o", str(out), "--view", "timeline", "--rows", rows]) == 0
    assert capsys.readouterr().err == f"wrote {out}\n"
    assert ET.parse(out).getroot().get("class") == "cguviz timeline"  # noqa: S314 - our own


def test_what_a_build_has_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", str(ORDERS), "-o", str(tmp_path / "build.svg")]) == 2
    assert "this is a whole build: draw its crates with --view timeline, or name the file" in capsys.readouterr().err
    assert main(["export", str(ORDERS), "-o", str(tmp_path / "build.dot"), "--view", "timeline"]) == 2
    assert "a timeline is written as a picture; use one of .svg, .png, .pdf" in capsys.readouterr().err
    assert main(["schedule", str(sample_named("timelines/cargo-timing-1.95.html.gz"))]) == 2
    assert "this tells of a whole build and of no crate by itself" in capsys.readouterr().err


def test_a_crate_of_a_build_is_named_by_its_file(capsys: pytest.CaptureFixture[str]) -> None:
    file = next(path for path in ORDERS.iterdir() if path.name.startswith("serde_json"))
    assert main(["info", str(file)]) == 0
    assert capsys.readouterr().out.startswith("serde_json")
