"""`cguviz info`: the figures of rustc's own header, as text and as JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from cguviz import formats
from cguviz.cli import main
from cguviz.formats import recording
from cguviz.model.capture import Agreement
from tests.captures import CAPTURES, capture_id, dump_bytes, sample_named
from tests.recordings import RELEASE, unpack

HEADER = re.compile(r"^ (- (?:unique items|placed items|placed/unique|CGUs):? .*)$", re.MULTILINE)
INTERFACE = """
    stage units unique_items unique_root_items unique_inlined_items unique_size unique_root_size unique_inlined_size
    placed_items placed_root_items placed_inlined_items placed_size placed_root_size placed_inlined_size
    items_ratio size_ratio mean_unit_size unit_sizes cut_uses inside_uses
"""


@pytest.mark.parametrize("folder", CAPTURES, ids=capture_id)
def test_prints_exactly_rustcs_own_headers(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", str(folder / "dump.txt.gz")]) == 0
    printed = [line for line in capsys.readouterr().out.splitlines() if HEADER.match(f" {line}")]
    expected = HEADER.findall(dump_bytes(folder).decode())
    assert printed == expected
    assert expected


def test_json_has_the_published_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", "--json", str(sample_named("regex-1.7.1-release"))]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["crate"] == "regex"
    assert document["recording"] is None
    assert document["compiler"] == "rustc 1.85.0-nightly (4d91de4e4 2025-02-17)"
    assert document["items"] == 2021
    # Beside two uses of statics: THREAD_ID asks for COUNTER, and a closure for its VAL.
    assert (document["uses"], document["static_uses"]) == (3303, 2)
    assert [stage["stage"] for stage in document["stages"]] == ["PLACE", "MERGE", "INTERNALIZE"]
    place = document["stages"][0]
    assert set(place) >= set(INTERFACE.split())
    assert (place["units"], place["placed_items"], place["mean_unit_size"]) == (66, 3359, 1945.1)
    assert place["unit_sizes"] == sorted(place["unit_sizes"], reverse=True)
    assert len(place["unit_sizes"]) == 66
    assert place["cut_uses"] > 0 < place["inside_uses"]


def test_a_recording_says_how_far_it_is_as_rustc_lists_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw = unpack(RELEASE, tmp_path / "raw")
    capture = recording.read(raw, "cargo rustc", called=tmp_path).capture
    path = tmp_path / "x.cguviz"
    for agreement, sizes, line in (
        (
            capture.agreement,
            "exact",
            "784 of 784 placements are as rustc lists them, all units of PLACE are as large as it estimates\n",
        ),
        (
            Agreement(784, 784, capture.partition("PLACE").unit_sizes, unsure=2),
            "inferred",
            "784 of 784 placements are as rustc lists them",
        ),
        (
            Agreement(392, 784, capture.partition("PLACE").unit_sizes * 2),
            "inferred",
            "sizes are inferred, and those of units off by 50.00% on average, 50.0% at most\n",
        ),
    ):
        formats.save(path, [capture.replace(agreement=agreement)])
        assert main(["info", "--json", str(path)]) == 0
        told = json.loads(capsys.readouterr().out)["recording"]
        assert told["sizes"] == sizes
        assert told["agreed"] in (1.0, 0.5)
        assert told["modes"]["known"] + told["modes"]["inferred"] == len(capture.items)
        assert told["times"] == "wall"
        assert main(["info", str(path)]) == 0
        assert line in capsys.readouterr().out
    assert told["unit_size_error"] == {"mean": 0.5, "worst": 0.5}


def test_a_stage_can_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", "--json", f"{sample_named('regex-1.7.1-release')}:merge"]) == 0
    assert [stage["stage"] for stage in json.loads(capsys.readouterr().out)["stages"]] == ["MERGE"]


def test_figures_that_need_uses_are_null_without_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", "--json", str(sample_named("regex-1.7.1-release") / "dump.txt.gz")]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["uses"] is None
    assert document["stages"][0]["cut_uses"] is None


def test_phases_alone_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    file = str(sample_named("timelines/miniz_oxide.time-passes.txt"))
    assert main(["info", file]) == 0
    printed = capsys.readouterr().out
    assert "42 phases (time passes):" in printed
    assert "     1.705 s  finish_ongoing_codegen\n" in printed
    assert "threads" not in printed
    assert main(["info", "--json", file]) == 0
    timeline = json.loads(capsys.readouterr().out)["timeline"]
    assert (timeline["spans"], len(timeline["phases"])) == (0, 42)
    assert {"name": "LLVM_passes", "time_ns": 804_000_000} in timeline["phases"]


def test_several_files_give_a_list(capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(sample_named("regex-1.7.1-release")), str(sample_named("toy-0.1.0-release"))]
    assert main(["info", "--json", *files]) == 0
    assert [document["crate"] for document in json.loads(capsys.readouterr().out)] == ["regex", "toy"]


def test_stages_of_one_file_are_told_one_after_the_other(capsys: pytest.CaptureFixture[str]) -> None:
    toy = sample_named("toy-0.1.0-release")
    assert main(["info", "--json", f"{toy}:PLACE", f"{toy}:MERGE"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [[stage["stage"] for stage in document["stages"]] for document in told] == [["PLACE"], ["MERGE"]]


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (f"{sample_named('toy-0.1.0-release')}:FINAL", "there is no stage 'FINAL' in toy; there are PLACE, MERGE"),
        (f"{sample_named('toy-0.1.0-release')}:serde:PLACE", "there is no crate 'serde' in the file; there is toy."),
        ("nowhere/dump.txt", "nowhere/dump.txt"),
    ],
)
def test_what_is_not_there_is_one_sentence_and_status_2(
    spec: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["info", spec]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err
    assert told.err.count("\n") == 1


def test_units_are_listed_with_their_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", "--json", str(sample_named("regex-1.7.1-release"))]) == 0
    document = json.loads(capsys.readouterr().out)
    units = {unit["name"]: unit for unit in document["units"] if unit["stage"] == "PLACE"}
    assert units["099yv4tyj5y1s9eoo2142ddsz"]["label"] == "std::sync::poison"
    assert units["0ppsp12s9u0qpgcv6zarzc7u7"]["label"] == "aho_corasick::nfa"
    assert not any(unit["volatile"] for unit in document["units"])
    for stage in document["stages"]:
        sizes = [unit["size"] for unit in document["units"] if unit["stage"] == stage["stage"]]
        assert sizes == stage["unit_sizes"]


def test_units_of_generic_instances_are_called_volatile(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", "--json", str(sample_named("toy-stock-debug-incremental"))]) == 0
    units = json.loads(capsys.readouterr().out)["units"]
    labels = {(unit["label"], unit["volatile"]) for unit in units}
    assert {("lexer", False), ("lexer", True), ("core::fmt", True)} <= labels
    assert len(labels) == len(units)
