"""Whole builds: what belongs together is found by call, name and clock; what is ambiguous or foreign is said."""

from __future__ import annotations

import functools
import gzip
import itertools
import json
import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cguviz.analysis.builds import release_times
from cguviz.analysis.statistics import figures
from cguviz.errors import LoadError
from cguviz.formats import load, save
from cguviz.formats.cargo import timings_page as cargo_timings
from cguviz.formats.cargo.crates import CompiledCrate, summary_of
from cguviz.formats.cargo.join import join_build
from cguviz.formats.opening_builds import is_account, open_build, open_paths
from cguviz.formats.self_profile import reader as self_profile
from cguviz.formats.source import Source
from cguviz.model.build import Build, CrateKind, label_of
from cguviz.model.columns import equal
from cguviz.progress import silent
from cguviz.scene.timeline.arrangement import Arrangement
from cguviz.workspace.timeline.crates import chart_of
from tests.builds import ORDERS, PAGE, S, copied, opened, orders, page, row_of
from tests.captures import sample_named
from tests.timelines import TIMELINES, source

LOG, SECTIONS = TIMELINES / "cargo-build-analysis-1.97.jsonl.gz", TIMELINES / "cargo-timing-1.97-sections.html.gz"


UNITS = re.compile(r"UNIT_DATA = (\[.*?\n\]);", re.DOTALL)
KEYS = ("i", "name", "version", "mode", "target", "start", "duration", "unblocked_units", "sections", "rmeta_time")
ODD: tuple[object, ...] = (
    *(None, -1, 0, 3.5, 1e300, True, "x", [], {}, [None], [1, 2], "run-custom-build", ' bin "x"'),
    [["frontend", {"start": 1, "end": 2}], ["codegen", {"start": 0, "end": 9}], ["link", {"start": 0, "end": 1}]],
)


@functools.cache
def compiled() -> tuple[CompiledCrate, ...]:
    """Return what the profiles of the sample tell."""
    return tuple(summary_of(load([path])[0], str(path)) for path in sorted(ORDERS.glob("*.mm_profdata.gz")))


def in_order(build: Build) -> None:
    """Check that crates, and what is known of each, are in the order of time."""
    assert np.all(np.diff(build.start) >= 0)
    for row in range(len(build)):
        moments = (build.start, build.codegen_start, build.codegen_end, build.link_start, build.link_end, build.end)
        known = [int(column[row]) for column in moments if column[row] >= 0]
        assert all(first <= second for first, second in itertools.pairwise(known)), label_of(build, row)
        assert build.ready[row] < 0 or build.start[row] <= build.ready[row] <= build.end[row]


def fits_together(build: Build) -> None:
    """Check what must hold of any build that was measured."""
    in_order(build)
    for row in range(len(build)):
        assert build.ready[row] < 0 or build.kind[row] == CrateKind.LIBRARY
    assert len({label_of(build, row) for row in range(len(build))}) == len(build)
    # Nothing begins before what it needs is there; cargo rounds to 10 ms.
    assert np.all(release_times(build) <= build.start[build.after] + S // 50)


def test_every_compilation_finds_its_profile() -> None:
    build = orders()
    fits_together(build)
    assert len(build) == 32
    assert build.remarks == ()
    assert (build.title, build.jobs, build.cores) == ("app 0.1.0", 2, 2)
    runs = build.kind == CrateKind.SCRIPT_RUN
    files = [build.file[row] for row in np.flatnonzero(~runs).tolist()]
    assert sorted(files) == sorted(str(path) for path in ORDERS.iterdir() if path.name != PAGE)
    assert not any(build.file[row] for row in np.flatnonzero(runs).tolist())
    kinds = {CrateKind(kind): int((build.kind == kind).sum()) for kind in np.unique(build.kind)}
    assert kinds == {
        CrateKind.LIBRARY: 10,
        CrateKind.BINARY: 1,
        CrateKind.PROC_MACRO: 3,
        CrateKind.BUILD_SCRIPT: 9,
        CrateKind.SCRIPT_RUN: 9,
    }


def test_parts_are_those_of_the_profile_on_cargos_clock() -> None:
    build = orders()
    row = row_of(build, "syn 1.0.107")
    (capture,) = self_profile.read([source(Path(build.file[row]))], silent)
    timeline = capture.timeline
    assert timeline is not None
    activities = timeline.activities.tolist()
    late = timeline.began - build.began

    def span(name: str) -> tuple[int, int]:
        mine = timeline.activity == activities.index(name)
        return int(timeline.start[mine].min()) + late, int(timeline.end[mine].max()) + late

    assert build.ready[row] == span("generate_crate_metadata")[1]
    assert build.codegen_start[row] == span("codegen_module")[0]
    assert (build.link_start[row], build.link_end[row]) == span("link")
    assert build.codegen_end[row] <= build.link_start[row]
    assert build.units[row] == 16


def test_edges_are_those_of_the_calls_and_cargos() -> None:
    build = orders()
    edges = {
        (label_of(build, int(before)), label_of(build, int(after))): bool(on_metadata)
        for before, after, on_metadata in zip(build.before, build.after, build.on_metadata, strict=True)
    }
    assert edges["serde 1.0.152", "serde_json 1.0.87"] is True
    assert edges["serde_json 1.0.87", "engine 0.1.0"] is True
    assert edges["engine 0.1.0", "app 0.1.0 (bin app)"] is False
    assert edges["syn 1.0.107", "serde_derive 1.0.152"] is False
    assert edges["libc 0.2.139 (build script)", "libc 0.2.139 (run)"] is False
    assert edges["libc 0.2.139 (run)", "libc 0.2.139"] is False
    # Of the two compilations of the proc macro only the first, not optimised, is used.
    assert edges["marker 0.1.0", "engine 0.1.0"] is False
    assert ("marker 0.1.0 (2)", "engine 0.1.0") not in edges


def test_pipelining_is_seen() -> None:
    build = orders()
    early = [
        label_of(build, int(after))
        for before, after in zip(build.before, build.after, strict=True)
        if build.start[after] < build.end[before]
    ]
    assert "engine 0.1.0" in early
    assert all(build.kind[row_of(build, name)] == CrateKind.LIBRARY for name in early)


def test_profiles_alone_are_a_build(tmp_path: Path) -> None:
    shutil.copytree(ORDERS, tmp_path / "profiles", ignore=shutil.ignore_patterns(PAGE))
    build = opened(tmp_path / "profiles")
    fits_together(build)
    whole = orders()
    assert len(build) == 23
    assert (build.load, build.jobs) == (None, 0)
    assert build.start[0] == 0
    for row in range(len(build)):
        name = label_of(build, row)
        # Where the folders do not say so, nobody knows the version.
        other = next(
            other
            for other in range(len(whole))
            if whole.file[other].rpartition("/")[2] == build.file[row].rpartition("/")[2]
        )
        assert whole.crate[other] == build.crate[row].replace("unicode_ident", "unicode-ident")
        assert name.startswith(build.crate[row])
        assert build.codegen[row] == pytest.approx(whole.codegen[other], abs=S // 50)
        assert build.longest[row] == whole.longest[other]


def test_the_page_alone_is_a_build() -> None:
    build = opened(ORDERS / PAGE)
    fits_together(build)
    whole = orders()
    assert len(build) == len(whole)
    assert not any(build.file)
    assert (build.unit_time == -1).all()
    np.testing.assert_array_equal(build.start, whole.start)
    np.testing.assert_array_equal(build.end, whole.end)
    known = (build.codegen >= 0) & (whole.codegen >= 0)
    assert known.sum() == 10
    # cargo counts all after the metadata.
    assert np.all(build.codegen[known] >= whole.codegen[known] - S // 50)


@pytest.mark.parametrize("path", sorted(TIMELINES.glob("cargo-*")), ids=lambda path: path.name)
def test_each_account_of_cargos_alone(path: Path) -> None:
    fits_together(opened(path))


def test_log_and_page_of_one_build_complete_each_other() -> None:
    build = opened(LOG, SECTIONS)
    assert build.remarks == ()
    assert build.load is not None
    alone = opened(LOG)
    assert alone.load is None
    np.testing.assert_array_equal(build.start, alone.start)
    assert build.title == alone.title == "mini 0.1.0"


def test_a_page_of_another_day_is_left_out(tmp_path: Path) -> None:
    shutil.copytree(ORDERS, tmp_path / "build")
    other = re.sub(
        r"2026-11-20T[\d:.]+Z", lambda match: (datetime.fromisoformat(match[0]) + timedelta(days=1)).isoformat(), page()
    )
    (tmp_path / "build" / "later.html").write_text(other)
    build = opened(tmp_path / "build")
    assert [remark.text for remark in build.remarks] == ["Left out, being of other builds: later.html."]
    assert equal(build.replace(remarks=(), file=orders().file, sources=()), orders().replace(sources=()))


def test_profiles_of_another_run_keep_cargos_bars(tmp_path: Path) -> None:
    folder = copied(tmp_path / "build", ["serde_json", "syn", "marker"])
    later = re.sub(r"2026-11-20T[\d:.]+Z", "2026-11-21T10:00:00Z", page())
    (folder / "page.html").write_text(later)
    build = opened(folder)
    fits_together(build)
    row, cargo = row_of(build, "syn 1.0.107"), opened(ORDERS / PAGE)
    assert build.units[row] == 16
    assert build.codegen_start[row] == cargo.codegen_start[row_of(cargo, "syn 1.0.107")]
    said = " ".join(remark.text for remark in build.remarks)
    assert "2 crates were recorded in another run than cargo tells of (serde_json, syn)" in said
    assert "This may be any of 2 compilations of marker" in said
    assert not build.file[row_of(build, "marker 0.1.0")]


def test_two_compilations_at_once_are_not_told_apart(tmp_path: Path) -> None:
    folder = copied(tmp_path / "build", ["marker"])
    (folder / "page.html").write_text(page().replace('"start": 3.14', '"start": 3.0'))
    build = opened(folder)
    said = {remark.text for remark in build.remarks}
    assert said == {"marker was compiled twice at the same time; which of the two this is cannot be told."}
    assert sum(file != "" for file in build.file) == 2


def test_what_cannot_be_read_does_not_hide_the_rest(tmp_path: Path) -> None:
    folder = copied(tmp_path / "build", ["serde", "syn", PAGE])
    profile = next(folder.glob("syn*"))
    profile.write_bytes(gzip.compress(gzip.decompress(profile.read_bytes())[:2000]))
    (folder / "letter.txt").write_text("dear all")
    build = opened(folder)
    assert not build.file[row_of(build, "syn 1.0.107")]
    assert build.file[row_of(build, "serde 1.0.152")]
    said = [remark.text for remark in build.remarks]
    assert any(text.startswith("Not read: ") for text in said)
    assert any("letter.txt" in text for text in said)


def test_the_latest_of_two_recordings_counts(tmp_path: Path) -> None:
    folder = copied(tmp_path / "build", ["serde_json", "ryu"])
    (capture,) = load([next(folder.glob("ryu*"))])
    assert capture.timeline is not None
    again = capture.replace(timeline=capture.timeline.replace(began=capture.timeline.began + S))
    save(folder / "ryu.cguviz", [again])
    build = opened(folder)
    assert len(build) == 2
    assert build.file[row_of(build, "ryu 1.0.2")].endswith("ryu.cguviz")
    assert [remark.text for remark in build.remarks] == ["1 older records of the same compilations were left out."]


def test_captures_tell_duplicated_code(tmp_path: Path) -> None:
    folder = tmp_path / "build"
    folder.mkdir()
    for name in ("toy-0.1.0-release", "regex-1.7.1-release"):
        (capture,) = load([sample_named(name)])
        save(folder / f"{name}.cguviz", [capture])
    build = opened(folder)
    row = next(row for row in range(len(build)) if build.crate[row] == "regex")
    (capture,) = load([sample_named("regex-1.7.1-release")])
    counted = figures(capture.partition(), capture.items, capture.uses)
    assert (build.placed[row], build.unique[row]) == (counted.placed_size, counted.unique_size)
    assert round(float(build.duplication[row]), 2) == counted.size_ratio
    assert build.units[row] == 16


@pytest.mark.parametrize(
    "names",
    [
        ["regex-1.7.1-release"],
        ["timelines"],
        ["timelines/image-0.24.3_rel16.mm_profdata.gz"],
        ["timelines/image-0.24.3_rel16.mm_profdata.gz", "timelines/demo_bin_rel_fatlto.mm_profdata.gz"],
    ],
)
def test_what_is_no_build(names: list[str]) -> None:
    paths = [sample_named(name) for name in names]
    assert open_build(paths) is None
    assert isinstance(open_paths(paths), list)


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 31), st.sampled_from(KEYS), st.sampled_from(ODD)), min_size=1, max_size=8))
def test_a_page_that_says_odd_things(changes: list[tuple[int, str, object]]) -> None:
    units = json.loads(UNITS.findall(page())[0])
    for row, key, value in changes:
        units[row][key] = value
    text = UNITS.sub(lambda _: f"UNIT_DATA = {json.dumps(units, indent=1)};", page())
    told = cargo_timings.read_build(Source("page.html", text.encode()))
    build = join_build(told, compiled(), ())
    in_order(build)
    assert len(chart_of(build, Arrangement("lanes")).tracks[0].units) == len(build)


def test_files_named_one_by_one(tmp_path: Path) -> None:
    profiles = sorted(copied(tmp_path / "build", ["serde", "syn"]).iterdir())
    assert len(opened(*profiles)) == len(profiles) == 4
    assert open_build(profiles[:2]) is None
    assert len(opened(*profiles[:2], ORDERS / PAGE)) == 32
    captures = []
    for profile in profiles:
        captures.append(tmp_path / f"{profile.name}.cguviz")
        save(captures[-1], load([profile]))
    assert open_build(captures) is None
    assert [is_account(path) for path in (ORDERS / PAGE, LOG, profiles[0], tmp_path)] == [True, True, False, False]


def test_one_profile_of_a_folder_is_opened_as_such(tmp_path: Path) -> None:
    (capture,) = load([copied(tmp_path / "build", ["serde_json-"])])
    assert open_build([tmp_path / "build"]) is None
    assert capture.crate == "serde_json"


def test_errors_are_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<title>Cargo Build Timings</title>")
    with pytest.raises(LoadError, match="holds no UNIT_DATA"):
        open_build([tmp_path / "page.html"])
    with pytest.raises(LoadError, match="there is no such file"):
        open_build([tmp_path / "nowhere"])
